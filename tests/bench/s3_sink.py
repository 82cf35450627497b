"""A store that keeps nothing, and answers as S3 at once: `python -m tests.bench.s3_sink PORT [CERTIFICATE]`.

It swallows what is put, over TLS if a file with a certificate and its key is named. An object has as many bytes as its
key says: the size, then anything after a '-'. A bucket holds as many objects as the prefix says that is asked for.
"""

import asyncio
import re
import ssl
import sys
from urllib.parse import parse_qs

PART = 8 * 1024 * 1024
_PIECE = bytes(range(256)) * 1024
_PAGE = 1000
_CORS = (
    b"Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: *\r\nAccess-Control-Max-Age: 7200\r\n"
    b"Access-Control-Allow-Methods: GET,HEAD,PUT,POST,DELETE\r\n"
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<%s xmlns="http://s3.amazonaws.com/doc/2006-03-01/">%s</%s>'
_length = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE).search
_chunks = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE).search
_waits = re.compile(rb"\r\nexpect: *100-continue", re.IGNORECASE).search
_range = re.compile(rb"\r\nrange: *bytes=(\d+)-(\d*)", re.IGNORECASE).search
_asked_headers = re.compile(rb"\r\naccess-control-request-headers: *([^\r]*)", re.IGNORECASE).search
_sized = re.compile(r"/[^/]*/(\d+)").match


class S3Sink(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._unread = bytearray()
        self._head: bytes | None = None
        """Of the request whose body arrives."""
        self._to_come = 0
        """Bytes of the body, or of a chunk of it, that are still to come."""
        self._is_in_chunks = False
        self._to_write = 0
        """Bytes of the answer that are still to be written."""
        self._is_full = False

    def data_received(self, data: bytes) -> None:
        if len(data) < self._to_come:
            self._to_come -= len(data)
            return
        self._unread += memoryview(data)[self._to_come :]
        self._to_come = 0
        while self._go_on():
            pass

    def _go_on(self) -> bool:
        """Take what is next, and return whether there was enough of it."""
        if self._to_come:
            taken = min(self._to_come, len(self._unread))
            del self._unread[:taken]
            self._to_come -= taken
            return not self._to_come
        if self._is_in_chunks:
            line = self._take(b"\r\n")
            if line is not None:
                size = int(line.partition(b";")[0], 16)
                self._to_come, self._is_in_chunks = size + 2, size > 0
            return line is not None
        if self._head is not None:
            head, self._head = self._head, None
            self._answer(head)
            return True
        self._head = self._take(b"\r\n\r\n")
        if self._head is None:
            return False
        length = _length(self._head)
        self._to_come = int(length[1]) if length else 0
        self._is_in_chunks = _chunks(self._head) is not None
        if _waits(self._head):
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return True

    def _take(self, end: bytes) -> bytes | None:
        at = self._unread.find(end)
        if at < 0:
            return None
        taken = bytes(self._unread[:at])
        del self._unread[: at + len(end)]
        return taken

    def _answer(self, head: bytes) -> None:
        method, target, _ = head.partition(b"\r\n")[0].decode().split(" ")
        path, _, query = target.partition("?")
        asked = parse_qs(query, keep_blank_values=True)
        sized = _sized(path)
        if method == "OPTIONS":
            headers = _asked_headers(head)
            self._write(b"Access-Control-Allow-Headers: %b\r\n" % (headers[1] if headers else b"*"))
        elif method in ("GET", "HEAD") and sized:
            self._write_object(int(sized[1]), _range(head), is_head=method == "HEAD")
        elif method == "PUT":
            self._write(b'ETag: "00000000000000000000000000000000"\r\n')
        elif method == "DELETE":
            self._write(b"", status=b"204 No Content")
        else:
            root, content = _document(method, asked)
            self._write(b"Content-Type: application/xml\r\n", (_XML % (root, content, root)).encode())

    def _write(self, headers: bytes, body: bytes = b"", status: bytes = b"200 OK") -> None:
        lines = b"HTTP/1.1 %b\r\n%b%bContent-Length: %d\r\n\r\n%b"
        self._transport.write(lines % (status, _CORS, headers, len(body), body))

    def _write_object(self, size: int, asked: re.Match[bytes] | None, *, is_head: bool) -> None:
        first = int(asked[1]) if asked else 0
        last = min(size - 1, int(asked[2]) if asked and asked[2] else size)
        tells_range = b"Content-Range: bytes %d-%d/%d\r\n" % (first, last, size) if asked else b""
        self._transport.write(
            b"HTTP/1.1 %b\r\n%b%bAccept-Ranges: bytes\r\nLast-Modified: Sat, 01 Nov 2025 00:00:00 GMT\r\n"
            b'ETag: "00000000000000000000000000000000-%d"\r\nContent-Length: %d\r\n\r\n'
            % (b"206 Partial Content" if asked else b"200 OK", _CORS, tells_range, -(-size // PART), last + 1 - first)
        )
        if not is_head:
            self._to_write = last + 1 - first
            self._pump()

    def _pump(self) -> None:
        while self._to_write and not self._is_full:
            piece = _PIECE[: self._to_write]
            self._to_write -= len(piece)
            self._transport.write(piece)

    def pause_writing(self) -> None:
        self._is_full = True

    def resume_writing(self) -> None:
        self._is_full = False
        self._pump()


def _document(method: str, asked: dict[str, list[str]]) -> tuple[str, str]:
    """The root of the answer, and what is in it."""
    if "list-type" in asked:
        first = asked.get("continuation-token", ["0"])[0]
        return "ListBucketResult", _listing(int(asked["prefix"][0].rstrip("/")), int(first))
    if "delete" in asked:
        return "DeleteResult", ""
    if "uploads" in asked:
        return "InitiateMultipartUploadResult", "<Bucket>b</Bucket><Key>k</Key><UploadId>upload</UploadId>"
    assert method == "POST" and "uploadId" in asked, asked
    return "CompleteMultipartUploadResult", '<ETag>"00000000000000000000000000000000-32"</ETag>'


def _listing(count: int, first: int) -> str:
    after = min(first + _PAGE, count)
    objects = "".join(
        f"<Contents><Key>{count}/a-folder/object-{number:07d}.txt</Key><LastModified>2025-11-01T00:00:00.000Z"
        f"</LastModified><ETag>&quot;{number:032x}&quot;</ETag><Size>{number}</Size>"
        "<StorageClass>STANDARD</StorageClass></Contents>"
        for number in range(first, after)
    )
    more = f"<NextContinuationToken>{after}</NextContinuationToken>" if after < count else ""
    is_cut = "true" if more else "false"
    return (
        f"<Name>b</Name><Prefix>{count}/</Prefix><KeyCount>{after - first}</KeyCount><MaxKeys>{_PAGE}</MaxKeys>"
        f"<EncodingType>url</EncodingType><IsTruncated>{is_cut}</IsTruncated>{more}{objects}"
    )


async def main(port: int, certificate: str | None = None) -> None:
    """Serve until the process ends."""
    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
    server = await asyncio.get_running_loop().create_server(S3Sink, "127.0.0.1", port, ssl=tls)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *sys.argv[2:]))
