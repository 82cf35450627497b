"""What aws4web answers to a case, in the oracle's form.

Runs in Pyodide too, so it imports nothing but aws4web and the standard library: write this file into the page's file
system, then `json.dumps([await ours(case) for case in json.loads(cases)])`.
"""

import base64
import warnings
from typing import Any

from aws4web import AwsV4Signer

FIELDS = (
    *("service", "region", "datetime", "method", "url", "headers", "encoded_path", "encoded_search"),
    *("signable_headers", "signed_headers", "canonical_headers", "credential_string"),
    *("canonical_string", "string_to_sign", "signature"),
)
"""The parts of a result; just `error` if the signer refused."""


async def ours(case: dict[str, Any]) -> dict[str, Any]:
    try:
        return await _signed(case)
    except Exception as error:
        kinds = [kind.__name__ for kind in type(error).__mro__]
        return {"error": f"{type(error).__name__}: {error}", "kinds": kinds}


async def _signed(case: dict[str, Any]) -> dict[str, Any]:
    headers: Any = case["headers"]
    if headers is not None:
        pairs = [(name, value) for name, value in headers]
        headers = dict(pairs) if case["headers_as"] == "mapping" else pairs
    with warnings.catch_warnings():  # aws4fetch does not say that a URL is presigned already
        warnings.simplefilter("ignore")
        signer = AwsV4Signer(
            url=case["url"],
            method=case["method"],
            headers=headers,
            body=_body(case["body"]),
            access_key_id=case["access_key_id"],
            secret_access_key=case["secret_access_key"],
            session_token=case["session_token"],
            service=case["service"],
            region=case["region"],
            datetime=case["datetime"],
            sign_query=case["sign_query"],
            append_session_token=case["append_session_token"],
            all_headers=case["all_headers"],
            single_encode=case["single_encode"],
        )
    result: dict[str, Any] = {
        "canonical_string": await signer.canonical_string(),
        "string_to_sign": await signer.string_to_sign(),
        "signature": await signer.signature(),
    }
    signed = await signer.sign()
    auth_header = await signer.auth_header()
    if not case["sign_query"] and signed.headers["Authorization"] != auth_header:
        raise AssertionError("sign() sends a different header than auth_header() returns")
    for field in FIELDS[:3] + FIELDS[6:12]:
        result[field] = getattr(signer, field)
    return result | {
        "method": signed.method,
        "url": signed.url,
        "headers": sorted([name.lower(), value] for name, value in signed.headers.items()),
    }


def _body(body: dict[str, str] | None) -> str | bytes | None:
    if body is None:
        return None
    content = base64.b64decode(body["base64"])
    return content.decode() if body["kind"] == "str" else content
