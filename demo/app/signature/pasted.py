"""A signed request as it was pasted: a presigned URL, an Authorization header, or a curl command with one. Pure."""

import re
from typing import NamedTuple
from urllib.parse import unquote

from ..curl_command import is_curl, read_curl

LIMIT = 200_000  # characters
NAMES = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature", "Security-Token")
_request_line = re.compile(r"(GET|PUT|POST|DELETE|HEAD|PATCH|OPTIONS) (\S+)( HTTP/[\d.]+)?")
_within = re.compile(r"AWS4-[A-Z0-9-]+ +Credential=[^\s\"'`\\]+(?:[ ,]+\w+=[^\s\"'`\\]+)*")
_token = re.compile(r"[a-z0-9.-]+(?::[0-9]+)?/?\?[^/]", re.IGNORECASE)
_header_line = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+:")


class Signed(NamedTuple):
    """A signed request, as far as the text tells."""

    kind: str
    """What was pasted: `URL`, `header` or `curl`."""
    method: str
    """Empty if the text does not say."""
    url: str
    """Empty if the text does not say."""
    headers: list[tuple[str, str]]
    """Without Authorization; names in lower case."""
    body: str | None
    """None if the text does not say."""
    is_query: bool
    """Whether the query is signed: a presigned URL."""
    parameters: list[tuple[str, str]]
    """The parts of the signature by their names in NAMES, decoded, in their order; a name may be there twice."""
    notes: list[str]
    """What was changed to read it."""

    def get(self, name: str) -> str:
        """The first value of a part of the signature; empty if it has none."""
        return next((text for known, text in self.parameters if known == name), "")

    def header(self, name: str) -> str:
        """The first value of a header; empty if it is not given."""
        return next((text for known, text in self.headers if known == name), "")

    @property
    def credential(self) -> list[str]:
        """Key ID, date, region, service, terminator: five parts if it is whole. A key ID may hold slashes."""
        parts = self.get("Credential").rsplit("/", 4)
        return parts if len(parts) == 5 else []

    @property
    def key_id(self) -> str:
        """Whose signature it is."""
        return (self.credential or [self.get("Credential").partition("/")[0]])[0]

    @property
    def signed_headers(self) -> list[str]:
        """The names of the headers that are signed, as the text has them."""
        return [name for name in self.get("SignedHeaders").split(";") if name]

    @property
    def token(self) -> str:
        """The session token."""
        return self.get("Security-Token")


def read_signed(text: str) -> Signed:
    """Read what was pasted. Raises ValueError if it holds no signature of AWS."""
    text = text.strip().lstrip("\ufeff")
    if not text:
        raise ValueError("paste a presigned URL, an Authorization header or a curl command first")
    if len(text) > LIMIT:
        raise ValueError(
            f"this has {len(text):,} characters, more than any signature: paste the URL or the header only"
        )
    if is_curl(text):
        curl = read_curl(text)
        headers = [(name.lower(), value) for name, value in curl.headers]
        return _signed("curl", curl.method, curl.url, headers, curl.body, [])
    if re.match(r"[a-z][a-z0-9+.-]*://|javascript:|data:", text, re.IGNORECASE) or _is_query(text):
        return _pasted_url(text)
    if _request_line.match(text) or _header_line.match(text.lstrip("<> ")) or text.startswith("AWS4-"):
        return _pasted_lines(text)
    # In quotation marks: of JSON, of a log, of a program.
    found = _within.search(text)
    return _pasted_lines(found[0] if found else text)


def _is_query(text: str) -> bool:
    return "\n" not in text and not _request_line.match(text) and _is_signed(text)


def _is_signed(url: str) -> bool:
    return re.search(r"[?&]x-amz-(signature|credential)=", url, re.IGNORECASE) is not None


def _pasted_url(text: str) -> Signed:
    notes: list[str] = []
    url = re.sub(r"\s+", "", text.strip("<>\"'"))
    if _token.match(url):
        url = f"https://{url}"
        notes.append("It has no https://, as a token of IAM for a database or a cache: read as if it had.")
    if re.search(r"\s", text):
        notes.append("White space and line breaks within the URL were left out.")
    if "&amp;" in url:
        url = url.replace("&amp;", "&")
        notes.append("&amp; was read as &: the URL was copied out of HTML.")
    return _signed("URL", "", url, [], None, notes)


def _pasted_lines(text: str) -> Signed:
    """Header lines, perhaps below a request line; the value alone is an Authorization header too."""
    method = path = ""
    headers: list[tuple[str, str]] = []
    for line in text.splitlines():
        start = _request_line.fullmatch(line.strip())
        if start and not headers:
            method, path = start[1], start[2]
        elif line.strip().startswith("AWS4-"):
            headers.append(("authorization", line.strip()))
        elif _header_line.match(line.strip().lstrip("<> ")):
            name, _, value = line.strip().lstrip("<> ").partition(":")
            headers.append((name.lower(), value.strip()))
        elif headers and line.strip():  # a folded line
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
    host = next((value for name, value in headers if name == "host"), "")
    url = (
        f"https://{host}{path}" if host and path.startswith("/") else path if "://" in path or _is_signed(path) else ""
    )
    return _signed("header", method, url, headers, None, [])


def _signed(
    kind: str, method: str, url: str, headers: list[tuple[str, str]], body: str | None, notes: list[str]
) -> Signed:
    given = [value for name, value in headers if name == "authorization"]
    rest = [pair for pair in headers if pair[0] != "authorization"]
    in_query = _query_parameters(url)
    if any(value.startswith("AWS4-") for value in given):
        found = [pair for value in given for pair in _header_parameters(value)]
        found += [
            (name, value)
            for name in ("Date", "Security-Token")
            for known, value in rest
            if known == f"x-amz-{name.lower()}"
        ]
        return Signed(kind, method, url, rest, body, False, found, notes)
    if any(name in ("Signature", "Credential") for name, _ in in_query):
        return Signed(kind, method, url, rest, body, True, in_query, notes)
    raise ValueError(_refusal(url, given))


def _refusal(url: str, given: list[str]) -> str:
    """Why a text is not taken for a signed request."""
    if any(value.startswith("AWS ") for value in given) or "AWSAccessKeyId=" in url:
        return "this is signed with Signature Version 2, which AWS takes only in its oldest regions"
    if given:
        scheme = given[0].split(" ")[0][:30]
        return f"its Authorization header is of the kind {scheme}, not AWS4-HMAC-SHA256"
    if url:
        return "it is not signed: it has neither X-Amz-Signature in its query nor an Authorization header"
    return "this holds no signature: paste a presigned URL, an Authorization header or a curl command"


def _query_parameters(url: str) -> list[tuple[str, str]]:
    known = {f"x-amz-{name.lower()}": name for name in NAMES}
    found: list[tuple[str, str]] = []
    for pair in url.partition("#")[0].partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        if unquote(name).lower() in known:
            found.append((known[unquote(name).lower()], unquote(value)))
    return found


def _header_parameters(value: str) -> list[tuple[str, str]]:
    algorithm, _, rest = value.partition(" ")
    found = [("Algorithm", algorithm)]
    for part in re.split(r"[,\s]+", rest):
        name, equals, content = part.partition("=")
        if equals and name in NAMES:
            found.append((name, content))
    return found
