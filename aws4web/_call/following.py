"""Redirects, followed: as `redirects` decides, and as far as the platform shows them."""

from typing import TYPE_CHECKING

from .._errors import AbortError, NetworkError
from .._headers import Headers
from .._received import Received
from .._request import SignedRequest
from .._sign.draft import Draft
from .._url import Url
from .attempt import HIDDEN, REDIRECTS, SAFE_METHODS, Attempt
from .redirects import MAX_REDIRECTS, Redirect, is_same_host, may_follow, redirect_of, travelling, without_body

if TYPE_CHECKING:
    from .exchange import Exchange

_REFUSALS = (400, 401, 403)


class Following:
    """The redirects of one attempt."""

    def __init__(self, exchange: "Exchange", attempt: Attempt) -> None:
        self._exchange = exchange
        self._source = exchange.source
        self._attempt = attempt

    async def run(self) -> Attempt:
        """The request that the redirects lead to, with its answer. Raises NetworkError if they lead nowhere."""
        for count in range(MAX_REDIRECTS + 1):
            attempt = self._attempt
            redirect = await self._next(attempt)
            if redirect is None:
                return self._attempt
            where, mode = attempt.signed.where, self._source.options.get("redirect")
            if mode == "error":
                await attempt.received.cancel()
                why = f"redirected to {redirect.address}, and redirect is 'error'"
                raise NetworkError(f"{where}: {why}", retryable=False)
            if mode == "manual" or not may_follow(redirect, attempt.signed):
                return attempt
            if redirect.keeps_body and not self._source.resendable:
                return attempt
            await attempt.received.cancel()
            if count < MAX_REDIRECTS:
                self._attempt = await self._go(redirect, attempt)
        raise NetworkError(f"{self._attempt.signed.where}: more than {MAX_REDIRECTS} redirects", retryable=False)

    async def _next(self, attempt: Attempt) -> Redirect | None:
        """Where an answer leads to; None if the attempt, which may be another one by then, is the result."""
        answer = attempt.received
        if answer.status == HIDDEN:
            return await self._reveal(attempt)
        if attempt.is_ours and await self._tells_region(attempt, answer):
            return None
        if attempt.was_followed:
            return self._after(attempt, answer)
        return redirect_of(answer, attempt.signed, self._exchange.platform.transport.normalize_url)

    async def _go(self, redirect: Redirect, last: Attempt) -> Attempt:
        draft, url = self._source.draft, Url.split(redirect.url)
        if redirect.keeps_body:
            draft = Draft(redirect.url, url, redirect.method, draft.values, draft.payload)
            self._source = self._source._replace(draft=draft)
        else:
            values = without_body(last.signed.headers)
            draft = Draft(redirect.url, url, redirect.method, values, draft.payload.replaced_by(None))
            self._source = self._source._replace(draft=draft, make_body=None)
        if last.is_ours and redirect.is_signed:
            attempt = await self._exchange.sign(self._source, sending=True, last=last)
        else:
            signed = SignedRequest(
                redirect.method, redirect.url, Headers(travelling(last.signed.headers).items()), None
            )
            attempt = Attempt(url, last.stages, signed, is_ours=False)
        attempt.answer = await self._exchange.send(attempt)
        return attempt

    async def _browse(self, attempt: Attempt) -> Received:
        """The answer to a request that holds no secret in its headers, wherever the browser is led."""
        return await self._exchange.send(attempt, redirect="follow", cache="no-store")

    async def _tells_region(self, attempt: Attempt, answer: Received) -> bool:
        """Whether S3 says in an answer which region a bucket is in, so that there is nothing to follow."""
        if not (attempt.stages.signable.rules.is_s3 and self._source.resendable):
            return False
        from .._answers.error import read_details

        details = await read_details(answer)
        corrections = self._exchange.correcting()
        return corrections.corrects_region(answer, details, attempt.stages.signable, attempt.asked)

    def _after(self, attempt: Attempt, answer: Received) -> Redirect | None:
        """What follows if the browser went by itself: at the same host it presented the signature of another URL."""
        target = Url.split(answer.url)
        if not is_same_host(Url.split(attempt.signed.url), target):
            attempt.is_ours = False
            return None
        is_stale = attempt.is_ours and answer.status in _REFUSALS
        return Redirect(str(target), attempt.signed.method, keeps_body=True, is_signed=True) if is_stale else None

    async def _reveal(self, attempt: Attempt) -> Redirect | None:
        """Find out where a redirect leads that a page is not shown.

        A browser tells only those who go there. S3 names a bucket's region to anybody. A request to read is sent again,
        signed in its query: the browser, following it, takes along neither the signature nor the token.
        """
        signed, mode = attempt.signed, self._source.options.get("redirect")
        if mode == "manual" or self._source.options.get("mode") == "no-cors":  # where every answer is hidden
            return None
        hidden = f"{signed.where}: redirected to where a page is not shown"
        if mode == "error":
            raise NetworkError(f"{hidden}, and redirect is 'error'", retryable=False)
        if await self._is_told_of_region(attempt):
            return None
        if signed.method not in SAFE_METHODS:
            raise NetworkError(f"{hidden}, so that no {signed.method} can be signed for that place", retryable=False)
        presigned = await self._presigned(attempt)
        try:
            presigned.answer = answer = await self._browse(presigned)
        except AbortError:
            raise
        except NetworkError as exc:
            raise NetworkError(f"{hidden}, and it does not answer this page: {exc}", retryable=False) from exc
        if not presigned.was_followed:
            if answer.status < 300 or answer.status in REDIRECTS:  # a redirect that leads nowhere
                self._attempt = presigned
                return None
            await answer.cancel()
            raise NetworkError(f"{hidden}, and only if it is signed in its headers", retryable=False)
        target = Url.split(answer.url)
        if is_same_host(Url.split(presigned.signed.url), target):
            await answer.cancel()
            return Redirect(str(target), signed.method, keeps_body=True, is_signed=True)
        elsewhere = SignedRequest(signed.method, answer.url, Headers(), None)
        self._attempt = Attempt(target, presigned.stages, elsewhere, is_ours=False)
        self._attempt.answer = answer
        return None

    async def _is_told_of_region(self, attempt: Attempt) -> bool:
        """Whether S3 tells an anonymous caller which region the bucket is in; that is the answer then."""
        if not attempt.stages.signable.rules.is_s3:
            return False
        plain = Attempt(attempt.asked, attempt.stages, SignedRequest("GET", attempt.signed.url, Headers(), None))
        plain.answer = await self._browse(plain)
        if await self._tells_region(plain, plain.answer):
            attempt.answer = plain.answer
            return True
        await plain.answer.cancel()
        return False

    async def _presigned(self, attempt: Attempt) -> Attempt:
        """The same request to read, with no secret in its headers."""
        if attempt.stages.signable.is_signed:
            changes = {"sign_query": True, "expires": 60}
            return await self._exchange.sign(self._source, sending=True, last=attempt, **changes)
        signed = attempt.signed._replace(headers=Headers(travelling(attempt.signed.headers).items()))
        return Attempt(attempt.asked, attempt.stages, signed)
