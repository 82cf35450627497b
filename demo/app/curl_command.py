"""A curl command, read as a shell and curl would read it; nothing of it is run. Pure.

https://curl.se/docs/manpage.html
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from .shell_words import shell_words

LIMIT = 200_000  # characters
_SHORT = {"X": "request", "H": "header", "d": "data", "u": "user", "b": "cookie", "A": "user-agent", "e": "referer"}
_SHORT |= {"F": "form", "T": "upload-file", "o": "output", "x": "proxy", "m": "max-time", "w": "write-out"}
_SHORT |= {"c": "cookie-jar", "D": "dump-header", "E": "cert", "K": "config", "r": "range", "U": "proxy-user"}
_SHORT |= {"P": "ftp-port", "Q": "quote", "t": "telnet-option"}
_SHORT |= {"I": "head", "G": "get", "y": "speed-time", "Y": "speed-limit", "C": "continue-at", "z": "time-cond"}
_DATA = {"data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json"}
_NAMES = """
abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare
etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode
happy-eyeballs-timeout-ms haproxy-clientip header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json
keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from
mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass
pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type
proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name
proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file
range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4
socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize
time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file
url url-query user user-agent variable vlan-priority write-out
"""
_VALUES = set(_NAMES.split())  # of the options, these have a value
_LEFT_OUT = {
    "cookie": "a page may not send cookies of its own",
    "user-agent": "the browser names itself",
    "referer": "the browser decides about it",
    "form": "write the form’s body yourself",
    "form-string": "write the form’s body yourself",
    "upload-file": "put the file’s text into the body",
    "oauth2-bearer": "the request is signed here",
}
_control = re.compile(r"[\0-\x08\x0a-\x1f\x7f]").search


class Curl(NamedTuple):
    """What the command asks for."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: str
    sigv4: str
    """Of --aws-sigv4: `aws:amz:region:service`."""
    notes: list[str]
    """What of it cannot be done here, in sentences."""


def is_curl(text: str) -> bool:
    """Whether a text is meant as a curl command."""
    return bool(re.match(r"\s*(\$\s+)?curl(\.exe)?\s", text))


def read_curl(text: str) -> Curl:
    """The request of a command. Raises ValueError if it is none, or not whole."""
    if len(text) > LIMIT:
        raise ValueError(f"the command has {len(text):,} characters, and at most {LIMIT:,} are read")
    if not is_curl(text):
        raise ValueError("this is not a curl command: it begins with curl")
    said = shell_words(text.strip().removeprefix("$").strip())
    reader = _Reader()
    for name, value in _options(said.words[1:]):
        reader.take(name, value)
    if said.end:
        reader.notes.append(f"Only the command itself was read: what follows {said.end} was left out.")
    return reader.result(said.has_substitution)


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """Each option with its value; what is none goes by the name `url`."""
    rest = iter(words)
    for word in rest:
        if word.startswith("--") and len(word) > 2:
            yield word[2:], next(rest, "") if word[2:] in _VALUES else ""
        elif word.startswith("-") and len(word) > 1:
            for at, letter in enumerate(word[1:], 2):
                name = _SHORT.get(letter, "")
                if name in _VALUES:
                    yield name, word[at:] or next(rest, "")
                    break
                yield name, ""
        else:
            yield "url", word


def _encoded(value: str) -> str:
    """As --data-urlencode has it: the name as it is, what follows it percent-encoded."""
    key, equals, content = value.partition("=")
    return f"{key}={quote(content, safe='')}" if equals and key else quote(content or key, safe="")


class _Reader:
    """What the options have said so far."""

    def __init__(self) -> None:
        self.method = self.url = self.sigv4 = ""
        self.headers: list[tuple[str, str]] = []
        self.data: list[str] = []
        self.is_json = self.is_get = self.has_data = False
        self.sends = ""  # the method of what is sent along, unless another one is named
        self.query: list[str] = []
        self.notes: list[str] = []

    def take(self, name: str, value: str) -> None:
        """Read one option."""
        if name == "url":
            if self.url:
                self.notes.append(f"Only the first address is taken, not {value[:80]}.")
            self.url = self.url or value
        elif name == "request":
            self.method = value.upper()
        elif name == "header":
            self._header(value)
        elif name in _DATA:
            self._data(name, value)
        elif name == "url-query":
            self.query.append(_encoded(value))
        elif name == "head":
            self.method = self.method or "HEAD"
        elif name == "get":
            self.is_get = True
        elif name == "range":
            self.headers.append(("range", f"bytes={value}"))
        elif name == "aws-sigv4":
            self.sigv4 = value
        elif name == "user":
            self.notes.append("The keys of -u were left out: this page signs with the connection’s.")
        elif name in _LEFT_OUT:
            self.sends = self.sends or {"form": "POST", "form-string": "POST", "upload-file": "PUT"}.get(name, "")
            self.notes.append(f"--{name} was left out: {_LEFT_OUT[name]}.")

    def _header(self, line: str) -> None:
        if line.startswith("@"):
            self.notes.append("The headers in a file were left out: this page cannot read it.")
            return
        if _control(line):
            self.notes.append("A header with a control character was left out: HTTP cannot carry it.")
            return
        name, colon, value = line.partition(":")
        if colon and value.strip():  # `name:` takes a header away, `name;` sends an empty one
            self.headers.append((name.strip(), value.strip()))
        elif not colon and name.endswith(";"):
            self.headers.append((name[:-1].strip(), ""))

    def _data(self, name: str, value: str) -> None:
        self.is_json = self.is_json or name == "json"
        self.has_data, self.sends = True, "POST"
        file = re.match(r"[^=@]*@" if name == "data-urlencode" else "@", value)
        if file and name != "data-raw":
            self.notes.append(
                f"The file {value[file.end() :]} cannot be read from here: put what it holds into the body."
            )
        elif name == "data-urlencode":
            self.data.append(_encoded(value))
        else:
            self.data.append(value)

    def result(self, has_substitution: bool) -> Curl:
        """The whole."""
        if not self.url:
            raise ValueError("the command has no URL")
        if has_substitution:
            self.notes.append("$(…) and `…` stand as they are: no command is run here.")
        body = ("" if self.is_json else "&").join(self.data)
        if self.is_get:
            self.query, body, self.sends = [*self.query, *([body] if body else [])], "", ""
        if self.query:
            self.url += f"{'&' if '?' in self.url else '?'}{'&'.join(self.query)}"
        names = {name.lower() for name, _ in self.headers}
        if self.has_data and not self.is_get and "content-type" not in names:
            kind = "application/json" if self.is_json else "application/x-www-form-urlencoded"
            self.headers.append(("content-type", kind))
        method = self.method or self.sends or "GET"
        return Curl(method, self.url, self.headers, body, self.sigv4, self.notes)
