"""The line of one upload in the list: a bar, how it goes, and what can be done."""

from typing import Any

from ... import problems
from ...dom import fill, make
from ...words import size_text
from .upload import Upload

_BUTTONS = {
    "waiting": (("end", "Cancel"),),
    "busy": (("end", "Cancel"),),
    "offline": (("end", "Cancel"),),
    "ending": (("end", "Cancel"),),
    "done": (("end", "Dismiss"),),
    "cancelled": (("end", "Dismiss"),),
    "error": (("again", "Retry"), ("end", "Dismiss")),
    "exists": (("end", "Skip"), ("again", "Replace")),
}


class Line:
    """What is shown of an upload."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self._js_bar = make("progress", max=str(max(1, upload.size)), value="0", aria_label=f"Upload of {upload.name}")
        self._js_said = make("span", class_="quiet")
        self._js_where = make("span", class_="quiet")
        self._js_actions = make("span", class_="actions")
        self._js_problem = make("div")
        head = make("span", make("strong", make("bdi", upload.name)), " ", size_text(upload.size), self._js_where)
        self.js_line = make("li", head, self._js_bar, self._js_said, self._js_actions, self._js_problem)
        self._shown: tuple[str, ...] = ()

    def update(self) -> None:
        """Show how it is now."""
        upload = self.upload
        is_whole = upload.state == "done" or (upload.state == "busy" and not upload.size)
        self._js_bar.value = max(1, upload.size) if is_whole else upload.tally.sent
        self._js_said.textContent = said_of(upload)
        self._js_where.textContent = "" if upload.opened.is_here else f" to {upload.opened.where}"
        shown = (upload.state, *upload.notes)
        if self._shown != shown:
            self._shown = shown
            self.js_line.dataset.state = upload.state
            self._show_buttons()
        for js_button in self._js_actions.children:
            js_button.disabled = upload.state == "ending"

    def _show_buttons(self) -> None:
        upload = self.upload
        fill(self._js_actions, *[_button(upload, action, label) for action, label in _BUTTONS[upload.state]])
        explained = [problems.problem(upload.error)] if upload.error else []
        fill(self._js_problem, *explained, *[make("p", note, class_="hint") for note in upload.notes])

    def focus(self) -> None:
        """To its first button."""
        self._js_actions.firstElementChild.focus()


def said_of(upload: Upload) -> str:
    """`31 %, 1.2 MiB/s, 12 s left`, or what else there is to say."""
    if upload.state != "busy":
        return upload.said
    left = upload.size - upload.tally.sent
    parts = [f"{upload.tally.percent} %", upload.rate.text(left) if left else upload.rate.storing_text]
    return ", ".join(part for part in parts if part)


def _button(upload: Upload, action: str, label: str) -> Any:
    return make(
        "button",
        label,
        type="button",
        class_="small",
        aria_label=f"{label} {upload.name}",
        data_action=action,
        data_key=str(id(upload)),
    )
