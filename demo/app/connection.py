"""The connection panel: where requests go, and with which keys. Nothing is stored unless the visitor asks."""

import json
from collections.abc import AsyncGenerator, Callable
from typing import NamedTuple

import demo_config  # loader.js makes this module from the server's config.json
from js import sessionStorage

from aws4web import AwsClient
from aws4web.s3 import Bucket, BucketInfo, list_buckets

from .dom import element, on, on_submit, value

_STORED_AS = "aws4web.connection"
_SECRETS = ("secret_access_key", "session_token")


class Connection(NamedTuple):
    """What the panel says."""

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
        return "the local AWS" if self.endpoint == demo_config.endpoint else self.endpoint.partition("://")[2]

    @property
    def summary(self) -> str:
        """The panel in one line, without its secrets."""
        kind = " · temporary" if self.session_token else ""
        return f"{self.place} · {self.region or 'no region'} · {self.access_key_id or 'no key'}{kind}"

    def url(self, service: str, path: str = "/") -> str:
        """The URL of a path of a service, given the service's name in its host."""
        return f"{self.endpoint or f'https://{service}.{self.region}.amazonaws.com'}{path}"

    def client(self) -> AwsClient:
        """A client with these keys, and few retries: somebody is waiting. Raises ValueError for an empty field."""
        for name in ("region", "access_key_id", "secret_access_key"):
            if not getattr(self, name):
                raise ValueError(f"fill in the {name.replace('_', ' ')} under Connection")
        return AwsClient(
            access_key_id=self.access_key_id,
            secret_access_key=self.secret_access_key,
            session_token=self.session_token or None,
            region=self.region,
            retries=3,
        )


LOCAL = Connection(*[getattr(demo_config, name) or "" for name in Connection._fields])

_listeners: list[Callable[[], object]] = []
_latest: tuple[Connection, AwsClient] | None = None


def current() -> Connection:
    """What the panel says now."""
    typed = {name: value(name).strip() for name in Connection._fields}
    return Connection(**{**typed, "endpoint": typed["endpoint"].rstrip("/")})


def client() -> AwsClient:
    """The client of the connection; the same one, with what it has learned, until the panel says otherwise."""
    global _latest
    now = current()
    if _latest is None or _latest[0] != now:
        _latest = (now, now.client())
    return _latest[1]


def bucket(name: str) -> Bucket:
    """A bucket there. Raises ValueError for an empty field."""
    return Bucket(client(), name, endpoint_url=current().endpoint or None)


def buckets() -> AsyncGenerator[BucketInfo]:
    """All buckets there. Raises ValueError for an empty field."""
    return list_buckets(client(), endpoint_url=current().endpoint or None)


def on_change(listener: Callable[[], object]) -> None:
    """Call `listener` whenever the connection changes."""
    _listeners.append(listener)


def _fill(connection: Connection) -> None:
    for name, text in connection._asdict().items():
        element(name).value = text


def _changed() -> None:
    now = current()
    element("connection-summary").textContent = now.summary
    if element("remember").checked:
        sessionStorage.setItem(_STORED_AS, json.dumps(now._asdict()))
    else:
        sessionStorage.removeItem(_STORED_AS)
    for listener in _listeners:
        listener()


def _use_local() -> None:
    _fill(LOCAL)
    _changed()


def _show_secrets() -> None:
    for name in _SECRETS:
        element(name).type = "text" if element("show-secrets").checked else "password"


def wire() -> None:
    """Fill the panel with what an earlier visit in this tab left, or with the local AWS, and listen to it."""
    stored = sessionStorage.getItem(_STORED_AS)
    _fill(Connection(**json.loads(stored)) if stored else LOCAL)
    element("remember").checked = bool(stored)
    element("connection-summary").textContent = current().summary
    for name in (*Connection._fields, "remember"):
        on(element(name), "change", lambda _: _changed())
    on_submit(element("connection-form"), _changed)
    on(element("use-local"), "click", lambda _: _use_local())
    on(element("show-secrets"), "change", lambda _: _show_secrets())
