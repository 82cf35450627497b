"""One request being signed: the only place where crypto is awaited."""

from typing import TYPE_CHECKING, Any

from .._credentials import KeyCache
from .._request import SignedRequest
from .signable import Signable

if TYPE_CHECKING:
    from .._platform import Platform


class Stages:
    """The stages of a signature."""

    __slots__ = ("_cache", "_platform", "signable")

    def __init__(self, signable: Signable, platform: "Platform", cache: KeyCache | None) -> None:
        self.signable = signable
        self._platform = platform
        if signable.is_signed and signable.credentials.keys is not None:  # they end with the credentials
            cache = signable.credentials.keys
        self._cache: KeyCache = {} if cache is None else cache

    async def canonical_string(self) -> str:
        """The canonical request."""
        return self.signable.canonical_request(await self.payload_hash())

    async def string_to_sign(self) -> str:
        """The hash of the canonical request with the time and the scope."""
        return self.signable.string_to_sign(await self._platform.crypto.sha256(await self.canonical_string()))

    async def signature(self) -> str:
        """The signature in lower-case hex."""
        crypto, signable = self._platform.crypto, self.signable
        key = await self.key()
        payload_hash = await self.payload_hash() if signable.sends_hash else signable.payload_hash
        payload = None
        if payload_hash is None:
            payload = await self._to_hash()
            payload_hash = signable.payload_hash  # of what is read as it is sent
            if payload_hash:
                payload = None
        # In one step, and not by way of the stages above: in a browser each await costs more than the hash.
        canonical = signable.canonical_request(payload_hash or "")
        return await signable.scheme.signature(crypto, key, signable.string_to_sign(""), canonical, payload)

    async def key(self) -> Any:
        """What to sign with: opaque."""
        signable, date, scope = self.signable, self.signable.datetime[:8], self.signable.scope
        name = signable.credentials.cache_key(date, scope.region, scope.service + self._platform.of_keys)
        key = self._cache.get(name)
        if key is None:
            crypto = self._platform.crypto
            key = self._cache[name] = await signable.scheme.signing_key(crypto, signable.credentials, date, scope)
        return key

    async def signed(self) -> SignedRequest:
        """The signed request."""
        signable = self.signable
        if not signable.is_signed:
            return SignedRequest(signable.method, signable.sent_url, signable.headers(None), signable.payload.body)
        signature = await self.signature()  # hashes the payload, which may add to the headers
        if signable.sign_query:
            url, headers = signable.presigned_url(signature), signable.headers(None)
        else:
            url, headers = signable.sent_url, signable.headers(signature)
        return SignedRequest(signable.method, url, headers, signable.payload.body)

    async def _to_hash(self) -> Any:
        signable = self.signable
        data = await signable.payload.to_hash()
        signable.payload_hash = signable.payload_hash or signable.payload.sha256
        if signable.payload.content_type:
            signable.values.setdefault("content-type", signable.payload.content_type)
        return data

    async def payload_hash(self) -> str:
        """The hash of the body, or what stands for it."""
        signable = self.signable
        if signable.payload_hash is None:
            data = await self._to_hash()
            signable.payload_hash = signable.payload_hash or await self._platform.crypto.sha256(data)
            if signable.sends_hash:
                signable.values["x-amz-content-sha256"] = signable.payload_hash
        return signable.payload_hash
