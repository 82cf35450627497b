"""A request to sign, all but the crypto: the texts to hash and to sign, and what is sent. Pure."""

from typing import TYPE_CHECKING

from .._headers import Headers
from .._options import SigningOptions
from .canonical import (
    QueryPair,
    canonical_headers,
    canonical_path,
    canonical_query,
    canonical_request,
    canonical_s3_path,
    parse_query,
    percent_encode,
    serialize_query,
    signable_headers,
    string_to_sign,
)
from .draft import Draft
from .schemes import SIGV4, Scheme
from .scope import EMPTY_SHA256, UNSIGNED_PAYLOAD, Scope, signing_rules

if TYPE_CHECKING:
    from .._credentials import Credentials

# What the signer writes itself.
_REPLACED = ("authorization", "x-amz-date", "x-amz-security-token")


class Signable:
    """The parts of one request. What only hashing the body tells is added later: its hash and its content type.

    Without credentials the request is unsigned, and otherwise the same.
    """

    __slots__ = (
        "_credentials",
        "append_session_token",
        "credential_scope",
        "datetime",
        "encoded_path",
        "encoded_search",
        "host",
        "method",
        "pairs",
        "payload",
        "payload_hash",
        "rules",
        "scheme",
        "scope",
        "sends_hash",
        "sign_query",
        "signable_headers",
        "signed_headers",
        "url",
        "values",
    )

    def __init__(
        self,
        draft: Draft,
        scope: Scope,
        credentials: "Credentials | None",
        datetime: str,
        options: SigningOptions,
        scheme: Scheme = SIGV4,
    ) -> None:
        self._credentials = credentials
        self.scope = scope
        self.scheme = scheme
        self.datetime = datetime
        self.method = draft.method
        self.payload = draft.payload
        self.url = draft.url
        self.host = draft.host
        self.values = {**draft.values}
        self.values.pop("host", None)
        self.rules = signing_rules(scope.service)
        self.sign_query = options.sign_query
        self.append_session_token = options.append_session_token or self.rules.append_session_token
        if self.rules.is_s3:
            draft.check_for_s3()
            self.encoded_path = canonical_s3_path(self.url.path)
            self.url = self.url._replace(path=self.encoded_path)
        else:
            self.encoded_path = canonical_path(self.url.path, single_encode=options.single_encode)
        self.sends_hash = self.rules.sends_content_sha256 and not self.sign_query
        self.payload_hash = self._known_payload_hash()
        self._add_headers()
        names = {**self.values, "x-amz-content-sha256": ""} if self.sends_hash else self.values
        self.signable_headers = signable_headers(names, all_headers=options.all_headers)
        self.signed_headers = ";".join(self.signable_headers)
        self.credential_scope = scheme.credential_scope(datetime[:8], scope)
        self.pairs = self._query(options.expires)
        self.encoded_search = canonical_query(self.pairs)

    @property
    def is_signed(self) -> bool:
        """Whether there are credentials to sign with."""
        return self._credentials is not None

    @property
    def credentials(self) -> "Credentials":
        """What is signed with. Raises ValueError if the request is not signed."""
        if self._credentials is None:
            raise ValueError("an unsigned request has no credentials")
        return self._credentials

    # -- the texts to hash and sign ------------------------------------------------------------------------------

    def canonical_headers(self) -> str:
        return canonical_headers(self.signable_headers, {**self.values, "host": self.host})

    def canonical_request(self, payload_hash: str) -> str:
        return canonical_request(
            self.method,
            self.encoded_path,
            self.encoded_search,
            self.canonical_headers(),
            self.signed_headers,
            payload_hash,
        )

    def string_to_sign(self, request_hash: str) -> str:
        return string_to_sign(self.scheme.algorithm, self.datetime, self.credential_scope, request_hash)

    # -- what is sent --------------------------------------------------------------------------------------------

    @property
    def credential(self) -> str:
        """The access key ID with the scope."""
        return f"{self.credentials.access_key_id}/{self.credential_scope}"

    def authorization(self, signature: str) -> str:
        return (
            f"{self.scheme.algorithm} Credential={self.credential},"
            f" SignedHeaders={self.signed_headers}, Signature={signature}"
        )

    def headers(self, signature: str | None) -> Headers:
        """The headers to send, with a signature if it is one of them. Host is there only if it is not the URL's."""
        values = {**self.values}
        if self.host != self.url.host:
            values["host"] = self.host
        if signature is not None:
            values["authorization"] = self.authorization(signature)
            if self.append_session_token and self.credentials.session_token:
                values[self.scheme.token_name.lower()] = self.credentials.session_token
        return Headers.holding(values)

    @property
    def sent_url(self) -> str:
        """The URL to send to, but for a signature in its query."""
        return self._url_with(self.pairs)

    def presigned_url(self, signature: str) -> str:
        pairs = [*self.pairs, ("X-Amz-Signature", signature)]
        if self.append_session_token and self.credentials.session_token:
            pairs.append((self.scheme.token_name, percent_encode(self.credentials.session_token)))
        return self._url_with(pairs)

    def _url_with(self, pairs: list[QueryPair]) -> str:
        # A lone "?" stays, as an unsigned URL would be sent with it; AWS reads it as no query.
        query = serialize_query(pairs) if pairs or self.url.query is not None else None
        return self.url.with_query(query)

    # -- the constructor's steps ---------------------------------------------------------------------------------

    def _known_payload_hash(self) -> str | None:
        given = self.values.get("x-amz-content-sha256")
        if given:
            return given
        rules = self.rules
        if rules.unsigned or (rules.unsigned_over_tls and (self.sign_query or self.url.is_encrypted)):
            return UNSIGNED_PAYLOAD
        if self.payload.is_empty:
            return EMPTY_SHA256
        return None  # the body must be hashed first

    def _add_headers(self) -> None:
        values, credentials = self.values, self._credentials
        if credentials is None:
            return
        for name in _REPLACED:
            values.pop(name, None)
        if self.sign_query:
            return
        values["x-amz-date"] = self.datetime
        values.update(self.scheme.headers(self.scope))
        token = credentials.session_token
        if token and not self.append_session_token:
            values[self.scheme.token_name.lower()] = token
        if self.sends_hash and self.payload_hash is not None:
            values["x-amz-content-sha256"] = self.payload_hash

    def _query(self, expires: int | None) -> list[QueryPair]:
        query = self.url.query
        pairs = parse_query(query) if query else []
        if self.sign_query:
            return self._query_to_presign(pairs, expires)
        if expires is not None:
            raise ValueError("expires is for presigned URLs: pass sign_query=True too")
        if pairs and self.is_signed:
            from .presign import is_presigned, without_signature

            return without_signature(pairs) if is_presigned(pairs) else pairs
        return pairs

    def _query_to_presign(self, pairs: list[QueryPair], expires: int | None) -> list[QueryPair]:
        from .presign import check_expiry, to_presign, without_signature

        if not self.is_signed:
            raise ValueError("sign_query makes a presigned URL, and unsigned=True signs nothing: pass one of them")
        pairs = without_signature(pairs)
        check_expiry(pairs, expires)
        return to_presign(
            pairs,
            algorithm=self.scheme.algorithm,
            credential=self.credential,
            datetime=self.datetime,
            signed_headers=self.signed_headers,
            session_token=None if self.append_session_token else self.credentials.session_token,
            token_name=self.scheme.token_name,
            expires=expires,
            default_expires=self.rules.default_expires,
        )
