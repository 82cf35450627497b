"""Many uploads in one sentence. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from .rates import Rate

_WORDS = {
    "error": "{} failed",
    "cancelled": "{} cancelled",
    "exists": "{} here already",
    "offline": "{} waiting for the network",
}


class Counted(NamedTuple):
    """What counts of an upload."""

    state: str
    size: int
    sent: int


def summary(uploads: Iterable[Counted], rate: Rate) -> str:
    """`12 of 40 files, 31 %, 3.4 MiB/s, 20 s left; 1 failed`."""
    uploads = list(uploads)
    counts = Counter(upload.state for upload in uploads)
    others = "; ".join(words.format(counts[state]) for state, words in _WORDS.items() if counts[state])
    said = f"{counts['done']} of {len(uploads)} files"
    if counts["waiting"] or counts["busy"]:
        going = [upload for upload in uploads if upload.state in ("waiting", "busy", "done", "offline")]
        size, sent = sum(upload.size for upload in going), sent_of(going)
        parts = [said, f"{sent * 100 // size if size else 100} %", rate.text(size - sent)]
        said = ", ".join(part for part in parts if part)
    else:
        said += " uploaded"
    return f"{said}; {others}" if others else said


def sent_of(uploads: Iterable[Counted]) -> int:
    """The bytes that have left, of those that are not given up."""
    return sum(upload.size if upload.state == "done" else upload.sent for upload in uploads)
