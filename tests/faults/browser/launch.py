"""Browsers that open one page, without a driver: the page asks for its tasks itself."""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from demo.localhost.child_process import Child

CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--enable-precise-memory-info",
    "--js-flags=--expose-gc",
    "--host-resolver-rules=MAP *.amazonaws.com 127.0.0.1",  # AWS's host names lead to the fault server
    # Without these, Chromium looks up Google's hosts at every start.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
FIREFOX_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.max_script_run_time": 0,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class Browser(NamedTuple):
    """How to start one."""

    package: str
    """Debian's."""
    find: Callable[[], str | None]
    command: Callable[[str, Path, str], list[str]]
    """Made of its program, an empty folder for its profile, and the page."""
    environment: dict[str, str]


def _chromium(program: str, profile: Path, url: str) -> list[str]:
    return [program, *CHROMIUM_FLAGS, f"--user-data-dir={profile}", url]


def _firefox(program: str, profile: Path, url: str) -> list[str]:
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in FIREFOX_PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    return [program, "--headless", "--no-remote", "--profile", str(profile), url]


def _webkit(program: str, _profile: Path, url: str) -> list[str]:
    return ["xvfb-run", "--auto-servernum", program, "--private", url]


def _mini_browser() -> str | None:
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    return str(found[-1]) if found and shutil.which("xvfb-run") else None


BROWSERS = {
    "chromium": Browser("chromium", lambda: shutil.which("chromium"), _chromium, {}),
    "firefox": Browser("firefox-esr", lambda: shutil.which("firefox-esr") or shutil.which("firefox"), _firefox, {}),
    "webkit": Browser("libwebkit2gtk-4.1-0 xvfb xauth", _mini_browser, _webkit, {}),
}


@contextlib.contextmanager
def showing(name: str, program: str, url: str, log: Path) -> Iterator[Child]:
    """A browser that shows a page, until the block or this process ends."""
    with tempfile.TemporaryDirectory(prefix=f"{name}-", ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        command = BROWSERS[name].command(program, profile, url)
        # Its own files go with its profile.
        with Child(name, ["env", f"HOME={folder}", *command], log=log) as child:
            yield child
