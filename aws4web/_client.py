"""The client: the options that calls have in common, and what it learns from call to call."""

from typing import TYPE_CHECKING, Any, Never, Self

from ._call import Call, coroutine_function, read_input
from ._errors import AwsError, NetworkError, bare
from ._keys import Bounded, Credentials, KeyCache
from ._memory import Memory
from ._options import CLIENT_OPTIONS, AwsOptions, RetryBudget, RetryPolicy, refuse_unknown
from ._platform import PLATFORM, Platform

if TYPE_CHECKING:
    from collections.abc import Coroutine

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
        access_key_id = secret_access_key = session_token = None  # no traceback shows them
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

    @coroutine_function
    def fetch(
        self, input: Any = None, *, aws: AwsOptions | None = None, **init: Any
    ) -> "Coroutine[Any, Any, Response]":
        """Sign a request, send it, and return the response, whatever its status; as the global fetch, plus `aws`.

            input    a URL (str or URL object), or the platform's Request
            method   'POST' by default where there is a body, otherwise 'GET'
            headers  a mapping, pairs, or the platform's Headers
            body     str or bytes-like; in Pyodide also any body that JS's fetch takes; or a function, plain or async,
                     that makes the body anew for each attempt
            json     what is sent as JSON in the body's place, with its Content-Type unless `headers` has one
            timeout, raise_for_status  as in the client
            aws      AwsOptions, to override the client's own for this request
            init     a dict of fetch options that only this JS runtime has, as Cloudflare's `cf`

        The Fetch Standard's other options reach fetch: signal, keepalive, mode, cache, redirect, … On CPython
        `redirect` works, signal and integrity are refused, and the others mean nothing.

        Tried again, each attempt signed anew, are 429, 500, 502, 503 and 504, AWS's throttling and transient error
        codes on any status, and network failures of idempotent methods; not a body that can be sent only once. A wrong
        clock and a bucket's region are corrected once.

        Raises TypeError and ValueError for bad input before anything is sent; NetworkError, or its AbortError or
        RequestTimeoutError, where no response comes; AwsError if `raise_for_status`.
        """
        return self._fetch(Call(input, aws, init))

    @coroutine_function
    def sign(self, input: Any = None, *, aws: AwsOptions | None = None, **init: Any) -> "Coroutine[Any, Any, Any]":
        """The signed request, ready to send: a JS Request in Pyodide, a SignedRequest on CPython.

        Takes what `fetch` takes. With aws={"sign_query": True} its `url` is a presigned URL.
        """
        return self._sign(Call(input, aws, init))

    @coroutine_function
    def explain(
        self, answer: "AwsError | Response | str", input: Any = None, *, aws: AwsOptions | None = None, **init: Any
    ) -> "Coroutine[Any, Any, Diagnosis | None]":
        """Why AWS says SignatureDoesNotMatch: where its view of the request first differs from ours.

        `answer` is what AWS said: the error, the response, or the text of its body; with the text, pass the request
        too, as to `fetch`. None where the answer does not say what AWS signed. Nothing is sent.
        """
        return self._explain(Call(input, aws, init, answer))

    async def _fetch(self, call: Call) -> "Response":
        return await (await self._exchange(call)).run()

    async def _sign(self, call: Call) -> Any:
        return await (await self._exchange(call)).request()

    async def _explain(self, call: Call) -> "Diagnosis | None":
        from ._advice import aws_view, time_of
        from ._answer import diagnosis_of
        from ._error_answer import parse_error
        from ._response import Response

        if isinstance(call.answer, Response):
            return call.answer.error.diagnosis if call.answer.error else None
        if isinstance(call.answer, AwsError):
            return call.answer.diagnosis
        if not isinstance(call.answer, str):
            raise TypeError(f"answer must be an AwsError, a Response or a str, not {type(call.answer).__name__}")
        if call.input is None:
            raise TypeError("explain needs the request too: pass its URL, and what else was passed to fetch")
        call.answer = parse_error({}, call.answer)
        if call.answer is None:
            return None
        call.view = aws_view(call.answer.fields, call.answer.message)
        if call.view is None:
            return None
        signer, _ = await (await self._exchange(call, time_of(call.view))).sign()
        return await diagnosis_of(call.answer, signer)

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
        # A traceback may show a client that its constructor did not finish.
        credentials = getattr(self, "_credentials", None)
        return f"<AwsClient {credentials.access_key_id if credentials else None}>"

    async def _exchange(self, call: Call, signed_at: str | None = None) -> "Exchange":
        """A call, with the client's options and those of the call put over them, as of `signed_at` unless they say.

        What is refused is told here, and shows no frame that read it: that holds secrets.
        """
        try:
            return await self._prepare(call, signed_at)
        except (TypeError, ValueError, NetworkError) as exc:
            raise bare(exc) from exc.__cause__
        except Exception:
            raise
        except BaseException as exc:  # asyncio.CancelledError
            raise bare(exc) from None

    async def _prepare(self, call: Call, signed_at: str | None) -> "Exchange":
        from ._exchange import Exchange  # with the first call: a program that only imports us waits for less

        aws, init = call.options()
        own = self._credentials
        signing = {"service": self.service, "region": self.region, "cache": self._cache, "credentials": own}
        policy = self._policy
        if aws:
            if not aws.keys().isdisjoint(Credentials.NAMES):
                signing["credentials"] = Credentials(*[aws.pop(name, getattr(own, name)) for name in Credentials.NAMES])
            policy = policy.over(aws)
            signing |= aws
        if signed_at and not signing.get("datetime"):
            signing["datetime"] = signed_at
        policy = policy.over(init)
        source = await read_input(self._platform.transport, call.input, init)
        return Exchange(self._platform, self._sender, self._memory, source, signing, policy)
