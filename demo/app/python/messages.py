"""What the worker says, read with suspicion: a program can say it too, or anything else. Pure."""

from contextlib import suppress
from typing import Any, NamedTuple

from ..json_text import parsed

KINDS = ("ready", "output", "input", "done", "quiet", "ended")
_LONGEST = 20_000  # characters of a text that is shown as a whole
_MOST = 1_000_000  # characters of a message
_DEEPEST = 8


class Failure(NamedTuple):
    """How a program failed."""

    name: str
    text: str
    """The traceback."""
    line: int | None
    hint: str


class Message(NamedTuple):
    """What the worker says."""

    kind: str
    run: int = 0
    segments: tuple[tuple[str, str], ...] = ()
    """What was printed: the stream, "out" or "err", and the text."""
    failure: Failure | None = None
    seconds: float = 0.0
    lost: int = 0
    """Characters that were not kept."""
    left: int = 0
    """Tasks that the program left behind."""
    text: str = ""


def read(text: object) -> Message | None:
    """The message; None if the page understands none of it."""
    with suppress(ValueError, TypeError, AttributeError, LookupError, RecursionError):
        if not isinstance(text, str) or len(text) > _MOST:
            return None
        said = parsed(text, _DEEPEST)
        if said["kind"] not in KINDS:
            return None
        failure = said.get("error")
        return Message(
            kind=said["kind"],
            run=_number(said.get("run")),
            segments=tuple(("err" if one[0] == "err" else "out", _text(one[1])) for one in said.get("segments") or ()),
            failure=_failure(failure) if isinstance(failure, dict) else None,
            seconds=_number(said.get("seconds"), float),
            lost=_number(said.get("lost")),
            left=_number(said.get("left")),
            text=_text(said.get("text", ""))[:_LONGEST],
        )
    return None


def _failure(said: dict[str, Any]) -> Failure:
    line = said.get("line")
    return Failure(
        _text(said["name"])[:200],
        _text(said["text"])[:_LONGEST],
        line if isinstance(line, int) and 0 < line < 1_000_000 else None,
        _text(said.get("hint", ""))[:_LONGEST],
    )


def _number(said: object, kind: type[Any] = int) -> Any:
    return kind(said) if isinstance(said, int | float) and 0 <= said < 1e15 else kind(0)


def _text(said: object) -> str:
    return str(said).encode("utf-8", "replace").decode("utf-8")
