"""Credentials that a provider hands out: kept, and asked for again before they end."""

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Never, TypeAlias

from .._credentials import Credentials
from .._errors import CredentialsError, bare
from .._mappings import Bounded
from .._platform import PLATFORM, Platform, current
from .._times import time_text
from .held import Held, name_of, over, same_keys
from .lifetime import Lifetime, Stage
from .reading import TAKEN, read_credentials

if TYPE_CHECKING:
    from .._platform.protocols import Flight
    from .._types import CredentialsProvider

log = logging.getLogger("aws4web")

_Failure: TypeAlias = tuple[str, BaseException | None]
"""Why there are no credentials, and the error that caused it."""
_Result: TypeAlias = Credentials | _Failure


class CachedProvider:
    """Keeps the credentials of a provider, and asks it for others before they end, once for all who wait.

        provider   a function without arguments, plain or async, or one of JavaScript, that returns Credentials or a
                   mapping of them

    From five minutes before the end on, one refresh runs beside the calls; if it fails, the credentials stay. In the
    last minute all calls wait for it, and a failure is a CredentialsError. Lives shorter than ten minutes have shorter
    limits: a half, and the last tenth. Without an end they are kept until AWS refuses them.

    Who shares one shares its credentials. It may be called from several event loops and threads. Calling it returns the
    credentials that serve now.

        provider = CachedProvider(fetch_my_credentials)
        aws, other = AwsClient(credentials=provider), AwsClient(credentials=provider, region="eu-west-1")
        provider.forget()  # at sign-out
    """

    def __init__(
        self, provider: "CredentialsProvider", *, name: str | None = None, on_forget: Callable[[], object] | None = None
    ) -> None:
        if not callable(provider):
            raise TypeError(f"provider must be a function that returns {TAKEN}, not {type(provider).__name__}")
        self._provider = provider
        self._name = name or f"the provider {name_of(provider)}"
        self._on_forget = on_forget
        self._own_platform = PLATFORM
        self._lock = PLATFORM.lock()
        self._held: Held | None = None
        self._refused: tuple[Credentials, str] | None = None
        """What AWS refused, and how, until there are others."""
        self._flight: Flight | None = None
        self._paused_until = float("-inf")
        self._generation = 0
        """How often `forget` was called: what was begun before is not for those who ask after it."""

    async def __call__(self) -> Credentials:
        """The credentials that serve now. Raises CredentialsError."""
        return await self.current(self.generation)

    @property
    def generation(self) -> int:
        """What a call begins with. Once it is another, `current` refuses: the call was another user's."""
        return self._generation

    @property
    def has_some(self) -> bool:
        """Whether it keeps credentials, good or not."""
        return self._held is not None

    def forget(self) -> None:
        """Drop the credentials, and what came of them, as at sign-out. Calls that go on end with CredentialsError."""
        with self._lock:
            self._generation += 1
            if self._held and self._held.credentials.keys:
                self._held.credentials.keys.clear()
            self._held = self._refused = None
            self._paused_until = float("-inf")
            flight, self._flight = self._flight, None
        if flight:
            flight.cancel()
        if self._on_forget:
            self._on_forget()

    def cancel(self) -> None:
        """End a refresh for which nobody waits."""
        with self._lock:
            flight = self._flight
            if flight is None or flight.is_awaited:
                return
            self._flight, self._paused_until = None, float("-inf")
        flight.cancel()

    async def current(
        self,
        generation: int,
        offset: float = 0.0,
        *,
        refused: Credentials | None = None,
        limit: float | None = None,
        until: float | None = None,
    ) -> Credentials:
        """The credentials to sign with now.

        `offset` is what the call adds to this device's clock, `refused` what AWS refused in it, `limit` the seconds
        that its attempts may take, `until` when they should still serve. Raises CredentialsError.
        """
        failure: _Failure | None = None
        while True:
            with self._lock:
                self._check(generation)
                held, now = self._usable(offset, refused), self._now(offset)
                is_short = held is not None and until is not None and held.life.is_worth_replacing(now, until)
                if held and (failure or not is_short):
                    if ended := over(held.credentials, now):
                        raise CredentialsError(f"{self._name}: {ended}")
                    self._refresh_meanwhile(held, now, offset, limit)
                    return held.credentials
                if failure:
                    raise CredentialsError(failure[0]) from failure[1]
                flight = self._running(offset)
            # None if it was cancelled, by another caller, or if its event loop ended.
            result: _Result | None = await flight.result()
            if isinstance(result, tuple):
                failure = result
            elif result and refused and same_keys(result, refused):
                failure = f"{self._name} returned the credentials again that AWS refused", None

    def refuse(self, credentials: Credentials, why: str, *, may_ask: bool) -> bool:
        """AWS refused these. Whether there are others, or they may be asked for, and will be."""
        with self._lock:
            if not self._held or self._held.credentials is not credentials:
                return True
            if may_ask:
                self._held = None
                self._refused = credentials, why
            return may_ask

    @property
    def _platform(self) -> Platform:
        return current(self._own_platform)

    def _check(self, generation: int) -> None:
        if generation != self._generation:
            raise CredentialsError(f"{self._name}: the credentials were dropped by forget() while this call went on")

    def _now(self, offset: float) -> float:
        return self._platform.now() + (offset or (self._held.credentials.skew if self._held else 0.0))

    def _usable(self, offset: float, refused: Credentials | None) -> Held | None:
        held = self._held
        if held is None or (refused and same_keys(refused, held.credentials)):
            return None
        # What came just now is not asked for again, whatever a host says of the time: it may be wrong, or hostile.
        is_new = 0 <= self._platform.now() - held.taken < held.life.pause
        return held if is_new or held.life.stage(self._now(offset)) is not Stage.MANDATORY else None

    def _running(self, offset: float, limit: float | None = None) -> "Flight":
        """The refresh that all wait for; begun now if there is none."""
        if self._flight is None or self._flight.is_over:
            if self._flight:
                self._flight.cancel()  # it may stand still, and would bring what nobody needs
            work = self._refresh(self._generation, offset)
            self._flight = self._platform.flight(work if limit is None else self._limited(work, limit))
        return self._flight

    def _refresh_meanwhile(self, held: Held, now: float, offset: float, limit: float | None) -> None:
        passed = self._platform.monotonic()
        is_due = held.life.stage(now) is Stage.ADVISORY and passed >= self._paused_until
        if is_due and held.life.expires is not None:
            self._paused_until = passed + held.life.pause
            left = held.life.expires - now
            self._running(offset, left if limit is None else min(limit, left))

    async def _limited(self, work: Awaitable[_Result], limit: float) -> _Result:
        winner, result = await self._platform.first_of(work, self._platform.sleep(limit))
        return result if winner == 0 else self._failed(f"{self._name} gave no answer within {limit:g} s", None)

    async def _refresh(self, generation: int, offset: float) -> _Result:
        """Ask for other credentials, and keep them."""
        try:
            given = await self._platform.host().called(self._provider)
        except CredentialsError as exc:
            return self._failed(str(exc), exc.__cause__)
        except Exception as exc:
            said = f"{type(exc).__name__}: {exc}" if str(exc) else type(exc).__name__
            return self._failed(f"{self._name} failed: {said}", exc)
        try:
            credentials = read_credentials(given)
        except (TypeError, ValueError) as exc:
            kind = f"{type(given).__name__} object"
            given = None
            return self._failed(f"{self._name} returned {kind}, and no credentials: {exc}", bare(exc))
        given = None
        with self._lock:
            wrong = self._take(credentials, generation, offset)
        return self._failed(f"{self._name}: {wrong}", None) if wrong else credentials

    def _take(self, credentials: Credentials, generation: int, offset: float) -> str:
        """Keep them. Why not, in words; "" if they are kept."""
        if generation != self._generation:
            return "forgotten"
        now = self._platform.now() + (offset or credentials.skew)
        held, refused, expires = self._held, self._refused, credentials.expires
        if ended := over(credentials, now):
            # By the clock of one host, perhaps, which must not decide for all.
            now = self._platform.now() + credentials.skew
            if over(credentials, now):
                return ended
        if held and held.life.expires is not None and expires is not None and expires <= held.life.expires:
            return f"it returned credentials that end no later than those they replace, at {time_text(expires)}"
        if credentials.keys is None:
            credentials.keys = Bounded(64)
        self._held = Held(credentials, Lifetime(now, expires), self._platform.now())
        self._refused = None
        self._paused_until = float("-inf")
        if refused and same_keys(credentials, refused[0]):
            # Kept all the same: it may be the host that is wrong, and others accept them.
            return f"it returned the credentials again that AWS refused ({refused[1]})"
        return ""

    def _failed(self, text: str, cause: BaseException | None) -> _Failure:
        with self._lock:
            held, refused, now = self._held, self._refused, self._now(0.0)
        if held and held.life.stage(now) is not Stage.MANDATORY:
            log.warning("%s. Until they end, the credentials before are used", CredentialsError(text))
        if refused and refused[1] not in text:
            text = f"{text}\nThe credentials before were refused: {refused[1]}"
        return text, cause

    def __repr__(self) -> str:
        return f"<CachedProvider {getattr(self, '_name', '')}>"

    def __reduce__(self) -> Never:
        raise TypeError("a CachedProvider holds secrets, and cannot be pickled or copied")


def on_platform(provider: CachedProvider, platform: Platform) -> CachedProvider:
    """The provider, with the clock and the waiting of another platform than the one that is here."""
    provider._own_platform = platform  # pyright: ignore[reportPrivateUsage]
    return provider
