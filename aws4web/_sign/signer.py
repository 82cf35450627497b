"""AwsV4Signer: one request with all its parts and stages, to be read.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from .._credentials import Credentials
from .._errors import bare
from .._headers import FrozenHeaders
from .._mappings import Hidden
from .._options import SIGNER_OPTIONS, SigningOptions, refuse_unknown
from .._platform import PLATFORM, Platform
from .._renewal.choice import given_credentials
from .._request import SignedRequest
from .signable import Signable
from .signer_input import UNKNOWN, read_request
from .stages import Stages

if TYPE_CHECKING:
    from typing import Unpack, overload

    from .._option_types import SignerOptions
    from .._types import Body, CredentialsInit, HeadersInit, Json, RequestInfo


class AwsV4Signer:
    """One request, and all the stages of signing it. Every part can be read, which is how a 403 is debugged.

        url      required: the AWS endpoint, a str or a URL object
        method   'POST' by default if there is a body, otherwise 'GET'
        headers  a mapping, pairs, or the platform's Headers; Host only to sign for a host other than the URL's
        body     str or bytes-like; in Pyodide also any body that JS's fetch takes
        json     sent as JSON instead of a body, with its Content-Type unless `headers` has one

        access_key_id, secret_access_key   required
        session_token                      for temporary credentials
        credentials                        instead of the three keys: as AwsClient takes them; a function is asked once,
                                           by the first stage, and what depends on its keys can be read from then on
        service, region, cache, datetime, sign_query, expires, append_session_token, all_headers, single_encode
                 as in AwsOptions

    The constructor does everything but the crypto; nothing is sent. Raises TypeError and ValueError for bad options,
    UnknownEndpointError if neither the URL nor an option tells the service or the region.

        signer = AwsV4Signer(url="https://sqs.eu-west-1.amazonaws.com/", access_key_id="AKIA…", secret_access_key="…")
        method, url, headers, body = await signer.sign()
    """

    __slots__ = ("_pending", "_stages")

    _platform: Platform = PLATFORM

    if TYPE_CHECKING:  # at run time typing would keep them for ever

        @overload
        def __init__(
            self,
            *,
            url: "RequestInfo",
            access_key_id: str,
            secret_access_key: str,
            session_token: str | None = None,
            method: str | None = None,
            headers: "HeadersInit | None" = None,
            body: "Body | None" = None,
            json: "Json | None" = None,
            **options: "Unpack[SignerOptions]",
        ) -> None: ...
        @overload
        def __init__(
            self,
            *,
            url: "RequestInfo",
            credentials: "CredentialsInit",
            method: str | None = None,
            headers: "HeadersInit | None" = None,
            body: "Body | None" = None,
            json: "Json | None" = None,
            **options: "Unpack[SignerOptions]",
        ) -> None: ...

    def __init__(
        self,
        *,
        url: "RequestInfo",
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
        session_token: str | None = None,
        credentials: "CredentialsInit | None" = None,
        method: str | None = None,
        headers: "HeadersInit | None" = None,
        body: "Body | None" = None,
        json: "Json | None" = None,
        **options: "Unpack[SignerOptions]",
    ) -> None:
        keys = Hidden(access_key_id=access_key_id, secret_access_key=secret_access_key, session_token=session_token)
        keys["credentials"] = credentials
        access_key_id = secret_access_key = session_token = credentials = None  # no traceback shows them
        try:
            refuse_unknown("AwsV4Signer", cast(dict[str, Any], options), SIGNER_OPTIONS)
            chosen = SigningOptions(**options)
            source = given_credentials("AwsV4Signer", keys, self._platform)
            sign_with = read_request(self._platform, chosen, url, method, headers, body, json)
            signable = sign_with(source if isinstance(source, Credentials) else UNKNOWN)
        except (TypeError, ValueError) as exc:
            del url, headers, body, json
            raise bare(exc) from None
        if chosen.sign_query or "X-Amz-Signature=" in str(url):
            from .notices import notify

            notify(url, signable)
        self._stages = Stages(signable, self._platform, chosen.cache)
        self._pending = None if isinstance(source, Credentials) else (source, sign_with)
        """Who is to be asked for credentials, and the request to sign with them; None if they are known."""

    @property
    def _signable(self) -> Signable:
        return self._stages.signable

    @property
    def _signed(self) -> Signable:
        """The same, for what depends on the credentials."""
        if self._pending:
            raise ValueError("the credentials are not known yet: await sign(), or another stage, first")
        return self._signable

    async def _ready(self) -> Stages:
        if self._pending:
            source, sign_with = self._pending
            credentials = await source()
            self._stages, self._pending = Stages(sign_with(credentials), self._platform, None), None
        return self._stages

    @property
    def service(self) -> str:
        """The signing name, which is not always the name in the host."""
        return self._signable.scope.service

    @property
    def region(self) -> str:
        """What is signed for."""
        return self._signable.scope.region

    @property
    def method(self) -> str:
        """In upper case."""
        return self._signable.method

    @property
    def url(self) -> str:
        """The URL to send to, all but the signature."""
        return self._signed.sent_url

    @property
    def host(self) -> str:
        """The URL's host, with its port if that is not the scheme's own."""
        return self._signable.url.host

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers to send, all but Authorization and Host. Names in lower case."""
        return FrozenHeaders.holding(self._signed.values)

    @property
    def body(self) -> Any:
        """As it was given; serialised once it had to be, to hash it."""
        return self._signable.payload.body

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
        return self._signed.append_session_token

    @property
    def credentials(self) -> Credentials:
        """What is signed with."""
        return self._signed.credentials

    @property
    def signable_headers(self) -> list[str]:
        """The names of the headers that are signed, sorted."""
        return [*self._signed.signable_headers]

    @property
    def signed_headers(self) -> str:
        """The same, joined by `;`."""
        return self._signed.signed_headers

    @property
    def canonical_headers(self) -> str:
        """A line for each signed header. Raises ValueError before a payload hash that is one of them is known."""
        try:
            return self._signed.canonical_headers()
        except KeyError:
            raise ValueError("the payload is not hashed yet: await canonical_string() first") from None

    @property
    def credential_string(self) -> str:
        """The scope: date, region, service and 'aws4_request'."""
        return self._signable.credential_scope

    @property
    def encoded_path(self) -> str:
        """The canonical path."""
        return self._signable.encoded_path

    @property
    def encoded_search(self) -> str:
        """The canonical query, sorted."""
        return self._signed.encoded_search

    async def canonical_string(self) -> str:
        """The canonical request: what AWS must see for the signature to hold."""
        return await (await self._ready()).canonical_string()

    async def string_to_sign(self) -> str:
        """The hash of the canonical request with the time and the scope."""
        return await (await self._ready()).string_to_sign()

    async def signature(self) -> str:
        """The signature in lower-case hex."""
        return await (await self._ready()).signature()

    async def auth_header(self) -> str:
        """The value of the Authorization header."""
        signature = await self.signature()
        return self._signable.authorization(signature)

    async def sign(self) -> SignedRequest:
        """The signed request. The signer stays as it was, so that it can be read and asked again."""
        return await (await self._ready()).signed()

    def __repr__(self) -> str:
        # A traceback may show a signer that its constructor did not finish.
        stages = getattr(self, "_stages", None)
        known = f" {self.method} {self.service} {self.region}" if stages else ""
        return f"<AwsV4Signer{known}>"
