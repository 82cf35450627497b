"""A store in memory that is as unreliable, or as hostile, as a test wants it."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import md5
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zlib import crc32

from aws4web import NetworkError
from aws4web._received import Received
from aws4web.s3 import Bucket
from tests.unit.support import Answer, Fake, Stall

Play = Callable[[str, str, Callable[[], Answer]], Any]
"""Called with the operation, its part or key, and what does it; what is answered, or raised."""


class Store(Fake):
    """A bucket, of which `play` decides what becomes of each request."""

    def __init__(self, play: Play | None = None) -> None:
        super().__init__()
        self.objects: dict[str, tuple[bytes, str]] = {}
        """Content and ETag, by key."""
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.log: list[str] = []
        """The operations, in their order."""
        self.shows_etags = True
        self.shows_types = True
        """Whether it says of what type a checksum will be; in a page CORS may hide that."""
        self.types: tuple[str, ...] | None = ("COMPOSITE", "FULL_OBJECT")
        """The types of checksums that it knows; it ignores what asks for one if it is empty, and refuses it if None."""
        self.checksums: dict[str, str | None] = {}
        """Of each upload the type of the checksum that it is to have; None if it is to have none."""
        self.checked: list[str | None] = []
        """The checksums of whole objects that came with completions."""
        self._play = play or (lambda _operation, _what, do: do())

    def bucket(self, **options: Any) -> Bucket:
        return Bucket(self.client(**options), "my-bucket", region="eu-west-1")

    async def send(self, signed: Any, options: dict[str, Any]) -> Received:
        parts = urlsplit(signed.url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        key = unquote(parts.path[1:])
        body = await _bytes_of(signed.body)
        operation, what, do = self._operation(signed, key, query, body)
        self.log.append(f"{operation} {what}".strip())
        try:
            answer = self._play(operation, what, do)
        except NetworkError as exc:
            answer = exc
        self.answers = [answer]
        return await super().send(signed, options)

    def _operation(
        self, signed: Any, key: str, query: dict[str, str], body: bytes
    ) -> tuple[str, str, Callable[[], Answer]]:
        method, upload = signed.method, query.get("uploadId", "")
        if "uploads" in query:
            return "begin", "", lambda: self._begin(signed.headers)
        if upload and method == "PUT":
            return (
                "part",
                query["partNumber"],
                lambda: self._part(upload, int(query["partNumber"]), body, signed.headers),
            )
        if upload and method == "GET":
            return "parts", "", lambda: self._parts(upload)
        if upload and method == "POST":
            return "complete", "", lambda: self._complete(key, upload, body, signed.headers)
        if upload:
            return "abort", "", lambda: self._abort(upload)
        if method == "PUT":
            return "put", key, lambda: self._put(key, body, signed.headers)
        return "head", key, lambda: self._head(key)

    def _etag(self, etag: str) -> dict[str, str]:
        return {"etag": etag} if self.shows_etags else {}

    def _begin(self, headers: Any) -> Answer:
        upload = f"upload {len(self.log)}"
        asked = headers.get("x-amz-checksum-type")
        if asked and self.types is None:
            return error(501, "NotImplemented")
        kind = asked if asked in (self.types or ()) else "COMPOSITE"
        self.checksums[upload] = kind if headers.get("x-amz-checksum-algorithm") == "CRC32" else None
        self.uploads[upload] = {}
        told = {"x-amz-checksum-type": kind} if self.checksums[upload] and self.types and self.shows_types else {}
        text = f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
        return Answer(200, text, **told)

    def _part(self, upload: str, number: int, body: bytes, headers: Any) -> Answer:
        if upload not in self.uploads:
            return error(404, "NoSuchUpload")
        if headers.get("x-amz-checksum-crc32") != (crc32_of(body) if self.checksums[upload] else None):
            return error(400, "InvalidRequest")
        self.uploads[upload][number] = body
        return Answer(200, b"", **self._etag(etag_of(body)))

    def _parts(self, upload: str) -> Answer:
        if upload not in self.uploads:
            return error(404, "NoSuchUpload")
        told = [
            f"<Part><PartNumber>{number}</PartNumber><ETag>{etag_of(body)}</ETag><Size>{len(body)}</Size></Part>"
            for number, body in self.uploads[upload].items()
        ]
        kind = f"<ChecksumType>{self.checksums[upload]}</ChecksumType>" if self.types else ""
        return Answer(200, f"<ListPartsResult>{kind}{''.join(told)}</ListPartsResult>")

    def _complete(self, key: str, upload: str, body: bytes, headers: Any) -> Answer:
        if upload not in self.uploads:
            return error(404, "NoSuchUpload")
        if headers.get("if-none-match") and key in self.objects:
            return error(412, "PreconditionFailed")
        parts = self.uploads[upload]
        found = re.findall(r"<PartNumber>(\d+)</PartNumber><ETag>(.*?)</ETag>", body.decode())
        if not found or any(etag_of(parts[int(number)]) != etag for number, etag in found):
            return error(400, "InvalidPart")
        refused = self._checked(upload, body, headers)
        if refused:
            return refused
        del self.uploads[upload]
        hashes = b"".join(md5(parts[int(number)]).digest() for number, _ in found)
        etag = f'"{md5(hashes).hexdigest()}-{len(found)}"'
        self.objects[key] = (b"".join(parts[int(number)] for number, _ in found), etag)
        text = f"<CompleteMultipartUploadResult><ETag>{etag}</ETag></CompleteMultipartUploadResult>"
        return Answer(200, text, content_type="application/xml")

    def _checked(self, upload: str, body: bytes, headers: Any) -> Answer | None:
        """As S3 compares them."""
        kind, parts = self.checksums[upload], sorted(self.uploads[upload].items())
        of_parts = re.findall(r"<ChecksumCRC32>(.*?)</ChecksumCRC32>", body.decode())
        if of_parts != ([crc32_of(part) for _, part in parts] if kind else []):
            return error(400, "InvalidPart")
        told, said = headers.get("x-amz-checksum-crc32"), headers.get("x-amz-checksum-type")
        self.checked.append(told)
        whole = crc32_of(b"".join(part for _, part in parts))
        is_right = told == whole and said == kind == "FULL_OBJECT" if told else said is None
        return None if is_right else error(400, "BadDigest")

    def _abort(self, upload: str) -> Answer:
        return Answer(204) if self.uploads.pop(upload, None) is not None else error(404, "NoSuchUpload")

    def _put(self, key: str, body: bytes, headers: Any) -> Answer:
        if headers.get("if-none-match") and key in self.objects:
            return error(412, "PreconditionFailed")
        self.objects[key] = (body, etag_of(body))
        return Answer(200, b"", **self._etag(etag_of(body)))

    def _head(self, key: str) -> Answer:
        if key not in self.objects:
            return Answer(404, b"")
        content, etag = self.objects[key]
        return Answer(200, b"", content_length=str(len(content)), **self._etag(etag))


async def _bytes_of(body: Any) -> bytes:
    if hasattr(body, "pieces"):  # a file that is read as it is sent
        return b"".join([piece async for piece in body.pieces()])
    return b"" if body is None else body.encode() if isinstance(body, str) else bytes(body)


def error(status: int, code: str) -> Answer:
    return Answer(status, f"<Error><Code>{code}</Code><Message>so</Message></Error>", content_type="application/xml")


def crc32_of(content: bytes) -> str:
    return b64encode(crc32(content).to_bytes(4, "big")).decode()


def etag_of(content: bytes) -> str:
    return f'"{md5(content).hexdigest()}"'


def losing(*operations: str, times: int = 1) -> Play:
    """The answers to the first of these are lost, after they did their work."""
    left = dict.fromkeys(operations, times)

    def play(operation: str, _what: str, do: Callable[[], Answer]) -> Any:
        answer = do()
        if left.get(operation, 0) > 0:
            left[operation] -= 1
            raise NetworkError("the answer is lost")
        return answer

    return play


def answering(operation: str, *answers: Any) -> Play:
    """The first requests for this operation get these answers, and do nothing."""
    left = [*answers]

    def play(asked: str, _what: str, do: Callable[[], Answer]) -> Any:
        return left.pop(0) if asked == operation and left else do()

    return play


__all__ = ["Stall", "Store", "answering", "crc32_of", "error", "etag_of", "losing"]
