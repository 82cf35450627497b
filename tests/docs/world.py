"""What the README's reader has: AWS under its own names, keys, a bucket, a sign-in; any Lambda returns its event."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import boto3
from botocore.config import Config

from demo.localhost.aws.local_aws import LocalAws, local_aws
from tests.harness.aws.issuer import CLIENT, Issuer

from .internet import Internet, internet


class World(NamedTuple):
    """The proxy that leads to AWS, the local AWS itself, and what names such as MY_ACCESS_KEY stand for."""

    internet: Internet
    aws: LocalAws
    names: dict[str, str]


@contextlib.contextmanager
def readers_world(folder: Path) -> Iterator[World]:
    """All of this, while the block runs."""
    with local_aws() as aws, internet(folder, int(aws.endpoint.rpartition(":")[2])) as proxy, Issuer() as issuer:
        aws.identity.trust(issuer.url, CLIENT)
        s3 = boto3.client(
            "s3",
            endpoint_url=aws.endpoint,
            aws_access_key_id=aws.access_key_id,
            aws_secret_access_key=aws.secret_access_key,
            region_name=aws.region,
            config=Config(proxies={}),  # not this machine's, if it has one
        )
        s3.create_bucket(Bucket="my-bucket")
        s3.close()
        keys = aws.temporary
        names = {
            "MY_ACCESS_KEY": keys.access_key_id,
            "MY_SECRET_KEY": keys.secret_access_key,
            "MY_TOKEN": keys.session_token or "",
            "MY_ID_TOKEN": issuer.token(exp=datetime.now(UTC) + timedelta(hours=1)),
            "MY_ISSUER": issuer.provider,
        }
        yield World(proxy, aws, names)
