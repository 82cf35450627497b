"""What comes page by page: the next one is asked for while one is read."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeVar

from ._requests import Query, Requests

_Page = TypeVar("_Page")
Reader = Callable[[str], tuple[_Page, Query]]
"""A page, and what the query of the next one has besides: nothing on the last. Raises ValueError."""


async def pages(requests: Requests, query: Query, read: Reader[_Page]) -> AsyncGenerator[_Page]:
    """All pages. Raises AwsError and NetworkError."""
    page, more = await _page(requests, query, [], read)
    while more:
        asked = requests.platform.flight(_in_hand(_page(requests, query, more, read)))
        try:
            yield page
            result: tuple[_Page, Query] | Exception | None = await asked.result()
        finally:
            asked.cancel()
        if result is None:  # its event loop ended
            result = await _page(requests, query, more, read)
        if isinstance(result, Exception):
            raise result
        page, more = result
    yield page


async def _in_hand(asking: Awaitable[tuple[_Page, Query]]) -> tuple[_Page, Query] | Exception:
    """What is answered, or the error, which nobody may ever ask for."""
    try:
        return await asking
    except Exception as exc:
        return exc


async def _page(requests: Requests, query: Query, more: Query, read: Reader[_Page]) -> tuple[_Page, Query]:
    def read_on(text: str) -> tuple[_Page, Query]:
        page, following = read(text)
        if following and following == more:
            raise ValueError("it goes in a circle")
        return page, following

    return (await requests.ask_for_text("GET", [*query, *more])).read(read_on, "a listing of S3")


def first_query(start: Query, texts: dict[str, str], page_size: int | None, size_name: str = "max-keys") -> Query:
    """The query of a first page, with what is not empty of the texts. Raises TypeError and ValueError."""
    query = start.copy()
    for name, value in texts.items():
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
            raise TypeError(f"{name.replace('-', '_')} must be a str, not {type(value).__name__}")
        if value:
            query.append((name, value))
    if page_size is not None:
        if isinstance(page_size, bool) or not isinstance(page_size, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"page_size must be an int, not {type(page_size).__name__}")
        if not 1 <= page_size <= 1000:
            raise ValueError(f"page_size must be 1 to 1000, not {page_size}")
        query.append((size_name, str(page_size)))
    return query
