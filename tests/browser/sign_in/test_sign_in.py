"""Somebody signs in: what they see, what is requested in which order, and what is kept."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from selenium.webdriver import Chrome

from tests.browser.demo.page import local_aws

from .person import Person, new_person
from .sent import Request
from .site import Site

TRACE = "import pyodide_js; pyodide_js._module.enable_pyproxy_allocation_tracing()"
COUNT = """
import gc, js
await js.Promise.resolve(js.Array.of())  # Pyodide keeps something of the promise awaited last
gc.collect(), gc.collect()
hiwire = getattr(pyodide_js._module, "hiwire", None)
f"{pyodide_js._module.pyproxy_alloc_map.size} {getattr(hiwire, 'num_keys', lambda: None)()}"
"""


class Arrived(NamedTuple):
    """What there was when somebody had signed in at a folder."""

    person: Person
    requests: list[Request]
    issuers: list[str]
    names: list[str]
    address: str
    history: list[str]
    kept_before: dict[str, str]
    kept: dict[str, str]
    document: str
    tokens: list[str]
    console: list[dict[str, Any]]


@pytest.fixture(scope="module")
def arrived(chrome: Chrome, running: Site) -> Iterator[Arrived]:
    """She is signed in; these tests only look."""
    with new_person(chrome, running) as person:
        person.open("#pictures/")
        kept_before = person.kept()
        person.leave_for_issuer()
        person.log_in("alice")
        person.consent()
        person.settle()
        yield Arrived(
            person,
            list(person.watch()),
            running.issuer.requests(),
            person.names(),
            person.browser.current_url,
            [entry["url"] for entry in person.cdp("Page.getNavigationHistory")["entries"]],
            kept_before,
            person.kept(),
            person.js("return document.documentElement.outerHTML"),
            person.tokens(),
            list(person.console),
        )


def test_comes_back_to_the_folder(arrived: Arrived) -> None:
    assert arrived.names == ["../", "dot.svg"]
    assert arrived.address == f"{arrived.person.site.url}#pictures/"


def test_requests_in_order(arrived: Arrived) -> None:
    issuer, aws = arrived.person.site.issuer.url, arrived.person.site.aws.endpoint
    sent = [one for one in arrived.requests if one.url.startswith((issuer, aws)) and "favicon" not in one.url]
    # What the issuer's own pages request is its own affair.
    others = ("GET /auth/", "GET /interaction/", "POST /interaction/", "OPTIONS ")
    paths = [one.path for one in sent if not one.path.startswith(others)]
    assert paths == [
        "GET /.well-known/openid-configuration",
        "GET /auth",
        "GET /.well-known/openid-configuration",
        "POST /token",
        "POST /",
        "GET /sign-in-demo",
    ]
    asked = parse_qs(urlsplit(next(one.url for one in sent if one.path == "GET /auth")).query)
    assert asked["redirect_uri"] == [arrived.person.site.url]
    assert asked["code_challenge_method"] == ["S256"]
    assert not asked.keys() & {"code_verifier", "id_token_hint", "client_secret"}
    # What the issuer says that it was asked; and then AWS asked for its keys, to check the ID token.
    answered = [line for line in arrived.issuers if line.startswith(("POST /token", "GET /jwks"))]
    assert answered[-2:] == ["POST /token 200", "GET /jwks 200"]


def test_code_leaves_the_address_before_anything_is_requested(arrived: Arrived) -> None:
    [arrival] = [number for number, one in enumerate(arrived.requests) if "code=" in one.url]
    assert arrived.requests[arrival].path == "GET /pyscript/sign-in/"
    later = arrived.requests[arrival + 1 :]
    assert len(later) > 10
    assert [one.url for one in later if "code=" in one.page or "state=" in one.page] == []
    assert [one.url for one in later if one.referrer] == []
    assert [url for url in arrived.history if "code=" in url] == []


def test_nothing_is_kept_and_no_token_shows(arrived: Arrived) -> None:
    assert arrived.kept_before == arrived.kept == {}
    tokens = arrived.tokens
    assert len(tokens) == 3  # the code, its verifier, and the ID token
    # The code was in one address, where the issuer puts it; none of the others ever is.
    code = next(one.fields["code"] for one in arrived.requests if "code" in one.fields)
    urls = [one.url for one in arrived.requests if code not in one.url]
    assert len(urls) == len(arrived.requests) - 1
    said = [entry["message"] for entry in arrived.console]
    for token in tokens:
        assert not any(token in text for text in (*urls, *said, arrived.document))


def test_console_has_no_errors(arrived: Arrived) -> None:
    issuer = arrived.person.site.issuer.url
    bad = [one["message"] for one in arrived.console if one["level"] in ("SEVERE", "WARNING")]
    assert [text for text in bad if not text.startswith(issuer)] == []


def listing_again_leaks_nothing(person: Person) -> None:
    person.python(TRACE)

    def counted_after_three() -> str:
        for _ in range(3):
            person.js("document.querySelector('#rows tr').id = 'old'")
            person.list_again()
            person.until(lambda: person.names() and not person.js("return document.getElementById('old')"))
        return person.python(COUNT)

    counted_after_three()  # what a first use creates and keeps
    assert counted_after_three() == counted_after_three()


def test_walks_in_the_bucket(alice: Person) -> None:
    assert alice.names() == ["notes/", "pictures/", "readme.txt"]
    alice.find("#rows a").click()
    alice.until(lambda: alice.names() == ["../", "monday.txt", "tuesday.txt"])
    assert alice.text("#folder") == "sign-in-demo/notes/"
    alice.find("#rows a").click()
    alice.until(lambda: alice.names() == ["notes/", "pictures/", "readme.txt"])
    listing_again_leaks_nothing(alice)


def test_keys_that_xml_cannot_hold(alice: Person) -> None:
    names = ("endpoint", "region", "access_key_id", "secret_access_key")
    s3 = local_aws({name: getattr(alice.site.aws, name) for name in names}, "s3")
    s3.put_object(Bucket="sign-in-demo", Key="odd/\x01 +%&é", Body=b"")
    try:
        alice.js("location.hash = 'odd/'")
        alice.until(lambda: alice.names() == ["../", "\x01 +%&é"])
    finally:
        s3.delete_object(Bucket="sign-in-demo", Key="odd/\x01 +%&é")


def test_in_two_tabs_at_once(person: Person) -> None:
    first = person.browser.current_window_handle
    person.open("#notes/")
    person.leave_for_issuer()
    person.browser.switch_to.new_window("tab")
    person.sign_in("alice", after="#pictures/")
    person.browser.switch_to.window(first)
    person.log_in("alice")
    person.consent()
    person.settle()
    assert person.names() == ["../", "monday.txt", "tuesday.txt"]


def test_only_one_string_becomes_code(person: Person) -> None:
    script = """
        const refused = [];
        for (const use of [() => Function("return 1"), () => (document.body.innerHTML = "<b>HTML</b>")])
            try { use(); } catch (error) { refused.push(error.name); }
        return refused;
    """
    # In a task of the page: what the driver itself runs need not obey the policy.
    person.js(f"window.probe = () => {{ {script} }}; setTimeout(() => (window.refused = probe()))")
    assert person.until(lambda: person.js("return window.refused")) == ["EvalError", "TypeError"]
