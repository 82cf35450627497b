"""The editor's text: kept through a reload, and never lost to an example or a link, which can be undone."""

from collections.abc import Callable
from typing import Any

from js import URL, document, location
from pyodide.ffi import JsException

from .. import kept
from ..dom import element, on, value
from .example_programs import PROGRAMS
from .link import hides_something

_CODE, _EXAMPLE, _BEFORE, _SAID, _WARNS = (f"python.{name}" for name in ("code", "example", "before", "said", "warns"))
_LONGEST = 200_000  # characters that are kept


class Drafts:
    """What is in the editor, and what was there before."""

    def __init__(self, changed: Callable[[], object]) -> None:
        """`changed` is called when the text was replaced."""
        self._js_area: Any = element("python-code")
        self._changed = changed
        kept_example = kept.get(_EXAMPLE)
        example = kept_example if kept_example in PROGRAMS else next(iter(PROGRAMS))
        element("python-example").value = example
        code = kept.get(_CODE)
        self._js_area.value = PROGRAMS[example].lstrip() if code is None else code
        self._before = kept.get(_BEFORE)
        if self._before is not None:
            self._show(kept.get(_SAID) or "", warns=kept.get(_WARNS) == "yes")
        on(self._js_area, "input", lambda _: self._keep())
        on(element("python-example"), "change", lambda _: self._load_example())
        on(element("python-undo"), "click", lambda _: self._undo())
        on(element("python-dismiss"), "click", lambda _: self._dismiss())

    def open_link(self, source: str) -> None:
        """Show a program that came by a link."""
        source = source.rstrip("\n") + "\n"
        if source == value("python-code") and self._before is not None:
            return
        came = _referrer()
        said = f"From a link{f' on {came}' if came else ''}: this code was not written by you."
        said += " It runs with the keys of the connection, and only when you press Run: read it first."
        if hides_something(source):
            said += " It has invisible characters, so it may not do what it seems to do."
        self._replace(source, said, warns=True)

    def _load_example(self) -> None:
        name = value("python-example")
        kept.put(_EXAMPLE, name)
        self.put(PROGRAMS[name].lstrip(), f"Your code made room for the example “{name}”.")

    def put(self, source: str, said: str) -> None:
        """Put a program into the editor; what was typed there can be brought back, and the page says so."""
        typed = value("python-code")
        if typed.strip() and typed != source and typed not in [one.lstrip() for one in PROGRAMS.values()]:
            self._replace(source, said, warns=False)
        else:
            self._dismiss()
            self._put(source)

    def _replace(self, source: str, said: str, *, warns: bool) -> None:
        self._before = value("python-code")
        self._put(source)
        self._show(said, warns=warns)
        for name, text in ((_BEFORE, self._before), (_SAID, said), (_WARNS, "yes" if warns else "no")):
            kept.put(name, text[:_LONGEST])

    def _put(self, source: str) -> None:
        self._js_area.value = source
        self._js_area.scrollTop = self._js_area.scrollLeft = 0
        self._js_area.setSelectionRange(0, 0)
        self._keep()
        self._changed()

    def _keep(self) -> None:
        text = value("python-code")
        kept.put(_CODE, text if len(text) <= _LONGEST else None)

    def _show(self, said: str, *, warns: bool) -> None:
        element("python-notice-text").textContent = said
        element("python-notice").dataset.kind = "warning" if warns else "note"
        element("python-notice").hidden = False
        element("python-undo").textContent = "Bring my code back" if warns else "Undo"

    def _undo(self) -> None:
        if self._before is not None:
            before = self._before
            self._dismiss()
            self._put(before)
            self._js_area.focus()

    def _dismiss(self) -> None:
        self._before = None
        element("python-notice").hidden = True
        for name in (_BEFORE, _SAID, _WARNS):
            kept.put(name, None)


def _referrer() -> str:
    """The host of the page that the visitor came from, if the browser tells, and it is not this one."""
    try:
        host = URL.new(document.referrer).host if document.referrer else ""
    except JsException:
        return ""
    return "" if host == location.host else host
