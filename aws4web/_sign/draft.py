"""A request to sign as the caller asks for it, read and checked, and its body: the same for all attempts of a call."""

from typing import TYPE_CHECKING, Any

from .._errors import UnknownEndpointError
from .._headers import read_headers
from .._request import checked_method
from .._url import Url, checked_url, read_url
from .canonical import fold_header_values
from .checks import check_headers, signed_host
from .scope import Scope, resolve_scope

if TYPE_CHECKING:
    from .._platform import Platform
    from .._platform.values import Body, Hashing


class Payload:
    """A body, and what serialising it tells. What has to be read to be hashed is read and hashed once."""

    __slots__ = ("_hashing", "_platform", "body", "content_type", "sha256")

    def __init__(self, platform: "Platform", body: "Body") -> None:
        self._platform = platform
        self._hashing: Hashing = None
        self.body: Body = body
        """As it was given; serialised once it had to be."""
        self.content_type: str | None = None
        """What the platform would send for such a body, if the caller does not say."""
        self.sha256: str | None = None
        """Its hash in lower-case hex, if that is known."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to hash."""
        return self.body is None or (isinstance(self.body, str | bytes | bytearray) and not self.body)

    @property
    def length_is_known(self) -> bool:
        """Whether the length is known before the body is read."""
        return self._platform.transport.length_is_known(self.body)

    def replaced_by(self, body: "Body") -> "Payload":
        """Another body, on the same platform."""
        return Payload(self._platform, body)

    async def to_hash(self) -> Any:
        """The body for Crypto to hash, or the hash that was begun before."""
        if self._hashing is None and not isinstance(self.body, str | bytes):
            serialized = await self._platform.transport.serialize_body(self.body)
            if serialized.data is not self.body:
                self._hashing = self._platform.crypto.hashing(serialized.data)
                self.body, self.content_type = serialized.data, serialized.content_type
            self.sha256 = serialized.sha256
        return self.body if self._hashing is None else self._hashing


class Draft:
    """The URL, the method, the headers and the payload."""

    __slots__ = ("given_method", "given_url", "payload", "url", "values")

    def __init__(self, given_url: str, url: Url, method: str | None, values: dict[str, str], payload: Payload) -> None:
        self.given_url = given_url
        """As the caller wrote it: a URL parser drops some of it in silence."""
        self.url = url
        self.given_method = method
        self.values = values
        """The headers, by names in lower case."""
        self.payload = payload

    @property
    def method(self) -> str:
        """In upper case: POST by default if there is a body, otherwise GET."""
        return self.given_method or ("GET" if self.payload.body is None else "POST")

    @property
    def host(self) -> str:
        """The host to sign. Raises ValueError if the header Host cannot be one."""
        return signed_host(self.url.scheme, self.url.host, self.values.get("host"))

    def scope(self, service: str | None, region: str | None, *, is_required: bool = True) -> Scope:
        """What to sign it for. If nothing tells and it is not required, the names are empty.

        Raises as `resolve_scope` does.
        """
        try:
            url = self.url if "host" not in self.values else self.url._replace(host=self.host)
            return resolve_scope(url, self.values.get("x-amz-target", ""), service, region)
        except UnknownEndpointError:
            if is_required:
                raise
            return Scope(service or "", region or "")

    def check_for_s3(self) -> None:
        """Raises ValueError if the request would reach another object, or if S3 would not be told the body's length."""
        if "content-length" not in self.values and not self.payload.length_is_known:
            raise ValueError(
                "only reading the body tells its length, which S3 must be told before: give the header Content-Length,"
                " or pass it to Bucket.upload"
            )
        from .s3_checks import check_s3_url

        check_s3_url(self.given_url)

    def at(self, url: Url) -> "Draft":
        """The same request, sent to another URL."""
        return Draft(self.given_url, url, self.given_method, self.values, self.payload)

    def with_body(self, body: "Body") -> "Draft":
        """The same request with this body. Raises ValueError if the headers contradict it."""
        check_headers(self.values, body)
        return Draft(self.given_url, self.url, self.given_method, self.values, self.payload.replaced_by(body))


def read_draft(
    platform: "Platform", url: Any, method: Any, headers: Any, body: "Body", default_type: str | None = None
) -> Draft:
    """The request that a caller asks for.

    `body` was checked, or is a function that makes it; `default_type` is its Content-Type if the headers have none.

    Raises TypeError and ValueError for what cannot be sent.
    """
    given_url = checked_url(url)
    parts = read_url(given_url, platform.transport.normalize_url)
    values = {} if headers is None else read_headers(platform.transport.header_items(headers))
    if default_type is not None:
        values.setdefault("content-type", default_type)
    if method:
        method = checked_method(method)
    if values:
        fold_header_values(values)
        if not callable(body):
            check_headers(values, body)
    return Draft(given_url, parts, method, values, Payload(platform, body))
