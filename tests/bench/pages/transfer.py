"""A large Blob uploaded to S3 and a large object downloaded into a file of the page's, beside JavaScript."""

from typing import Any

import js
import pyodide_js
from timing import in_turns, repeat_awaiting

from aws4web import AwsClient
from aws4web.s3 import Bucket


async def main(given: dict[str, Any]) -> dict[str, Any]:
    aws = AwsClient(**{name: given[name] for name in ("access_key_id", "secret_access_key", "region")})
    bucket = Bucket(aws, "bucket", endpoint_url=given["s3"])
    size = given["mebibytes"] * 1024 * 1024
    js_blob = js.rival.makeBlob(size)
    js_small = js.rival.makeBlob(65536)
    js_file = await js.rival.newFile()
    await bucket.upload("65536", js_small)  # what the first ones load does not count
    await bucket.download("65536", js_file)
    heap = [_heap()]

    async def upload() -> None:
        assert (await bucket.upload(str(size), js_blob)).size == size

    async def download() -> None:
        assert (await bucket.download(str(size), js_file)).size == size

    for transfer in (upload, download):
        await transfer()
        heap.append(_heap())
    await js.rival.useSdk()
    rounds = given["rounds"]
    uploads = {
        "aws4web": upload,
        "JavaScript": lambda: js.rival.putParts(js_blob),
        "lib-storage": lambda: js.rival.putWithSdk(js_blob),
    }
    downloads = {
        "aws4web": download,
        "JavaScript": lambda: js.rival.getParts(size, js_file),
        "AWS's SDK": lambda: js.rival.getWithSdk(size, js_file),
    }
    return {
        "heap": heap,
        "upload": await in_turns(
            {name: repeat_awaiting(each) for name, each in uploads.items()}, rounds=rounds, calls=1
        ),
        "download": await in_turns(
            {name: repeat_awaiting(each) for name, each in downloads.items()}, rounds=rounds, calls=1
        ),
    }


def _heap() -> int:
    return pyodide_js._module.HEAPU8.byteLength
