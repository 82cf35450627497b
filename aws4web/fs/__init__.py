"""Amazon S3, and stores like it, as a file system of fsspec: for pandas, pyarrow, duckdb, zarr, dask and others.

It needs no event loop of fsspec's and no thread in a page, so that `pd.read_csv("s3://…")` works in Pyodide too.
"""

import sys

from .._lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:  # what a type checker sees of _PUBLIC; a test holds them equal
    from ._files import S3File as S3File
    from ._filesystem import S3FileSystem as S3FileSystem
    from ._registering import register as register

_PUBLIC = {
    "._files": "S3File",
    "._filesystem": "S3FileSystem",
    "._registering": "register",
}
_MODULE_OF = {name: module for module, names in _PUBLIC.items() for name in names.split()}
__all__ = [*_MODULE_OF]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]
__getattr__, __dir__ = lazy(globals(), _MODULE_OF)

if sys.platform == "emscripten":
    from ._registering import register

    register()
