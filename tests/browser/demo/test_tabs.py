"""The tabs: by mouse, by keyboard, by address."""

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from .page import TABS, DemoPage


def shown(page: DemoPage) -> str:
    """The tab that is shown: it is selected, only its panel is visible, and the address names it."""
    [tab] = page.all("[role=tab][aria-selected=true]")
    [panel] = [panel for panel in page.all("[role=tabpanel]") if panel.is_displayed()]
    name = panel.get_attribute("id") or ""
    assert tab.get_attribute("id") == f"tab-{name}"
    assert tab.get_attribute("aria-controls") == name
    assert panel.get_attribute("aria-labelledby") == f"tab-{name}"
    assert page.browser.current_url.partition("#")[2].partition("/")[0] == name
    return name


def press(page: DemoPage, *keys: str) -> None:
    ActionChains(page.browser).send_keys(*keys).perform()


def test_mouse(page: DemoPage) -> None:
    for name in TABS:
        page.tab(name)
        assert shown(page) == name


def test_arrow_keys(page: DemoPage) -> None:
    page.tab("objects")
    for key, name in [
        (Keys.ARROW_RIGHT, "call"),
        (Keys.END, "python"),
        (Keys.ARROW_RIGHT, "objects"),
        (Keys.ARROW_LEFT, "python"),
        (Keys.ARROW_LEFT, "signature"),
        (Keys.HOME, "objects"),
    ]:
        press(page, key)
        assert shown(page) == name
        assert page.js("return document.activeElement.id") == f"tab-{name}"


def test_one_tab_stop(page: DemoPage) -> None:
    page.tab("call")
    press(page, Keys.TAB)
    assert page.js("return document.activeElement.id") == "call-example"
    ActionChains(page.browser).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
    assert page.js("return document.activeElement.id") == "tab-call"


def test_address(page: DemoPage) -> None:
    page.open("signature")
    assert shown(page) == "signature"
    page.open("nonsense")
    assert shown(page) == "objects"


def test_dialog_gives_the_focus_back(page: DemoPage) -> None:
    page.tab("objects")
    page.find("#new-bucket").send_keys(Keys.ENTER)
    page.until(lambda: page.js("return document.activeElement.id") == "bucket-name")
    press(page, Keys.ESCAPE)
    page.until(lambda: not page.all("dialog[open]"))
    assert page.js("return document.activeElement.id") == "new-bucket"
