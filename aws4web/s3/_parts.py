"""The parts of a multipart upload, and what S3 writes and reads of them. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
"""

import re
from collections.abc import Iterable
from hashlib import md5
from typing import NamedTuple

from ._info import number_in
from ._xml import Document, element, read

FULL_OBJECT = "FULL_OBJECT"
"""The type of a checksum that is of an object as a whole, and not of the checksums of its parts."""
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


def check_functions(**given: object) -> None:
    """Raises TypeError, before anything is sent, for what is to be called and cannot be."""
    for name, value in given.items():
        if value is not None and not callable(value):
            raise TypeError(f"{name} must be a function, not {type(value).__name__}")


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


def completion(parts: Iterable[Part], *, says_crc32: bool) -> bytes:
    """The body that joins the parts. S3 refuses checksums if it was not told when the upload was begun."""
    told = [
        "<Part>"
        + element("PartNumber", str(part.number))
        + element("ETag", part.etag or "")
        + (element("ChecksumCRC32", part.crc32) if says_crc32 and part.crc32 else "")
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


def read_nameless(text: str, root: str, *repeated: str) -> Document:
    """As `read`, but for the key of the object: it may have characters that XML cannot hold, and is known."""
    return read(re.sub("<(Key|Location)>[^<]*<", r"<\1><", text), root, repeated)


def read_upload_id(text: str) -> str:
    """Of the answer that begins an upload. Raises ValueError if it is none."""
    found = read_nameless(text, "InitiateMultipartUploadResult").fields.get("UploadId", "")
    if not found:
        raise ValueError("no UploadId")
    return found


def read_parts(text: str) -> tuple[list[Part], int | None, bool]:
    """The parts that an answer lists, the number after which the next one begins, and whether the checksum will be of
    the whole object. Raises ValueError.
    """
    document = read_nameless(text, "ListPartsResult ListPartsResponse", "Part")  # the latter is moto's
    parts: list[Part] = []
    for _, fields in document.items:
        number, size = (number_in(fields.get(name, "")) for name in ("PartNumber", "Size"))
        if number is None or size is None:
            raise ValueError("a part without its number or size")
        parts.append(Part(number, size, fields.get("ETag"), fields.get("ChecksumCRC32")))
    is_full = document.fields.get("ChecksumType") == FULL_OBJECT
    if document.fields.get("IsTruncated", "").lower() != "true":
        return parts, None, is_full
    after = number_in(document.fields.get("NextPartNumberMarker", ""))
    if after is None:
        raise ValueError("a list that is cut off, and does not say how it goes on")
    return parts, after, is_full
