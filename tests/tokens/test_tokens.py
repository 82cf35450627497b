"""Tokens equal those of botocore, awscli and AWS's signer for MSK, at the same time."""

import random
import subprocess
import sys
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import aws_msk_iam_sasl_signer.MSKAuthTokenProvider as signer_of_msk
import pytest
from botocore.auth import AUTH_TYPE_MAPS, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.credentials import CredentialProvider, Credentials
from botocore.hooks import HierarchicalEmitter
from botocore.model import ServiceId
from botocore.signers import RequestSigner

from aws4web import AwsClient, UnknownEndpointError, __version__, blocking, tokens
from aws4web.blocking import tokens as blocking_tokens
from tests.botocore_sessions import session
from tests.unit.support import KEYS, NOW, Fake

TOKEN = "IQoJb3JpZ2luX2VjE+s3cr3t/token=="
REGIONS = ("us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1")
CHANCE = random.Random(18)


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore's clock shows the time of `Fake`, and its signers are those that look at it: not awscrt's."""
    for scheme, signer in (("v4", SigV4Auth), ("v4-query", SigV4QueryAuth), ("s3v4-query", S3SigV4QueryAuth)):
        monkeypatch.setitem(AUTH_TYPE_MAPS, scheme, signer)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: datetime.fromtimestamp(NOW, UTC))


def name(characters: str = "abc-é日 /+%&=@~._'\"", most: int = 20) -> str:
    return "".join(CHANCE.choices(characters, k=CHANCE.randint(1, most)))


def host() -> str:
    return f"{name('abc123', 9)}.{name('abc-123', 9)}z.example.com"


def theirs(service: str, region: str, token: str | None) -> Any:
    """botocore's client."""
    return session().create_client(
        *(service, region),
        aws_access_key_id=KEYS["access_key_id"],
        aws_secret_access_key=KEYS["secret_access_key"],
        aws_session_token=token,
    )


def drawn() -> list[tuple[str, str | None]]:
    return [(region, token) for region in REGIONS for token in (None, TOKEN)]


@pytest.mark.parametrize(("region", "token"), drawn())
async def test_rds(region: str, token: str | None) -> None:
    client, aws = theirs("rds", region, token), Fake().client(session_token=token, region=region)
    for port in (443, 80, 3306, 5432, *(CHANCE.randint(1, 65535) for _ in range(20))):
        at, user = CHANCE.choice((host(), host().upper())), name()
        expected = client.generate_db_auth_token(at, port, user)
        assert await tokens.rds(aws, at, port, user) == expected
        assert blocking_tokens.rds(aws, at, port, user, region) == expected
        assert blocking_tokens.rds(blocking.AwsClient(aws), at, port, user) == expected
        elsewhere = CHANCE.choice(REGIONS)
        assert await tokens.rds(aws, at, port, user, elsewhere) == client.generate_db_auth_token(
            at, port, user, elsewhere
        )


@pytest.mark.parametrize(("region", "token"), drawn())
async def test_dsql(region: str, token: str | None) -> None:
    client, aws = theirs("dsql", region, token), Fake().client(session_token=token, region=region)
    for _ in range(20):
        at, expires = host(), CHANCE.randint(1, 604800)
        expected = client.generate_db_connect_auth_token(at)
        assert await tokens.dsql(aws, at) == blocking_tokens.dsql(aws, at, region) == expected
        expected = client.generate_db_connect_admin_auth_token(at, ExpiresIn=expires)
        assert await tokens.dsql(aws, at, admin=True, expires=expires) == expected


def as_documented(service: str, region: str, token: str | None, cluster: str, query: dict[str, str]) -> str:
    # https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html, as Valkey's and redis-py's examples in
    # Python do it: a URL with the cluster as its host, presigned by botocore for 900 s, without its scheme.
    keys = Credentials(KEYS["access_key_id"], KEYS["secret_access_key"], token)
    events = HierarchicalEmitter()  # which it does not hold
    signer = RequestSigner(ServiceId(service), region, service, "v4", keys, events)
    url = f"https://{cluster}/?{urlencode(query)}"
    request: Any = {"method": "GET", "url": url, "body": {}, "headers": {}, "context": {}}
    signed = signer.generate_presigned_url(request, operation_name="connect", expires_in=900, region_name=region)
    return str(signed).removeprefix("https://")


@pytest.mark.parametrize(("region", "token"), drawn())
async def test_elasticache_and_memorydb(region: str, token: str | None) -> None:
    aws = Fake().client(session_token=token, region=region)
    for _ in range(20):
        user, cluster = name(), f"c{name('abc-123')}d"
        query = {"Action": "connect", "User": user}
        expected = as_documented("elasticache", region, token, cluster, query)
        assert await tokens.elasticache(aws, user, cluster) == expected
        assert blocking_tokens.elasticache(aws, user, cluster, region) == expected
        expected = as_documented("memorydb", region, token, cluster, query)
        assert await tokens.memorydb(aws, user, cluster) == blocking_tokens.memorydb(aws, user, cluster) == expected
        query["ResourceType"] = "ServerlessCache"
        expected = as_documented("elasticache", region, token, cluster, query)
        assert await tokens.elasticache(aws, user, cluster, serverless=True) == expected


def decoded(token: str) -> str:
    assert not set(token) & set("+/=")
    return urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()


@pytest.mark.parametrize(("region", "token"), drawn())
async def test_msk(region: str, token: str | None) -> None:
    class Provider(CredentialProvider):
        def load(self) -> Credentials:
            return Credentials(KEYS["access_key_id"], KEYS["secret_access_key"], token)

    given, ends = signer_of_msk.generate_auth_token_from_credentials_provider(region, Provider())
    assert ends == (NOW + 900) * 1000
    expected, _, agent = decoded(given).partition("&User-Agent=")
    assert agent.startswith("aws-msk-iam-sasl-signer-python%2F")
    aws = Fake().client(session_token=token)
    made = await tokens.msk(aws, region)
    assert decoded(made) == f"{expected}&User-Agent=aws4web%2F{__version__}"
    assert blocking_tokens.msk(aws, region) == made


@pytest.mark.parametrize(("region", "token"), drawn())
async def test_eks(region: str, token: str | None) -> None:
    # As awscli does it: awscli/customizations/eks/get_token.py. Its own tokens are below.
    client = theirs("sts", region, token)
    clusters: list[str] = []
    client.meta.events.register(
        "before-sign.sts.GetCallerIdentity",
        lambda request, **_: request.headers.add_header("x-k8s-aws-id", clusters[-1]),
    )
    aws = Fake().client(session_token=token, region=region)
    for _ in range(20):
        clusters.append(f"c{name('abc-_123')}")
        url = client.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
        made = await tokens.eks(aws, clusters[-1])
        assert made.startswith("k8s-aws-v1.")
        assert decoded(made.removeprefix("k8s-aws-v1.")) == url
        assert blocking_tokens.eks(aws, clusters[-1], region) == made


# By awscli 1.46.3, which cannot be installed beside what else the tests need: region, cluster, session token, and what
# `aws eks get-token` says after k8s-aws-v1.
OF_AWSCLI = [
    (
        "eu-west-1",
        "my-cluster",
        None,
        "aHR0cHM6Ly9zdHMuZXUtd2VzdC0xLmFtYXpvbmF3cy5jb20vP0FjdGlvbj1HZXRDYWxsZXJJZGVudGl0eSZWZXJzaW9uPTIwMTEtMDYt"
        "MTUmWC1BbXotQWxnb3JpdGhtPUFXUzQtSE1BQy1TSEEyNTYmWC1BbXotQ3JlZGVudGlhbD1BS0lERVhBTVBMRSUyRjIwMjYxMTI4JTJG"
        "ZXUtd2VzdC0xJTJGc3RzJTJGYXdzNF9yZXF1ZXN0JlgtQW16LURhdGU9MjAyNjExMjhUMjMwMTA1WiZYLUFtei1FeHBpcmVzPTYwJlgt"
        "QW16LVNpZ25lZEhlYWRlcnM9aG9zdCUzQngtazhzLWF3cy1pZCZYLUFtei1TaWduYXR1cmU9YmQ1ZjY3OGNjNWJjYTBhNzRjMDc0M2Fl"
        "YWYxNDYyN2M2ZDNhYjgwMTZkYjFhZGUxNDRkMGJhYTgzMWM0ZTg0Yw",
    ),
    (
        "us-east-1",
        "c_2",
        TOKEN,
        "aHR0cHM6Ly9zdHMudXMtZWFzdC0xLmFtYXpvbmF3cy5jb20vP0FjdGlvbj1HZXRDYWxsZXJJZGVudGl0eSZWZXJzaW9uPTIwMTEtMDYt"
        "MTUmWC1BbXotQWxnb3JpdGhtPUFXUzQtSE1BQy1TSEEyNTYmWC1BbXotQ3JlZGVudGlhbD1BS0lERVhBTVBMRSUyRjIwMjYxMTI4JTJG"
        "dXMtZWFzdC0xJTJGc3RzJTJGYXdzNF9yZXF1ZXN0JlgtQW16LURhdGU9MjAyNjExMjhUMjMwMTA1WiZYLUFtei1FeHBpcmVzPTYwJlgt"
        "QW16LVNpZ25lZEhlYWRlcnM9aG9zdCUzQngtazhzLWF3cy1pZCZYLUFtei1TZWN1cml0eS1Ub2tlbj1JUW9KYjNKcFoybHVYMlZqRSUy"
        "QnMzY3IzdCUyRnRva2VuJTNEJTNEJlgtQW16LVNpZ25hdHVyZT0yOTIwYjY0MWIzNTc0MGNiOTZhZDU3YzExMWZjMzRiYzE3Y2ZhYmZj"
        "ZGMzYzI0YTYxYmJlZjk1ZGRiNTBiZjIy",
    ),
    (
        "cn-north-1",
        "chine",
        None,
        "aHR0cHM6Ly9zdHMuY24tbm9ydGgtMS5hbWF6b25hd3MuY29tLmNuLz9BY3Rpb249R2V0Q2FsbGVySWRlbnRpdHkmVmVyc2lvbj0yMDEx"
        "LTA2LTE1JlgtQW16LUFsZ29yaXRobT1BV1M0LUhNQUMtU0hBMjU2JlgtQW16LUNyZWRlbnRpYWw9QUtJREVYQU1QTEUlMkYyMDI2MTEy"
        "OCUyRmNuLW5vcnRoLTElMkZzdHMlMkZhd3M0X3JlcXVlc3QmWC1BbXotRGF0ZT0yMDI2MTEyOFQyMzAxMDVaJlgtQW16LUV4cGlyZXM9"
        "NjAmWC1BbXotU2lnbmVkSGVhZGVycz1ob3N0JTNCeC1rOHMtYXdzLWlkJlgtQW16LVNpZ25hdHVyZT1kYjZkYmJiMmEzYWYwNWRiOTkx"
        "MzgyODllNWI3NzE1YWRkNTAxNDY4NjMzMDk0ZjBkZTMwMmFhZTQ3Y2I2NGZm",
    ),
]


@pytest.mark.parametrize(("region", "cluster", "token", "expected"), OF_AWSCLI)
async def test_what_awscli_made(region: str, cluster: str, token: str | None, expected: str) -> None:
    fake = Fake()
    fake.time = datetime(2026, 11, 28, 23, 1, 5, tzinfo=UTC).timestamp()
    assert await tokens.eks(fake.client(session_token=token), cluster, region) == f"k8s-aws-v1.{expected}"


async def test_what_a_host_says() -> None:
    made = await tokens.rds(Fake().client(), "db.abc.eu-west-3.rds.amazonaws.com", 5432, "ada")
    assert "%2Feu-west-3%2Frds-db%2F" in made
    made = await tokens.dsql(Fake().client(), "abc.dsql.eu-west-2.on.aws")
    assert "%2Feu-west-2%2Fdsql%2F" in made
    with pytest.raises(UnknownEndpointError):
        await tokens.rds(Fake().client(), "db.example.com", 5432, "ada")


async def test_a_clients_endpoint_is_for_its_requests() -> None:
    local = Fake().client(endpoint_url="http://localhost:4566", region="eu-west-1")
    aws = Fake().client(region="eu-west-1")
    for make in (tokens.msk, lambda aws: tokens.eks(aws, "c"), lambda aws: tokens.memorydb(aws, "u", "c")):
        assert await make(local) == await make(aws)


def calls(room: Any) -> list[tuple[str, type[Exception], Callable[[AwsClient], Any]]]:
    host = "db.abc.eu-west-1.rds.amazonaws.com"
    return [
        ("port", ValueError, lambda aws: room.rds(aws, host, 0, "a")),
        ("port", ValueError, lambda aws: room.rds(aws, host, "5432", "a")),
        ("port", ValueError, lambda aws: room.rds(aws, host, True, "a")),
        ("host", ValueError, lambda aws: room.rds(aws, f"{host}:1", 1, "a")),
        ("host", ValueError, lambda aws: room.dsql(aws, "https://a/")),
        ("host", ValueError, lambda aws: room.dsql(aws, "a/../b")),
        ("host", TypeError, lambda aws: room.dsql(aws, None)),
        ("user", ValueError, lambda aws: room.rds(aws, host, 1, "")),
        ("user", TypeError, lambda aws: room.memorydb(aws, 1, "c", "eu-west-1")),
        ("cluster", ValueError, lambda aws: room.elasticache(aws, "a", "b?c", "eu-west-1")),
        ("cluster", ValueError, lambda aws: room.eks(aws, "", "eu-west-1")),
        ("x-k8s-aws-id", ValueError, lambda aws: room.eks(aws, "a\nb", "eu-west-1")),
        ("region", ValueError, room.msk),
        ("region", ValueError, lambda aws: room.msk(aws, "eu-west-1/")),
        ("region", ValueError, lambda aws: room.elasticache(aws, "a", "b")),
        ("region", TypeError, lambda aws: room.eks(aws, "a", 5)),
        ("expires", ValueError, lambda aws: room.dsql(aws, host, expires=604801)),
        ("AwsClient", TypeError, lambda _: room.msk("aws", "eu-west-1")),
        ("AwsClient", TypeError, lambda _: room.rds(None, host, 1, "a")),
    ]


@pytest.mark.parametrize("number", range(len(calls(tokens))))
async def test_what_is_no_token(number: int) -> None:
    said, kind, call = calls(tokens)[number]
    with pytest.raises(kind, match=said):
        await call(Fake().client())
    with pytest.raises(kind, match=said):
        calls(blocking_tokens)[number][2](Fake().client())


def test_the_rooms_have_the_same() -> None:
    assert sorted(blocking_tokens.__all__) == sorted(tokens.__all__)
    for each in tokens.__all__:
        assert getattr(blocking_tokens, each).__doc__ == getattr(tokens, each).__doc__.replace("await ", "")


def test_fixed_keys_need_no_thread() -> None:
    program = (
        "import sys\n"
        "from aws4web.blocking import AwsClient, tokens, presign_post\n"
        "aws = AwsClient(access_key_id='a', secret_access_key='b', region='eu-west-1')\n"
        "tokens.rds(aws, 'db.example.com', 5432, 'ada')\n"
        "presign_post(aws, 'https://b.s3.eu-west-1.amazonaws.com/', 'a')\n"
        "import threading\n"
        "print(threading.active_count(), 'aws4web._platform.cpython.background' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["1", "False"]


async def test_a_provider_is_asked() -> None:
    asked: list[int] = []

    async def provide() -> dict[str, Any]:
        asked.append(1)
        return {"access_key_id": "ASIA", "secret_access_key": "b", "session_token": TOKEN}

    made = blocking_tokens.msk(AwsClient(credentials=provide), "eu-west-1")
    assert "X-Amz-Credential=ASIA%2F" in decoded(made)
    assert asked == [1]
