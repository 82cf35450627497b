"""S3's XML, read and written. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
"""

import re
from collections.abc import Collection
from typing import NamedTuple

_MAX_FIELDS, _MAX_ITEMS = 50, 10_000
# https://www.w3.org/TR/xml/#charsets; a parser reads a carriage return as a line break, unless it is escaped.
_cannot_hold = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]").search

_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))  # xml.sax would load urllib.request


class Document(NamedTuple):
    """A document, one level deep: the text of elements without children."""

    fields: dict[str, str]
    """Those of the root."""
    items: list[tuple[str, dict[str, str]]]
    """Of each repeated element its name, and the text of what is in it, the first of a name."""
    lists: list[dict[str, list[str]]]
    """Of each repeated element all texts of the names that may stand in it several times."""


def can_hold(text: str) -> bool:
    """Whether XML can express a text."""
    return not _cannot_hold(text)


def element(name: str, text: str) -> str:
    """An element with a text."""
    for character, escape in _ESCAPES:
        text = text.replace(character, escape)
    return f"<{name}>{text}</{name}>"


def request_of(root: str, inner: str) -> tuple[bytes, dict[str, str]]:
    """The body of a request, and its headers: S3 wants a hash of it."""
    from base64 import b64encode
    from hashlib import md5

    body = f'<{root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{inner}</{root}>'.encode()
    digest = b64encode(md5(body, usedforsecurity=False).digest()).decode()
    return body, {"content-type": "application/xml", "content-md5": digest}


def read(text: str, root: str, repeated: Collection[str], several: Collection[str] = ()) -> Document:
    """Read a document, whose root has this name, or one of these; items may have the names `several` times.

    Raises ValueError if it is not well-formed, not whole, or not S3's.

    It builds no tree: freeing a deep one crashes Pyodide.
    """
    from pyexpat import ExpatError

    reader = _Reader(root, repeated, several)
    try:
        reader.parser.Parse(text.removeprefix("\ufeff").strip().encode("utf-8", "replace"), True)
    except ExpatError as exc:
        raise ValueError(f"not well-formed XML: {exc}") from None
    return Document(reader.fields, reader.items, reader.lists)


class _Reader:
    def __init__(self, root: str, repeated: Collection[str], several: Collection[str]) -> None:
        from pyexpat import ParserCreate

        self.fields: dict[str, str] = {}
        self.items: list[tuple[str, dict[str, str]]] = []
        self.lists: list[dict[str, list[str]]] = []
        self._root, self._repeated, self._several, self._count = root, repeated, several, 0
        self._depth, self._item_depth = 0, 0
        self._text: list[str] = []
        self._is_leaf = False
        self.parser = ParserCreate("utf-8")  # a text has no other, whatever it says
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse  # entities can grow without end
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text.append
        self.parser.EndElementHandler = self._end

    def _refuse(self, *_: object) -> None:
        raise ValueError("a document type, which S3's XML never has")

    def _start(self, tag: str, _attributes: object) -> None:
        name = tag.rpartition(":")[2]
        self._depth += 1
        if self._depth == 1 and name not in self._root.split():
            raise ValueError(f"<{name[:100]}> where <{self._root}> is expected")
        if self._depth > 1 and not self._item_depth and name in self._repeated:
            self.items.append((name, {}))
            self.lists.append({})
            self._item_depth = self._depth
        self._count += name in self._several
        if self._depth > 10 or len(self.items) > _MAX_ITEMS or self._count > _MAX_ITEMS:
            raise ValueError("more than S3's XML ever has")
        self._is_leaf = True
        self._text.clear()

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        into = self.items[-1][1] if self._item_depth else self.fields
        if self._is_leaf and self._item_depth and name in self._several:
            self.lists[-1].setdefault(name, []).append("".join(self._text))
        elif self._is_leaf and self._depth > 1 and len(into) < _MAX_FIELDS:
            into.setdefault(name, "".join(self._text))
        self._is_leaf = False
        if self._depth == self._item_depth:
            self._item_depth = 0
        self._depth -= 1
