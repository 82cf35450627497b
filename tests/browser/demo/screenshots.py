"""Makes demo/screenshots/: `./build.sh screenshots`."""

import base64
import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import chromedriver, chromium
from tests.browser.serve_process import ROOT

from .demo_process import serving
from .page import DemoPage

FOLDER = ROOT / "demo/screenshots"
LIMIT = 150_000  # bytes: they are in git


def save(page: DemoPage, name: str) -> None:
    """Save what the screen shows."""
    page.js("document.activeElement.blur()")
    data = base64.b64decode(page.cdp("Page.captureScreenshot", format="png", optimizeForSpeed=False)["data"])
    if len(data) > LIMIT:
        raise SystemExit(f"{name}.png has {len(data)} bytes, more than {LIMIT}")
    path = FOLDER / f"{name}.png"
    path.write_bytes(data)
    print(f"{path.relative_to(ROOT)} ({len(data)} bytes)")


def upload_one(page: DemoPage, folder: Path) -> None:
    """A large file that is being uploaded."""
    path = folder / "holiday.mp4"
    with path.open("wb") as file:
        file.truncate(48 * 2**20)
    page.hold(*(f"*partNumber={number}*" for number in (4, 5, 6)))
    page.find("#files").send_keys(str(path))
    page.until(lambda: "50 %" in page.text("#uploads"))


def main() -> int:
    """Make them all."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as temporary,
        serving() as (_, url, config),
        chromedriver(Path(temporary)) as driver,
        chromium(driver) as browser,
    ):
        page = DemoPage(browser, url, config)
        page.emulate(height=760)
        page.open()
        page.click("#samples")
        page.until(lambda: page.names() == ["data/", "notes/", "pictures/", "readme.txt"])
        upload_one(page, Path(temporary))
        save(page, "light")
        page.click("#uploads button")
        page.until(lambda: page.all("#uploads [data-state=cancelled]"))
        page.click("#uploads button")
        page.release()

        page.emulate(height=760, scheme="dark")
        page.tab("signature")
        page.until(lambda: page.all("#signature-stages .stage"))
        save(page, "dark")

        page.emulate(width=390, height=844)
        page.tab("objects")
        save(page, "phone")
    return 0


if __name__ == "__main__":
    sys.exit(main())
