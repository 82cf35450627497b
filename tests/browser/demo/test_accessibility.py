"""axe-core finds no fault in any state of the page, in light and dark, wide and narrow."""

from pathlib import Path
from typing import Any

import pytest

from .page import TABS, DemoPage

AXE = Path(__file__).parents[3] / ".cache/npm/node_modules/axe-core/axe.min.js"
SCREENS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"scheme": "dark"},
    "phone": {"width": 390, "height": 844},
    "dark phone": {"width": 390, "height": 844, "scheme": "dark"},
}
RUN = """
    axe.run({ resultTypes: ["violations"] }).then((result) => arguments[0](result.violations.map((fault) => [
        fault.impact, fault.id, fault.help, fault.nodes.map((node) => node.html.slice(0, 120)),
    ])));
"""


def faults(page: DemoPage) -> list[Any]:
    """What is serious or critical."""
    if not page.js("return Boolean(window.axe)"):
        page.js(AXE.read_text())
    return [fault for fault in page.browser.execute_async_script(RUN) if fault[0] in ("serious", "critical")]


@pytest.fixture(params=SCREENS)
def screen(page: DemoPage, request: pytest.FixtureRequest) -> Any:
    page.emulate(**SCREENS[request.param])
    yield page
    page.emulate()


def test_axe_finds_faults(page: DemoPage) -> None:
    page.js("document.body.append(Object.assign(document.createElement('input'), { id: 'unnamed' }))")
    assert [name for _, name, *_ in faults(page)] == ["label"]
    page.js("document.getElementById('unnamed').remove()")


def test_tabs(screen: DemoPage, bucket: str) -> None:
    screen.refusals_expected = True
    screen.aws("s3").put_object(Bucket=bucket, Key="folder/a.txt", Body=b"a")
    screen.aws("s3").put_object(Bucket=bucket, Key="b.txt", Body=b"b")
    screen.click("#refresh")
    screen.until(lambda: screen.names() == ["folder/", "b.txt"])
    screen.click("#connection summary")
    screen.tab("signature")
    screen.click("#mismatch-provoke")
    screen.until(lambda: screen.all("#mismatch-result .diff"))
    screen.tab("python")
    screen.type("#python-code", "print(1)\n1 / 0")
    screen.click("#python-run")
    screen.until(lambda: "ZeroDivisionError" in screen.text("#python-problem"))
    screen.tab("call")
    screen.js("for (const one of document.querySelectorAll('#call details')) one.open = true")
    screen.click("#call-send")
    screen.until(lambda: screen.find("#call-answer").is_displayed())
    for name in TABS:
        screen.tab(name)
        assert faults(screen) == [], name
        overflow = screen.js("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is wider than the screen"
    screen.tab("objects")
    screen.click("#connection summary")


def test_dialogs_and_errors(screen: DemoPage, bucket: str) -> None:
    screen.refusals_expected = True
    screen.aws("s3").put_object(Bucket=bucket, Key="b.txt", Body=b"b")
    screen.click("#refresh")
    screen.until(lambda: screen.names() == ["b.txt"])
    for action, dialog in (("preview", "preview"), ("link", "link"), ("delete", "delete")):
        screen.click(f"[data-action={action}]")
        screen.until(lambda dialog=dialog: screen.find(f"#{dialog}-dialog").is_displayed())
        assert faults(screen) == [], dialog
        screen.click(f"#{dialog}-dialog [data-close]")
    screen.click("#new-bucket")
    assert faults(screen) == []
    screen.click("#bucket-dialog [data-close]")
    screen.connect(secret_access_key="wrong")
    screen.problem("#objects-problem", "SignatureDoesNotMatch")
    screen.click("#objects-problem summary")
    assert faults(screen) == []


def test_start(page: DemoPage) -> None:
    """The page as it is before Python runs; here it never does."""
    page.refusals_expected = True
    page.cdp("Network.enable")
    page.cdp("Network.setBlockedURLs", urls=["*/config.json"])
    page.browser.get("about:blank")
    page.browser.get(page.url)
    page.until(lambda: page.find("#status").get_attribute("data-state") == "error")
    page.cdp("Network.setBlockedURLs", urls=[])
    for name, screen in SCREENS.items():
        page.emulate(**screen)
        assert faults(page) == [], name
    page.emulate()
    page.browser.get_log("browser")  # the page reports its failure there too
    page.open()
