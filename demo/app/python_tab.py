"""The Python tab: an editor with examples, and what they print."""

import asyncio
from typing import Any

from js import performance

from . import connection, example_programs, problems, runner
from .dom import element, fill, make, on, start, value
from .editor import Editor

_MOST = 200_000  # characters of output
_running: asyncio.Task[None] | None = None


def _names() -> dict[str, Any]:
    """The names that a program starts with. Each run starts afresh."""
    now = connection.current()
    return {
        "__name__": "__main__",
        "aws": now.client(),  # its own: a program may change it
        "endpoint": now.endpoint,
        "region": now.region,
        # As the README and the Call tab name them.
        "MY_ACCESS_KEY": now.access_key_id,
        "MY_SECRET_KEY": now.secret_access_key,
        "MY_TOKEN": now.session_token or None,
    }


def _write(text: str) -> None:
    js_output = element("python-output")
    if len(js_output.textContent) < _MOST:
        js_output.append(text)
    js_output.scrollTop = js_output.scrollHeight


def _say(text: str, state: str) -> None:
    element("python-status").textContent = text
    element("python-status").dataset.state = state


async def _run(source: str) -> None:
    began = performance.now()
    try:
        await runner.run(source, _names(), _write)
        _say(f"Done in {performance.now() - began:.0f} ms.", "done")
    except asyncio.CancelledError:
        _say("Stopped.", "error")
    except BaseException as error:  # SystemExit too: the visitor's program ends, not the page
        _say(f"{type(error).__name__} after {performance.now() - began:.0f} ms.", "error")
        js_traceback = make("pre", runner.short_traceback(error), tabindex="0", aria_label="Traceback")
        fill(element("python-problem"), make("div", js_traceback, class_="problem"))
    finally:
        element("python-run").disabled = False
        element("python-stop").disabled = True


def run() -> None:
    """Run what is in the editor."""
    global _running
    if element("python-run").disabled:
        return
    element("python-run").disabled = True
    element("python-stop").disabled = False
    fill(element("python-output"))
    problems.clear("python-problem")
    _say("Running…", "busy")
    _running = start(_run(value("python-code")))


def _stop() -> None:
    if _running:
        _running.cancel()


def put(source: str) -> None:
    """Put a program into the editor."""
    element("python-code").value = source


def _load_example() -> None:
    put(example_programs.PROGRAMS[value("python-example")].lstrip())


def _on_key(js_event: Any) -> None:
    if js_event.key == "Enter" and (js_event.ctrlKey or js_event.metaKey):
        js_event.preventDefault()
        run()


def wire() -> None:
    """Offer the examples, and listen to the tab."""
    fill(element("python-example"), *[make("option", name) for name in example_programs.PROGRAMS])
    _load_example()
    Editor(element("python-code"))
    on(element("python-code"), "keydown", _on_key)
    on(element("python-example"), "change", lambda _: _load_example())
    on(element("python-run"), "click", lambda _: run())
    on(element("python-stop"), "click", lambda _: _stop())
