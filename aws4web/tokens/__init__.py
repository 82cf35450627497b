"""Passwords for what lets AWS's identities in: databases, caches, Kafka and Kubernetes.

Each is a presigned URL in another dress, made without asking anybody, good for connections that begin within its time.
"""

from .._lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:  # what a type checker sees of _PUBLIC; a test holds them equal
    from ._presigned import dsql as dsql
    from ._presigned import eks as eks
    from ._presigned import elasticache as elasticache
    from ._presigned import memorydb as memorydb
    from ._presigned import msk as msk
    from ._presigned import rds as rds

_PUBLIC = {"._presigned": "dsql eks elasticache memorydb msk rds"}
_MODULE_OF = {name: module for module, names in _PUBLIC.items() for name in names.split()}
__all__ = [*_MODULE_OF]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]
__getattr__, __dir__ = lazy(globals(), _MODULE_OF)
