"""The local AWS, which issues credentials, and an issuer of tokens whom it trusts."""

from collections.abc import AsyncGenerator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from aws4web import AwsClient
from aws4web._platform import PLATFORM, Platform
from aws4web._renewal.provider import on_platform
from aws4web.credentials import CachedProvider, _asker
from demo.localhost.aws.local_aws import LocalAws, local_aws
from tests.harness.aws.issuer import CLIENT, Issuer
from tests.platforms import on


class Place(NamedTuple):
    """Whom a test deals with."""

    aws: LocalAws
    issuer: Issuer
    passed: list[float]
    """Seconds that have passed by the clock of all three."""
    clients: list[AwsClient]
    before: dict[str, int]
    """How often each action was asked for, and with a success, before the test."""

    @property
    def platform(self) -> Platform:
        """The real one, with this clock."""
        return PLATFORM._replace(now=self.now)

    def now(self) -> float:
        """What the clock shows."""
        return datetime.now(UTC).timestamp() + self.passed[0]

    def pass_time(self, seconds: float) -> None:
        """Let time pass, everywhere."""
        self.passed[0] += seconds

    @property
    def here(self) -> dict[str, Any]:
        """Options of providers."""
        return {"endpoint_url": self.aws.endpoint}

    @property
    def keys(self) -> dict[str, str]:
        """Long-lived ones."""
        return {"access_key_id": self.aws.access_key_id, "secret_access_key": self.aws.secret_access_key}

    def client(self, credentials: Any, **options: Any) -> AwsClient:
        """A client of the local AWS."""
        if isinstance(credentials, CachedProvider):
            on_platform(credentials, self.platform)
        scope = {"region": "us-east-1", "endpoint_url": self.aws.endpoint}
        client = on(self.platform)(credentials=credentials, **{**scope, **options})
        self.clients.append(client)
        return client

    async def caller(self, client: AwsClient) -> str:
        """The ARN of whoever the client's credentials stand for, by what AWS says."""
        response = await client.fetch(
            "https://sts.us-east-1.amazonaws.com/", body="Action=GetCallerIdentity&Version=2011-06-15",
            headers={"content-type": "application/x-www-form-urlencoded"}, raise_for_status=True,
        )  # fmt: skip
        return (await response.text()).partition("<Arn>")[2].partition("</Arn>")[0]

    def token(self, **claims: Any) -> str:
        """An ID token that is good now, but for these claims."""
        now = int(self.now())
        return self.issuer.token(**{"iat": now, "exp": now + 300, **claims})

    def issued(self, action: str) -> int:
        """How often credentials were issued by an action."""
        return self.aws.identity.issued[action] - self.before.get(f"issued {action}", 0)

    @property
    def asked(self) -> int:
        """How often they were asked for by any action, or refused."""
        return sum(self.aws.identity.asked.values()) - sum(
            count for name, count in self.before.items() if name.startswith("asked")
        )


@pytest.fixture(scope="session")
def servers() -> Iterator[tuple[LocalAws, Issuer]]:
    """The servers."""
    with local_aws() as aws, Issuer() as issuer:
        aws.identity.trust(issuer.url, CLIENT)
        yield aws, issuer


@pytest.fixture
async def place(servers: tuple[LocalAws, Issuer], monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Place]:
    """The servers, with counters that begin at nothing and a clock that can be set."""
    aws, issuer = servers
    passed = [0.0]
    before = {f"asked {action}": count for action, count in aws.identity.asked.items()}
    before |= {f"issued {action}": count for action, count in aws.identity.issued.items()}
    place = Place(aws, issuer, passed, [], before)
    monkeypatch.setattr(aws.identity.vault, "clock", lambda: datetime.now(UTC) + timedelta(seconds=passed[0]))
    monkeypatch.setattr(aws.identity.vault, "life", None)
    monkeypatch.setattr(_asker.Asker, "platform", place.platform)
    monkeypatch.setattr(_asker.AwsClient, "_platform", place.platform)
    yield place
    for client in place.clients:
        await client.close()
