"""AWS Signature Version 4: the only place where crypto is awaited.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

from datetime import datetime as DateTime
from typing import Any, Never

from . import _canonical
from ._keys import Credentials, KeyCache
from ._options import SIGNER_OPTIONS, refuse_unknown
from ._platform import PLATFORM, Platform
from ._request import Headers, SignedRequest, checked_method, checked_url, raw_path, read_headers, read_url, timestamp
from ._scope import EMPTY_SHA256, UNSIGNED_PAYLOAD, resolve_scope, signing_rules

_ALGORITHM = "AWS4-HMAC-SHA256"
# What the signer writes itself.
_REPLACED = ("host", "authorization", "x-amz-date", "x-amz-security-token")


class AwsV4Signer:
    """One request, and all the stages of signing it. Every part can be read, which is how a 403 is debugged.

        url      required: the AWS endpoint, a str or a URL object
        method   'POST' by default where there is a body, otherwise 'GET'
        headers  a mapping, pairs, or the platform's Headers
        body     str or bytes-like; in Pyodide also any body that JS's fetch takes

    The other options are those of AwsOptions. The constructor does everything but the crypto; nothing is sent. Raises
    TypeError and ValueError for bad options, UnknownEndpointError where neither the URL nor an option tells the service
    or the region.
    """

    def __init__(
        self,
        *,
        url: Any = None,
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
        session_token: str | None = None,
        method: str | None = None,
        headers: Any = None,
        body: Any = None,
        sign_query: bool = False,
        service: str | None = None,
        region: str | None = None,
        cache: KeyCache | None = None,
        datetime: str | DateTime | float | None = None,
        append_session_token: bool = False,
        all_headers: bool = False,
        single_encode: bool = False,
        expires: int | None = None,
        credentials: Credentials | None = None,
        platform: Platform = PLATFORM,
        **unknown: Never,
    ) -> None:
        self._credentials = credentials or Credentials(access_key_id, secret_access_key, session_token)
        secret_access_key = session_token = None  # no traceback shows them
        if unknown:
            refuse_unknown("AwsV4Signer", unknown, SIGNER_OPTIONS)
        if credentials is None:
            self._credentials.check()
        self._platform = platform
        self._cache: KeyCache = {} if cache is None else cache
        transport = platform.transport

        given_url = checked_url(url)
        self._url = read_url(given_url, transport.normalize_url)
        transport.check_body(body)
        self.body: Any = body
        self.method: str = checked_method(method or ("GET" if body is None else "POST"))
        values = self._values = {} if headers is None else read_headers(transport.header_items(headers))
        self.headers: Headers = Headers.holding(values)
        """The headers to send, all but Authorization. Names in lower case."""

        self.service, self.region = resolve_scope(self._url, values.get("x-amz-target", ""), service, region)
        self._rules = signing_rules(self.service)
        self.datetime: str = timestamp(platform.now() if datetime is None else datetime)
        """The time of the signature, as '20150830T123600Z'."""
        self.sign_query: bool = sign_query
        self.append_session_token: bool = append_session_token or self._rules.append_session_token

        if self._rules.is_s3:
            if "content-length" not in values and not transport.length_is_known(body):
                raise ValueError(
                    f"body is a {type(body).__name__}, and only reading it tells its length, which S3 must be told"
                    " before: give the header Content-Length"
                )
            _canonical.check_s3_path(raw_path(given_url))
            self.encoded_path: str = _canonical.canonical_s3_path(self._url.path)
            self._url = self._url._replace(path=self.encoded_path)
        else:
            self.encoded_path = _canonical.canonical_path(self._url.path, single_encode=single_encode)

        self._sends_hash = self._rules.sends_content_sha256 and not sign_query
        self._payload_hash = self._known_payload_hash()
        self._prepare_headers()
        names = [*values, "x-amz-content-sha256"] if self._sends_hash and self._payload_hash is None else values
        self.signable_headers: list[str] = _canonical.signable_headers(names, all_headers=all_headers)
        self.signed_headers: str = ";".join(self.signable_headers)
        self.credential_string: str = f"{self.datetime[:8]}/{self.region}/{self.service}/aws4_request"
        self._pairs = self._prepare_query(expires)
        self.encoded_search: str = _canonical.canonical_query(self._pairs)

    # -- the parts -----------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The URL to send to, all but the signature."""
        return self._url_with(self._pairs)

    @property
    def host(self) -> str:
        """The host that is signed, with its port where it is not the scheme's own."""
        return self._url.host

    @property
    def credentials(self) -> Credentials:
        """What is signed with."""
        return self._credentials

    @property
    def canonical_headers(self) -> str:
        """A line for each signed header. Raises ValueError before a payload hash that is one of them is known."""
        try:
            return _canonical.canonical_headers(self.signable_headers, {**self._values, "host": self._url.host})
        except KeyError:
            raise ValueError("the payload is not hashed yet: await canonical_string() first") from None

    async def canonical_string(self) -> str:
        """The canonical request: what AWS must see for the signature to hold."""
        return self._canonical_request(await self._hash_payload())

    async def string_to_sign(self) -> str:
        """The hash of the canonical request with the time and the scope."""
        return self._string_to_sign(await self._platform.crypto.sha256(await self.canonical_string()))

    async def signature(self) -> str:
        """The signature in lower-case hex."""
        crypto, date = self._platform.crypto, self.datetime[:8]
        cache_key = self._credentials.cache_key(date, self.region, self.service)
        key = self._cache.get(cache_key)
        if key is None:
            key = await crypto.signing_key(self._credentials, date, self.region, self.service)
            self._cache[cache_key] = key
        payload_hash = await self._hash_payload() if self._sends_hash else self._payload_hash
        payload = None
        if payload_hash is None:
            payload = await self._serialize()
            payload_hash = self._payload_hash  # of what is read as it is sent
            if payload_hash:
                payload = None
        # In one step, and not by way of the stages above: in a browser each await costs more than the hash.
        return await crypto.signature(
            key, self._string_to_sign(""), self._canonical_request(payload_hash or ""), payload
        )

    async def auth_header(self) -> str:
        """The value of the Authorization header."""
        return self._authorization(await self.signature())

    async def sign(self) -> SignedRequest:
        """The signed request. The signer stays as it was, so that it can be read and asked again."""
        token = self._credentials.session_token if self.append_session_token else None
        if self.sign_query:
            pairs = [*self._pairs, ("X-Amz-Signature", await self.signature())]
            if token:
                pairs.append(("X-Amz-Security-Token", _canonical.percent_encode(token)))
            return SignedRequest(self.method, self._url_with(pairs), self.headers.copy(), self.body)
        signature = await self.signature()  # hashes the payload, which may add to the headers
        headers = {**self._values, "authorization": self._authorization(signature)}
        if token:
            headers["x-amz-security-token"] = token
        return SignedRequest(self.method, self.url, Headers.holding(headers), self.body)

    def __repr__(self) -> str:
        # A traceback may show a signer that its constructor did not finish.
        known = [str(vars(self)[name]) for name in ("method", "service", "region") if name in vars(self)]
        return f"<AwsV4Signer {' '.join(known)}>"

    # -- the constructor's steps ---------------------------------------------------------------------------------

    def _known_payload_hash(self) -> str | None:
        given = self._values.get("x-amz-content-sha256")
        if given:
            return given
        if self._rules.unsigned_over_tls and (self.sign_query or self._url.is_encrypted):
            return UNSIGNED_PAYLOAD
        if self.body is None or (isinstance(self.body, str | bytes | bytearray) and not self.body):
            return EMPTY_SHA256
        return None  # the body must be hashed first

    def _prepare_headers(self) -> None:
        values = self._values
        for name in _REPLACED:
            values.pop(name, None)
        if self.sign_query:
            return
        values["x-amz-date"] = self.datetime
        token = self._credentials.session_token
        if token and not self.append_session_token:
            values["x-amz-security-token"] = token
        if self._sends_hash and self._payload_hash is not None:
            values["x-amz-content-sha256"] = self._payload_hash

    def _prepare_query(self, expires: int | None) -> list[_canonical.QueryPair]:
        pairs = [] if self._url.query is None else _canonical.parse_query(self._url.query)
        if self.sign_query or _canonical.is_presigned(pairs):
            pairs = _canonical.without_signature(pairs)
        if not self.sign_query:
            return pairs
        _canonical.check_expiry(pairs, expires)
        return _canonical.to_presign(
            pairs,
            algorithm=_ALGORITHM,
            credential=f"{self._credentials.access_key_id}/{self.credential_string}",
            datetime=self.datetime,
            signed_headers=self.signed_headers,
            session_token=None if self.append_session_token else self._credentials.session_token,
            expires=expires,
            default_expires=self._rules.default_expires,
        )

    # -- the stages' helpers -------------------------------------------------------------------------------------

    def _canonical_request(self, payload_hash: str) -> str:
        return _canonical.canonical_request(
            self.method,
            self.encoded_path,
            self.encoded_search,
            self.canonical_headers,
            self.signed_headers,
            payload_hash,
        )

    def _string_to_sign(self, request_hash: str) -> str:
        return _canonical.string_to_sign(_ALGORITHM, self.datetime, self.credential_string, request_hash)

    def _authorization(self, signature: str) -> str:
        return (
            f"{_ALGORITHM} Credential={self._credentials.access_key_id}/{self.credential_string},"
            f" SignedHeaders={self.signed_headers}, Signature={signature}"
        )

    async def _serialize(self) -> Any:
        if not isinstance(self.body, str | bytes):
            serialized = await self._platform.transport.serialize_body(self.body)
            self.body = serialized.data
            self._payload_hash = self._payload_hash or serialized.sha256
            if serialized.content_type:
                self._values.setdefault("content-type", serialized.content_type)
        return self.body

    async def _hash_payload(self) -> str:
        if self._payload_hash is None:
            body = await self._serialize()
            self._payload_hash = self._payload_hash or await self._platform.crypto.sha256(body)
            if self._sends_hash:
                self._values["x-amz-content-sha256"] = self._payload_hash
        return self._payload_hash

    def _url_with(self, pairs: list[_canonical.QueryPair]) -> str:
        # A lone "?" stays, as an unsigned URL would be sent with it; AWS reads it as no query.
        query = _canonical.serialize_query(pairs) if pairs or self._url.query is not None else None
        return self._url.with_query(query)
