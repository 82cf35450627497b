"""The client: the options that calls have in common, and what it learns from call to call."""

from functools import cache
from typing import TYPE_CHECKING, Any, Never, Self

from ._call.arguments import Arguments
from ._corrections.memory import Memory
from ._credentials import Credentials, KeyCache
from ._errors import NetworkError, bare
from ._mappings import Bounded, Hidden
from ._options import CLIENT_OPTIONS, AwsOptions, SigningOptions, refuse_unknown
from ._platform import PLATFORM, Platform
from ._platform.tasks import coroutine_function
from ._retry.policy import RetryBudget, RetryPolicy
from ._url import Url, read_endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ._call.call import Call
    from ._call.exchange import Exchange
    from ._call.source import Source
    from ._errors import AwsError, Diagnosis
    from ._platform.protocols import Session
    from ._response import Response


class AwsClient:
    """Signs requests to AWS and sends them with the platform's fetch.

    One client serves all services: the service and the region are found in each URL unless given.

        access_key_id      required, akin to AWS_ACCESS_KEY_ID
        secret_access_key  required, akin to AWS_SECRET_ACCESS_KEY
        session_token      akin to AWS_SESSION_TOKEN, for temporary credentials
        service            the signing name; by default each URL tells it
        region             by default each URL tells it
        endpoint_url       where requests to AWS's own hosts are sent instead, as 'http://localhost:4566'
        unsigned           True to send requests without a signature, as to a public bucket; no keys are needed then
        cache              where signing keys are kept; by default the last 64, in memory
        retries            how often to try again, at most; 0 for never
        init_retry_ms      milliseconds of the first wait at most; each wait may be twice as long, up to 20 s
        retry_network      True to try again after a network failure even if the method is not idempotent (POST)
        timeout            seconds that an attempt waits for its answer, and then for its body or each chunk
        deadline           seconds that all attempts of a call and the waits between them may take together
        retry_budget       RetryBudget: tokens that the retries of this client, or of several, share
        raise_for_status   True to raise AwsError if AWS answers with an error
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
        endpoint_url: str | None = None,
        unsigned: bool = False,
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
        access_key_id = secret_access_key = session_token = None  # no traceback shows them
        if unknown:
            refuse_unknown("AwsClient", unknown, CLIENT_OPTIONS)
        if not unsigned:
            self._credentials.check()
        self._is_unsigned = unsigned
        self._policy = RetryPolicy(
            retries, init_retry_ms, retry_network, timeout, deadline, retry_budget, raise_for_status
        )
        self._policy.check()
        self.service: str | None = service
        self.region: str | None = region
        self._cache: KeyCache = Bounded(64) if cache is None else cache
        self._platform = platform
        self._endpoint = self._read_endpoint(endpoint_url)
        self._sender = platform.transport.sender(session)
        self._memory = Memory()

    @coroutine_function
    def fetch(
        self, input: Any = None, *, aws: AwsOptions | None = None, **init: Any
    ) -> "Coroutine[Any, Any, Response]":
        """Sign a request, send it, and return the response, whatever its status; as the global fetch, plus `aws`.

            input    a URL (str or URL object), or the platform's Request
            method   'POST' by default if there is a body, otherwise 'GET'
            headers  a mapping, pairs, or the platform's Headers
            body     str or bytes-like; in Pyodide also any body that JS's fetch takes; or a function, plain or async,
                     that makes the body for each attempt
            json     sent as JSON instead of a body, with its Content-Type unless `headers` has one
            timeout, raise_for_status  as for the client
            aws      AwsOptions, to override the client's own for this request
            init     a dict of fetch options that only this JS runtime has, as Cloudflare's `cf`

        The Fetch Standard's other options reach fetch: signal, keepalive, mode, cache, redirect, … On CPython
        `redirect` works, signal and integrity are refused, and the others mean nothing.

        Tried again, each time with a new signature: the statuses 429, 500, 502, 503 and 504, AWS's throttling and
        transient error codes on any status, and network failures of idempotent methods; not a body that can be sent
        only once. A wrong clock and a bucket's region are corrected once.

        Raises TypeError and ValueError for bad input before anything is sent; NetworkError, or its AbortError or
        RequestTimeoutError, if no response comes; AwsError if `raise_for_status`.
        """
        return self._fetch(Arguments(input, aws, init))

    @coroutine_function
    def sign(self, input: Any = None, *, aws: AwsOptions | None = None, **init: Any) -> "Coroutine[Any, Any, Any]":
        """The signed request, ready to send: a JS Request in Pyodide, a SignedRequest on CPython.

        Takes what `fetch` takes. With aws={"sign_query": True} its `url` is a presigned URL.
        """
        return self._sign(Arguments(input, aws, init))

    @coroutine_function
    def explain(
        self, answer: "AwsError | Response | str", input: Any = None, *, aws: AwsOptions | None = None, **init: Any
    ) -> "Coroutine[Any, Any, Diagnosis | None]":
        """Why AWS says SignatureDoesNotMatch: where its view of the request first differs from ours.

        `answer` is what AWS said: the error, the response, or the text of its body; with the text, pass the request
        too, as to `fetch`. None if the answer does not say what AWS signed. Nothing is sent.
        """
        return self._explain(Arguments(input, aws, init, answer))

    async def _fetch(self, arguments: Arguments) -> "Response":
        exchange, policy = await self._exchange(arguments)
        return await _way_of_a_call()[2](exchange, policy).run()

    async def _sign(self, arguments: Arguments) -> Any:
        exchange, _ = await self._exchange(arguments)
        attempt = await exchange.sign()
        return self._platform.transport.request(attempt.signed, exchange.source.options)

    async def _explain(self, arguments: Arguments) -> "Diagnosis | None":
        from ._answers.explain import diagnosis_in, refusal_in

        if not isinstance(arguments.answer, str):
            return diagnosis_in(arguments.answer)
        if arguments.input is None:
            raise TypeError("explain needs the request too: pass its URL, and what else was passed to fetch")
        refusal = refusal_in(arguments.answer)
        if refusal is None:
            return None
        arguments.signed_at = refusal.signed_at
        exchange, _ = await self._exchange(arguments)
        return await refusal.compared_with((await exchange.sign()).stages)

    async def close(self) -> None:
        """Close this client's connections in the running event loop, and end what is under way on them.

        On CPython this may be left out: they end with the client or with the event loop. In a browser connections are
        the page's own.
        """
        await self._sender.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        # A traceback may show a client that its constructor did not finish.
        credentials = getattr(self, "_credentials", None)
        return f"<AwsClient {credentials.access_key_id if credentials else None}>"

    async def _exchange(self, arguments: Arguments) -> "tuple[Exchange, RetryPolicy]":
        """What makes a call's requests, with the client's options, overridden by the call's.

        Bad input is reported here, without the frames that read it: they hold secrets.
        """
        try:
            return await self._prepare(arguments)
        except (TypeError, ValueError, NetworkError) as exc:
            raise bare(exc) from exc.__cause__
        except Exception:
            raise
        except BaseException as exc:  # asyncio.CancelledError
            raise bare(exc) from None

    async def _prepare(self, arguments: Arguments) -> "tuple[Exchange, RetryPolicy]":
        read_source, exchange_of, _ = _way_of_a_call()
        aws, init = arguments.options()
        credentials, endpoint = self._credentials_for(aws), self._endpoint
        if "endpoint_url" in aws:
            endpoint = self._read_endpoint(aws.pop("endpoint_url"))
        policy = self._policy.over(aws).over(init)
        options = SigningOptions(self.service, self.region, self._cache)
        if aws:
            options = options._replace(**aws)
        if arguments.signed_at and not options.datetime:
            options = options._replace(datetime=arguments.signed_at)
        source = await read_source(self._platform, arguments.input, init)
        if endpoint is not None:
            from ._call.source import at_endpoint

            draft, options = at_endpoint(source.draft, options, endpoint)
            source = source._replace(draft=draft)
        exchange = exchange_of(self._platform, self._sender, self._memory, source, credentials, options, policy)
        return exchange, policy

    def _credentials_for(self, aws: Hidden) -> Credentials | None:
        """Those of the client, overridden by `aws`, from which they are removed; None for an unsigned request."""
        own = self._credentials
        is_unsigned = aws.pop("unsigned", self._is_unsigned)
        if not aws.keys().isdisjoint(Credentials.NAMES):
            own = Credentials(*[aws.pop(name, getattr(own, name)) for name in Credentials.NAMES])
        if is_unsigned:
            return None
        own.check()
        return own

    def _read_endpoint(self, endpoint_url: Any) -> Url | None:
        return None if endpoint_url is None else read_endpoint(endpoint_url, self._platform.transport.normalize_url)


@cache
def _way_of_a_call() -> "tuple[Callable[..., Coroutine[Any, Any, Source]], type[Exchange], type[Call]]":
    # Loaded with the first call: a program that only imports us waits for less.
    from ._call.call import Call
    from ._call.exchange import Exchange
    from ._call.source import read_source

    return read_source, Exchange, Call
