"""The editor's text: kept through a reload, and never lost to an example or a link, which can be undone."""

import json
from collections.abc import Callable
from typing import Any

from js import URL, document, location
from pyodide.ffi import JsException

from .. import kept
from ..dom import element, on, value
from ..json_text import parsed
from .example_programs import PROGRAMS
from .link import hides_something

_CODE, _EXAMPLE, _BEFORE, _SAID, _WARNS = (f"python.{name}" for name in ("code", "example", "before", "said", "warns"))
_PUT = "python.put"
_LONGEST = 200_000  # characters that are kept
_MOST = 10  # programs that can be brought back


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
        self._is_own = not kept.get(_PUT)  # typed, and not what was put there
        self._js_area.value = PROGRAMS[example].lstrip() if code is None else code
        self._before = _kept_before()
        """What was typed, and made room: the latest comes last."""
        if self._before:
            self._show(kept.get(_SAID) or "", warns=kept.get(_WARNS) == "yes")
        on(self._js_area, "input", lambda _: self._keep())
        on(element("python-example"), "change", lambda _: self._load_example())
        on(element("python-undo"), "click", lambda _: self._undo())
        on(element("python-dismiss"), "click", lambda _: self._dismiss())

    def open_link(self, source: str) -> None:
        """Show a program that came by a link."""
        source = source.rstrip("\n") + "\n"
        if source == value("python-code") and self._before:
            return
        came = _referrer()
        said = f"From a link{f' on {came}' if came else ''}: this code was not written by you."
        said += " It runs with the keys of the connection, and only when you press Run: read it first."
        if hides_something(source):
            said += " It has invisible characters, so it may not do what it seems to do."
        if self._is_own or not self._before:
            self._before.append(value("python-code"))
        self._replace(source, said, warns=True)

    def _load_example(self) -> None:
        name = value("python-example")
        kept.put(_EXAMPLE, name)
        self.put(PROGRAMS[name].lstrip(), f"Your code made room for the example “{name}”.")

    def put(self, source: str, said: str) -> None:
        """Put a program into the editor; what was typed there can be brought back, and the page says so."""
        typed = value("python-code")
        is_own = self._is_own and typed not in [one.lstrip() for one in PROGRAMS.values()]
        if typed.strip() and typed != source and is_own:
            self._before.append(typed)
        if self._before:
            self._replace(source, said, warns=False)
        else:
            self._put(source)

    def _replace(self, source: str, said: str, *, warns: bool) -> None:
        self._before = self._before[-_MOST:]
        self._put(source)
        self._show(said, warns=warns)
        self._keep_before(said, warns=warns)

    def _put(self, source: str, *, is_own: bool = False) -> None:
        self._js_area.value = source
        self._js_area.scrollTop = self._js_area.scrollLeft = 0
        self._js_area.setSelectionRange(0, 0)
        self._keep(is_own=is_own)
        self._changed()

    def _keep(self, *, is_own: bool = True) -> None:
        text = value("python-code")
        self._is_own = is_own
        kept.put(_PUT, None if is_own else "yes")
        kept.put(_CODE, text if len(text) <= _LONGEST else None)

    def _keep_before(self, said: str = "", *, warns: bool = False) -> None:
        text = json.dumps(self._before)
        kept.put(_BEFORE, text if self._before and len(text) <= _LONGEST else None)
        for name, about in ((_SAID, said), (_WARNS, "yes" if warns else "")):
            kept.put(name, about or None)

    def _show(self, said: str, *, warns: bool) -> None:
        element("python-notice-text").textContent = said
        element("python-notice").dataset.kind = "warning" if warns else "note"
        element("python-notice").hidden = not said
        element("python-undo").textContent = "Bring my code back" if warns else "Undo"

    def _undo(self) -> None:
        if self._before:
            self._put(self._before.pop(), is_own=True)
            said = "More code of yours made room before." if self._before else ""
            self._show(said, warns=False)
            self._keep_before(said)
            self._js_area.focus()

    def _dismiss(self) -> None:
        self._before = []
        self._show("", warns=False)
        self._keep_before()


def _kept_before() -> list[str]:
    """The storage may hold anything: other pages share it."""
    try:
        found: Any = parsed(kept.get(_BEFORE) or "[]")
    except ValueError:
        return []
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _referrer() -> str:
    """The host of the page that the visitor came from, if the browser tells, and it is not this one."""
    try:
        host = URL.new(document.referrer).host if document.referrer else ""
    except JsException:
        return ""
    return "" if host == location.host else host
