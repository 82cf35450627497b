"""AWS's own URLs, sent to the local AWS, which checks what they are signed for."""

import json
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from .conftest import Server
from .s3_support import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


def client(server: Server, **options: Any) -> Any:
    return server.client(None, endpoint_url=server.endpoint, **options)  # type: ignore[arg-type]


async def test_a_bucket_in_the_host(moto: Server) -> None:
    aws, bucket = client(moto), f"b-{uuid4().hex}"
    url = f"https://{bucket}.s3.{moto.region}.amazonaws.com/"
    await expect(await aws.fetch(url, method="PUT"), 200)
    key = quote("a b/é+'*.txt")
    await expect(await aws.fetch(url + key, method="PUT", body="hello"), 200)
    assert await expect(await aws.fetch(url + key), 200) == b"hello"
    presigned = await aws.sign(url + key, aws={"sign_query": True})
    assert presigned.url.startswith(f"{moto.endpoint}/{bucket}/")
    assert await expect(await aws.fetch(presigned.url, aws={"unsigned": True}), 200) == b"hello"
    refused = await aws.fetch(url + key, aws={"unsigned": True})
    assert refused.status == 403


async def test_services_by_their_hosts(moto: Server) -> None:
    aws = client(moto)
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    body = "Action=GetCallerIdentity&Version=2011-06-15"
    response = await aws.fetch(f"https://sts.{moto.region}.amazonaws.com/", headers=headers, body=body)
    assert b"<GetCallerIdentityResult>" in await expect(response, 200)
    headers = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"}
    response = await aws.fetch(f"https://dynamodb.{moto.region}.amazonaws.com/", headers=headers, json={})
    assert "TableNames" in json.loads(await expect(response, 200))
