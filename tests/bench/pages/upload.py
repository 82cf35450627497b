"""A large Blob and a File sent, and how much wasm heap that takes. The heap never shrinks."""

from time import perf_counter
from typing import Any

import js
import pyodide_js
from pyodide.ffi import to_js

from aws4web import AwsClient


async def main(given: dict[str, Any]) -> dict[str, float]:
    scope = {name: given[name] for name in ("access_key_id", "secret_access_key", "region")}
    aws = AwsClient(**scope, service="s3", retries=0)
    url = f"{given['sink']}bucket/key"
    js_blob = js.rival.makeBlob(given["mebibytes"] * 1024 * 1024)
    js_file = js.File.new(to_js([js_blob]), "large.bin")
    await aws.fetch(url, method="PUT", body=b"what a first fetch loads does not count")
    before = pyodide_js._module.HEAPU8.byteLength
    seconds = []
    for js_body in (js_blob, js_file):
        began = perf_counter()
        response = await aws.fetch(url, method="PUT", body=js_body)
        seconds.append(perf_counter() - began)
        response.raise_for_status()
    growth = pyodide_js._module.HEAPU8.byteLength - before
    began = perf_counter()
    await js.rival.putHashed(js_blob)
    return {"growth": growth, "seconds": min(seconds), "bare seconds": perf_counter() - began}
