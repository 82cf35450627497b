"""STS of the local AWS, asked by boto3: what roles are for whom, and for how long."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from demo.localhost.aws.identity import Identity, Role
from demo.localhost.aws.local_aws import LocalAws

from .identity_clients import Clients, refused, said
from .issuer import Issuer

ACCOUNT = "arn:aws:iam::123456789012"
SESSIONS = "arn:aws:sts::123456789012:assumed-role"


def by_token(clients: Clients, token: str, **more: Any) -> Any:
    """AssumeRoleWithWebIdentity."""
    parameters = {"RoleArn": clients.aws.web_identity_role, "RoleSessionName": "ada", "WebIdentityToken": token}
    return clients.unsigned("sts").assume_role_with_web_identity(**parameters | more)


def assume(clients: Clients, role: str, credentials: Any = None, **more: Any) -> Any:
    """AssumeRole, signed with these credentials, or else with the long-lived ones."""
    sts = clients.using("sts", credentials) if credentials else clients.long_lived("sts")
    return sts.assume_role(RoleArn=role, RoleSessionName="ada", **more)


def test_a_token_buys_credentials_that_open_s3(clients: Clients, issuer: Issuer, identity: Identity) -> None:
    before = identity.issued
    asked_at = datetime.now(UTC).replace(microsecond=0)
    answer = by_token(clients, issuer.token(), DurationSeconds=900)
    assert identity.issued - before == {"AssumeRoleWithWebIdentity": 1}
    assert answer["SubjectFromWebIdentityToken"] == "ada"
    assert answer["Audience"] == "page"
    assert answer["Provider"] == f"{ACCOUNT}:oidc-provider/{issuer.provider}"
    assert answer["AssumedRoleUser"]["Arn"] == f"{SESSIONS}/web-identity/ada"
    assert answer["AssumedRoleUser"]["AssumedRoleId"].endswith(":ada")
    credentials = answer["Credentials"]
    assert asked_at <= credentials["Expiration"] - timedelta(seconds=900) <= datetime.now(UTC)
    clients.using("s3", credentials).create_bucket(Bucket="bought-with-a-token")
    who = clients.using("sts", credentials).get_caller_identity()
    assert (who["Arn"], who["Account"]) == (f"{SESSIONS}/web-identity/ada", "123456789012")


def test_each_answer_is_new(clients: Clients, issuer: Issuer) -> None:
    first, second = (by_token(clients, issuer.token())["Credentials"] for _ in range(2))
    for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"):
        assert first[name] != second[name]


def test_a_life_is_an_hour_unless_asked_for(clients: Clients, issuer: Issuer, identity: Identity) -> None:
    now = datetime(2030, 1, 1, tzinfo=UTC)
    identity.vault.clock = lambda: now
    token = issuer.token(iat=now, exp=now + timedelta(minutes=1))
    assert by_token(clients, token)["Credentials"]["Expiration"] == now + timedelta(hours=1)
    answer = by_token(clients, token, DurationSeconds=43200)
    assert answer["Credentials"]["Expiration"] == now + timedelta(hours=12)
    identity.vault.life = timedelta(seconds=3)
    assert by_token(clients, token)["Credentials"]["Expiration"] == now + timedelta(seconds=3)


def test_the_account_assumes_a_role_and_goes_on_from_there(clients: Clients, local: LocalAws) -> None:
    first = assume(clients, local.assumable_role, DurationSeconds=43200)["Credentials"]
    second = assume(clients, local.assumable_role, first, DurationSeconds=3600)
    assert second["AssumedRoleUser"]["Arn"] == f"{SESSIONS}/assumable/ada"
    clients.using("s3", second["Credentials"]).list_buckets()
    with refused() as raised:
        assume(clients, local.assumable_role, first, DurationSeconds=3601)
    assert said(raised) == (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    )


def test_a_token_leads_on_to_another_role(clients: Clients, issuer: Issuer, local: LocalAws) -> None:
    first = by_token(clients, issuer.token())["Credentials"]
    second = assume(clients, local.assumable_role, first)["Credentials"]
    assert clients.using("sts", second).get_caller_identity()["Arn"] == f"{SESSIONS}/assumable/ada"


def test_a_role_with_an_external_id(clients: Clients, local: LocalAws) -> None:
    assert assume(clients, local.external_id_role, ExternalId=local.external_id)["Credentials"]
    for more in ({}, {"ExternalId": "another"}):
        with refused() as raised:
            assume(clients, local.external_id_role, **more)
        assert said(raised) == not_authorized(f"{ACCOUNT}:user/local", local.external_id_role)


def test_a_role_with_mfa(clients: Clients, local: LocalAws) -> None:
    device = {"SerialNumber": local.mfa_serial}
    assert assume(clients, local.mfa_role, **device, TokenCode=local.mfa_code)["Credentials"]
    with refused() as raised:
        assume(clients, local.mfa_role)
    assert said(raised) == not_authorized(f"{ACCOUNT}:user/local", local.mfa_role)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"TokenCode": "654321"}, " with invalid MFA one time pass code."),
        ({}, ", must provide both MFA serial number and one time pass code."),
        (
            {"SerialNumber": f"{ACCOUNT}:mfa/another", "TokenCode": "123456"},
            ", unable to validate MFA code.  "
            "Please verify your MFA serial number is valid and associated with this user.",
        ),
    ],
)
def test_a_wrong_code_is_refused_even_if_none_is_wanted(
    clients: Clients, local: LocalAws, more: dict[str, str], words: str
) -> None:
    for role in (local.mfa_role, local.assumable_role):
        with refused() as raised:
            assume(clients, role, **{"SerialNumber": local.mfa_serial} | more)
        assert said(raised) == (403, "AccessDenied", f"MultiFactorAuthentication failed{words}")


def test_roles_that_trust_others_or_nobody(clients: Clients, issuer: Issuer, local: LocalAws) -> None:
    unknown = f"{ACCOUNT}:role/unknown"
    elsewhere = local.assumable_role.replace("123456789012", "210987654321")
    for role in (local.closed_role, local.web_identity_role, unknown, elsewhere):
        with refused() as raised:
            assume(clients, role)
        assert said(raised) == not_authorized(f"{ACCOUNT}:user/local", role)
    for role in (local.closed_role, local.assumable_role, unknown):
        with refused() as raised:
            by_token(clients, issuer.token(), RoleArn=role)
        assert said(raised) == (403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
    first = by_token(clients, issuer.token())["Credentials"]
    with refused() as raised:
        assume(clients, local.closed_role, first)
    assert said(raised) == not_authorized(f"{SESSIONS}/web-identity/ada", local.closed_role)


def test_a_role_for_one_client_only(clients: Clients, issuer: Issuer, identity: Identity) -> None:
    narrow = Role("narrow", trusts=(identity.trust(issuer.url, "narrow"),))
    identity.add_role(narrow)
    role = f"{ACCOUNT}:role/narrow"
    assert by_token(clients, issuer.token(aud=["other", "narrow"]), RoleArn=role)["Audience"] == "narrow"
    with refused() as raised:
        by_token(clients, issuer.token(), RoleArn=role)
    assert raised.code == "AccessDenied"


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"DurationSeconds": 899}, "'899' at 'durationSeconds' {}have value greater than or equal to 900"),
        ({"DurationSeconds": 43201}, "'43201' at 'durationSeconds' {}have value less than or equal to 43200"),
        ({"RoleSessionName": "a b"}, r"'a b' at 'roleSessionName' {}satisfy regular expression pattern: [\w+=,.@-]*"),
        ({"RoleSessionName": "a"}, "'a' at 'roleSessionName' {}have length greater than or equal to 2"),
        ({"RoleSessionName": "a" * 65}, f"'{'a' * 65}' at 'roleSessionName' {{}}have length less than or equal to 64"),
    ],
)
def test_wrong_parameters(clients: Clients, issuer: Issuer, more: dict[str, Any], faults: str) -> None:
    said_so = f"1 validation error detected: Value {faults.format('failed to satisfy constraint: Member must ')}"
    for call in (
        lambda: by_token(clients, issuer.token(), **more),
        lambda: clients.long_lived("sts").assume_role(
            **{"RoleArn": clients.aws.assumable_role, "RoleSessionName": "ada"} | more
        ),
    ):
        with refused() as raised:
            call()
        assert said(raised) == (400, "ValidationError", said_so)


def test_missing_parameters(clients: Clients) -> None:
    nothing = "null at '{}' failed to satisfy constraint: Member must not be null"
    with refused() as raised:
        clients.unsigned("sts").assume_role_with_web_identity(RoleArn=clients.aws.web_identity_role)
    faults = [f"Value {nothing.format(name)}" for name in ("roleSessionName", "webIdentityToken")]
    assert said(raised) == (400, "ValidationError", f"2 validation errors detected: {'; '.join(faults)}")


def test_a_policy_must_be_json(clients: Clients, issuer: Issuer) -> None:
    assert by_token(clients, issuer.token(), Policy='{"Version": "2012-10-17"}')["PackedPolicySize"] > 0
    with refused() as raised:
        by_token(clients, issuer.token(), Policy="none")
    assert said(raised)[:2] == (400, "MalformedPolicyDocument")


def test_nobody_assumes_a_role_unsigned(clients: Clients, local: LocalAws) -> None:
    sts = clients.unsigned("sts")
    for call in (sts.get_caller_identity, lambda: sts.assume_role(RoleArn=local.assumable_role, RoleSessionName="ada")):
        with refused() as raised:
            call()
        assert said(raised)[:2] == (403, "MissingAuthenticationToken")


def not_authorized(who: str, role: str) -> tuple[int, str, str]:
    """What AssumeRole says to those whom a role does not trust."""
    message = f"User: {who} is not authorized to perform: sts:AssumeRole on resource: {role}"
    return 403, "AccessDenied", message
