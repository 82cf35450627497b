"""SHA-256 and HMAC by the browser's SubtleCrypto: https://w3c.github.io/webcrypto/

Keys are non-extractable: not even this page can read them back.
"""

from typing import Any

from .._keys import Credentials
from .ffi import call, js, js_buffer, js_value

_HMAC_SHA256 = js_value({"name": "HMAC", "hash": "SHA-256"})
_SIGN = js_value(["sign"])
_subtle = js.crypto.subtle


async def sha256(data: Any, /) -> str:
    with js_buffer(data) as js_data:
        digest = call(_subtle.digest, _subtle, "SHA-256", js_data)
        return (await digest).to_bytes().hex()


async def signing_key(credentials: Credentials, date: str, region: str, service: str, /) -> Any:
    js_key = await _import_key(f"AWS4{credentials.secret_access_key}")
    for part in (date, region, service, "aws4_request"):
        js_key = await _import_key(await _sign(js_key, part))
    return js_key


async def hmac(key: Any, text: str, /) -> str:
    return (await _sign(key, text)).to_bytes().hex()


async def _import_key(raw: Any) -> Any:
    with js_buffer(raw) as js_raw:
        return await call(_subtle.importKey, _subtle, "raw", js_raw, _HMAC_SHA256, False, _SIGN)


async def _sign(js_key: Any, text: str) -> Any:
    with js_buffer(text) as js_text:
        return await call(_subtle.sign, _subtle, "HMAC", js_key, js_text)
