"""A bucket's CORS rules: shown, and widened by one for this page. None is ever taken away."""

import json
from typing import Any

from js import location

from aws4web.s3 import cors_rule

from ..copying import copyable
from ..dom import announce, element, fill, on
from . import listing
from .asking import Dialog
from .cors_words import allows, note_of

_dialog = Dialog("cors")
_rules: list[dict[str, Any]] = []
_is_asked = False  # whether the first rule of all is to be set


async def show() -> None:
    """Ask for the rules of the bucket that is shown."""
    fill(element("cors-rules"))
    element("cors-note").textContent = "Asking…"
    element("cors-add").hidden = True
    _dialog.show(listing.opened())
    if not await _dialog.run(_load()):
        element("cors-note").textContent = ""


async def _load() -> None:
    global _is_asked
    _is_asked = False
    _rules[:] = await _dialog.opened.bucket.cors()
    origin = location.origin
    element("cors-note").textContent = note_of(_rules, origin)
    fill(element("cors-rules"), *([copyable(json.dumps(_rules, indent=2), "CORS rules")] if _rules else []))
    js_add = element("cors-add")
    js_add.hidden = allows(_rules, origin)
    js_add.textContent = "Add a rule for this page" if _rules else "Set a rule for this page…"


async def _add() -> None:
    """The first rule of all is shown before it is set."""
    global _is_asked
    rule = cors_rule(location.origin)
    if not _rules and not _is_asked:
        _is_asked = True
        element("cors-note").textContent = "The bucket has no rule of its own. This one will be set:"
        fill(element("cors-rules"), copyable(json.dumps([rule], indent=2), "CORS rule"))
        element("cors-add").textContent = "Set this rule"
        return
    if await _dialog.run(_dialog.opened.bucket.put_cors(rule)):
        announce("The rule is set")
        await _dialog.run(_load())
        element("cors-dialog").querySelector("[data-close]").focus()


def wire() -> None:
    """Listen to the dialog."""
    _dialog.wire()
    on(element("cors-add"), "click", lambda _: _add())
