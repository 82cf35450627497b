"""Roles of STS, with a server that verifies tokens and signatures, and issues what it accepts."""

import asyncio
from typing import Any

import pytest

from aws4web import AwsError, CredentialsError
from aws4web._renewal.provider import on_platform
from aws4web.credentials import assume_role, web_identity
from demo.localhost.aws.identity.trust import Trust

from .conftest import Place

ROLE = "arn:aws:sts::123456789012:assumed-role"


async def test_a_token_becomes_credentials(place: Place) -> None:
    provider = web_identity(place.aws.web_identity_role, place.token, session_name="ada", **place.here)
    client = place.client(provider)
    assert place.issued("AssumeRoleWithWebIdentity") == 0, "nothing is asked for before it is needed"
    assert await place.caller(client) == f"{ROLE}/web-identity/ada"
    assert await place.caller(client) == f"{ROLE}/web-identity/ada"
    assert place.issued("AssumeRoleWithWebIdentity") == 1
    end = (await provider()).expires
    assert end is not None
    assert 3590 < end - place.now() <= 3600


async def test_the_token_is_asked_for_each_time(place: Place) -> None:
    asked: list[int] = []

    async def token() -> str:
        asked.append(len(asked))
        return place.token()

    client = place.client(web_identity(place.aws.web_identity_role, token, duration_seconds=900, **place.here))
    for _ in range(3):
        await asyncio.gather(*[place.caller(client) for _ in range(20)])
        place.pass_time(900)
    assert len(asked) == place.issued("AssumeRoleWithWebIdentity") == 3


async def test_refused_when_over_and_asked_for_again(place: Place) -> None:
    """What this device takes to live long may be over for AWS."""
    provider = web_identity(place.aws.web_identity_role, place.token, **place.here)
    client = place.client(provider)
    await place.caller(client)
    for end in ("expire", "revoke"):
        getattr(place.aws.identity.vault, end)((await provider()).access_key_id)
        assert await place.caller(client) == f"{ROLE}/web-identity/aws4web"
    assert place.issued("AssumeRoleWithWebIdentity") == 3


@pytest.mark.parametrize("service", ["s3", "sts", "dynamodb", "lambda"])
async def test_refused_in_each_protocol(place: Place, service: str) -> None:
    provider = web_identity(place.aws.web_identity_role, place.token, **place.here)
    client = place.client(provider)
    requests: dict[str, dict[str, Any]] = {
        "s3": {"input": f"{place.aws.endpoint}/"},
        "sts": {"input": f"{place.aws.endpoint}/", "body": "Action=GetCallerIdentity&Version=2011-06-15"},
        "dynamodb": {
            "input": f"{place.aws.endpoint}/",
            "json": {},
            "headers": {"x-amz-target": "DynamoDB_20120810.ListTables", "content-type": "application/x-amz-json-1.0"},
        },
        "lambda": {"input": f"{place.aws.endpoint}/2015-03-31/functions/"},
    }
    for number, end in enumerate(("expire", "revoke"), 1):
        for _ in range(2):
            assert (await client.fetch(**requests[service], aws={"service": service})).status == 200
            key = (await provider()).access_key_id
        getattr(place.aws.identity.vault, end)(key)
        assert (await client.fetch(**requests[service], aws={"service": service})).status == 200
        assert place.issued("AssumeRoleWithWebIdentity") == number + 1


async def test_head_of_what_is_over(place: Place) -> None:
    provider = web_identity(place.aws.web_identity_role, place.token, **place.here)
    client = place.client(provider)
    key = (await provider()).access_key_id
    place.aws.identity.vault.expire(key)
    response = await client.fetch(f"{place.aws.endpoint}/no-such-bucket", method="HEAD", aws={"service": "s3"})
    assert response.status == 404
    assert (await provider()).access_key_id != key


@pytest.mark.parametrize(
    ("claims", "role", "code", "words"),
    [
        ({"aud": "another"}, "web_identity_role", "InvalidIdentityToken", "another audience"),
        ({"exp": 1}, "web_identity_role", "ExpiredTokenException", "Pass a function"),
        ({}, "closed_role", "AccessDenied", "trust policy"),
        ({"iss": "http://localhost:1"}, "web_identity_role", "InvalidIdentityToken", "identity provider in IAM"),
    ],
)
async def test_refusals_are_explained(place: Place, claims: dict[str, Any], role: str, code: str, words: str) -> None:
    provider = web_identity(getattr(place.aws, role), place.token(**claims), **place.here)
    with pytest.raises(CredentialsError) as caught:
        await place.client(provider).fetch("https://sqs.us-east-1.amazonaws.com/")
    assert isinstance(caught.value.__cause__, AwsError)
    assert caught.value.__cause__.code == code
    assert words in str(caught.value)
    assert place.asked == 1, "a refusal is final"


async def test_a_token_that_is_no_token(place: Place) -> None:
    for token in (None, 5, "", "two words", "line\nbreak"):
        with pytest.raises((TypeError, ValueError), match=r"^token "):
            web_identity(place.aws.web_identity_role, token, **place.here)  # type: ignore[arg-type]
        provider = web_identity(place.aws.web_identity_role, lambda token=token: token, **place.here)  # type: ignore[arg-type,misc]
        with pytest.raises(CredentialsError, match="token "):
            await provider()
    assert not place.asked, "nothing was sent"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"role_arn": "role"}, "role_arn must be"),
        ({"role_arn": None}, "role_arn must be"),
        ({"session_name": "a b"}, "session_name must be"),
        ({"session_name": 5}, "session_name must be"),
        ({"duration_seconds": 899}, "900 to 43200"),
        ({"duration_seconds": 43201}, "900 to 43200"),
        ({"duration_seconds": True}, "must be an int"),
        ({"duration_seconds": "900"}, "must be an int"),
        ({"policy": 5}, "policy must be"),
        ({"region": "nowhere"}, "region must be"),
        ({"region": "eu-west-1.evil.example/"}, "region must be"),
        ({"endpoint_url": "localhost"}, "endpoint_url"),
    ],
)
def test_bad_options(options: dict[str, Any], words: str) -> None:
    options = {"role_arn": "arn:aws:iam::123456789012:role/name", "token": "t", **options}
    with pytest.raises((TypeError, ValueError), match=words):
        web_identity(**options)
    options = {"source": {"access_key_id": "a", "secret_access_key": "b"}, **options}
    options.pop("token")
    with pytest.raises((TypeError, ValueError), match=words):
        assume_role(**options)


@pytest.mark.parametrize(
    ("role_arn", "region", "host"),
    [
        ("arn:aws:iam::123456789012:role/a", None, "sts.us-east-1.amazonaws.com"),
        ("arn:aws:iam::123456789012:role/path/a", "eu-west-1", "sts.eu-west-1.amazonaws.com"),
        ("arn:aws-cn:iam::123456789012:role/a", None, "sts.cn-north-1.amazonaws.com.cn"),
        ("arn:aws-us-gov:iam::123456789012:role/a", None, "sts.us-gov-west-1.amazonaws.com"),
        ("arn:aws-iso:iam::123456789012:role/a", None, "sts.us-iso-east-1.c2s.ic.gov"),
        ("arn:aws-iso-b:iam::123456789012:role/a", None, "sts.us-isob-east-1.sc2s.sgov.gov"),
        ("arn:aws-eusc:iam::123456789012:role/a", None, "sts.eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_the_regional_host_is_asked(role_arn: str, region: str | None, host: str) -> None:
    """As botocore has it, and never sts.amazonaws.com, whose tokens some regions refuse."""
    import botocore.session

    from aws4web.credentials._sts import Role

    role = Role(role_arn, region, "name", None, None)
    assert role.url == f"https://{host}/"
    session = botocore.session.Session()
    client = session.create_client("sts", role.region, aws_access_key_id="a", aws_secret_access_key="b")
    assert client.meta.endpoint_url == f"https://{host}"


async def test_policies_travel(place: Place) -> None:
    policy = {"Version": "2012-10-17", "Statement": []}
    for given in (policy, '{"Version":"2012-10-17","Statement":[]}'):
        await web_identity(place.aws.web_identity_role, place.token, policy=given, **place.here)()


async def test_a_role_by_other_credentials(place: Place) -> None:
    client = place.client(assume_role(place.aws.assumable_role, source=place.keys, **place.here))
    assert await place.caller(client) == f"{ROLE}/assumable/aws4web"


async def test_a_role_by_a_role_by_a_token(place: Place) -> None:
    """All of the chain is renewed."""
    visitor = web_identity(place.aws.web_identity_role, place.token, duration_seconds=900, **place.here)
    worker = assume_role(
        place.aws.external_id_role,
        source=on_platform(visitor, place.platform),
        external_id=place.aws.external_id,
        duration_seconds=900,
        **place.here,
    )
    client = place.client(worker)
    for _ in range(3):
        assert await place.caller(client) == f"{ROLE}/with-external-id/aws4web"
        place.pass_time(900)
    assert place.issued("AssumeRoleWithWebIdentity") == place.issued("AssumeRole") == 3


async def test_forget_goes_through_the_chain(place: Place) -> None:
    """Who signs in next takes on the role as themselves, and not with the keys of whoever was there before."""
    here, asked = {"duration_seconds": 900, **place.here}, list[str]()
    who = "ada"

    def token() -> str:
        asked.append(who)
        return place.token(sub=who)

    visitor = on_platform(web_identity(place.aws.web_identity_role, token, **here), place.platform)
    first = assume_role(place.aws.assumable_role, source=visitor, **here)
    client = place.client(assume_role(place.aws.assumable_role, source=on_platform(first, place.platform), **here))
    await place.caller(client)
    client.forget()
    assert not visitor.has_some
    who = "eve"
    await place.caller(client)
    assert asked == ["ada", "eve"]


async def test_the_source_was_refused(place: Place) -> None:
    """The role's request itself corrects what its source is given."""
    visitor = on_platform(web_identity(place.aws.web_identity_role, place.token, **place.here), place.platform)
    worker = assume_role(place.aws.assumable_role, source=visitor, duration_seconds=900, **place.here)
    client = place.client(worker)
    await place.caller(client)
    place.aws.identity.vault.revoke((await visitor()).access_key_id)
    place.pass_time(900)
    await place.caller(client)
    assert place.issued("AssumeRoleWithWebIdentity") == 2


async def test_mfa(place: Place) -> None:
    codes = ["000000", place.aws.mfa_code]

    def code() -> str:
        return codes.pop(0)

    options = {"source": place.keys, "serial_number": place.aws.mfa_serial, "token_code": code, **place.here}
    provider = assume_role(place.aws.mfa_role, **options)
    with pytest.raises(CredentialsError, match="A code of a device serves once"):
        await provider()
    await provider()
    for missing in ("serial_number", "token_code"):
        with pytest.raises(TypeError, match="belong together"):
            assume_role(place.aws.mfa_role, **{name: value for name, value in options.items() if name != missing})


@pytest.mark.parametrize(
    ("role", "words"), [("closed_role", "Two policies must allow it"), ("external_id_role", "sts:ExternalId")]
)
async def test_a_role_that_may_not_be_assumed(place: Place, role: str, words: str) -> None:
    with pytest.raises(CredentialsError, match=words):
        await assume_role(getattr(place.aws, role), source=place.keys, **place.here)()


async def test_an_outage_is_waited_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """And who refuses is not asked again."""
    from aws4web.credentials import _asker

    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        if seconds < 30:  # a longer one is a limit
            waits.append(seconds)
        else:
            await asyncio.Event().wait()

    monkeypatch.setattr(_asker.AwsClient, "_platform", place.platform._replace(sleep=sleep))
    place.issuer.status = 503
    try:
        with pytest.raises(CredentialsError, match="IDPCommunicationError"):
            await web_identity(place.aws.web_identity_role, place.token, **place.here)()
    finally:
        place.issuer.status = 200
    assert len(waits) == 5
    monkeypatch.setattr(_asker.AwsClient, "_platform", place.platform._replace(sleep=sleep))
    waits.clear()
    with pytest.raises(CredentialsError, match="refuses the connection"):
        await web_identity(place.aws.web_identity_role, "t", endpoint_url="http://127.0.0.1:1")()
    assert len(waits) == 5


async def test_the_device_s_clock_is_wrong(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS's own answers tell the time: no credentials are taken to be over that are not."""
    for hours in (-5, 5):
        platform = place.platform._replace(now=lambda hours=hours: place.now() + hours * 3600)
        from aws4web.credentials import _asker

        monkeypatch.setattr(_asker.Asker, "platform", platform)
        monkeypatch.setattr(_asker.AwsClient, "_platform", platform)
        provider = on_platform(web_identity(place.aws.web_identity_role, place.token, **place.here), platform)
        client = place.client(lambda provider=provider: provider(), endpoint_url=place.aws.endpoint)
        client._settings = client._settings._replace(platform=platform, credentials=provider)
        assert await place.caller(client) == f"{ROLE}/web-identity/aws4web"
        assert await place.caller(client) == f"{ROLE}/web-identity/aws4web"
    assert place.issued("AssumeRoleWithWebIdentity") == 2


def test_trust_is_what_it_says(place: Place) -> None:
    with pytest.raises(ValueError, match="on this machine"):
        Trust("https://evil.example", "page")
