"""What a client's calls have in common, read from its options."""

from typing import TYPE_CHECKING, Any, NamedTuple, Never

from .._corrections.memory import Memory
from .._mappings import Bounded, Hidden
from .._options import CLIENT_OPTIONS, SigningOptions, refuse_unknown
from .._platform import current
from .._renewal.choice import given_credentials
from .._retry.policy import RetryPolicy
from .._url import Url, read_endpoint

if TYPE_CHECKING:
    from .._credentials import Credentials
    from .._platform import Platform
    from .._platform.protocols import Sender
    from .._renewal.provider import CachedProvider


class Settings(NamedTuple):
    """All but the service and the region, which can be set later."""

    platform: "Platform"
    sender: "Sender"
    memory: Memory
    credentials: "Credentials | CachedProvider"
    is_unsigned: bool
    endpoint: Url | None
    policy: RetryPolicy
    signing: SigningOptions

    def now(self) -> "Settings":
        """The settings on the platform that stands in for that of the client, if there is one."""
        platform = current(self.platform)
        if platform is self.platform:
            return self
        return self._replace(platform=platform, sender=platform.transport.sender(None))

    def __reduce__(self) -> Never:
        raise TypeError("an AwsClient holds secrets and connections, and cannot be pickled")


def read_settings(platform: "Platform", keys: Hidden, options: dict[str, Any], *, is_unsigned: bool) -> Settings:
    """The settings of a client with these options and `keys`, of which None is one not given.

    Raises TypeError and ValueError.
    """
    refuse_unknown("AwsClient", options, CLIENT_OPTIONS)
    credentials = given_credentials("AwsClient", keys, platform, is_unsigned=is_unsigned)
    transport, cache = platform.transport, options.get("cache")
    return Settings(
        platform,
        transport.sender(options.get("session")),
        Memory(),
        credentials,
        is_unsigned,
        read_endpoint(options.get("endpoint_url"), transport.normalize_url),
        RetryPolicy().over(options),
        SigningOptions(cache=Bounded(64) if cache is None else cache),
    )
