"""Whole answers as bytes, the same for the same seed."""

import gzip
import zlib
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from . import bodies

_STATUSES = (200, 200, 204, 206, 301, 302, 303, 304, 307, 308, 400, 400, 400, 401, 403, 403, 403, 404, 404, 409, 412)
_MORE_STATUSES = (416, 429, 500, 503, 505, 599, 600, 999, 100, 101, 199, 99, 0, 1000)
_STATUS_LINES = (
    *("HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 abc OK", "HTTP/2 200", "HTTP/9.9 200 OK", "HTP/1.1 200 OK", "", "200 OK"),
    *("HTTP/1.1  200 OK", "HTTP/1.1\t200\tOK", "HTTP/1.1 -200 OK", "HTTP/1.1 200.5 OK", "HTTP/1.1 2\u0660\u0660 OK"),
    *("HTTP/1.0 200 OK", "http/1.1 200 ok", "ICY 200 OK", "\x00", "GET / HTTP/1.1", "SSH-2.0-OpenSSH_9.2"),
)
_REASONS = ("OK", "", "日本", "\xff", "a\tb", "\x1b[31m", "\x00", "x" * 5_000, "x" * 100_000, "OK\rX: 1", " ")
_HEADERS = (
    *("x-amz-meta-t: 日本", "X-Amz-Meta-T: caf\xe9", "x-amz-meta-t: \xff\xfe", "x a: b", "x-a : b", ": b", "a", "é: b"),
    *("x-a:", "x-a: a\x00b", "x-a: a\rb", " folded: a", "x-a: \x1b[31m", "x-a: \x7f", "x-\x01: a", "x-a: 1\r\nx-a: 2"),
    *(f"x-a: {'a' * 20_000}", f"x-a: {'a' * 300_000}", f"{'a' * 20_000}: b", "\r\n".join(["x-a: b"] * 500)),
    *(
        "set-cookie: a=b",
        "set-cookie: a=b\r\nset-cookie: c=d",
        "connection: upgrade",
        "upgrade: websocket",
        "trailer: a",
    ),
    *("content-disposition: attachment; filename=\u2603.txt", "etag: \u2603", "x-amz-bucket-region: eu-west-1"),
    *("content-type: application/xml", "content-type: \u2603", "content-type: text/xml; charset=utf-7"),
    *("content-type: application/x-amz-json-1.0", "link: <", "alt-svc: h3=a", "refresh: 0", "date: "),
)
_VALUED = (
    *("retry-after", "x-amz-retry-after", "date", "x-amzn-errortype", "x-amzn-error-code", "x-amzn-requestid"),
    *("x-amz-request-id", "x-amz-bucket-region", "x-amz-id-2", "location", "server"),
)
_LOCATIONS = (
    *(
        "/",
        "",
        "//",
        "///",
        ":",
        "http://",
        "http:///",
        "http://[",
        "http://a b/",
        "http://%/",
        "?",
        "#",
        "\x00",
        "\u2603",
    ),
    *("http://127.0.0.1:1/", "http://127.0.0.1:99999/", "javascript:1", "data:,a", "file:///etc/passwd", "ftp://a/"),
    *("http://user:pass@127.0.0.1:1/", "http://\u2603.invalid/", "x" * 20_000, "?" * 3_000, "http://127.0.0.1:1/%zz"),
)
_LENGTHS = ("-1", "+5", "0x10", "5, 5", "5, 6", "", " ", "abc", "9" * 30, "18446744073709551616", "5.0", "٣", "1e3")
_CODINGS = ("gzip", "deflate", "br", "zstd", "gzip, gzip", "identity", "nonsense", "", "GZIP", "x-gzip", "gzip,,")
_OPEN = ["access-control-allow-origin: *", "access-control-expose-headers: *"]


class Sent(NamedTuple):
    """What goes over the wire."""

    data: bytes
    end: str
    """What happens to the connection: kept, closed or reset."""


def answer(seed: int, number: int, attempt: int) -> Sent:
    """The answer to an attempt of a call. Much of it is in order: otherwise the rest would not be read."""
    random = Random(f"{seed} {number} {attempt}")
    body = random.choice(_BODIES)(random)
    if random.random() < 0.2:
        body = _broken(body, random)
    headers = [*_OPEN] if random.random() < 0.9 else []
    if random.random() < 0.3:
        headers.append(random.choice(_HEADERS))
    for _ in range(random.choice([0, 0, 1, 2])):
        headers.append(f"{random.choice(_VALUED)}: {_one_line(random.choice(bodies.TEXTS + bodies.CODES))}")
    if random.random() < 0.15:
        headers.append(f"location: {random.choice(_LOCATIONS)}")
    frame = random.choice(_FRAMINGS)
    framing, body = frame(body, random)
    is_strange = random.random() < 0.15
    status_line = _strange_status_line(random) if is_strange else f"HTTP/1.1 {random.choice(_STATUSES)} OK"
    head = b"".join(_bytes(line) + b"\r\n" for line in [status_line, *headers, *framing]) + b"\r\n"
    if random.random() < 0.05:
        head, is_strange = _broken(head, random), True
    if random.random() < 0.05:
        head = b"HTTP/1.1 103 Early Hints\r\n\r\n" * random.choice([1, 50]) + head
    # A client that is told of more than comes would rightly wait for it.
    may_be_kept = frame is _with_length and not is_strange
    return Sent(
        head + body, random.choice(["kept", "closed", "reset"] if may_be_kept else ["closed", "closed", "reset"])
    )


def _strange_status_line(random: Random) -> str:
    if random.random() < 0.4:
        return random.choice(_STATUS_LINES)
    return f"HTTP/1.1 {random.choice(_STATUSES + _MORE_STATUSES)} {random.choice(_REASONS)}"


def _bytes(line: str) -> bytes:
    """UTF-8, except for what is spelt as a byte."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode()


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _broken(data: bytes, random: Random) -> bytes:
    """The data with some bytes changed, or its end cut off."""
    if not data or random.random() < 0.3:
        return data[: random.randrange(len(data) + 1)]
    changed = bytearray(data)
    for _ in range(random.choice([1, 2, 20])):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


_Framed = tuple[list[str], bytes]


def _with_length(body: bytes, _random: Random) -> _Framed:
    return [f"content-length: {len(body)}"], body


def _with_wrong_length(body: bytes, random: Random) -> _Framed:
    wrong = [*_LENGTHS, str(len(body) + 10), str(len(body) // 2), f"{len(body)}\r\ncontent-length: {len(body) + 1}"]
    return [f"content-length: {random.choice(wrong)}"], body


def _without_length(body: bytes, _random: Random) -> _Framed:
    return ["connection: close"], body


def _in_chunks(body: bytes, random: Random) -> _Framed:
    half = len(body) // 2
    chunks = [b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:]) if part]
    strange = [b"0\r\n\r\n", b"0\r\nx-a: b\r\n\r\n", b"-1\r\n\r\n", b"zz\r\n\r\n", b"ffffffffffffffff\r\n", b"0", b""]
    end = random.choice(strange) if random.random() < 0.5 else strange[0]
    coding = random.choice(["chunked", "chunked", "chunked", "gzip, chunked", "chunked, chunked", "nonsense", ""])
    return [f"transfer-encoding: {coding}"], b"".join(chunks) + end


def _compressed(body: bytes, random: Random) -> _Framed:
    # Node 20 waits for ever on more than 64 KiB that are not compressed as declared.
    body = body[:10_000]
    made = random.choice([gzip.compress(body), zlib.compress(body), body, gzip.compress(body)[:-9], gzip.compress(b"")])
    return [f"content-encoding: {random.choice(_CODINGS)}", f"content-length: {len(made)}"], made


_FRAMINGS = [_with_length] * 4 + [_with_wrong_length, _without_length, _in_chunks, _compressed]
_BODIES: list[Callable[[Random], bytes]] = [
    *[bodies.xml] * 5,
    *[bodies.json_error] * 5,
    bodies.noise,
    lambda random: random.choice([b"", b"null", b"<html>Bad gateway", b"{}", b'"text"']),
    lambda random: random.choice(list(bodies.NAMED.values())),
]
