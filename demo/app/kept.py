"""What a reload finds again: texts in the tab's session storage, which ends with the tab.

Never a secret: whatever is on this origin can read it, JupyterLite and what it runs included.
"""

from contextlib import suppress

from js import sessionStorage
from pyodide.ffi import JsException

CONNECTION = "connection"
"""Under this name are addresses, and nothing of a person: it outlives a sign-out."""

_PREFIX = "aws4web."


def get(name: str) -> str | None:
    """What was kept under this name."""
    with suppress(JsException):  # storage may be forbidden
        text = sessionStorage.getItem(_PREFIX + name)
        return text if isinstance(text, str) else None  # JavaScript's null is not None
    return None


def put(name: str, text: str | None) -> None:
    """Keep a text until the tab is closed; None forgets it. Where storage is full or forbidden, nothing is kept."""
    with suppress(JsException):
        if text is None:
            sessionStorage.removeItem(_PREFIX + name)
        else:
            sessionStorage.setItem(_PREFIX + name, text)


def forget_texts() -> None:
    """Forget all but the connection's addresses, as at a sign-out."""
    with suppress(JsException):
        for name in [sessionStorage.key(index) for index in range(sessionStorage.length)]:
            if name.startswith(_PREFIX) and name != _PREFIX + CONNECTION:
                sessionStorage.removeItem(name)
