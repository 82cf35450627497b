"""The servers that these tests call, each started once."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import boto3
import httpx
import pytest
import pytest_asyncio
from botocore.config import Config

from aws4web import AwsClient
from aws4web.s3 import Bucket
from demo.localhost.aws.local_aws import LocalAws

from .swift import Swift, swift


@dataclass(frozen=True)
class Server:
    """A server with S3, and a key pair that it knows."""

    endpoint: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    region: str
    session_token: str | None = field(default=None, repr=False)

    def client(self, service: str = "s3", retries: int = 0, **overrides: str) -> AwsClient:
        """A client of one of its services that tries once, unless it is told otherwise."""
        keys = {
            "access_key_id": self.access_key_id,
            "secret_access_key": self.secret_access_key,
            "session_token": self.session_token,
            "region": self.region,
        }
        return AwsClient(service=service, retries=retries, **(keys | overrides))


@pytest.fixture(scope="session")
def moto(local: LocalAws) -> Server:
    """The local AWS with its long-lived key."""
    return Server(local.endpoint, local.access_key_id, local.secret_access_key, local.region)


@pytest.fixture(scope="session")
def moto_temporary(local: LocalAws) -> Server:
    """The local AWS with its temporary key."""
    keys = local.temporary
    return Server(local.endpoint, keys.access_key_id, keys.secret_access_key, local.region, keys.session_token)


@pytest.fixture(scope="session")
def swift_process() -> Iterator[Swift]:
    """Swift."""
    with swift() as running:
        yield running


@pytest.fixture(scope="session")
def swift_s3(swift_process: Swift) -> Server:
    """Swift's s3api."""
    running = swift_process
    return Server(running.endpoint, running.access_key_id, running.secret_access_key, running.region)


@pytest.fixture(params=["moto", "moto_temporary", "swift_s3"])
def s3(request: pytest.FixtureRequest) -> Server:
    """Each server with S3 in turn."""
    return request.getfixturevalue(request.param)


@pytest_asyncio.fixture(loop_scope="session")
async def bucket(s3: Server) -> AsyncIterator[Bucket]:
    """A new one."""
    async with s3.client() as aws:
        name = f"b-{uuid4().hex}"
        (await aws.fetch(f"{s3.endpoint}/{name}", method="PUT")).raise_for_status()
        yield Bucket(aws, name, endpoint_url=s3.endpoint)


def boto(server: Server) -> Any:
    """boto3's client for a server."""
    return boto3.client(
        "s3",
        endpoint_url=server.endpoint,
        aws_access_key_id=server.access_key_id,
        aws_secret_access_key=server.secret_access_key,
        aws_session_token=server.session_token,
        region_name=server.region,
        config=Config(proxies={}, retries={"total_max_attempts": 1}, request_checksum_calculation="when_required"),
    )


@pytest.fixture(scope="session", autouse=True)
def no_proxy() -> Iterator[None]:
    """Keep this machine's proxy, if it has one, from these servers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1,localhost")
        yield


# The tests share an event loop, because making an httpx client for each costs more than most tests do.


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """Sends what it is given, and knows nothing of AWS."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        yield client
