"""A body to sign and to send, serialised and hashed once for all attempts of a call."""

from typing import TYPE_CHECKING, Any

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

    def emptied(self) -> "Payload":
        """No body, on the same platform."""
        return Payload(self._platform, None)

    async def to_hash(self) -> Any:
        """The body for Crypto to hash, or the hash that was begun before."""
        if isinstance(self.body, str | bytes) or self._hashing is not None:
            return self.body if self._hashing is None else self._hashing
        serialized = await self._platform.transport.serialize_body(self.body)
        if serialized.data is not self.body:
            self._hashing = self._platform.crypto.hashing(serialized.data)
            self.body, self.content_type = serialized.data, serialized.content_type
        self.sha256 = serialized.sha256
        return self.body if self._hashing is None else self._hashing
