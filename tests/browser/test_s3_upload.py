"""Uploads of aws4web.s3 in a page: what only a page has to upload, in parts that Python never sees."""

from typing import Any
from uuid import uuid4

from pytest_pyodide import run_in_pyodide

from demo.localhost.aws.gate.gate_server import UNEXPOSED
from demo.localhost.aws.local_aws import LocalAws

PART = 5 * 2**20
SIZE = 2 * PART + 3


@run_in_pyodide
async def upload(selenium, endpoint, keys, name, size, part):
    from hashlib import sha256

    import js
    from inpage import failure
    from pyodide.code import run_js

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    aws = AwsClient(**keys)
    (await aws.fetch(f"{endpoint}/{name}", method="PUT", aws={"service": "s3"})).raise_for_status()
    bucket = Bucket(aws, name, endpoint_url=endpoint)
    js_data = run_js(
        "size => { const data = new Uint8Array(size);"
        " for (let at = 0; at < size; at++) data[at] = (at * 7919) >> 5; return data; }"
    )(size)
    js_blob = js.Blob.new([js_data], type="image/x-own")
    wanted = sha256(js_data.to_bytes()).hexdigest()
    results = {}
    sources = {
        "Blob": js_blob,
        "File": js.File.new([js_data], "photo.png", type="image/png", lastModified=1_700_000_000_000),
        "stream": js_blob.stream(),
        "ArrayBuffer": js_data.buffer,
        "resizable": run_js(
            "data => { const buffer = new ArrayBuffer(data.length, { maxByteLength: 2 * data.length });"
            " new Uint8Array(buffer).set(data); return buffer; }"
        )(js_data),
        "view": js_data,
        "bytes": js_data.to_bytes(),
    }
    for kind, source in sources.items():
        reports, states = [], []
        info = await bucket.upload(
            f"{kind}.txt",
            source,
            part_size=part,
            progress=lambda done, total, reports=reports: reports.append((done, total)),
            save=None if kind == "stream" else states.append,
        )
        got = await (await bucket.get(f"{kind}.txt")).bytes()
        head = await bucket.head(f"{kind}.txt")
        is_right = sha256(got).hexdigest() == wanted and (not head.etag or head.etag == info.etag)
        results[kind] = (is_right, head.content_type, reports[-1], len(reports), len(states))
    js_progress = run_js("globalThis.seen = []; (done, total) => { seen.push([done, total]); }")
    await bucket.upload("small", js_blob.slice(0, 3), progress=js_progress)
    results["js progress"] = run_js("JSON.stringify(seen)")
    js_locked = js_blob.stream()
    js_reader = js_locked.getReader()
    results["locked"] = await failure(bucket.upload("a", js_locked))
    js_reader.releaseLock()
    js_broken = run_js("new ReadableStream({pull(c) { c.error(new Error('the disk')); }})")
    results["broken"] = await failure(bucket.upload("a", js_broken))
    js_texts = run_js("new ReadableStream({start(c) { c.enqueue('text'); c.close(); }})")
    results["texts"] = await failure(bucket.upload("a", js_texts))
    results["left"] = "<Upload>" in await (await aws.fetch(f"{endpoint}/{name}?uploads", aws={"service": "s3"})).text()
    return results


def test_sources(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    results: Any = upload(selenium, local.endpoint, keys, f"b-{uuid4().hex}", SIZE, PART)
    types = {"Blob": "image/x-own", "File": "image/png"}
    for kind in ("Blob", "File", "ArrayBuffer", "resizable", "view", "bytes"):
        assert results[kind] == (True, types.get(kind, "text/plain"), (SIZE, SIZE), 4, 4), kind
    assert results["stream"] == (True, "text/plain", (SIZE, None), 4, 0)
    for kind, name, said in (
        ("locked", "TypeError", "something else reads"),
        ("broken", "NetworkError", "the disk"),
        ("texts", "TypeError", "source yields a str and not bytes"),
    ):
        assert results[kind][0][0] == name
        assert said in results[kind][1]
    assert results["js progress"] == "[[3,3]]"
    assert results["left"] is False


def test_a_bucket_that_exposes_no_etags(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    results: Any = upload(selenium, local.endpoint, keys, f"{UNEXPOSED}{uuid4().hex}", SIZE, PART)
    for kind in ("Blob", "File", "ArrayBuffer", "resizable", "view", "bytes", "stream"):
        assert results[kind][0] is True, kind
    assert results["left"] is False


@run_in_pyodide
async def begin(selenium, endpoint, keys, name, size, part):
    """As a page does before its visitor closes it."""
    import js

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    class Closed(Exception):
        pass

    aws = AwsClient(**keys)
    (await aws.fetch(f"{endpoint}/{name}", method="PUT", aws={"service": "s3"})).raise_for_status()

    def save(state):
        js.localStorage.setItem("upload", state)
        if '"parts": []' not in state:
            raise Closed

    js_file = js.File.new([js.Uint8Array.new(size)], "a", lastModified=1_700_000_000_000)
    try:
        await Bucket(aws, name, endpoint_url=endpoint).upload(
            "a", js_file, part_size=part, at_once=1, save=save, keep_parts=True
        )
    except Closed:
        return js.localStorage.getItem("upload")


@run_in_pyodide
async def go_on(selenium, endpoint, keys, name, size, part):
    """As the page does after a reload, with the file that its visitor chose again."""
    import js
    from inpage import failure

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    state = js.localStorage.getItem("upload")
    bucket = Bucket(AwsClient(**keys), name, endpoint_url=endpoint)
    js_files = [
        js.File.new([js.Uint8Array.new(size)], "a", lastModified=at) for at in (1_700_000_000_000, 1_700_000_000_001)
    ]
    js_other = js.File.new([js.Uint8Array.new(size).fill(1)], "a", lastModified=1_700_000_000_000)
    refused = [await failure(bucket.upload("a", js, part_size=part, resume=state)) for js in (js_files[1], js_other)]
    reports = []
    info = await bucket.upload(
        "a", js_files[0], part_size=part, resume=state, progress=lambda done, _: reports.append(done)
    )
    js.localStorage.removeItem("upload")
    return refused, reports, info.size == (await bucket.head("a")).size == size


def test_resumed_after_a_reload(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    place = (local.endpoint, keys, f"b-{uuid4().hex}", SIZE, PART)
    state = begin(selenium, *place)
    assert keys["secret_access_key"] not in state
    assert keys["access_key_id"] not in state
    refused, reports, is_right = go_on(selenium, *place)
    assert [kinds[0] for kinds, _ in refused] == ["ValueError", "ValueError"]
    assert "another time of modification" in refused[0][1]
    assert "something else" in refused[1][1]
    assert reports[0] == PART
    assert is_right


@run_in_pyodide
async def grow(selenium, endpoint, keys, name, size):
    """Bytes by which the memory of Python grows over an upload."""
    import js
    import pyodide_js

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    aws = AwsClient(**keys)
    (await aws.fetch(f"{endpoint}/{name}", method="PUT", aws={"service": "s3"})).raise_for_status()
    bucket = Bucket(aws, name, endpoint_url=endpoint)
    js_blob = js.Blob.new([js.Uint8Array.new(size)])
    heap = pyodide_js._module
    before = heap.HEAPU8.length
    await bucket.upload("a", js_blob, save=lambda _state: None)
    after = heap.HEAPU8.length
    await bucket.delete("a")
    return after - before


def test_a_blob_never_enters_the_memory_of_python(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    assert grow(selenium, local.endpoint, keys, f"b-{uuid4().hex}", 48 * 2**20) <= 2**20
