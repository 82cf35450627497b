"""Identity pools of Cognito: guests, visitors who signed in, and what is kept of them."""

from types import SimpleNamespace
from typing import Any

import pytest

from aws4web import AwsError, CredentialsError
from aws4web._renewal.provider import on_platform
from aws4web.credentials import _asker, cognito_identity

from .conftest import Place

GUEST, MEMBER = (f"arn:aws:sts::123456789012:assumed-role/cognito-{who}/" for who in ("guest", "authenticated"))
GET_ID, GET_CREDENTIALS = "GetId", "GetCredentialsForIdentity"


async def test_a_guest_comes_back(place: Place) -> None:
    kept: dict[str, str] = {}
    for visit in (1, 2):
        client = place.client(cognito_identity(place.aws.identity_pool_id, cache=kept, **place.here))
        assert (await place.caller(client)).startswith(GUEST)
        place.pass_time(3600)
        assert (await place.caller(client)).startswith(GUEST)
        assert place.issued(GET_ID) == 1, "no new identity"
        assert place.issued(GET_CREDENTIALS) == 2 * visit
    [(name, identity_id)] = kept.items()
    assert name == f"aws4web:cognito-identity:{place.aws.identity_pool_id}"
    assert identity_id.startswith("us-east-1:")


async def test_nothing_is_kept_if_it_must_not_be(place: Place) -> None:
    provider = on_platform(cognito_identity(place.aws.identity_pool_id, cache=None, **place.here), place.platform)
    for _ in range(2):
        await provider()
        place.pass_time(3600)
    assert place.issued(GET_ID) == 2


async def test_forget_drops_the_identity(place: Place) -> None:
    kept: dict[str, str] = {}
    provider = cognito_identity(place.aws.identity_pool_id, cache=kept, **place.here)
    await provider()
    first = {**kept}
    provider.forget()
    assert not kept
    await provider()
    assert kept != first


async def test_an_identity_that_comes_as_its_guest_signs_out(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is for nobody: whoever comes next is somebody else. Work is cancelled in the next turn of its event loop."""
    kept: dict[str, str] = {}
    provider = cognito_identity(place.aws.identity_pool_id, cache=kept, **place.here)
    text = _asker.Asker.text

    async def as_it_comes(self: Any, response: Any) -> str:
        found = await text(self, response)
        provider.forget()
        return found

    monkeypatch.setattr(_asker.Asker, "text", as_it_comes)
    with pytest.raises(CredentialsError, match=r"dropped by forget\(\)"):
        await provider()
    assert not kept


async def test_an_identity_that_is_gone(place: Place) -> None:
    for known in ("us-east-1:00000000-0000-0000-0000-000000000000", "nonsense", "eu-west-1:1234", "", 5, None):
        kept: dict[str, Any] = {f"aws4web:cognito-identity:{place.aws.identity_pool_id}": known}
        provider = cognito_identity(place.aws.identity_pool_id, cache=kept, **place.here)
        await provider()
        assert kept != {f"aws4web:cognito-identity:{place.aws.identity_pool_id}": known}


async def test_an_identity_that_became_somebody_s(place: Place) -> None:
    """A guest's identity is linked to the first login that comes with it; a guest may not use it then."""
    kept: dict[str, str] = {}
    await cognito_identity(place.aws.identity_pool_id, cache=kept, **place.here)()
    name, identity_id = next(iter(kept.items()))
    await _link(place, identity_id)
    provider = cognito_identity(place.aws.identity_pool_id, cache=kept, **place.here)
    await provider()
    assert kept[name] != identity_id


async def _link(place: Place, identity_id: str) -> None:
    from aws4web import AwsClient

    client = AwsClient(unsigned=True, endpoint_url=place.aws.endpoint)
    place.clients.append(client)
    response = await client.fetch(
        "https://cognito-identity.us-east-1.amazonaws.com/",
        method="POST",
        json={"IdentityId": identity_id, "Logins": {place.issuer.provider: place.token(sub=identity_id)}},
        headers={
            "x-amz-target": "AWSCognitoIdentityService.GetCredentialsForIdentity",
            "content-type": "application/x-amz-json-1.1",
        },
    )
    assert response.status == 200, await response.text()


async def test_a_visitor_who_signed_in(place: Place) -> None:
    kept: dict[str, str] = {}
    asked: list[int] = []

    async def token() -> str:
        asked.append(1)
        return place.token()

    logins = {place.issuer.provider: token}
    provider = cognito_identity(place.aws.identity_pool_id, logins=logins, cache=kept, **place.here)
    client = place.client(provider)
    for _ in range(3):
        assert (await place.caller(client)).startswith(MEMBER)
        place.pass_time(3600)
    assert not kept, "Cognito knows who it is"
    assert len(asked) == 3
    identities = place.aws.identity.asked[GET_ID]
    assert identities


async def test_the_second_user_is_another(place: Place) -> None:
    who = ["ada"]
    logins = {place.issuer.provider: lambda: place.token(sub=who[0])}
    provider = cognito_identity(place.aws.identity_pool_id, logins=logins, **place.here)
    client = place.client(provider)
    first = await provider()
    await place.caller(client)
    client.forget()
    who[0] = "bob"
    second = await provider()
    assert second.access_key_id != first.access_key_id
    assert second.session_token != first.session_token


@pytest.mark.parametrize(
    ("pool", "claims", "login", "code", "words"),
    [
        ("members_pool_id", None, "", "NotAuthorizedException", "lets no guests in"),
        ("misconfigured_pool_id", None, "", "InvalidIdentityPoolConfigurationException", "trust policy"),
        ("identity_pool_id", {"exp": 1}, "", "NotAuthorizedException", "Pass a function"),
        ("identity_pool_id", {"aud": "another"}, "", "NotAuthorizedException", "another audience"),
        ("identity_pool_id", {}, "accounts.example", "NotAuthorizedException", "does not know who issued"),
    ],
)
async def test_refusals_are_explained(
    place: Place, pool: str, claims: dict[str, Any] | None, login: str, code: str, words: str
) -> None:
    logins = None if claims is None else {login or place.issuer.provider: place.token(**claims)}
    with pytest.raises(CredentialsError, match=words) as caught:
        await cognito_identity(getattr(place.aws, pool), logins=logins, **place.here)()
    assert isinstance(caught.value.__cause__, AwsError)
    assert caught.value.__cause__.code == code
    assert place.asked <= 2, "a refusal is final"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"identity_pool_id": "eu-west-1_abcdef"}, "a user pool's"),
        ({"identity_pool_id": "eu-west-1"}, "identity_pool_id must be"),
        ({"identity_pool_id": 5}, "identity_pool_id must be"),
        ({"identity_pool_id": "evil.example/:1234"}, "identity_pool_id must be"),
        ({"logins": ["a"]}, "logins must be"),
        ({"logins": {"a": 5}}, "the token of a must be"),
        ({"cache": 5}, "cache must be"),
        ({"region": "evil.example/"}, "region must be"),
    ],
)
def test_bad_options(options: dict[str, Any], words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        cognito_identity(**{"identity_pool_id": "eu-west-1:12345678-1234-1234-1234-123456789012", **options})


async def test_what_a_hostile_server_answers(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from aws4web.credentials._asker import Asker

    answers = ["", "[]", "null", "{", "{}", '{"IdentityId": 5}', '{"IdentityId": "x", "Credentials": 5}', "[" * 100_000]

    async def ask(*_: Any, **__: Any) -> Any:
        return SimpleNamespace(headers={}, url="https://host/")

    monkeypatch.setattr(Asker, "ask", ask)
    for answer in answers:

        async def text(*_: Any, answer: str = answer) -> str:
            return answer

        monkeypatch.setattr(Asker, "text", text)
        with pytest.raises(CredentialsError, match="cognito_identity"):
            await cognito_identity(place.aws.identity_pool_id, **place.here)()
