"""What the fault server does with one request: a step of a plan, as JSON."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal, TypedDict

from demo.localhost.aws.gate.refusal_answer import answer as refused

from . import protocols
from .hostile.play import Hostile
from .hostile.play import play as play_hostile
from .http import Connection, head_of
from .protocols import Answer
from .record import Record

_OPEN = {"access-control-allow-origin": "*", "access-control-expose-headers": "*"}


class Step(TypedDict, total=False):
    """An empty one answers 200."""

    of_range: str
    """It is for every request for this range, in whichever order they come, and for no other request."""
    status: int
    headers: dict[str, str]
    body: str
    hex: str
    """A body of bytes, in the place of `body`."""
    ranges: bool
    """Answer with the bytes of `body` that the request asks for; with all if it asks for none."""
    error: tuple[str, str]
    """The protocol and the code with which the error is written."""
    retry_after_date: int
    """Retry-After is the date so many seconds from now."""
    gate: dict[str, str]
    """Answer as AWS does to a signature that is wrong, or of another time. Its headers are the ones that a
    proxy changed on the way."""
    region: tuple[str, str]
    """How the answer says that the bucket is elsewhere (`protocols.elsewhere`), and where; there it is answered 200."""
    fault: Literal["reset", "close", "stall"]
    """`stall`: say no more until the client leaves."""
    at: Literal["upload", "start", "head", "body", "chunks"]
    """How far the exchange gets before the fault: the request's head, all of the request (the default), half of
    the response's head, half of its body, or the first of its chunks."""
    hold: bool
    """Wait for `release` before the fault, so that the client has surely read what came before."""
    cors: bool
    """False: a page may not read the answer."""
    hostile: Hostile
    """Answer with what no honest server sends, and ignore all the rest."""
    processed: bool
    """Whether a request without an answer was processed. Default: True."""


async def play(step: Step, connection: Connection, record: Record) -> bool:
    """Answer, or not. Return whether the connection is good for another request."""
    if "hostile" in step:
        return await play_hostile(step["hostile"], connection, record)
    answer = _answer(step, record)
    fault, at = step.get("fault"), step.get("at", "start")
    record.status = answer.status
    headers = {"date": protocols.http_date(datetime.now(UTC)), **answer.headers}
    if step.get("cors", True):
        headers |= _OPEN
    if at == "chunks":
        headers["transfer-encoding"] = "chunked"
    elif answer.status != 204:
        headers["content-length"] = str(len(answer.body))
    head = head_of(answer.status, headers)
    record.answered = fault is None or at in ("body", "chunks")
    # A status tells; without one it depends.
    record.processed = answer.status < 300 if record.answered else step.get("processed", at != "upload")
    if fault is None:
        await connection.write(head if record.request.method == "HEAD" else head + answer.body)
        record.tell("answered")
        return True
    half = answer.body[: len(answer.body) // 2]
    if at == "head":
        await connection.write(head[: len(head) // 2])
    elif at == "body":
        await connection.write(head + half)
    elif at == "chunks":
        await connection.write(head + b"%x\r\n%s\r\n" % (len(half), half))
    if step.get("hold"):
        record.tell("held")
        await record.released.wait()
    if fault == "stall":
        record.tell("stalled")
        record.tell("left" if await connection.client_left() else "sent more")
    elif fault == "reset":
        connection.reset()
        record.tell("reset")
    else:
        connection.close()
        record.tell("closed")
    return False


def _answer(step: Step, record: Record) -> Answer:
    """What a step would answer without a fault."""
    if "gate" in step:
        return _gate(step["gate"], record)
    headers = {**step.get("headers", {})}
    if region := step.get("region"):
        how, right = region
        # S3 says where a bucket is before it looks for a signature.
        if record.claim is None and f".{right}." in dict(record.request.headers).get("Host", ""):
            return _gate({}, record)
        if record.claim and record.claim.region == right:
            return Answer(200, {}, b"ok")
        told = protocols.elsewhere(how, right)
        return told._replace(headers={**told.headers, **headers})
    status = step.get("status", 200)
    if "retry_after_date" in step:
        moment = datetime.now(UTC) + timedelta(seconds=step["retry_after_date"])
        headers["retry-after"] = protocols.http_date(moment)
    if error := step.get("error"):
        protocol, code = error
        made = protocols.error(protocol, status, code, f"in the words of {protocol}")
        return made._replace(headers={**made.headers, **headers})
    body = bytes.fromhex(step["hex"]) if "hex" in step else step.get("body", "ok").encode()
    if step.get("ranges") and (asked := record.request.header("range")):
        first, last = map(int, asked.removeprefix("bytes=").split("-"))
        return Answer(206, headers | {"content-range": f"bytes {first}-{last}/{len(body)}"}, body[first : last + 1])
    return Answer(status, headers, body)


def _gate(changed: dict[str, str], record: Record) -> Answer:
    kept = [(name, value) for name, value in record.request.headers if name.lower() not in changed]
    request = replace(record.request, headers=(*kept, *changed.items()))
    refusal = record.refusal(request)
    if refusal is None:
        return Answer(200, {}, b"ok")
    status, headers, body = refused(request, refusal)
    return Answer(status, dict(headers), body)
