"""Redirects, followed: as `_redirect` decides, and as far as the platform shows them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ._errors import AbortError, NetworkError
from ._redirect import (
    HIDDEN,
    MAX_REDIRECTS,
    STATUSES,
    Redirect,
    is_same_host,
    may_follow,
    redirect_of,
    travelling,
    was_followed,
    without_body,
)
from ._request import Headers, SignedRequest, Url
from ._scope import signing_rules

if TYPE_CHECKING:
    from ._exchange import Exchange
    from ._platform.parts import Input
    from ._response import Response
    from ._signer import AwsV4Signer

    Step = tuple[AwsV4Signer, SignedRequest, Response]
    """Who signed a request (at a foreign host: the last one), the request, and its answer."""

_REFUSALS = (400, 401, 403)


class Following:
    """The redirects of one attempt."""

    def __init__(self, call: "Exchange", source: "Input", normalize: Callable[[str, str], str]) -> None:
        self._call = call
        self._source = source
        self._normalize = normalize
        self.is_ours = True
        """Whether the last request was signed. Once it is not, no other one is."""

    async def run(self, signer: "AwsV4Signer", signed: SignedRequest, answer: "Response") -> "Step":
        """The answer that the redirects lead to. Raises NetworkError where they lead nowhere."""
        step = signer, signed, answer
        for count in range(MAX_REDIRECTS + 1):
            redirect = await self._next(*step)
            if not isinstance(redirect, Redirect):
                return redirect or step
            signer, signed, answer = step
            mode = self._source.options.get("redirect")
            if mode == "error":
                await answer.cancel()
                raise NetworkError(
                    f"{signed.where}: redirected to {redirect.address}, and redirect is 'error'", retryable=False
                )
            if mode == "manual" or not may_follow(redirect, signed):
                return step
            if redirect.keeps_body and not self._source.resendable:
                return step
            await answer.cancel()
            if count < MAX_REDIRECTS:
                step = await self._go(redirect, signer, signed)
        raise NetworkError(f"{step[1].where}: more than {MAX_REDIRECTS} redirects", retryable=False)

    async def _next(self, signer: "AwsV4Signer", signed: SignedRequest, answer: "Response") -> "Redirect | Step | None":
        """Where an answer leads to; or what is the result instead of it; or None if it is the result itself."""
        if answer.status == HIDDEN:
            return await self._reveal(signer, signed)
        if self.is_ours and await self._is_for_its_region(signer, answer):
            return None
        if was_followed(answer, signed):
            return self._after(signed, answer)
        return redirect_of(answer, signed, self._normalize)

    async def _go(self, redirect: Redirect, signer: "AwsV4Signer", signed: SignedRequest) -> "Step":
        self._source = self._source._replace(url=redirect.url, method=redirect.method)
        if not redirect.keeps_body:
            self._source = self._source._replace(body=None, headers=Headers(without_body(signed.headers).items()))
        self.is_ours = self.is_ours and redirect.is_signed
        if self.is_ours:
            signer, signed = await self._call.sign(self._source, sending=True)
        else:
            signed = SignedRequest(redirect.method, redirect.url, Headers(travelling(signed.headers).items()), None)
        return signer, signed, await self._call.send(signed)

    async def _browse(self, request: SignedRequest) -> "Response":
        """The answer to a request that holds no secret in its headers, wherever the browser is led."""
        return await self._call.send(request, redirect="follow", cache="no-store")

    async def _is_for_its_region(self, signer: "AwsV4Signer", answer: "Response") -> bool:
        """Whether S3 tells by an answer in which region a bucket is, so that there is nothing to follow."""
        if not (signing_rules(signer.service).is_s3 and self._source.resendable):
            return False
        from ._answer import read_details

        details = await read_details(answer)
        return self._call.corrections.corrects_region(answer, details, signer, self._call.asked())

    def _after(self, signed: SignedRequest, answer: "Response") -> Redirect | None:
        """What is to follow where the browser went by itself: to the same host it took the signature of another URL."""
        target = Url.split(answer.url)
        if not is_same_host(Url.split(signed.url), target):
            self.is_ours = False
            return None
        is_stale = self.is_ours and answer.status in _REFUSALS
        return Redirect(str(target), signed.method, keeps_body=True, is_signed=True) if is_stale else None

    async def _reveal(self, signer: "AwsV4Signer", signed: SignedRequest) -> "Redirect | Step | None":
        """Find out where a redirect leads that a page is not shown.

        A browser tells only who goes there. S3 names a bucket's region to anybody. A request to read is sent again,
        signed in its query: what follows its redirect takes neither the signature nor the token along.
        """
        mode = self._source.options.get("redirect")
        if mode == "manual":
            return None
        hidden = f"{signed.where}: redirected to where a page is not shown"
        if mode == "error":
            raise NetworkError(f"{hidden}, and redirect is 'error'", retryable=False)
        if signing_rules(signer.service).is_s3:
            plain = SignedRequest("GET", signed.url, Headers(), None)
            answer = await self._browse(plain)
            if await self._is_for_its_region(signer, answer):
                return signer, signed, answer
            await answer.cancel()
        if signed.method not in ("GET", "HEAD"):
            raise NetworkError(f"{hidden}, so that no {signed.method} can be signed for that place", retryable=False)
        signer, presigned = await self._call.sign(self._source, sending=True, sign_query=True, expires=60)
        try:
            answer = await self._browse(presigned)
        except AbortError:
            raise
        except NetworkError as exc:
            raise NetworkError(f"{hidden}, and it does not answer this page: {exc}", retryable=False) from exc
        if not was_followed(answer, presigned):
            if answer.ok or answer.status in STATUSES:  # which leads nowhere
                return signer, presigned, answer
            await answer.cancel()
            raise NetworkError(f"{hidden}, and only if it is signed in its headers", retryable=False)
        target = Url.split(answer.url)
        if is_same_host(Url.split(presigned.url), target):
            await answer.cancel()
            return Redirect(str(target), signed.method, keeps_body=True, is_signed=True)
        self.is_ours = False
        return signer, SignedRequest(signed.method, answer.url, Headers(), None), answer
