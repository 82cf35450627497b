"""Tokens that the local AWS must refuse: STS and Cognito Identity say why, each in its own words."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from demo.localhost.aws.identity import Identity, Trust

from .identity_clients import Clients, refused, said
from .issuer import KID, Issuer, new_key

LONG_AGO = datetime(2015, 8, 30, tzinfo=UTC)
COULD_NOT_VERIFY = ("Couldn't verify signed token", "Invalid login token. Couldn't verify signed token.")
Make = Callable[[Issuer], str]


def by_sts(clients: Clients, issuer: Issuer, token: str) -> Any:
    role = clients.aws.web_identity_role
    sts = clients.unsigned("sts")
    return sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="ada", WebIdentityToken=token)


def by_cognito(clients: Clients, issuer: Issuer, token: str) -> Any:
    cognito = clients.unsigned("cognito-identity")
    return cognito.get_id(IdentityPoolId=clients.aws.identity_pool_id, Logins={issuer.provider: token})


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def tampered(issuer: Issuer) -> str:
    """Somebody else's name under a signature that was made for another."""
    head, claims, signature = issuer.token().split(".")
    content = json.loads(base64.urlsafe_b64decode(f"{claims}=="))
    return f"{head}.{part(content | {'sub': 'eve'})}.{signature}"


def of_another_key(issuer: Issuer) -> str:
    return issuer.token(key=new_key())


def unsigned(issuer: Issuer) -> str:
    return issuer.token(algorithm="none")


def without_its_signature(issuer: Issuer) -> str:
    return issuer.token().rpartition(".")[0] + "."


def signed_with_the_public_key(issuer: Issuer) -> str:
    """HMAC, with what everybody can read as the secret: verifiers that believe the header fell for it."""
    public = issuer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{part({'alg': 'HS256', 'kid': KID})}.{part({**issuer.claims(), 'iat': 0, 'exp': 2**32})}"
    signature = base64.urlsafe_b64encode(hmac.digest(public, signed.encode(), "sha256"))
    return f"{signed}.{signature.decode().rstrip('=')}"


@pytest.mark.parametrize(
    "make", [tampered, of_another_key, unsigned, without_its_signature, signed_with_the_public_key]
)
def test_what_the_issuer_did_not_sign(clients: Clients, issuer: Issuer, make: Make) -> None:
    token = make(issuer)
    with refused() as raised:
        by_sts(clients, issuer, token)
    assert said(raised) == (400, "InvalidIdentityToken", COULD_NOT_VERIFY[0])
    with refused() as raised:
        by_cognito(clients, issuer, token)
    assert said(raised) == (400, "NotAuthorizedException", COULD_NOT_VERIFY[1])


@pytest.mark.parametrize(
    ("overrides", "sts", "cognito"),
    [
        ({"aud": "another"}, "Incorrect token audience", "Invalid login token. Incorrect token audience."),
        ({"aud": None}, "Missing a required claim: aud", "Invalid login token. Missing a required claim: aud"),
        ({"exp": None}, "Missing a required claim: exp", "Invalid login token. Missing a required claim: exp"),
        (
            {"iss": "http://localhost:1/"},
            "No OpenIDConnect provider found in your account for http://localhost:1/",
            "Invalid login token. Issuer doesn't match providerName",
        ),
        (
            {"nbf": datetime(2100, 1, 1, tzinfo=UTC)},
            "Token is not yet valid",
            "Invalid login token. Token is not yet valid.",
        ),
        (
            {"kid": "second"},
            "Couldn't retrieve verification key from your identity provider, "
            "please reference AssumeRoleWithWebIdentity documentation for requirements",
            "Invalid login token. Couldn't verify signed token.",
        ),
    ],
)
def test_what_is_not_meant_for_it(
    clients: Clients, issuer: Issuer, overrides: dict[str, Any], sts: str, cognito: str
) -> None:
    token = issuer.token(**overrides)
    with refused() as raised:
        by_sts(clients, issuer, token)
    assert said(raised) == (400, "InvalidIdentityToken", sts)
    with refused() as raised:
        by_cognito(clients, issuer, token)
    assert said(raised) == (400, "NotAuthorizedException", cognito)


def test_what_has_expired(clients: Clients, issuer: Issuer, identity: Identity) -> None:
    identity.vault.clock = lambda: LONG_AGO
    end = int(LONG_AGO.timestamp())
    good = issuer.token(iat=LONG_AGO, exp=LONG_AGO + timedelta(seconds=1))
    assert by_sts(clients, issuer, good)["Credentials"]
    token = issuer.token(iat=LONG_AGO, exp=LONG_AGO)
    with refused() as raised:
        by_sts(clients, issuer, token)
    words = f"Token expired: current date/time {end} must be before the expiration date/time {end}"
    assert said(raised) == (400, "ExpiredTokenException", words)
    with refused() as raised:
        by_cognito(clients, issuer, token)
    assert said(raised) == (400, "NotAuthorizedException", f"Invalid login token. Token expired: {end} >= {end}")


@pytest.mark.parametrize("token", ["none", "a.b.c", f"{part({'alg': 'RS256'})}.{part([1])}.c"])
def test_what_is_no_token(clients: Clients, issuer: Issuer, token: str) -> None:
    with refused() as raised:
        by_sts(clients, issuer, token)
    assert said(raised)[:2] == (400, "InvalidIdentityToken")
    assert raised.message.startswith("The ID Token provided is not a valid JWT.")
    with refused() as raised:
        by_cognito(clients, issuer, token)
    assert raised.message == "Invalid login token. Not a valid OpenId Connect identity token."


def test_an_issuer_that_refuses(clients: Clients, issuer: Issuer) -> None:
    issuer.status = 403
    with refused() as raised:
        by_sts(clients, issuer, issuer.token())
    host = issuer.provider.partition("/")[0]
    assert said(raised) == (403, "IDPRejectedClaim", f"{host}: {host} responded with HTTP/1.1 403 Forbidden")
    with refused() as raised:
        by_cognito(clients, issuer, issuer.token())
    assert raised.code == "NotAuthorizedException"


def test_an_issuer_in_trouble(clients: Clients, issuer: Issuer) -> None:
    issuer.status = 500
    with refused() as raised:
        by_sts(clients, issuer, issuer.token())
    assert said(raised)[:2] == (400, "IDPCommunicationError")
    with refused() as raised:
        by_cognito(clients, issuer, issuer.token())
    assert said(raised)[:2] == (400, "ExternalServiceException")


def test_an_issuer_that_is_gone(clients: Clients, identity: Identity) -> None:
    with Issuer() as gone:
        identity.trust(gone.url, "page")
        token = gone.token()
        assert by_sts(clients, gone, token)["Credentials"]
    with refused() as raised:
        by_sts(clients, gone, token)
    assert raised.code == "IDPCommunicationError"


def test_an_issuer_that_goes_by_another_name(clients: Clients, issuer: Issuer) -> None:
    issuer.claimed = "http://localhost/"
    with refused() as raised:
        by_sts(clients, issuer, issuer.token())
    assert raised.message.startswith("Couldn't retrieve verification key")


def test_changed_keys_count_at_once(clients: Clients, identity: Identity) -> None:
    with Issuer() as turning:
        identity.trust(turning.url, "page")
        old = turning.token()
        assert by_sts(clients, turning, old)["Credentials"]
        turning.key = new_key()
        assert by_sts(clients, turning, turning.token())["Credentials"]
        with refused() as raised:
            by_sts(clients, turning, old)
        assert raised.message == COULD_NOT_VERIFY[0]


@pytest.mark.parametrize("issuer", ["https://accounts.google.com", "http://127.0.0.1.example/", "localhost:9000", ""])
def test_only_issuers_on_this_machine_are_asked(issuer: str) -> None:
    with pytest.raises(ValueError, match="not the URL of an issuer on this machine"):
        Trust(issuer, "page")
