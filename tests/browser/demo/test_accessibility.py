"""axe-core finds no fault in any state of the page, in light and dark, wide and narrow."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser import axe
from tests.browser.axe import SCREENS

from .page import TABS, DemoPage
from .test_preview import PNG
from .test_sign_in_panel import MEMBERS_ONLY


def faults(page: DemoPage, within: str = "html") -> list[Any]:
    return axe.faults(page.browser, within)


@pytest.fixture(params=SCREENS)
def screen(page: DemoPage, request: pytest.FixtureRequest) -> Any:
    page.emulate(**SCREENS[request.param])
    yield page
    page.emulate()


def test_axe_finds_faults(page: DemoPage) -> None:
    page.js("document.body.append(Object.assign(document.createElement('input'), { id: 'unnamed' }))")
    assert [name for _, name, *_ in faults(page)] == ["label"]
    page.js("document.getElementById('unnamed').remove()")


def overflow(page: DemoPage) -> int:
    """By how much the page is wider than the screen."""
    return page.js("return document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_the_smallest_screen(page: DemoPage, bucket: str) -> None:
    """Of 320 pixels: a page that is zoomed to 400 % has them too."""
    page.emulate(width=320, height=640)
    try:
        for name in TABS:
            page.tab(name)
            page.until(lambda name=name: page.find(f"#{name}").is_displayed())
            assert overflow(page) <= 0, f"{name} is wider than the screen, in {bucket}"
    finally:
        page.emulate()


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
        assert overflow(screen) <= 0, f"{name} is wider than the screen"
    screen.tab("objects")
    screen.click("#connection summary")


def test_dialogs_and_errors(screen: DemoPage, bucket: str, big_file: Path, tmp_path: Path) -> None:
    screen.refusals_expected = True
    for key, content in {"b.txt": b"b", "c.csv": b"1,2\n3,4\n", "d.png": PNG}.items():
        screen.aws("s3").put_object(Bucket=bucket, Key=key, Body=content)
    screen.click("#refresh")
    screen.until(lambda: screen.names() == ["b.txt", "c.csv", "d.png"])
    see_uploads(screen, big_file, tmp_path)
    for key, shown in {"c.csv": "table", "d.png": "img"}.items():
        screen.act("preview", key)
        screen.until(lambda shown=shown: screen.all(f"#preview-content {shown}"))
        assert faults(screen, "#preview-dialog") == [], key
        screen.click("#preview-dialog [data-close]")
    dialogs = {each: each for each in ("preview", "link", "delete", "copy", "details", "versions")}
    for action, dialog in {**dialogs, "move": "copy"}.items():
        screen.act(action, "b.txt")
        screen.until(lambda dialog=dialog: screen.find(f"#{dialog}-dialog").is_displayed())
        assert faults(screen) == [], dialog
        assert dialog != "delete" or screen.find("#delete-keys").is_displayed(), "what is deleted"
        screen.click(f"#{dialog}-dialog [data-close]")
    for name in ("bucket", "folder"):
        screen.click(f"#new-{name}")
        assert faults(screen) == [], name
        screen.click(f"#{name}-dialog [data-close]")
    screen.click("#bucket-more")
    assert faults(screen) == [], "menu"
    screen.click("#bucket-menu [data-action=cors]")
    screen.until_text("#cors-note", "origin" if screen.all("#cors-rules pre") else "rule")
    assert faults(screen) == [], "CORS"
    screen.click("#cors-dialog [data-close]")
    screen.connect(secret_access_key="wrong")
    screen.problem("#objects-problem", "SignatureDoesNotMatch")
    screen.click("#objects-problem summary")
    assert faults(screen) == []


def see_uploads(page: DemoPage, big_file: Path, folder: Path) -> None:
    """One that goes on, one that would replace an object, one that was cancelled, and one that is done."""
    page.hold("*partNumber=3*")
    page.find("#files").send_keys(str(big_file))
    page.until_text("#uploads", "80 %")
    assert faults(page, "#uploads") == []
    (folder / "b.txt").write_text("another b")
    page.find("#files").send_keys(str(folder / "b.txt"))
    page.until(lambda: page.find("#replace-dialog").is_displayed())
    assert faults(page, "#replace-dialog") == []
    page.click("#replace-dialog [data-answer=replace]")
    page.until(lambda: page.all("#uploads [data-state=done]"))
    page.click("#uploads [data-state=busy] button")
    page.until(lambda: page.all("#uploads [data-state=cancelled]"))
    page.release()
    assert faults(page, "#bucket-view") == []
    page.dismiss_uploads()


def test_sign_in_panel(page: DemoPage) -> None:
    """Each state of it on each screen, in one page."""
    page.refusals_expected = True

    def see(state: str) -> None:
        for name, screen in SCREENS.items():
            page.emulate(**screen)
            assert faults(page, "#connection") == [], f"{state}, {name}"
        page.emulate()

    page.click("#connection summary")
    page.choose("#who", "Somebody who signs in")
    see("the issuer’s form")
    page.type("#issuer", "login")
    page.click("#sign-in")
    page.problem("#sign-in-problem", "The issuer is a URL")
    see("a problem of signing in")
    page.choose("#who", "A guest")
    page.type("#identity_pool_id", MEMBERS_ONLY)
    page.click("#be-guest")
    page.problem("#sign-in-problem", "No keys to call with")
    see("a pool without guests")
    page.type("#identity_pool_id", page.config["identity_pool_id"])
    page.click("#be-guest")
    page.until_text("#visitor-keys", "hold until")
    see("a guest")
    page.connect(region="eu-west-1")
    page.problem("#sign-in-problem", "You are signed out")
    see("signed out")
    page.choose("#who", "Keys of your own")
    page.connect(region=page.config["region"])
    page.click("#connection summary")


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
