"""The client: the options that calls have in common, and what it learns from call to call."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from ._call.arguments import Arguments
from ._call.settings import read_settings
from ._credentials import Credentials
from ._mappings import Hidden
from ._platform import PLATFORM, Platform
from ._platform.tasks import coroutine_function
from ._presigner import Presigner

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Unpack

    from ._call.attempt import Attempt
    from ._call.call import Call
    from ._call.opening import Opened
    from ._errors import AwsError, Diagnosis
    from ._option_types import AwsOptions, ClientOptions, RequestInit
    from ._platform.values import FetchOptions
    from ._response import Response
    from ._types import BodyInit, CredentialsInit, HeadersInit, JsObject, Json, Redirect, Request, RequestInfo


class AwsClient(Presigner):
    """Signs requests to AWS and sends them with the platform's fetch.

    One client serves all services: the service and the region are found in each URL unless given.

        access_key_id      required, akin to AWS_ACCESS_KEY_ID
        secret_access_key  required, akin to AWS_SECRET_ACCESS_KEY
        session_token      akin to AWS_SESSION_TOKEN, for temporary credentials
        credentials        instead of the three keys: Credentials, a mapping of them, or a function, plain or async,
                           Python's or JavaScript's, that returns either and is asked again before they end
        unsigned           True to send requests without a signature, as to a public bucket; no keys are needed then
        service            the signing name, such as 's3'; by default each URL tells it
        region             such as 'eu-west-1'; by default each URL tells it
        endpoint_url       where requests to AWS's own hosts go instead, as 'http://localhost:4566'; by default None
        cache              where the signing keys of fixed keys are kept: a mapping; by default the last 64, in memory
        retries            how often to try again, at most; 0 for never; by default 10
        init_retry_ms      milliseconds that the first wait takes at most, doubled each time up to 20 s; by default 50
        retry_network      True to resend even what is not idempotent (POST) after a network failure; by default False
        timeout            seconds to wait for an attempt's answer, then for its body or each chunk; by default no limit
        deadline           seconds that all attempts of a call and the waits between them may take; by default no limit
        retry_budget       a RetryBudget: tokens that the retries of several calls share; by default None
        raise_for_status   True to raise AwsError if AWS answers with an error; by default False
        session            CPython only: an aiohttp.ClientSession, whose connector and proxy are used; by default None

    A session is never closed, and its headers and cookies are not used; its connector's `limit` counts responses that
    are not read. `service` and `region` can be set later. Raises TypeError and ValueError for bad options.

        aws = AwsClient(access_key_id="AKIA…", secret_access_key="…", region="eu-west-1")
    """

    _platform: Platform = PLATFORM

    if TYPE_CHECKING:  # at run time typing would keep them for ever

        @overload
        def __init__(
            self,
            *,
            access_key_id: str,
            secret_access_key: str,
            session_token: str | None = None,
            unsigned: bool = False,
            **options: Unpack[ClientOptions],
        ) -> None: ...
        @overload
        def __init__(
            self, *, credentials: CredentialsInit, unsigned: bool = False, **options: Unpack[ClientOptions]
        ) -> None: ...
        @overload
        def __init__(self, *, unsigned: Literal[True], **options: Unpack[ClientOptions]) -> None: ...

    def __init__(
        self,
        *,
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
        session_token: str | None = None,
        credentials: CredentialsInit | None = None,
        unsigned: bool = False,
        **options: Any,
    ) -> None:
        keys = Hidden(access_key_id=access_key_id, secret_access_key=secret_access_key, session_token=session_token)
        keys["credentials"] = credentials
        access_key_id = secret_access_key = session_token = credentials = None  # no traceback shows them
        self._settings = read_settings(self._platform, keys, options, is_unsigned=unsigned)
        self.service: str | None = options.get("service")
        self.region: str | None = options.get("region")

    @coroutine_function
    def fetch(
        self,
        input: RequestInfo,
        *,
        method: str | None = None,
        headers: HeadersInit | None = None,
        body: BodyInit | None = None,
        json: Json | None = None,
        timeout: float | None = None,
        raise_for_status: bool | None = None,
        signal: JsObject | None = None,
        redirect: Redirect | None = None,
        aws: AwsOptions | None = None,
        **init: Unpack[RequestInit],
    ) -> Coroutine[Any, Any, Response]:
        """Sign a request, send it, and return the response, whatever its status; as the global fetch, plus `aws`.

            input              a URL (str or URL object), what `sign` returned, or a JS Request
            method             by default 'POST' if there is a body, otherwise 'GET'
            headers            a mapping, pairs, or the platform's Headers
            body               str or bytes-like; in Pyodide also any body that JS's fetch takes; on CPython also a file
                               in binary mode, a path or an async iterator of bytes; or a function, plain or async, that
                               makes the body for each attempt
            json               sent as JSON instead of a body, with its Content-Type unless `headers` has one
            timeout            seconds to wait for an attempt's answer, then for its body or each chunk; by default the
                               client's; float("inf") for no limit
            raise_for_status   True to raise AwsError if AWS answers with an error; by default the client's
            signal             a JS AbortSignal, which ends the call; on CPython cancel the task instead
            redirect           'follow' (default), 'manual' to get the redirect itself, 'error' to refuse it
            aws                AwsOptions: the client's options, overridden for this request, and how to sign it
            mode               'cors', 'no-cors' or 'same-origin'; by default 'cors'
            credentials        whether cookies go along: 'omit', 'same-origin' or 'include'; by default 'same-origin'
            cache              how to use the browser's cache: 'default', 'no-store', 'reload', 'no-cache',
                               'force-cache'
            referrer           the page to name as the referrer; '' for none
            referrerPolicy     how much of the referrer to tell: 'no-referrer', 'origin', …
            integrity          a hash for the browser to compare with the body's: 'sha256-…'
            keepalive          True to let a small request outlive its page; by default False
            priority           'high', 'low' or 'auto'; by default 'auto'
            duplex             'half' to send a ReadableStream while it is read; by default it is read first
            window             only None
            init               options that only this runtime's fetch has, such as Cloudflare's: {'cf': {…}}

        From `mode` on they are the page's: on CPython integrity and init are refused, and the others mean nothing.

        Tried again, each time with a new signature: the statuses 429, 500, 502, 503 and 504, AWS's throttling and
        transient error codes on any status, and network failures of idempotent methods; not a body that can be sent
        only once. A wrong clock, a bucket's region and ended credentials of a provider are corrected once.

        Raises TypeError and ValueError for bad input before anything is sent; CredentialsError if a provider has none;
        NetworkError, AbortError, RequestTimeoutError if no response comes; AwsError if `raise_for_status`.

            response = await aws.fetch("https://bucket.s3.eu-west-1.amazonaws.com/key", method="PUT", body=b"…")
        """
        options = {"method": method, "headers": headers, "body": body, "json": json, "signal": signal}
        options |= {"redirect": redirect, "timeout": timeout, "raise_for_status": raise_for_status}
        return self._fetch(Arguments(input, aws, init, **options))

    @coroutine_function
    def sign(
        self,
        input: RequestInfo,
        *,
        method: str | None = None,
        headers: HeadersInit | None = None,
        body: BodyInit | None = None,
        json: Json | None = None,
        signal: JsObject | None = None,
        redirect: Redirect | None = None,
        aws: AwsOptions | None = None,
        **init: Unpack[RequestInit],
    ) -> Coroutine[Any, Any, Request]:
        """The signed request, ready to send: a JS Request in Pyodide, a SignedRequest on CPython.

        Takes what `fetch` takes; nothing is sent. `presign` makes URLs.
        """
        options = {"method": method, "headers": headers, "body": body, "json": json}
        return self._sign(Arguments(input, aws, init, signal=signal, redirect=redirect, **options))

    @coroutine_function
    def explain(
        self,
        answer: AwsError | Response | str,
        input: RequestInfo | None = None,
        *,
        method: str | None = None,
        headers: HeadersInit | None = None,
        body: BodyInit | None = None,
        json: Json | None = None,
        aws: AwsOptions | None = None,
    ) -> Coroutine[Any, Any, Diagnosis | None]:
        """Why AWS says SignatureDoesNotMatch: where its view of the request first differs from ours.

        `answer` is what AWS said: the error, the response, or the text of its body; with the text, pass the request
        too, as to `fetch`. None if the answer does not say what AWS signed. Nothing is sent.
        """
        options = {"method": method, "headers": headers, "body": body, "json": json}
        return self._explain(Arguments(input, aws, {}, answer, **options))

    async def _fetch(self, arguments: Arguments) -> Response:
        open_call, call = _way_of_a_call()
        return await call(*await open_call(self._settings, arguments, self.service, self.region)).run()

    async def _sign(self, arguments: Arguments) -> Request:
        arguments.notify()
        attempt, options = await self._signed(arguments)
        return self._platform.transport.request(attempt.signed, options)

    async def _signed(self, arguments: Arguments) -> tuple[Attempt, FetchOptions]:
        open_call, _ = _way_of_a_call()
        exchange, _ = await open_call(self._settings, arguments, self.service, self.region)
        return await exchange.sign(), exchange.source.options

    async def _explain(self, arguments: Arguments) -> Diagnosis | None:
        from ._answers.explain import Refusal, read_answer

        refusal = read_answer(arguments.answer, has_request=arguments.input is not None)
        if not isinstance(refusal, Refusal):
            return refusal
        arguments.signed_at = refusal.signed_at
        attempt, _ = await self._signed(arguments)
        return await refusal.compared_with(attempt.stages)

    async def close(self) -> None:
        """Close its connections in the running event loop. If left out, they end with the client or the event loop."""
        if not isinstance(source := self._settings.credentials, Credentials):
            source.cancel()
        await self._settings.sender.close()

    def forget(self) -> None:
        """Drop what a provider gave, as at sign-out: calls that go on end with CredentialsError. Fixed keys stay."""
        if not isinstance(self._settings.credentials, Credentials):
            self._settings.credentials.forget()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        source = getattr(getattr(self, "_settings", None), "credentials", None)  # None if the constructor failed
        return f"<AwsClient {source.access_key_id if isinstance(source, Credentials) else source}>"


@cache  # loaded with the first call: a program that only imports us waits for less
def _way_of_a_call() -> tuple[Callable[..., Coroutine[Any, Any, Opened]], type[Call]]:
    from ._call.call import Call
    from ._call.opening import open_call

    return open_call, Call
