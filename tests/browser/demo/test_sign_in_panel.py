"""Guests, and people who sign in, in the connection panel: what they see, and that nothing of them is left behind."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from .issuer_pages import arrive, cancel, come_back, consent, leave_for_issuer, log_in, sign_in, sign_out
from .page import START, DemoPage
from .storage import stored

MEMBERS_ONLY = "us-east-1:7a1c0f7e-5d2b-4c3e-9a60-2f1d8b6c4e22"
LATER = "const [now, seconds] = [Date.now, arguments[0]]; Date.now = () => now() + 1000 * seconds"
REFUSE = """
    const [plainFetch, refused] = [window.fetch, arguments[0]];
    window.refused = 0;
    window.fetch = (...request) => {
        if ((request[0].url ?? String(request[0])) !== refused) return plainFetch(...request);
        window.refused += 1;
        const type = { "Content-Type": "application/json" };
        return Promise.resolve(new Response('{"error": "invalid_grant"}', { status: 400, headers: type }));
    };
"""
PENDING = '{"verifier": "v", "state": "asked", "nonce": "n", "return_to": "/#call"}'


@pytest.fixture
def panel(page: DemoPage) -> Iterator[DemoPage]:
    """The page with the panel open, and nobody signed in here or at the issuer."""
    page.cdp("Network.clearBrowserCookies")
    if not page.browser.current_url.startswith(page.url) or page.find("#visitor").is_displayed():
        page.open()
    page.js("sessionStorage.clear(); document.getElementById('connection').open = true")
    yield page
    page.browser.get_log("browser")  # the issuer's pages complain of a font that they are not given
    page.js("document.getElementById('use-local').click(); sessionStorage.clear()")


def problem(page: DemoPage, part: str) -> str:
    return page.problem("#sign-in-problem", part)


def test_guest(panel: DemoPage) -> None:
    panel.tab("objects")
    panel.aws("s3").create_bucket(Bucket="seen-by-guests")
    panel.choose("#who", "A guest")
    panel.click("#be-guest")
    keys = panel.until_text("#visitor-keys", "hold until")
    assert "minutes from now" in keys
    assert panel.text("#connection-summary") == "the local AWS · us-east-1 · a guest"
    panel.until(lambda: "seen-by-guests" in panel.options("#bucket"))
    assert not panel.find("#secret_access_key").is_displayed()
    assert stored(panel) == {}, "not even who the guest is"
    panel.click("#connection summary")
    panel.js(LATER, 10 * 60)
    panel.click("#connection summary")
    panel.until_text("#visitor-keys", "50 minutes from now")  # at once
    assert panel.complaints() == []
    panel.click("#sign-out")
    panel.until_text("#signed-out-note", "The guest’s keys are forgotten.")
    assert panel.config["access_key_id"] in panel.text("#connection-summary")


def test_a_guest_goes_where_requests_go(panel: DemoPage) -> None:
    panel.choose("#who", "A guest")
    panel.click("#be-guest")
    panel.until_text("#visitor-keys", "hold until")
    panel.connect(region="eu-west-1")
    problem(panel, "You are signed out")
    assert not panel.find("#visitor").is_displayed()


def test_who_does_not_wait_is_no_guest(panel: DemoPage) -> None:
    """Nor can be none again: whoever answered late made a guest of somebody who had chosen keys."""
    panel.hold(f"{panel.config['endpoint']}/")
    panel.choose("#who", "A guest")
    panel.click("#be-guest")
    panel.until(lambda: not panel.find("#be-guest").is_enabled())
    panel.choose("#who", "Keys of your own")
    panel.choose("#who", "A guest")
    panel.until(lambda: panel.find("#be-guest").is_enabled())
    panel.choose("#who", "Keys of your own")
    panel.release()
    panel.tab("objects")
    panel.click("#refresh")
    panel.listed()
    assert panel.text("#connection-summary").endswith(panel.config["access_key_id"])
    panel.choose("#who", "A guest")
    panel.click("#be-guest")
    panel.until_text("#visitor-keys", "hold until")
    panel.click("#sign-out")
    panel.until_text("#signed-out-note", "The guest’s keys are forgotten.")


def test_a_pool_without_guests(panel: DemoPage) -> None:
    panel.refusals_expected = True
    panel.choose("#who", "A guest")
    panel.type("#identity_pool_id", MEMBERS_ONLY)
    panel.click("#be-guest")
    assert "lets no guests in" in problem(panel, "No keys to call with")
    panel.type("#identity_pool_id", "")
    panel.click("#be-guest")
    problem(panel, "Fill in the identity pool ID")


def test_sign_in_finds_the_place_again_and_sign_out_leaves_nothing(panel: DemoPage) -> None:
    panel.tab("call")
    panel.type("#role_arn", "")  # with keys of the identity pool
    sign_in(panel, "anna")
    assert panel.browser.current_url == f"{panel.url}#call"
    panel.until_text("#visitor-keys", "hold until")
    assert panel.text("#connection-summary") == "the local AWS · us-east-1 · anna"
    panel.js("sessionStorage.setItem('aws4web.typed', 'by anna')")
    names = {"aws4web.connection", "aws4web.sign-in-whose", "aws4web.typed"}
    kept = {name: text for name, text in stored(panel).items() if name in names}
    assert len(kept) == 3
    assert not any(word in f"{stored(panel)}" for word in ("ASIA", "eyJ", "anna@", panel.config["secret_access_key"]))
    with another_tab(panel) as (first, second):
        arrive(panel, "")  # the issuer knows her
        panel.js("document.querySelector('#call-history, #announcements').textContent = 'of anna'")
        panel.browser.switch_to.window(first)
        sign_out(panel)
        panel.until_text("#signed-out-note", "You are signed out, here and at the issuer.")
        assert panel.browser.current_url.startswith(f"{panel.url}#objects")
        assert stored(panel).keys() <= {"aws4web.connection"}
        assert "anna" not in panel.text("#connection")
        panel.browser.switch_to.window(second)
        panel.until_text("#signed-out-note", "You signed out in another tab.")
        assert "anna" not in panel.text("body")


@contextmanager
def another_tab(page: DemoPage) -> Iterator[tuple[str, str]]:
    first = page.browser.current_window_handle
    page.browser.switch_to.new_window("tab")
    second = page.browser.current_window_handle
    try:
        yield first, second
    finally:
        page.browser.switch_to.window(second)
        page.browser.close()
        page.browser.switch_to.window(first)


def test_back_and_somebody_else(panel: DemoPage) -> None:
    """The browser keeps the page as it is, for whoever presses Back. It must not be as somebody else left it."""
    sign_in(panel, "anna")
    panel.js("sessionStorage.setItem('aws4web.typed', 'by anna'); document.body.append('seen by anna')")
    panel.cdp("Network.clearBrowserCookies")  # her session at the issuer is over, and she did not sign out here
    panel.browser.get(panel.config["issuer"])
    panel.browser.back()
    come_back(panel)
    assert not panel.find("#visitor").is_displayed()
    assert "anna" not in panel.text("body")
    panel.click("#connection summary")
    panel.js("window.isKept = true")
    leave_for_issuer(panel)
    panel.browser.back()
    panel.until(lambda: panel.js("return window.isKept"))
    assert panel.find("#sign-in").is_enabled(), "who has left may leave again"
    leave_for_issuer(panel)
    log_in(panel, "berta")
    consent(panel)
    panel.until(lambda: "Somebody else was signed in here before" in panel.text("#signed-out-note"), START)
    assert "aws4web.typed" not in stored(panel)


def test_cancelled_and_ended(panel: DemoPage) -> None:
    panel.refusals_expected = True
    leave_for_issuer(panel)
    log_in(panel, "anna")
    cancel(panel)
    problem(panel, "The sign-in was not allowed")
    own = panel.config["access_key_id"]
    assert own in panel.text("#connection-summary")
    sign_in(panel, "")
    panel.until_text("#visitor-keys", "hold until")
    panel.tab("call")
    panel.click("#connection summary")
    panel.js(REFUSE, f"{panel.config['issuer']}/token")
    panel.js(LATER, 2 * 3600)
    panel.click("#call-send")
    problem(panel, "Your sign-in has ended")
    titles = ("Your sign-in has ended", "Signed out meanwhile")  # whichever the call hears of first
    panel.until(lambda: panel.text("#call-problem strong") in titles)
    assert not panel.find("#visitor").is_displayed()
    assert own in panel.text("#connection-summary")
    panel.click("#call-send")
    panel.until_text("#call-status", "200")
    assert panel.js("return window.refused") == 1, "the issuer is not asked again"


@pytest.mark.parametrize(
    ("pending", "answer", "title"),
    [
        (None, "code=stolen&state=asked", "This tab did not ask for that"),
        (PENDING, "code=stolen&state=other&iss=ISSUER", "That answer belongs to another sign-in"),
        (PENDING, "code=used&state=asked&iss=ISSUER", "The sign-in took too long, or was used before"),
    ],
)
def test_a_forged_answer(panel: DemoPage, pending: str | None, answer: str, title: str) -> None:
    panel.refusals_expected = True
    if pending:
        panel.js("sessionStorage.setItem('sign-in', arguments[0])", pending)
    panel.browser.get(f"{panel.url}?{answer.replace('ISSUER', panel.config['issuer'])}")
    problem(panel, title)
    assert "?" not in panel.browser.current_url
    assert stored(panel) == {}
    assert panel.config["access_key_id"] in panel.text("#connection-summary")


def test_an_issuer_that_is_down(panel: DemoPage) -> None:
    panel.refusals_expected = True
    panel.choose("#who", "Somebody who signs in")
    panel.type("#issuer", "http://localhost:9")
    panel.click("#sign-in")
    problem(panel, "The issuer cannot be reached")
    panel.type("#issuer", "login")
    panel.click("#sign-in")
    problem(panel, "The issuer is a URL, such as https://login.example.com")
    assert panel.find("#sign-in").is_enabled()
