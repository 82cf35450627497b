"""Requests to one bucket."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .._client import AwsClient
from .._errors import AwsError
from .._received import as_text
from .._url import read_endpoint
from ._address import address_of
from ._headers import Query
from ._info import ObjectInfo, of_headers

if TYPE_CHECKING:
    from .._platform import Platform
    from .._response import Response

_LARGEST = 16 * 2**20
"""Bytes: a thousand keys of 1,024 bytes, each of them escaped, and what else is said of an object."""


class Requests:
    """What the requests to a bucket have in common. `Bucket` describes the options."""

    def __init__(
        self,
        aws: AwsClient,
        name: str,
        region: str | None,
        endpoint_url: str | None,
        addressing_style: str,
        request_payer: str | None,
    ) -> None:
        if not isinstance(aws, AwsClient):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
            raise TypeError(f"aws must be an AwsClient, not {type(aws).__name__}")
        self._aws = aws
        of_client: Any = aws
        self.platform: Platform = of_client._settings.platform
        self.retries: int = of_client._settings.policy.retries
        endpoint = read_endpoint(endpoint_url, self.platform.transport.normalize_url)
        self._address = address_of(name, region or aws.region or "us-east-1", endpoint, addressing_style)
        self._headers = {} if request_payer is None else {"x-amz-request-payer": request_payer}

    def url(self, key: str | None, query: Query | None = None) -> str:
        """Of the bucket, or of an object in it."""
        return self._address.url(key, query or ())

    def limit(self, seconds: float) -> float | None:
        """A limit for an attempt, unless the client has its own."""
        of_client: Any = self._aws
        return seconds if of_client._settings.policy.timeout is None else None

    async def ask(
        self,
        method: str,
        key: str | None,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        limit: float | None = None,
        **options: Any,
    ) -> "Response":
        """The answer, within `limit` seconds an attempt. Raises AwsError if it is an error."""
        url, headers = self.url(key, query), {**self._headers, **(headers or {})}
        if method == "POST":
            options["retry_network"] = True  # to delete twice is to delete, and to complete twice is settled
        aws = self._scope(**options)
        response = await self._aws.fetch(url, method=method, headers=headers, body=body, timeout=limit, aws=aws)
        if response.error is not None:
            await response.cancel()
            raise _named(response.error, method)
        return response

    async def read(
        self, method: str, key: str | None, query: Query | None = None, headers: Mapping[str, str] | None = None
    ) -> "Response":
        """The answer to what only reads: GET or HEAD. Raises AwsError if it is an error."""
        return await self.ask(method, key, query, headers)

    async def ask_for_text(
        self,
        method: str,
        query: Query,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        key: str | None = None,
    ) -> tuple[str, str]:
        """What the bucket answers, of which no more is read than S3 ever has to say; and where it comes from."""
        response = await self.ask(method, key, query, headers, body)
        content = await response.beginning(_LARGEST)
        await response.cancel()
        return as_text(content), f"{method} {response.url.partition('?')[0]}"

    async def presigned(self, method: str, key: str, query: Query, expires: int) -> str:
        """A URL that is signed."""
        aws = self._scope(sign_query=True, expires=expires)
        return (await self._aws.sign(self.url(key, query), method=method, aws=aws)).url

    def _scope(self, **options: Any) -> Any:
        return {"service": "s3", "region": self._address.region, **options}


def _named(error: AwsError, method: str) -> AwsError:
    """An answer to HEAD has no body, and so no code: what it means all the same."""
    if method != "HEAD" or error.status != 404:
        return error
    text = "there is no such object, or no such bucket"
    return AwsError(
        "NoSuchKey", text, status=404, request_id=error.request_id, retryable=False, fields={}, where=error.where
    )


async def head(requests: Requests, key: str, query: Query | None = None) -> ObjectInfo:
    """What S3 knows of an object. Raises AwsError NoSuchKey if there is none."""
    response = await requests.read("HEAD", key, query)
    return of_headers(key, response.headers)
