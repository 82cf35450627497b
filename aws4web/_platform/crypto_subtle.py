"""SHA-256 and HMAC by the browser's SubtleCrypto: https://w3c.github.io/webcrypto/

Keys are non-extractable: not even this page can read them back. What a step makes for the next one stays in JS, so that
Python is woken once for a signature, and not for each of its hashes.
"""

from typing import Any

from .._keys import Credentials
from .ffi import RESOLVED, call, chain, js, js_buffer, js_value, promise, settled

_HMAC_SHA256 = js_value({"name": "HMAC", "hash": "SHA-256"})
_SIGN = js_value(["sign"])
_subtle = js.crypto.subtle
_js_encoder = js.TextEncoder.new()
_js_encode = _js_encoder.encode.bind(_js_encoder)
_js_digest = _subtle.digest.bind(_subtle, "SHA-256")
# An attribute of a JS object costs as much as a call.
_js_bind_encode = _js_encode.bind
_js_bind_sign = _subtle.sign.bind
_js_bind_concat = js.String.prototype.concat.bind


def _hex_links() -> Any:
    """Links from an ArrayBuffer to its text in hex, as a JS array."""
    js_apply, js_call = js.Reflect.apply, js.Function.prototype.call
    js_bytes = js.Array.of(js.Array.of.bind(js.Array), js.Reflect.construct.bind(None, js.Uint8Array))
    if hasattr(js.Uint8Array.prototype, "toHex"):  # Chromium 140, Firefox 133, Safari 18.2
        return js_bytes.concat(js_call.bind(js.Uint8Array.prototype.toHex))
    # "".concat(...Array.from(bytes, a look-up))
    js_digits = js.Reflect.get.bind(None, js_value([f"{byte:02x}" for byte in range(256)]))
    return js_bytes.concat(
        js.Array.prototype.concat.bind(js.Array.of(js_digits)),
        js_call.bind(js.Reflect.get(js.Array.prototype, "reverse")),  # Array.prototype.reverse would be Python's own
        js_apply.bind(None, js.Array.from_, js.Array),
        js_apply.bind(None, js.String.prototype.concat, ""),
    )


_js_to_hex = _hex_links()
_js_digest_to_hex = js.Array.of(_js_digest).concat(_js_to_hex)
_js_text_to_hash = js.Array.of(_js_encode).concat(_js_digest_to_hex)


async def sha256(data: Any, /) -> str:
    return await settled(chain(*_hash(data)))


async def signing_key(credentials: Credentials, date: str, region: str, service: str, /) -> Any:
    js_key = await _import_key(f"AWS4{credentials.secret_access_key}")
    for part in (date, region, service, "aws4_request"):
        js_key = await _import_key(await _sign(js_key, part))
    return js_key


async def signature(key: Any, to_sign: str, canonical: str, payload: Any, /) -> str:
    if payload is None:
        js_request_hash = _hash(canonical)
    else:
        js_request_hash = *_hash(payload), _js_bind_concat(canonical), _js_text_to_hash
    js_sign = _js_bind_sign(_subtle, "HMAC", key)
    return await settled(chain(*js_request_hash, _js_bind_concat(to_sign), _js_encode, js_sign, _js_to_hex))


def _hash(data: Any) -> tuple[Any, ...]:
    """A promise in a JS array, and the links from there to the hash of `data` in hex."""
    if isinstance(data, str):
        return RESOLVED, _js_bind_encode(None, data), _js_digest_to_hex
    with js_buffer(data) as js_data:
        return promise(_js_digest, None, js_data), _js_to_hex


async def _import_key(raw: Any) -> Any:
    with js_buffer(raw) as js_raw:
        return await call(_subtle.importKey, _subtle, "raw", js_raw, _HMAC_SHA256, False, _SIGN)


async def _sign(js_key: Any, text: str) -> Any:
    with js_buffer(text) as js_text:
        return await call(_subtle.sign, _subtle, "HMAC", js_key, js_text)
