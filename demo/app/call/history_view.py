"""The history of calls: a list of buttons, each of which fills the form."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .. import connection, kept
from ..call_text import Call
from ..dom import announce, element, fill, make, on_action
from .history import History, Sent

_KEY = "call.history"
_history = History()


def remember(call: Call, status: str) -> None:
    """Add a call."""
    _history.add(call, status, f"{datetime.now():%H:%M:%S}")
    now = connection.current()
    text = _history.text()
    if any(secret and secret in text for secret in (now.secret_access_key, now.session_token)):
        _history.sent.pop(0)
        text = _history.text()
    kept.put(_KEY, text if _history.sent else None)
    _show()


def _show() -> None:
    element("call-history-count").textContent = f"({len(_history.sent)})" if _history.sent else "(nothing sent yet)"
    element("call-history-clear").hidden = not _history.sent
    fill(element("call-history-list"), *[_item(number, sent) for number, sent in enumerate(_history.sent)])


def _item(number: int, sent: Sent) -> Any:
    state = "done" if sent.status.startswith("2") else "error"
    js_button = make(
        "button",
        make("span", sent.label, class_="label"),
        make("span", sent.status, data_state=state),
        make("span", sent.time, class_="quiet"),
        type="button",
        data_action="load",
        data_key=str(number),
        title=sent.call.url,
    )
    return make("li", js_button)


def wire(load: Callable[[Sent], object]) -> None:
    """Show what an earlier load of the page kept; `load` fills the form with a call."""

    def act(action: str, key: str) -> None:
        if action == "load":
            load(_history.sent[int(key)])
        elif action == "clear":
            _history.sent.clear()
            kept.put(_KEY, None)
            _show()
            announce("Forgotten")

    on_action(element("call-history"), act)
    _history.sent = History.of(kept.get(_KEY)).sent
    _show()
