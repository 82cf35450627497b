"""Somebody signs out, and somebody else sits down at the same device."""

from .person import START, Person

# Until a channel that was made after the page's has heard it.
SAY_SIGNED_OUT = """
    const [tab, last] = [new BroadcastChannel("sign-in"), new BroadcastChannel("sign-in")];
    last.onmessage = () => arguments[0]();
    tab.postMessage("signed out");
"""
LISTED = ["notes/", "pictures/", "readme.txt"]


def shows_nothing_of(person: Person, name: str) -> None:
    """The page knows nobody, and its document, hidden or not, holds nothing of who was there."""
    assert person.sees("#sign-in")
    assert not person.sees("#signed-in")
    document = person.js("return document.documentElement.outerHTML")
    assert not [part for part in (name, "readme.txt", *person.tokens(), *person.keys()) if part in document]
    assert person.kept() == {}


def test_back_shows_nothing(newcomer: Person) -> None:
    newcomer.sign_in("alice")
    newcomer.sign_out()
    seen = 0
    for _ in range(newcomer.js("return history.length") - 1):
        newcomer.browser.back()
        newcomer.until(lambda: newcomer.js("return document.readyState") == "complete")
        if newcomer.at(newcomer.site.url):
            newcomer.settle()
            shows_nothing_of(newcomer, "alice")
            seen += 1
    assert seen


def test_nothing_is_left_when_the_page_is_left(alice: Person) -> None:
    """The browser keeps pages in memory, for Back; it must not keep a person."""
    alice.js("window.mark = 1")
    alice.browser.get(f"{alice.site.server.url}styles/style.css")
    alice.browser.back()
    alice.until(lambda: alice.at(alice.site.url))
    alice.settle()
    shows_nothing_of(alice, "alice")
    assert alice.held() == 0


def test_a_kept_page_is_empty_and_loads_again(alice: Person) -> None:
    """As above, but without relying on the browser to keep it."""
    assert alice.held() >= 3  # so that a count of 0 means something
    alice.js("window.mark = 1; dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert "alice" not in alice.js("return document.documentElement.outerHTML")
    assert alice.held() == 0
    alice.js("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    alice.until(lambda: alice.js("return window.mark === undefined"))
    alice.settle()
    shows_nothing_of(alice, "alice")


def test_if_the_issuer_cannot_be_reached(alice: Person) -> None:
    alice.block(f"{alice.site.issuer.url}/*")
    # The page knows the issuer's addresses; a browser that cannot reach them shows a page of its own.
    alice.python("client._server = None")
    alice.find("#sign-out").click()
    alice.until(lambda: alice.sees("#signed-out-note"))
    assert "perhaps not at the issuer" in alice.text("#signed-out-note")
    shows_nothing_of(alice, "alice")
    assert alice.held() == 0


def test_an_issuer_where_nobody_can_sign_out(alice: Person) -> None:
    """The page does not say that she has, as if whoever comes next could not go on as her."""
    alice.python("import js; js.Reflect.deleteProperty(await client.server(), 'end_session_endpoint')")
    alice.find("#sign-out").click()
    alice.until(lambda: alice.sees("#signed-out-note"))
    assert "perhaps not at the issuer" in alice.text("#signed-out-note")
    shows_nothing_of(alice, "alice")


def test_another_tab_that_is_just_arriving_is_signed_out_too(alice: Person) -> None:
    first = alice.browser.current_window_handle
    alice.browser.switch_to.new_window("tab")
    alice.open()
    alice.leave_for_issuer()
    with alice.holding("*/token"):
        alice.consent()
        alice.until(lambda: alice.text("#busy") == "Signing in…", START)
        alice.browser.execute_async_script(SAY_SIGNED_OUT)
    alice.settle()
    assert alice.text("#signed-out-note") == "You signed out in another tab."
    shows_nothing_of(alice, "alice")
    alice.browser.switch_to.window(first)


def test_another_tab_is_signed_out_too(alice: Person) -> None:
    first = alice.browser.current_window_handle
    alice.browser.switch_to.new_window("tab")
    alice.sign_in("alice")
    alice.sign_out()
    alice.browser.switch_to.window(first)
    alice.until(lambda: alice.sees("#sign-in"))
    assert alice.text("#signed-out-note") == "You signed out in another tab."
    shows_nothing_of(alice, "alice")
    assert alice.held() == 0


def test_a_listing_that_comes_too_late_is_not_shown(alice: Person) -> None:
    with alice.holding("*list-type*"):
        alice.list_again()
        alice.block(f"{alice.site.issuer.url}/*")
        alice.python("client._server = None")
        alice.find("#sign-out").click()
        alice.until(lambda: alice.sees("#signed-out-note"))
    alice.python("import asyncio; await asyncio.sleep(0.5)")
    shows_nothing_of(alice, "alice")
    assert alice.sees("#signed-out-note")
    assert not alice.sees("#problem")


def test_a_second_person_sees_nothing_of_the_first(person: Person) -> None:
    person.sign_in("alice")
    before = len(person.site.issuer.requests())
    person.sign_out()
    assert person.text("#signed-out-note") == "You are signed out."
    assert person.browser.current_url == person.site.url
    heard = [line for line in person.site.issuer.requests()[before:] if "favicon" not in line]
    assert [line for line in heard if not line.startswith("OPTIONS")] == [
        "POST /token/revocation 200",
        "GET /session/end 200",
        "POST /session/end/confirm 303",
    ]
    [revoked] = [one for one in person.watch() if one.path == "POST /token/revocation"]
    assert revoked.fields["token"] in person.tokens()
    assert "id_token" not in next(one.url for one in person.watch() if "/session/end?" in one.url)
    shows_nothing_of(person, "alice")
    person.leave_for_issuer()
    assert person.sees("input[name=login]")  # the issuer does not know Alice any more
    person.log_in("bob")
    person.consent()
    person.settle()
    assert person.text("#name") == "bob"
    assert "alice" not in person.js("return document.documentElement.outerHTML")
