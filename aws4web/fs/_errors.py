"""AWS's errors as those that fsspec, and whoever uses files, knows."""

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager

from .._errors import AwsError
from ..s3 import DeleteError

_MISSING = {"NoSuchKey", "NoSuchBucket", "NoSuchVersion", "NoSuchUpload", "NotFound"}
_REFUSED = {401, 403}
_THERE = {"BucketAlreadyExists", "BucketAlreadyOwnedByYou"}


@contextmanager
def explained(operation: str, path: str) -> Generator[None]:
    """Raise what AWS answers as the error of a file system."""
    try:
        yield
    except (AwsError, DeleteError) as error:
        raise as_os_error(error, operation, path) from error


def as_os_error(error: Exception, operation: str, path: str) -> Exception:
    """The same as an error of a file system; what is none of AWS's stays what it is."""
    if isinstance(error, DeleteError):
        failed = [*error.failed.items()]
        key, first = failed[0]
        place = f"{path.partition('/')[0]}/{key}"
        more = f"; and {len(failed) - 1} more" if len(failed) > 1 else ""
        return OSError(_number(first), f"{operation} {place}: {first}{more}", place)
    if not isinstance(error, AwsError):
        return error
    # OSError makes FileNotFoundError, PermissionError, … of these numbers.
    return OSError(_number(error), f"{operation}: {error}", path)


def _number(error: AwsError) -> int:
    if error.code in _MISSING or error.status == 404:
        return errno.ENOENT
    if error.status in _REFUSED:
        return errno.EACCES
    if error.status == 412 or error.code in _THERE:
        return errno.EEXIST
    if error.code == "BucketNotEmpty":
        return errno.ENOTEMPTY
    return errno.EIO


def missing(path: str) -> FileNotFoundError:
    """There is no such file, nor directory."""
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def is_directory(path: str) -> IsADirectoryError:
    """What was asked for is possible for a file only."""
    return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)


def there(path: str) -> FileExistsError:
    """It was to be new."""
    return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)


def changed(path: str) -> OSError:
    """Another object took its place meanwhile."""
    return OSError(errno.ESTALE, "the object changed while it was read: open it again", path)
