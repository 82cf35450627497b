"""Headers that were signed. Pure."""

from typing import Never

from .._headers import Headers


class FrozenHeaders(Headers):
    """Headers that were signed, so that they can only be read; `copy` makes Headers that can be changed."""

    __slots__ = ()

    def __setitem__(self, name: str, value: object) -> Never:
        raise TypeError(_FROZEN)

    def __delitem__(self, name: str) -> Never:
        raise TypeError(_FROZEN)


_FROZEN = "a signer's headers cannot be changed: pass them to a new signer, or change those of what sign() returns"
