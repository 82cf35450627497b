"""What the README's reader has: AWS under its own names, keys, a function `my-lambda` and a bucket `my-bucket`."""

import contextlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import boto3

from demo.local.aws import LocalAws, local_aws

from .internet import Internet, internet


class World(NamedTuple):
    """The proxy that leads to AWS, the local AWS itself, and what MY_ACCESS_KEY and the like stand for."""

    internet: Internet
    aws: LocalAws
    names: dict[str, str]


@contextlib.contextmanager
def readers_world(folder: Path) -> Iterator[World]:
    """All of it, while the block runs."""
    with local_aws() as aws, internet(folder, int(aws.endpoint.rpartition(":")[2])) as proxy:
        _furnish(aws)
        keys = aws.temporary
        names = {
            "MY_ACCESS_KEY": keys.access_key_id,
            "MY_SECRET_KEY": keys.secret_access_key,
            "MY_TOKEN": keys.session_token or "",
        }
        yield World(proxy, aws, names)


def _furnish(aws: LocalAws) -> None:
    session = boto3.Session(aws.access_key_id, aws.secret_access_key, region_name=aws.region)
    clients = {name: session.client(name, endpoint_url=aws.endpoint) for name in ("lambda", "s3")}
    role = clients["lambda"].get_function(FunctionName=aws.function_name)["Configuration"]["Role"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("echo.py", "")
    clients["lambda"].create_function(
        FunctionName="my-lambda",
        Role=role,
        Runtime="python3.13",
        Handler="echo.handler",
        Code={"ZipFile": code.getvalue()},
    )
    clients["s3"].create_bucket(Bucket="my-bucket")
    for client in clients.values():
        client.close()
