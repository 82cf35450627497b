"""Sends hostile answers: random ones, and ones that a case asks for."""

import asyncio
import gzip
import re
import zlib
from functools import cache
from typing import Literal, TypedDict

from ..http import Connection, head_of
from ..record import Record
from .answers import Sent, answer
from .bodies import NAMED

_OPEN = {"access-control-allow-origin": "*", "access-control-expose-headers": "*"}
_is_by_chance = re.compile(r"/hostile/(\d+)/(\d+)", re.ASCII).fullmatch
_MEGABYTE = 2**20
_FLOOD = 64  # megabytes: how many of them a client takes shows whether it reads on
_TRICKLE = 0.01  # seconds between two bytes


class Hostile(TypedDict, total=False):
    """What a case asks for. An empty one is a 403 without a body."""

    chance: tuple[int, int]
    """A seed and a number: everything is random."""
    status: int
    lines: list[str]
    """Headers as they go over the wire, a byte for each character."""
    named: str
    """One of `bodies.NAMED`."""
    body: str
    """A byte for each character."""
    packed: int
    """So many zeros, compressed with gzip."""
    broken_chunk: int
    """After a chunk of so many letters, one without a length."""
    endless: Literal["stops", "stops, packed", "flood", "trickle"]
    """An endless error: it stops coming after two megabytes, comes as fast as the client takes it, or comes
    byte by byte."""


def by_chance(path: str) -> tuple[int, int] | None:
    """The seed and the number in a path that gives random answers to all attempts: /hostile/<seed>/<number>."""
    match = _is_by_chance(path)
    return (int(match[1]), int(match[2])) if match else None


async def play(asked: Hostile, connection: Connection, record: Record) -> bool:
    """Send it. Return whether the connection is good for another request."""
    record.answered = True
    if "chance" in asked:
        seed, number = asked["chance"]
        return await _send(answer(seed, number, record.attempt), connection, record)
    record.status = asked.get("status", 403)
    if "endless" in asked:
        try:
            await _endless(asked["endless"], record, connection)
        except ConnectionError:
            record.tell("left")
        return False
    if "broken_chunk" in asked:
        size = asked["broken_chunk"]
        head = head_of(record.status, {**_OPEN, "transfer-encoding": "chunked"})
        return await _send(Sent(head + b"%x\r\n%s\r\nzz\r\n" % (size, b"x" * size), "closed"), connection, record)
    headers = _OPEN
    body = NAMED[asked["named"]] if "named" in asked else asked.get("body", "").encode("latin-1")
    if "packed" in asked:
        headers, body = {**_OPEN, "content-encoding": "gzip"}, _packed_zeros(asked["packed"])
    head = head_of(record.status, {**headers, "content-length": str(len(body))}).removesuffix(b"\r\n")
    lines = "".join(f"{line}\r\n" for line in asked.get("lines", ())).encode("latin-1")
    return await _send(Sent(head + lines + b"\r\n" + body, "kept"), connection, record)


async def _send(sent: Sent, connection: Connection, record: Record) -> bool:
    await connection.write(sent.data)
    record.tell("answered")
    if sent.end == "reset":
        connection.reset()
    elif sent.end == "closed":
        connection.close()
    return sent.end == "kept"


async def _endless(kind: str, record: Record, connection: Connection) -> None:
    """Send until the client leaves."""
    begin, part = b"<Error><Code>NoSuchKey</Code>", b"<a>x</a>" * (_MEGABYTE // 8)
    if kind == "stops, packed":
        compress = zlib.compressobj(wbits=31)
        await connection.write(head_of(record.status, {**_OPEN, "content-encoding": "gzip", "connection": "close"}))
        await connection.write(compress.compress(begin + part * 2) + compress.flush(zlib.Z_SYNC_FLUSH))
    else:
        await connection.write(head_of(record.status, {**_OPEN, "connection": "close"}) + begin)
    if kind == "trickle":
        record.tell("stalled")
        while True:
            await connection.write(b" ")
            record.tell("trickled")
            await asyncio.sleep(_TRICKLE)
    for _ in range({"stops": 2, "flood": _FLOOD}.get(kind, 0)):
        await connection.write(part)
    record.tell("stalled")
    record.tell("left" if await connection.client_left() else "sent more")


@cache
def _packed_zeros(size: int) -> bytes:
    return gzip.compress(bytes(size), compresslevel=1)
