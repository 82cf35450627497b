"""A traceback, whose lines lead to the editor's."""

import re
from collections.abc import Callable
from typing import Any

from ..dom import make, on
from .messages import Failure

_LINE = re.compile(r'File "<editor>", line (\d+)')


def traceback_box(failure: Failure, go_to: Callable[[int], object]) -> Any:
    """An element with a program's traceback, and what can be done about it."""
    content: list[Any] = []
    at = 0
    for found in _LINE.finditer(failure.text):
        content.append(failure.text[at : found.start()])
        content.append(make("button", found[0], type="button", class_="to-line", data_line=found[1]))
        at = found.end()
    js_text = make("pre", *content, failure.text[at:], class_="traceback", tabindex="0", aria_label="Traceback")
    on(js_text, "click", lambda js_event: _go(js_event, go_to))
    hint = [make("p", failure.hint)] if failure.hint else []
    return make("div", *hint, js_text, class_="problem")


def _go(js_event: Any, go_to: Callable[[int], object]) -> None:
    line = js_event.target.dataset.line
    if line:
        go_to(int(line))
