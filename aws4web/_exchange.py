"""One call of fetch: attempt, look at the answer, correct what it says is wrong, wait, again."""

import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from ._call import with_made_body
from ._corrections import Corrections
from ._errors import AbortError, NetworkError, RequestTimeoutError
from ._keys import Hidden
from ._memory import Memory
from ._options import RetryPolicy
from ._platform import Platform
from ._platform.parts import Input
from ._platform.tasks import first_of
from ._redirect import is_redirect, mode_of
from ._request import SignedRequest, Url, read_url
from ._response import Response
from ._retry import (
    RETRIES_OF_A_SILENT_HOST,
    is_idempotent,
    is_retryable,
    may_hide_an_error,
    parse_http_date,
    retry_delay,
)
from ._scope import signing_rules
from ._signer import AwsV4Signer

if TYPE_CHECKING:
    from ._platform.interface import Sender

_log = logging.getLogger("aws4web")
_RETRY_COST, _TIMEOUT_COST = 5, 10  # tokens of a RetryBudget, as in the AWS SDKs' standard mode


class Exchange:
    """The state of one call."""

    def __init__(
        self,
        platform: Platform,
        sender: "Sender",
        memory: Memory,
        source: Input,
        signing: dict[str, Any],
        policy: RetryPolicy,
    ) -> None:
        self._platform = platform
        self._sender = sender
        self._memory = memory
        self._source = source
        self._signing = signing
        self._policy = policy
        self._started = platform.monotonic()
        self._is_limited = policy.timeout is not None or policy.deadline is not None
        self._returned = False
        self._where = ""
        self._retries = 0
        self._spent = 0
        self.corrections = Corrections(memory, sets_clock=not signing.get("datetime"))
        self._asked_url = source.url
        self._is_ours = True

    async def run(self) -> Response:
        """The last attempt's response; its NetworkError is raised."""
        while True:
            signer, answer = await self._attempt()
            if isinstance(answer, Response) and self._is_success(answer, signer):
                if self._is_ours:
                    self.corrections.prove()
                return self._ended(answer)
            delay = self._delay_before_retry(answer, signer)
            if delay is None and isinstance(answer, Response):
                try:
                    if await self._read_error(answer, signer):
                        await answer.cancel()
                        continue
                except AbortError:
                    raise
                except NetworkError as exc:
                    answer = exc.with_traceback(None)
                delay = self._delay_before_retry(answer, signer)
            if delay is None:
                if isinstance(answer, NetworkError):
                    raise answer
                if self._policy.raise_for_status and answer.error:
                    await answer.cancel()  # the caller never sees it
                    raise answer.error
                return self._ended(answer)
            if isinstance(answer, Response):
                await answer.cancel()
            _log.debug("%s: retry %d in %.3f s", self._where, self._retries + 1, delay)
            del answer  # a NetworkError refers to this frame
            await self._wait(delay)
            self._retries += 1

    def _is_success(self, answer: Response, signer: AwsV4Signer) -> bool:
        is_s3 = signing_rules(signer.service).is_s3
        return answer.status < 300 and not (is_s3 and may_hide_an_error(answer.status, signer.method, answer.headers))

    async def sign(
        self, source: Input | None = None, *, sending: bool = False, **options: Any
    ) -> tuple[AwsV4Signer, SignedRequest]:
        """One attempt's signer and what it signed. `source` and `options` are for what a redirect leads to."""
        source = source or self._source
        self._asked_url = source.url
        if callable(source.body):
            source = await with_made_body(self._platform.transport, source)
        signer = self._signer(source, options, sending=sending)
        signed = await signer.sign()
        self._where = signed.where
        return signer, signed

    async def request(self) -> Any:
        """What one attempt would send, as the platform's own Request."""
        _, signed = await self.sign()
        return self._platform.transport.request(signed, self._source.options)

    def _signer(self, source: Input, more: dict[str, Any], *, sending: bool) -> AwsV4Signer:
        options = Hidden(method=source.method, headers=source.headers, body=source.body, platform=self._platform)
        options |= self._signing
        options |= more
        signer = AwsV4Signer(url=source.url, **options)
        if self.corrections.are_known:
            now = self._platform.now()
            changes = self.corrections.changes(signer, self.asked(), now, sending=sending)
            if changes:
                options |= {"url": source.url}
                options |= changes
                signer = AwsV4Signer(**options)
            if "region" in changes and "url" not in changes:
                self._bypass_cache()
        return signer

    def _bypass_cache(self) -> None:
        """Chromium keeps a 301, which says that a bucket is elsewhere, and would not ask that URL again."""
        self._source = self._source._replace(options=self._platform.transport.uncached(self._source.options))

    def asked(self) -> Url:
        """The URL as the caller has it, or as a redirect led to it."""
        return read_url(self._asked_url, self._platform.transport.normalize_url)

    async def _attempt(self) -> tuple[AwsV4Signer, Response | NetworkError]:
        signer, signed = await self.sign(sending=True)
        self._is_ours = True
        try:
            answer = await self.send(signed, reveals_region=signing_rules(signer.service).is_s3)
            if signer.host not in self._memory.answered:
                self._memory.answered[signer.host] = None
            if is_redirect(answer, signed):
                signer, answer = await self._follow(signer, signed, answer)
            if self._is_limited:
                answer.limit_reading(self._in_time)
        except AbortError:
            raise
        except NetworkError as exc:
            answer = exc.with_traceback(None)
        if _log.isEnabledFor(logging.DEBUG):
            said = answer.status if isinstance(answer, Response) else answer
            _log.debug("%s: attempt %d: %s", self._where, self._retries + 1, said)
        return signer, answer

    async def send(self, signed: SignedRequest, *, reveals_region: bool = False, **options: Any) -> Response:
        """The answer to one request, in time."""
        of_call = self._source.options
        reveals_region = reveals_region and self._platform.transport.hides_redirects
        mode = mode_of(of_call, signed, reveals_region=reveals_region)
        sending = self._sender.send(signed, {**of_call, "redirect": mode, **options})
        return await (self._in_time(sending) if self._is_limited else sending)

    async def _follow(
        self, signer: AwsV4Signer, signed: SignedRequest, answer: Response
    ) -> tuple[AwsV4Signer, Response]:
        from ._following import Following

        following = Following(self, self._source, self._platform.transport.normalize_url)
        signer, signed, answer = await following.run(signer, signed, answer)
        self._is_ours, self._where = following.is_ours, signed.where
        return signer, answer

    async def _read_error(self, response: Response, signer: AwsV4Signer) -> bool:
        """Read an answer that may be an error. Whether what it says is corrected, so that to try again is worth it.

        Raises NetworkError where the body breaks off.
        """
        from ._answer import error_of, read_details  # many programs never see an error

        details = await read_details(response)
        response.error = await error_of(response, details, signer, self._where)
        if response.error:
            _log.debug("%s: %s", self._where, response.error.code)
        if not self._is_ours:
            return False
        corrected = self.corrections.learn(response, details, signer, self.asked(), self._platform.now())
        if not corrected:
            return False
        _log.debug("%s: %s", self._where, corrected)
        if not self._source.resendable:
            self.corrections.leave()
            return False
        self._bypass_cache()
        return True

    def _delay_before_retry(self, answer: Response | NetworkError, signer: AwsV4Signer) -> float | None:
        """Seconds to wait before the next attempt, or None where there is to be none."""
        policy, platform = self._policy, self._platform
        headers = None
        if isinstance(answer, Response):
            if not is_retryable(answer.status, answer.error.code if answer.error else ""):
                return None
            headers = answer.headers
        elif not (answer.retryable and (policy.retry_network or is_idempotent(signer.method))) or (
            self._retries >= RETRIES_OF_A_SILENT_HOST and signer.host not in self._memory.answered
        ):
            return None
        if self._retries >= policy.retries or not self._source.resendable:
            return None
        now = platform.now() + self.corrections.offset
        if headers is not None:
            now = parse_http_date(headers.get("date", "")) or now  # whose clock a date in Retry-After is read from
        delay = retry_delay(self._retries, policy.init_retry_ms, platform.random(), headers, now)
        if policy.deadline is not None and platform.monotonic() + delay - self._started >= policy.deadline:
            return None
        if policy.retry_budget:
            cost = _TIMEOUT_COST if isinstance(answer, RequestTimeoutError) else _RETRY_COST
            if not policy.retry_budget.take(cost):
                return None
            self._spent = cost
        return delay

    def _ended(self, response: Response) -> Response:
        self._returned = True
        if self._policy.retry_budget and not (response.error and response.error.retryable):
            self._policy.retry_budget.give(self._spent or 1)
        return response

    async def _wait(self, delay: float) -> None:
        signal = self._source.options.get("signal")
        if signal is None:
            await self._platform.sleep(delay)
            return
        winner, _ = await first_of(self._platform.sleep(delay), self._platform.transport.aborted(signal))
        if winner == 1:
            raise AbortError(f"{self._where}: aborted before a retry")

    async def _in_time(self, work: Awaitable[Any]) -> Any:
        """What `work` results in. Raises RequestTimeoutError, and cancels it, after `timeout` or at the `deadline`."""
        limits = [] if self._policy.timeout is None else [self._policy.timeout]
        if self._policy.deadline is not None and not self._returned:
            limits.append(max(0.0, self._started + self._policy.deadline - self._platform.monotonic()))
        if not limits:
            return await work
        winner, result = await first_of(work, self._platform.sleep(min(limits)))
        if winner == 1:
            raise RequestTimeoutError(f"{self._where}: nothing came within {min(limits):g} s")
        return result
