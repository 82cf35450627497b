"""A curl command, read as a shell and curl would read it; nothing of it is run. Pure.

https://curl.se/docs/manpage.html
"""

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

LIMIT = 200_000  # characters
_SHORT = {"X": "request", "H": "header", "d": "data", "u": "user", "b": "cookie", "A": "user-agent", "e": "referer"}
_SHORT |= {"F": "form", "T": "upload-file", "o": "output", "x": "proxy", "m": "max-time", "w": "write-out"}
_SHORT |= {"c": "cookie-jar", "D": "dump-header", "E": "cert", "K": "config", "r": "range", "U": "proxy-user"}
_SHORT |= {"I": "head", "G": "get", "y": "speed-time", "Y": "speed-limit", "C": "continue-at", "z": "time-cond"}
_FLAGS = {"head", "get"}
_DATA = {"data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json"}
_VALUES = {*_SHORT.values(), *_DATA, "url", "aws-sigv4", "oauth2-bearer", "connect-timeout", "retry", "retry-delay"}
_VALUES |= {"cacert", "capath", "key", "pass", "resolve", "connect-to", "interface", "max-redirs", "form-string"}
_VALUES |= {"retry-max-time", "limit-rate", "noproxy", "proto", "ciphers", "tls-max", "unix-socket", "url-query"}
_VALUES -= _FLAGS
_LEFT_OUT = {
    "cookie": "a page may not send cookies of its own",
    "user-agent": "the browser names itself",
    "referer": "the browser decides about it",
    "form": "write the form’s body yourself",
    "form-string": "write the form’s body yourself",
    "upload-file": "put the file’s text into the body",
    "oauth2-bearer": "the request is signed here",
}
_ansi_quoted = re.compile(r"(?<=\s)\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_escape = re.compile(r"\\(u[0-9A-Fa-f]{1,4}|x[0-9A-Fa-f]{1,2}|.)", re.DOTALL)
_control = re.compile(r"[\0-\x08\x0a-\x1f\x7f]").search
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


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
    try:
        words = shlex.split(_as_posix(text.strip().removeprefix("$").strip()))[1:]
    except ValueError as error:
        what = "a quotation mark is not closed" if "quotation" in str(error) else "it ends with a backslash"
        raise ValueError(f"the command is not whole: {what}") from None
    reader = _Reader()
    for name, value in _options(words):
        reader.take(name, value)
    return reader.result("$(" in text or "`" in text.replace("`\n", ""))


def _as_posix(text: str) -> str:
    """The command as a POSIX shell would have it: Windows' carets, continued lines and $'…' resolved."""
    text = text.replace("\r\n", "\n")
    if re.search(r"\^[ \t]*\n|\^\"", text):
        text = re.sub(r"\^[ \t]*\n", " ", text)
        text = re.sub(r"\^(.)", r"\1", text)
    text = re.sub(r"[\\`][ \t]*\n", " ", text)
    return _ansi_quoted.sub(lambda match: shlex.quote(_plain(match[1])), text)


def _plain(escaped: str) -> str:
    """What stands between $' and ': two \\u may make one character."""
    return _escape.sub(_unescaped, escaped).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(match: re.Match[str]) -> str:
    said = match[1]
    return chr(int(said[1:], 16)) if len(said) > 1 else _ESCAPED.get(said, said)


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


class _Reader:
    """What the options have said so far."""

    def __init__(self) -> None:
        self.method = self.url = self.sigv4 = ""
        self.headers: list[tuple[str, str]] = []
        self.data: list[str] = []
        self.is_json = self.is_get = False
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
        if value.startswith("@") and name != "data-raw":
            self.notes.append(f"The file {value[1:]} cannot be read from here: put what it holds into the body.")
        elif name == "data-urlencode":
            key, equals, content = value.partition("=")
            self.data.append(f"{key}={quote(content, safe='')}" if equals and key else quote(content or key, safe=""))
        else:
            self.data.append(value)

    def result(self, has_substitution: bool) -> Curl:
        """The whole."""
        if not self.url:
            raise ValueError("the command has no URL")
        if has_substitution:
            self.notes.append("$(…) and `…` stand as they are: no command is run here.")
        body = ("" if self.is_json else "&").join(self.data)
        if self.is_get and body:
            self.url += f"{'&' if '?' in self.url else '?'}{body}"
            body = ""
        names = {name.lower() for name, _ in self.headers}
        if body and "content-type" not in names:
            kind = "application/json" if self.is_json else "application/x-www-form-urlencoded"
            self.headers.append(("content-type", kind))
        method = self.method or ("POST" if body else "GET")
        return Curl(method, self.url, self.headers, body, self.sigv4, self.notes)
