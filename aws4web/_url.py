"""A URL in parts. What is split here was serialised by a WHATWG URL parser, so its form is known."""

from typing import NamedTuple

SCHEMES = ("https", "http", "wss", "ws")


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
        if scheme not in SCHEMES:
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

    def __str__(self) -> str:
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.address}{query}{fragment}"


def raw_path(url: str) -> str:
    """The path of a URL that no parser has normalised yet."""
    rest = url.strip().partition(":")[2].lstrip("/\\")
    rest = rest.partition("#")[0].partition("?")[0]
    authority_end = min((at for at in (rest.find("/"), rest.find("\\")) if at >= 0), default=len(rest))
    return rest[authority_end:]
