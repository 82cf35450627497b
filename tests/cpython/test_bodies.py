"""What a body may be, how it is read, and how much memory that takes."""

import asyncio
import hashlib
import io
import os
import ssl
import tempfile
import tracemalloc
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from aws4web import AwsV4Signer, SignedRequest
from tests.unit.support import KEYS

from .server import OK, Conversation, Server, client, serving, without_waiting

_CONTENT = bytes(range(256)) * 4096  # 1 MiB
_UNSIGNED = {"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}
_MIB = 1024 * 1024


class Chunks:
    """Can be iterated again and again."""

    def __init__(self, *chunks: Any) -> None:
        self.chunks = chunks

    async def __aiter__(self) -> AsyncIterator[Any]:
        for chunk in self.chunks:
            await asyncio.sleep(0)
            yield chunk


async def once(*chunks: Any) -> AsyncIterator[Any]:
    for chunk in chunks:
        await asyncio.sleep(0)
        yield chunk


def _spooled(content: bytes) -> Any:
    file = tempfile.SpooledTemporaryFile()  # noqa: SIM115
    file.write(content)
    file.seek(0)
    return file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "body.bin"
    path.write_bytes(_CONTENT)
    return path


BODIES: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda path: path.read_bytes(),
    "bytearray": lambda path: bytearray(path.read_bytes()),
    "memoryview": lambda path: memoryview(path.read_bytes()),
    "strided memoryview": lambda path: memoryview(bytes(2 * _MIB))[::2],
    "BytesIO": lambda path: io.BytesIO(path.read_bytes()),
    "buffered file": lambda path: path.open("rb"),
    "raw file": lambda path: path.open("rb", buffering=0),
    "spooled file": lambda path: _spooled(path.read_bytes()),
    "path": lambda path: path,
}


def _content(body: Any, path: Path) -> bytes:
    return bytes(_MIB) if isinstance(body, memoryview) and body.strides == (2,) else path.read_bytes()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("kind", BODIES)
async def test_s3_over_tls_streams_it_unhashed(kind: str, path: Path, tls: ssl.SSLContext) -> None:
    body = BODIES[kind](path)
    async with serving(tls=tls) as server, client(service="s3") as aws:
        assert (await aws.fetch(f"{server.url}b/k", method="PUT", body=body)).status == 200
        [came] = server.requests
        assert came.header("x-amz-content-sha256") == "UNSIGNED-PAYLOAD"
        assert came.header("content-length") == str(_MIB)
        assert came.header("transfer-encoding") is None
        assert came.header("content-type") is None
        assert came.body == _content(body, path)
    getattr(body, "close", int)()


@pytest.mark.parametrize("service", ["s3", "execute-api"])
@pytest.mark.parametrize("kind", BODIES)
async def test_elsewhere_it_is_hashed_first(kind: str, service: str, path: Path) -> None:
    body = BODIES[kind](path)
    async with serving() as server, client(service=service) as aws:
        assert (await aws.fetch(f"{server.url}b/k", method="PUT", body=body)).status == 200
        [came] = server.requests
        assert came.body == _content(body, path)
        whole = _content(body, path)
        now = came.header("x-amz-date")
        signer = AwsV4Signer(
            **KEYS, url=f"{server.url}b/k", method="PUT", body=whole, service=service, region="us-east-1", datetime=now
        )
        assert came.header("authorization") == await signer.auth_header(), "as of the same bytes"
        if service == "s3":
            assert came.header("x-amz-content-sha256") == hashlib.sha256(whole).hexdigest()
    getattr(body, "close", int)()


async def test_a_file_is_read_from_where_it_stands(path: Path) -> None:
    async with serving() as server, client() as aws:
        with path.open("rb") as file:
            file.seek(1000)
            await aws.fetch(server.url, body=file)
            assert server.requests[0].body == _CONTENT[1000:]
            signed = await aws.sign(server.url, body=file)
            assert signed.body is file
        with path.open("rb") as file:
            file.seek(1000)
            signed = await aws.sign(server.url, body=file)
            assert isinstance(signed, SignedRequest)
            assert file.tell() == 1000
            assert (await aws.sign(server.url, body=path)).body is path


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("length", [None, "6"])
async def test_an_async_iterator_wants_its_length_on_s3(length: str | None, tls: ssl.SSLContext) -> None:
    headers = {} if length is None else {"Content-Length": length}
    async with serving(tls=tls) as server, client(service="s3") as aws:
        sending = aws.fetch(f"{server.url}b/k", method="PUT", headers=headers, body=once(b"abc", b"", b"def"))
        if length is None:
            with pytest.raises(ValueError, match=r"S3 must be told before.*Content-Length"):
                await sending
            assert not server.opened
        else:
            assert (await sending).status == 200
            [came] = server.requests
            assert (came.body, came.header("content-length")) == (b"abcdef", "6")


async def test_an_async_iterator_elsewhere() -> None:
    async with serving() as server, client() as aws:
        with pytest.raises(ValueError, match=r"async iterator.*x-amz-content-sha256"):
            await aws.fetch(server.url, body=once(b"abc"))
        assert not server.opened
        await aws.fetch(server.url, body=once(b"abc", bytearray(b"de"), memoryview(b"f")), headers=_UNSIGNED)
        [came] = server.requests
        assert (came.body, came.header("transfer-encoding")) == (b"abcdef", "chunked")
        assert came.header("content-length") is None


async def test_a_file_of_unknown_length() -> None:
    read_end, write_end = os.pipe()
    with open(read_end, "rb") as file:  # noqa: ASYNC230, PTH123
        os.write(write_end, b"from a pipe")
        os.close(write_end)
        async with serving() as server, client() as aws:
            with pytest.raises(ValueError, match="cannot be read twice"):
                await aws.fetch(server.url, body=file)
            await aws.fetch(server.url, body=file, headers=_UNSIGNED)
            assert server.requests[0].body == b"from a pipe"


@pytest.mark.parametrize(("length", "word"), [("5", "more"), ("7", "fewer")])
async def test_a_body_of_another_length_is_an_error(length: str, word: str) -> None:
    async with serving() as server, client() as aws:
        with pytest.raises(ValueError, match=f"{word} bytes than its Content-Length, {length}"):
            await aws.fetch(
                server.url, body=once(b"abc", b"def"), headers=_UNSIGNED | {"Content-Length": length}, method="PUT"
            )
        assert len(server.requests) <= 1
    for body in (b"abcdef", io.BytesIO(b"abcdef")):
        async with serving() as server, client() as aws:
            with pytest.raises(ValueError, match=f"content-length says '{length}', but the body has 6 bytes"):
                await aws.fetch(server.url, body=body, headers={"Content-Length": length})
            assert not server.opened


async def test_a_file_that_shrinks_while_it_is_sent(path: Path) -> None:
    async def shrink(conversation: Conversation) -> None:
        os.truncate(path, 300_000)
        await conversation.read_body()

    async with serving(shrink) as server, client() as aws:
        path.write_bytes(bytes(64 * _MIB))  # noqa: ASYNC240
        with pytest.raises(ValueError, match="fewer bytes"):
            await aws.fetch(server.url, body=path, headers=_UNSIGNED)
        assert len(server.requests) == 1


async def fail_twice(conversation: Conversation, server: Server) -> None:
    await conversation.read_body()
    failed = OK.replace(b"200 OK", b"503 Slow Down")
    await conversation.write(failed if len(server.requests) < 3 else OK)


@pytest.mark.parametrize("hashed", [False, True])
@pytest.mark.parametrize("kind", [*BODIES, "iterable"])
async def test_it_is_sent_again_from_its_beginning(kind: str, hashed: bool, path: Path) -> None:
    body = Chunks(_CONTENT[:10], _CONTENT[10:]) if kind == "iterable" else BODIES[kind](path)
    if kind == "iterable" and hashed:
        return  # its hash cannot be known

    async def answer(conversation: Conversation) -> None:
        await fail_twice(conversation, server)

    async with serving(answer) as server, client(init_retry_ms=0) as aws:
        response = await aws.fetch(server.url, method="PUT", body=body, headers={} if hashed else _UNSIGNED)
        assert response.status == 200
        assert [came.body for came in server.requests] == [_content(body, path)] * 3
    getattr(body, "close", int)()


async def test_what_can_be_read_but_once_is_not_sent_again() -> None:
    async def answer(conversation: Conversation) -> None:
        await fail_twice(conversation, server)

    async with serving(answer) as server, client(init_retry_ms=0) as aws:
        response = await aws.fetch(server.url, method="PUT", body=once(b"abc"), headers=_UNSIGNED)
        assert response.status == 503
        assert len(server.requests) == 1
        # Unless it can be made again.
        response = await aws.fetch(server.url, method="PUT", body=lambda: once(b"abc"), headers=_UNSIGNED)
        assert response.status == 200
        assert [came.body for came in server.requests] == [b"abc"] * 3


async def test_what_has_not_come_yet_is_not_the_end() -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.write(writer, b"some")
    with os.fdopen(reader, "rb", buffering=0) as late, os.fdopen(writer, "wb"):
        async with serving() as server, client() as aws:
            with pytest.raises(TypeError, match="returns a NoneType and not bytes"):
                await aws.fetch(server.url, method="PUT", body=late, headers=_UNSIGNED)


async def test_a_file_that_says_that_it_is_empty_is_not_sent_as_empty() -> None:
    class Unsized(io.BytesIO):  # as files of /proc
        def seek(self, offset: int, whence: int = 0) -> int:
            return super().seek(0 if whence == os.SEEK_END else offset)

    async with serving() as server, client() as aws:
        with pytest.raises(ValueError, match="does not say how large it is"):
            await aws.fetch(server.url, method="PUT", body=Unsized(b"content"))
        assert not server.opened
        assert (await aws.fetch(server.url, method="PUT", body=Unsized())).ok


async def test_the_bodys_own_failure_is_the_callers() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise PermissionError("the disk is gone")

    async def broken() -> AsyncIterator[bytes]:
        yield b"abc"
        raise KeyError("mine")

    waits: list[float] = []
    async with serving() as server, client(platform=without_waiting(waits), retry_network=True) as aws:
        with pytest.raises(KeyError, match="mine"):
            await aws.fetch(server.url, body=broken(), headers=_UNSIGNED)
        with pytest.raises(PermissionError, match="the disk is gone"):
            await aws.fetch(server.url, body=Broken(b"abc"), headers=_UNSIGNED)
        for wrong in ("text", 3, None):
            with pytest.raises(TypeError, match="and not bytes"):
                await aws.fetch(server.url, body=once(wrong), headers=_UNSIGNED)
        assert not waits, "it is not tried again"


async def test_what_is_no_body(tmp_path: Path) -> None:
    async with client() as aws:
        url = "http://127.0.0.1:1/"
        with pytest.raises(TypeError, match="open it in binary mode"):
            await aws.fetch(url, body=io.StringIO("a"))
        with (tmp_path / "text").open("w+") as file, pytest.raises(TypeError, match="open it in binary mode"):
            await aws.fetch(url, body=file)
        for body in (1, ["a"], {"a": 1}, iter([b"a"]), object()):
            with pytest.raises(TypeError, match=r"body cannot be a .*json\.dumps"):
                await aws.fetch(url, body=body)
        with pytest.raises(FileNotFoundError):
            await aws.fetch(url, body=tmp_path / "none")
        with pytest.raises(ValueError, match="not a regular file"):
            await aws.fetch(url, body=tmp_path)
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ValueError, match="not a regular file"):
            await aws.fetch(url, body=tmp_path / "pipe")


async def discard(conversation: Conversation) -> None:
    left = int(conversation.came.header("content-length") or 0)
    while left:
        left -= len(await conversation.reader.read(65536))
    await conversation.write(OK)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize(
    ("kind", "beyond"), [("bytes", 0.0), ("bytearray", 0.0), ("str", 1.0), ("path", 0.0), ("stream", 0.0)]
)
async def test_memory(kind: str, beyond: float, secure: bool, tls: ssl.SSLContext, tmp_path: Path) -> None:
    size = 64 * _MIB
    (tmp_path / "large").write_bytes(bytes(size))
    bodies: dict[str, Callable[[], Any]] = {
        "bytes": lambda: bytes(size),
        "bytearray": lambda: bytearray(size),
        "str": lambda: "a" * size,
        "path": lambda: tmp_path / "large",
        "stream": lambda: once(*[bytes(_MIB)] * 64),
    }
    body = bodies[kind]()
    headers = _UNSIGNED | {"Content-Length": str(size)}
    async with serving(discard, tls if secure else None) as server, client(service="s3") as aws:
        await (await aws.fetch(f"{server.url}b/k", body="warm", method="PUT")).text()
        tracemalloc.start()
        response = await aws.fetch(f"{server.url}b/k", method="PUT", body=body, headers=headers)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert response.status == 200
        assert peak < beyond * size + 4 * _MIB, f"{peak / size:.2f} of the body"
