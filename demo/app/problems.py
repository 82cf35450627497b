"""Where the page shows an error: a box with an explanation, announced at once."""

from collections.abc import Awaitable, Callable
from typing import Any

from .dom import element, fill, make
from .help import help_for


def clear(box: str) -> None:
    """Clear a box."""
    fill(element(box))


def show(box: str, error: BaseException) -> None:
    """Explain an error in a box."""
    fill(element(box), problem(error))


def problem(error: BaseException) -> Any:
    """An error, explained, as an element."""
    said = help_for(error)
    content = [make("strong", said.title), make("p", said.text)]
    if said.code:
        content.append(make("pre", said.code, tabindex="0", aria_label="CORS rule"))
    if said.details:
        content.append(make("details", make("summary", "Details"), make("pre", said.details, tabindex="0")))
    return make("div", *content, role="alert", class_="problem")


async def guarded(box: str, work: Awaitable[Any], is_latest: Callable[[], bool] = lambda: True) -> bool:
    """Await `work`; explain its error in the box, if it still counts. Return whether it succeeded."""
    clear(box)
    try:
        await work
    except Exception as error:
        if is_latest():
            show(box, error)
        return False
    return True
