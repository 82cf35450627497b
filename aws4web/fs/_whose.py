"""Whose file system it is: what tells instances apart, and shows no secret.

fsspec keeps one instance for equal arguments, and takes for equal what looks alike: `str(args)`.
"""

import hmac
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MethodType
from typing import Any
from weakref import ref

from .._client import AwsClient
from .._credentials import Credentials
from .._errors import CredentialsError
from .._mappings import Hidden
from .._platform import PLATFORM
from ..blocking import AwsClient as BlockingClient

_SALT = os.urandom(32)
_KEYS = Credentials.NAMES
_SOURCES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_")


class _Names:
    """A name that nobody can guess for each object, as long as it lives."""

    def __init__(self) -> None:
        self._of: dict[tuple[int, int], tuple[Callable[[], Any], str]] = {}

    def of(self, thing: Any) -> str:
        """The same for the same object. A bound method is made anew whenever it is named: it goes by its parts."""
        is_method = isinstance(thing, MethodType)
        owner: Any = thing.__self__ if is_method else thing
        key = id(owner), id(thing.__func__) if is_method else 0
        alive, name = self._of.get(key, (bool, ""))
        if alive() is not owner:
            name = os.urandom(16).hex()
            try:
                self._of[key] = ref(owner, lambda _: self._of.pop(key, None)), name
            except TypeError:  # it cannot be watched, so it is kept
                self._of[key] = lambda: owner, name
        return name


_names = _Names()


class Whose:
    """A client, or what one is made of. Its repr is equal only for what is the same."""

    __slots__ = ("_again", "_name", "_value", "kind")

    def __init__(self, kind: str, value: Any, name: str, again: dict[str, Any] | None = None) -> None:
        self.kind = kind
        self._value, self._name, self._again = value, name, again

    def client(self, options: dict[str, Any]) -> AwsClient:
        """The client, or one that is made with these options."""
        if self.kind == "client":
            return self._value
        if self.kind == "environment":
            from ..credentials import from_environment

            return AwsClient(credentials=from_environment(), **options)
        return AwsClient(**self._value, **options)

    def again(self) -> dict[str, Any]:
        """The options that stand for the same in another process. Raises TypeError if a secret would be among them."""
        if self._again is None:
            raise TypeError(
                "this S3FileSystem cannot be pickled or written as JSON: its credentials would have to go along. Take"
                " them from the environment (pass none), or from a function that can be imported, as"
                " S3FileSystem(credentials=my_module.my_provider)"
            )
        return self._again

    def __repr__(self) -> str:
        return f"<{self.kind} {self._name}>"

    def __reduce__(self) -> Any:
        return whose, (Hidden(self.again()),)


_default: list[Whose] = []


def set_default(client: Any) -> None:
    """Whose the requests are where no other is named. Raises TypeError."""
    _default[:] = [_of_client(client)]


def whose(given: Hidden) -> Whose:
    """What the options say, which are taken out of `given`. Raises TypeError and ValueError."""
    client, anon, credentials = (given.pop(name, None) for name in ("client", "anon", "credentials"))
    keys = Hidden({name: key for name in _KEYS if (key := given.pop(name, None)) is not None})
    named = [
        name
        for name, value in (("client", client), ("credentials", credentials), ("key", keys), ("anon", anon))
        if value
    ]
    if len(named) > 1 and named != ["key", "anon"]:  # which s3fs takes for anon
        raise TypeError(f"pass one of {' and '.join(named)}: each of them says whose requests these are")
    if anon:
        return Whose("anonymous", {"unsigned": True}, "client", {"anon": True})
    if client is not None:
        return _of_client(client)
    if credentials is not None:
        return _of_credentials(credentials)
    if keys:
        return _of_keys(keys)
    return _default[0] if _default else _of_environment()


def _of_client(client: Any) -> Whose:
    if isinstance(client, Whose):
        return client
    if isinstance(client, BlockingClient):
        client = client._of  # pyright: ignore[reportPrivateUsage]
    if not isinstance(client, AwsClient):
        raise TypeError(f"client must be an aws4web.AwsClient, not {type(client).__name__}")
    return Whose("client", client, _names.of(client))


def _of_keys(keys: Hidden) -> Whose:
    values = repr([keys.get(name) for name in _KEYS])
    return Whose("keys", keys, _fingerprint(values))


def _of_credentials(given: Any) -> Whose:
    if isinstance(given, str):
        given = _imported(given)
    if isinstance(given, Credentials):
        return _of_keys(Hidden({name: value for name in _KEYS if (value := getattr(given, name))}))
    if callable(given):
        path = _path_of(given)
        return Whose("provider", {"credentials": given}, _names.of(given), {"credentials": path} if path else None)
    items: Any = sorted(given.items()) if isinstance(given, Mapping) else os.urandom(16)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return Whose("credentials", Hidden(credentials=given), _fingerprint(repr(items)))


def _of_environment() -> Whose:
    env = PLATFORM.host().environ()
    found = sorted((name, value) for name, value in env.items() if name.startswith("AWS_"))
    if not any(name.startswith(_SOURCES) for name, _ in found):
        raise CredentialsError(
            "there are no credentials for s3://, and the environment has none: set them with"
            " aws4web.fs.register(aws4web.AwsClient(…)), or pass anon=True for public data"
        )
    return Whose("environment", None, _fingerprint(repr(found)), {})


def _fingerprint(text: str) -> str:
    """Equal for equal texts in this process, and of no use to anybody else."""
    return hmac.digest(_SALT, text.encode("utf-8", "surrogatepass"), "sha256").hex()


def _path_of(provider: Any) -> str | None:
    """Where another process finds it; None if it cannot."""
    module, name = getattr(provider, "__module__", None), getattr(provider, "__qualname__", None)
    if not module or not name or module == "__main__":
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return f"{module}:{name}" if found is provider else None


def _imported(path: str) -> Any:
    module, _, name = path.partition(":")
    if not name:
        raise ValueError("credentials: a str must name a function, as 'my_module:my_provider'")
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found
