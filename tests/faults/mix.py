"""A mixture of faults, the same for the same seed."""

from collections import Counter
from random import Random
from typing import Any

from .cases.codes import PROTOCOLS, THROTTLING, TRANSIENT
from .record import Record
from .steps import Step

PREFIX = "/mixed/"
ONCE = f"{PREFIX}once/"
"""Paths of requests that must not be sent again after they may have been processed."""
LARGE = f"{PREFIX}large/"
"""Paths whose answers come in many pieces, and may break off or stall half-way, when their status is long known."""
LARGE_BODY = "0123456789abcdef" * 8192

_UNANSWERED: tuple[Step, ...] = (
    {"fault": "reset", "at": "upload"},
    {"fault": "reset", "at": "start"},
    {"fault": "reset", "at": "head"},
    {"fault": "close", "at": "start"},
    {"fault": "close", "at": "head"},
    {"fault": "stall", "at": "start"},
    {"fault": "stall", "at": "head"},
)
_STATUSES = (429, 500, 502, 503, 504)


class Mix:
    """What happened to the requests under PREFIX. Little is kept of each, so there can be very many."""

    def __init__(self, seed: int, rate: float) -> None:
        self.is_over = False
        self._seed = seed
        self._rate = rate
        self._in_doubt: set[str] = set()
        self._processed: Counter[str] = Counter()
        self._sent_in_doubt: set[str] = set()
        self._counts: Counter[str] = Counter()

    def step(self, record: Record) -> Step:
        """The step for a request."""
        path = record.request.path
        random = Random(f"{self._seed} {path} {record.attempt}")
        faulty = random.random() < self._rate
        large = path.startswith(LARGE)
        if not faulty:
            step = Step(body=LARGE_BODY) if large else Step()
        else:
            step = _break(random) if large and random.random() < 0.5 else _fault(random)
        self._counts["resent by the browser" if record.resent else "attempts"] += 1
        if record.resent:
            return step
        self._counts["faults"] += faulty
        if path in self._in_doubt:
            self._sent_in_doubt.add(path)
        return step

    def learn(self, record: Record) -> None:
        """Record that a request was answered, or was not."""
        path = record.request.path
        if not record.answered:
            self._in_doubt.add(path)
            self._counts["unanswered"] += not record.resent
        if record.processed and not record.resent:
            self._processed[path] += 1

    def verdict(self) -> dict[str, Any]:
        """What there is to say of the requests."""
        once = [path for path in self._processed if path.startswith(ONCE)]
        return {
            **self._counts,
            "in doubt": sorted(path for path in self._in_doubt if path.startswith(ONCE)),
            "sent again in doubt": sorted(path for path in self._sent_in_doubt if path.startswith(ONCE)),
            "processed twice": sorted(path for path in once if self._processed[path] > 1),
            "others sent again in doubt": len(self._sent_in_doubt),
        }


def _fault(random: Random) -> Step:
    kind = random.randrange(6)
    if kind == 0:
        return {"status": random.choice(_STATUSES)}
    if kind == 1:
        code = random.choice(THROTTLING + TRANSIENT)
        return {"status": 400, "error": (random.choice(PROTOCOLS), code)}
    if kind == 2:
        headers = random.choice([{"retry-after": "2"}, {"x-amz-retry-after": "1500"}])
        return {"status": random.choice((429, 503)), "headers": headers}
    if kind == 3:
        # The status is there, the body that would say more is not.
        return {"status": random.choice(_STATUSES), "body": "<Error>", "fault": "close", "at": "body"}
    if kind == 4:
        return {"status": 503, "body": "<Error>", "fault": "stall", "at": "body"}
    return {**random.choice(_UNANSWERED), "processed": random.random() < 0.5}


def _break(random: Random) -> Step:
    fault, at = random.choice(("reset", "close", "stall")), random.choice(("body", "chunks"))
    return {"body": LARGE_BODY, "fault": fault, "at": at}


def check_verdict(told: dict[str, Any]) -> None:
    """Check what must hold after a run, from what the server and the client report."""
    assert 0.25 < told["faults"] / told["attempts"] < 0.35
    # All succeed, except if nobody can know whether they were processed.
    assert set(told["failed"]) == set(told["in doubt"]) != set()
    assert told["sent again in doubt"] == []
    assert told["processed twice"] == []
    assert told["others sent again in doubt"] > 0, "those that may be, or of which it was asked for"
    assert told["longest"] < 900, "seconds of virtual time, the deadline"
    assert told["fewest tokens"] > 0
    assert told["tasks left"] == 0
    assert told["connections"]["busy"] == 0


def summary(told: dict[str, Any]) -> str:
    """The numbers of a run."""
    return ", ".join(f"{name} {value}" for name, value in told.items() if name not in ("failed", "in doubt"))
