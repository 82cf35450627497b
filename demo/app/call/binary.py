"""An answer's bytes: as text if they are text, otherwise as hex; and a name to save them under. Pure."""

import re
from urllib.parse import unquote

_BEGINNING = 256  # bytes
_control = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]").search
_ENDINGS = {"json": ".json", "xml": ".xml", "html": ".html.txt", "text": ".txt"}


def as_text(content: bytes) -> str | None:
    """The text that the bytes are in UTF-8; None if they are not text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if _control(text[:10_000]) else text


def hex_lines(content: bytes) -> str:
    """The beginning, 16 bytes a line: their place, hex, and what is ASCII."""
    lines: list[str] = []
    for at in range(0, min(len(content), _BEGINNING), 16):
        row = content[at : at + 16]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in row)
        lines.append(f"{at:04x}  {row.hex(' '):<47}  {shown}")
    if len(content) > _BEGINNING:
        lines.append("…")
    return "\n".join(lines)


def type_of(content_type: str) -> str:
    """The type without parameters, short and plain: it is a server's word."""
    return re.sub(r"[^\x20-\x7e]", "", content_type.partition(";")[0]).strip()[:80] or "no content type"


def file_name(url: str, content_type: str) -> str:
    """A name to save an answer under: the path's last part, with an ending if that has none."""
    path = url.partition("#")[0].partition("?")[0].partition("://")[2].partition("/")[2]
    name = re.sub(r"[^\w.+ -]", "_", unquote(path.rpartition("/")[2])).strip(". ")[:100] or "answer"
    if "." in name:
        return name
    return name + next((ending for kind, ending in _ENDINGS.items() if kind in content_type.lower()), ".bin")
