"""A request ready to be sent, and its method. Pure."""

import re
from typing import Any, NamedTuple, Never

from ._headers import Headers

_is_method = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch


def checked_method(method: object) -> str:
    """An HTTP method in upper case. Raises ValueError if it is not a valid one."""
    if not isinstance(method, str) or not _is_method(method):
        raise ValueError(f"{method!r} is not an HTTP method")
    return method.upper()  # AWS signs upper case; fetch would send `patch` as it stands


_MAX_SHOWN = 2000  # characters of an address


class SignedRequest(NamedTuple):
    """A request that AWS accepts, ready for any HTTP client."""

    method: str
    url: str
    headers: Headers
    body: Any
    """As it was given, or serialised if it had to be hashed."""

    @property
    def where(self) -> str:
        """`METHOD url` without the query, which may be a secret. Very long ones are cut."""
        address = self.url.partition("?")[0]
        return f"{self.method} {address if len(address) <= _MAX_SHOWN else f'{address[:_MAX_SHOWN]}…'}"

    def __repr__(self) -> str:
        return f"<SignedRequest {self.where}>"

    def __copy__(self) -> "SignedRequest":
        return self._replace(headers=self.headers.copy())

    def __deepcopy__(self, _memo: object) -> "SignedRequest":
        return self._replace(headers=self.headers.copy())

    def __reduce__(self) -> Never:
        raise TypeError("a SignedRequest is a secret while its signature is valid, and cannot be pickled")
