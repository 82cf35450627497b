"""A curl command as a request to sign anew: without the signature and the keys that it holds. Pure."""

import re
from urllib.parse import unquote

from .call_text import Call
from .curl_command import Curl, read_curl

_METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH")
_SIGNATURE = ("authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256")
# What a page may not set: https://fetch.spec.whatwg.org/#forbidden-request-header
_BROWSERS = ("cookie", "user-agent", "content-length", "connection", "accept-encoding", "origin", "referer", "expect")
_credential = re.compile(
    r"(?:Credential=|X-Amz-Credential=)[^/\s,&]+/\d+/([\w-]+)/([\w-]+)/aws4_request", re.IGNORECASE
)
_user = re.compile(r"^([a-z][a-z0-9+.-]*://)[^/?#@]*@", re.IGNORECASE)


def call_of(text: str) -> tuple[Call, list[str]]:
    """The request of a curl command, and sentences about what was changed. Raises ValueError if it has none."""
    curl = read_curl(text)
    notes = [*curl.notes]
    if curl.method not in _METHODS:
        raise ValueError(f"this page sends {', '.join(_METHODS)}, not {curl.method[:20]}")
    url = _address(curl.url, notes)
    headers = _headers(curl, url, notes)
    service, region = _scope(curl)
    url = _without_signature(url, notes)
    return Call(curl.method, url, headers, curl.body, service, region), notes


def _address(url: str, notes: list[str]) -> str:
    if "://" not in url:
        if re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", url, re.IGNORECASE):
            raise ValueError(f"the address must begin with https:// or http://, not {url.partition(':')[0]}:")
        url = f"http://{url}"
    if not re.match(r"https?://", url, re.IGNORECASE):
        raise ValueError(f"the address must begin with https:// or http://, not {url.partition(':')[0][:20]}:")
    if _user.match(url):
        notes.append("The user and password in the address were left out.")
        url = _user.sub(r"\1", url)
    return url


def _headers(curl: Curl, url: str, notes: list[str]) -> list[tuple[str, str]]:
    host = url.partition("://")[2].partition("/")[0].partition("?")[0].lower()
    dropped: list[str] = []
    kept: list[tuple[str, str]] = []
    for name, value in curl.headers:
        lower = name.lower()
        if lower in _SIGNATURE:
            dropped.append(lower)
        elif lower in _BROWSERS or lower.startswith("sec-"):
            continue
        elif lower != "host" or value.lower() != host:
            kept.append((name, value))
    if dropped:
        notes.append(f"The old signature was left out ({', '.join(dropped)}): it is signed anew when it is sent.")
    return kept


def _scope(curl: Curl) -> tuple[str, str]:
    """Service and region, as --aws-sigv4 or the old signature has them."""
    if curl.sigv4:
        _, _, region, service = [*curl.sigv4.split(":"), "", "", "", ""][:4]
        return service, region
    found = _credential.search("\n".join([unquote(curl.url), *(value for _, value in curl.headers)]))
    return (found[2], found[1]) if found else ("", "")


def _without_signature(url: str, notes: list[str]) -> str:
    path, mark, query = url.partition("?")
    pairs = query.split("&")
    kept = [pair for pair in pairs if not pair.lower().startswith("x-amz-") or pair.lower().startswith("x-amz-expires")]
    if not any(pair.lower().startswith("x-amz-signature=") for pair in pairs):
        return url
    notes.append("The presigned query was left out: the request is signed anew, in its headers.")
    kept = [pair for pair in kept if not pair.lower().startswith("x-amz-expires")]
    return path + (mark + "&".join(kept) if kept else "")
