"""What aws4web must answer to a case, and where an answer differs."""

import copy
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .deviations import DEVIATIONS
from .oracle import Case, Oracle, Result
from .ours import FIELDS
from .reference import sign_again
from .request import Deviation, Request

REFUSALS = {"ValueError", "TypeError"}


class Expected(NamedTuple):
    case: Case
    theirs: Result
    """aws4fetch's own answer."""
    deviations: list[Deviation]
    result: Result | None
    """What aws4web must answer; None if it must refuse."""

    @property
    def names(self) -> list[str]:
        return [type(deviation).__name__ for deviation in self.deviations]

    @property
    def is_theirs(self) -> bool:
        """Whether aws4web must do as aws4fetch does."""
        if self.result is None:
            return "error" in self.theirs
        return "error" not in self.theirs and all(self.result[name] == self.theirs[name] for name in FIELDS)


def expectations(cases: Sequence[Case], oracle: Oracle) -> list[Expected]:
    """What aws4web must answer to each case: what aws4fetch does, or what the deviations that apply make of it."""
    theirs = oracle.ask(cases)
    applied: list[list[Deviation]] = []
    requests: dict[int, Request] = {}
    for at, (case, answer) in enumerate(zip(cases, theirs, strict=True)):
        if answer["parts"] is None:
            applied.append([])
            continue
        request = Request(case, answer["parts"], answer.get("service"))
        applied.append([deviation for deviation in DEVIATIONS if deviation.applies(request)])
        if "error" in answer or any(deviation.error for deviation in applied[-1]):
            continue
        for deviation in applied[-1]:
            deviation.rewrite(request)
        requests[at] = request
    again = {at: request for at, request in requests.items() if applied[at]}
    answers = {at: answer for at, answer in enumerate(theirs) if at in requests}
    answers |= zip(again, oracle.ask([request.rewritten() for request in again.values()]), strict=True)
    for at, request in again.items():
        for deviation in applied[at]:
            deviation.patch(request, answers[at])
        sign_again(answers[at], request.case["secret_access_key"])
    return [
        Expected(case, answer, deviations, answers.get(at))
        for at, (case, answer, deviations) in enumerate(zip(cases, theirs, applied, strict=True))
    ]


def differences(ours: Result, expected: Expected) -> dict[str, Any]:
    """The fields whose value is not as expected, each with (ours, expected); empty if all is well."""
    if expected.result is None:
        errors = [deviation.error for deviation in expected.deviations if deviation.error]
        if "error" in expected.theirs and not REFUSALS.isdisjoint(ours.get("kinds", ())):
            return {}
        told = any(re.match(error, ours.get("error", ""), re.DOTALL) for error in errors)
        return {} if told else {"error": (ours, expected.theirs.get("error", errors))}
    if "error" in ours:
        return {"error": (ours["error"], None)}
    wanted = expected.result
    return {name: (ours[name], wanted[name]) for name in FIELDS if ours[name] != wanted[name]}


def shrink(case: Case, fails: Callable[[Case], bool]) -> Case:
    """A smaller case that still fails: what can be left out is left out."""
    shrinking = True
    while shrinking:
        shrinking = False
        for smaller in _smaller(case):
            if fails(smaller):
                case, shrinking = smaller, True
                break
    return case


def _smaller(case: Case) -> list[Case]:
    plain = {
        **dict.fromkeys(("method", "headers", "body", "session_token", "service", "region")),
        **dict.fromkeys(("sign_query", "append_session_token", "all_headers", "single_encode"), False),
        **{"access_key_id": "AKIDEXAMPLE", "secret_access_key": "secret", "datetime": "20150830T123600Z"},
    }
    smaller = [case | {name: value} for name, value in plain.items() if case[name] != value]
    for at in range(len(case["headers"] or [])):
        fewer = copy.deepcopy(case)
        del fewer["headers"][at]
        smaller.append(fewer)
    # Every piece between two delimiters may go, with the delimiter before it.
    for piece in re.finditer(r"[/?&=#][^/?&=#]*", case["url"].partition("://")[2]):
        start = piece.start() + len(case["url"].partition("://")[0]) + 3
        smaller.append(case | {"url": case["url"][:start] + case["url"][start + len(piece[0]) :]})
    return smaller
