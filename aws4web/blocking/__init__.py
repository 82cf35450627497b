"""The same without `await`: for scripts, and for libraries that cannot wait for a coroutine.

The code is that of `aws4web`, `aws4web.s3` and `aws4web.tokens` (`aws4web.blocking.tokens` here): this room runs it to
its end, each call by the way that is possible where it is made. On CPython that is an event loop in a thread of its
own, which serves any thread; in Pyodide a synchronous XMLHttpRequest, or the switching of stacks (JSPI).
"""

from .._lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:  # what a type checker sees of _PUBLIC; a test holds them equal
    from ._bucket import Bucket as Bucket
    from ._bucket import list_buckets as list_buckets
    from ._bucket import presign_post as presign_post
    from ._client import AwsClient as AwsClient
    from ._response import Response as Response

_PUBLIC = {
    "._bucket": "Bucket list_buckets presign_post",
    "._client": "AwsClient",
    "._response": "Response",
}
_MODULE_OF = {name: module for module, names in _PUBLIC.items() for name in names.split()}
__all__ = [*_MODULE_OF]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]
__getattr__, __dir__ = lazy(globals(), _MODULE_OF)
