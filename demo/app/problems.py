"""Where the page shows an error: a box with an explanation, announced at once."""

from collections.abc import Awaitable, Callable
from typing import Any

from sign_in.problems import SignInError, explain

from .dom import element, fill, make
from .help import Help, help_for


def clear(box: str) -> None:
    """Clear a box."""
    fill(element(box))


def show(box: str, error: BaseException) -> None:
    """Explain an error in a box."""
    fill(element(box), problem(error))


def problem(error: BaseException, cause: str = "") -> Any:
    """An error, explained, as an element. `cause` is what is known to be wrong with the request, as a sentence."""
    said = _of_sign_in(error) or help_for(error, cause)
    content = [make("strong", said.title), make("p", said.text)]
    if said.code:
        content.append(make("pre", said.code, tabindex="0", aria_label="CORS rule"))
    if said.details:
        content.append(make("details", make("summary", "Details"), make("pre", said.details, tabindex="0")))
    return make("div", *content, role="alert", class_="problem")


def _of_sign_in(error: BaseException | None) -> Help | None:
    """That there is no token is why there are no keys, and says more."""
    while error and not isinstance(error, SignInError):
        error = error.__cause__
    if not error:
        return None
    said = explain(error)
    return Help(said.title, said.text, details=said.detail)


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
