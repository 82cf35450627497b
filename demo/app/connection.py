"""The connection panel: where requests go, and who calls. Addresses are kept for a reload, keys never are."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from functools import cached_property
from typing import NamedTuple

import demo_config  # loader.js makes this module from the server's config.json

from aws4web import AwsClient, Credentials
from aws4web.s3 import Bucket, BucketInfo, list_buckets

from . import kept, sign_in_panel, visitor
from .dom import element, on, on_submit, value
from .json_text import parsed
from .unsaid import safe_url

_SECRETS = ("secret_access_key", "session_token")
_KEPT = ("endpoint", "region", *sign_in_panel.FIELDS)


def _in_words(field: str) -> str:
    return field.replace("_", " ").replace(" id", " ID")


class Connection(NamedTuple):
    """What the panel's fields say."""

    endpoint: str
    """Without a slash at the end; empty for AWS itself."""
    region: str
    access_key_id: str
    secret_access_key: str
    session_token: str

    def __repr__(self) -> str:
        return f"<Connection {self.summary}>"

    @property
    def place(self) -> str:
        """Where the requests go, in a few words."""
        if not self.endpoint:
            return "AWS"
        if self.endpoint == demo_config.endpoint:
            return "the local AWS"
        return safe_url(self.endpoint).partition("://")[2] or self.endpoint

    @property
    def summary(self) -> str:
        """The fields in one line, without their secrets."""
        kind = " · temporary" if self.session_token else ""
        return self.called_by(f"{self.access_key_id or 'no key'}{kind}")

    def called_by(self, who: str) -> str:
        """Where the requests go, and who calls, in one line."""
        return f"{self.place} · {self.region or 'no region'} · {who}"

    def url(self, service: str, path: str = "/") -> str:
        """The URL of a path of a service, given the service's name in its host."""
        return f"{self.endpoint or f'https://{service}.{self.region}.amazonaws.com'}{path}"

    @property
    def left_empty(self) -> list[str]:
        """The fields without which nobody can call."""
        return [name for name in ("region", "access_key_id", "secret_access_key") if not getattr(self, name)]

    def client(self) -> AwsClient:
        """A client with these keys, and few retries: somebody is waiting. Raises ValueError for an empty field."""
        for name in self.left_empty:
            raise ValueError(f"fill in the {_in_words(name)} under Connection")
        return AwsClient(
            access_key_id=self.access_key_id,
            secret_access_key=self.secret_access_key,
            session_token=self.session_token or None,
            region=self.region,
            retries=3,
        )


class Caller:
    """Who calls, and where, as the panel says at some time. Whoever holds one goes on so, whatever it says later.

    Equal to another one if the panel said the same.
    """

    def __init__(self, connection: Connection, who: visitor.Visitor | None) -> None:
        self.connection = connection
        self._who = who

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Caller):
            return NotImplemented
        return self.connection == other.connection and self._who is other._who

    def __hash__(self) -> int:
        return hash((self.connection, self._who))

    @cached_property
    def client(self) -> AwsClient:
        """The same one, with what it has learned. Raises ValueError for an empty field."""
        return self._who.client(self.connection.region) if self._who else self.connection.client()

    @property
    def left_empty(self) -> list[str]:
        """What is to be filled in before anything can be called, in words."""
        return [] if self._who else [_in_words(name) for name in self.connection.left_empty]

    @property
    def is_temporary(self) -> bool:
        """Whether the keys end by themselves."""
        return bool(self._who or self.connection.session_token)

    def bucket(self, name: str) -> Bucket:
        """A bucket there. Raises ValueError for an empty field."""
        return Bucket(self.client, name, endpoint_url=self.connection.endpoint or None)

    def buckets(self) -> AsyncGenerator[BucketInfo]:
        """All buckets there. Raises ValueError for an empty field."""
        return list_buckets(self.client, endpoint_url=self.connection.endpoint or None)


LOCAL = Connection(*[getattr(demo_config, name) or "" for name in Connection._fields])

_listeners: list[Callable[[], object]] = []
_latest: Caller | None = None


def current() -> Connection:
    """What the fields say now. Whoever signed in calls with other keys: `client` and `credentials` know."""
    typed = {name: value(name).strip() for name in Connection._fields}
    return Connection(**{**typed, "endpoint": typed["endpoint"].rstrip("/")})


def caller() -> Caller:
    """Who calls now; the same one, with the same client, until the panel says otherwise."""
    global _latest
    now = Caller(current(), visitor.now())
    if _latest is None or _latest != now:
        _latest = now
    return _latest


def client() -> AwsClient:
    """The client of who calls now. Raises ValueError for an empty field."""
    return caller().client


async def credentials() -> Credentials:
    """The keys of this moment. Raises ValueError for an empty field, CredentialsError if a visitor gets none."""
    who = visitor.now()
    if who:
        return await who.provider()
    now = current()
    now.client()  # says which field is empty
    return Credentials(now.access_key_id, now.secret_access_key, now.session_token or None)


def on_change(listener: Callable[[], object]) -> None:
    """Call `listener` whenever the connection changes: a field, or who calls."""
    _listeners.append(listener)


def summary() -> str:
    """The panel in one line, without its secrets."""
    now, who = current(), visitor.now()
    if not who:
        return now.summary
    return now.called_by("a guest" if who.is_guest else who.name or "signing in…")


def _default(name: str) -> str:
    return getattr(demo_config, name) or ""


def _changed() -> None:
    now, who = current(), visitor.now()
    if who and (now.endpoint, now.region) != (who.settings.endpoint, who.settings.region):
        visitor.drop("the endpoint or the region is another one")
        return  # which is a change of its own
    element("connection-summary").textContent = summary()
    typed = {name: safe_url(value(name).strip()) for name in _KEPT}
    is_default = all(text == _default(name) for name, text in typed.items())
    kept.put(kept.CONNECTION, None if is_default else json.dumps(typed))
    for listener in _listeners:
        listener()


def _restore() -> None:
    """Fill the fields with what an earlier visit in this tab left, or with the local AWS."""
    left: object = None
    with suppress(ValueError):  # it may be anything
        left = parsed(kept.get(kept.CONNECTION) or "{}")
    texts = left if isinstance(left, dict) else {}
    for name in {*Connection._fields, *_KEPT}:
        text = texts.get(name) if name in _KEPT else None
        element(name).value = text if isinstance(text, str) else _default(name)


def _use_local() -> None:
    for name in {*Connection._fields, *_KEPT}:
        element(name).value = _default(name)
    _changed()


def _show_secrets() -> None:
    for name in _SECRETS:
        element(name).type = "text" if element("show-secrets").checked else "password"


def wire() -> None:
    """Fill the panel, and listen to it. Somebody may be arriving from the issuer."""
    _restore()
    element("use-local").hidden = not LOCAL.endpoint
    element("connection-first").hidden = bool(LOCAL.endpoint)
    element("connection").open = not LOCAL.endpoint
    visitor.on_change(lambda _: _changed())
    sign_in_panel.wire()
    element("connection-summary").textContent = summary()
    for name in {*Connection._fields, *_KEPT}:
        on(element(name), "change", lambda _: _changed())
    on_submit(element("connection-form"), _changed)
    on(element("use-local"), "click", lambda _: _use_local())
    on(element("show-secrets"), "change", lambda _: _show_secrets())
