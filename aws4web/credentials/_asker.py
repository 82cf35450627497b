"""How a provider asks a server for credentials, and what it makes of the answer."""

import re
from collections.abc import Awaitable, Iterable, Iterator, Mapping
from math import inf
from typing import TYPE_CHECKING, Any

from .._answers.parse import MAX_EXPLANATION
from .._answers.redaction import without
from .._client import AwsClient
from .._credentials import Credentials
from .._errors import AwsError, CredentialsError, NetworkError, RequestTimeoutError, bare
from .._mappings import Hidden
from .._platform import PLATFORM, Platform, current
from .._received import as_text
from .._renewal.reading import read_credentials
from .._retry.retries import parse_http_date, retry_delay
from ._explanations import explanation

if TYPE_CHECKING:
    from .._response import Response
    from .._types import CredentialsInit

_RETRIES, _TIMEOUT = 5, 60.0
_SHORTEST, _SHORTEST_PART = 6, 8
"""Characters of a secret, from which on it is taken out of what a server says; and of a part: `Bearer` may stay."""
_parts = re.compile(r"[\s;,&=#]+").split
_BROKEN_OFF, _INIT_RETRY_MS = 2, 50
"""How often an answer that broke off is asked for again, and how long the first wait takes at most."""
_NOTICEABLE = 240.0
"""Seconds by which a server's Date must differ from this device's clock to count: AWS accepts no greater difference."""


class Asker:
    """Sends one provider's requests. All that goes wrong is a CredentialsError that begins with the provider's name."""

    platform: Platform = PLATFORM

    def __init__(
        self,
        name: str,
        service: str | None = None,
        region: str | None = None,
        endpoint_url: str | None = None,
        credentials: "CredentialsInit | None" = None,
    ) -> None:
        self.name = name
        signing: dict[str, Any] = {"unsigned": True} if credentials is None else {"credentials": credentials}
        del credentials
        retrying: dict[str, Any] = {"retries": _RETRIES, "retry_network": True, "timeout": _TIMEOUT}
        self._client = AwsClient(service=service, region=region, endpoint_url=endpoint_url, **signing, **retrying)

    async def ask(self, url: str, secrets: Mapping[str, str], **request: Any) -> "Response":
        """A successful answer. Network failures and throttling are tried again, all else is final.

        `secrets` are in the request, as the URL's query is, and might be in the answer as well: no error shows them.
        """
        whole = Hidden(request, input=url)
        secrets = Hidden(secrets)
        secrets["?"] = url.partition("?")[2]
        del url
        request.clear()
        try:
            response = await self._answer(whole)
        except (NetworkError, TypeError, ValueError) as exc:
            raise CredentialsError(f"{self.name}: {exc}") from bare(exc)
        finally:
            whole.clear()
        if response.ok and response.error is None:
            return response
        await response.cancel()
        if response.error is None:
            raise CredentialsError(f"{self.name}: HTTP {response.status} from {response.url.partition('?')[0]}")
        error = _without(response.error, [*_repeatable(secrets.values())])
        why = explanation(error)
        raise CredentialsError(f"{self.name}: {error}" + (f"\n{why}" if why else "")) from bare(error)

    async def _answer(self, request: Hidden) -> "Response":
        """An answer, of which has arrived what will be read. One that breaks off is asked for again."""
        for count in range(_BROKEN_OFF + 1):
            limit: Any = {} if current(self.platform).keeps_limits else {"timeout": inf}
            response = await self._client.fetch(cache="no-store", **limit, **request)
            try:
                if response.ok:
                    await self._in_time(_arrival(response), response.url)
                return response
            except NetworkError as exc:
                if count == _BROKEN_OFF or not exc.retryable:
                    raise
            await current(self.platform).sleep(retry_delay(count, _INIT_RETRY_MS, current(self.platform).random()))
        raise AssertionError("the last round returns or raises")

    async def _in_time(self, reading: Awaitable[None], url: str) -> None:
        """Wait for all of it: the client's timeout is for each piece, and a server may send a byte a minute."""
        winner, _ = await current(self.platform).first_of(reading, current(self.platform).sleep(_TIMEOUT))
        if winner == 1:
            raise RequestTimeoutError(f"{url.partition('?')[0]}: no whole answer came within {_TIMEOUT:g} s")

    def forget(self) -> None:
        """Drop what a provider gave to sign with: who comes next is somebody else."""
        self._client.forget()

    async def text(self, response: "Response") -> str:
        """An answer's text, of which no more is read than credentials can take."""
        try:
            content = await response.beginning(MAX_EXPLANATION)
        except NetworkError as exc:
            raise CredentialsError(f"{self.name}: {exc}") from bare(exc)
        await response.cancel()
        return as_text(content)

    def credentials(self, found: Mapping[str, Any], response: "Response") -> Credentials:
        """The credentials in a server's answer, which also tells whether this device's clock is wrong."""
        try:
            credentials = read_credentials(found)
        except (TypeError, ValueError) as exc:
            del found
            where = response.url.partition("?")[0]
            raise CredentialsError(f"{self.name}: no credentials in the answer of {where}: {exc}") from bare(exc)
        now, date = current(self.platform).now(), parse_http_date(response.headers.get("date", ""))
        # An answer from a cache has the time at which it was made.
        if date is not None and abs(date - now) > _NOTICEABLE and "age" not in response.headers:
            credentials.skew = date - now
        return credentials


async def _arrival(response: "Response") -> None:
    """Wait until what will be read is there. It returns nothing of it: asyncio logs the results of slow tasks."""
    await response.beginning(MAX_EXPLANATION)


def _repeatable(secrets: Iterable[str]) -> Iterator[str]:
    """What a server may repeat: secrets, and parts of them, as a token without `Bearer`, or the value of a cookie."""
    from urllib.parse import unquote_plus

    for secret in secrets:
        if len(secret) >= _SHORTEST:
            yield secret
        for part in _parts(secret):
            yield from [text for text in (part, unquote_plus(part)) if len(text) >= _SHORTEST_PART]


def _without(error: AwsError, secrets: list[str]) -> AwsError:
    """The same error, whatever the server repeated in it."""
    return AwsError(
        without(error.code, secrets),
        without(error.message, secrets),
        status=error.status,
        request_id=error.request_id and without(error.request_id, secrets),
        retryable=error.retryable,
        fields={name: without(value, secrets) for name, value in error.fields.items()},
        where=error.where,
    )
