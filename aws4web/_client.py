"""The client: sign, send, look at the status, wait, again."""

from typing import Any, Never, Self

from ._keys import BoundedKeyCache, Credentials, KeyCache
from ._options import AWS_OPTIONS, CLIENT_OPTIONS, AwsOptions, check_fetch_options, refuse_unknown
from ._platform import PLATFORM, Platform
from ._platform.interface import Input
from ._response import Response
from ._retry import is_retryable, retry_delay
from ._signer import AwsV4Signer


class AwsClient:
    """Signs requests to AWS and sends them with the platform's fetch.

    One client serves all services: the service and the region are found in each URL unless given.

        access_key_id      required, akin to AWS_ACCESS_KEY_ID
        secret_access_key  required, akin to AWS_SECRET_ACCESS_KEY
        session_token      akin to AWS_SESSION_TOKEN, for temporary credentials
        service            the signing name; by default each URL tells it
        region             by default each URL tells it
        cache              where signing keys are kept; by default the last 64, in memory
        retries            how often to try again after a 429 or a 5xx, at most; by default 10, 0 for never
        init_retry_ms      milliseconds of the first wait at most; each wait may be twice as long, up to 20 s

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
        platform: Platform = PLATFORM,
        **unknown: Never,
    ) -> None:
        self._credentials = Credentials(access_key_id, secret_access_key, session_token)
        secret_access_key = session_token = None  # no traceback shows them
        if unknown:
            refuse_unknown("AwsClient", unknown, CLIENT_OPTIONS)
        self._credentials.check()
        _check_number("retries", retries)
        _check_number("init_retry_ms", init_retry_ms)
        self.service: str | None = service
        self.region: str | None = region
        self.retries: int = retries
        self.init_retry_ms: float = init_retry_ms
        self._cache: KeyCache = BoundedKeyCache() if cache is None else cache
        self._platform = platform

    async def fetch(self, input: Any, *, aws: AwsOptions | None = None, **init: Any) -> Response:
        """Sign a request, send it, and return the response, whatever its status; as the global fetch, plus `aws`.

            input    a URL (str or URL object), or the platform's Request
            method   'POST' by default where there is a body, otherwise 'GET'
            headers  a mapping, pairs, or the platform's Headers
            body     str or bytes-like; in Pyodide also any body that JS's fetch takes
            aws      AwsOptions, to override the client's own for this request

        Any other keyword is a fetch option and reaches fetch: signal, keepalive, mode, cache, redirect, …

        A 429 or a 5xx is tried again, each attempt signed anew, unless the body can be sent only once. Raises TypeError
        and ValueError for bad input before anything is sent, NetworkError where no response comes.
        """
        source = await self._read(input, init)
        platform, attempt = self._platform, 0
        while True:
            response = await platform.transport.send(await self._request(source, aws), source.options)
            if attempt >= self.retries or not source.resendable or not is_retryable(response.status):
                return response
            await response.cancel()
            await platform.sleep(retry_delay(attempt, self.init_retry_ms, platform.random()))
            attempt += 1

    async def sign(self, input: Any, *, aws: AwsOptions | None = None, **init: Any) -> Any:
        """The signed request as the platform's own Request (JS Request; httpx.Request on CPython), ready to send.

        Takes what `fetch` takes. With aws={"sign_query": True} its `url` is a presigned URL.
        """
        return await self._request(await self._read(input, init), aws)

    async def close(self) -> None:
        """Close idle connections: on CPython, before the event loop ends. In a browser they are the page's own."""
        await self._platform.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AwsClient {self._credentials.access_key_id}>"

    async def _read(self, input: Any, init: dict[str, Any]) -> Input:
        check_fetch_options(init)
        # JS would read None as a value of its own.
        given = {name: value for name, value in init.items() if value is not None}
        return await self._platform.transport.read_input(input, given)

    async def _request(self, source: Input, aws: AwsOptions | None) -> Any:
        signer = AwsV4Signer(
            url=source.url,
            method=source.method,
            headers=source.headers,
            body=source.body,
            platform=self._platform,
            **self._signing_options(dict(aws or {})),
        )
        return self._platform.transport.request(await signer.sign(), source.options)

    def _signing_options(self, aws: dict[str, Any]) -> dict[str, Any]:
        refuse_unknown("aws={…}", aws, AWS_OPTIONS)
        own = self._credentials
        credentials = Credentials(
            aws.pop("access_key_id", own.access_key_id),
            aws.pop("secret_access_key", own.secret_access_key),
            aws.pop("session_token", own.session_token),
        )
        defaults = {"service": self.service, "region": self.region, "cache": self._cache}
        return {**defaults, **aws, "credentials": credentials}


def _check_number(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} must be a number, not {type(value).__name__}")
    if not 0 <= value < float("inf"):
        raise ValueError(f"{name} must be 0 or more, not {value}")
