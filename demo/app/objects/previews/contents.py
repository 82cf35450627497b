"""An object read for its preview: no more of it than is shown."""

from typing import Any, NamedTuple

from aws4web import NetworkError
from aws4web.s3 import Bucket

from ...json_text import indented
from ...words import size_text
from . import views
from .delimited import table_of
from .kinds import Kind, kind_of
from .texts import text_of

_SNIFFED = 512
_TEXT, _JSON = 64 * 1024, 2**20  # bytes of a text that are shown; of JSON, which is indented only if it is whole
_LARGEST = 30 * 2**20  # pictures and PDF files
_LINK_TO_PLAY = 3600  # seconds
_PACKED = (
    "It says of itself that it is packed (Content-Encoding: {encoding}), and this browser cannot unpack it: either it"
    " is not, or the connection was lost. What is not packed so is to be stored without that header."
)


class Preview(NamedTuple):
    """What is shown."""

    about: str
    content: Any


class _Reader:
    """An answer that is read as far as it is needed."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self._chunks = aiter(response)
        self.content = b""
        self.is_whole = False

    async def read(self, size: int) -> bytes:
        """The first bytes, so many if there are."""
        while not self.is_whole and len(self.content) <= size:
            chunk = await anext(self._chunks, None)
            self.is_whole = chunk is None
            self.content += chunk or b""
        return self.content[:size]

    async def close(self) -> None:
        """The rest is not fetched."""
        await self._response.cancel()


async def preview_of(bucket: Bucket, key: str) -> Preview:
    """Raises AwsError and NetworkError."""
    response = await bucket.get(key)
    length = response.headers.get("content-length", "")
    size = int(length) if length.isdecimal() else None
    reader = _Reader(response)
    try:
        return await _preview(bucket, key, reader, size)
    except NetworkError:
        encoding = response.headers.get("content-encoding", "identity")
        if encoding in ("", "identity"):
            raise
        return Preview("", views.make("p", _PACKED.format(encoding=encoding)))
    finally:
        await reader.close()


async def _preview(bucket: Bucket, key: str, reader: _Reader, size: int | None) -> Preview:
    beginning = await reader.read(_SNIFFED)
    if not beginning:
        return Preview("0 B", views.make("p", "This object is empty."))
    kind = kind_of(key, beginning)
    if kind.way in ("video", "audio"):
        url = await bucket.presign(key, expires=_LINK_TO_PLAY)
        return Preview(_about(f"{kind.name} {kind.way}", size), views.media(kind, url))
    if kind.way in ("image", "pdf"):
        return await _large(reader, kind, key, size)
    return await _text(reader, kind, key, size)


def _about(what: str, size: int | None, more: str = "") -> str:
    return ", ".join(part for part in (what, "" if size is None else size_text(size), more) if part)


async def _large(reader: _Reader, kind: Kind, key: str, size: int | None) -> Preview:
    name = f"{kind.name} picture" if kind.way == "image" else kind.name
    content = await reader.read(_LARGEST) if size is None or size <= _LARGEST else b""
    if not content or not reader.is_whole:
        why = f"What is larger than {size_text(_LARGEST)} is not shown here."
        return Preview(_about(name, size), views.refusal(why, size))
    if kind.way == "pdf":
        return Preview(_about(name, len(content)), views.pdf(content, key))
    shown, dimensions = await views.picture(content, kind, key)
    return Preview(_about(name, len(content), dimensions), shown)


async def _text(reader: _Reader, kind: Kind, key: str, size: int | None) -> Preview:
    limit = _JSON if kind.way in ("json", "svg") else _TEXT
    content = await reader.read(limit)
    is_whole = reader.is_whole and len(reader.content) <= limit
    read = text_of(content, is_whole=is_whole)
    if kind.way == "other" or read is None:
        why = "This is neither text nor a picture, a film or a sound that is known here."
        return Preview(_about(kind.name, size), views.refusal(why, size))
    size = len(content) if is_whole else size
    about = _about(f"Text in {read.encoding}", size, "" if is_whole else f"the first {size_text(limit)}")
    if kind.way == "svg" and is_whole and "<svg" in read.text:
        shown, dimensions = await views.picture(content, kind, key)
        return Preview(_about("SVG picture", size, dimensions), shown)
    table = table_of(read.text, is_whole=is_whole) if kind.way == "table" else None
    if table:
        return Preview(f"Table; {about[0].lower()}{about[1:]}", views.rows(table))
    is_json = is_whole and (kind.way == "json" or read.text.lstrip()[:1] in ("{", "["))
    return Preview(about, views.text(indented(read.text) if is_json else read.text))
