"""Secrets taken out of what is kept: any script on this origin can read the tab's storage. Pure."""

import re

from .call_text import Call

BODY = 20_000  # characters of a body that is kept

_header = re.compile(
    r"authorization|cookie|token|secret|password|api-?key|customer-key|signature|credential", re.IGNORECASE
).search
_pair = re.compile(
    r"(?<=[?&])(?:x-amz-(?:signature|credential)|signature|[^=&#]*(?:token|secret|password))=[^&#]*&?", re.IGNORECASE
)
_user = re.compile(r"(?<=://)[^/?#]*@", re.IGNORECASE)
_body = re.compile(
    r"secret.?(access)?.?key|session.?token|security.?token|password|client.?secret|identity.?token|SAMLAssertion",
    re.IGNORECASE,
).search


def safe_url(url: str) -> str:
    """A URL without password, signature and tokens."""
    plain = _user.sub("", url)
    kept = _pair.sub("", plain)
    return plain if kept == plain else kept.rstrip("?&")


def safe_header_lines(text: str) -> str:
    """`name: value` lines without those that may hold a secret."""
    return "\n".join(line for line in text.split("\n") if not _header(line.partition(":")[0]))


def safe_body(body: str) -> str:
    """A body, or nothing if it is long or may hold a secret."""
    return "" if len(body) > BODY or _body(body) else body


def safe_call(call: Call) -> Call:
    """A call that may be kept."""
    headers = [pair for pair in call.headers if not _header(pair[0])]
    return call._replace(url=safe_url(call.url), headers=headers, body=safe_body(call.body))
