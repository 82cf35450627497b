"""Why a bucket cannot be read or changed: explained, with its own CORS rule to paste if that may be what it lacks."""

import json
from collections.abc import Sequence
from typing import Any

from js import location

from aws4web import NetworkError
from aws4web.s3 import cors_rule

from .. import problems
from ..copying import copyable
from ..dom import element, fill, make
from ..help import help_for, is_forbidden
from .open_bucket import OpenBucket

_BOX = "objects-problem"
_SHOWN = 10  # reasons
_INSTEAD = "this command does it: "  # so aws4web begins the command that does what AWS lets no page do


class ExplainedError(Exception):
    """What the page itself found, with reasons, a line each."""

    def __init__(self, title: str, reasons: Sequence[str]) -> None:
        super().__init__(title)
        self.title, self.reasons = title, reasons


def clear(box: str = _BOX) -> None:
    """Clear a box."""
    problems.clear(box)


def explain(error: BaseException, opened: OpenBucket | None, box: str = _BOX) -> None:
    """Explain an error of a bucket in a box."""
    fill(element(box), explained(error, opened))


def explained(error: BaseException, opened: OpenBucket | None) -> Any:
    """An error of a bucket, or of asking for all of them, explained, as an element."""
    if isinstance(error, ExplainedError):
        return _with_reasons(error)
    text = str(error)
    if isinstance(error, NetworkError) and _INSTEAD in text:
        return _not_by_a_page(text)
    if not isinstance(error, NetworkError) or "(CORS)" not in text or opened is None or is_forbidden(error):
        return problems.problem(error)
    said = help_for(error)
    rules = [cors_rule(location.origin)]
    return make(
        "div",
        make("strong", "No answer that this page may read"),
        make(
            "p",
            "Either nothing answers at this address, or the bucket does not allow this page’s origin (CORS); a browser"
            " does not tell a page which. If the bucket is yours, this is the rule that it needs, for the console:",
        ),
        copyable(json.dumps(rules, indent=2), "CORS rule"),
        make("p", "Or the same on a command line. It replaces the rules that are there: add them if they are needed."),
        copyable(command(opened, rules), "Command"),
        make("details", make("summary", "Details"), make("pre", said.details or text, tabindex="0")),
        role="alert",
        class_="problem",
    )


def _with_reasons(error: ExplainedError) -> Any:
    shown = [make("li", reason) for reason in error.reasons[:_SHOWN]]
    if len(error.reasons) > _SHOWN:
        shown.append(make("li", f"and {len(error.reasons) - _SHOWN:,} more"))
    content = [make("ul", *shown)] if shown else []
    return make("div", make("strong", error.title), *content, role="alert", class_="problem")


def _not_by_a_page(text: str) -> Any:
    """AWS answers it to no page at all."""
    return make(
        "div",
        make("strong", "AWS lets no page do this"),
        make("p", "Nothing answered, as AWS answers no page that asks for this. On a command line, this does it:"),
        copyable(text.partition(_INSTEAD)[2], "Command"),
        role="alert",
        class_="problem",
    )


def command(opened: OpenBucket, rules: list[dict[str, Any]]) -> str:
    """The command that gives a bucket these rules, for a shell."""
    text = json.dumps({"CORSRules": rules}).replace("'", "\\u0027")  # a shell's quote
    endpoint = opened.caller.connection.endpoint
    place = f" --endpoint-url '{endpoint}'" if endpoint and "'" not in endpoint else ""
    return f"aws s3api put-bucket-cors{place} --bucket {opened.name} --cors-configuration '{text}'"


async def guarded(work: Any, opened: OpenBucket, box: str = _BOX) -> bool:
    """Await `work`; explain its error in the box. Return whether it succeeded."""
    clear(box)
    try:
        await work
    except Exception as error:
        explain(error, opened, box)
        return False
    return True
