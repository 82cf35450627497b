"""A bucket and a prefix as a place in the page's address. Pure.

`bucket/folder/`, each segment percent-encoded, so that whatever a key has in it comes back as it was.
"""

from urllib.parse import quote, unquote


def place_of(bucket: str, prefix: str) -> str:
    """The place of what is under a prefix of a bucket."""
    segments = [quote(segment, safe="", errors="replace") for segment in [bucket, *prefix.split("/")]]
    return "/".join(segments) if bucket else ""


def read_place(place: str) -> tuple[str, str]:
    """The bucket and the prefix of a place, which may be anything."""
    bucket, _, prefix = place.partition("/")
    return unquote(bucket), "/".join([unquote(segment) for segment in prefix.split("/")])
