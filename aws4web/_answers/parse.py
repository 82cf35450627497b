"""What AWS's error answers say. Pure.

The body comes first: a browser shows a page only the headers that the server exposes.
https://smithy.io/2.0/aws/protocols/
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple, cast

from .._json import parse_json

MAX_EXPLANATION = 2**20
"""Bytes of a body that are read to find out what is wrong: AWS's errors take a few thousand."""
_MAX_FIELDS, _MAX_ELEMENTS = 100, 1_000
_ERROR_ROOTS = frozenset({"Error", "ErrorResponse", "Response", "InvalidChangeBatch"})
_REQUEST_ID_HEADERS = ("x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id")


class ErrorDetails(NamedTuple):
    """What an error answer says."""

    code: str
    message: str
    request_id: str | None
    fields: dict[str, str]
    """All of it, by AWS's names."""


def parse_error(headers: Mapping[str, str], body: str) -> ErrorDetails | None:
    """The error in an answer of any protocol, or None if there is none."""
    text = body.removeprefix("\ufeff").strip()
    fields = read_xml(text, _ERROR_ROOTS) if text.startswith("<") else _json_fields(text)
    code = (
        _first(fields, "Code", "__type", "code") or headers.get("x-amzn-errortype") or headers.get("x-amzn-error-code")
    )
    message = _first(fields, "Message", "message", "errorMessage", "error_description") or ""
    request_id = next((headers[name] for name in _REQUEST_ID_HEADERS if name in headers), None)
    request_id = request_id or _first(fields, "RequestId", "RequestID", "requestId")
    if not code and not message:
        return None
    return ErrorDetails(_bare_code(code or ""), message, request_id, fields)


def _bare_code(code: str) -> str:
    """`aws.protocoltests#FooError:http://internal…` is FooError."""
    return code.partition(":")[0].rpartition("#")[2].strip()


def _first(fields: Mapping[str, str], *names: str) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


def _json_fields(text: str) -> dict[str, str]:
    try:
        # Numbers stay as they are written, however many digits they have.
        value: Any = parse_json(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError:
        return {}
    if not isinstance(value, dict):
        return {}
    fields = {name: item for name, item in cast(dict[str, Any], value).items() if isinstance(item, str | bool)}
    return {_text(name): _text(str(item)) for name, item in islice(fields.items(), _MAX_FIELDS)}


def _text(text: str) -> str:
    """Text that UTF-8 can carry: JSON's escapes can spell half a character."""
    return text.encode(errors="replace").decode()


def read_xml(text: str, roots: Collection[str]) -> dict[str, str]:
    """The text of each element that has no children, the first of a name; none if the root is not one of these.

    Of a document that is cut off, or not well-formed, it reads what comes before that. It builds no tree: freeing a
    deep one crashes Pyodide.
    """
    return _XmlReader(roots).read(text)


class _Enough(Exception):
    """Nothing more has to be read."""


class _XmlReader:
    def __init__(self, roots: Collection[str]) -> None:
        self.fields: dict[str, str] = {}
        self._roots = roots
        self._root = ""
        self._elements = 0
        self._is_leaf = False
        self._text: list[str] = []

    def read(self, text: str) -> dict[str, str]:
        """The fields of a document."""
        from pyexpat import ExpatError, ParserCreate

        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse  # no error of AWS's has one, and entities can grow without end
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text.append
        parser.EndElementHandler = self._end
        with suppress(ExpatError, _Enough):
            parser.Parse(_text(text), True)
        is_error = self._root != "Response" or "Code" in self.fields  # that of EC2 is one of other servers' too
        return self.fields if is_error else {}

    def _refuse(self, *_: object) -> None:
        raise _Enough

    def _start(self, tag: str, _attributes: object) -> None:
        self._root = self._root or _local(tag)
        self._elements += 1
        if self._root not in self._roots or self._elements > _MAX_ELEMENTS or len(self.fields) >= _MAX_FIELDS:
            raise _Enough
        self._is_leaf = True
        self._text.clear()

    def _end(self, tag: str) -> None:
        if self._is_leaf:
            self.fields.setdefault(_local(tag), "".join(self._text).strip())
        self._is_leaf = False


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]
