"""Downloads in a page: into bytes, a file of the origin, a stream, and Pyodide's own files."""

import gzip
import os
from hashlib import sha256
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config
from pytest_pyodide import run_in_pyodide

from demo.localhost.aws.local_aws import LocalAws

from .ranges import Ranges

PART = 64 * 1024


@pytest.fixture(scope="module")
def stored(local: LocalAws) -> tuple[str, dict[str, str]]:
    """A bucket, and the SHA-256 of each object in it, which boto3 stored."""
    client: Any = boto3.client(
        "s3",
        endpoint_url=local.endpoint,
        aws_access_key_id=local.access_key_id,
        aws_secret_access_key=local.secret_access_key,
        region_name=local.region,
        config=Config(proxies={}),
    )
    name, sums = f"b-{uuid4().hex}", {}
    client.create_bucket(Bucket=name)
    for size in (0, 1, PART, 5 * PART + 7):
        content = os.urandom(size)
        client.put_object(Bucket=name, Key=f"{size}", Body=content)
        sums[f"{size}"] = sha256(content).hexdigest()
    content = gzip.compress(os.urandom(3 * PART))
    client.put_object(Bucket=name, Key="packed", Body=content, ContentEncoding="gzip")
    sums["packed"] = sha256(content).hexdigest()
    return name, sums


@run_in_pyodide
async def downloads(selenium, endpoint, keys, name, key, part):
    from hashlib import sha256
    from pathlib import Path

    import js

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    def in_files(name):
        left = [path.name for path in Path().iterdir() if path.name.endswith(".part")]
        return sha256(Path(name).read_bytes()).hexdigest(), left

    bucket = Bucket(AwsClient(**keys), name, endpoint_url=endpoint)
    sums, told = {}, []
    content = await bucket.download(key, part_size=part, progress=lambda *args: told.append(args))
    sums["bytes"] = sha256(content).hexdigest()
    info = await bucket.download(key, "downloaded", part_size=part)
    sums["path"], left = in_files("downloaded")

    js_root = await js.navigator.storage.getDirectory()
    js_handle = await js_root.getFileHandle("downloaded", create=True)
    await bucket.download(key, js_handle, part_size=part)
    js_file = await js_handle.getFile()
    sums["handle"] = sha256((await js_file.arrayBuffer()).to_bytes()).hexdigest()
    js_writable = await js_handle.createWritable()
    await bucket.download(key, js_writable, part_size=part, at_once=2)
    js_file = await js_handle.getFile()
    sums["writable"] = sha256((await js_file.arrayBuffer()).to_bytes()).hexdigest()

    js_pipe = js.TransformStream.new()
    js_reading = js.Response.new(js_pipe.readable).arrayBuffer()
    await bucket.download(key, js_pipe.writable, part_size=part)
    js_buffer = await js_reading
    sums["stream"] = sha256(js_buffer.to_bytes()).hexdigest()
    return sums, told[-1], info.size, left


@pytest.mark.parametrize("key", ["0", "1", f"{PART}", f"{5 * PART + 7}", "packed"])
def test_downloads(
    selenium: Any, local: LocalAws, keys: dict[str, str], stored: tuple[str, dict[str, str]], key: str
) -> None:
    name, sums = stored
    found, told, info_size, left = downloads(selenium, local.endpoint, keys, name, key, PART)
    assert set(found.values()) == {sums[key]}, found
    assert found.keys() == {"bytes", "path", "handle", "writable", "stream"}
    assert (tuple(told), left) == ((info_size, info_size), [])
    assert key in ("packed", f"{info_size}")


@run_in_pyodide
async def failing(selenium, endpoint, keys, name, key, part):
    import asyncio
    from pathlib import Path

    import js
    from inpage import failure

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    bucket = Bucket(AwsClient(**keys), name, endpoint_url=endpoint)
    js_root = await js.navigator.storage.getDirectory()
    js_handle = await js_root.getFileHandle("kept", create=True)
    js_writable = await js_handle.createWritable()
    await js_writable.write("before")
    await js_writable.close()

    def all_files():
        return [*Path().iterdir()]

    def enough(done, total):
        raise LookupError("enough")

    results = [await failure(bucket.download(key, js_handle, part_size=part, progress=enough))]
    results.append(await failure(bucket.download("nothing", js_handle)))
    running = []

    def cancel(done, total):
        running[-1].cancel()

    running.append(asyncio.ensure_future(bucket.download(key, js_handle, part_size=part, progress=cancel)))
    results.append(await failure(running[-1]))
    running.append(asyncio.ensure_future(bucket.download(key, "cancelled", part_size=part, progress=cancel)))
    results.append(await failure(running[-1]))
    running.clear()
    left = [path.name for path in all_files() if path.name.endswith((".part", "cancelled"))]
    js_file = await js_handle.getFile()
    kept = await js_file.text()

    js_stream = js.WritableStream.new()
    js_writer = js_stream.getWriter()
    results.append(await failure(bucket.download(key, js_stream)))
    js_writer.releaseLock()
    results.append(await failure(bucket.download("nothing", js_stream)))
    results.append(await failure(bucket.download(key, js.Blob.new())))
    results.append(await failure(bucket.download(key, ".")))
    await js_root.removeEntry("kept")
    return [(names[0], said) for names, said in results], left, kept


def test_what_fails_leaves_nothing(
    selenium: Any, local: LocalAws, keys: dict[str, str], stored: tuple[str, dict[str, str]]
) -> None:
    results, left, kept = failing(selenium, local.endpoint, keys, stored[0], f"{5 * PART + 7}", PART)
    kinds = [kind for kind, _ in results]
    assert kinds == [
        *("LookupError", "AwsError", "CancelledError", "CancelledError"),
        *("TypeError", "AwsError", "TypeError", "ValueError"),
    ], results
    assert (left, kept) == ([], "before")


@run_in_pyodide
async def into_js(selenium, endpoint, part, options, limit):
    import js
    import pyodide_js
    from inpage import client, failure

    from aws4web._platform import PLATFORM
    from aws4web.s3 import Bucket

    async def hashed(js_data):
        js_digest = await js.crypto.subtle.digest("SHA-256", js_data)
        return js_digest.to_bytes().hex()

    def heap():
        return pyodide_js._module.HEAPU8.byteLength

    quick = PLATFORM._replace(monotonic=lambda: 0.0)  # however busy the machine is
    bucket = Bucket(client(platform=quick, retries=5, timeout=limit), "bucket", endpoint_url=endpoint)
    js_root = await js.navigator.storage.getDirectory()
    js_handle = await js_root.getFileHandle("into_js", create=True)
    found, told = {}, []
    before = heap()
    failed = await failure(
        bucket.download("file", js_handle, part_size=part, progress=lambda *args: told.append(args), **options), 60
    )
    found["growth"] = heap() - before
    js_file = await js_handle.getFile()
    found["file"] = await hashed(await js_file.arrayBuffer())
    await js_root.removeEntry("into_js")
    if failed[0]:
        failed_too = await failure(bucket.download("stream", js.WritableStream.new(), part_size=part, **options), 60)
        return found, [failed[0][0], failed_too[0][0]], told
    js_pipe = js.TransformStream.new()
    js_reading = js.Response.new(js_pipe.readable).arrayBuffer()
    await bucket.download("stream", js_pipe.writable, part_size=part, **options)
    found["stream"] = await hashed(await js_reading)
    return found, [], told


def test_what_a_page_takes_does_not_come_to_python(selenium: Any) -> None:
    content = os.urandom(48 * 2**20 + 7)
    with Ranges(content) as server:
        found, failed, told = into_js(selenium, server.url, 8 * 2**20, {}, None)
        assert (failed, "HEAD" in server.asked) == ([], True)
    assert found["growth"] <= 2**20
    assert found["file"] == found["stream"] == sha256(content).hexdigest()
    assert tuple(told[-1]) == (len(content), len(content))


def test_a_part_that_broke_off_is_kept_from_then_on(selenium: Any) -> None:
    """It is asked for in one first, of which nothing is left."""
    content, part, broken = os.urandom(5 * PART + 7), 2 * PART, PART + 1000
    with Ranges(content) as server:
        server.faults.extend([None, ("stalls", broken), ("stalls", broken), ("breaks", 0), None, None])
        server.faults.extend([None, ("breaks", broken), ("stalls", broken)])
        found, failed, told = into_js(selenium, server.url, part, {"at_once": 1}, 2)
        firsts = [int(asked.partition("-")[0]) for asked in server.asked if asked != "HEAD"]
    assert firsts == [0, part, part, part + broken, part + broken, 2 * part, 0, part, part, part + broken, 2 * part]
    assert (failed, found["file"], found["stream"]) == ([], *[sha256(content).hexdigest()] * 2)
    assert [done for done, _ in told] == [part, part + broken, 2 * part, len(content)]


def test_other_bytes_than_were_stored(selenium: Any) -> None:
    content = os.urandom(3 * PART)
    with Ranges(content, crc=1) as server:
        found, failed, _ = into_js(selenium, server.url, PART, {}, None)
    assert failed == ["NetworkError", "NetworkError"]
    assert found["file"] == sha256(b"").hexdigest()


@run_in_pyodide
async def cancelled(selenium, endpoint, keys, part):
    import asyncio

    import js
    from inpage import failure

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    bucket = Bucket(AwsClient(**keys), "bucket", endpoint_url=endpoint)
    js_root = await js.navigator.storage.getDirectory()
    js_handle = await js_root.getFileHandle("cancelled", create=True)
    running = asyncio.ensure_future(bucket.download("k", js_handle, part_size=part, at_once=1))
    await js.fetch(f"{endpoint}/stalled", method="POST")
    running.cancel()
    failed = await failure(running)
    await js.fetch(f"{endpoint}/left", method="POST")
    js_file = await js_handle.getFile()
    await js_root.removeEntry("cancelled")
    return failed[0][0], js_file.size


def test_a_cancellation_ends_the_transfer(selenium: Any, keys: dict[str, str]) -> None:
    with Ranges(os.urandom(3 * PART)) as server:
        server.faults.extend([None, ("stalls", 1000)])
        assert cancelled(selenium, server.url, keys, PART) == ("CancelledError", 0)
        assert server.left.is_set()
        assert server.asked == [f"0-{PART - 1}", "HEAD", f"{PART}-{2 * PART - 1}"]


@run_in_pyodide
async def cancelled_as_nobody_reads(selenium, endpoint, keys):
    import asyncio

    from inpage import failure
    from pyodide.code import run_js

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    js_seen = run_js("({ writing: Promise.withResolvers(), written: Promise.withResolvers(), aborted: false })")
    js_stream = run_js(
        "seen => new WritableStream({ write(_, controller) {"
        "    controller.signal.addEventListener('abort', () => { seen.aborted = true; });"
        "    seen.writing.resolve();"
        "    return seen.written.promise; } })"
    )(js_seen)
    running = asyncio.ensure_future(Bucket(AwsClient(**keys), "bucket", endpoint_url=endpoint).download("k", js_stream))
    await js_seen.writing.promise
    running.cancel()
    found = (await failure(running))[0][0], js_seen.aborted
    js_seen.written.resolve()
    return found


def test_a_cancellation_does_not_wait_for_a_reader_that_has_stopped(selenium: Any, keys: dict[str, str]) -> None:
    with Ranges(b"content" * PART) as server:
        assert tuple(cancelled_as_nobody_reads(selenium, server.url, keys)) == ("CancelledError", True)


@run_in_pyodide
async def unwritable(selenium, endpoint, keys):
    import js
    from inpage import failure

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    js_root = await js.navigator.storage.getDirectory()
    js_handle = await js_root.getFileHandle("unwritable", create=True)
    js_handle.createWritable = None  # as in Safari before 26
    try:
        return await failure(Bucket(AwsClient(**keys), "bucket", endpoint_url=endpoint).download("k", js_handle))
    finally:
        await js_root.removeEntry("unwritable")


def test_a_browser_that_cannot_write_to_its_files(selenium: Any, keys: dict[str, str]) -> None:
    with Ranges(b"content") as server:
        kinds, said = unwritable(selenium, server.url, keys)
    assert kinds[0] == "TypeError"
    assert said.startswith("to cannot be a FileSystemFileHandle in a browser without")
