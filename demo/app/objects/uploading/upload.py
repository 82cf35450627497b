"""One file on its way."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from js import navigator
from pyodide.ffi import JsException

from aws4web import AwsError, NetworkError

from ...dom import start
from ...visible_names import visible
from ..open_bucket import OpenBucket
from .broken_off import Progressed
from .rates import Rate
from .tally import Tally
from .watching import watched

_FILES_AT_ONCE = 3
_PATIENCE = 10.0  # seconds that S3 is given to end an upload
_turn = asyncio.Semaphore(_FILES_AT_ONCE)
_one_by_one: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # by address: the last one chosen stays
_online = asyncio.Event()


def come_online() -> None:
    """The network is back: what waits for it goes on."""
    _online.set()


class Upload:
    """A file, where it goes, and how far it is.

    Its state is one of: waiting, busy, offline, ending, done, cancelled, error, exists. After the last two it can be
    started again.
    """

    def __init__(
        self,
        opened: OpenBucket,
        key: str,
        js_file: Any,
        name: str,
        changed: Callable[["Upload"], object],
        *,
        is_sure: bool,
    ) -> None:
        self.opened = opened
        self.key = key
        self.name = visible(name)
        self.is_sure = is_sure
        """Whether it may replace an object: one is not there, or is to be replaced."""
        self.size = int(js_file.size)
        self.tally = Tally(self.size)
        self.rate = Rate()
        self.state = "waiting"
        self.said = "waiting"
        self.error: BaseException | None = None
        self.notes: list[str] = []
        self._js_file = js_file
        self._changed = changed
        self._url = self._address()
        self._progressed = Progressed(self._url, js_file)
        self._task: asyncio.Task[None] | None = None

    def _address(self) -> str:
        """Empty if no object can have the key: then the upload fails with the reason."""
        try:
            return self.opened.bucket.url(self.key)
        except ValueError:
            return ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in ("done", "cancelled", "error", "exists")

    def start(self) -> None:
        """Send it, or what is left of it."""
        self._set("waiting", "waiting")
        self._task = start(self._run())
        self._task.add_done_callback(lambda _: self._never_began())

    def _never_began(self) -> None:
        if not self.is_over:  # cancelled at once
            self._set("cancelled", "cancelled, nothing is left behind")

    def cancel(self) -> None:
        """Stop; a second time does nothing, as it would cut the clean-up short."""
        if self._task and not self.is_over and self.state != "ending":
            self._set("ending", "cancelling")
            self._task.cancel()

    async def drop(self) -> bool:
        """Leave no parts at the store, as it will not be started again. Whether that worked, or was tried before."""
        was_tried = bool(self.notes)
        failed = await self._leave_nothing()
        if failed and not was_tried:
            self.notes = [failed]
            self._changed(self)
        return not failed or was_tried

    def tick(self) -> None:
        """Some time has passed."""
        if self.state == "busy":
            self.rate.tell(time.monotonic(), self.tally.sent)

    def _move(self, request: int, sent: int) -> None:
        self.tally.move(request, sent)
        self._changed(self)

    def _arrive(self, arrived: int, _: int | None) -> None:
        self.tally.arrive(arrived)
        self._changed(self)

    def _set(self, state: str, said: str, error: BaseException | None = None, notes: Sequence[str] = ()) -> None:
        self.state, self.said, self.error = state, said, error
        self.notes = [*notes, *getattr(error, "__notes__", [])]
        self._changed(self)

    async def _run(self) -> None:
        try:
            async with _one_by_one[self._url], _turn:
                while not await self._is_sent():
                    self._set("offline", "waiting for the network")
                    _online.clear()
                    await _online.wait()
            self._progressed.forget()
            self._set("done", "uploaded")
        except asyncio.CancelledError as error:
            await self._cancelled(error)
        except Exception as error:
            self._failed(error)

    async def _cancelled(self, error: asyncio.CancelledError) -> None:
        all_sent = self.size and self.tally.sent == self.size
        failed = await self._leave_nothing()
        notes = [*getattr(error, "__notes__", []), *([failed] if failed else [])]
        # S3 was at work if it had all of it: nobody knows whether it had begun to store it.
        said = "cancelled late: look whether it is there" if all_sent else "cancelled, nothing is left behind"
        self._set("cancelled", "cancelled" if notes else said, notes=notes)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AwsError) and error.status == 412 and not self.is_sure:
            self._set("exists", "is here already")
            return
        if isinstance(error, ValueError):  # such as: the file has changed since
            self._progressed.forget()
        self._set("error", f"failed at {self.tally.percent} %" if self.tally.sent else "failed", error)

    async def _is_sent(self) -> bool:
        """Whether it is stored now; False if this device is offline."""
        self.tally.begin()
        self.rate = Rate()
        self._set("busy", "0 %")
        await self._check_file()
        try:
            with watched(self._url, self._move):
                await self.opened.bucket.upload(
                    self.key,
                    self._js_file,
                    progress=self._arrive,
                    **self._progressed.options,
                    if_none_match=None if self.is_sure else "*",
                )
        except NetworkError:
            if navigator.onLine:
                raise
            return False
        return True

    async def _check_file(self) -> None:
        """Raises ValueError for what sending would call a failure of the network; and for the key."""
        self.opened.bucket.url(self.key)
        try:
            await self._js_file.slice(0, 1).arrayBuffer()
        except JsException:
            raise ValueError(
                "this browser cannot read the file: it was moved, changed or deleted since it was chosen"
            ) from None

    async def _leave_nothing(self) -> str:
        """What went wrong."""
        try:
            await asyncio.wait_for(self._progressed.give_up(self.opened.bucket), _PATIENCE)
        except (AwsError, NetworkError, TimeoutError) as error:
            return f"The upload could not be aborted, its parts are still at the store: {error}"
        return ""
