"""The part of the Signature tab that takes a pasted signature apart, with its life as a countdown."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from .. import connection, problems, tabs
from ..call_text import as_curl
from ..dom import element, fill, make, on, start, value
from ..latest import Latest
from . import form
from .dissection import dissect
from .faults import faults, life
from .pasted import Signed, read_signed
from .recomputed import verdict
from .rows import part_rows

_BOX = "apart-problem"
_shown = Latest()
_ticking: asyncio.Task[Any] | None = None


def _now() -> datetime:
    return datetime.now(UTC)


async def show() -> None:
    """Take apart what is pasted."""
    is_latest = _shown.ask()
    text = value("apart-text")
    problems.clear(_BOX)
    element("apart-result").hidden = True
    element("apart-empty").hidden = bool(text.strip())
    if not text.strip():
        return
    try:
        signed = read_signed(text)
        parts, wrong = dissect(signed), faults(signed)
        is_right, said = await _verdict(signed)
    except ValueError as error:
        fill(element(_BOX), make("p", f"This cannot be taken apart: {error}.", role="alert", class_="note"))
        return
    if not is_latest():
        return
    fill(element("apart-verdict"), said)
    element("apart-verdict").dataset.state = {True: "done", False: "error", None: "unknown"}[is_right]
    fill(element("apart-faults"), *[make("li", fault) for fault in [*wrong, *signed.notes]])
    fill(element("apart-parts"), *part_rows(parts))
    element("apart-result").hidden = False
    _count_down(signed)


async def _verdict(signed: Signed) -> tuple[bool | None, str]:
    """Whether the signature is right, if its keys are the connection's."""
    now = connection.current()
    if form.has_own_keys() and value("signature-key-id").strip() == signed.key_id:
        return await verdict(signed, value("signature-secret").strip(), "the typed")
    if not now.secret_access_key or now.access_key_id != signed.key_id:
        return None, "It was not made with the connection’s key: whether it is right, only AWS can tell."
    return await verdict(signed, now.secret_access_key, "the connection’s")


def _count_down(signed: Signed) -> None:
    global _ticking
    if _ticking:
        _ticking.cancel()
    _ticking = start(_tick(signed))


async def _tick(signed: Signed) -> None:
    """Show each second how long it is good for."""
    while not element("apart-result").hidden:
        said = life(signed, _now())
        if tabs.is_shown("signature") and element("apart-life").textContent != said:
            element("apart-life").textContent = said
            element("apart-life").dataset.state = "done" if said.startswith("expires") else "error"
        await asyncio.sleep(1 - _now().microsecond / 1_000_000)


async def _take_own() -> None:
    """Take apart what the stages below sign."""
    signed = await (await form.signer()).sign()
    text = signed.url if element("signature-query").checked else as_curl(signed)
    element("apart-text").value = text
    await show()


def _clear() -> None:
    element("apart-text").value = ""
    start(show())
    element("apart-text").focus()


def wire() -> None:
    """Listen to the field."""
    on(element("apart-text"), "input", lambda _: show())
    on(element("apart-own"), "click", lambda _: problems.guarded(_BOX, _take_own()))
    on(element("apart-clear"), "click", lambda _: _clear())
    connection.on_change(lambda: start(show()))
