"""The part of the Signature tab that explains SignatureDoesNotMatch."""

from typing import Any

from js import Headers, Object, fetch
from pyodide.ffi import JsException, to_js

from .. import connection, problems, request_form
from ..dom import element, fill, make, on
from . import form, mismatch

_BOX = "mismatch-result"
_CHANGE = "changed-on-the-way=1"


async def _compare() -> None:
    text = element("mismatch-text").value
    view = mismatch.read_answer(text)
    signer = await form.signer(mismatch.time_of(view))
    lines = mismatch.compare(await signer.canonical_string(), await signer.string_to_sign(), view)
    call = request_form.read("signature")
    body = {"body": call.body} if call.has_body else {}
    aws: Any = {**call.scope, **form.signing_options(signer.datetime)}
    if form.has_own_keys():
        aws |= form.own_keys()
    diagnosis = await connection.client().explain(
        text, call.url, method=call.method, headers=call.headers, aws=aws, **body
    )
    explanation = diagnosis.explanation if diagnosis else "the two agree"
    differing = sum(line.differs for line in lines)
    fill(
        element(_BOX),
        make("p", make("strong", f"{explanation[:1].upper()}{explanation[1:]}.")),
        make(
            "p",
            f"{differing} of {len(lines)} lines differ." if differing else "All lines are the same.",
            class_="quiet",
        ),
        make("dl", *[_line(line) for line in lines], class_="diff"),
    )


def _line(line: mismatch.Line) -> Any:
    if not line.differs:
        same = make("dd", make("code", line.ours or "(empty)"))
        return make("div", make("dt", f"{line.label} ✓"), same, class_="part")
    begin, end = mismatch.common_ends(line.ours, line.theirs)
    sides = [
        make("dd", make("span", label, class_="side"), _marked(text, begin, end))
        for label, text in (("signed here", line.ours), ("AWS saw", line.theirs))
    ]
    return make("div", make("dt", f"{line.label} ≠"), *sides, class_="part differs")


def _marked(text: str, begin: int, end: int) -> Any:
    """A line, with what differs from the other side marked."""
    if not text:
        return make("code", make("mark", "(nothing)"))
    stop = len(text) - end
    marked = [make("mark", text[begin:stop])] if stop > begin else []
    return make("code", text[:begin], *marked, text[stop:])


async def _provoke() -> None:
    """Sign the request, and send it with a query that was not signed: AWS's answer is the one to compare."""
    signed = await (await form.signer()).sign()
    js_options: dict[str, Any] = {"method": signed.method, "headers": Headers.new(to_js(list(signed.headers.items())))}
    if signed.body is not None:
        js_options["body"] = signed.body
    url = f"{signed.url}{'&' if '?' in signed.url else '?'}{_CHANGE}"
    try:
        js_response = await fetch(url, to_js(js_options, dict_converter=Object.fromEntries))
    except JsException:
        raise ValueError("there was no answer: send it in the Call tab to see why") from None
    element("mismatch-text").value = await js_response.text()
    await _compare()


def wire() -> None:
    """Listen to the buttons."""
    on(element("mismatch-compare"), "click", lambda _: problems.guarded(_BOX, _compare()))
    on(element("mismatch-provoke"), "click", lambda _: problems.guarded(_BOX, _provoke()))
