"""What the option `credentials` stands for."""

from typing import TYPE_CHECKING, Any, cast

from .._credentials import Credentials
from .._errors import bare
from .._mappings import Hidden
from .provider import CachedProvider, on_platform
from .reading import TAKEN, has_members, read_credentials

if TYPE_CHECKING:
    from .._platform import Platform
    from .._types import CredentialsProvider


def source_of(options: Hidden, platform: "Platform") -> "Credentials | CachedProvider":
    """Fixed credentials, or a provider: the caller's own, whose cache it is, or one around the caller's function.

    The option is removed. Raises TypeError and ValueError.
    """
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
        return on_platform(CachedProvider(cast("CredentialsProvider", given)), platform)
    hint = ""
    if hasattr(given, "__await__"):
        hint = ": pass the function itself, not what calling it returned"
        getattr(given, "close", bool)()  # nobody will await it
    kind = type(given).__name__
    given = None
    raise TypeError(f"credentials must be {TAKEN}, or a function that returns either, not {kind}{hint}")
