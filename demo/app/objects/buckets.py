"""Which buckets there are to choose from: those that the server lists, and those that were typed in.

AWS lists its buckets to no page, and a key may lack s3:ListAllMyBuckets: then a name is typed in, and kept for this
session. No error is made of it.
"""

import json
from collections.abc import Callable
from typing import Any

from aws4web import AwsError, NetworkError

from .. import connection, kept
from ..dom import announce, element, fill, make, on_submit, value
from ..help import is_forbidden
from ..json_text import parsed
from .bucket_names import fault_of_existing
from .open_bucket import OpenBucket

_KEPT_AS = "buckets"
_OTHER = "Other…"
_DENIED = ("AccessDenied", "AccessDeniedException", "AllAccessDisabled", "UnauthorizedAccess")
_UNKNOWN = (404, 405, 501)
"""How stores answer that list no buckets."""
_UNSAID = "This server gives a page no list of buckets, as AWS never does, or cannot be reached. Type a bucket’s name."
_FORBIDDEN = "These keys may not list buckets (s3:ListAllMyBuckets). Type a bucket’s name."
_listed: list[str] = []


async def load(is_latest: Callable[[], bool]) -> None:
    """Ask for the buckets, and offer them. Raises what is wrong with the connection itself."""
    global _listed
    names: list[str] = []
    said = ""
    try:
        names = [bucket.name async for bucket in connection.caller().buckets()]
    except AwsError as error:
        if error.status in _UNKNOWN:
            said = _UNSAID
        elif error.code in _DENIED or (error.status == 403 and not error.message):
            said = _FORBIDDEN
        else:
            raise
    except NetworkError as error:
        if "offline" in str(error) or is_forbidden(error):
            raise
        said = _UNSAID
    if is_latest():
        _listed = names
        _say(said)


def _say(text: str) -> None:
    element("open-problem").textContent = text
    element("open-form").hidden = not text
    if text:
        announce(text)


def forget() -> None:
    """The buckets of another connection are not offered any more."""
    _listed.clear()
    _say("")
    fill(element("bucket"))
    element("prefix").value = ""
    element("no-buckets").hidden = element("bucket-view").hidden = True


def offer(wished: str = "", *, anyway: bool = False) -> str:
    """Show what there is to choose from, with the wished bucket chosen, if it is known, or anyway; which it is."""
    names = [*dict.fromkeys([*_listed, *_typed()])]
    if anyway and wished and wished not in names:
        names.append(wished)
    fill(element("bucket"), *[make("option", name) for name in names], make("option", _OTHER, value=""))
    chosen = wished if wished in names else next(iter(names), "")
    element("bucket").value = chosen
    element("no-buckets").hidden = bool(names) or not element("open-form").hidden
    element("bucket-view").hidden = not names
    element("new-folder").disabled = element("bucket-more").disabled = not names
    return chosen


def known() -> list[str]:
    """The names that are offered."""
    return [*dict.fromkeys([*_listed, *_typed()])]


def is_listed(name: str) -> bool:
    """Whether the server listed it when it was last asked."""
    return name in _listed


def ask_for_name() -> None:
    """Somebody wants a bucket that is not offered."""
    element("open-form").hidden = False
    element("open-problem").textContent = ""
    element("open-name").focus()


def gone(opened: OpenBucket) -> None:
    """A bucket has been deleted."""
    if opened.is_here and opened.name in _listed:
        _listed.remove(opened.name)
    endpoint = opened.caller.connection.endpoint
    _keep(endpoint, [each for each in _typed(endpoint) if each != opened.name])


def check(name: str) -> bool:
    """Whether there may be a bucket of this name; if not, it is said."""
    fault = fault_of_existing(name)
    if fault:
        _say(fault)
    return not fault


# -- what was typed ----------------------------------------------------------------------------------------------------


def _all_typed() -> dict[str, list[str]]:
    """By the endpoint. The storage may hold anything: other pages share it."""
    try:
        found: Any = parsed(kept.get(_KEPT_AS) or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {place: names for place, names in found.items() if _are_names(names)}


def _are_names(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(each, str) and not fault_of_existing(each) for each in found)


def _typed(endpoint: str | None = None) -> list[str]:
    return _all_typed().get(connection.current().endpoint if endpoint is None else endpoint, [])


def _keep(endpoint: str, names: list[str]) -> None:
    everywhere = {**_all_typed(), endpoint: names}
    held = {place: each for place, each in everywhere.items() if each}
    kept.put(_KEPT_AS, json.dumps(held) if held else None)


def wire(open_bucket: Callable[[str], Any]) -> None:
    """Listen to the form that opens a bucket by its name."""

    def submit() -> None:
        name = value("open-name").strip()
        if not check(name):
            return
        if name not in known():
            _keep(connection.current().endpoint, [*_typed(), name])
        element("open-name").value = ""
        element("open-form").hidden = True
        open_bucket(name)

    on_submit(element("open-form"), submit)
