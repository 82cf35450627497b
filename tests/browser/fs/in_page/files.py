"""What a page does with files in S3, by each driver that there is."""

import csv
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fsspec
import js

from .drivers import JSPI, forced, in_page, possible, sent

MIB = 2**20
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\xff\xfe\xef\xbb\xbf")


def _file_systems(options: dict[str, Any], **more: Any) -> Iterator[tuple[str, Any]]:
    """One for each driver, which is proved to have been used."""
    from aws4web.fs import S3FileSystem

    for driver in possible():
        with forced(driver):
            yield driver, S3FileSystem(**options, **more, skip_instance_cache=True)


def _failure(function: Callable[[], Any]) -> str:
    """The error in which it ends."""
    try:
        function()
    except Exception as exc:
        return f"{type(exc).__name__}: {exc}"
    return "none"


def _got(fs: Any, path: str) -> bytes:
    """What `get` makes a file of."""
    with TemporaryDirectory() as folder:
        fs.get_file(path, f"{folder}/got")
        return Path(folder, "got").read_bytes()


async def registered() -> dict[str, Any]:
    """Who answers for s3://, and what is said if nobody's credentials are known."""
    import fsspec.registry

    import aws4web.fs
    from aws4web.fs import _whose

    _whose._default.clear()
    found = {name: fsspec.get_filesystem_class(name) is aws4web.fs.S3FileSystem for name in ("s3", "s3a")}
    return {**found, "error": _failure(lambda: fsspec.open("s3://bucket/key").open())}


async def written(options: dict[str, Any], bucket: str) -> dict[str, str]:
    """Objects written in parts; the SHA-256 of each."""
    block = bytes(range(256)) * 4096
    expected = {}
    for driver, fs in _file_systems(options):
        digest = hashlib.sha256()
        with fs.open(f"{bucket}/{driver}", "wb") as file:
            for at in range(21):
                piece = block + str(at).encode()
                file.write(piece)
                digest.update(piece)
        with fs.open(f"{bucket}/{driver}", "ab") as file:
            file.write(b"end")
            digest.update(b"end")
        expected[driver] = digest.hexdigest()
        with fs.open(f"{bucket}/{driver}", "rb") as file:
            read = hashlib.sha256()
            while piece := file.read(3 * MIB):
                read.update(piece)
        assert read.hexdigest() == expected[driver], driver
        file = fs.open(f"{bucket}/{driver}.left", "wb")
        file.write(block * 21)
        file.discard()
        assert not fs.exists(f"{bucket}/{driver}.left")
    return expected


async def lines(options: dict[str, Any], path: str, driver: str) -> dict[str, Any]:
    """A large CSV, line by line, through the csv module."""
    from aws4web.fs import S3FileSystem

    heap = js.pyodide._module.HEAP8
    before, began = heap.length, time.monotonic()
    with forced(driver):
        fs = S3FileSystem(**options, skip_instance_cache=True)
        count = total = 0
        with fs.open(path, "rt", newline="") as file:
            for row in csv.reader(file):
                count += 1
                total += int(row[1])
    grown = js.pyodide._module.HEAP8.length - before
    return {"count": count, "total": total, "grown": grown, "seconds": round(time.monotonic() - began, 1)}


async def like_parquet(options: dict[str, Any], path: str, ranges: list[tuple[int, int]], driver: str) -> list[str]:
    """The footer, then some columns, as of one file; each as hex."""
    from aws4web.fs import S3FileSystem

    with forced(driver):
        fs = S3FileSystem(**options, skip_instance_cache=True)
        found = []
        with fs.open(path, cache_type="none") as file:
            for first, after in ranges:
                file.seek(first)
                found.append(file.read(after - first))
        starts, ends = [[*each] for each in zip(*ranges, strict=True)]
        assert fs.cat_ranges([path] * len(ranges), starts, ends, max_gap=0, on_error="raise") == found
    return [hashlib.sha256(each).hexdigest() for each in found]


async def packed(options: dict[str, Any], path: str, size: int) -> dict[str, Any]:
    """An object with a Content-Encoding, by each way to read it; as hex."""
    found = {}
    for driver, fs in _file_systems(options):
        with fs.open(path) as file:
            of_file = file.read()
        of_get = _got(fs, path)
        ranges = fs.cat_file(path, 3, 20) + fs.cat_file(path, 20, None)
        info = fs.info(path)["size"]
        with fs.open(path, "rt", compression="gzip") as file:
            text = file.read()
        all_of_it = {fs.cat_file(path).hex(), of_file.hex(), of_get.hex(), fs.cat_file(path, 0, 3).hex() + ranges.hex()}
        found[driver] = [sorted(all_of_it), info == size, text]
    return found


async def overwritten(options: dict[str, Any], bucket: str) -> dict[str, list[str]]:
    """An object that another takes the place of while it is read, within a cache's window and beyond."""
    found = {}
    for driver, fs in _file_systems(options):
        path = f"{bucket}/{driver}"
        fs.pipe_file(path, b"a" * 1000)
        other = type(fs)(**options, skip_instance_cache=True)
        told = []
        with fs.open(path, block_size=100) as file:
            told.append(file.read(10).decode())
            other.pipe_file(path, b"b" * 1000)
            told.append(file.read(10).decode())  # of the block that is there
            told.append(_failure(lambda file=file: file.read(500))[:7])
        with fs.open(path, block_size=100) as file:
            told.append(file.read(10).decode())
        other.pipe_file(path, b"c" * 1000)
        told.append(fs.cat_file(path)[:3].decode())
        other.pipe_file(path, b"d" * 1000)
        told.append(fs.cat_file(path, 0, 3).decode())
        other.pipe_file(path, b"e" * 5)
        told += [fs.cat_file(path).decode(), str(fs.info(path, refresh=True)["size"])]
        found[driver] = told
    return found


async def marked(options: dict[str, Any], bucket: str) -> int:
    """Contents that begin with what a browser takes for a byte-order mark, or have it where a range begins."""
    count = 0
    for _driver, fs in _file_systems(options):
        for number, mark in enumerate(MARKS):
            content = mark + b"a;b\r\n" * 2000 + mark + b"1;2" * 2000
            path = f"{bucket}/{number}.csv"
            fs.pipe_file(path, content)
            at = content.rindex(mark)
            assert fs.cat_file(path) == content, (mark, "cat")
            assert fs.cat_file(path, at, None) == content[at:], (mark, "a range")
            assert fs.cat_file(path, at, at + len(mark)) == mark, (mark, "the mark alone")
            with fs.open(path, block_size=at) as file:
                assert file.read() == content, (mark, "a file")
            assert _got(fs, path) == content, (mark, "get")
            count += 1
        with fs.open(f"{bucket}/0.csv", "rt", encoding="utf-8-sig", newline="") as file:
            assert next(csv.reader(file, delimiter=";")) == ["a", "b"]
    return count


async def in_one_cell(options: dict[str, Any], path: str) -> dict[str, Any]:
    """After an await of the client's own, by whatever driver there is then."""
    import aws4web
    import aws4web.fs
    from aws4web.fs import _whose

    aws = aws4web.AwsClient(
        access_key_id=options["key"],
        secret_access_key=options["secret"],
        region=options["region"],
    )
    aws4web.fs.register(aws)
    url = f"{options['endpoint_url']}/{path}"
    where = {"endpoint_url": options["endpoint_url"]}
    try:
        response = await aws.fetch(url, aws={"service": "s3"})
        rows = [_rows(path, where)]  # the task goes on from a callback of a promise
        await response.bytes()
        rows.append(_rows(path, where))
        await aws.sign(url, aws={"service": "s3"})
        rows.append(_rows(path, where))
        fsspec.filesystem("s3", **where).pipe_file(f"{path}.2", b"x,y\n")
        with fsspec.open(f"s3a://{path}.2", "rt", **where) as file:
            rows.append(file.read())
    finally:
        _whose._default.clear()
        fsspec.filesystem("s3", client=aws, **where).clear_instance_cache()
    return {"rows": rows}


def _rows(path: str, where: dict[str, Any]) -> list[list[str]]:
    with fsspec.open(f"s3://{path}", "rt", newline="", **where) as file:
        return [*csv.reader(file)]


async def in_a_callback(options: dict[str, Any], path: str) -> list[Any]:
    """In callbacks of JavaScript, in which stacks cannot be switched."""
    from pyodide.ffi import create_once_callable, create_proxy

    from aws4web.fs import S3FileSystem

    fs = S3FileSystem(**options, skip_instance_cache=True)
    found: list[Any] = []

    def use(*_: Any) -> None:
        before = sent()
        with fs.open(path) as file:
            text = file.readline().decode()
        fs.pipe({f"{path}.{number}": b"x" for number in range(3)})
        many = fs.cat([f"{path}.{number}" for number in range(3)])
        names = fs.ls(path.rpartition("/")[0], detail=False, refresh=True)
        xhr, fetched = (now - then for now, then in zip(sent(), before, strict=True))
        found.append([text, [*many.values()] == [b"x"] * 3, len(names), xhr > 0, fetched])

    async def called(start: Callable[[Any], Any]) -> None:
        promise = js.Promise.new(create_once_callable(lambda resolve, _: start(resolve)))
        await promise

    def by_timer(resolve: Any) -> None:
        def run() -> None:
            use()
            resolve(None)

        js.setTimeout(create_once_callable(run), 0)

    await called(by_timer)
    each = create_proxy(use)
    js.Array.of(1).map(each)
    each.destroy()
    return found


async def chosen(options: dict[str, Any], path: str) -> dict[str, Any]:
    """What serves whom, if no driver is forced: requests by XMLHttpRequest, and by fetch."""
    from aws4web.fs import S3FileSystem

    fs = S3FileSystem(**options, skip_instance_cache=True)

    def counted(function: Callable[[], Any]) -> list[bool]:
        before = sent()
        function()
        return [now > then for now, then in zip(sent(), before, strict=True)]

    def read() -> None:
        with fs.open(path) as file:
            file.readline()

    return {
        "can": JSPI in possible(),
        "is_page": in_page(),
        "ls": counted(lambda: fs.ls(path.partition("/")[0], refresh=True)),
        "read": counted(read),
        "slice": counted(lambda: fs.cat_file(path, 1, 3)),
        "many": counted(lambda: fs.cat([path])),
    }
