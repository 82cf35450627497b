"""The checksums that S3 keeps of an object, as far as they can be compared. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
"""

import re
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Iterable, Mapping

from ._parts import FULL_OBJECT, Part

_POLYNOMIAL, _ONE, _X_TO_8 = 0xEDB88320, 1 << 31, 1 << 23  # the lowest coefficient is the highest bit
_is_md5 = re.compile(r'"([0-9a-f]{32})"', re.ASCII).fullmatch
_ENCRYPTION = "x-amz-server-side-encryption"


def told_md5(headers: Mapping[str, str], *, are_all: bool) -> str | None:
    """The MD5, in hex, if the ETag is one: not of an upload in parts, nor under a key of KMS or of the caller's.

    `are_all` is False if CORS may hide some of the headers.
    """
    match = _is_md5(headers.get("etag", "").lower())
    encryption = headers.get(_ENCRYPTION, "AES256" if are_all else "")
    is_other = f"{_ENCRYPTION}-customer-algorithm" in headers or headers.get("x-amz-storage-class") == "EXPRESS_ONEZONE"
    return match[1] if match and encryption == "AES256" and not is_other else None


def told_crc32(headers: Mapping[str, str]) -> int | None:
    """The CRC32 of a whole object, if it is told: that of an upload in parts may be of their checksums.

    S3 says so in its type, and at its end; some stores in neither, but in the ETag.
    """
    kind = headers.get("x-amz-checksum-type")
    is_whole = kind == FULL_OBJECT if kind else "-" not in headers.get("etag", "-")
    return read_crc32(headers.get("x-amz-checksum-crc32")) if is_whole else None


def read_crc32(text: str | None) -> int | None:
    """The CRC32 that a text says in base64; None if it says none."""
    try:
        content = a2b_base64(text or "", strict_mode=True)
    except ValueError:
        return None
    return int.from_bytes(content, "big") if len(content) == 4 else None


def crc32_text(value: int) -> str:
    """A CRC32 as S3 writes it."""
    return b64encode(value.to_bytes(4, "big")).decode()


def joined_crc32(parts: Iterable[Part]) -> str | None:
    """That of the object that the parts become, as S3 writes it; None if theirs do not tell."""
    told = [(read_crc32(part.crc32), part.size) for part in sorted(parts)]
    known = [(crc32, size) for crc32, size in told if crc32 is not None]
    return crc32_text(combined(known)) if len(known) == len(told) else None


def combined(checksums: Iterable[tuple[int, int]]) -> int:
    """The CRC32 of what consists of parts: of each its CRC32, and how many bytes it has."""
    total, shifts = 0, dict[int, int]()
    for checksum, size in checksums:
        if size not in shifts:  # all parts have one size but the last
            shifts[size] = _x_to_8(size)
        total = _product(total, shifts[size]) ^ checksum
    return total


def _x_to_8(power: int) -> int:
    """(x^8)^power, modulo the polynomial."""
    result, square = _ONE, _X_TO_8
    while power:
        if power & 1:
            result = _product(result, square)
        square = _product(square, square)
        power >>= 1
    return result


def _product(one: int, other: int) -> int:
    result = 0
    while one:
        if one & _ONE:
            result ^= other
        one = one << 1 & 0xFFFFFFFF
        other = other >> 1 ^ (_POLYNOMIAL if other & 1 else 0)
    return result
