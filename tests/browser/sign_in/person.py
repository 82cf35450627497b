"""Somebody at a browser, signing in and out."""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

from demo.localhost.aws.local_aws import LONG_LIVED, TEMPORARY

from .sent import Request, sent_requests
from .site import Site

WELL_KNOWN = {LONG_LIVED.access_key_id, TEMPORARY.access_key_id}
START = 60.0  # seconds: a busy machine takes long to start Pyodide
REPLACED = (StaleElementReferenceException, NoSuchElementException)
# In the page's own Python, whose global variables are those of sign_in.py.
RUN = """
    const [code, done] = arguments;
    import("/pyscript/core/core.js")
        .then((core) => core.whenDefined("py"))
        .then(async ({ interpreter }) => done(await interpreter.runPythonAsync(code)));
"""
# How many of these strings, known by their hashes, some object of the page's Python holds. Memory that nothing refers
# to is not erased, but nobody can ask Python for it.
HELD = """
import gc, hashlib
def held(hashes, lengths):
    gc.collect()
    strings = {one for thing in gc.get_objects() for one in gc.get_referents(thing) if isinstance(one, str)}
    likely = [one.encode(errors="replace") for one in strings if len(one) in lengths]
    return sum(hashlib.sha256(one).hexdigest() in hashes for one in likely)
held(HASHES, LENGTHS)
"""
T = TypeVar("T")


class Person:
    """Uses one tab."""

    def __init__(self, browser: Chrome, site: Site) -> None:
        self.browser = browser
        self.site = site
        self.requests: list[Request] = []
        self.console: list[dict[str, Any]] = []
        self._tab = browser.current_window_handle
        self._tabs = set(browser.window_handles)
        self._scripts: list[str] = []

    # ---- one after the other ----

    def sit_down(self) -> None:
        """See the page, as whoever was here before left it; if it does not offer to sign in, loaded anew."""
        self._tabs = set(self.browser.window_handles)
        self.cdp("Network.clearBrowserCookies")
        if not self.offers_to_sign_in():
            self.open()
        self.overlook()

    def overlook(self) -> None:
        """What was requested and said until now is none of this person's."""
        self.watch()
        self.requests.clear()
        self.console.clear()

    def leave(self) -> None:
        """Leave nothing that would be in the next one's way, however a test ended."""
        for script in self._scripts:
            self.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
        self._scripts.clear()
        self.cdp("Fetch.disable")
        self.block()
        close_tabs(self.browser, self._tabs, self._tab)

    def offers_to_sign_in(self) -> bool:
        """Whether the page is here, at its own address, and knows nobody."""
        return self.browser.current_url == self.site.url and self.sees("#sign-in")

    def is_signed_in(self, name: str) -> bool:
        """Whether the page is here, knows this person, and has nothing to complain of."""
        is_there = self.browser.current_url == self.site.url and self.sees("#signed-in")
        return is_there and self.text("#name") == name and not self.sees("#problem")

    # ---- at the page ----

    def open(self, after: str = "") -> None:
        """Open the page, with this after its address."""
        self.browser.get("about:blank")  # otherwise an address that differs only in its hash is not loaded again
        self.browser.get(f"{self.site.url}{after}")
        self.settle()

    def settle(self) -> None:
        """Wait until the page has something to say."""
        self.until(lambda: self.at(self.site.url) and not self.sees("#busy") and self.sees(".box"), START)

    def sign_in(self, name: str, after: str = "") -> None:
        """All the way, from opening the page to the listing."""
        if after or not self.offers_to_sign_in():
            self.open(after)
        self.leave_for_issuer()
        self.until(lambda: self.find("input[name=prompt]"))
        if self.sees("input[name=login]"):  # the issuer does not know them yet
            self.log_in(name)
        self.consent()
        self.settle()
        assert not self.sees("#problem"), self.text("#problem")
        assert self.text("#name") == name

    def leave_for_issuer(self) -> None:
        """Press the button, and wait for the issuer's page."""
        self.find("#sign-in").click()
        self.until(lambda: self.at(self.site.issuer.url))

    def sign_out(self) -> None:
        """Press the button, and confirm it at the issuer."""
        self.find("#sign-out").click()
        self.confirm_sign_out()

    def confirm_sign_out(self) -> None:
        self.until(lambda: self.at(self.site.issuer.url) and self.find("button[name=logout]")).click()
        self.settle()

    def list_again(self) -> None:
        """Press the button."""
        self.find("#list").click()

    def names(self) -> list[str]:
        """What the listing names."""
        return self.js("return [...document.querySelectorAll('#rows td:first-child')].map((cell) => cell.textContent)")

    def problem(self) -> str:
        """The title of what went wrong."""
        self.settle()
        assert self.sees("#problem"), self.text("body")
        return self.text("#problem-title")

    # ---- at the issuer ----

    def log_in(self, name: str) -> None:
        self.until(lambda: self.find("input[name=login]")).send_keys(name)
        self.find("input[name=password]").send_keys("any")
        self.find("button[type=submit]").click()
        self.until(lambda: self.find("input[name=prompt][value=consent]"))

    def consent(self) -> None:
        self.until(lambda: self.find("input[name=prompt][value=consent] ~ button")).click()
        self.until(lambda: self.at(self.site.url))

    def cancel(self) -> None:
        self.find("a[href$=abort]").click()
        self.until(lambda: self.at(self.site.url))

    # ---- behind it ----

    def kept(self) -> dict[str, str]:
        """What the page keeps where it would survive a reload."""
        script = "return JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, history.state])"
        session, local, cookie, state = json.loads(self.js(script))
        assert not cookie, cookie
        assert state is None, state
        return session | local

    def python(self, code: str) -> Any:
        """The value of the last line of this code, in the page's Python."""
        return self.browser.execute_async_script(RUN, code)

    def watch(self) -> list[Request]:
        """All that was requested until now, with what the console said."""
        self.console += self.browser.get_log("browser")
        self.requests += sent_requests(self.browser)
        return self.requests

    def tokens(self) -> list[str]:
        """The secrets that the page has sent so far: ID tokens, refresh tokens, verifiers and codes."""
        names = ("WebIdentityToken", "refresh_token", "token", "code_verifier", "code")
        return [one.fields[name] for one in self.watch() for name in names if name in one.fields]

    def keys(self) -> list[str]:
        """The secrets of all AWS keys that were issued."""
        issued = [one for one in self.site.aws.identity.vault if one.access_key_id not in WELL_KNOWN]
        return [secret for one in issued for secret in (one.secret_access_key, one.session_token) if secret]

    def held(self) -> int:
        """How many tokens and keys the page's Python holds."""
        secrets = [*self.tokens(), *self.keys()]
        hashes = [hashlib.sha256(one.encode()).hexdigest() for one in secrets]
        lengths = sorted({len(one) for one in secrets})
        return self.python(HELD.replace("HASHES", str(hashes)).replace("LENGTHS", str(lengths)))

    def lists(self) -> list[Request]:
        """The listings that were asked for."""
        return [
            one for one in self.watch() if one.url.startswith(f"{self.site.aws.endpoint}/") and "list-type" in one.url
        ]

    # ---- with the browser ----

    @contextlib.contextmanager
    def at_other_issuer(self, **lives: int) -> Iterator[None]:
        """Another issuer takes the place of the usual one, with other lives. Nobody finds this page afterwards."""
        with self.site.other_issuer(**lives):
            self.open()
            try:
                yield
            finally:
                self.browser.get("about:blank")

    def run_first(self, source: str) -> None:
        """In every page that is opened from now on, this script runs first."""
        added = self.cdp("Page.addScriptToEvaluateOnNewDocument", source=source)
        self._scripts.append(added["identifier"])

    @contextlib.contextmanager
    def holding(self, pattern: str) -> Iterator[None]:
        """Requests to such addresses wait until the block ends."""
        self.cdp("Fetch.enable", patterns=[{"urlPattern": pattern}])
        yield
        self.cdp("Fetch.disable")

    def block(self, *urls: str) -> None:
        """No request reaches these; without any, all do."""
        self.cdp("Network.enable")
        self.cdp("Network.setBlockedURLs", urls=list(urls))

    def at(self, url: str) -> bool:
        """Whether this page, or one below it, is shown."""
        return self.browser.current_url.startswith(url)

    def find(self, css: str) -> Any:
        return self.browser.find_element("css selector", css)

    def sees(self, css: str) -> bool:
        return any(element.is_displayed() for element in self.browser.find_elements("css selector", css))

    def text(self, css: str) -> str:
        return self.find(css).text

    def js(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def cdp(self, command: str, **arguments: Any) -> Any:
        return self.browser.execute_cdp_cmd(command, arguments)

    def until(self, condition: Callable[[], T], seconds: float = 20.0) -> T:
        """Ask until the answer is true; return it."""
        try:
            return WebDriverWait(self.browser, seconds, 0.05, REPLACED).until(lambda _: condition())
        except TimeoutException:
            shown = self.text("body")
        raise AssertionError(f"not within {seconds:g} s; {self.browser.current_url} shows:\n{shown}")


def close_tabs(browser: Chrome, but: set[str], to: str) -> None:
    """Close all tabs but these, and go to one of them."""
    for handle in set(browser.window_handles) - but:
        browser.switch_to.window(handle)
        browser.close()
    browser.switch_to.window(to)


@contextlib.contextmanager
def new_person(browser: Chrome, site: Site) -> Iterator[Person]:
    """Somebody in a tab of their own. Nobody is signed in at the issuer."""
    before, others = browser.current_window_handle, set(browser.window_handles)
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.switch_to.new_window("tab")
    someone = Person(browser, site)
    someone.overlook()
    try:
        yield someone
    finally:
        close_tabs(browser, others, before)
