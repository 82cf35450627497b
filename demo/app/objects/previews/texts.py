"""Bytes read as text, in the encoding that they are most likely in. Pure."""

import codecs
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_IN_TEXTS = set(b"\t\n\r\f\b\x1b")
_C1 = range(0x80, 0xA0)


class Text(NamedTuple):
    """What was read."""

    text: str
    encoding: str
    """As people call it."""


def text_of(content: bytes, *, is_whole: bool) -> Text | None:
    """None if it is no text. What is not whole may end within a letter."""
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], codec, name, is_whole=is_whole)
    if any(byte < 0x20 and byte not in _IN_TEXTS for byte in content):
        return None
    return _decoded(content, "utf-8", "UTF-8", is_whole=is_whole) or _of_old(content)


def _decoded(content: bytes, codec: str, name: str, *, is_whole: bool) -> Text | None:
    try:
        text = codecs.getincrementaldecoder(codec)().decode(content, is_whole)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else Text(text, name)


def _of_old(content: bytes) -> Text | None:
    """Latin-1, as Windows extended it if need be."""
    if not any(byte in _C1 for byte in content):
        return Text(content.decode("latin-1"), "Latin-1")
    try:
        return Text(content.decode("cp1252"), "Windows-1252")
    except UnicodeDecodeError:
        return None
