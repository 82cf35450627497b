"""One call of fetch: attempt, judge the answer, correct what it says is wrong, wait, again."""

import logging
from typing import TYPE_CHECKING

from .._errors import AbortError, NetworkError
from .._response import Response
from .._retry.policy import RetryPolicy
from .attempt import Attempt
from .exchange import Exchange, log

if TYPE_CHECKING:
    from .._retry.retries import Retries


class Call:
    """A loop with these states. Only a retry costs time, tokens of the budget, and one of `retries`.

                     succeeded
        attempt ────────────────────────────────────────────────────────► response
         ▲   │ no answer, or an error
         │   ▼
         │  retry? ──no──► corrected? ──no──► retry? ──no──► response, or its error is raised
         │   │ yes             │ yes             │ yes
         ├─ wait ◄─────────────┼─────────────────┘
         └─────────────────────┘

    The first question is asked before the answer's body is read, because the status often decides it.
    """

    def __init__(self, exchange: Exchange, policy: RetryPolicy) -> None:
        self._exchange = exchange
        self._policy = policy
        self._retries: Retries | None = None
        self._unsettled = False

    async def run(self) -> Response:
        """The last attempt's response. Raises its NetworkError; with `raise_for_status`, its AwsError."""
        while True:
            attempt = await self._attempt()
            if attempt.succeeded:
                return self._succeed(attempt)
            delay = self._retry_delay(attempt)
            if delay is None and attempt.answer:
                if await self._is_corrected(attempt):
                    continue
                delay = self._retry_delay(attempt)
            if delay is None:
                return await self._give_up(attempt)
            await self._wait(attempt, delay)

    @property
    def _count(self) -> int:
        """How many retries there were."""
        return self._retries.count if self._retries else 0

    async def _attempt(self) -> Attempt:
        """A request and its answer, redirects followed. Raises AbortError; for bad input TypeError, ValueError."""
        exchange = self._exchange
        attempt = await exchange.sign(sending=True)
        host, answered = attempt.stages.signable.url.host, exchange.memory.answered
        try:
            attempt.answer = await exchange.send(attempt, is_first=True)
            if host not in answered:
                answered[host] = None
            if attempt.is_redirected:
                from .following import Following

                attempt = await Following(exchange, attempt).run()
                exchange.where = attempt.signed.where
            exchange.limit_reading(attempt.received)
        except AbortError:
            raise
        except NetworkError as exc:
            attempt.fail(exc)
        if log.isEnabledFor(logging.DEBUG):
            said = attempt.answer.status if attempt.answer else attempt.failure
            log.debug("%s: attempt %d: %s", exchange.where, self._count + 1, said)
        return attempt

    def _succeed(self, attempt: Attempt) -> Response:
        corrections = self._exchange.corrections
        if corrections and attempt.is_ours:
            corrections.prove(attempt.stages.signable.url.host)
        return self._respond(attempt)

    def _retry_delay(self, attempt: Attempt) -> float | None:
        """Seconds to wait before another attempt, or None if there is to be none."""
        exchange = self._exchange
        if not exchange.source.resendable:
            return None
        if self._retries is None:
            from .._retry.retries import Retries

            self._retries = Retries(self._policy, exchange.platform.random)
        if attempt.failure is None:
            answer = attempt.received
            code = attempt.error.code if attempt.error else ""
            now = exchange.platform.now() + (exchange.corrections.offset if exchange.corrections else 0.0)
            return self._retries.after_answer(answer.status, code, answer.headers, elapsed=exchange.elapsed, now=now)
        host_answers = attempt.stages.signable.url.host in exchange.memory.answered
        return self._retries.after_failure(
            attempt.failure, attempt.stages.signable.method, elapsed=exchange.elapsed, host_answers=host_answers
        )

    async def _is_corrected(self, attempt: Attempt) -> bool:
        """Read an answer that may be an error. Whether what it says is corrected, so that it is worth another attempt.

        If the body breaks off, there is no answer.
        """
        try:
            corrected = await self._read_error(attempt)
        except AbortError:
            raise
        except NetworkError as exc:
            attempt.fail(exc)
            return False
        if corrected:
            await attempt.received.cancel()
        return corrected

    async def _read_error(self, attempt: Attempt) -> bool:
        from .._answers.error import error_of, read_details  # many programs never see an error

        exchange, answer = self._exchange, attempt.received
        details = await read_details(answer)
        attempt.error = await error_of(answer, details, attempt.stages, exchange.where)
        if attempt.error:
            log.debug("%s: %s", exchange.where, attempt.error.code)
        if not attempt.is_ours:
            return False
        corrections, signable = exchange.correcting(), attempt.stages.signable
        corrected = corrections.learn(answer, details, signable, attempt.asked, exchange.platform.now())
        if not corrected:
            return False
        log.debug("%s: %s", exchange.where, corrected)
        if not exchange.source.resendable:
            corrections.leave()
            return False
        exchange.bypass_cache()
        return True

    async def _give_up(self, attempt: Attempt) -> Response:
        if attempt.error:
            attempt.error.unsettled = self._unsettled
        if attempt.error and self._policy.raise_for_status:
            await attempt.received.cancel()  # the caller never sees it
            raise attempt.error
        return self._respond(attempt)

    def _respond(self, attempt: Attempt) -> Response:
        answer = attempt.received
        self._exchange.end()
        budget = self._policy.retry_budget
        if budget and not (attempt.error and attempt.error.retryable):
            budget.give((self._retries and self._retries.paid) or 1)
        return Response(answer, attempt.error)

    async def _wait(self, attempt: Attempt, delay: float) -> None:
        exchange = self._exchange
        if attempt.answer:
            await attempt.answer.cancel()
        if attempt.answer is None or attempt.answer.status >= 500:
            self._unsettled = True
        log.debug("%s: retry %d in %.3f s", exchange.where, self._count, delay)
        await exchange.unless_aborted(exchange.platform.sleep(delay), "before a retry")
