"""A call as text: its answer made readable, and the same call as Python and as curl. Pure."""

import json
import shlex
from collections.abc import Iterable
from typing import NamedTuple
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from aws4web import SignedRequest

from .json_text import indented

_WIDTH = 60
_INDENTED = 500_000  # characters of an answer that are indented: more take seconds


class Call(NamedTuple):
    """A request as the visitor describes it."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: str
    service: str = ""
    """Empty if the URL tells it."""
    region: str = ""

    @property
    def scope(self) -> dict[str, str]:
        """What overrides the client."""
        return {name: text for name, text in (("service", self.service), ("region", self.region)) if text}

    @property
    def has_body(self) -> bool:
        """Whether a body is sent: GET and HEAD have none."""
        return bool(self.body) and self.method not in ("GET", "HEAD")


def readable(body: str) -> str:
    """JSON and XML indented, anything else unchanged: what is very large, and XML that declares entities, too."""
    text = body.strip()
    if len(text) > _INDENTED:
        return body
    try:
        if text.startswith("<"):
            if "<!" in text.replace("<!--", "").replace("<![CDATA[", ""):
                return body  # an entity may stand for more than memory holds
            pretty = minidom.parseString(text.encode()).toprettyxml("  ")
            return "\n".join(line for line in pretty.split("\n")[1:] if line.strip())
    except (ValueError, ExpatError, RecursionError):
        return body
    return indented(body)


def _quoted(text: str) -> str:
    """A str as a Python literal in double quotes: JSON's escapes are Python's, except for the slash."""
    return json.dumps(text, ensure_ascii=False)


def _body(text: str) -> str:
    """A body as a Python expression, with a line for each of its lines."""
    if "\n" not in text:
        return repr(text) if '"' in text and "'" not in text else _quoted(text)
    return "(\n" + "".join(f"        {line!r}\n" for line in text.splitlines(keepends=True)) + "    )"


def _dict(pairs: Iterable[tuple[str, str]]) -> str:
    """A dict as a Python expression; if it is long, with a line for each item."""
    items = [f"{_quoted(name)}: {_quoted(text)}" for name, text in pairs]
    line = "{" + ", ".join(items) + "}"
    return line if len(line) < _WIDTH else "{\n" + "".join(f"        {item},\n" for item in items) + "    }"


def as_python(call: Call, *, region: str, has_token: bool) -> str:
    """The program that makes this call. It names the keys but does not hold them."""
    keys = ["access_key_id=MY_ACCESS_KEY", "secret_access_key=MY_SECRET_KEY"]
    keys += ["session_token=MY_TOKEN"] if has_token else []
    keys += [f"region={_quoted(region)}"] if region else []
    lines = [_quoted(call.url), f"method={_quoted(call.method)}"]
    if call.headers:
        lines.append(f"headers={_dict(call.headers)}")
    if call.has_body:
        lines.append(f"body={_body(call.body)}")
    if call.scope:
        lines.append(f"aws={_dict(call.scope.items())}")
    return "\n".join(
        [
            "from aws4web import AwsClient",
            "",
            "aws = AwsClient(",
            *[f"    {key}," for key in keys],
            ")",
            "response = await aws.fetch(",
            *[f"    {line}," for line in lines],
            ")",
            "print(response.status, await response.text())",
        ]
    )


def as_curl(signed: SignedRequest) -> str:
    """The signed request as a command."""
    method = "--head" if signed.method == "HEAD" else f"--request {signed.method}"  # else it waits for a body
    method += " --globoff" if any(mark in signed.url for mark in "[]{}") else ""
    parts = [f"curl {method} {shlex.quote(signed.url)}"]
    # A name with a colon and no text would take a header away.
    lines = [f"{name}: {text}" if text else f"{name};" for name, text in signed.headers.items()]
    parts += [f"--header {shlex.quote(line)}" for line in lines]
    if signed.body:
        if "content-type" not in signed.headers:
            parts.append("--header 'content-type:'")  # curl would call it a form
        parts.append(f"--data-raw {shlex.quote(signed.body)}")
    return " \\\n  ".join(parts)
