"""Bodies hashed from Python and from JS, beside SubtleCrypto alone, and how much wasm heap that takes."""

from typing import Any

import js
import pyodide_js
from timing import Contender, in_turns

from aws4web import AwsV4Signer

MIB = 1024 * 1024


async def main(given: dict[str, Any]) -> dict[str, Any]:
    def hashing(body: Any, calls: int) -> Contender:
        signers = [signer(body) for _ in range(2 * given["rounds"] * calls)]  # each hashes only once

        async def run(calls: int) -> None:
            for _ in range(calls):
                await signers.pop().canonical_string()  # its last line is the hash of the body

        return run

    def signer(body: Any) -> AwsV4Signer:
        keys = {name: given[name] for name in ("access_key_id", "secret_access_key", "service", "region")}
        return AwsV4Signer(url=given["url"], body=body, **keys)

    largest = max(given["mebibytes"]) * MIB
    heap = [heap_size()]
    await signer(js.rival.makeBlob(largest)).canonical_string()
    heap.append(heap_size())
    held = bytes(largest)
    heap.append(heap_size())
    await signer(held).canonical_string()
    heap.append(heap_size())
    del held

    times = {}
    for mebibytes in given["mebibytes"]:
        js_blob = js.rival.makeBlob(mebibytes * MIB)
        js_bytes = js.Uint8Array.new(await js_blob.arrayBuffer())
        calls = max(1, 16 // mebibytes)
        contenders = {
            "bytes": hashing(js_bytes.to_bytes(), calls),
            "Blob": hashing(js_blob, calls),
            "digest": lambda calls, js_bytes=js_bytes: js.rival.digestBytes(js_bytes, calls),
            "read and digest": lambda calls, js_blob=js_blob: js.rival.digestBlob(js_blob, calls),
        }
        times[str(mebibytes)] = await in_turns(contenders, rounds=given["rounds"], calls=calls, warm_up=given["rounds"])
    return {"times": times, "heap": heap}


def heap_size() -> int:
    """Bytes of wasm memory, which never shrinks."""
    return pyodide_js._module.HEAPU8.byteLength
