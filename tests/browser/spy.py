"""Records calls of JavaScript's own functions. Runs inside Pyodide, in a window and in a worker."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyodide.code import run_js

SUBTLE = """() => {
    const algorithm = (a) => typeof a === "string" ? a : a.hash ? `${a.name} ${a.hash.name ?? a.hash}` : a.name;
    const describe = {
        digest: (name, data) => [algorithm(name), data.byteLength],
        importKey: (format, data, name, extractable, usages) => [format, algorithm(name), extractable, usages],
        sign: (name, key, data) => [algorithm(name), algorithm(key.algorithm), key.extractable],
    };
    const calls = [], subtle = SubtleCrypto.prototype, real = {};
    for (const name of Object.keys(describe)) {
        real[name] = subtle[name];
        subtle[name] = function (...args) {
            calls.push([name, ...describe[name](...args)]);
            return real[name].apply(this, args);
        };
    }
    return { take: () => JSON.stringify(calls.splice(0)), stop: () => Object.assign(subtle, real) };
}"""

# What fetch cannot make a Request of is never sent.
FETCH = """() => {
    const calls = [], real = self.fetch;
    const members = ["method", "url", "cache", "credentials", "keepalive", "mode", "redirect", "referrerPolicy"];
    const read = (request) => Object.fromEntries(members.map((name) => [name, request[name]]));
    self.fetch = async function (input, init) {
        let request;
        try {
            request = new Request(input, init);
        } catch (error) {
            calls.push({ refused: error.name });
            throw error;
        }
        calls.push({ fetched: read(request), init: { ...init, body: undefined, signal: String(init.signal) } });
        return real.call(self, request);
    };
    return { take: () => JSON.stringify(calls.splice(0)), stop: () => { self.fetch = real; } };
}"""


class Spy:
    """What was called since it was last asked."""

    def __init__(self, js_spy: Any) -> None:
        self._js_spy = js_spy

    def calls(self) -> Any:
        return json.loads(self._js_spy.take())


@contextmanager
def spying(source: str) -> Iterator[Spy]:
    """Watch while the block runs."""
    js_spy = run_js(f"({source})()")
    try:
        yield Spy(js_spy)
    finally:
        js_spy.stop()


async def sends_under_spy(url: str) -> dict[str, Any]:
    """Import the package while `crypto.subtle` is watched, and send the same request twice."""
    from inpage import KEYS, SCOPE, fresh_import

    with spying(SUBTLE) as spy, fresh_import() as aws4web:
        aws = aws4web.AwsClient(**KEYS, **SCOPE)
        calls = []
        for _ in range(2):
            response = await aws.fetch(url, body="0123456789")
            calls.append(spy.calls())
        modules = sorted(name for name in sys.modules if name.startswith("aws4web._platform") and "crypto" in name)
        return {"calls": calls, "status": response.status, "modules": modules}


async def sends_a_blob_twice(url: str) -> dict[str, Any]:
    """Send a Blob that has to be hashed, to an address that fails once."""
    import js
    from inpage import client

    js_reads = run_js(
        "(() => { const real = Blob.prototype.arrayBuffer; const spy = { count: 0 };"
        "Blob.prototype.arrayBuffer = function () { spy.count++; return real.call(this); };"
        "spy.stop = () => { Blob.prototype.arrayBuffer = real; }; return spy; })()"
    )
    try:
        with spying(SUBTLE) as spy:
            blob = js.Blob.new(["0123456789"])
            response = await client(retries=2, init_retry_ms=0).fetch(url, method="PUT", body=blob)
            digests = [call for call in spy.calls() if call[0] == "digest"]
        return {"status": response.status, "sizes": [size for _, _, size in digests], "reads": js_reads.count}
    finally:
        js_reads.stop()
