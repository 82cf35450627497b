"""The Call tab: any request to any service, sent and answered."""

import asyncio
from typing import Any

from js import performance

from .. import connection, problems, request_form
from ..call_text import Call
from ..dom import element, fill, on, on_submit, start
from ..words import size_text
from . import answer_view, form, history_view, programs
from .json_body import json_problem, place_of_problem

_BOX = "call-problem"
_sending: asyncio.Task[Any] | None = None


def _say(text: str, state: str) -> None:
    element("call-status").textContent = text
    element("call-status").dataset.state = state


async def _send(call: Call) -> None:
    """Send a call, and show its answer, or why there is none."""
    init: dict[str, Any] = {"aws": call.scope} | ({"body": call.body} if call.has_body else {})
    began = performance.now()
    response = await connection.client().fetch(call.url, method=call.method, headers=call.headers, **init)
    content = await response.bytes()
    took = performance.now() - began
    status = f"{response.status} {response.status_text}".strip()
    _say(f"{status} · {took:.0f} ms · {size_text(len(content))}", "done" if response.ok else "error")
    answer_view.show(response, content, call.url)
    history_view.remember(call, status)
    if response.error:
        fill(element(_BOX), problems.problem(response.error, json_problem(call)))


async def _run(call: Call) -> None:
    try:
        if not await problems.guarded(_BOX, _send(call)):
            _say("There was no answer.", "error")
            history_view.remember(call, "no answer")
    except asyncio.CancelledError:
        _say("Cancelled.", "error")
    finally:
        element("call-send").disabled = False
        element("call-cancel").disabled = True
    answer_view.bring_into_view()


def _submit() -> None:
    if element("call-send").disabled:
        return  # by Ctrl and Enter, while it is being sent
    try:
        call = request_form.read("call")
    except ValueError as error:
        problems.show(_BOX, error)
        answer_view.bring_into_view()
        return
    doubt = json_problem(call)
    if doubt:
        _doubt(doubt)
    else:
        _start(call)


def _start(call: Call) -> None:
    global _sending
    _settle()
    element("call-send").disabled = True
    element("call-cancel").disabled = False
    answer_view.fade()
    _say("Sending…", "busy")
    _sending = start(_run(call))


def _cancel() -> None:
    if _sending:
        _sending.cancel()


# -- a body that is no JSON --------------------------------------------------------------------------------------------


def _doubt(text: str) -> None:
    element("call-doubt-text").textContent = text
    element("call-doubt").hidden = False
    element("call-show-doubt").focus()


def _settle() -> None:
    element("call-doubt").hidden = True


def _show_doubt() -> None:
    """Put the caret where the JSON breaks."""
    js_body = element("call-body")
    at = place_of_problem(js_body.value)
    js_body.focus()
    js_body.setSelectionRange(at, at + 1)


def _send_anyway() -> None:
    if not element("call-send").disabled:
        _start(request_form.read("call"))


def _on_key(js_event: Any) -> None:
    if js_event.key == "Enter" and (js_event.ctrlKey or js_event.metaKey) and not js_event.isComposing:
        js_event.preventDefault()
        _submit()


def _shown() -> None:
    """The fields were filled anew: what is shown answers something else."""
    _settle()
    if not element("call-answer").hidden:
        answer_view.fade()
        problems.clear(_BOX)
        element("call-status").dataset.state = "old"
    programs.show()


def _on_input() -> None:
    _settle()
    programs.show()


def _reconnect() -> None:
    form.reconnect()
    programs.show()


def wire() -> None:
    """Offer the examples, and listen to the tab."""
    programs.wire()
    answer_view.wire()
    form.wire(_shown)
    history_view.wire(form.load_sent)
    connection.on_change(_reconnect)
    on(element("call-example"), "change", lambda _: form.load_example())
    on(element("call-form"), "input", lambda _: _on_input())
    on(element("call-form"), "keydown", _on_key)
    on_submit(element("call-form"), _submit)
    on(element("call-cancel"), "click", lambda _: _cancel())
    on(element("call-show-doubt"), "click", lambda _: _show_doubt())
    on(element("call-anyway"), "click", lambda _: _send_anyway())
