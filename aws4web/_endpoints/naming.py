"""What URLs of S3 name. Pure."""

from .._url import Url
from .buckets import split_host


def bucket_and_key(url: Url) -> tuple[str, str]:
    """The bucket that a URL of S3 names, and the key, percent-encoded; "" for what it does not name."""
    suffix, match = split_host(url)
    if suffix and match and match["bucket"]:
        return match["bucket"][:-1], url.path[1:]
    bucket, _, key = url.path[1:].partition("/")
    return bucket, key


def host_tells(url: Url) -> bool:
    """Whether the host is one of AWS's, so that no path changes what it stands for."""
    return bool(split_host(url)[0])
