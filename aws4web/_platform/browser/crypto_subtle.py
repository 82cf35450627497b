"""SHA-256 and HMAC by the browser's SubtleCrypto: https://w3c.github.io/webcrypto/

Keys are non-extractable: not even this page can read them back. Results that the next step
needs stay in JS, so that Python is woken once for a signature and not for each of its hashes.
"""

from collections.abc import Awaitable
from typing import Any

from ..._credentials import Credentials
from .ffi import RESOLVED, chain, js, js_buffer, js_tag, js_value, promise, settled

_subtle = js.crypto.subtle
_js_encoder = js.TextEncoder.new()
_js_encode = _js_encoder.encode.bind(_js_encoder)
_js_digest = _subtle.digest.bind(_subtle, "SHA-256")
_js_sign = _subtle.sign.bind(_subtle, "HMAC")
# An attribute of a JS object costs as much as a call.
_js_bind_encode = _js_encode.bind
_js_bind_sign = _js_sign.bind
_js_bind_concat = js.String.prototype.concat.bind
_link = js.Array.of  # what `then` takes
# Array.prototype.reverse would be Python's own.
_js_reverse = _link(js.Function.prototype.call.bind(js.Reflect.get(js.Array.prototype, "reverse")))


def _links_to(js_function: Any, *js_args: Any) -> tuple[Any, ...]:
    """Links to `js_function(value, *js_args)`: [*reversed(js_args)].concat(value), reverse, apply."""
    return (
        _link(js.Array.prototype.concat.bind(js.Array.of(*reversed(js_args)))),
        _js_reverse,
        _link(js.Reflect.apply.bind(None, js_function, None)),
    )


def _hex_links() -> tuple[Any, ...]:
    """Links from an ArrayBuffer to its text in hex."""
    js_bytes = _link(js.Array.of.bind(js.Array)), _link(js.Reflect.construct.bind(None, js.Uint8Array))
    if hasattr(js.Uint8Array.prototype, "toHex"):  # Chromium 140, Firefox 133, Safari 18.2
        return *js_bytes, _link(js.Function.prototype.call.bind(js.Uint8Array.prototype.toHex))
    # "".concat(...Array.from(bytes, a look-up))
    js_digits = js.Reflect.get.bind(None, js_value([f"{byte:02x}" for byte in range(256)]))
    js_join = js.Reflect.apply.bind(None, js.String.prototype.concat, "")
    return *js_bytes, *_links_to(js.Array.from_.bind(js.Array), js_digits), _link(js_join)


_js_to_key = _links_to(
    _subtle.importKey.bind(_subtle, "raw"), js_value({"name": "HMAC", "hash": "SHA-256"}), False, js_value(["sign"])
)
_js_to_hex = _hex_links()
_js_encoded = _link(_js_encode)
_js_digest_to_hex = _link(_js_digest), *_js_to_hex
_js_text_to_hash = _js_encoded, *_js_digest_to_hex


def sha256(data: Any, /) -> Awaitable[str]:
    return settled(*_hash(data))


def hashing(data: Any, /) -> Any:
    return chain(*_hash(data))


_deriving: dict[tuple[str, int, tuple[str, ...]], Any] = {}


async def signing_key(credentials: Credentials, /, *parts: str) -> Any:
    # Many requests may begin at once: the first one's promise serves them all.
    name = credentials.access_key_id, hash(credentials.secret_access_key), parts
    js_key = _deriving.get(name)
    if js_key is None:
        js_links = [[_js_bind_encode(None, f"AWS4{credentials.secret_access_key}")], *_js_to_key]
        for part in parts:
            js_links += *_links_to(_js_sign, js_value(part.encode())), *_js_to_key
        js_key = _deriving[name] = chain(RESOLVED, *js_links)
    try:
        return await settled(js_key)
    finally:
        _deriving.pop(name, None)


def hmac(key: Any, data: str, /) -> Awaitable[str]:
    return settled(RESOLVED, [_js_bind_encode(None, data)], *_links_to_hmac(key))


def signature(key: Any, to_sign: str, canonical: str, payload: Any, /) -> Awaitable[str]:
    js_links = [_js_bind_concat(to_sign)], _js_encoded, *_links_to_hmac(key)
    if payload is None:
        return settled(*_hash(canonical), *js_links)
    return settled(*_hash(payload), [_js_bind_concat(canonical)], *_js_text_to_hash, *js_links)


def _links_to_hmac(key: Any) -> tuple[Any, ...]:
    """Links from bytes to their HMAC in hex."""
    return [_js_bind_sign(None, key)], *_js_to_hex


def _hash(data: Any) -> tuple[Any, ...]:
    """A promise, and the links from there to the hash of `data` in hex."""
    if isinstance(data, str):
        return RESOLVED, [_js_bind_encode(None, data)], *_js_digest_to_hex
    if js_tag(data) == "Promise":  # of a hash
        return (data,)
    with js_buffer(data) as js_data:
        return promise(_subtle, "digest", "SHA-256", js_data), *_js_to_hex


def signatures(key: Any, to_sign: str, canonicals: list[str], /) -> Awaitable[list[str]]:
    from .many import signatures

    return signatures(_js_encode, _js_digest, _js_bind_sign(None, key), to_sign, canonicals)
