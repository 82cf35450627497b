"""The Call tab: any request to any service, and the same as Python and as curl."""

import asyncio
from typing import Any

from js import performance

from aws4web import AwsV4Signer, Response

from . import connection, example_calls, problems, python_tab, request_form, tabs
from .call_text import Call, as_curl, as_python, readable
from .dom import element, on, on_submit, start, value
from .latest import Latest
from .words import size_text

_BOX = "call-problem"
_SHOWN = 200_000  # characters of a body
_curls = Latest()
_sending: asyncio.Task[Any] | None = None
_loaded: Call | None = None  # the example in the fields, unless the visitor has changed them


def _say(text: str, state: str) -> None:
    element("call-status").textContent = text
    element("call-status").dataset.state = state


async def _send(call: Call) -> None:
    init: dict[str, Any] = {"aws": call.scope} | ({"body": call.body} if call.has_body else {})
    began = performance.now()
    response = await connection.client().fetch(call.url, method=call.method, headers=call.headers, **init)
    content = await response.bytes()
    took = performance.now() - began
    _say(
        f"{response.status} {response.status_text} · {took:.0f} ms · {size_text(len(content))}",
        "done" if response.ok else "error",
    )
    await _show(response, content)
    if response.error:
        raise response.error


async def _show(response: Response, content: bytes) -> None:
    try:
        text = readable(content.decode())
    except UnicodeDecodeError:
        text = f"{size_text(len(content))} that are not text; they start with\n{content[:256].hex(' ')}"
    if len(text) > _SHOWN:
        text = f"{text[:_SHOWN]}\n… {len(text) - _SHOWN} characters more"
    element("call-answer-body").textContent = text or "(an empty body)"
    element("call-answer-headers").textContent = "\n".join(f"{name}: {text}" for name, text in response.headers.items())
    element("call-answer").hidden = False


async def _run(call: Call) -> None:
    try:
        if not await problems.guarded(_BOX, _send(call)) and element("call-answer").hidden:
            _say("There was no answer.", "error")
    except asyncio.CancelledError:
        _say("Cancelled.", "error")
    finally:
        element("call-send").disabled = False
        element("call-cancel").disabled = True


def _submit() -> None:
    global _sending
    try:
        call = request_form.read("call")
    except ValueError as error:
        problems.show(_BOX, error)
        return
    element("call-send").disabled = True
    element("call-cancel").disabled = False
    element("call-answer").hidden = True
    _say("Sending…", "busy")
    _sending = start(_run(call))


def _cancel() -> None:
    if _sending:
        _sending.cancel()


# -- the same as a program ---------------------------------------------------------------------------------------------


def _show_python() -> None:
    now = connection.current()
    try:
        code = as_python(request_form.read("call"), region=now.region, has_token=bool(now.session_token))
    except ValueError as error:
        code = f"# {error}"
    element("call-python-code").textContent = code
    if element("call-curl").open:
        start(_show_curl())


async def _show_curl() -> None:
    is_latest = _curls.ask()
    try:
        signer = AwsV4Signer(**request_form.signer_options(request_form.read("call")))
        command, signed = as_curl(await signer.sign()), f"Signed at {signer.datetime}."
    except Exception as error:
        command, signed = f"# {error}", ""
    if is_latest():
        element("call-curl-code").textContent = command
        element("call-curl-time").textContent = signed


def _try_python() -> None:
    python_tab.put(element("call-python-code").textContent)
    tabs.select("python")
    element("python-run").focus()


# -- examples ----------------------------------------------------------------------------------------------------------


def _load_example() -> None:
    global _loaded
    _loaded = example_calls.calls(connection.current().url)[value("call-example")]
    request_form.write("call", _loaded)
    _show_python()


def _reconnect() -> None:
    """An example goes along with the connection; what the visitor typed stays."""
    if request_form.is_written("call", _loaded):
        _load_example()
    else:
        _show_python()


def wire() -> None:
    """Offer the examples, and listen to the tab."""
    request_form.offer("call", example_calls.calls(connection.current().url))
    _load_example()
    connection.on_change(_reconnect)
    on(element("call-example"), "change", lambda _: _load_example())
    on(element("call-form"), "input", lambda _: _show_python())
    on_submit(element("call-form"), _submit)
    on(element("call-cancel"), "click", lambda _: _cancel())
    on(element("call-curl"), "toggle", lambda _: _show_python())
    on(element("call-resign"), "click", lambda _: _show_curl())
    on(element("call-try"), "click", lambda _: _try_python())
