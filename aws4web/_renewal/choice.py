"""What the options stand for that say whose credentials to use."""

from typing import TYPE_CHECKING, Any, cast

from .._credentials import Credentials
from .._errors import bare
from .._mappings import Hidden

if TYPE_CHECKING:
    from .._platform import Platform
    from .._types import CredentialsProvider
    from .provider import CachedProvider


def take_credentials(
    where: str, options: Hidden, own: "Credentials | CachedProvider", platform: "Platform"
) -> "Credentials | CachedProvider":
    """Those among the options, from which they are removed; of fixed keys the rest is that of `own`.

    Keys are not checked yet. Raises TypeError and ValueError.
    """
    if options.get("credentials") is None:
        options.pop("credentials", None)
        if options.keys().isdisjoint(Credentials.NAMES):
            return own
        return Credentials.unchecked(*[options.pop(name, getattr(own, name, None)) for name in Credentials.NAMES])
    if not options.keys().isdisjoint(Credentials.NAMES):
        raise TypeError(f"{where} has both credentials and a key: pass one of them")
    return _source(options, platform)


def _source(options: Hidden, platform: "Platform") -> "Credentials | CachedProvider":
    """Fixed credentials, or a provider: the caller's own, whose cache it is, or one around the caller's function."""
    from .provider import CachedProvider
    from .reading import TAKEN, has_members, read_credentials

    given: Any = options.pop("credentials")
    if isinstance(given, CachedProvider):
        return given
    if isinstance(given, Credentials) or has_members(given):
        try:
            return read_credentials(given)
        except (TypeError, ValueError) as exc:
            given = None
            raise bare(exc) from None
    if callable(given):
        return CachedProvider(cast("CredentialsProvider", given)).on(platform)
    hint = ""
    if hasattr(given, "__await__"):
        hint = ": pass the function itself, not what calling it returned"
        getattr(given, "close", bool)()  # nobody will await it
    kind = type(given).__name__
    given = None
    raise TypeError(f"credentials must be {TAKEN}, or a function that returns either, not {kind}{hint}")
