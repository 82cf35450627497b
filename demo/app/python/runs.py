"""Runs programs, and shows what comes of them: Run, Stop, Restart, and what a program asks."""

import asyncio
from collections.abc import Callable
from typing import Any

from js import performance

from .. import connection, problems
from ..dom import element, fill, on, on_submit, start, value
from .machine import Machine
from .messages import Message
from .output import Output
from .trace import traceback_box

_TICK = 0.2  # seconds
_PATIENCE = 3.0  # seconds that a program may take to heed Stop
_SHORT_PATIENCE = 0.5  # seconds, if it can only heed it while it waits
_GONE = "Its variables are gone: a fresh Python starts."


class Runs:
    """One program at a time."""

    def __init__(self, go_to: Callable[[int], object], mark: Callable[[int | None], object]) -> None:
        self._go_to = go_to
        self._mark = mark
        self._machine = Machine(self._receive)
        self._output = Output()
        self._number = 0
        self._is_running = False  # from Run until the program's end
        self._left = 0  # tasks that the program left behind
        self._waiting: tuple[str, dict[str, Any]] | None = None  # what runs as soon as Python has started
        self._stopped_at: float | None = None
        for name, handler in (("run", self.run), ("stop", self._stop), ("restart", self._restart), ("end", self._end)):
            on(element(f"python-{name}"), "click", lambda _, handler=handler: handler())
        on_submit(element("python-input"), lambda: self._answer(value("python-input-text")))
        on(element("python-input-end"), "click", lambda _: self._answer(None))

    def prepare(self) -> None:
        """Start Python, if it has not been started."""
        if not self._machine.is_there:
            self._machine.start()
            start(self._show_start(performance.now()))

    def run(self) -> None:
        """Run what is in the editor."""
        if self._is_running:
            return
        self._number += 1
        self._is_running, self._left, self._stopped_at = True, 0, None
        self._output.clear()
        self._mark(None)
        problems.clear("python-problem")
        self._say("Running…", "busy")
        self._show_buttons()
        start(self._begin(self._number, value("python-code")))
        start(self._watch(self._number))

    async def _begin(self, number: int, source: str) -> None:
        try:
            keys = await connection.credentials()
        except Exception as error:
            if number == self._number and self._is_running:
                self._finish("Not run.", "error")
                problems.show("python-problem", error)
            return
        if number != self._number or not self._is_running:
            return  # stopped meanwhile
        now = connection.current()
        names = ("access_key_id", "secret_access_key", "session_token")
        given = {name: getattr(keys, name) for name in names} | {"endpoint": now.endpoint, "region": now.region}
        self.prepare()
        if self._machine.is_ready:
            self._machine.run(number, source, given)
        else:
            self._waiting = (source, given)

    async def _show_start(self, began: float) -> None:
        """Say how long the start takes."""
        while self._machine.is_there and not self._machine.is_ready:
            seconds = (performance.now() - began) / 1000
            if self._waiting or not self._number:
                self._say(f"Starting Python for your programs… {seconds:.0f} s", "busy")
            await asyncio.sleep(_TICK)

    async def _watch(self, number: int) -> None:
        """While a program runs, fetch what it prints; end it if it does not heed Stop."""
        while self._is_running and number == self._number:
            await asyncio.sleep(_TICK)
            if not self._is_running or number != self._number or not self._machine.is_ready:
                continue
            waited = 0.0 if self._stopped_at is None else (performance.now() - self._stopped_at) / 1000
            if self._stopped_at is None:
                self._machine.hurry()
            elif not self._machine.can_interrupt and waited > _SHORT_PATIENCE:
                self._start_afresh(f"Stopped, by ending its Python. {_GONE}")
            elif waited > _PATIENCE and element("python-end").hidden:
                self._say("The program does not heed Stop. If you end it, its variables are gone.", "error")
                element("python-end").hidden = False

    # -- the buttons -------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        if not self._machine.is_ready or (self._is_running and self._waiting):
            self._waiting = None
            if self._is_running:
                self._finish("Stopped before it began.", "error")
            return
        self._machine.interrupt()
        if self._is_running and self._stopped_at is None:
            self._stopped_at = performance.now()
            self._say("Stopping…", "busy")
            element("python-stop").disabled = True

    def _end(self) -> None:
        self._start_afresh(f"Ended. {_GONE}")

    def _restart(self) -> None:
        self._start_afresh("Python is restarted: variables are gone.")

    def _start_afresh(self, said: str) -> None:
        self._machine.end()
        self._waiting, self._left = None, 0
        was_running = self._is_running
        self._finish(said, "error" if was_running else "done")
        self.prepare()

    def _answer(self, text: str | None) -> None:
        element("python-input").hidden = True
        element("python-input-text").value = ""
        self._output.add("out", f"{text or ''}\n")
        self._machine.answer(text)
        element("python-output").focus()

    # -- what the worker says ----------------------------------------------------------------------------------------

    def _receive(self, message: Message) -> None:
        if message.kind == "ready":
            self._on_ready()
        elif message.kind == "ended":
            self._on_ended(message.text)
        elif message.run != self._number:
            return
        elif message.kind == "output":
            if not self._is_running:
                self._output.mark("After the program’s end:")
            for stream, text in message.segments:
                self._output.add(stream, text)
        elif message.kind == "input" and self._is_running:
            element("python-input").hidden = False
            element("python-input-text").focus()
        elif message.kind == "done" and self._is_running:
            self._on_done(message)
        elif message.kind == "quiet" and self._left:
            self._left = 0
            self._show_buttons()
            self._say(element("python-status").textContent.partition(" · ")[0], "done")

    def _on_ready(self) -> None:
        if self._waiting:
            (source, given), self._waiting = self._waiting, None
            self._say("Running…", "busy")
            self._machine.run(self._number, source, given)
        elif not self._is_running and element("python-status").textContent.startswith("Starting"):
            self._say("Python is ready.", "")

    def _on_ended(self, text: str) -> None:
        self._machine.end()
        self._waiting, self._left = None, 0
        self._finish(
            f"Python ended: {text[:300].rstrip('.')}. Its variables are gone; the next run starts a fresh one.", "error"
        )

    def _on_done(self, message: Message) -> None:
        self._left = message.left
        failure, time = message.failure, _time(message.seconds)
        if failure is None:
            self._finish(f"Done in {time}.", "done")
        elif failure.name in ("KeyboardInterrupt", "CancelledError") and self._stopped_at is not None:
            where = f" in line {failure.line}" if failure.line else ""
            self._finish(f"Stopped{where} after {time}.", "error")
        elif failure.name == "SystemExit" and failure.text.endswith(
            ("SystemExit: None", "SystemExit: 0", "SystemExit")
        ):
            self._finish(f"Ended by exit() after {time}.", "done")
            failure = None
        else:
            self._finish(f"{failure.name} after {time}.", "error")
            fill(element("python-problem"), traceback_box(failure, self._go_to))
        self._mark(failure.line if failure else None)
        if message.left:
            tasks = "1 task still runs" if message.left == 1 else f"{message.left} tasks still run"
            self._say(f"{element('python-status').textContent} · {tasks}", "done" if failure is None else "error")
        if message.lost:
            self._output.say_lost(message.lost)

    def _finish(self, said: str, state: str) -> None:
        self._is_running, self._stopped_at = False, None
        self._say(said, state)
        element("python-input").hidden = element("python-end").hidden = True
        self._show_buttons()

    def _show_buttons(self) -> None:
        element("python-run").disabled = self._is_running
        element("python-stop").disabled = not self._is_running and not self._left

    def _say(self, text: str, state: str) -> None:
        js_status = element("python-status")
        if js_status.textContent != text:
            js_status.textContent = text
        js_status.dataset.state = state


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
