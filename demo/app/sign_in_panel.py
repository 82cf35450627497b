"""The part of the connection panel where a visitor becomes a guest, signs in, sees for how long, and signs out."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

from js import Date, document, location, setInterval
from pyodide.ffi import create_proxy
from sign_in.problems import SignInError, explain

from aws4web import CredentialsError

from . import problems, visitor
from .dom import element, fill, make, on, start, value
from .sign_in_settings import Settings

FIELDS = ("issuer", "client_id", "role_arn", "identity_pool_id")
_BOX = "sign-in-problem"
_trying: asyncio.Task[None] | None = None  # to let somebody in
_OFTEN = 60_000  # milliseconds between two looks at the keys' end, which is told in minutes


def settings() -> Settings:
    """What the fields say."""
    typed = {name: value(name).strip() for name in (*FIELDS, "region", "endpoint")}
    return Settings(**{**typed, "endpoint": typed["endpoint"].rstrip("/")})


def _show_way() -> None:
    caller = visitor.now()
    chosen = value("who")
    for js_part in document.querySelectorAll("#connection [data-ways]"):
        js_part.hidden = bool(caller) or chosen not in js_part.dataset.ways.split()
    element("choice").hidden = bool(caller)
    element("visitor").hidden = not caller
    for name in ("endpoint", "region"):
        element(name).readOnly = bool(caller)


def _show(error: Exception | None) -> None:
    """Show who calls, and what ended somebody's calls."""
    caller = visitor.now()
    _show_way()
    if error:
        _show_problem(error)
    elif caller:
        problems.clear(_BOX)
        fill(element("signed-out-note"))
    element("visitor-name").textContent = "a guest" if caller and caller.is_guest else caller.name if caller else ""
    is_arriving = bool(caller and not caller.is_guest and not caller.name)
    element("visitor-who").hidden = is_arriving
    element("sign-out").textContent = "Stop being a guest" if caller and caller.is_guest else "Sign out"
    element("visitor-keys").textContent = "Signing in…" if is_arriving else ""
    if caller and not is_arriving:
        start(_show_keys(caller))


async def _show_keys(caller: visitor.Visitor) -> None:
    """Say how long the keys hold. To ask for them renews them, if their end is near."""
    try:
        keys = await caller.provider()
    except CredentialsError as error:
        if caller is visitor.now():
            element("visitor-keys").textContent = ""
            _show_problem(error)
        return
    if caller is not visitor.now():
        return
    element("visitor-keys").textContent = f"The keys {keys.access_key_id} {_hold(keys.expires_at)}"


def _hold(end: datetime | None) -> str:
    if end is None:
        return "are renewed when AWS refuses them."
    minutes = max(0, round((end - datetime.now(UTC)).total_seconds() / 60))
    at = Date.new(end.timestamp() * 1000).toLocaleTimeString()
    return f"hold until {at}, {minutes} minutes from now. They renew themselves before."


def _look_again() -> None:
    caller = visitor.now()
    if caller and (caller.is_guest or caller.name) and element("connection").open:
        start(_show_keys(caller))


def _show_problem(error: Exception) -> None:
    caller = visitor.now()
    if isinstance(error, SignInError) or (isinstance(error, CredentialsError) and value("who") == "sign-in"):
        said = explain(error)
        details: list[Any] = [make("p", said.detail, class_="hint")] if said.detail else []
        fill(
            element(_BOX),
            make("div", make("strong", said.title), make("p", said.text), *details, role="alert", class_="problem"),
        )
    else:
        problems.show(_BOX, error)
    if not caller:
        element("connection").open = True


async def _try(button: str, work: Coroutine[Any, Any, None]) -> None:
    """Do what a button asks for, and explain why it does not work."""
    global _trying
    problems.clear(_BOX)
    element(button).disabled = True
    _trying = asyncio.ensure_future(work)
    try:
        await _trying
    except asyncio.CancelledError:
        pass
    except Exception as error:
        _show_problem(error)
    element(button).disabled = False


def _give_up() -> None:
    """Something else is wanted: whoever is slow to let somebody in does so no more."""
    if _trying:
        _trying.cancel()


def wire() -> None:
    """Listen to the panel, and receive who comes from the issuer."""
    element("redirect-address").textContent = location.origin + location.pathname
    visitor.wire()
    visitor.on_change(_show)
    on(element("who"), "change", lambda _: _show_way())
    for name in ("who", "endpoint", "region", *FIELDS):
        on(element(name), "change", lambda _: _give_up())
    on(element("be-guest"), "click", lambda _: _try("be-guest", visitor.become_guest(settings())))
    on(element("sign-in"), "click", lambda _: _try("sign-in", visitor.leave_to_sign_in(settings())))
    on(element("sign-out"), "click", lambda _: visitor.sign_out())
    setInterval(create_proxy(_look_again), _OFTEN)
    on(element("connection"), "toggle", lambda _: _look_again())  # what it said when it was last open is over
    try:
        note = visitor.arrive(settings())
    except (SignInError, ValueError) as error:
        element("who").value = "sign-in"
        _show_problem(error)
        note = ""
    if visitor.now():
        element("who").value = "sign-in"
    if note:
        element("signed-out-note").textContent = note
        element("connection").open = True
    _show_way()
