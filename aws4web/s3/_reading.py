"""How a bucket is read: without preflights in a page, and the bytes as they are stored if they are wanted so.

A browser asks OPTIONS before each new URL that it is to send a header of ours to; a presigned URL needs none. Its
range is no such header either: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from .._errors import AwsError, NetworkError
from ._headers import Headers, Query

if TYPE_CHECKING:
    from .._option_types import AwsOptions
    from .._platform import Platform
    from .._response import Response

# In seconds. Temporary credentials may end before: AWS refuses the URL from then on.
_PRESIGNED: "AwsOptions" = {"sign_query": True, "expires": 900}


class _Requests(Protocol):
    """What is needed of the requests to the bucket."""

    paid_by: Headers
    signs: bool
    written: dict[str, None]

    @property
    def platform(self) -> "Platform": ...

    def url(self, key: str | None, query: Query | None = None, /) -> str: ...

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], aws: "AwsOptions", /, **init: Any
    ) -> "Response": ...


class Reading:
    """What is learnt of a bucket that is read: whether it takes presigned URLs.

    A policy may refuse them (`s3:authType`), and other stores may not know them: they answer 403, as to who may not
    read. So headers are tried too, for each kind of request until it is known whether that helps.
    """

    def __init__(self, requests: _Requests, presigns: bool | None) -> None:
        self._requests = requests
        transport = requests.platform.transport
        self._is_in_page = transport.has_preflights
        self._always_unpacks = transport.always_unpacks
        self._presigns = self._is_in_page if presigns is None else presigns
        self._count = 0
        self._known: dict[tuple[str, bool], bool] = {}
        """Whether a kind of request is to be presigned."""

    async def read(
        self,
        method: str,
        key: str | None,
        query: Query,
        headers: Mapping[str, str],
        *,
        stored: bool,
        is_part: bool,
    ) -> "Response":
        """See Requests.read."""
        query, headers = [*query], {**headers}
        signs, init = self._requests.signs, dict[str, Any]()
        if self._is_in_page:
            init["cache"] = self._cache(key, is_whole=method == "GET" and not headers and not is_part)
        is_body_stored = method == "GET" and (stored or "range" in headers)
        if is_body_stored and not self._always_unpacks:
            headers["accept-encoding"] = "identity"
        elif is_body_stored and signs:
            query.append(("response-content-encoding", "identity"))
        reading = self._read(method, key, query, headers, init)
        if is_body_stored and self._always_unpacks and not signs:
            from ._stored import only_stored

            return await only_stored(reading)
        return await reading

    def _cache(self, key: str | None, *, is_whole: bool) -> str:
        """How to use the browser's cache: S3 is asked whether an object is still the same, as it does not say how long.

        What a condition or a range asks for is not the object; and Chromium lets a request wait for another one that
        fills the same entry. What was written here is not asked for: some stores, of two writes within a second, say
        that nothing was modified since the first.
        """
        if not is_whole:
            return "no-store"
        return "reload" if key in self._requests.written else "no-cache"

    def _signing(self) -> "AwsOptions":
        """Where nothing else passes by a browser's cache, no two URLs are the same."""
        if self._requests.platform.transport.passes_caches:
            return _PRESIGNED
        self._count += 1
        return {"sign_query": True, "expires": 900 - self._count % 600}

    async def _read(
        self, method: str, key: str | None, query: Query, headers: dict[str, str], init: dict[str, Any]
    ) -> "Response":
        requests, kind = self._requests, (method, key is None)
        paid_by, known = requests.paid_by, self._known.get(kind)

        async def by_headers() -> "Response":
            return await requests.send(method, requests.url(key, query), {**paid_by, **headers}, {}, **init)

        if not self._presigns or known is False:
            return await by_headers()
        url = requests.url(key, [*query, *paid_by.items()])
        try:
            response = await requests.send(method, url, headers, self._signing() if requests.signs else {}, **init)
        except AwsError as error:
            if error.status != 403 or known or not requests.signs:
                raise
            refused = error
        else:
            self._known[kind] = True
            return response
        try:
            response = await by_headers()
        except NetworkError:  # the bucket's CORS rules may not allow them
            self._known[kind] = True
        except AwsError as error:
            if error.status < 500:
                self._known[kind] = error.status == 403
            if error.status != 403:
                raise
        else:
            self._known[kind] = False
            return response
        raise refused
