"""The memory of the process that a page runs in, sampled from /proc."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

from selenium.webdriver import Chrome

_INTERVAL = 0.01  # seconds
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Samples:
    """The resident bytes of the largest renderer, by when that was, in seconds since 1970."""

    def __init__(self, browser: Chrome) -> None:
        self._browser = _browser_process(browser.capabilities["chrome"]["userDataDir"])
        self._samples: list[tuple[float, int]] = []
        self._is_over = Event()

    def growth(self, began: float, ended: float) -> int:
        """The most between these moments, less what it was at the first."""
        before = [resident for at, resident in self._samples if at <= began][-1]
        between = [resident for at, resident in self._samples if began < at <= ended]
        after = [resident for at, resident in self._samples if at > ended][:1]  # what is still held
        return max([before, *between, *after]) - before

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Sample until the block ends."""
        self._take(list(_renderers(self._browser)))
        thread = Thread(target=self._keep_on, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            thread.join()

    def _keep_on(self) -> None:
        """Processes that begin meanwhile are looked for now and then: that takes as long as many samples."""
        renderers: list[Path] = []
        looked = 0.0
        while True:
            is_over = self._is_over.wait(_INTERVAL)
            if time.time() - looked > 1:
                renderers, looked = list(_renderers(self._browser)), time.time()
            self._take(renderers)
            if is_over:
                return

    def _take(self, renderers: list[Path]) -> None:
        self._samples.append((time.time(), max(map(_resident, renderers), default=0)))


def _browser_process(profile: str) -> int:
    """The process that all others of the browser with this profile stem from."""
    for process, arguments in _processes():
        if f"--user-data-dir={profile}" in arguments and not any(each.startswith("--type=") for each in arguments):
            return process
    raise LookupError(f"no browser has the profile {profile}")


def _renderers(browser: int) -> Iterator[Path]:
    parents = {process: _parent(process) for process, _ in _processes()}
    for process, arguments in _processes():
        if "--type=renderer" not in arguments:
            continue
        ancestor: int | None = process
        while ancestor and ancestor != browser:
            ancestor = parents.get(ancestor)
        if ancestor:
            yield Path(f"/proc/{process}/statm")


def _processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended
            # Chromium's children have theirs in one piece, with blanks.
            yield (
                int(folder.name),
                (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ").split(),
            )


def _parent(process: int) -> int | None:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return None


def _resident(statm: Path) -> int:
    with contextlib.suppress(OSError):
        return int(statm.read_text().split()[1]) * _PAGE
    return 0
