"""A request's parts as a caller hands them over, read and checked: URL, method, headers."""

import re
from collections.abc import Callable, ItemsView, Iterable, Iterator, MutableMapping
from functools import lru_cache
from typing import Any, NamedTuple, Never, Self, SupportsIndex

from ._errors import bare

TRIMMED = "".join(map(chr, range(0x21)))  # what a URL parser drops at either end
_SCHEMES = ("https", "http", "wss", "ws")


class Url(NamedTuple):
    """An absolute URL, every part percent-encoded as it is sent."""

    scheme: str
    host: str
    """With the port, where it is not the scheme's own."""
    path: str
    query: str | None
    """Without `?`; None where the URL has none."""
    fragment: str | None

    @classmethod
    def split(cls, href: str) -> "Url":
        """The parts of `href`.

        Raises ValueError for a scheme that carries no HTTP request, and for a user name or password, which fetch
        refuses too.
        """
        scheme, _, rest = href.partition(":")
        if scheme not in _SCHEMES:
            raise ValueError(f"url must begin with https:// or http://, not {scheme}:")
        rest, hash_mark, fragment = rest[2:].partition("#")
        rest, question_mark, query = rest.partition("?")
        host, _, path = rest.partition("/")
        if "@" in host:
            raise ValueError("url must not hold a user name or password; AWS takes access_key_id and secret_access_key")
        return cls(scheme, host, "/" + path, query if question_mark else None, fragment if hash_mark else None)

    @property
    def hostname(self) -> str:
        """The host without its port."""
        name, colon, port = self.host.rpartition(":")
        return name if colon and port.isdigit() else self.host

    @property
    def is_encrypted(self) -> bool:
        """Whether TLS protects what is sent."""
        return self.scheme in ("https", "wss")

    @property
    def address(self) -> str:
        """The URL without its query, which in a presigned URL is a secret."""
        return f"{self.scheme}://{self.host}{self.path}"

    def __repr__(self) -> str:
        return f"<Url {self.address}>"

    def __str__(self) -> str:
        return self.with_query(self.query)

    def with_query(self, query: str | None) -> str:
        """The whole URL, but for the query, which is this one."""
        question = "" if query is None else f"?{query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}://{self.host}{self.path}{question}{fragment}"


def read_url(url: str, normalize: Callable[[str], str]) -> Url:
    """The parts of `url`, made an absolute URL by `normalize`, without its fragment, which no request carries.

    Raises ValueError where it is none.
    """
    # Many APIs have but one URL. A query may be a secret, and a fragment too: no cache holds them.
    if "?" in url or "#" in url:
        return _split(url, normalize)._replace(fragment=None)
    return _split_once(url, normalize)


def _split(url: str, normalize: Callable[[str], str]) -> Url:
    return Url.split(normalize(url))


_split_once = lru_cache(maxsize=64)(_split)


def raw_path(url: str) -> str:
    """The path of a URL that no parser has normalised yet."""
    rest = url.strip(TRIMMED).partition(":")[2].lstrip("/\\")
    rest = rest.partition("#")[0].partition("?")[0]
    authority_end = min((at for at in (rest.find("/"), rest.find("\\")) if at >= 0), default=len(rest))
    return rest[authority_end:]


_is_token = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_is_value = re.compile(r"[\x01-\t\v\f\x0e-\xff]*").fullmatch
_SIGNED_WITH = frozenset({"authorization", "x-amz-security-token", "x-amz-s3session-token"})
_SECRET = _SIGNED_WITH | {
    *("cookie", "proxy-authorization", "set-cookie", "x-api-key", "x-amz-server-side-encryption-customer-key"),
    "x-amz-copy-source-server-side-encryption-customer-key",
}


def read_headers(items: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Header names in lower case, and their values. Raises TypeError and ValueError where HTTP cannot carry them.

    A name that is given more than once has its values joined by `,`, as AWS joins them to sign.
    """
    values: dict[str, str] = {}
    try:
        pairs = [(name, value) for name, value in items]
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

    def __init__(self, items: Iterable[tuple[str, object]] = ()) -> None:
        try:
            self._values = read_headers(items)
        except (TypeError, ValueError) as exc:
            del items  # no traceback shows what may be a secret
            raise bare(exc) from None

    @classmethod
    def holding(cls, values: dict[str, str]) -> Self:
        """Headers that show, and change, what `read_headers` made."""
        headers = cls.__new__(cls)
        headers._values = values
        return headers

    def copy(self) -> "Headers":
        """Headers of their own, with what these hold now."""
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


_is_method = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch


def checked_method(method: object) -> str:
    """An HTTP method in upper case. Raises ValueError where it is none."""
    if not isinstance(method, str) or not _is_method(method):
        raise ValueError(f"{method!r} is not an HTTP method")
    return method.upper()  # AWS signs upper case; fetch would send `patch` as it stands


def checked_url(url: object) -> str:
    """A URL or URL object as text. Raises TypeError where there is none, ValueError for a lone surrogate."""
    if url is None:
        raise TypeError("url is a required option")
    text = str(url)
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        raise ValueError(f"url is not text that UTF-8 can carry: {exc.reason} at {exc.start}") from None
    return text


_MAX_SHOWN = 2000  # characters of an address


class SignedRequest(NamedTuple):
    """A request that AWS accepts, ready for any HTTP client."""

    method: str
    url: str
    headers: Headers
    body: Any
    """As it was given; serialised where the platform had to, to hash it."""

    @property
    def where(self) -> str:
        """`METHOD url` without the query, which may be a secret. A server may redirect to very long ones."""
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
