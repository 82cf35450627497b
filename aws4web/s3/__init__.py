"""Amazon S3, and stores like it: buckets, and the objects in them.

Each file is loaded when something of it is named.
"""

from .._lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:  # what a type checker sees of _PUBLIC; a test holds them equal
    from .._cors import cors_rule as cors_rule
    from ._bucket import Bucket as Bucket
    from ._buckets import BucketInfo as BucketInfo
    from ._buckets import list_buckets as list_buckets
    from ._deleting import DeleteError as DeleteError
    from ._forms import PostForm as PostForm
    from ._forms import presign_post as presign_post
    from ._info import ObjectInfo as ObjectInfo
    from ._listing import Page as Page
    from ._option_types import ObjectOptions as ObjectOptions
    from ._option_types import ReadOptions as ReadOptions
    from ._uploads import MultipartUpload as MultipartUpload

_PUBLIC = {
    ".._cors": "cors_rule",
    "._bucket": "Bucket",
    "._buckets": "BucketInfo list_buckets",
    "._deleting": "DeleteError",
    "._forms": "PostForm presign_post",
    "._info": "ObjectInfo",
    "._listing": "Page",
    "._option_types": "ObjectOptions ReadOptions",
    "._uploads": "MultipartUpload",
}
_MODULE_OF = {name: module for module, names in _PUBLIC.items() for name in names.split()}
__all__ = [*_MODULE_OF]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]
__getattr__, __dir__ = lazy(globals(), _MODULE_OF)
