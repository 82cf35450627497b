"""Files being uploaded: a line each, with a bar and a button to cancel."""

import asyncio
from collections.abc import Callable
from typing import Any

from . import broken_off, connection, problems
from .dom import announce, element, fill, make, on, on_action, start, value
from .words import size_text

_FILES_AT_ONCE = 2
_uploads: dict[str, "Upload"] = {}  # the ones in the list, by their buttons' keys
_turn = asyncio.Semaphore(_FILES_AT_ONCE)


class Upload:
    """One file, and its line in the list."""

    def __init__(self, bucket: str, key: str, js_file: Any) -> None:
        self.bucket = bucket
        self.key = key
        self.js_file = js_file
        self.name: str = js_file.name
        self.js_bar = make(
            "progress", max=str(max(1, int(js_file.size))), value="0", aria_label=f"Upload of {self.name}"
        )
        self.js_state = make("span", "waiting", class_="quiet")
        self.js_button = make(
            "button",
            "Cancel",
            type="button",
            aria_label=f"Cancel {self.name}",
            class_="small",
            data_action="dismiss",
            data_key=str(id(self)),
        )
        head = make("span", make("strong", self.name), f" {size_text(int(js_file.size))}")
        self.js_problem = make("div")
        self.js_line = make("li", head, self.js_bar, self.js_state, self.js_button, self.js_problem, data_state="busy")
        self.task: asyncio.Task[None] | None = None

    def dismiss(self) -> None:
        """The button: cancels an upload that is running, removes one that is over."""
        if self.task and not self.task.done():
            self.js_button.disabled = True  # a second cancel would cut the clean-up short
            self.task.cancel()
        else:
            self.js_line.remove()
            del _uploads[str(id(self))]

    def _report(self, arrived: int, size: int | None) -> None:
        self.js_bar.value = arrived
        self.js_state.textContent = f"{arrived * 100 // size if size else 100} %"
        # All parts have arrived: S3 joins them now, and there is nothing left to cancel.
        self.js_button.disabled = arrived == size

    async def run(self) -> None:
        """Store the file, and show how that goes."""
        try:
            async with _turn:
                self.js_state.textContent = "0 %"
                bucket = connection.bucket(self.bucket)
                with broken_off.resumed(bucket.url(self.key), self.js_file) as options:
                    await bucket.upload(self.key, self.js_file, progress=self._report, **options)
            self._end("done", "uploaded")
        except asyncio.CancelledError as error:
            notes = getattr(error, "__notes__", [])  # if it could not be aborted
            self._end("cancelled", "cancelled" if notes else "cancelled, nothing is left behind")
            fill(self.js_problem, *notes)
        except Exception as error:
            self._end("error", "failed")
            fill(self.js_problem, problems.problem(error), *getattr(error, "__notes__", []))

    def _end(self, state: str, said: str) -> None:
        self.js_line.dataset.state = state
        self.js_state.textContent = said
        self.js_button.disabled = False
        self.js_button.textContent = "Dismiss"
        self.js_button.setAttribute("aria-label", f"Dismiss {self.name}")
        announce(f"{self.name}: {said}")


async def upload_all(js_files: list[Any], refresh: Callable[[], object]) -> None:
    """Upload files into the folder that is shown, then refresh it."""
    bucket, prefix = value("bucket"), value("prefix")
    folder = prefix[: prefix.rfind("/") + 1]
    running = [Upload(bucket, folder + js_file.name, js_file) for js_file in js_files]
    for upload in running:
        element("uploads").prepend(upload.js_line)
        _uploads[str(id(upload))] = upload
        upload.task = start(upload.run())
    await asyncio.gather(*[upload.task for upload in running if upload.task], return_exceptions=True)
    refresh()


def wire(refresh: Callable[[], object]) -> None:
    """Take files from the chooser, and dropped ones."""
    js_zone, js_chooser = element("drop"), element("files")

    def chosen(_: Any) -> Any:
        js_files = list(js_chooser.files)
        js_chooser.value = ""  # the same file can be chosen again
        return upload_all(js_files, refresh)

    def over(js_event: Any) -> None:
        js_event.preventDefault()
        js_zone.classList.add("over")

    def leave(_: Any) -> None:
        js_zone.classList.remove("over")

    def dropped(js_event: Any) -> Any:
        js_event.preventDefault()
        leave(js_event)
        return upload_all(list(js_event.dataTransfer.files), refresh)

    on_action(element("uploads"), lambda _, key: _uploads[key].dismiss())
    on(js_chooser, "change", chosen)
    on(js_zone, "dragover", over)
    on(js_zone, "dragleave", leave)
    on(js_zone, "drop", dropped)
