"""The client: the options that calls have in common, and what it learns from call to call."""

from typing import TYPE_CHECKING, Any, Never, Self

from ._errors import AwsError
from ._keys import Bounded, Credentials, Hidden, KeyCache
from ._memory import Memory
from ._options import (
    AWS_OPTIONS,
    CLIENT_OPTIONS,
    AwsOptions,
    RetryBudget,
    RetryPolicy,
    check_fetch_options,
    refuse_unknown,
)
from ._platform import PLATFORM, Platform
from ._request import SignedRequest

if TYPE_CHECKING:
    from ._advice import Diagnosis
    from ._exchange import Exchange
    from ._platform.interface import Session
    from ._response import Response


class AwsClient:
    """Signs requests to AWS and sends them with the platform's fetch.

    One client serves all services: the service and the region are found in each URL unless given.

        access_key_id      required, akin to AWS_ACCESS_KEY_ID
        secret_access_key  required, akin to AWS_SECRET_ACCESS_KEY
        session_token      akin to AWS_SESSION_TOKEN, for temporary credentials
        service            the signing name; by default each URL tells it
        region             by default each URL tells it
        cache              where signing keys are kept; by default the last 64, in memory
        retries            how often to try again, at most; 0 for never
        init_retry_ms      milliseconds of the first wait at most; each wait may be twice as long, up to 20 s
        retry_network      True to try again after a network failure even where the method is not idempotent (POST)
        timeout            seconds that an attempt waits for its answer, and then for its body or each chunk
        deadline           seconds that all attempts of a call and the waits between them may take together
        retry_budget       RetryBudget: tokens that the retries of this client, or of several, share
        raise_for_status   True to raise AwsError where AWS answers with an error
        session            CPython only: an aiohttp.ClientSession, to send through its connector and its proxy. It is
                           never closed, and neither its headers nor its cookies are used; its connector's `limit`
                           counts responses that are not read yet

    Raises TypeError and ValueError for bad options.
    """

    def __init__(
        self,
        *,
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
        session_token: str | None = None,
        service: str | None = None,
        region: str | None = None,
        cache: KeyCache | None = None,
        retries: int = 10,
        init_retry_ms: float = 50,
        retry_network: bool = False,
        timeout: float | None = None,
        deadline: float | None = None,
        retry_budget: RetryBudget | None = None,
        raise_for_status: bool = False,
        session: "Session | None" = None,
        platform: Platform = PLATFORM,
        **unknown: Never,
    ) -> None:
        self._credentials = Credentials(access_key_id, secret_access_key, session_token)
        secret_access_key = session_token = None  # no traceback shows them
        if unknown:
            refuse_unknown("AwsClient", unknown, CLIENT_OPTIONS)
        self._credentials.check()
        self._policy = RetryPolicy(
            retries, init_retry_ms, retry_network, timeout, deadline, retry_budget, raise_for_status
        )
        self._policy.check()
        self.service: str | None = service
        self.region: str | None = region
        self._cache: KeyCache = Bounded(64) if cache is None else cache
        self._platform = platform
        self._sender = platform.transport.sender(session)
        self._memory = Memory()

    async def fetch(self, input: Any, *, aws: AwsOptions | None = None, **init: Any) -> "Response":
        """Sign a request, send it, and return the response, whatever its status; as the global fetch, plus `aws`.

            input    a URL (str or URL object), or the platform's Request
            method   'POST' by default where there is a body, otherwise 'GET'
            headers  a mapping, pairs, or the platform's Headers
            body     str or bytes-like; in Pyodide also any body that JS's fetch takes; or a function, plain or async,
                     that makes the body anew for each attempt
            timeout, raise_for_status  as in the client
            aws      AwsOptions, to override the client's own for this request

        Any other keyword is a fetch option and reaches fetch: signal, keepalive, mode, cache, redirect, …

        Tried again, each attempt signed anew, are 429, 500, 502, 503 and 504, AWS's throttling and transient error
        codes on any status, and network failures of idempotent methods; not a body that can be sent only once. A wrong
        clock and a bucket's region are corrected once.

        Raises TypeError and ValueError for bad input before anything is sent; NetworkError, or its AbortError or
        RequestTimeoutError, where no response comes; AwsError if `raise_for_status`.
        """
        options, init = Hidden(aws or {}), Hidden(init)  # no traceback shows their values
        del aws
        return await (await self._exchange(input, options, init)).run()

    async def sign(self, input: Any, *, aws: AwsOptions | None = None, **init: Any) -> Any:
        """The signed request, ready to send: a JS Request in Pyodide, a SignedRequest on CPython.

        Takes what `fetch` takes. With aws={"sign_query": True} its `url` is a presigned URL.
        """
        options, init = Hidden(aws or {}), Hidden(init)
        del aws
        return await (await self._exchange(input, options, init)).request()

    async def explain(
        self, answer: "AwsError | Response | str", input: Any = None, *, aws: AwsOptions | None = None, **init: Any
    ) -> "Diagnosis | None":
        """Why AWS says SignatureDoesNotMatch: where its view of the request first differs from ours.

        `answer` is what AWS said: the error, the response, or the text of its body; with the text, pass the request
        too, as to `fetch`. None where the answer does not say what AWS signed. Nothing is sent.
        """
        from ._advice import aws_view, time_of
        from ._answer import diagnosis_of
        from ._error_answer import parse_error
        from ._response import Response

        options, init = Hidden(aws or {}), Hidden(init)
        del aws
        if isinstance(answer, Response):
            return answer.error.diagnosis if answer.error else None
        if isinstance(answer, AwsError):
            return answer.diagnosis
        if input is None:
            raise TypeError("explain needs the request too: pass its URL, and what else was passed to fetch")
        details = parse_error({}, answer)
        view = aws_view(details.fields, details.message) if details else None
        if details is None or view is None:
            return None
        if not options.get("datetime"):
            options["datetime"] = time_of(view)  # sign as of then
        signer, _ = await (await self._exchange(input, options, init)).sign()
        return await diagnosis_of(details, signer)

    async def close(self) -> None:
        """Close this client's connections in the running event loop, with what is under way on them.

        On CPython, where it may be forgotten: they end with the client or with the event loop. In a browser connections
        are the page's own.
        """
        await self._sender.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AwsClient {self._credentials.access_key_id}>"

    async def _exchange(self, input: Any, aws: Hidden, init: Hidden) -> "Exchange":
        """A call, with the client's options and those of the call put over them. Takes `aws` and `init` apart."""
        from ._exchange import Exchange  # with the first call: a program that only imports us waits for less

        refuse_unknown("aws={…}", aws, AWS_OPTIONS)
        check_fetch_options(init)
        own = self._credentials
        signing = {"service": self.service, "region": self.region, "cache": self._cache, "credentials": own}
        policy = self._policy
        if aws:
            if not aws.keys().isdisjoint(Credentials.__slots__):
                secrets = [aws.pop(name, getattr(own, name)) for name in Credentials.__slots__]
                signing["credentials"] = Credentials(*secrets)
                del secrets  # no traceback shows them
                signing["credentials"].check()
            policy = policy.over(aws)
            signing |= aws
        policy = policy.over(init)
        resource = input
        if isinstance(input, SignedRequest):
            headers = input.headers.copy()
            if "body" in init:
                headers.pop("x-amz-content-sha256", None)  # that of the body which is replaced
            held = {"method": input.method, "headers": headers, "body": input.body}
            resource, init = input.url, Hidden(held | init)
        # JS would read None as a value of its own.
        given = {name: value for name, value in init.items() if value is not None}
        source = await self._platform.transport.read_input(resource, given)
        return Exchange(self._platform, self._sender, self._memory, source, signing, policy)
