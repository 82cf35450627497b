"""Which bytes an answer to a GET holds, and of which object. Pure.

https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ._info import number_in

_content_range = re.compile(r"bytes (\d{1,19})-(\d{1,19})/(\d{1,19}|\*)", re.ASCII).fullmatch


class Shown(NamedTuple):
    """What an answer says; None is what it does not say, or what CORS hides from a page."""

    first: int
    after: int | None
    """The byte after the last."""
    total: int | None
    """Bytes of the whole object."""
    etag: str | None
    last_modified: str | None

    @property
    def is_whole(self) -> bool:
        """Whether it holds all of the object."""
        return self.first == 0 and self.after == self.total

    @property
    def is_known(self) -> bool:
        """Whether another object can be told from it."""
        return bool(self.etag or self.last_modified)

    def is_of(self, other: "Shown") -> bool:
        """Whether both are of the same object."""
        if None not in (self.total, other.total) and self.total != other.total:
            return False
        if self.etag or other.etag:
            return self.etag == other.etag
        return self.last_modified == other.last_modified


def shown(status: int, headers: Mapping[str, str], first: int = 0, after: int | None = None) -> Shown:
    """What is said by an answer to a GET of these bytes, or to a HEAD. Raises ValueError if it holds others."""
    size = number_in(headers.get("content-length", ""))
    if status == 200:
        begins, ends, total = 0, size, size
    elif status == 206 and after is not None:
        begins, ends, total = _part(headers.get("content-range"), size, first, after)
    else:
        raise ValueError(f"status {status}")
    return Shown(begins, ends, total, headers.get("etag"), headers.get("last-modified"))


def _part(said: str | None, size: int | None, first: int, after: int) -> tuple[int, int, int | None]:
    if said is None:  # it is hidden; an object that ends before the range does makes the answer shorter
        begins, ends, total = first, after if size is None else first + size, None
    else:
        match = _content_range(said.strip())
        if match is None:
            raise ValueError("a Content-Range that is none")
        begins, ends, total = int(match[1]), int(match[2]) + 1, None if match[3] == "*" else int(match[3])
    if total is None and ends < after:
        total = ends
    end = after if total is None else min(after, total)
    if begins != first or ends <= first or ends != end or size not in (None, ends - begins):
        raise ValueError("other bytes than were asked for")
    return begins, ends, total


def parts(first: int, total: int, size: int) -> Iterator[tuple[int, int]]:
    """The ranges of the bytes from `first` on: the first byte of each, and the one after its last."""
    for begins in range(first, total, size):
        yield begins, min(begins + size, total)
