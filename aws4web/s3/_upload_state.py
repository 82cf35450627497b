"""What is known of an upload that is under way, as a text that a page can keep: no secret is in it. Pure."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from ._address import checked_key
from ._parts import MAX_PARTS, Part

_FORM = 1


class Begun(NamedTuple):
    """What does not change of an upload once it is begun."""

    bucket: str
    endpoint: str
    key: str
    size: int | None
    last_modified: float | None
    """Of the source, in seconds since the epoch."""
    part_size: int
    upload_id: str = ""


class UploadState:
    """An upload, and its parts that have arrived."""

    def __init__(self, begun: Begun, parts: dict[int, Part]) -> None:
        self.begun = begun
        self.parts = parts
        self._texts: dict[int, str] = {number: json.dumps(part) for number, part in parts.items()}

    def add(self, part: Part) -> None:
        """A part has arrived."""
        self.parts[part.number] = part
        self._texts[part.number] = json.dumps(part)

    def drop(self, number: int) -> None:
        """A part has to be sent again."""
        del self.parts[number], self._texts[number]

    def text(self) -> str:
        """JSON."""
        return (
            json.dumps({"form": _FORM, **self.begun._asdict()})[:-1]
            + f', "parts": [{", ".join(self._texts.values())}]}}'
        )


def read_state(text: str, call: Begun) -> UploadState:
    """What `text` says, which anybody may have written, if it belongs to this call.

    Raises TypeError for what is no text, and ValueError for what is no such state, or that of another upload.
    """
    begun, parts = _read("resume", text, call, ("bucket", "endpoint", "key"))
    for name, meaning in (("size", "size"), ("last_modified", "time of modification")):
        if getattr(begun, name) != getattr(call, name):
            raise ValueError(f"the source has another {meaning} than when its upload began: upload it anew")
    if begun.part_size != call.part_size:
        raise ValueError(f"resume is the state of an upload with part_size={begun.part_size}")
    return UploadState(call._replace(upload_id=begun.upload_id), parts)


def read_begun(text: str, bucket: str, endpoint: str) -> Begun:
    """Which upload of this bucket `text` is the state of. Raises TypeError and ValueError as `read_state`."""
    begun, _ = _read("state", text, Begun(bucket, endpoint, "", None, None, 0), ("bucket", "endpoint"))
    return begun


def _read(what: str, text: str, call: Begun, same: Iterable[str]) -> tuple[Begun, dict[int, Part]]:
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        raise TypeError(f"{what} must be the str that save was called with, not {type(text).__name__}")
    try:
        read: Any = json.loads(text)
        if read.pop("form") != _FORM:
            raise ValueError
        listed = read.pop("parts")
        begun = Begun(**read)
        parts = {part.number: part for part in [_part(each, begun) for each in listed]}
        if not isinstance(begun.upload_id, str) or not 0 < len(begun.upload_id) <= 2000:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError
        checked_key(begun.key)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError(f"{what} is not the state of an upload: pass the str that save was called with") from None
    for name in same:
        if getattr(begun, name) != getattr(call, name):
            raise ValueError(f"{what} is the state of an upload to another {name}")
    return begun, parts


def _part(read: Any, begun: Begun) -> Part:
    part = Part(*cast("list[Any]", read))
    texts = (part.etag, part.crc32)
    if not all(type(each) is int for each in (part.number, part.size, begun.size, begun.part_size)):
        raise TypeError
    if not all(each is None or (isinstance(each, str) and len(each) < 200) for each in texts):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError
    if not 1 <= part.number <= MAX_PARTS or part.size != size_of_part(part.number, begun):
        raise ValueError
    return part


def size_of_part(number: int, begun: Begun) -> int:
    """The bytes of a part of a source whose size is known."""
    return min(begun.part_size, (begun.size or 0) - (number - 1) * begun.part_size)
