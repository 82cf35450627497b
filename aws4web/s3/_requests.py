"""Requests to one bucket."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .._client import AwsClient
from .._errors import AbortError, AwsError, NetworkError
from .._mappings import Bounded
from .._platform import current
from .._received import as_text
from .._retry.retries import parse_http_date, retry_delay
from .._url import Url, read_endpoint
from ._address import address_of
from ._headers import Headers, Query
from ._info import ObjectInfo, of_headers

if TYPE_CHECKING:
    from .._option_types import AwsOptions
    from .._platform import Platform
    from .._response import Response
    from ._reading import Reading

_PAGE_BEGINS = 1000
"""Bytes in which a page of HTML says that it is one."""
_LARGEST = 16 * 2**20
"""Bytes: a thousand keys of 1,024 bytes, each of them escaped, and what else is said of an object."""

_READINGS = 5
"""How often an answer is asked for whose body breaks off."""
_PAUSE_MS = 50.0
_Read = TypeVar("_Read")


class Told(NamedTuple):
    """An answer with a text."""

    text: str
    where: str
    """What was asked for."""
    headers: Mapping[str, str]

    def read(self, reader: Callable[[str], _Read], what: str = "S3's") -> _Read:
        """What a reader makes of the text. Raises NetworkError if it raises ValueError, as the answer is not `what`."""
        try:
            return reader(self.text)
        except ValueError as exc:
            raise NetworkError(f"{self.where}: the answer is not {what}: {exc}", retryable=False) from None


class Requests:
    """What the requests to a bucket, or to a store (without a name), have in common. `Bucket` describes the options."""

    def __init__(
        self,
        aws: AwsClient,
        name: str | None,
        region: str | None,
        endpoint_url: str | None,
        addressing_style: str,
        request_payer: str | None,
        presign_reads: bool | None,
    ) -> None:
        if not isinstance(aws, AwsClient):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
            raise TypeError(f"aws must be an AwsClient, not {type(aws).__name__}")
        self.aws = aws
        of_client: Any = aws
        self._platform: Platform = of_client._settings.platform
        self.retries: int = of_client._settings.policy.retries
        endpoint = read_endpoint(endpoint_url, self._platform.transport.normalize_url) or of_client._settings.endpoint
        self._address = address_of(name, region or aws.region, endpoint, addressing_style)
        self.paid_by: Headers = {} if request_payer is None else {"x-amz-request-payer": request_payer}
        self.signs: bool = not of_client._settings.is_unsigned
        if presign_reads is not None and not isinstance(presign_reads, bool):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"presign_reads must be a bool or None, not {type(presign_reads).__name__}")
        self.written: dict[str, None] = Bounded(1000)
        """The keys that were written last."""
        self._presign_reads = presign_reads
        self._reading: Reading | None = None
        self.answered_at = 0.0
        """When there was last an answer with a text, by the store's clock, in seconds since the epoch."""

    @property
    def platform(self) -> "Platform":
        """That of the client, or what stands in for it."""
        return current(self._platform)

    @property
    def region(self) -> str:
        """The one that is asked for."""
        return self._address.region

    def url(self, key: str | None, query: Query | None = None) -> str:
        """Of the bucket, or of an object in it."""
        return self._address.url(key, query or ())

    def limit(self, seconds: float) -> float | None:
        """A limit for an attempt, unless the client has its own."""
        of_client: Any = self.aws
        is_free = of_client._settings.policy.timeout is None and self.platform.keeps_limits
        return seconds if is_free else None

    async def pause(self, attempt: int) -> None:
        """Wait before another attempt, the longer the more there were."""
        await self.platform.sleep(retry_delay(attempt, _PAUSE_MS, self.platform.random()))

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
        if key is not None and method not in ("GET", "HEAD"):
            self.written[key] = None
        if method == "POST":
            options["retry_network"] = True  # to delete twice is to delete, and to complete twice is settled
        headers = {**self.paid_by, **(headers or {})}
        return await self.send(method, self.url(key, query), headers, options, body=body, timeout=limit)

    async def done(self, *asked: Any, **more: Any) -> "Response":
        """The answer to what S3 answers in its headers alone; other stores may say something.

        Raises NetworkError for a page of HTML, as whoever sent that, a proxy or a network's sign-in, did nothing else.
        """
        response = await self.ask(*asked, **more)
        said = (await response.beginning(_PAGE_BEGINS)).lower()
        await response.cancel()
        if b"<html" in said or b"<!doctype html" in said:
            raise NetworkError(f"{_where(asked[0], response)}: the answer is not S3's: a page of HTML", retryable=False)
        return response

    async def send(self, method: str, url: str, headers: Mapping[str, str], options: Any, **init: Any) -> "Response":
        """The answer to a request, signed with these options and sent with those of fetch. Raises AwsError as `ask`.

        Raises NetworkError for a redirect that was not followed, as nothing was done.
        """
        aws: Any = {"service": "s3", "region": self._address.region, **options}
        response = await self.aws.fetch(url, method=method, headers=headers, aws=aws, raise_for_status=False, **init)
        error = response.error
        if error is None and (response.ok or (response.status == 304 and method == "GET")):
            return response
        await response.cancel()
        if error is not None:
            raise _named(error, method)
        to = response.headers.get("location", "nowhere").partition("?")[0]
        raise NetworkError(f"{_where(method, response)}: a redirect to {to} is not followed", retryable=False)

    async def read(
        self,
        method: str,
        key: str | None,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        stored: bool = False,
        is_part: bool = False,
    ) -> "Response":
        """The answer to what only reads: GET or HEAD. Raises AwsError if it is an error.

        With `stored` the body comes as it is stored, and not unpacked as its Content-Encoding says; a range always
        does. `is_part` says that other parts of the object are read at the same time.
        """
        if self._reading is None:
            from ._reading import Reading

            self._reading = Reading(self, self._presign_reads)
        return await self._reading.read(method, key, query or [], headers or {}, stored=stored, is_part=is_part)

    async def ask_for_text(
        self,
        method: str,
        query: Query,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        key: str | None = None,
    ) -> Told:
        """What the bucket answers."""
        attempts = 0
        while True:
            is_read = method == "GET"
            response = await (
                self.read(method, key, query, headers) if is_read else self.ask(method, key, query, headers, body)
            )
            try:
                return await self.told(method, response)
            except NetworkError as error:  # it broke off
                await response.cancel()
                attempts += 1
                if attempts == _READINGS or not error.retryable or isinstance(error, AbortError):
                    raise
                await self.pause(attempts)

    async def told(self, method: str, response: "Response") -> Told:
        """What an answer says, of which no more is read than S3 ever has to say. Raises NetworkError."""
        content = await response.beginning(_LARGEST)
        await response.cancel()
        self.answered_at = self._time_of(response)
        return Told(as_text(content), _where(method, response), response.headers)

    async def presigned(self, method: str, key: str, query: Query, expires: int) -> str:
        """A URL that is signed."""
        query = [*query, *self.paid_by.items()]  # as whoever uses it could not say
        aws: AwsOptions = {"service": "s3", "region": self._address.region}
        return await self.aws.presign(self.url(key, query), method, expires=expires, aws=aws)

    def _time_of(self, response: "Response") -> float:
        """A page may not be shown it: then it is known to 15 minutes, as signatures with other times are refused."""
        shown = parse_http_date(response.headers.get("date", ""))
        of_client: Any = self.aws
        offsets = of_client._settings.memory.offsets.proven
        return self.platform.now() + offsets.get(Url.split(response.url).host, 0.0) if shown is None else shown


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


async def head_after(requests: Requests, key: str, error: Exception) -> ObjectInfo:
    """The object after an error that is perhaps none, as a lost answer may explain it. Raises it if nothing is told."""
    try:
        return await head(requests, key)
    except (AwsError, NetworkError):
        raise error from None


def _where(method: str, response: "Response") -> str:
    return f"{method} {response.url.partition('?')[0]}"
