"""What the page shows. Texts from outside are put in as text, never as HTML."""

from typing import Any
from urllib.parse import quote

from bucket import Folder
from js import document
from sign_in.problems import Problem

SECTIONS = ("busy", "problem", "signed-out", "signed-in")
TEXTS = ("signed-out-note", "name", "folder", "rows", "note", "problem-title", "problem-text", "problem-detail")


def element(name: str) -> Any:
    """The element with this id."""
    return document.getElementById(name)


def show(*names: str) -> None:
    """Show these sections, and no others."""
    for name in SECTIONS:
        element(name).hidden = name not in names


def busy(text: str) -> None:
    """Say what is going on."""
    element("busy").textContent = text
    show("busy")


def clear() -> None:
    """Take everything about a person out of the page."""
    for name in TEXTS:
        element(name).replaceChildren()


def signed_out(note: str = "") -> None:
    """Offer to sign in."""
    clear()
    element("signed-out-note").textContent = note
    show("signed-out")


def problem(found: Problem, name: str | None) -> None:
    """Explain a failure; `name` is who is signed in, if somebody is."""
    clear()
    element("problem-title").textContent = found.title
    element("problem-text").textContent = found.text
    element("problem-detail").textContent = found.detail
    element("name").textContent = name or ""
    show("problem", "signed-in" if name else "signed-out")


def listing(name: str, folder: Folder) -> None:
    """Show a folder of the bucket to whom is signed in."""
    clear()
    element("name").textContent = name
    element("folder").textContent = folder.name
    rows = [_row(_link("../", _parent(folder.prefix)))] if folder.prefix else []
    rows += [_row(_link(one.removeprefix(folder.prefix), one)) for one in folder.folders]
    rows += [_row(key.removeprefix(folder.prefix), size) for key, size in folder.objects]
    element("rows").replaceChildren(*rows)
    if folder.has_more:
        element("note").textContent = "There is more than this page lists."
    elif not folder.folders and not folder.objects:
        element("note").textContent = "There is nothing here."
    show("signed-in")


def _parent(prefix: str) -> str:
    above, slash, _ = prefix.removesuffix("/").rpartition("/")
    return above + slash


def _link(text: str, prefix: str) -> Any:
    link = document.createElement("a")
    link.href = f"#{quote(prefix)}"
    link.textContent = text
    return link


def _row(name: Any, size: str = "") -> Any:
    row = document.createElement("tr")
    for content, kind in ((name, ""), (size, "number")):
        cell = document.createElement("td")
        cell.className = kind
        cell.append(content)
        row.append(cell)
    return row
