"""Checksums: which can be compared, and that of a whole from those of its parts."""

import os
from base64 import b64encode
from zlib import crc32

import pytest

from aws4web.s3._checksums import combined, told_crc32, told_md5

MD5 = "d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize("sizes", [[], [0], [1], [5, 0, 7], [64, 64, 64, 3], [1000] * 9 + [1], [2**20 + 1, 2**16]])
def test_combined_as_zlib(sizes: list[int]) -> None:
    pieces = [os.urandom(size) for size in sizes]
    assert combined((crc32(piece), len(piece)) for piece in pieces) == crc32(b"".join(pieces))


def test_combined_of_sizes_that_nobody_holds() -> None:
    """Many zeros: zlib hashes them in pieces."""
    piece, total = bytes(2**24), 0
    for _ in range(40):
        total = crc32(piece, total)
    assert combined([(total, 40 * 2**24), (crc32(b"end"), 3)]) == crc32(b"end", total)
    combined([(1, 5 * 2**40), (2, 5 * 2**40)])


def test_a_crc32() -> None:
    value = 0xDEADBEEF
    text = b64encode(value.to_bytes(4, "big")).decode()
    assert told_crc32({"x-amz-checksum-crc32": text, "etag": '"e"'}) == value
    for etag in ({}, {"etag": '"e-2"'}):  # hidden from a page, or that of an upload in parts
        assert told_crc32({"x-amz-checksum-crc32": text, **etag}) is None
        assert told_crc32({"x-amz-checksum-crc32": text, "x-amz-checksum-type": "FULL_OBJECT", **etag}) == value
    assert told_crc32({"x-amz-checksum-crc32": text, "x-amz-checksum-type": "COMPOSITE"}) is None
    for other in ("", f"{text}-3", "AAAA", "!!!!", "é", text * 2, "=" * 8):
        assert told_crc32({"x-amz-checksum-crc32": other, "etag": '"e"'}) is None, other
    assert told_crc32({}) is None


def test_an_md5() -> None:
    etag = {"etag": f'"{MD5}"'}
    encryption = "x-amz-server-side-encryption"
    assert told_md5(etag, are_all=True) == MD5
    assert told_md5({"etag": f'"{MD5.upper()}"', encryption: "AES256"}, are_all=False) == MD5
    assert told_md5(etag, are_all=False) is None, "a page may not see that the object is encrypted otherwise"
    others = [{}, {"etag": f'"{MD5}-2"'}, {"etag": f'W/"{MD5}"'}, {"etag": MD5}, {"etag": f'"{MD5[:-1]}x"'}]
    others += [{**etag, encryption: kind} for kind in ("aws:kms", "aws:kms:dsse", "")]
    others += [
        {**etag, f"{encryption}-customer-algorithm": "AES256"},
        {**etag, "x-amz-storage-class": "EXPRESS_ONEZONE"},
    ]
    assert [told_md5(other, are_all=True) for other in others] == [None] * len(others)
