"""Whether a body that is called JSON is JSON. Pure."""

import json
import re
from typing import NoReturn

from ..call_text import Call
from ..json_text import TooDeepError, parsed

_is_json = re.compile(
    r"\s*(application/json|text/json|[\w.+-]+/[\w.-]*\+json|application/x-amz-json-1\.\d)\b", re.I
).match
_MEANINGS = {
    "Expecting value": "a value is missing here, or is written in a way that JSON does not know",
    "Expecting property name enclosed in double quotes": "a name in double quotes must stand here",
    "Expecting ',' delimiter": "a comma is missing here, or a bracket is not closed",
    "Expecting ':' delimiter": "a colon is missing here",
    "Unterminated string starting at": "the string that begins here is not closed",
    "Extra data": "the JSON has ended, and something follows",
    "Illegal trailing comma before end of object": "a comma stands before a closing brace",
    "Illegal trailing comma before end of array": "a comma stands before a closing bracket",
}


def says_json(call: Call) -> bool:
    """Whether the headers call the body JSON."""
    return any(name.lower() == "content-type" and _is_json(text) for name, text in call.headers)


def json_problem(call: Call) -> str:
    """What is wrong with a body that is called JSON, as a sentence; empty if nothing is."""
    if not call.has_body or not says_json(call):
        return ""
    try:
        parsed(call.body, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        meaning = _MEANINGS.get(error.msg, error.msg[:1].lower() + error.msg[1:].removesuffix(" at"))
        return f"The body is not JSON: line {error.lineno}, column {error.colno}: {meaning}."
    except TooDeepError:
        return ""  # AWS may be able to read it
    except ValueError as error:
        return f"The body is not JSON: {error}."
    return ""


def place_of_problem(body: str) -> int:
    """Where the JSON breaks, as an index; 0 if nobody can say."""
    try:
        parsed(body)
    except json.JSONDecodeError as error:
        return min(error.pos, max(len(body) - 1, 0))
    except ValueError:
        return 0
    return 0


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"it has no {name}")
