"""AWS's view of a request beside ours, line by line. Pure."""

import re
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from ..json_text import parsed

_in_message = re.compile(
    r"Canonical String for this request should have been\s*'(?P<canonical>.*?)'"
    r"\s*The String-to-Sign should have been\s*'(?P<string>.*?)'",
    re.DOTALL,
).search


class View(NamedTuple):
    """What AWS says that it computed."""

    canonical: str
    string: str


class Line(NamedTuple):
    """A line of a stage on both sides."""

    label: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.ours != self.theirs


def read_answer(text: str) -> View:
    """AWS's canonical request and string to sign, from S3's XML or from the message of other services.

    Raises ValueError if the answer does not hold them.
    """
    text = text.strip()
    if not text:
        raise ValueError("paste AWS’s answer first")
    fields: dict[str, str] = {}
    try:
        if text.startswith("<"):
            fields = _xml_fields(text)
        elif text.startswith("{"):
            fields = {name.capitalize(): str(item) for name, item in parsed(text).items()}
    except (ExpatError, ValueError) as error:
        raise ValueError(f"this is not the whole answer: {error}") from None
    if "CanonicalRequest" in fields and "StringToSign" in fields:
        return View(fields["CanonicalRequest"], fields["StringToSign"])
    said = _in_message(fields.get("Message", text))
    if said:
        return View(said["canonical"], said["string"])
    code = fields.get("Code")
    raise ValueError(
        f"this answer is {code}, which does not say what AWS signed"
        if code and code != "SignatureDoesNotMatch"
        else "this answer does not hold what AWS signed (CanonicalRequest and StringToSign)"
    )


def _xml_fields(text: str) -> dict[str, str]:
    """The text of each element by its name. No tree is made: one that is very deep exhausts the stack of a browser."""
    texts: dict[str, list[str]] = {}
    inner: list[str] = []

    def start(name: str, _: object) -> None:
        nonlocal inner
        inner = texts[name.rpartition(":")[2]] = []

    def take(piece: str) -> None:
        inner.append(piece)

    def end(_: str) -> None:
        nonlocal inner
        inner = []  # of what follows, nobody asks

    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = take
    parser.EndElementHandler = end
    parser.Parse(text, True)
    return {name: "".join(pieces) for name, pieces in texts.items()}


def time_of(view: View) -> str:
    """When the request was signed, as AWS saw it; empty if it does not say."""
    lines = view.string.split("\n")
    return lines[1] if len(lines) > 1 else ""


def compare(canonical: str, string: str, view: View) -> list[Line]:
    """All lines of both stages side by side, headers by name and the query by parameter."""
    ours, theirs = canonical.split("\n"), view.canonical.split("\n")
    lines = [Line(label, ours[at], _at(theirs, at)) for at, label in enumerate(("Method", "Path"))]
    lines += _by_name("Query", _pairs(ours[2]), _pairs(_at(theirs, 2)))
    lines += _by_name("Header", _headers(ours), _headers(theirs))
    lines += [
        Line(label, ours[at], theirs[at] if len(theirs) > 5 else "")
        for at, label in ((-2, "Signed headers"), (-1, "Payload hash"))
    ]
    labels = ("Algorithm", "Time", "Scope", "Request’s hash")
    theirs = view.string.split("\n")
    lines += [
        Line(label, line, _at(theirs, at))
        for at, (label, line) in enumerate(zip(labels, string.split("\n"), strict=True))
    ]
    return lines


def common_ends(ours: str, theirs: str) -> tuple[int, int]:
    """How many characters two strings share at the start, and how many of the rest at the end."""
    shorter = min(len(ours), len(theirs))
    begin = next((at for at in range(shorter) if ours[at] != theirs[at]), shorter)
    rest = shorter - begin
    end = next((at for at in range(rest) if ours[-1 - at] != theirs[-1 - at]), rest)
    return begin, end


def _at(lines: list[str], at: int) -> str:
    return lines[at] if at < len(lines) else ""


def _pairs(query: str) -> dict[str, str]:
    return {pair.partition("=")[0]: pair for pair in query.split("&") if pair}


def _headers(lines: list[str]) -> dict[str, str]:
    return {line.partition(":")[0]: line for line in lines[3:-3] if line}


def _by_name(label: str, ours: dict[str, str], theirs: dict[str, str]) -> list[Line]:
    names = [*ours, *(name for name in theirs if name not in ours)]
    return [Line(label, ours.get(name, ""), theirs.get(name, "")) for name in names]
