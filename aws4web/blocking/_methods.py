"""Methods that wait, made of those that are awaited."""

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from .._errors import NetworkError
from ._response import Response

if TYPE_CHECKING:
    from .._platform.driver import Driver
    from .._response import Response as AsyncResponse

_P = ParamSpec("_P")
_Result = TypeVar("_Result")
_Entry = TypeVar("_Entry")

_BODY = 2**20
"""Bytes of a body that are read in the call that asks for it: another call to read them takes as long again."""
_PAGE = 1000
"""How many entries AWS lists at a time: when one of them is there, they all are."""


class Driven(Protocol):
    """What has such methods."""

    def _driver(self, *, many: bool = False, signal: Any = None, sends: bool = True) -> "Driver": ...

    @property
    def _of(self) -> Any:
        """What has those that are awaited."""
        ...


def returning(
    method: Callable[Concatenate[Any, _P], Coroutine[Any, Any, _Result]], *, many: bool = False, sends: bool = True
) -> Callable[Concatenate[Any, _P], _Result]:
    """The same method, which returns the result: of several requests at once (`many`), or of none (not `sends`)."""

    def blocking(self: Driven, *args: _P.args, **options: _P.kwargs) -> _Result:
        return self._driver(many=many, sends=sends).run(method(self._of, *args, **options))  # pyright: ignore[reportPrivateUsage]

    return like(method, blocking)


def answering(
    method: Callable[Concatenate[Any, _P], "Coroutine[Any, Any, AsyncResponse]"],
) -> Callable[Concatenate[Any, _P], Response]:
    """The same method, which returns the response."""

    def blocking(self: Driven, *args: _P.args, **options: _P.kwargs) -> Response:
        driver = self._driver(signal=options.get("signal"))  # pyright: ignore[reportPrivateUsage]
        return Response(driver.run(_with_body(lambda: method(self._of, *args, **options))), driver)  # pyright: ignore[reportPrivateUsage]

    return like(method, blocking)


def listing(
    method: Callable[Concatenate[Any, _P], AsyncGenerator[_Entry]], *, by_pages: bool = False
) -> Callable[Concatenate[Any, _P], Generator[_Entry]]:
    """The same method, whose entries come one by one. `by_pages` says that each of them is a page."""

    def blocking(self: Driven, *args: _P.args, **options: _P.kwargs) -> Generator[_Entry]:
        driver = self._driver()  # pyright: ignore[reportPrivateUsage]
        size: Any = options.get("page_size")
        return entries(driver, method(self._of, *args, **options), 1 if by_pages else size or _PAGE)  # pyright: ignore[reportPrivateUsage]

    return like(method, blocking)


def like(method: Callable[..., Any], blocking: Callable[..., Any]) -> Any:
    """With the name and the docstring of the other."""
    wraps(method, updated=())(blocking)  # without its mark as a coroutine function
    text = method.__doc__ or ""
    blocking.__doc__ = text.replace("await ", "").replace("async for ", "for ").replace("async with ", "with ")
    return blocking


def entries(driver: "Driver", source: AsyncGenerator[_Entry], at_once: int) -> Generator[_Entry]:
    """What comes of the source, so many of which are fetched in one go."""
    try:
        failure = None
        while failure is None:
            found, failure = driver.run(_some(source, at_once))
            yield from found
        if not isinstance(failure, StopAsyncIteration):
            raise failure
    finally:
        driver.let_go(source.aclose())


async def _some(source: AsyncGenerator[_Entry], at_most: int) -> tuple[list[_Entry], Exception | None]:
    """So many entries, and why there are no more."""
    found: list[_Entry] = []
    try:
        while len(found) < at_most:
            found.append(await anext(source))
    except Exception as exc:
        return found, exc
    return found, None


async def _with_body(ask: "Callable[[], Coroutine[Any, Any, AsyncResponse]]") -> "AsyncResponse":
    """The response, with the body if that is small."""
    response = await ask()
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) <= _BODY and "content-encoding" not in response.headers:
        with suppress(NetworkError):  # it comes again when the body is asked for
            await response.bytes()
    return response
