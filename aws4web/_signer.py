"""AWS Signature Version 4: the only place where crypto is awaited.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

from collections.abc import Mapping
from datetime import datetime as DateTime
from typing import Any, Never

from ._errors import bare
from ._keys import Credentials, KeyCache
from ._options import SIGNER_OPTIONS, refuse_unknown
from ._platform import PLATFORM, Platform
from ._request import SignedRequest
from ._signable import FrozenHeaders, Signable


class AwsV4Signer:
    """One request, and all the stages of signing it. Every part can be read, which is how a 403 is debugged.

        url      required: the AWS endpoint, a str or a URL object
        method   'POST' by default where there is a body, otherwise 'GET'
        headers  a mapping, pairs, or the platform's Headers; Host only to sign for another host than that of the URL
        body     str or bytes-like; in Pyodide also any body that JS's fetch takes
        json     what is sent as JSON in the body's place, with its Content-Type unless `headers` has one

    The other options are those of AwsOptions. The constructor does everything but the crypto; nothing is sent. Raises
    TypeError and ValueError for bad options, UnknownEndpointError where neither the URL nor an option tells the service
    or the region.
    """

    __slots__ = ("_cache", "_platform", "_signable")

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
        json: Any = None,
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
        credentials = credentials or Credentials(access_key_id, secret_access_key, session_token)
        access_key_id = secret_access_key = session_token = None  # no traceback shows them
        self._platform = platform
        self._cache: KeyCache = {} if cache is None else cache
        transport = platform.transport
        try:
            if unknown:
                refuse_unknown("AwsV4Signer", unknown, SIGNER_OPTIONS)
            self._signable = Signable(
                credentials,
                url=url,
                method=method,
                headers=headers,
                body=body,
                json=json,
                sign_query=sign_query,
                service=service,
                region=region,
                datetime=platform.now() if datetime is None else datetime,
                append_session_token=append_session_token,
                all_headers=all_headers,
                single_encode=single_encode,
                expires=expires,
                normalize_url=transport.normalize_url,
                header_items=transport.header_items,
                check_body=transport.check_body,
                length_is_known=transport.length_is_known,
            )
        except (TypeError, ValueError) as exc:
            url = headers = body = json = None
            raise bare(exc) from None

    # -- the parts -----------------------------------------------------------------------------------------------

    @property
    def service(self) -> str:
        """The signing name, which is not always the name in the host."""
        return self._signable.service

    @property
    def region(self) -> str:
        """What is signed for."""
        return self._signable.region

    @property
    def method(self) -> str:
        """In upper case."""
        return self._signable.method

    @property
    def url(self) -> str:
        """The URL to send to, all but the signature."""
        return self._signable.url_with(self._signable.pairs)

    @property
    def host(self) -> str:
        """The URL's host, with its port where that is not the scheme's own."""
        return self._signable.url.host

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers to send, all but Authorization and Host. Names in lower case."""
        return FrozenHeaders.holding(self._signable.values)

    @property
    def body(self) -> Any:
        """As it was given; serialised once it had to be, to hash it."""
        return self._signable.body

    @property
    def datetime(self) -> str:
        """The time of the signature, as '20150830T123600Z'."""
        return self._signable.datetime

    @property
    def sign_query(self) -> bool:
        """Whether the query is signed, which makes a presigned URL."""
        return self._signable.sign_query

    @property
    def append_session_token(self) -> bool:
        """Whether X-Amz-Security-Token is added after signing."""
        return self._signable.append_session_token

    @property
    def credentials(self) -> Credentials:
        """What is signed with."""
        return self._signable.credentials

    @property
    def signable_headers(self) -> list[str]:
        """The names of the headers that are signed, sorted."""
        return [*self._signable.signable_headers]

    @property
    def signed_headers(self) -> str:
        """The same, joined by `;`."""
        return self._signable.signed_headers

    @property
    def canonical_headers(self) -> str:
        """A line for each signed header. Raises ValueError before a payload hash that is one of them is known."""
        try:
            return self._signable.canonical_headers()
        except KeyError:
            raise ValueError("the payload is not hashed yet: await canonical_string() first") from None

    @property
    def credential_string(self) -> str:
        """The scope: date, region, service and 'aws4_request'."""
        return self._signable.credential_string

    @property
    def encoded_path(self) -> str:
        """The canonical path."""
        return self._signable.encoded_path

    @property
    def encoded_search(self) -> str:
        """The canonical query, sorted."""
        return self._signable.encoded_search

    # -- the stages ----------------------------------------------------------------------------------------------

    async def canonical_string(self) -> str:
        """The canonical request: what AWS must see for the signature to hold."""
        return self._signable.canonical_request(await self._hash_payload())

    async def string_to_sign(self) -> str:
        """The hash of the canonical request with the time and the scope."""
        return self._signable.string_to_sign(await self._platform.crypto.sha256(await self.canonical_string()))

    async def signature(self) -> str:
        """The signature in lower-case hex."""
        crypto, signable = self._platform.crypto, self._signable
        scope = signable.datetime[:8], signable.region, signable.service
        cache_key = signable.credentials.cache_key(*scope)
        key = self._cache.get(cache_key)
        if key is None:
            key = await crypto.signing_key(signable.credentials, *scope)
            self._cache[cache_key] = key
        payload_hash = await self._hash_payload() if signable.sends_hash else signable.payload_hash
        payload = None
        if payload_hash is None:
            payload = await self._serialize()
            payload_hash = signable.payload_hash  # of what is read as it is sent
            if payload_hash:
                payload = None
        # In one step, and not by way of the stages above: in a browser each await costs more than the hash.
        return await crypto.signature(
            key, signable.string_to_sign(""), signable.canonical_request(payload_hash or ""), payload
        )

    async def auth_header(self) -> str:
        """The value of the Authorization header."""
        return self._signable.authorization(await self.signature())

    async def sign(self) -> SignedRequest:
        """The signed request. The signer stays as it was, so that it can be read and asked again."""
        signature = await self.signature()  # hashes the payload, which may add to the headers
        signable = self._signable
        if signable.sign_query:
            url, headers = signable.presigned_url(signature), signable.headers(None)
        else:
            url, headers = signable.url_with(signable.pairs), signable.headers(signature)
        return SignedRequest(signable.method, url, headers, signable.body)

    def __repr__(self) -> str:
        # A traceback may show a signer that its constructor did not finish.
        signable = getattr(self, "_signable", None)
        known = f" {signable.method} {signable.service} {signable.region}" if signable else ""
        return f"<AwsV4Signer{known}>"

    async def _serialize(self) -> Any:
        signable = self._signable
        if not isinstance(signable.body, str | bytes):
            serialized = await self._platform.transport.serialize_body(signable.body)
            signable.body = serialized.data
            signable.payload_hash = signable.payload_hash or serialized.sha256
            if serialized.content_type:
                signable.values.setdefault("content-type", serialized.content_type)
        return signable.body

    async def _hash_payload(self) -> str:
        signable = self._signable
        if signable.payload_hash is None:
            body = await self._serialize()
            signable.payload_hash = signable.payload_hash or await self._platform.crypto.sha256(body)
            if signable.sends_hash:
                signable.values["x-amz-content-sha256"] = signable.payload_hash
        return signable.payload_hash
