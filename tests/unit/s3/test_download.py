"""Downloads from a server that breaks off, lies, and changes its mind; and into files, as a second user sees them."""

import asyncio
import hashlib
import io
import os
import stat
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from aws4web import AwsError, NetworkError, RequestTimeoutError
from tests.waiting import until

from .range_server import Answer, RangeServer, breaks, range_server

PART = 100_000
CONTENT = os.urandom(5 * PART + 7)
MD5 = f'"{hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()}"'
CRC32 = {
    "x-amz-checksum-crc32": b64encode(crc32(CONTENT).to_bytes(4, "big")).decode(),
    "x-amz-checksum-type": "FULL_OBJECT",
}


def only(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir())


async def test_each_byte_is_asked_for_once(tmp_path: Path) -> None:
    async with range_server(CONTENT, etag=MD5) as server:
        bucket = server.bucket()
        assert await bucket.download("k", part_size=PART) == CONTENT
        ranges = [f"GET {first}-{min(first + PART, len(CONTENT)) - 1}" for first in range(0, len(CONTENT), PART)]
        ranges[-1] = f"GET {5 * PART}-{5 * PART + 6}"
        assert server.asked[0] == f"GET 0-{PART - 1}"
        assert sorted(server.asked) == sorted(ranges)
        server.asked.clear()
        assert (await bucket.download("k", tmp_path / "f")).size == len(CONTENT)
        assert server.asked == [f"GET 0-{8 * 2**20 - 1}"], "a small object takes one request"


@pytest.mark.parametrize("at_once", [1, 2, 4, 20])
async def test_resumed_where_it_broke_off(at_once: int, tmp_path: Path) -> None:
    async with range_server(CONTENT, etag=MD5) as server:
        server.faults = [breaks(70_000), breaks(70_001), None, breaks(0), breaks(5), breaks(0), breaks(66_000)]
        info = await server.bucket().download("k", tmp_path / "f", part_size=PART, at_once=at_once)
        assert (info.size, (tmp_path / "f").read_bytes()) == (len(CONTENT), CONTENT)
        assert 6 < len(server.asked) <= 6 + 6
        assert f"GET 70000-{PART - 1}" in server.asked


@pytest.mark.parametrize("to_path", [True, False])
@pytest.mark.parametrize("at_once", [1, 3])
async def test_in_whatever_order_parts_come(to_path: bool, at_once: int, tmp_path: Path) -> None:
    """With a checksum of all, and without."""
    for headers in ({}, CRC32):
        async with range_server(CONTENT, headers=headers) as server:
            server.faults = [breaks(PART - 1)] * 4
            to = tmp_path / "f" if to_path else None
            content = await server.bucket().download("k", to, part_size=PART, at_once=at_once)
            assert ((tmp_path / "f").read_bytes() if to_path else content) == CONTENT


async def test_given_up_if_nothing_comes(tmp_path: Path) -> None:
    for retries, count in ((0, 1), (3, 4), (50, 6)):
        async with range_server(CONTENT) as server:
            server.always = breaks(10)
            with pytest.raises(NetworkError, match=r"GET http://127.0.0.1:[0-9]+/bucket/k: the body") as caught:
                await server.bucket(retries=retries).download("k", tmp_path / "f", part_size=PART, at_once=1)
            assert caught.value.retryable
            assert len(server.asked) == count
    assert only(tmp_path) == []


async def test_a_stall_is_resumed() -> None:
    async with range_server(CONTENT) as server:
        bucket = server.bucket(timeout=0.3)

        def stall(answer: Answer) -> None:
            answer.breaks_at, answer.stalls = 1000, True

        server.faults = [None, stall]
        assert await bucket.download("k", part_size=PART, at_once=2) == CONTENT
        server.always = stall
        with pytest.raises(RequestTimeoutError):
            await server.bucket(timeout=0.05, retries=1).download("k")


def with_status(status: int) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        answer.status, answer.content = status, b""
        answer.headers.pop("content-range", None)

    return change


async def test_busy_servers_are_asked_again() -> None:
    async with range_server(CONTENT) as server:
        server.faults = [with_status(503), None, with_status(503), with_status(500), None, with_status(503)]
        assert await server.bucket().download("k", part_size=PART) == CONTENT
        server.faults = [None, *[with_status(503)] * 20]
        with pytest.raises(AwsError) as caught:
            await server.bucket().download("k", part_size=PART, at_once=1)
        assert caught.value.status == 503


async def test_servers_without_ranges() -> None:
    def whole(answer: Answer) -> None:
        answer.status, answer.content = 200, CONTENT
        answer.headers.pop("content-range", None)

    def half(answer: Answer) -> None:
        whole(answer)
        answer.breaks_at = len(CONTENT) // 2

    def unknown(answer: Answer) -> None:
        whole(answer)
        answer.headers["content-length"] = ""
        answer.breaks_at = len(CONTENT)

    async with range_server(CONTENT, etag=MD5) as server:
        bucket = server.bucket()
        server.always = whole
        assert await bucket.download("k", part_size=PART) == CONTENT
        assert server.asked == [f"GET 0-{PART - 1}"]
        server.faults = [half, breaks(0), whole]
        assert await bucket.download("k", part_size=PART) == CONTENT
        server.faults = [half, None]
        assert await bucket.download("k", part_size=PART) == CONTENT
        server.faults = [unknown]
        assert await bucket.download("k", part_size=PART) == CONTENT
        server.faults = [None, whole]
        with pytest.raises(NetworkError, match="more bytes"):
            await bucket.download("k", part_size=PART, at_once=1)


def altered(**headers: str) -> Callable[[Answer], None]:
    return lambda answer: answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})


def longer(answer: Answer) -> None:
    answer.headers["content-length"] = ""  # until the connection ends
    answer.content += b"more"
    answer.breaks_at = len(answer.content)


def shifted(answer: Answer) -> None:
    answer.headers["content-range"] = answer.headers["content-range"].replace("-", "0-")


@pytest.mark.parametrize(
    ("fault", "said", "retryable"),
    [
        (altered(etag='"another"'), "changed while it was read", True),
        (altered(etag=""), "changed while it was read", True),
        (altered(content_range=f"bytes {PART}-{2 * PART - 1}/{5 * PART}"), "changed while it was read", True),
        (with_status(416), "changed while it was read", True),
        (altered(content_range=""), "no error", False),
        (altered(content_range=f"bytes 0-{PART - 1}/{len(CONTENT)}"), "other bytes", False),
        (altered(content_range="nonsense"), "Content-Range that is none", False),
        (with_status(204), "status 204", False),
        (longer, "more bytes came", False),
        (lambda answer: setattr(answer, "content", answer.content[:-1]), "other bytes", False),
    ],
)
async def test_an_object_that_is_another(fault: Any, said: str, retryable: bool, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("before")
    async with range_server(CONTENT) as server:
        server.faults = [None, fault]
        downloading = server.bucket().download("k", tmp_path / "f", part_size=PART, at_once=1)
        if said == "no error":  # hidden: the ETag is the same
            await downloading
            return
        with pytest.raises(NetworkError, match=said) as caught:
            await downloading
        assert caught.value.retryable is retryable
        assert "?" not in str(caught.value)
    assert (only(tmp_path), (tmp_path / "f").read_text()) == (["f"], "before")


async def test_the_first_answer_lies() -> None:
    lies = [f"bytes 1-{PART}/{len(CONTENT)}", f"bytes 0-{PART - 2}/{len(CONTENT)}", f"bytes 0-{PART - 1}/7", "x"]
    for lie in lies:
        async with range_server(CONTENT) as server:
            server.faults = [altered(content_range=lie)]
            with pytest.raises(NetworkError, match="not what was asked for") as caught:
                await server.bucket().download("k", part_size=PART)
            assert not caught.value.retryable
            assert len(server.asked) == 1
    async with range_server(CONTENT) as server:  # of a size that no memory holds
        server.faults = [altered(content_range=f"bytes 0-{PART - 1}/{10**18}")]
        with pytest.raises(NetworkError, match="changed"):
            await server.bucket().download("k", part_size=PART)


async def test_parts_that_nothing_ties() -> None:
    async with range_server(CONTENT, etag=None) as server:
        with pytest.raises(NetworkError, match="neither an ETag nor Last-Modified"):
            await server.bucket().download("k", part_size=PART)
        assert await server.bucket().download("k") == CONTENT, "in one part there is nothing to tie"
        server.headers["last-modified"] = "Sat, 28 Nov 2026 18:00:00 GMT"
        assert await server.bucket().download("k", part_size=PART) == CONTENT
        server.faults = [None, altered(last_modified="Sat, 28 Nov 2026 18:00:01 GMT")]
        with pytest.raises(NetworkError, match="changed"):
            await server.bucket().download("k", part_size=PART)


def hide(*names: str) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        for name in names:
            answer.headers.pop(name, None)

    return change


async def test_what_cors_hides() -> None:
    async with range_server(CONTENT, headers={"last-modified": "Sat, 28 Nov 2026 18:00:00 GMT"}, etag=None) as server:
        server.always = hide("content-range")
        assert await server.bucket().download("k", part_size=PART) == CONTENT
        assert server.asked[1] == "HEAD"
        server.asked.clear()
        assert await server.bucket().download("k", part_size=len(CONTENT) + 1) == CONTENT
        assert len(server.asked) == 1, "it is shorter than what was asked for, and so the whole"
        changed = altered(last_modified="Sat, 28 Nov 2026 18:00:01 GMT", content_range="")
        server.faults = [hide("content-range"), hide("content-range"), changed]
        with pytest.raises(NetworkError, match="changed"):
            await server.bucket().download("k", part_size=PART)


async def test_nothing_in_it(tmp_path: Path) -> None:
    async with range_server(b"") as server:
        told: list[tuple[int, int]] = []
        info = await server.bucket().download("k", tmp_path / "f", progress=lambda *args: told.append(args))
        assert ((tmp_path / "f").read_bytes(), info.size, info.etag, told) == (b"", 0, '"e"', [(0, 0)])
        assert await server.bucket().download("k") == b""
    async with range_server(CONTENT) as server:
        server.faults = [with_status(416)]
        with pytest.raises(NetworkError, match="cannot be asked for"):
            await server.bucket().download("k")


def flipped(answer: Answer) -> None:
    answer.content = answer.content[:-1] + bytes([answer.content[-1] ^ 1])


@pytest.mark.parametrize("size", [PART, len(CONTENT) + 1])
@pytest.mark.parametrize("name", ["MD5", "CRC32"])
async def test_bytes_that_were_not_stored(name: str, size: int, tmp_path: Path) -> None:
    async with range_server(CONTENT, etag=MD5 if name == "MD5" else '"e-2"', headers=CRC32) as server:
        server.faults = [flipped]
        with pytest.raises(NetworkError, match=f"their {name} is another") as caught:
            await server.bucket().download("k", tmp_path / "f", part_size=size)
        assert caught.value.retryable
        assert only(tmp_path) == []
        await server.bucket().download("k", tmp_path / "f", part_size=size)
        assert (tmp_path / "f").read_bytes() == CONTENT


@pytest.mark.parametrize("size", [PART, len(CONTENT) + 1])
@pytest.mark.parametrize(
    "headers",
    [
        {"x-amz-checksum-crc32": "AAAAAA==-2", "x-amz-checksum-type": "COMPOSITE"},
        {"x-amz-checksum-crc32": "AAAAAA==-2"},
        {"x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-type": "COMPOSITE"},
        {"x-amz-checksum-crc32": "AAAAAA=="},
    ],
    ids=str,
)
async def test_a_checksum_of_checksums_is_not_compared(headers: dict[str, str], size: int) -> None:
    async with range_server(CONTENT, etag='"e-2"', headers=headers) as server:
        assert await server.bucket().download("k", part_size=size) == CONTENT


async def test_a_version_that_may_not_be_read() -> None:
    """Whoever may read an object need not be allowed to read its versions."""
    async with range_server(CONTENT, headers={"x-amz-version-id": "v1"}) as server:
        server.faults = [None, with_status(403)]
        assert await server.bucket().download("k", part_size=PART, at_once=1) == CONTENT
        server.faults = [None, with_status(403), with_status(403)]
        with pytest.raises(AwsError):
            await server.bucket().download("k", part_size=PART, at_once=1)


@pytest.mark.parametrize("status", [400, 403, 501])
async def test_a_version_that_may_not_be_read_and_is_asked_for_several_times_at_once(status: int) -> None:
    async with range_server(CONTENT, headers={"x-amz-version-id": "v1"}) as server:
        server.refuses_versions = status
        assert await server.bucket().download("k", part_size=PART, at_once=4) == CONTENT


async def test_progress_ends_it(tmp_path: Path) -> None:
    async def progress(done: int, total: int) -> None:
        if done > 2 * PART:
            raise LookupError("enough")

    async with range_server(CONTENT) as server:
        with pytest.raises(LookupError, match="enough"):
            await server.bucket().download("k", tmp_path / "f", part_size=PART, progress=progress)
        assert only(tmp_path) == []


@pytest.mark.parametrize("etag", [MD5, '"e"'])
async def test_cancelled(etag: str, tmp_path: Path) -> None:
    def stall(answer: Answer) -> None:
        answer.breaks_at, answer.stalls = 50_000, True

    async with range_server(CONTENT, etag=etag) as server:
        server.faults = [None, stall, None, stall, None, stall]
        running = asyncio.ensure_future(server.bucket().download("k", tmp_path / "f", part_size=PART))
        await until(lambda: len(server.asked) > 4)
        assert only(tmp_path)[0].endswith(".part")
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert only(tmp_path) == []
        await until(lambda: not server.answering)


def test_cancelled_with_its_event_loop(tmp_path: Path) -> None:
    async def main() -> None:
        async with range_server(CONTENT) as server:
            server.faults = [None, lambda answer: setattr(answer, "stalls", True)]
            task = asyncio.ensure_future(server.bucket().download("k", tmp_path / "f", part_size=PART))
            await until(lambda: len(server.asked) > 2)
            assert len(only(tmp_path)) == 1
            kept.append(task)

    kept: list[Any] = []
    asyncio.run(main())
    assert kept[0].cancelled()
    assert only(tmp_path) == []


async def test_bad_input(tmp_path: Path) -> None:
    server = RangeServer(CONTENT, port=9)
    bucket = server.bucket()
    bad: list[tuple[Any, dict[str, Any], type[Exception]]] = [
        *((None, {"part_size": size}, ValueError) for size in (0, -1)),
        *((None, {"part_size": size}, TypeError) for size in (1.5, "1", True)),
        *((None, {"at_once": count}, kind) for count, kind in ((0, ValueError), (None, TypeError), (True, TypeError))),
        (None, {"progress": 3}, TypeError),
        *((to, {}, TypeError) for to in (3, b"name", [], io.StringIO(), object())),
        *((to, {}, ValueError) for to in (tmp_path, str(tmp_path), f"{tmp_path}/f/", "", "/dev/null", "a\0b")),
        (tmp_path / "no folder" / "f", {}, FileNotFoundError),
    ]
    for to, options, kind in bad:
        with pytest.raises(kind):
            await bucket.download("k", to, **options)
    with pytest.raises(ValueError, match="key"):
        await bucket.download("../k", tmp_path / "f")
    assert only(tmp_path) == []


async def test_what_a_second_user_sees_and_plants(tmp_path: Path) -> None:
    victim, link, secret = tmp_path / "victim", tmp_path / "link", tmp_path / "secret"
    victim.write_text("mine")
    link.symlink_to(victim)
    secret.write_text("old")
    secret.chmod(0o600)
    seen: list[tuple[list[str], int]] = []

    def look(_done: int, _total: int) -> None:
        for path in tmp_path.glob(".*.part"):
            seen.append((only(tmp_path), stat.S_IMODE(path.stat().st_mode)))

    async with range_server(CONTENT) as server:
        bucket = server.bucket()
        await bucket.download("k", link, part_size=PART)
        assert (victim.read_text(), link.is_symlink(), link.read_bytes()) == ("mine", False, CONTENT)
        await bucket.download("k", secret, part_size=PART, progress=look)
        assert (secret.read_bytes(), stat.S_IMODE(secret.stat().st_mode)) == (CONTENT, 0o600)
        assert seen
        assert all(mode == 0o600 for _, mode in seen), "it was for nobody else to read, and is not meanwhile"
        assert len({names[0] for names, _ in seen}) == 1
        assert len(seen[0][0][0]) >= 32, "a name that nobody can guess"
        await bucket.download("a/../../b".replace("..", "x"), tmp_path / "new")
    mask = os.umask(0o077)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o666 & ~mask
    assert only(tmp_path) == ["link", "new", "secret", "victim"]


class Raw:
    """Takes what it likes."""

    def __init__(self, *counts: Any) -> None:
        self.counts = [*counts]
        self.content = b""

    def write(self, data: bytes) -> Any:
        count = self.counts.pop(0) if self.counts else len(data)
        self.content += bytes(data[:count]) if count is None or isinstance(count, int) else b""
        return count


async def test_into_files_that_callers_made() -> None:
    async with range_server(CONTENT) as server:
        bucket = server.bucket()
        for file in (Raw(1, 2, 70_000), Raw(None, None)):
            await bucket.download("k", file, part_size=PART)
            assert file.content == CONTENT
        for wrong in (Raw(0), Raw(-1), Raw(10**9)):
            with pytest.raises(OSError, match="write"):
                await bucket.download("k", wrong, part_size=PART)

        with pytest.raises(TypeError, match="to be awaited"):
            await bucket.download("k", Raw(asyncio.get_running_loop().create_future()))
        with (read := os.pipe()) and open(read[0], "rb") as out, open(read[1], "wb", buffering=0) as into:  # noqa: PTH123, ASYNC230
            content, _ = await asyncio.gather(
                asyncio.to_thread(out.read, len(CONTENT)), bucket.download("k", into, part_size=PART)
            )
        assert content == CONTENT


async def test_no_more_is_held_than_parts_are_read() -> None:
    """A stream that takes its first part late."""
    count = 40
    content = bytes(count * PART)
    async with range_server(content) as server:
        released = asyncio.Event()
        loop = asyncio.get_running_loop()

        class Slow(io.BytesIO):
            def write(self, data: Any) -> int:
                if not self.tell():
                    asyncio.run_coroutine_threadsafe(released.wait(), loop).result()
                return super().write(data)

        slow = Slow()
        running = asyncio.ensure_future(server.bucket().download("k", slow, part_size=PART, at_once=3))
        await until(lambda: len(server.asked) > 2)
        await asyncio.sleep(0.05)
        assert len(server.asked) <= 4
        released.set()
        await running
        assert slow.getvalue() == content


async def test_a_pipe_that_does_not_block_and_is_full() -> None:
    """Its write() takes nothing, and says None: what was not taken must not be missing in silence."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with os.fdopen(writer, "wb", buffering=0) as file, os.fdopen(reader, "rb"):
        async with range_server(bytes(2_000_000)) as server:
            with pytest.raises(OSError, match="its write\\(\\) says that it took None bytes"):
                await server.bucket().download("k", file)
