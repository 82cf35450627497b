"""What an object holds, by its first bytes; its name decides only between texts. What its headers say counts nothing.

Pure. The types are ours: none of them is one that a browser runs as a page.
"""

from typing import NamedTuple

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "PNG", "image/png"),
    (b"\xff\xd8\xff", "JPEG", "image/jpeg"),
    (b"GIF87a", "GIF", "image/gif"),
    (b"GIF89a", "GIF", "image/gif"),
)
_MEDIA = (
    (b"ID3", "audio", "MP3"),
    (b"fLaC", "audio", "FLAC"),
    (b"\x1a\x45\xdf\xa3", "video", "WebM or Matroska"),
)
_TABLES = ("csv", "tsv")
_OF_TEXTS = {"json": "json", "geojson": "json", "ipynb": "json", "svg": "svg"} | dict.fromkeys(_TABLES, "table")


class Kind(NamedTuple):
    """How to show something."""

    way: str
    """image, video, audio, pdf, svg, json, table, or text, which may turn out to be none."""
    name: str = ""
    """`PNG`."""
    content_type: str = ""


def ending_of(key: str) -> str:
    """`csv`."""
    name = key.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_of(key: str, beginning: bytes) -> Kind:
    """Of an object that begins so."""
    for magic, name, content_type in _IMAGES:
        if beginning.startswith(magic):
            return Kind("image", name, content_type)
    if beginning[:4] == b"RIFF":
        if beginning[8:12] == b"WEBP":
            return Kind("image", "WebP", "image/webp")
        if beginning[8:12] == b"WAVE":
            return Kind("audio", "WAV")
    if beginning.startswith(b"%PDF-"):
        return Kind("pdf", "PDF", "application/pdf")
    if beginning[4:8] == b"ftyp":
        return _of_brand(beginning[8:12])
    ending = ending_of(key)
    if beginning[:4] == b"OggS":
        return Kind("video" if ending == "ogv" else "audio", "Ogg")
    for magic, way, name in _MEDIA:
        if beginning.startswith(magic):
            return Kind(way, name)
    if ending == "mp3" and beginning[:1] == b"\xff" and beginning[1:2] >= b"\xe0":
        return Kind("audio", "MP3")
    way = _OF_TEXTS.get(ending, "text")
    return Kind(way, content_type="image/svg+xml" if way == "svg" else "")


def _of_brand(brand: bytes) -> Kind:
    """Of a file of boxes: https://mp4ra.org/registered-types/brands"""
    if brand in (b"avif", b"avis"):
        return Kind("image", "AVIF", "image/avif")
    if brand in (b"heic", b"heix", b"mif1", b"msf1"):
        return Kind("other", "HEIC")
    return Kind("audio", "MPEG-4") if brand.startswith(b"M4A") else Kind("video", "MPEG-4")
