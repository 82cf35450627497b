"""The issuer's pages, as a visitor of the demo page goes through them."""

from .asking_issuer import ALONE, REMEMBER, pending, question
from .page import START, DemoPage


def leave_for_issuer(page: DemoPage) -> None:
    """Press the button, and wait for the issuer's page."""
    page.choose("#who", "Somebody who signs in")
    page.click("#sign-in")
    page.until(lambda: page.browser.current_url.startswith(page.config["issuer"]))


def log_in(page: DemoPage, name: str) -> None:
    """Any password will do."""
    page.until(lambda: page.find("input[name=login]")).send_keys(name)
    page.find("input[name=password]").send_keys("any")
    page.find("button[type=submit]").click()


def consent(page: DemoPage) -> None:
    """Say yes to the issuer's question."""
    page.until(lambda: page.find("input[name=prompt][value=consent] ~ button")).click()


def cancel(page: DemoPage) -> None:
    """Say no to the issuer's question."""
    page.until(lambda: page.find("input[name=prompt][value=consent]"))
    page.find("a[href$=abort]").click()
    come_back(page)


def come_back(page: DemoPage) -> None:
    """Wait until the page has started again."""
    page.until(lambda: page.browser.current_url.startswith(page.url))
    page.until(lambda: page.find("#status").get_attribute("data-state") == "done", START)
    page.browser.get_log("browser")


def arrive(page: DemoPage, name: str, place: str = "#objects") -> None:
    """Sign in without having been on the page before. Without a name: the issuer still knows who it is."""
    page.browser.get(page.url + ALONE)
    page.js(REMEMBER, pending(place))
    page.browser.get(question(page.url, page.config))
    _answer(page, name)


def sign_in(page: DemoPage, name: str) -> None:
    """From the open panel to the open panel. Without a name: the issuer still knows who it is."""
    leave_for_issuer(page)
    _answer(page, name)


def _answer(page: DemoPage, name: str) -> None:
    if name:
        log_in(page, name)
    consent(page)
    come_back(page)
    if not page.find("#connection").get_property("open"):
        page.click("#connection summary")
    page.until(lambda: page.text("#visitor-name"))
    assert page.text("#visitor-name") == (name or page.text("#visitor-name"))


def sign_out(page: DemoPage) -> None:
    """Press the button, and confirm it at the issuer."""
    page.click("#sign-out")
    page.until(lambda: page.browser.current_url.startswith(page.config["issuer"]))
    page.until(lambda: page.find("button[name=logout]")).click()
    come_back(page)
