"""No response explained: a browser does not tell a page why. Pure.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

import json
from collections.abc import Iterable

_SAFELISTED = frozenset({"accept", "accept-language", "content-language"})
_EXPOSED = ["ETag", "x-amz-request-id", "x-amz-id-2", "x-amz-version-id", "x-amz-bucket-region"]


def no_response_advice(
    method: str, url: str, request_headers: Iterable[str], page_origin: str | None, *, is_online: bool
) -> str:
    """Why a page got no response, as far as it can know, and what to do.

    `page_origin` is None if there is no page: a server-side runtime without CORS.
    """
    if not is_online:
        return "this device is offline"
    if page_origin is None or url.startswith(f"{page_origin}/"):
        return "the server could not be reached, or broke off the connection"
    if page_origin.startswith("https:") and url.startswith("http:"):
        return "a page served over https may not call a plain http URL (mixed content)"
    headers = sorted(name for name in request_headers if name not in _SAFELISTED)
    rule = [
        {
            "AllowedOrigins": [page_origin],
            "AllowedMethods": [method],
            "AllowedHeaders": headers,
            "ExposeHeaders": _EXPOSED,
        }
    ]
    return (
        f"the server could not be reached, or does not allow the page's origin {page_origin} (CORS). To allow it, the"
        f" server must answer the preflight (OPTIONS) with access-control-allow-origin: {page_origin},"
        f" access-control-allow-methods: {method} and access-control-allow-headers: {','.join(headers)}."
        f" For an S3 bucket that is this CORS rule: {json.dumps(rule)}"
    )
