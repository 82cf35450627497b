"""URLs of S3 that would reach another object. Pure."""

import re

from .._url import TRIMMED, raw_path
from .canonical import canonical_s3_path, percent_encode

# What URL parsers change in a path: https://url.spec.whatwg.org/#path-state
_rewritten = re.compile(r"[\\\t\n\r]").search
_DOT_SEGMENTS = frozenset({".", ".."})
_dropped = re.compile(r"[\t\n\r]").search  # https://url.spec.whatwg.org/#concept-basic-url-parser


def check_s3_url(url: str) -> None:
    """Refuse a URL to S3 if a URL parser would drop part of it: the request would reach another object.

    Raises ValueError.
    """
    _check_s3_path(raw_path(url))
    if "#" in url:
        raise ValueError(
            "url holds a raw #, and what follows one is never sent: in an S3 key write it as %23 (as urllib.parse.quote"
            " does); a fragment cannot be signed"
        )
    if url != url.strip(TRIMMED):
        edge = url[-1] if url[-1] in TRIMMED else url[0]
        raise ValueError(
            f"url begins or ends with {edge!r}, which a URL parser drops: if it belongs to the S3 key, write it as"
            f" %{ord(edge):02X} (as urllib.parse.quote does), otherwise leave it out"
        )
    if dropped := _dropped(url):
        raise ValueError(f"url holds {dropped[0]!r}, which a URL parser drops: write it as %{ord(dropped[0]):02X}")


def _check_s3_path(path: str) -> None:
    """Refuse a raw path with an S3 key that no URL can carry: the request would reach another object.

    URL parsers fold the segments `.` and `..`, turn a backslash into a slash and drop line breaks and tabs.
    """
    rewritten = _rewritten(path)
    if rewritten:
        escape = percent_encode(rewritten[0])
        raise ValueError(f"the S3 key in url holds {rewritten[0]!r}, which a URL parser changes: write it as {escape}")
    if not _DOT_SEGMENTS.isdisjoint(canonical_s3_path(path).split("/")):
        raise ValueError(
            "the S3 key in url has a segment . or .., which no URL can carry: the request would reach another object"
        )
