"""Whether a pasted signature is right, for keys that are known: it is made again, and compared. Pure."""

from typing import Any
from urllib.parse import unquote

from aws4web import AwsV4Signer

from .pasted import NAMES, Signed

_METHODS = ("GET", "PUT", "HEAD", "POST", "DELETE")
_SIGNED_BY_ITSELF = ("host", "x-amz-date", "x-amz-security-token")


async def verdict(signed: Signed, secret: str, whose: str) -> tuple[bool | None, str]:
    """Whether it is right for `whose` secret (None: that cannot be told), and a sentence about it."""
    if not signed.url or not signed.credential:
        return None, "Whether the signature is right cannot be told without the request: paste a whole curl command."
    if signed.get("Algorithm") != "AWS4-HMAC-SHA256":
        return None, "Whether the signature is right can be told only of AWS4-HMAC-SHA256."
    given = {name for name, _ in signed.headers} | {"host", "x-amz-date"}
    absent = [name for name in signed.signed_headers if name.lower() not in given]
    if absent:
        return None, f"Whether the signature is right cannot be told without {', '.join(absent)[:200]}."
    for method in [signed.method] if signed.method else _METHODS:
        try:
            signer = AwsV4Signer(**_options(signed, secret, method))
            if await signer.signature() == signed.get("Signature"):
                return True, f"The signature is right for {whose} secret, for {method}."
            is_comparable = signer.signed_headers == signed.get("SignedHeaders")
        except (TypeError, ValueError) as error:
            return None, f"The signature cannot be made again: {error}."
        if not is_comparable:
            return None, "The signature cannot be made again: it signs headers that a browser changes."
    if signed.body is None and not signed.is_query and not signed.header("x-amz-content-sha256"):
        return None, "Whether the signature is right cannot be told without the body: paste a whole curl command."
    tried = signed.method or f"any of {', '.join(_METHODS)}"
    return False, f"The signature is wrong for {whose} secret and {tried}: the secret or the request differs."


def _options(signed: Signed, secret: str, method: str) -> dict[str, Any]:
    """What AwsV4Signer takes to make the same signature."""
    key_id, _, region, service, _ = signed.credential
    headers = [
        (name, value)
        for name, value in signed.headers
        if name == "host" or (name in signed.signed_headers and name not in _SIGNED_BY_ITSELF)
    ]
    options: dict[str, Any] = {
        "access_key_id": key_id,
        "secret_access_key": secret,
        "session_token": signed.token or None,
        "url": signed.url.partition("#")[0],
        "method": method,
        "headers": headers,
        "body": signed.body or None,
        "service": service,
        "region": region,
        "datetime": signed.get("Date"),
        "all_headers": True,
    }
    if signed.is_query:
        options |= {"url": _unsigned(signed.url), "sign_query": True}
        if signed.get("Expires"):
            options["expires"] = int(signed.get("Expires")) if signed.get("Expires").isdecimal() else 0
    return options


def _unsigned(url: str) -> str:
    """The URL without what signing adds."""
    before, mark, query = url.partition("#")[0].partition("?")
    added = {f"x-amz-{name.lower()}" for name in NAMES}
    kept = [pair for pair in query.split("&") if unquote(pair.partition("=")[0]).lower() not in added]
    return before + (mark + "&".join(kept) if kept else "")
