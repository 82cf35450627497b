"""A worker with a Python of its own, seen from the page. It is started when it is first needed, and can be ended."""

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import demo_config  # loader.js makes this module from the server's config.json
import js
from pyodide.ffi import create_proxy, to_js

from .messages import Message, read

_SOURCES = files("app.python") / "worker"
_ANSWER_BYTES = 65_536
_INTERRUPT, _FLUSH = 2, 10  # SIGINT; SIGUSR1, for which the worker sends what was printed


class Machine:
    """At most one worker at a time; `receive` gets what it says."""

    def __init__(self, receive: Callable[[Message], object]) -> None:
        self._receive = receive
        self._js_worker: Any = None
        self._js_port: Any = None
        self._js_interrupt: Any = None
        self._js_answer: Any = None
        self._proxies: list[Any] = []
        self.is_ready = False

    @property
    def is_there(self) -> bool:
        """Whether there is a worker, which may still be starting."""
        return self._js_worker is not None

    @property
    def can_interrupt(self) -> bool:
        """Whether this page and its worker may share memory: only then can a busy program be interrupted."""
        return self._js_interrupt is not None

    def start(self) -> None:
        """Start a worker, unless there is one."""
        if self.is_there:
            return
        isolated = bool(getattr(js, "crossOriginIsolated", False))
        self._js_interrupt = js.Uint8Array.new(js.SharedArrayBuffer.new(1)) if isolated else None
        self._js_answer = js.SharedArrayBuffer.new(8 + _ANSWER_BYTES) if isolated else None
        self._js_worker = js.Worker.new("python_worker.js", _object({"type": "module"}))
        js_channel = js.MessageChannel.new()
        self._js_port = js_channel.port1
        self._js_port.onmessage = self._proxy(lambda js_event: self._hear(js_event.data))
        self._js_worker.onerror = self._proxy(self._on_error)
        package = demo_config.package
        start = {
            "pyodide": _address(f"{demo_config.pyodide}pyodide.mjs"),
            "packages": [_address(package) if "/" in package else package],
            "sources": [[path.name, path.read_text()] for path in _SOURCES.iterdir() if path.name.endswith(".py")],
            "interrupt": self._js_interrupt,
            "answer": self._js_answer,
        }
        self._js_worker.postMessage(_object(start), to_js([js_channel.port2]))

    def run(self, number: int, source: str, given: dict[str, Any]) -> None:
        """Run a program."""
        self._post(kind="run", run=number, source=source, given=given)

    def interrupt(self) -> None:
        """Have KeyboardInterrupt raised in what computes, if that is possible, and cancel what waits."""
        if self.can_interrupt:
            js.Atomics.store(self._js_interrupt, 0, _INTERRUPT)
        self._post(kind="stop")

    def hurry(self) -> None:
        """Have what was printed sent now, even if the program computes."""
        if self.can_interrupt:
            js.Atomics.compareExchange(self._js_interrupt, 0, 0, _FLUSH)

    def answer(self, text: str | None) -> None:
        """Answer input(); None: there is no more."""
        data = (text or "").encode("utf-8", "replace")[:_ANSWER_BYTES]
        js_bytes = js.Uint8Array.new(self._js_answer, 8)
        js_bytes.set(to_js(data))
        js_state = js.Int32Array.new(self._js_answer, 0, 2)
        js_state[1] = -1 if text is None else len(data)
        js.Atomics.store(js_state, 0, 1)
        js.Atomics.notify(js_state, 0)

    def end(self) -> None:
        """End the worker, with all that it has."""
        if not self.is_there:
            return
        self._js_worker.terminate()
        self._js_port.onmessage = self._js_worker.onerror = None
        self._js_port.close()
        self._js_worker = self._js_port = None
        self.is_ready = False
        for proxy in self._proxies:
            proxy.destroy()
        self._proxies.clear()

    def _post(self, **message: Any) -> None:
        self._js_port.postMessage(json.dumps(message))

    def _hear(self, text: object) -> None:
        message = read(text)
        if message is None:
            return
        if message.kind == "ready":
            self.is_ready = True
        self._receive(message)

    def _on_error(self, js_event: Any) -> None:
        js_event.preventDefault()
        self._receive(
            Message("ended", text=str(getattr(js_event, "message", None) or "the worker could not be loaded"))
        )

    def _proxy(self, handler: Callable[[Any], object]) -> Any:
        proxy = create_proxy(handler)
        self._proxies.append(proxy)
        return proxy


def _address(relative: str) -> str:
    return str(js.URL.new(relative, js.document.baseURI).href)


def _object(content: dict[str, Any]) -> Any:
    return to_js(content, dict_converter=js.Object.fromEntries)
