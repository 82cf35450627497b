"""What the options stand for that say whose credentials to use."""

from typing import TYPE_CHECKING

from .._credentials import Credentials
from .._mappings import Hidden

if TYPE_CHECKING:
    from .._platform import Platform
    from .provider import CachedProvider


def given_credentials(
    where: str, keys: Hidden, platform: "Platform", *, is_unsigned: bool = False
) -> "Credentials | CachedProvider":
    """Those that a constructor was given, checked unless nothing is signed; None is one that was not given.

    Nothing is left in `keys`. Raises TypeError and ValueError.
    """
    given = Hidden({name: value for name, value in keys.items() if value is not None})
    keys.clear()
    credentials = take_credentials(where, given, None, platform)
    if isinstance(credentials, Credentials) and not is_unsigned:
        credentials.check()
    return credentials


def take_credentials(
    where: str, options: Hidden, own: "Credentials | CachedProvider | None", platform: "Platform"
) -> "Credentials | CachedProvider":
    """Those among the options, from which they are removed; of fixed keys the rest is that of `own`, if there is one.

    Keys are not checked yet. Raises TypeError and ValueError.
    """
    if options.get("credentials") is None:
        options.pop("credentials", None)
        if own is not None and options.keys().isdisjoint(Credentials.NAMES):
            return own
        return Credentials.unchecked(*[options.pop(name, getattr(own, name, None)) for name in Credentials.NAMES])
    if not options.keys().isdisjoint(Credentials.NAMES):
        raise TypeError(f"{where} has both credentials and a key: pass one of them")
    from .source import source_of

    return source_of(options, platform)
