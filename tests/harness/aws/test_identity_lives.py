"""What was issued is accepted for as long as it lives; afterwards each kind of service refuses it in its own words."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from demo.localhost.aws.gate import Credential
from demo.localhost.aws.identity import Identity, Vault
from demo.localhost.aws.identity.vault import Principal
from demo.localhost.aws.local_aws import LocalAws
from tests.hunt import Hunt

from .identity_clients import Clients, refused, said

SOMEBODY = Principal("arn:aws:sts::123456789012:assumed-role/r/s", "AROA:s")
HOUR = timedelta(hours=1)
CALLS: dict[str, Any] = {
    "s3": lambda client: client.list_buckets(),
    "dynamodb": lambda client: client.list_tables(),
    "lambda": lambda client: client.list_functions(),
    "sqs": lambda client: client.list_queues(),
    "sts": lambda client: client.get_caller_identity(),
    "iam": lambda client: client.list_users(),
}
EXPIRED = {
    "s3": (400, "ExpiredToken", "The provided token has expired."),
    "dynamodb": (400, "ExpiredTokenException", "The security token included in the request is expired"),
    "lambda": (403, "ExpiredTokenException", "The security token included in the request is expired"),
    "sqs": (400, "ExpiredTokenException", "The security token included in the request is expired"),
    "sts": (403, "ExpiredToken", "The security token included in the request is expired"),
    "iam": (403, "ExpiredToken", "The security token included in the request is expired"),
}
UNKNOWN = {
    "s3": (403, "InvalidAccessKeyId"),
    "dynamodb": (400, "UnrecognizedClientException"),
    "lambda": (403, "UnrecognizedClientException"),
    "sqs": (400, "UnrecognizedClientException"),
    "sts": (403, "InvalidClientTokenId"),
    "iam": (403, "InvalidClientTokenId"),
}


def issued(clients: Clients) -> Any:
    """Credentials of a role."""
    sts = clients.long_lived("sts")
    return sts.assume_role(RoleArn=clients.aws.assumable_role, RoleSessionName="ada")["Credentials"]


@pytest.mark.parametrize("service", CALLS)
def test_each_service_accepts_it_until_it_expires(clients: Clients, identity: Identity, service: str) -> None:
    credentials = issued(clients)
    client = clients.using(service, credentials)
    CALLS[service](client)
    end = credentials["Expiration"]
    identity.vault.clock = lambda: end
    with refused() as raised:
        CALLS[service](client)
    assert said(raised) == EXPIRED[service]


@pytest.mark.parametrize("service", CALLS)
def test_each_service_forgets_what_is_revoked(clients: Clients, identity: Identity, service: str) -> None:
    credentials = issued(clients)
    identity.vault.revoke(credentials["AccessKeyId"])
    with refused() as raised:
        CALLS[service](clients.using(service, credentials))
    assert said(raised)[:2] == UNKNOWN[service]


def test_it_can_be_made_to_expire(clients: Clients, identity: Identity) -> None:
    credentials, others = issued(clients), issued(clients)
    identity.vault.expire(credentials["AccessKeyId"])
    with refused() as raised:
        clients.using("s3", credentials).list_buckets()
    assert raised.code == "ExpiredToken"
    clients.using("s3", others).list_buckets()


def test_its_life_can_be_over_at_once(clients: Clients, identity: Identity) -> None:
    identity.vault.life = timedelta(0)
    with refused() as raised:
        clients.using("s3", issued(clients)).list_buckets()
    assert raised.code == "ExpiredToken"


@pytest.mark.parametrize("token", [None, "another"])
def test_it_needs_its_token(clients: Clients, token: str | None) -> None:
    credentials = issued(clients) | {"SessionToken": token}
    with refused() as raised:
        clients.using("dynamodb", credentials).list_tables()
    assert raised.code == "UnrecognizedClientException"


def test_what_is_asked_for_and_what_is_issued_is_counted(clients: Clients, identity: Identity) -> None:
    asked, got = identity.asked, identity.issued
    issued(clients)
    with refused():
        clients.long_lived("sts").assume_role(RoleArn=clients.aws.closed_role, RoleSessionName="ada")
    assert (identity.asked - asked, identity.issued - got) == ({"AssumeRole": 2}, {"AssumeRole": 1})


def test_the_clock_of_a_vault() -> None:
    now = datetime(2015, 8, 30, 12, 36, 0, 500, tzinfo=UTC)
    vault = Vault()
    vault.clock = lambda: now
    assert vault.issue("AssumeRole", HOUR, SOMEBODY).expires_at == datetime(2015, 8, 30, 13, 36, tzinfo=UTC)


def test_many_may_ask_at_a_time() -> None:
    vault = Vault([Credential("AKIDEXAMPLE", "secret")])

    def work() -> None:
        for _ in range(50):
            session = vault.issue("AssumeRole", HOUR, SOMEBODY)
            assert session.access_key_id in {held.access_key_id for held in vault}
            vault.revoke(session.access_key_id)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert vault.issued == {"AssumeRole": 400}
    assert [held.access_key_id for held in vault] == ["AKIDEXAMPLE"]


def test_who_is_unknown_cannot_be_revoked() -> None:
    for method in (Vault().revoke, Vault().expire):
        with pytest.raises(KeyError):
            method("AKIDEXAMPLE")


def test_no_secret_shows(local: LocalAws) -> None:
    vault = local.identity.vault
    session = vault.issue("AssumeRole", HOUR, SOMEBODY)
    hunt = Hunt(session.secret_access_key, session.session_token, local.secret_access_key)
    for thing in (local, local.identity, vault, session, *vault):
        hunt.text("repr", repr(thing))
        hunt.text("str", f"{thing}")
    assert hunt.looked >= 10
    assert hunt.found == []
