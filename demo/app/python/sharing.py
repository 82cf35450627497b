"""Links to programs: made by a press, and opened without running anything."""

from collections.abc import Callable

from js import location

from .. import connection, problems, tabs
from ..dom import announce, element, on, value
from . import link


def _share() -> None:
    now = connection.current()
    problems.clear("python-link-problem")
    element("python-link").hidden = True
    try:
        place = link.place_of(value("python-code"), _secrets(now))
    except link.LinkError as error:
        problems.show("python-link-problem", error)
        return
    element("python-link-text").value = f"{location.href.partition('#')[0]}#python/{place}"
    element("python-link").hidden = False
    element("python-link-text").select()


def _secrets(now: connection.Connection) -> list[str]:
    return [now.access_key_id, now.secret_access_key, now.session_token]


def _open(place: str, show: Callable[[str], object]) -> None:
    tabs.set_place("python", "", replace=True)  # a reload finds the editor as it was left
    problems.clear("python-link-problem")
    if not link.is_program(place):
        return
    try:
        show(link.source_of(place))
    except link.LinkError as error:
        problems.show("python-link-problem", error)
        announce(str(error))


def wire(show: Callable[[str], object]) -> None:
    """`show(source)` gets the program of a link that is opened."""
    on(element("python-share"), "click", lambda _: _share())
    on(element("python-code"), "input", lambda _: setattr(element("python-link"), "hidden", True))
    tabs.on_place("python", lambda place: _open(place, show))
