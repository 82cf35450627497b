"""The issuer: what it publishes, whom it lets in and sends where, and how its tokens are renewed."""

import base64
import hashlib
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest

from demo.localhost.issuer.issuer_process import Issuer, running_issuer
from demo.localhost.offline import sign_in_packages
from demo.localhost.ports import accepts

PAGE = "http://127.0.0.1:1/page/"
ORIGIN = "http://127.0.0.1:1"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running_issuer([PAGE], id_token_life=7) as running:
        yield running


class Answer(NamedTuple):
    """An answer, redirects not followed."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Visitor:
    """A browser without scripts."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), NoRedirects())

    def ask(self, address: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        """A GET, or a POST of these fields."""
        body = None if fields is None else urlencode(fields).encode()
        request = urllib.request.Request(urljoin(self.issuer.url, address), body, headers)
        try:
            response = self._opener.open(request, timeout=10)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            named = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, named, response.read().decode())

    def follow(self, answer: Answer) -> Answer:
        """Follow redirects within the issuer."""
        while answer.status in (302, 303) and answer.headers["location"].startswith((self.issuer.url, "/")):
            answer = self.ask(answer.headers["location"])
        return answer

    def submit(self, answer: Answer, **fields: str) -> Answer:
        """Submit the form of a page."""
        found = re.search(r'action="([^"]+)" method="post"', answer.text)
        assert found, answer.text
        return self.follow(self.ask(found[1], fields))

    def authorize(self, **query: str) -> Answer:
        """Begin to sign in."""
        usual = {
            "client_id": self.issuer.client_id,
            "redirect_uri": PAGE,
            "response_type": "code",
            "scope": "openid offline_access",
            "prompt": "consent",
            "state": "s",
            "nonce": "n",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        given = {name: value for name, value in (usual | query).items() if value}
        return self.follow(self.ask(f"/auth?{urlencode(given)}"))

    def sign_in(self, name: str) -> dict[str, str]:
        """All the way; what the page is given."""
        consent = self.submit(self.authorize(), prompt="login", login=name, password="any")
        return arrival(self.submit(consent, prompt="consent"))

    def token(self, **fields: str) -> Answer:
        """Ask for tokens, as the page does."""
        return self.ask("/token", {"client_id": self.issuer.client_id, **fields}, Origin=ORIGIN)

    def exchange(self, code: str, **fields: str) -> Answer:
        """Exchange a code for tokens."""
        usual = {"grant_type": "authorization_code", "redirect_uri": PAGE, "code_verifier": VERIFIER}
        return self.token(code=code, **(usual | fields))


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to whoever asked."""

    def redirect_request(self, *_: Any) -> None:
        return None


def arrival(answer: Answer) -> dict[str, str]:
    """What the page is given in its address."""
    assert answer.headers["location"].startswith(f"{PAGE}?"), answer
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def claims(token: str) -> dict[str, Any]:
    """What an ID token says."""
    middle = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))


@pytest.fixture
def visitor(issuer: Issuer) -> Visitor:
    return Visitor(issuer)


def test_publishes_what_a_page_and_aws_need(visitor: Visitor) -> None:
    answer = visitor.ask("/.well-known/openid-configuration", Origin=ORIGIN)
    published = answer.json
    assert answer.headers["access-control-allow-origin"] in ("*", ORIGIN)
    assert published["issuer"] == visitor.issuer.url
    assert published["code_challenge_methods_supported"] == ["S256"]
    assert published["response_types_supported"] == ["code"]
    assert published["authorization_response_iss_parameter_supported"] is True
    assert {"end_session_endpoint", "revocation_endpoint"} < published.keys()
    [key] = visitor.ask("/jwks").json["keys"]
    assert (key["kty"], key["alg"], "d" in key) == ("RSA", "RS256", False)


def test_signs_somebody_in(visitor: Visitor) -> None:
    given = visitor.sign_in("alice")
    assert given.keys() == {"code", "state", "iss"}
    assert (given["state"], given["iss"]) == ("s", visitor.issuer.url)
    answer = visitor.exchange(given["code"])
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    said = claims(answer.json["id_token"])
    assert (said["iss"], said["aud"], said["sub"], said["nonce"]) == (
        visitor.issuer.url,
        visitor.issuer.client_id,
        "alice",
        "n",
    )
    assert said["exp"] - said["iat"] == 7


def test_a_code_serves_once_and_takes_its_tokens_along(visitor: Visitor) -> None:
    code = visitor.sign_in("alice")["code"]
    tokens = visitor.exchange(code).json
    assert visitor.exchange(code).json["error"] == "invalid_grant"
    refreshed = visitor.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed.json["error"] == "invalid_grant"


@pytest.mark.parametrize("wrong", [{"code_verifier": "x" * 43}, {"redirect_uri": f"{PAGE}x"}, {"client_id": "another"}])
def test_a_code_is_for_who_asked(visitor: Visitor, wrong: dict[str, str]) -> None:
    answer = visitor.exchange(visitor.sign_in("alice")["code"], **wrong)
    assert answer.status in (400, 401)
    assert "id_token" not in answer.text


def test_refresh_tokens_take_turns(visitor: Visitor) -> None:
    first = visitor.exchange(visitor.sign_in("alice")["code"]).json
    second = visitor.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json
    assert second["refresh_token"] != first["refresh_token"]
    assert claims(second["id_token"])["sub"] == "alice"
    # Whoever uses the first one again may be a thief: the second one ends too.
    for token in (first["refresh_token"], second["refresh_token"]):
        assert visitor.token(grant_type="refresh_token", refresh_token=token).json["error"] == "invalid_grant"


def test_revoked(visitor: Visitor) -> None:
    token = visitor.exchange(visitor.sign_in("alice")["code"]).json["refresh_token"]
    revoked = visitor.ask("/token/revocation", {"client_id": visitor.issuer.client_id, "token": token}, Origin=ORIGIN)
    assert (revoked.status, revoked.headers["access-control-allow-origin"]) == (200, ORIGIN)
    assert visitor.token(grant_type="refresh_token", refresh_token=token).json["error"] == "invalid_grant"


def test_no_code_without_pkce(visitor: Visitor) -> None:
    refused = arrival(visitor.authorize(code_challenge="", code_challenge_method=""))
    assert refused["error"] == "invalid_request"


def test_sends_nobody_elsewhere(visitor: Visitor) -> None:
    for address in ("http://127.0.0.1:1/", "https://evil.example/", f"{PAGE}?x=1"):
        answer = visitor.authorize(redirect_uri=address)
        assert answer.status == 400
        assert "location" not in answer.headers


def test_other_origins_read_no_tokens(visitor: Visitor) -> None:
    fields = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": visitor.issuer.client_id}
    answer = visitor.ask("/token", fields, Origin="http://127.0.0.1:2")
    assert answer.status == 400
    assert "access-control-allow-origin" not in answer.headers


def test_cancelled(visitor: Visitor) -> None:
    login = visitor.authorize()
    found = re.search(r'href="([^"]+/abort)"', login.text)
    assert found
    assert arrival(visitor.follow(visitor.ask(found[1])))["error"] == "access_denied"


def test_its_pages_load_nothing_from_elsewhere(visitor: Visitor) -> None:
    policy = visitor.authorize().headers["content-security-policy"]
    assert policy == "style-src 'unsafe-inline'; font-src 'none'; frame-ancestors 'none'"


def test_signs_somebody_out(visitor: Visitor) -> None:
    visitor.sign_in("alice")
    query = {"client_id": visitor.issuer.client_id, "post_logout_redirect_uri": PAGE, "state": "signed-out"}
    page = visitor.ask(f"/session/end?{urlencode(query)}")
    found = re.search(r'action="([^"]+)"><input type="hidden" name="xsrf" value="([^"]+)"', page.text)
    assert found, page.text
    done = visitor.ask(found[1], {"xsrf": found[2], "logout": "yes"})
    assert done.headers["location"] == f"{PAGE}?state=signed-out"
    assert 'name="login"' in visitor.authorize().text  # it asks who they are


def test_log_holds_no_codes(visitor: Visitor) -> None:
    code = visitor.sign_in("alice")["code"]
    tokens = visitor.exchange(code).json
    text = visitor.issuer.log.read_text()
    secrets = [code, VERIFIER, tokens["id_token"], tokens["access_token"], tokens["refresh_token"]]
    assert not [secret for secret in secrets if secret in text]
    assert visitor.issuer.requests()[-1] == "POST /token 200"


def test_it_ends_with_the_block() -> None:
    with running_issuer([PAGE]) as running:
        port = urlsplit(running.url).port
        assert port
        assert accepts(port)
    assert not accepts(port)


def test_packages_are_downloaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sign_in_packages.make_packages()
    monkeypatch.setattr(sign_in_packages, "run", lambda *_: pytest.fail("downloaded again"))
    assert sign_in_packages.make_packages() == folder
