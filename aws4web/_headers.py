"""HTTP headers as the Fetch Standard has them: https://fetch.spec.whatwg.org/#headers-class"""

import re
from collections.abc import Iterable, Iterator, MutableMapping

_is_token = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_is_value = re.compile(r"[^\0\r\n\u0100-\U0010ffff]*").fullmatch
_SECRET = frozenset({"authorization", "x-amz-security-token", "x-amz-s3session-token"})


class Headers(MutableMapping[str, str]):
    """Header names, in any case, and their values. Names come out in lower case; secrets do not show in the repr.

    A name that is given more than once has its values joined by `,`, as AWS joins them to sign.
    """

    __slots__ = ("_values",)

    def __init__(self, items: Iterable[tuple[str, object]] = ()) -> None:
        self._values: dict[str, str] = {}
        for name, value in items:
            self._append(name, value)

    def _append(self, name: object, value: object) -> None:
        if not isinstance(name, str) or not _is_token(name):
            raise ValueError(f"{name!r} is not a header name")
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        elif not isinstance(value, str):
            if not isinstance(value, int | float):
                raise TypeError(f"header {name} must be a str, not {type(value).__name__}")
            value = str(value)
        value = value.strip(" \t\r\n")
        if not _is_value(value):
            raise ValueError(
                f"header {name} holds a line break, a NUL or a character beyond Latin-1, which HTTP cannot carry:"
                " percent-encode it"
            )
        key = name.lower()
        self._values[key] = f"{self._values[key]},{value}" if key in self._values else value

    def copy(self) -> "Headers":
        """Headers of their own, with what these hold now."""
        copy = Headers()
        copy._values = {**self._values}
        return copy

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __setitem__(self, name: str, value: object) -> None:
        self._values.pop(name.lower(), None)
        self._append(name, value)

    def __delitem__(self, name: str) -> None:
        del self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        shown = {name: "…" if name in _SECRET else value for name, value in self._values.items()}
        return f"Headers({shown})"
