"""A request to sign, all but the crypto: what a caller hands over, read and checked, and the texts to hash and sign."""

from collections.abc import Callable, Iterable
from datetime import datetime as DateTime
from typing import Any, Never

from . import _canonical
from ._input import check_headers, check_s3_url, json_body, signed_host, timestamp
from ._keys import Credentials
from ._request import Headers, checked_method, checked_url, read_headers, read_url
from ._scope import EMPTY_SHA256, UNSIGNED_PAYLOAD, resolve_scope, signing_rules

_ALGORITHM = "AWS4-HMAC-SHA256"
# What the signer writes itself.
_REPLACED = ("authorization", "x-amz-date", "x-amz-security-token")


class FrozenHeaders(Headers):
    """Headers that were signed, so that they can only be read; `copy` makes Headers that can be changed."""

    __slots__ = ()

    def __setitem__(self, name: str, value: object) -> Never:
        raise TypeError(_FROZEN)

    def __delitem__(self, name: str) -> Never:
        raise TypeError(_FROZEN)


_FROZEN = "a signer's headers cannot be changed: pass them to a new signer, or change those of what sign() returns"


class Signable:
    """The parts of one request. What only hashing the body tells is added later: its hash and its content type."""

    __slots__ = (
        "append_session_token",
        "body",
        "credential_string",
        "credentials",
        "datetime",
        "encoded_path",
        "encoded_search",
        "host",
        "method",
        "pairs",
        "payload_hash",
        "region",
        "rules",
        "sends_hash",
        "service",
        "sign_query",
        "signable_headers",
        "signed_headers",
        "url",
        "values",
    )

    def __init__(
        self,
        credentials: Credentials,
        *,
        url: Any,
        method: str | None,
        headers: Any,
        body: Any,
        json: Any,
        sign_query: bool,
        service: str | None,
        region: str | None,
        datetime: str | DateTime | float,
        append_session_token: bool,
        all_headers: bool,
        single_encode: bool,
        expires: int | None,
        normalize_url: Callable[[str], str],
        header_items: Callable[[Any], Iterable[tuple[str, object]]],
        check_body: Callable[[Any], None],
        length_is_known: Callable[[Any], bool],
    ) -> None:
        credentials.check()
        self.credentials = credentials
        given_url = checked_url(url)
        self.url = read_url(given_url, normalize_url)
        values = self.values = {} if headers is None else read_headers(header_items(headers))
        if json is not None:
            if body is not None:
                raise TypeError("body and json are two bodies: pass one of them")
            body = json_body(json)
            values.setdefault("content-type", "application/json")
        check_body(body)
        self.body = body
        self.method = checked_method(method or ("GET" if body is None else "POST"))
        if values:
            _canonical.fold_header_values(values)
            check_headers(values, body)

        self.host = signed_host(self.url.scheme, self.url.host, values.pop("host", None))
        named = self.url._replace(host=self.host)
        self.service, self.region = resolve_scope(named, values.get("x-amz-target", ""), service, region)
        rules = self.rules = signing_rules(self.service)
        self.datetime = timestamp(datetime)
        self.sign_query = sign_query
        self.append_session_token = append_session_token or rules.append_session_token

        if rules.is_s3:
            if "content-length" not in values and not length_is_known(body):
                raise ValueError(
                    f"body is a {type(body).__name__}, and only reading it tells its length, which S3 must be told"
                    " before: give the header Content-Length"
                )
            check_s3_url(given_url)
            self.encoded_path = _canonical.canonical_s3_path(self.url.path)
            self.url = self.url._replace(path=self.encoded_path)
        else:
            self.encoded_path = _canonical.canonical_path(self.url.path, single_encode=single_encode)

        self.sends_hash = rules.sends_content_sha256 and not sign_query
        self.payload_hash = self._known_payload_hash()
        self._add_headers()
        names = [*values, "x-amz-content-sha256"] if self.sends_hash and self.payload_hash is None else values
        self.signable_headers = _canonical.signable_headers(names, all_headers=all_headers)
        self.signed_headers = ";".join(self.signable_headers)
        self.credential_string = f"{self.datetime[:8]}/{self.region}/{self.service}/aws4_request"
        self.pairs = self._query(expires)
        self.encoded_search = _canonical.canonical_query(self.pairs)

    # -- the texts to hash and sign ------------------------------------------------------------------------------

    def canonical_headers(self) -> str:
        return _canonical.canonical_headers(self.signable_headers, {**self.values, "host": self.host})

    def canonical_request(self, payload_hash: str) -> str:
        return _canonical.canonical_request(
            self.method,
            self.encoded_path,
            self.encoded_search,
            self.canonical_headers(),
            self.signed_headers,
            payload_hash,
        )

    def string_to_sign(self, request_hash: str) -> str:
        return _canonical.string_to_sign(_ALGORITHM, self.datetime, self.credential_string, request_hash)

    # -- what is sent --------------------------------------------------------------------------------------------

    def authorization(self, signature: str) -> str:
        return (
            f"{_ALGORITHM} Credential={self.credentials.access_key_id}/{self.credential_string},"
            f" SignedHeaders={self.signed_headers}, Signature={signature}"
        )

    def headers(self, signature: str | None) -> Headers:
        """The headers to send, with a signature where it is one of them. Host is there only if it is not the URL's."""
        values = {**self.values}
        if self.host != self.url.host:
            values["host"] = self.host
        if signature is not None:
            values["authorization"] = self.authorization(signature)
            if self.append_session_token and self.credentials.session_token:
                values["x-amz-security-token"] = self.credentials.session_token
        return Headers.holding(values)

    def presigned_url(self, signature: str) -> str:
        pairs = [*self.pairs, ("X-Amz-Signature", signature)]
        if self.append_session_token and self.credentials.session_token:
            pairs.append(("X-Amz-Security-Token", _canonical.percent_encode(self.credentials.session_token)))
        return self.url_with(pairs)

    def url_with(self, pairs: list[_canonical.QueryPair]) -> str:
        # A lone "?" stays, as an unsigned URL would be sent with it; AWS reads it as no query.
        query = _canonical.serialize_query(pairs) if pairs or self.url.query is not None else None
        return self.url.with_query(query)

    # -- the constructor's steps ---------------------------------------------------------------------------------

    def _known_payload_hash(self) -> str | None:
        given = self.values.get("x-amz-content-sha256")
        if given:
            return given
        rules = self.rules
        if rules.unsigned or (rules.unsigned_over_tls and (self.sign_query or self.url.is_encrypted)):
            return UNSIGNED_PAYLOAD
        if self.body is None or (isinstance(self.body, str | bytes | bytearray) and not self.body):
            return EMPTY_SHA256
        return None  # the body must be hashed first

    def _add_headers(self) -> None:
        values = self.values
        for name in _REPLACED:
            values.pop(name, None)
        if self.sign_query:
            return
        values["x-amz-date"] = self.datetime
        token = self.credentials.session_token
        if token and not self.append_session_token:
            values["x-amz-security-token"] = token
        if self.sends_hash and self.payload_hash is not None:
            values["x-amz-content-sha256"] = self.payload_hash

    def _query(self, expires: int | None) -> list[_canonical.QueryPair]:
        pairs = [] if self.url.query is None else _canonical.parse_query(self.url.query)
        if self.sign_query or _canonical.is_presigned(pairs):
            pairs = _canonical.without_signature(pairs)
        if not self.sign_query:
            if expires is not None:
                raise ValueError("expires is for presigned URLs: pass sign_query=True too")
            return pairs
        _canonical.check_expiry(pairs, expires)
        return _canonical.to_presign(
            pairs,
            algorithm=_ALGORITHM,
            credential=f"{self.credentials.access_key_id}/{self.credential_string}",
            datetime=self.datetime,
            signed_headers=self.signed_headers,
            session_token=None if self.append_session_token else self.credentials.session_token,
            expires=expires,
            default_expires=self.rules.default_expires,
        )
