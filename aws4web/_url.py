"""A URL and its parts, as the WHATWG URL Standard serialises them. Pure."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

TRIMMED = "".join(map(chr, range(0x21)))  # what a URL parser drops at either end
_SCHEMES = ("https", "http", "wss", "ws")


class Url(NamedTuple):
    """An absolute URL, every part percent-encoded as it is sent."""

    scheme: str
    host: str
    """With the port, if it is not the scheme's own."""
    path: str
    query: str | None
    """Without `?`; None if the URL has none."""
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

    Raises ValueError if it is not a valid URL.
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


def checked_url(url: object) -> str:
    """A URL or URL object as text. Raises TypeError if there is none, ValueError for a lone surrogate."""
    if url is None:
        raise TypeError("url is a required option")
    text = str(url)
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        raise ValueError(f"url is not text that UTF-8 can carry: {exc.reason} at {exc.start}") from None
    return text


def read_endpoint(url: object, normalize: Callable[[str], str]) -> Url | None:
    """The parts of an endpoint_url, if there is one. Raises TypeError and ValueError if nothing can be sent there."""
    if url is None:
        return None
    if not isinstance(url, str):
        raise TypeError(f"endpoint_url must be a str, not {type(url).__name__}")
    try:
        endpoint = Url.split(normalize(url))
    except ValueError as exc:
        raise ValueError(f"endpoint_url: {exc}") from None
    if endpoint.query is not None or endpoint.fragment is not None:
        raise ValueError("endpoint_url must end with the host, the port or a path")
    return endpoint
