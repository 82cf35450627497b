"""The requests of one call, signed and sent: as the caller asks, with what is known to be wrong corrected."""

import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from .._credentials import Credentials
from .._errors import AbortError, RequestTimeoutError, bare
from .._options import SigningOptions
from .._received import Received
from .._request import SignedRequest
from .._retry.policy import RetryPolicy
from .._sign.checks import timestamp
from .._sign.draft import Draft
from .._sign.scope import Scope, signing_rules
from .._sign.signable import Signable
from .._sign.stages import Stages
from .attempt import SAFE_METHODS, Attempt
from .source import Source, made

if TYPE_CHECKING:
    from .._corrections.corrections import Corrections
    from .._corrections.memory import Memory
    from .._platform import Platform
    from .._platform.protocols import Sender
    from .._platform.values import FetchOptions
    from .._types import CredentialsSource

log = logging.getLogger("aws4web")


class Exchange:
    """What the requests of a call have in common."""

    def __init__(
        self,
        platform: "Platform",
        sender: "Sender",
        memory: "Memory",
        source: Source,
        credentials: "Credentials | CredentialsSource | None",
        options: SigningOptions,
        policy: RetryPolicy,
    ) -> None:
        self.platform = platform
        self.memory = memory
        self.source = source
        self.corrections: Corrections | None = None
        """None until there is something to correct."""
        self.where = ""
        """The last request, as `METHOD url` without the query."""
        self._sender = sender
        self.credentials = credentials
        """None: requests go unsigned."""
        self.generation = 0 if credentials is None or isinstance(credentials, Credentials) else credentials.generation
        self.policy = policy
        self._options = options
        self._is_limited = policy.timeout is not None or policy.deadline is not None
        self._started = platform.monotonic()
        self._returned = False

    # -- signing -------------------------------------------------------------------------------------------------

    async def sign(
        self, source: Source | None = None, *, sending: bool = False, last: Attempt | None = None, **changes: Any
    ) -> Attempt:
        """A request, signed. `source` is what a redirect in the attempt `last` leads to, `changes` are options for
        this one request.

        Raises TypeError, ValueError, NetworkError and CredentialsError.
        """
        source = source or self.source
        stages = await self.stages(source, sending=sending, last=last, **changes)
        signed = await stages.signed()
        self.where = signed.where
        return Attempt(source.draft.url, stages, signed)

    async def stages(
        self, source: Source | None = None, *, sending: bool = False, last: Attempt | None = None, **changes: Any
    ) -> Stages:
        """A request that is about to be signed, as `sign` does."""
        source = source or self.source
        draft = source.draft if source.make_body is None else await made(self.platform, source, source.make_body)
        options, credentials = self._options._replace(**changes) if changes else self._options, self.credentials
        if last:  # an attempt has the same ones
            credentials = last.stages.signable.credentials if credentials else None
        elif credentials is not None and not (isinstance(credentials, Credentials) and credentials.expires is None):
            from .current import current

            credentials = await current(self, credentials, draft, options, sending=sending)
        signable = self.signable(draft, credentials, options, sending=sending)
        return Stages(signable, self.platform, options.cache)

    def signable(
        self, draft: Draft, credentials: "Credentials | None", options: SigningOptions, *, sending: bool
    ) -> Signable:
        """The request with what is known to be wrong corrected. Raises TypeError and ValueError."""
        try:
            scope = draft.scope(options.service, options.region, is_required=credentials is not None)
            offset = 0.0
            if self.corrections or self.memory.corrects:
                draft, scope, offset = self._corrected(draft, scope, sending=sending)
            time = options.datetime
            if time is None:
                time = self.platform.now() + offset
                rules = signing_rules(scope.service)
                if sending and options.sign_query and rules.is_s3 and self.platform.transport.passes_caches:
                    from .._sign.presign import repeated, stated_expiry

                    time = repeated(time, stated_expiry(draft.url.query, options.expires, rules.default_expires))
            return Signable(draft, scope, credentials, timestamp(time), options)
        except (TypeError, ValueError) as exc:
            raise bare(exc) from None  # no frame that knows the headers

    # -- what is known to be wrong -------------------------------------------------------------------------------

    def correcting(self) -> "Corrections":
        """The corrections of this call."""
        if self.corrections is None:
            from .._corrections.corrections import Corrections

            sets_clock = self.credentials is not None and not self._options.datetime
            source = None if isinstance(self.credentials, Credentials) else self.credentials
            self.corrections = Corrections(self.memory, sets_clock=sets_clock, source=source)
        return self.corrections

    def _corrected(self, draft: Draft, scope: Scope, *, sending: bool) -> tuple[Draft, Scope, float]:
        from .._corrections.corrections import Plan

        corrections = self.correcting()
        plan = corrections.apply(Plan(draft.url, scope), self.platform.now(), sending=sending)
        if corrections.region and plan.url == draft.url:
            self.bypass_cache()
        return draft.at(plan.url), plan.scope, plan.offset

    def bypass_cache(self) -> None:
        """Chromium keeps a 301, which says that a bucket is elsewhere, and would not ask for that URL again."""
        self.source = self.source._replace(options=self.platform.transport.uncached(self.source.options))

    # -- sending -------------------------------------------------------------------------------------------------

    async def send(self, attempt: Attempt, *, is_first: bool = False, **options: Any) -> Received:
        """The answer to a request, in time."""
        of_call = self.source.options
        is_s3 = attempt.stages.signable.rules.is_s3
        is_read = attempt.signed.method in SAFE_METHODS  # a browser would send a body on, too
        reveals_region = is_first and is_s3 and is_read and self.platform.transport.hides_redirects
        mode = _redirect_mode(of_call, attempt.signed, reveals_region=reveals_region)
        sending = self._sender.send(attempt.signed, {**of_call, "redirect": mode, **options})
        return await (self.in_time(sending) if self._is_limited else sending)

    async def in_time(self, work: Awaitable[Any], what: str = "nothing came") -> Any:
        """What `work` results in. Raises RequestTimeoutError, and cancels it, after `timeout` or at the `deadline`."""
        limits = [] if self.policy.timeout is None else [self.policy.timeout]
        if self.policy.deadline is not None and not self._returned:
            limits.append(max(0.0, self.policy.deadline - self.elapsed))
        if not limits:
            return await work
        winner, result = await self.platform.first_of(work, self.platform.sleep(min(limits)))
        if winner == 1:
            raise RequestTimeoutError(f"{self.where}: {what} within {min(limits):g} s")
        return result

    async def unless_aborted(self, work: Awaitable[Any], what: str) -> Any:
        """What `work` results in. Raises AbortError, and cancels it, if the caller's signal fires."""
        signal = self.source.options.get("signal")
        if signal is None:
            return await work
        winner, result = await self.platform.first_of(work, self.platform.transport.aborted(signal))
        if winner == 1:
            raise AbortError(f"{self.where}: aborted {what}")
        return result

    def limit_reading(self, answer: Received) -> None:
        """Read the body of an answer in time too."""
        if self._is_limited:
            answer.limit_reading(self.in_time)

    @property
    def elapsed(self) -> float:
        """Seconds since the call began."""
        return self.platform.monotonic() - self._started

    def end(self) -> None:
        """The call returns: the deadline does not apply to what the caller still reads."""
        self._returned = True


def _redirect_mode(options: "FetchOptions", signed: SignedRequest, *, reveals_region: bool) -> str:
    """The redirect mode to send with: the call follows redirects itself."""
    mode = options.get("redirect") or "follow"
    if options.get("mode") == "no-cors":  # it goes with no other redirect mode
        return mode
    # A page is not shown S3's answer about the region either, unless redirects are followed. A browser then removes
    # Authorization on the way to another host, but not the session token.
    may_leak = "x-amz-security-token" in signed.headers
    return "follow" if reveals_region and mode == "follow" and not may_leak else "manual"
