"""The credentials of a call that end: those of now, or, for a presigned URL, those that serve as long as it."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, Protocol

from .._credentials import Credentials
from .._options import SigningOptions
from .._sign.draft import Draft
from .._sign.notices import warn_if_outlived
from .._sign.presign import stated_expiry
from .._sign.scope import signing_rules
from .._sign.signer_input import UNKNOWN

if TYPE_CHECKING:
    from .._corrections.corrections import Corrections
    from .._corrections.memory import Memory
    from .._platform import Platform
    from .._retry.policy import RetryPolicy
    from .._types import CredentialsSource

_MAX_SHOWN = 2000  # characters of an address


class _Exchange(Protocol):
    """What is needed of the call."""

    platform: "Platform"
    policy: "RetryPolicy"
    memory: "Memory"
    corrections: "Corrections | None"
    generation: int
    where: str

    def signable(self, draft: Draft, credentials: Credentials, options: SigningOptions, *, sending: bool) -> object: ...

    def correcting(self) -> "Corrections": ...

    def in_time(self, work: Awaitable[Any], what: str) -> Awaitable[Any]: ...

    def unless_aborted(self, work: Awaitable[Any], what: str) -> Awaitable[Any]: ...


async def current(
    exchange: _Exchange,
    source: "Credentials | CredentialsSource",
    draft: Draft,
    options: SigningOptions,
    *,
    sending: bool,
) -> Credentials:
    """What to sign the request with. Raises CredentialsError, RequestTimeoutError and AbortError.

    For bad input it raises TypeError and ValueError before it asks anybody for credentials.
    """
    if not isinstance(source, Credentials) and not source.has_some:
        exchange.signable(draft, UNKNOWN, options, sending=sending)
    # Nothing to correct, as a rule: then nothing of corrections is loaded.
    corrections = exchange.correcting() if exchange.corrections or exchange.memory.corrects else None
    offset, until = corrections.offset_for(draft.url.host) if corrections else 0.0, None
    if options.sign_query and not sending:
        until = _end(draft, options, exchange.platform.now() + offset)
    if isinstance(source, Credentials):
        credentials = source
    else:
        exchange.where = exchange.where or f"{draft.method} {draft.url.address[:_MAX_SHOWN]}"
        limit, refused = exchange.policy.timeout, corrections.refused if corrections else None
        asking = source.current(exchange.generation, offset, refused=refused, limit=limit, until=until)
        waiting = exchange.unless_aborted(asking, "before there were credentials")
        credentials = await exchange.in_time(waiting, "no credentials came")
    if until is not None:
        warn_if_outlived(credentials, until)
    return credentials


def _end(draft: Draft, options: SigningOptions, now: float) -> float | None:
    """When a URL that is presigned now is to end; None if it does not say."""
    service = draft.scope(options.service, options.region).service
    seconds = stated_expiry(draft.url.query, options.expires, signing_rules(service).default_expires)
    return None if seconds is None else now + seconds
