"""The CORS rules of a bucket, as S3's XML has them and as its JSON names them.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from .._errors import AwsError
from ._info import number_in
from ._requests import Requests
from ._xml import can_hold, element, read, request_of

_LISTS = {"AllowedHeaders": "AllowedHeader", "AllowedMethods": "AllowedMethod", "AllowedOrigins": "AllowedOrigin"}
_LISTS["ExposeHeaders"] = "ExposeHeader"
_NEEDED = ("AllowedMethods", "AllowedOrigins")
Rule = dict[str, Any]


async def rules_of(requests: Requests) -> list[Rule]:
    """Those of the bucket. Raises AwsError and NetworkError."""
    try:
        told = await requests.ask_for_text("GET", [("cors", None)])
    except AwsError as error:
        if error.code == "NoSuchCORSConfiguration":
            return []
        raise
    return told.read(read_rules, "S3's CORS rules")


async def merge(requests: Requests, given: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> None:
    """Add them to those of the bucket. Raises AwsError and NetworkError; TypeError and ValueError for no rule."""
    several = cast("Iterable[Rule]", [given] if isinstance(given, Mapping) else given)
    new = [checked_rule(rule) for rule in several]
    there = await rules_of(requests)
    rules = merged(there, new)
    if rules != there:
        body, headers = request_of("CORSConfiguration", "".join([_xml_of(rule) for rule in rules]))
        await requests.done("PUT", None, [("cors", None)], headers, body)


def merged(there: list[Rule], new: list[Rule]) -> list[Rule]:
    """All rules: a new one takes the place of that with its ID, and is left out if there is an equal one."""
    rules = there.copy()
    for rule in new:
        same = [at for at, each in enumerate(rules) if rule.get("ID") and each.get("ID") == rule["ID"]]
        if same:
            rules[same[0]] = rule
        elif _meaning(rule) not in [_meaning(each) for each in rules]:
            rules.append(rule)
    return rules


def checked_rule(rule: Mapping[str, Any]) -> Rule:
    """A rule as S3 takes it. Raises TypeError and ValueError."""
    if not isinstance(rule, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        raise TypeError(f"a CORS rule must be a mapping, not {type(rule).__name__}")
    for name, value in rule.items():
        if name not in (*_LISTS, "ID", "MaxAgeSeconds"):
            raise ValueError(f"a CORS rule has no {name!r}: it has {', '.join(_LISTS)}, ID and MaxAgeSeconds")
        if name == "MaxAgeSeconds" and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError(f"MaxAgeSeconds must be an int, not {type(value).__name__}")
        if name in _LISTS and isinstance(value, str):
            raise TypeError(f"{name} must be a list of str, not a str")
    held = {name: [*value] if name in _LISTS else value for name, value in rule.items() if value is not None}
    if not all(held.get(name) for name in _NEEDED):
        raise ValueError("a CORS rule needs AllowedMethods and AllowedOrigins")
    for text in [each for name in _LISTS for each in held.get(name, ())] + [held.get("ID", "")]:
        if not isinstance(text, str):
            raise TypeError(f"a CORS rule must have str, not {type(text).__name__}")
        if not can_hold(text):
            raise ValueError(f"a CORS rule has characters that XML cannot hold: {text!r}")
    return held


def read_rules(text: str) -> list[Rule]:
    """The rules that S3 answers. Raises ValueError for what is none."""
    document = read(text, "CORSConfiguration", ("CORSRule",), [*_LISTS.values()])
    rules: list[Rule] = []
    for (_, fields), lists in zip(document.items, document.lists, strict=True):
        rule: Rule = {"ID": fields["ID"]} if fields.get("ID") else {}
        rule |= {name: lists[tag] for name, tag in _LISTS.items() if tag in lists}
        if (age := number_in(fields.get("MaxAgeSeconds", ""))) is not None:
            rule["MaxAgeSeconds"] = age
        rules.append(rule)
    return rules


def _xml_of(rule: Rule) -> str:
    texts = [(tag, text) for name, tag in _LISTS.items() for text in rule.get(name, ())]
    texts += [(name, str(rule[name])) for name in ("ID", "MaxAgeSeconds") if name in rule]
    return f"<CORSRule>{''.join([element(name, text) for name, text in texts])}</CORSRule>"


def _meaning(rule: Rule) -> dict[str, Any]:
    """What makes rules equal: no list has an order, and an ID is but a name."""
    return {
        name: frozenset(value) if name in _LISTS else value
        for name, value in rule.items()
        if name != "ID" and value != []
    }
