"""Header names and values: those to send, checked, and those received. Pure."""

import re
from collections.abc import ItemsView, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, Never, Self, SupportsIndex, TypeAlias, cast

from ._errors import bare

_is_token = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_is_value = re.compile(r"[\x01-\t\v\f\x0e-\xff]*").fullmatch
_SIGNED_WITH = frozenset({"authorization", "x-amz-security-token", "x-amz-s3session-token"})
_SECRET = _SIGNED_WITH | {
    *("cookie", "proxy-authorization", "set-cookie", "x-api-key", "x-amz-server-side-encryption-customer-key"),
    "x-amz-copy-source-server-side-encryption-customer-key",
}

HeaderItems: TypeAlias = Mapping[str, object] | Iterable[tuple[str, object]]


def read_headers(items: HeaderItems) -> dict[str, str]:
    """Header names in lower case, and their values. Raises TypeError and ValueError if HTTP cannot carry them.

    A name that is given more than once has its values joined by `,`, as AWS joins them to sign.
    """
    values: dict[str, str] = {}
    each: Iterable[tuple[Any, Any]] = cast(Any, items.items() if isinstance(items, Mapping) else items)
    try:
        pairs = [(name, value) for name, value in each]
    except (TypeError, ValueError):
        raise TypeError("headers must be a mapping, or pairs of a name and a value") from None
    for name, given in pairs:
        if not isinstance(name, str) or not _is_token(name):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
            raise ValueError(f"{name!r} is not a header name")
        value = (given if isinstance(given, str) else _header_text(name, given)).strip(" \t\r\n")
        if not _is_value(value):
            raise ValueError(
                f"header {name} holds a line break, a NUL or a character beyond Latin-1, which HTTP cannot carry:"
                " percent-encode it"
            )
        key = name.lower()
        values[key] = f"{values[key]},{value}" if key in values else value
    return values


def _header_text(name: str, value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, int | float):
        return str(value)
    raise TypeError(f"header {name} must be a str, not {type(value).__name__}")


class Headers(MutableMapping[str, str]):
    """Header names, in any case, and their values. Names come out in lower case; secrets do not show in the repr.

    A name that is given more than once has its values joined by `,`, as AWS joins them to sign.
    """

    __slots__ = ("_values",)

    def __init__(self, items: HeaderItems = ()) -> None:
        try:
            self._values = read_headers(items)
        except (TypeError, ValueError) as exc:
            del items  # no traceback shows what may be a secret
            raise bare(exc) from None

    @classmethod
    def holding(cls, values: dict[str, str]) -> Self:
        """Headers that share `values`, the result of `read_headers`."""
        headers = cls.__new__(cls)
        headers._values = values
        return headers

    def copy(self) -> "Headers":
        """A copy of its own."""
        return Headers.holding({**self._values})

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __setitem__(self, name: str, value: object) -> None:
        try:
            read = read_headers([(name, value)])
        except (TypeError, ValueError) as exc:
            del value
            raise bare(exc) from None
        self._values.pop(name.lower(), None)
        self._values.update(read)

    def __delitem__(self, name: str) -> None:
        del self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def items(self) -> ItemsView[str, str]:
        return self._values.items()

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        # A traceback may show headers that their constructor did not finish.
        shown = {name: "…" if name in _SECRET else value for name, value in getattr(self, "_values", {}).items()}
        return f"Headers({shown})"

    def __copy__(self) -> "Headers":
        return self.copy()

    def __deepcopy__(self, _memo: object) -> "Headers":
        return self.copy()

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        if not _SIGNED_WITH.isdisjoint(self._values):
            raise TypeError("headers that hold a signature or a session token cannot be pickled")
        return super().__reduce_ex__(protocol)


class FrozenHeaders(Headers):
    """Headers that were signed, so that they can only be read; `copy` makes Headers that can be changed."""

    __slots__ = ()

    def __setitem__(self, name: str, value: object) -> Never:
        raise TypeError(_FROZEN)

    def __delitem__(self, name: str) -> Never:
        raise TypeError(_FROZEN)


_FROZEN = "a signer's headers cannot be changed: pass them to a new signer, or change those of what sign() returns"


def received_headers(items: Iterable[tuple[str | bytes, str | bytes]]) -> Headers:
    """An answer's headers: decoded as UTF-8, else as Latin-1, and not checked like headers to be sent.

    A name that is given more than once has its values joined by `, `, as the Fetch Standard joins them.
    """
    values: dict[str, str] = {}
    for name, value in items:
        key, text = _decoded(name).lower(), _decoded(value).strip(" \t\r\n")
        values[key] = f"{values[key]}, {text}" if key in values else text
    return Headers.holding(values)


def _decoded(value: str | bytes) -> str:
    """The text of a header's bytes; fetch hands them out as a str of one character each."""
    if isinstance(value, str):
        if value.isascii():
            return value
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:  # a runtime that decodes by itself
            return value.encode(errors="replace").decode()
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
