"""One call of fetch: attempt, look at the answer, put right what it says is wrong, wait, again."""

import asyncio
import logging
from collections.abc import Awaitable, Coroutine
from typing import TYPE_CHECKING, Any

from ._errors import AbortError, NetworkError, RequestTimeoutError
from ._options import RetryPolicy
from ._platform import Platform
from ._platform.parts import Input
from ._request import Headers, SignedRequest, Url
from ._response import Response
from ._retry import RETRIES_OF_A_SILENT_HOST, is_idempotent, is_retryable, retry_delay
from ._scope import signing_rules
from ._signer import AwsV4Signer

# Many programs never see an error: what reads errors is imported where it is needed, and not at the start.
if TYPE_CHECKING:
    from ._client import Memory
    from ._error_answer import ErrorDetails
    from ._platform.interface import Sender

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})  # https://fetch.spec.whatwg.org/#redirect-status
_log = logging.getLogger("aws4web")
_RETRY_COST, _TIMEOUT_COST = 5, 10  # tokens of a RetryBudget, as in the AWS SDKs' standard mode


class Exchange:
    """The state of one call."""

    def __init__(
        self,
        platform: Platform,
        sender: "Sender",
        memory: "Memory",
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
        self._started = platform.now()
        self._returned = False
        self._where = ""
        self._retries = 0
        self._spent = 0
        self._may_set_clock = signing.get("datetime") is None
        self._may_set_region = True

    async def run(self) -> Response:
        """The last attempt's response; its NetworkError is raised."""
        while True:
            signer, answer = await self._attempt()
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
                self._returned = True
                if isinstance(answer, NetworkError):
                    raise answer
                self._reward(answer)
                return answer.raise_for_status() if self._policy.raise_for_status else answer
            if isinstance(answer, Response):
                await answer.cancel()
            _log.debug("%s: retry %d in %.3f s", self._where, self._retries + 1, delay)
            del answer  # a NetworkError refers to this frame
            await self._wait(delay)
            self._retries += 1

    async def sign(self, source: Input | None = None) -> tuple[AwsV4Signer, SignedRequest]:
        """One attempt's signer and what it signed."""
        source = source or self._source
        if callable(source.body):
            body: Any = source.body()
            source = await self._platform.transport.read_input(
                source.url,
                {
                    **source.options,
                    "method": source.method,
                    "headers": source.headers,
                    "body": await body if isinstance(body, Awaitable) else body,
                },
            )
        signer = self._signer(source, source.url, None)
        if self._memory.regions and signing_rules(signer.service).is_s3:
            from ._error_answer import bucket_of, in_region

            url = Url.split(self._platform.transport.normalize_url(source.url))
            region = self._memory.regions.get(bucket_of(url))
            if region and region != signer.region:
                signer = self._signer(source, str(in_region(url, signer.region, region)), region)
        signed = await signer.sign()
        self._where = signed.where
        return signer, signed

    async def request(self) -> Any:
        """What one attempt would send, as the platform's own Request."""
        _, signed = await self.sign()
        return self._platform.transport.request(signed, self._source.options)

    def _signer(self, source: Input, url: str, region: str | None) -> AwsV4Signer:
        signing = {**self._signing}
        if not signing.get("datetime"):
            signing["datetime"] = self._platform.now() + self._memory.clock_offset
        if region:
            signing["region"] = region
        return AwsV4Signer(
            url=url,
            method=source.method,
            headers=source.headers,
            body=source.body,
            platform=self._platform,
            **signing,
        )

    async def _attempt(self) -> tuple[AwsV4Signer, Response | NetworkError]:
        signer, signed = await self.sign()
        try:
            answer = await self._in_time(self._sender.send(signed, self._source.options))
            self._memory.answered[signer.host] = None
            if answer.status in REDIRECT_STATUSES:
                signer, answer = await self._follow(signer, signed, answer)
            answer.limit_reading(self._in_time)
        except AbortError:
            raise
        except NetworkError as exc:
            answer = exc.with_traceback(None)
        said = answer.status if isinstance(answer, Response) else answer
        _log.debug("%s: attempt %d: %s", self._where, self._retries + 1, said)
        return signer, answer

    async def _follow(
        self, signer: AwsV4Signer, signed: SignedRequest, answer: Response
    ) -> tuple[AwsV4Signer, Response]:
        """The answer that a redirect leads to, as far as the platform shows redirects and it is right to go there."""
        from ._redirect import MAX_REDIRECTS, may_follow, redirect_of, travelling

        mode, source, is_ours = self._source.options.get("redirect"), self._source, True
        for count in range(MAX_REDIRECTS + 1):
            location = answer.headers.get("location")
            normalize = self._platform.transport.normalize_url
            redirect = redirect_of(answer.status, location, signed.url, signed.method, normalize)
            if redirect is None or mode == "manual" or (is_ours and await self._is_elsewhere(answer, signer)):
                return signer, answer
            if mode == "error":
                await answer.cancel()
                raise NetworkError(
                    f"{signed.where}: redirected to {redirect.address}, and redirect is 'error'", retryable=False
                )
            if not may_follow(redirect, signed.url) or (redirect.keeps_body and not source.resendable):
                return signer, answer
            await answer.cancel()
            if count == MAX_REDIRECTS:
                break
            is_ours = is_ours and redirect.is_signed
            source = source._replace(url=redirect.url, method=redirect.method)
            if not redirect.keeps_body:
                source = source._replace(body=None)
            if is_ours:
                signer, signed = await self.sign(source)
            else:
                signed = SignedRequest(redirect.method, redirect.url, Headers(travelling(signed.headers).items()), None)
                self._where, self._may_set_clock, self._may_set_region = signed.where, False, False
            answer = await self._in_time(self._sender.send(signed, self._source.options))
        raise NetworkError(f"{signed.where}: more than {MAX_REDIRECTS} redirects", retryable=False)

    async def _is_elsewhere(self, answer: Response, signer: AwsV4Signer) -> bool:
        """Whether S3 says that the bucket is in another region, which is no redirect to follow."""
        if not (self._may_set_region and signing_rules(signer.service).is_s3):
            return False
        from ._answer import read_details
        from ._error_answer import right_region

        return right_region(answer, await read_details(answer), signer.host) not in (None, signer.region)

    async def _read_error(self, response: Response, signer: AwsV4Signer) -> bool:
        """Read an answer that may be an error. Whether what it says is put right, so that to try again is worth it.

        Raises NetworkError where the body breaks off.
        """
        if response.status < 300 and not _may_hide_an_error(response, signer):
            return False
        from ._answer import error_of, read_details

        details = await read_details(response)
        response.error = await error_of(response, details, signer, self._where)
        if response.error:
            _log.debug("%s: %s", self._where, response.error.code)
        if not self._put_right(response, details, signer) or not self._source.resendable:
            return False
        # Chromium keeps a 301 and would not ask again.
        self._source = self._source._replace(options={"cache": "no-store", **self._source.options})
        return True

    def _put_right(self, response: Response, details: "ErrorDetails | None", signer: AwsV4Signer) -> bool:
        """Learn from an answer that says that our clock is wrong, or the region; once each."""
        from ._error_answer import bucket_of, clock_offset, right_region

        if details is not None and self._may_set_clock:
            offset = clock_offset(details, response.headers, self._platform.now())
            if offset is not None:
                self._may_set_clock = False
                self._memory.clock_offset = offset
                _log.debug("%s: the clock is %.0f s off", self._where, offset)
                return True
        if self._may_set_region and signing_rules(signer.service).is_s3:
            region = right_region(response, details, signer.host)
            if region and region != signer.region:
                self._may_set_region = False
                self._memory.regions[bucket_of(Url.split(signer.url))] = region
                _log.debug("%s: the bucket is in %s", self._where, region)
                return True
        return False

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
        delay = retry_delay(self._retries, policy.init_retry_ms, platform.random(), headers, platform.now())
        if policy.deadline is not None and platform.now() + delay - self._started >= policy.deadline:
            return None
        if policy.retry_budget:
            cost = _TIMEOUT_COST if isinstance(answer, RequestTimeoutError) else _RETRY_COST
            if not policy.retry_budget.take(cost):
                return None
            self._spent = cost
        return delay

    def _reward(self, response: Response) -> None:
        if self._policy.retry_budget and not (response.error and response.error.retryable):
            self._policy.retry_budget.give(self._spent or 1)

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
            limits.append(max(0.0, self._started + self._policy.deadline - self._platform.now()))
        if not limits:
            return await work
        winner, result = await first_of(work, self._platform.sleep(min(limits)))
        if winner == 1:
            raise RequestTimeoutError(f"{self._where}: nothing came within {min(limits):g} s")
        return result


def _may_hide_an_error(response: Response, signer: AwsV4Signer) -> bool:
    """S3 answers some long operations with 200 before it knows how they end: CompleteMultipartUpload, CopyObject, …

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
    """
    return (
        response.status == 200
        and signer.method in ("POST", "PUT")
        and signing_rules(signer.service).is_s3
        and "xml" in response.headers.get("content-type", "")
    )


async def first_of(*contenders: Coroutine[Any, Any, Any] | Awaitable[Any]) -> tuple[int, Any]:
    """The index and the result of whichever ends first. Its exception is raised."""
    tasks = [asyncio.ensure_future(contender) for contender in contenders]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        winner = next(index for index, task in enumerate(tasks) if task.done())
        return winner, tasks[winner].result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
