"""What can go wrong is explained in words, and nothing is left of it."""

import json
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from demo.localhost.pages.sign_in_page import CONFIG

from .person import START, Person

# Changes what ID tokens say, on their way into the page. Over TLS their signature need not be checked, and is not.
FORGE = """
    const real = window.fetch;
    const decode = (part) => JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/")));
    const encode = (value) => btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    window.fetch = async (...request) => {
        const response = await real(...request);
        if (!response.url.endsWith("/token") || !response.ok) return response;
        const body = await response.json();
        const [header, claims, signature] = body.id_token.split(".");
        body.id_token = [header, encode({ ...decode(claims), ...CHANGES }), signature].join(".");
        return new Response(JSON.stringify(body), { headers: response.headers });
    };
"""


def arrive(person: Person) -> None:
    """All the way, up to whatever the page says."""
    person.leave_for_issuer()
    person.log_in("alice")
    person.consent()
    person.settle()


def is_explained(person: Person, title: str) -> None:
    """The page says this, offers to sign in, and knows nobody."""
    assert person.problem() == title
    assert len(person.text("#problem-text")) > 40
    assert person.sees("#sign-in")
    assert not person.sees("#signed-in")
    assert person.kept() == {}
    assert person.browser.current_url == person.site.url
    assert person.held() == 0


def test_denied(person: Person) -> None:
    person.leave_for_issuer()
    person.log_in("alice")
    person.cancel()
    is_explained(person, "The sign-in was not allowed")


def test_cancelled_before_the_name(person: Person) -> None:
    person.leave_for_issuer()
    person.cancel()
    is_explained(person, "The sign-in was not allowed")


def test_expired_code(person: Person) -> None:
    with person.at_other_issuer(code_life=1):
        person.leave_for_issuer()
        person.log_in("alice")
        with person.holding("*/token"):
            person.consent()
            person.until(lambda: spent(person), START)
            time.sleep(2)  # the issuer's clock cannot be set
        is_explained(person, "The sign-in took too long, or was used before")


def test_used_code(person: Person) -> None:
    person.leave_for_issuer()
    person.log_in("alice")
    with person.holding("*/token"):
        person.consent()
        request = person.until(lambda: spent(person), START)
        with urlopen(f"{person.site.issuer.url}/token", request.encode(), timeout=10) as response:
            assert "id_token" in json.load(response)
    is_explained(person, "The sign-in took too long, or was used before")


def spent(person: Person) -> str:
    """The request that spends the code."""
    return next((one.body for one in person.watch() if one.fields.get("grant_type") == "authorization_code"), "")


@pytest.mark.parametrize(
    "changes",
    [{"nonce": "another"}, {"aud": "another-page"}, {"iss": "http://localhost:1"}, {"aud": ["sign-in-page", "more"]}],
    ids=["nonce", "audience", "issuer", "audiences"],
)
def test_id_token_for_somebody_else(person: Person, changes: dict[str, object]) -> None:
    person.run_first(FORGE.replace("CHANGES", json.dumps(changes)))
    arrive(person)
    is_explained(person, "The ID token is not for this sign-in")
    assert not [one for one in person.watch() if "WebIdentityToken" in one.body]


def test_id_token_of_another_time(person: Person) -> None:
    person.run_first(FORGE.replace("CHANGES", '{"exp": 1000}'))
    arrive(person)
    is_explained(person, "The ID token’s times do not fit this device’s clock")


def test_forged_token_gets_no_keys(person: Person) -> None:
    """The page does not check the signature: AWS does."""
    person.run_first(FORGE.replace("CHANGES", '{"sub": "root"}'))
    arrive(person)
    assert person.problem() == "AWS gives no keys for this sign-in"
    assert "Couldn't verify signed token" in person.text("#problem-detail")
    assert person.names() == []


def test_issuer_unreachable_when_leaving(person: Person) -> None:
    person.block(f"{person.site.issuer.url}/*")
    person.find("#sign-in").click()
    person.until(lambda: person.text("#problem-title") == "The issuer cannot be reached")
    is_explained(person, "The issuer cannot be reached")
    person.block()
    person.leave_for_issuer()


def test_issuer_unreachable_when_coming_back(person: Person) -> None:
    person.leave_for_issuer()
    person.log_in("alice")
    person.block(f"{person.site.issuer.url}/token")
    person.consent()
    is_explained(person, "The issuer cannot be reached")


@pytest.fixture
def closed_role(person: Person) -> Iterator[None]:
    """The page is told a role that trusts nobody."""
    made = person.site.server.made
    usual = made[CONFIG]
    made[CONFIG] = lambda: json.dumps(json.loads(usual()) | {"role_arn": person.site.aws.closed_role}).encode()
    yield
    made[CONFIG] = usual
    person.browser.get("about:blank")  # nobody else finds the page that was told so


@pytest.mark.usefixtures("closed_role")
def test_aws_refuses_the_token(person: Person) -> None:
    arrive(person)
    assert person.problem() == "AWS gives no keys for this sign-in"
    assert "Not authorized to perform sts:AssumeRoleWithWebIdentity" in person.text("#problem-detail")
    shown = person.text("body")
    assert not [token for token in person.tokens() if token in shown]
    assert person.text("#name") == "alice"  # the issuer knows them, and so they can sign out
    person.sign_out()
    assert person.sees("#sign-in")


def test_an_answer_that_is_not_s3s(person: Person) -> None:
    """As of a network that wants a sign-in first."""
    person.sign_in("alice")
    person.python("BUCKET = location.href.partition('#')[0]")
    person.list_again()
    person.until(lambda: person.sees("#problem"))
    assert "the answer is not S3's" in person.text("#problem-detail")
    assert person.sees("#sign-out")


def test_a_bucket_that_is_not_there(person: Person) -> None:
    person.sign_in("alice")
    person.python("BUCKET += '-not'")
    person.list_again()
    person.until(lambda: person.sees("#problem"))
    assert person.problem() == "AWS refuses to list it"
    assert "NoSuchBucket" in person.text("#problem-detail")
    assert person.sees("#sign-out")
