"""Who calls AWS in place of the keys in the fields: a guest of an identity pool, or somebody who signed in.

All that the page knows of them, tokens and keys, is in memory: a reload forgets it. Whoever signs out leaves nothing
behind: texts that were kept are dropped, and this page and the others of the same origin are loaded anew.
"""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

import demo_config  # loader.js makes this module from the server's config.json
from js import URL, BroadcastChannel, history, location, window
from pyodide.ffi import JsException
from sign_in.from_js import settled
from sign_in.oidc import Arrival, Client
from sign_in.problems import PASSING, SIGNED_OUT_HERE, SignInError
from sign_in.tokens import Tokens

from aws4web import AwsClient

from . import kept
from .dom import on, start
from .sign_in_settings import Settings

_OVER = "sign-in-over"  # kept until the page is loaded anew: why
_WHOSE = "sign-in-whose"  # whose texts are kept, as a hash
_CALLED = "signed-out"  # what the tabs tell each other


class Visitor:
    """A guest, or somebody who signed in or is just arriving from the issuer."""

    def __init__(self, settings: Settings, arriving: "asyncio.Task[tuple[Client, Tokens]] | None" = None) -> None:
        self.settings = settings
        self.name = ""
        """Whose sign-in it is; empty for a guest, and while somebody arrives."""
        self._arriving = arriving
        self.provider = settings.signed_in(self._token) if arriving else settings.guest()

    @property
    def is_guest(self) -> bool:
        """Whether nobody knows who it is."""
        return self._arriving is None

    async def _tokens(self) -> Tokens:
        if self._arriving is None:
            raise SignInError("signed out")
        # A shield: whoever gives up waiting for keys must not end the arrival.
        _, tokens = await asyncio.shield(self._arriving)
        return tokens

    async def _token(self) -> str:
        tokens = await self._tokens()
        try:
            return await tokens.id_token()
        except SignInError as error:
            if error.kind not in PASSING:
                asyncio.get_running_loop().call_soon(_end, self, error)
            raise

    async def arrive(self) -> None:
        """Wait until the issuer's answer has been exchanged for tokens. Raises SignInError."""
        self.name = (await self._tokens()).name

    def client(self, region: str) -> AwsClient:
        """A client with their keys, and few retries: somebody is waiting."""
        return AwsClient(credentials=self.provider, region=region, retries=3)

    def forget(self) -> tuple[Client, str | None] | None:
        """Keep no token and no key; return what signing out at the issuer takes, if somebody had signed in."""
        self.provider.forget()
        if not self._arriving:
            return None
        if not self._arriving.done():
            self._arriving.cancel()
        elif not self._arriving.cancelled() and not self._arriving.exception():
            client, tokens = self._arriving.result()
            return client, tokens.forget()
        return None


_visitor: Visitor | None = None
_listeners: list[Callable[[Exception | None], object]] = []
_other_tabs = BroadcastChannel.new("aws4web.sign-in")


def now() -> Visitor | None:
    """Who calls; None: whoever has the keys in the fields."""
    return _visitor


def on_change(listener: Callable[[Exception | None], object]) -> None:
    """Call `listener` whenever somebody comes or goes, with what ended it if something did."""
    _listeners.append(listener)


def _become(visitor: Visitor | None, error: Exception | None = None) -> None:
    global _visitor
    _visitor = visitor
    for listener in _listeners:
        listener(error)


def _end(visitor: Visitor, error: Exception) -> None:
    """What a visitor came with serves no more."""
    if visitor is _visitor:
        visitor.forget()
        _become(None, error)


async def become_guest(settings: Settings) -> None:
    """Let a guest call, once there are keys. Raises ValueError and CredentialsError."""
    visitor = Visitor(settings)
    await visitor.provider()
    if _visitor is None:
        _become(visitor)


async def leave_to_sign_in(settings: Settings) -> None:
    """Go to the issuer. Raises ValueError and SignInError."""
    settings.require(issuer="issuer", client_id="client ID")

    async def no_token() -> str:
        return ""

    settings.signed_in(no_token)  # says which field is empty or wrong, before anybody goes there
    await (await _client(settings)).leave_to_sign_in()


async def _client(settings: Settings) -> Client:
    if not URL.canParse(settings.issuer):
        raise ValueError("the issuer is a URL, such as https://login.example.com")
    return Client(await settled(demo_config.load_oauth), settings.issuer, settings.client_id)


def arrive(settings: Settings) -> str:
    """The page was opened, by a person or by the issuer. Return what is to be said of a sign-out, if anything."""
    arrival = Arrival()
    over = kept.get(_OVER)
    if over is not None:
        kept.forget_texts()
    if arrival.is_answer:
        if arrival.kept is None:
            raise SignInError("not asked")
        arrival.return_to_place()
        _begin(settings, arrival)
    elif arrival.is_signed_out:
        return "You are signed out, here and at the issuer."
    return over or ""


def _begin(settings: Settings, arrival: Arrival) -> None:
    async def exchange() -> tuple[Client, Tokens]:
        client = await _client(settings)
        return client, await client.arrive(arrival)

    async def greet() -> None:
        try:
            await visitor.arrive()
        except (SignInError, ValueError, JsException) as error:
            _end(visitor, error)
        except asyncio.CancelledError:
            return  # they signed out meanwhile
        else:
            if _are_texts_of(visitor):
                _become(visitor)
            else:
                _forget("Somebody else was signed in here before, and what they had typed is gone. Sign in again.")
                _load_anew()

    visitor = Visitor(settings, start(exchange()))
    _become(visitor)  # what is listed meanwhile waits for their keys
    start(greet())


def _are_texts_of(visitor: Visitor) -> bool:
    """Whether no other person's texts are kept: somebody's sign-in may have ended without a sign-out."""
    whose = hashlib.sha256(f"{visitor.settings.issuer} {visitor.name}".encode()).hexdigest()
    earlier = kept.get(_WHOSE)
    kept.put(_WHOSE, whose)
    return earlier in (None, whose)


async def sign_out() -> None:
    """Keep nothing here or in other tabs, then have the issuer forget them too."""
    is_guest = _visitor is not None and _visitor.is_guest
    known = _forget("The guest’s keys are forgotten." if is_guest else "You are signed out.", tell=True)
    if known:
        client, refresh_token = known
        try:
            await client.leave_to_sign_out(refresh_token)
        except SignInError:
            kept.put(
                _OVER,
                SIGNED_OUT_HERE,
            )
        else:
            return
    _load_anew()


def drop(why: str) -> None:
    """Let whoever has the keys in the fields call again: where requests go has changed, and no token may go there."""
    if _visitor:
        _visitor.forget()
        _become(None, SignInError("signed out", why))


def _forget(why: str, *, tell: bool = False) -> tuple[Client, str | None] | None:
    known = _visitor.forget() if _visitor else None
    kept.forget_texts()
    kept.put(_OVER, why)
    if tell:
        _other_tabs.postMessage(_CALLED)
    _become(None)
    return known


def _load_anew() -> None:
    """Without the place in the address: it names a bucket, perhaps."""
    history.replaceState(None, "", location.pathname)
    location.reload()


def _on_message(js_event: Any) -> None:
    if js_event.data == _CALLED and _visitor:
        _forget("You signed out in another tab.")
        _load_anew()


def _on_leave() -> None:
    if _visitor:  # the browser may keep the page as it is, for whoever presses Back: it keeps an empty one
        _visitor.forget()


def _on_return(js_event: Any) -> None:
    if js_event.persisted and _visitor:
        location.reload()


def wire() -> None:
    """Listen to the other tabs, and to the browser's taking the page away."""
    on(_other_tabs, "message", _on_message)
    on(window, "pagehide", lambda _: _on_leave())
    on(window, "pageshow", _on_return)
