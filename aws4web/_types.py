"""Types for type checkers: what a caller hands over, by the Fetch Standard's names, and what can be replaced."""

from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from ._credentials import Credentials
    from ._request import SignedRequest


class JsObject(Protocol):
    """An object of JavaScript in Pyodide: https://pyodide.org/en/stable/usage/api/python-api/ffi.html"""

    @property
    def js_id(self) -> int:
        """Its identity."""
        ...

    @property
    def typeof(self) -> str:
        """What JavaScript's `typeof` says of it."""
        ...


class UrlObject(Protocol):
    """A URL of httpx, yarl, can_ada or another library."""

    @property
    def host(self) -> object:
        """Its host."""
        ...


class BinaryFile(Protocol):
    """A file opened in binary mode, on CPython."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes."""
        ...


class Request(Protocol):
    """What `sign` returns: in Pyodide a JS Request, on CPython a SignedRequest."""

    @property
    def url(self) -> str:
        """With its signature, if it is presigned."""
        ...

    @property
    def method(self) -> str:
        """In upper case."""
        ...

    @property
    def headers(self) -> Any:
        """With the signature, unless the request is presigned: a JS Headers or a Headers."""
        ...

    @property
    def body(self) -> Any:
        """As the platform has it."""
        ...


class BodyStream(Protocol):
    """The body as the platform delivers it. It can be taken once, whole or in chunks."""

    async def read(self) -> bytes:
        """All of it. Raises NetworkError if it breaks off."""
        ...

    def chunks(self) -> AsyncGenerator[bytes]:
        """Piece by piece, as it arrives. Ends the transfer when the iteration is left early."""
        ...

    async def cancel(self) -> None:
        """End the transfer and let go of the connection."""
        ...


class CredentialsProvider(Protocol):
    """A function, plain or async, that returns credentials: those that are to be used from now on.

    async def from_my_server() -> dict[str, str]:
        response = await pyfetch("/credentials")
        return await response.json()

    aws = AwsClient(credentials=from_my_server)
    """

    def __call__(self) -> "CredentialsValue | Awaitable[CredentialsValue]":
        """Credentials or a mapping, with their end if they have one. What it raises becomes a CredentialsError."""
        ...


class CredentialsSource(Protocol):
    """Whoever has credentials that may change. It is asked at each attempt of a call."""

    @property
    def generation(self) -> int:
        """What a call begins with."""
        ...

    @property
    def has_some(self) -> bool:
        """Whether there are any, so that a first call need not ask for them."""
        ...

    def current(
        self,
        generation: int,
        offset: float = 0.0,
        *,
        refused: "Credentials | None" = None,
        limit: float | None = None,
        until: float | None = None,
    ) -> Awaitable["Credentials"]:
        """Those to sign with now. Raises CredentialsError."""
        ...

    def refuse(self, credentials: "Credentials", why: str, *, may_ask: bool) -> bool:
        """AWS refused these. Whether there are others, or they may be asked for and are to be."""
        ...


CredentialsValue: TypeAlias = "Credentials | Mapping[str, Any] | JsObject"
CredentialsInit: TypeAlias = "CredentialsValue | CredentialsProvider"
RequestInfo: TypeAlias = "str | UrlObject | JsObject | SignedRequest | Request"
HeaderValue: TypeAlias = "str | bytes | int | float"
HeadersInit: TypeAlias = "Mapping[str, HeaderValue] | Iterable[tuple[str, HeaderValue]] | JsObject"
Body: TypeAlias = "str | Buffer | JsObject | BinaryFile | PathLike[str] | AsyncIterable[Buffer]"
BodyInit: TypeAlias = "Body | Callable[[], Body | Awaitable[Body]]"
Json: TypeAlias = "Mapping[str, Any] | list[Any] | tuple[Any, ...] | str | int | float | bool"
Redirect: TypeAlias = 'Literal["follow", "error", "manual"]'
