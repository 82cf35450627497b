"""Cognito Identity of the local AWS, asked by boto3: guests, those who sign in, and pools that take only some."""

from datetime import UTC, datetime, timedelta
from typing import Any

from demo.localhost.aws.identity import Identity
from demo.localhost.aws.local_aws import LocalAws

from .identity_clients import Clients, refused, said
from .issuer import Issuer

NO_GUESTS = "Unauthenticated access is not supported for this identity pool."


def get_id(clients: Clients, logins: dict[str, str] | None = None, pool: str = "") -> str:
    cognito = clients.unsigned("cognito-identity")
    return cognito.get_id(IdentityPoolId=pool or clients.aws.identity_pool_id, Logins=logins or {})["IdentityId"]


def get_credentials(clients: Clients, identity_id: str, logins: dict[str, str] | None = None) -> Any:
    cognito = clients.unsigned("cognito-identity")
    return cognito.get_credentials_for_identity(IdentityId=identity_id, Logins=logins or {})


def test_each_guest_is_another(clients: Clients, identity: Identity) -> None:
    before = identity.issued
    first, second = get_id(clients), get_id(clients)
    assert first != second
    assert first.startswith("us-east-1:")
    answer = get_credentials(clients, first)
    assert answer["IdentityId"] == first
    clients.using("s3", answer["Credentials"]).list_buckets()
    who = clients.using("sts", answer["Credentials"]).get_caller_identity()["Arn"]
    assert who.endswith(":assumed-role/cognito-guest/CognitoIdentityCredentials")
    assert identity.issued - before == {"GetId": 2, "GetCredentialsForIdentity": 1}


def test_who_signs_in_is_always_the_same(clients: Clients, issuer: Issuer) -> None:
    ada, again, eve = (get_id(clients, {issuer.provider: issuer.token(sub=who)}) for who in ("ada", "ada", "eve"))
    assert ada == again != eve
    answer = get_credentials(clients, ada, {issuer.provider: issuer.token(sub="ada")})
    clients.using("s3", answer["Credentials"]).create_bucket(Bucket="bought-by-signing-in")
    who = clients.using("sts", answer["Credentials"]).get_caller_identity()["Arn"]
    assert who.endswith(":assumed-role/cognito-authenticated/CognitoIdentityCredentials")


def test_a_pool_knows_only_its_own(clients: Clients, issuer: Issuer, local: LocalAws) -> None:
    logins = {issuer.provider: issuer.token()}
    assert get_id(clients, logins) != get_id(clients, logins, local.members_pool_id)


def test_credentials_live_for_an_hour(clients: Clients, identity: Identity) -> None:
    now = datetime(2030, 1, 1, tzinfo=UTC)
    identity.vault.clock = lambda: now
    assert get_credentials(clients, get_id(clients))["Credentials"]["Expiration"] == now + timedelta(hours=1)
    identity.vault.life = timedelta(seconds=2)
    assert get_credentials(clients, get_id(clients))["Credentials"]["Expiration"] == now + timedelta(seconds=2)


def test_an_identity_belongs_to_its_login(clients: Clients, issuer: Issuer) -> None:
    ada = get_id(clients, {issuer.provider: issuer.token(sub="ada")})
    with refused() as raised:
        get_credentials(clients, ada)
    assert said(raised) == (400, "NotAuthorizedException", f"Access to Identity '{ada}' is forbidden.")
    with refused() as raised:
        get_credentials(clients, ada, {issuer.provider: issuer.token(sub="eve")})
    words = "Logins don't match. Please include at least one valid login for this identity or identity pool."
    assert said(raised) == (400, "NotAuthorizedException", words)


def test_a_guest_who_signs_in_stays_the_same(clients: Clients, issuer: Issuer) -> None:
    guest = get_id(clients)
    logins = {issuer.provider: issuer.token(sub="a guest at first")}
    assert get_credentials(clients, guest, logins)["Credentials"]
    assert get_id(clients, logins) == guest
    with refused() as raised:
        get_credentials(clients, guest)
    assert raised.message.endswith("is forbidden.")
    with refused() as raised:
        get_credentials(clients, get_id(clients), logins)
    assert said(raised)[:2] == (400, "ResourceConflictException")


def test_a_pool_without_guests(clients: Clients, issuer: Issuer, local: LocalAws) -> None:
    with refused() as raised:
        get_id(clients, pool=local.members_pool_id)
    assert said(raised) == (400, "NotAuthorizedException", NO_GUESTS)
    logins = {issuer.provider: issuer.token()}
    member = get_id(clients, logins, local.members_pool_id)
    with refused() as raised:
        get_credentials(clients, member)
    assert said(raised) == (400, "NotAuthorizedException", NO_GUESTS)
    assert get_credentials(clients, member, logins)["Credentials"]


def test_a_misconfigured_pool(clients: Clients, local: LocalAws) -> None:
    guest = get_id(clients, pool=local.misconfigured_pool_id)
    with refused() as raised:
        get_credentials(clients, guest)
    words = "Invalid identity pool configuration. Check assigned IAM roles for this pool."
    assert said(raised) == (400, "InvalidIdentityPoolConfigurationException", words)


def test_what_is_unknown(clients: Clients) -> None:
    unknown = "us-east-1:00000000-0000-0000-0000-000000000000"
    with refused() as raised:
        get_id(clients, pool=unknown)
    assert said(raised) == (400, "ResourceNotFoundException", f"IdentityPool '{unknown}' not found.")
    with refused() as raised:
        get_credentials(clients, unknown)
    assert said(raised) == (400, "ResourceNotFoundException", f"Identity '{unknown}' not found.")


def test_a_provider_that_is_not_the_pools(clients: Clients, issuer: Issuer) -> None:
    with refused() as raised:
        get_id(clients, {"accounts.google.com": issuer.token()})
    words = "Token is not from a supported provider of this identity pool."
    assert said(raised) == (400, "NotAuthorizedException", words)
    for scheme in ("http://", "https://"):
        with refused() as raised:
            get_id(clients, {scheme + issuer.provider: issuer.token()})
        assert raised.message == words


def test_what_is_missing(clients: Clients) -> None:
    with refused() as raised:
        clients.unsigned("cognito-identity").get_id()
    words = "1 validation error detected: Value null at 'identityPoolId' failed to satisfy constraint: "
    assert said(raised) == (400, "ValidationException", f"{words}Member must not be null")
