"""The credentials that the gate accepts at this moment, and the making of new ones."""

import base64
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from ..gate import Credential

_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True)
class Principal:
    """Whom a credential stands for."""

    arn: str
    user_id: str


@dataclass(frozen=True)
class Session:
    """A new credential, as it is told to whom it is issued."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expires_at: datetime


class Vault:
    """Holds credentials for the threads of the gate. One that has expired stays, so that it is refused as expired."""

    def __init__(self, credentials: Iterable[Credential] = ()) -> None:
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        """The time that counts for the gate and for tokens; tests may set another."""
        self.life: timedelta | None = None
        """If set, how long a new credential lives, whatever was asked for."""
        self._lock = threading.Lock()
        self._credentials = {credential.access_key_id: credential for credential in credentials}
        self._principals: dict[str, Principal] = {}
        self._issued: Counter[str] = Counter()

    def now(self) -> datetime:
        """The time by the clock that is set at this moment."""
        return self.clock()

    def __iter__(self) -> Iterator[Credential]:
        """Those that are held now."""
        with self._lock:
            return iter(list(self._credentials.values()))

    @property
    def issued(self) -> Counter[str]:
        """How often each action, such as `AssumeRole`, issued something."""
        with self._lock:
            return self._issued.copy()

    def count(self, action: str) -> None:
        """Note that an action issued something: `issue` does it itself."""
        with self._lock:
            self._issued[action] += 1

    def issue(self, action: str, life: timedelta, principal: Principal) -> Session:
        """A new credential, accepted from now until its life is over."""
        session = Session(
            "ASIA" + "".join(secrets.choice(_ID_LETTERS) for _ in range(16)),
            base64.b64encode(secrets.token_bytes(30)).decode(),
            # Padded on purpose: a client must cope with the `=`, and with the `+` and `/` that come up sooner or later.
            base64.b64encode(secrets.token_bytes(256)).decode(),
            # STS and Cognito tell the end in whole seconds.
            (self.now() + (life if self.life is None else self.life)).replace(microsecond=0),
        )
        credential = Credential(
            session.access_key_id, session.secret_access_key, session.session_token, session.expires_at
        )
        with self._lock:
            self._credentials[session.access_key_id] = credential
            self._principals[session.access_key_id] = principal
            self._issued[action] += 1
        return session

    def principal(self, access_key_id: str) -> Principal | None:
        """Whom a credential that was issued stands for."""
        with self._lock:
            return self._principals.get(access_key_id)

    def expire(self, access_key_id: str) -> None:
        """End the life of a credential now. KeyError if it is unknown."""
        with self._lock:
            held = self._credentials[access_key_id]
            self._credentials[access_key_id] = replace(held, expires_at=self.now())

    def revoke(self, access_key_id: str) -> None:
        """Forget a credential: from now on it is unknown. KeyError if it already is."""
        with self._lock:
            del self._credentials[access_key_id]
            self._principals.pop(access_key_id, None)
