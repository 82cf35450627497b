"""What attackers try: answers that nobody asked for, other people's codes, addresses that lead elsewhere, and HTML."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
import pytest
from botocore.config import Config

from demo.localhost.pages.sign_in_page import BUCKET

from .person import START, Person

HTML = "<img src=x onerror=alert(1)>"


def asked(person: Person) -> dict[str, str]:
    """What the tab asked the issuer last."""
    *_, last = [one.url for one in person.watch() if urlsplit(one.url).path == "/auth"]
    return {name: values[0] for name, values in parse_qs(urlsplit(last).query).items()}


def answer_with(person: Person, **answer: str) -> None:
    """Somebody makes the tab open the page with this answer."""
    person.browser.get(f"{person.site.url}?{urlencode(answer)}")
    person.settle()


def spends_nothing(person: Person) -> None:
    """No code was exchanged, nobody is signed in, and nothing is kept for another try."""
    assert person.sees("#sign-in")
    assert not person.sees("#signed-in")
    assert not [one for one in person.watch() if one.path == "POST /token"]
    assert person.kept() == {}
    assert person.browser.current_url == person.site.url


def other_persons_answer(person: Person, name: str) -> dict[str, str]:
    """Somebody else's answer of the issuer, in another tab, which never reached the page."""
    tab = person.browser.current_window_handle
    person.browser.switch_to.new_window("tab")
    person.open()
    person.leave_for_issuer()
    person.log_in(name)
    person.block(f"{person.site.url}?*")
    person.find("button[type=submit]").click()
    found = person.until(lambda: [one.url for one in person.watch() if "code=" in one.url])
    person.browser.close()
    person.browser.switch_to.window(tab)
    person.cdp("Network.clearBrowserCookies")
    return {key: values[0] for key, values in parse_qs(urlsplit(found[0]).query).items()}


def test_another_persons_answer(person: Person) -> None:
    """Login CSRF: the attacker's own code and state would sign the victim in as the attacker.

    And code injection: the state is the victim's own, but the code is bound to the attacker's verifier.
    """
    stolen = other_persons_answer(person, "mallory")
    answer_with(person, **stolen)
    assert person.problem() == "This tab did not ask for that"
    spends_nothing(person)
    person.leave_for_issuer()
    answer_with(person, **stolen | {"state": asked(person)["state"]})
    assert person.problem() == "The sign-in took too long, or was used before"
    assert [one.fields["code"] for one in person.watch() if one.path == "POST /token"] == [stolen["code"]]
    assert person.sees("#sign-in")
    assert not person.sees("#signed-in")
    assert person.held() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "another"},
        {"state": ""},
        {"iss": "http://localhost:1"},
        {"iss": ""},
        {"error": "access_denied", "state": "another", "error_description": "Call 0900-FRAUD"},
    ],
    ids=["state", "no state", "issuer", "no issuer", "error"],
)
def test_answer_to_another_question(person: Person, wrong: dict[str, str]) -> None:
    person.leave_for_issuer()
    answer = {"code": "attackers", "state": asked(person)["state"], "iss": person.site.issuer.url, **wrong}
    answer_with(person, **{name: value for name, value in answer.items() if value})
    assert person.problem() == "That answer belongs to another sign-in"
    assert "0900" not in person.text("body")
    spends_nothing(person)


def test_an_answer_serves_once(person: Person) -> None:
    person.sign_in("alice")
    [arrival] = {one.url for one in person.watch() if "code=" in one.url}
    person.requests.clear()
    person.browser.get(arrival)
    assert person.problem() == "This tab did not ask for that"
    spends_nothing(person)


def test_reload_in_the_middle(person: Person) -> None:
    person.leave_for_issuer()
    person.log_in("alice")
    with person.holding("*/token"):
        person.consent()
        person.until(lambda: [one for one in person.watch() if one.path == "POST /token"], START)
        person.browser.refresh()
        person.settle()
    assert person.sees("#sign-in")
    assert not person.sees("#problem")
    assert person.kept() == {}


RETURN = """
from types import SimpleNamespace
from sign_in.oidc import Arrival
Arrival.return_to_place(SimpleNamespace(kept={kept}))
"""
ELSEWHERE = ("https://evil.example/", "//evil.example/", "/", "javascript:alert(1)", "?code=1", "data:text/html,hello")


def test_return_path_leads_nowhere_else(person: Person) -> None:
    person.leave_for_issuer()
    issuers = person.browser.current_url
    person.browser.get(f"{person.site.server.url}styles/style.css")  # of the page's origin
    kept = json.loads(person.kept()["sign-in"])
    person.js("sessionStorage['sign-in'] = arguments[0]", json.dumps(kept | {"return_to": ELSEWHERE[0]}))
    person.browser.get(issuers)
    person.log_in("alice")
    person.consent()
    person.settle()
    assert person.text("#name") == "alice"
    for path in ELSEWHERE:
        person.python(RETURN.format(kept={"return_to": path}))
        assert person.browser.current_url == person.site.url
    assert not [one for one in person.watch() if "evil" in one.url]


@contextmanager
def objects(person: Person, *keys: str) -> Iterator[None]:
    """These are in the bucket, and empty."""
    aws = person.site.aws
    s3 = boto3.client(
        "s3",
        endpoint_url=aws.endpoint,
        region_name=aws.region,
        aws_access_key_id=aws.access_key_id,
        aws_secret_access_key=aws.secret_access_key,
        config=Config(s3={"addressing_style": "path"}),
    )
    for key in keys:
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
    try:
        yield
    finally:
        for key in keys:
            s3.delete_object(Bucket=BUCKET, Key=key)


def test_names_are_text(person: Person) -> None:
    with objects(person, f"odd/{HTML}"):
        person.sign_in(HTML, after="#odd%2F")
        assert person.names() == ["../", HTML]
        assert person.js("return document.images.length") == 0
        person.browser.get(f"{person.site.url}#%26prefix%3D{HTML}")
        person.until(lambda: person.text("#folder") == f"{BUCKET}/&prefix={HTML}")
        assert person.text("#note") == "There is nothing here."


def test_names_that_xml_cannot_hold(person: Person) -> None:
    """One such name, which somebody else may have put there, kept the page from listing, and from saying why."""
    names = ["\x01\x7f", "a +%2B&<b"]
    with objects(person, *[f"odd/{name}" for name in names]):
        person.sign_in("alice", after="#odd%2F")
        assert person.names() == ["../", *names]
        assert not person.sees("#problem")


def test_strings_in_the_address_stay_there(person: Person) -> None:
    """Nothing of the address is shown but the folder's name, and no option of the page comes from it."""
    person.open("?issuer=https://evil.example&client_id=evil&role_arn=evil&return_to=https://evil.example")
    assert person.browser.current_url == person.site.url
    person.leave_for_issuer()
    assert asked(person)["client_id"] == person.site.issuer.client_id
    assert not re.search("evil", " ".join(one.url for one in person.watch()[1:]))
