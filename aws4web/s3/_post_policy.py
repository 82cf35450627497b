"""The policy of a form that uploads an object: what S3 lets others send. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
"""

from binascii import b2a_base64
from collections.abc import Iterable, Mapping
from datetime import timedelta
from json import dumps
from typing import Any, NamedTuple

from .._times import utc_of
from ._address import checked_key

FILENAME = "${filename}"
"""S3 puts the name of the file here that a form sends, in any field."""
_MADE = ("policy", "file", "x-amz-signature", "x-amz-algorithm", "x-amz-credential", "x-amz-date")
_RANGE = "content-length-range"
_TAKEN = "{'name': 'value'}, ['eq' or 'starts-with', '$name', 'value'] or ['content-length-range', least, most]"


class _Text(NamedTuple):
    """What a field is, or has to be."""

    value: str
    is_open: bool
    """Whether more may follow."""

    def agrees(self, other: "_Text", *, has_list: bool) -> bool:
        """Whether a field can be both, of which each part of a list is compared with a beginning."""
        if self.is_open and other.is_open:
            return self.value.startswith(other.value) or other.value.startswith(self.value)
        if self.is_open or other.is_open:
            whole, beginning = (other.value, self.value) if self.is_open else (self.value, other.value)
            return all(part.startswith(beginning) for part in (whole.split(",") if has_list else (whole,)))
        return self.value == other.value


class Policy:
    """What a caller asks for, checked: it is refused if S3 would refuse whatever is sent with it."""

    def __init__(self, bucket: str, key: object, fields: Any, conditions: Any) -> None:
        self.key = checked_key(key)
        if FILENAME in self.key.removesuffix(FILENAME):
            raise ValueError(f"key has {FILENAME} elsewhere than at its end, which no policy can allow")
        self.fields = _read_fields(fields)
        self._texts: dict[str, list[_Text]] = {}
        self._sizes = range(2**63)
        self.conditions: list[Any] = [self._read(each) for each in _each(conditions)]
        for name, value in self.fields.items():
            if name.lower() not in (*self._texts, "bucket") and not name.lower().startswith("x-ignore-"):
                raise ValueError(
                    f"fields has {name!r}, but no condition, and S3 refuses what its policy does not name: add"
                    f" {{{name!r}: {value!r}}} to conditions"
                )
            begins = value.partition(FILENAME)[0]
            self._add(name, _Text(begins, is_open=begins != value))
        self.conditions.append({"bucket": bucket})
        self._add("bucket", _Text(bucket, is_open=False))
        begins = self.key.removesuffix(FILENAME)
        self.conditions.append({"key": self.key} if begins == self.key else ["starts-with", "$key", begins])
        self._add("key", _Text(begins, is_open=begins != self.key))

    def form(self, credential: str, datetime: str, token: str | None, expires: int) -> dict[str, str]:
        """The fields but for the signature, in botocore's order. What is signed is `policy`."""
        made = {"x-amz-algorithm": "AWS4-HMAC-SHA256", "x-amz-credential": credential, "x-amz-date": datetime}
        if token is not None:
            made["x-amz-security-token"] = token
        signed_at: Any = utc_of(datetime)
        ends = (signed_at + timedelta(seconds=expires)).strftime("%Y-%m-%dT%H:%M:%SZ")
        conditions = [*self.conditions, *({name: value} for name, value in made.items())]
        text = dumps({"expiration": ends, "conditions": conditions})
        policy = b2a_base64(text.encode(), newline=False).decode()
        return {**self.fields, "key": self.key, **made, "policy": policy}

    def _read(self, condition: Any) -> Any:
        """A condition as JSON has it."""
        if _is(condition, Mapping):
            if len(condition) != 1:
                raise ValueError(f"a condition must have one name, and not {len(condition)}: pass each by itself")
            [(name, value)] = condition.items()
            self._require(name, value, is_open=False)
            return {name: value}
        if not _is(condition, list, tuple) or len(condition) != 3:
            raise TypeError(f"a condition must be {_TAKEN}, not {condition!r}")
        kind, name, value = condition
        if kind == _RANGE:
            self._limit(name, value)
        elif kind in ("eq", "starts-with") and isinstance(name, str) and name.startswith("$"):
            self._require(name[1:], value, is_open=kind != "eq")
        else:
            raise ValueError(f"a condition must be {_TAKEN}, not {condition!r}")
        return [kind, name, value]

    def _require(self, name: Any, value: Any, *, is_open: bool) -> None:
        if not isinstance(name, str) or not isinstance(value, str):
            raise TypeError(f"a condition compares the text of a field, not {name!r} with {value!r}")
        _check_name("conditions", name)
        if FILENAME in value:
            raise ValueError(f"condition {name!r} has {FILENAME}, which S3 knows in fields only: use starts-with")
        self._add(name, _Text(value, is_open))

    def _add(self, name: str, text: _Text) -> None:
        known = self._texts.setdefault(name.lower(), [])
        for other in known:
            if not text.agrees(other, has_list=name.lower() == "content-type"):
                raise ValueError(f"{name} cannot be {_said(text)} and {_said(other)}: S3 would refuse the form")
        known.append(text)

    def _limit(self, least: Any, most: Any) -> None:
        if type(least) is not int or type(most) is not int:
            raise TypeError(f"{_RANGE} has two numbers of bytes, not {least!r} and {most!r}")
        self._sizes = range(max(least, self._sizes.start), min(most + 1, self._sizes.stop))
        if least < 0 or not self._sizes:
            raise ValueError(f"{_RANGE}: no file has between {least} and {most} bytes, and what other conditions say")


def _is(given: object, *kinds: type) -> bool:
    """For what callers give, of whatever type: pyright would take it for what it is compared with."""
    return isinstance(given, kinds)


def _each(conditions: Any) -> Iterable[Any]:
    if _is(conditions, str, Mapping) or not _is(conditions, Iterable):
        raise TypeError(f"conditions must be a list of {_TAKEN}, not {type(conditions).__name__}")
    return conditions


def _read_fields(fields: Any) -> dict[str, str]:
    if not _is(fields, Mapping):
        raise TypeError(f"fields must be a dict, not {type(fields).__name__}")
    for name, value in fields.items():
        if not _is(name, str) or not _is(value, str):
            raise TypeError(f"fields must have names and values of text: {name!r} is {type(value).__name__}")
        _check_name("fields", name)
        if name.lower() == "key":
            raise ValueError("fields has 'key': pass it as the key")
    return {**fields}


def _check_name(where: str, name: str) -> None:
    if name.lower() in (*_MADE, "x-amz-security-token"):
        raise ValueError(f"{where} has {name!r}, which is made by signing, or by who sends the form")


def _said(text: _Text) -> str:
    return f"{text.value!r}{' with more behind it' if text.is_open else ''}"
