"""The parts of a multipart upload, and what S3 writes and reads of them. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
"""

from collections.abc import Iterable
from hashlib import md5
from typing import NamedTuple

from ._xml import element, read

MAX_PARTS = 10_000
_LEAST, _MOST, _USUAL = 5 * 2**20, 5 * 2**30, 8 * 2**20


class Part(NamedTuple):
    """A part that has arrived."""

    number: int
    """From 1."""
    size: int
    etag: str | None
    """None if a page was not shown it."""
    crc32: str | None
    """Base64, of four bytes; None if it was not computed."""


def check_count(name: str, value: int) -> None:
    """Raises TypeError and ValueError."""
    if isinstance(value, bool) or not isinstance(value, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    if value < 1:
        raise ValueError(f"{name} must be 1 or more, not {value}")


def part_size_for(size: int | None, given: int | None) -> int:
    """The bytes of each part but the last. Raises TypeError and ValueError."""
    if given is None:
        return max(_USUAL, -(-(size or 0) // MAX_PARTS))
    check_count("part_size", given)
    if not _LEAST <= given <= _MOST:
        raise ValueError(f"part_size must be {_LEAST} (5 MiB) to {_MOST} (5 GiB) bytes, not {given}")
    if size is not None and size > given * MAX_PARTS:
        raise ValueError(f"part_size is too small: {size} bytes would be more than {MAX_PARTS} parts of {given}")
    return given


def completion(parts: Iterable[Part]) -> bytes:
    """The body that joins the parts."""
    told = [
        "<Part>"
        + element("PartNumber", str(part.number))
        + element("ETag", part.etag or "")
        + (element("ChecksumCRC32", part.crc32) if part.crc32 else "")
        + "</Part>"
        for part in sorted(parts)
    ]
    namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    return f'<CompleteMultipartUpload xmlns="{namespace}">{"".join(told)}</CompleteMultipartUpload>'.encode()


def joined_etag(parts: Iterable[Part]) -> str | None:
    """The ETag of the object that the parts become; None if theirs do not tell."""
    etags = [(part.etag or "").strip('"') for part in sorted(parts)]
    try:
        hashes = [bytes.fromhex(etag) for etag in etags]
    except ValueError:
        return None
    if not all(len(each) == 16 for each in hashes):
        return None
    return f'"{md5(b"".join(hashes), usedforsecurity=False).hexdigest()}-{len(hashes)}"'


def read_upload_id(text: str) -> str:
    """Of the answer that begins an upload. Raises ValueError if it is none."""
    found = read(text, "InitiateMultipartUploadResult", ()).fields.get("UploadId", "")
    if not found:
        raise ValueError("no UploadId")
    return found


def read_parts(text: str) -> tuple[list[Part], int | None]:
    """The parts that an answer lists, and the number after which the next one begins. Raises ValueError."""
    document = read(text, "ListPartsResult ListPartsResponse", ("Part",))  # the latter is moto's
    parts: list[Part] = []
    for _, fields in document.items:
        number, size = (fields.get(name, "") for name in ("PartNumber", "Size"))
        if not (_is_number(number) and _is_number(size)):
            raise ValueError("a part without its number or size")
        parts.append(Part(int(number), int(size), fields.get("ETag"), fields.get("ChecksumCRC32")))
    after = document.fields.get("NextPartNumberMarker", "")
    if document.fields.get("IsTruncated", "").lower() != "true":
        return parts, None
    if not _is_number(after):
        raise ValueError("a list that is cut off, and does not say how it goes on")
    return parts, int(after)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20
