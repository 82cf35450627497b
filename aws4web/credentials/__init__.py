"""Providers of credentials: functions whose result `AwsClient(credentials=…)` takes.

Each one's file is loaded when it is named.
"""

from .._lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:  # what a type checker sees of _PUBLIC; a test holds them equal
    from .._renewal.provider import CachedProvider as CachedProvider
    from ._assume_role import assume_role as assume_role
    from ._cognito_identity import cognito_identity as cognito_identity
    from ._from_botocore import from_botocore as from_botocore
    from ._from_environment import from_environment as from_environment
    from ._from_url import from_url as from_url
    from ._web_identity import web_identity as web_identity

_PUBLIC = {
    ".._renewal.provider": "CachedProvider",
    "._assume_role": "assume_role",
    "._cognito_identity": "cognito_identity",
    "._from_botocore": "from_botocore",
    "._from_environment": "from_environment",
    "._from_url": "from_url",
    "._web_identity": "web_identity",
}
_MODULE_OF = {name: module for module, name in _PUBLIC.items()}
__all__ = [*_MODULE_OF]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]
__getattr__, __dir__ = lazy(globals(), _MODULE_OF)
