"""The other services of the local AWS: each kind of protocol, with both kinds of credential."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import pytest

from aws4web import AwsClient

from .conftest import Server
from .s3_support import expect, text

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
TRICKY = "é <&> \"quotes\" 😀 'it''s' 100% a+b"


async def call(aws: AwsClient, server: Server, target: str, content: object) -> dict[str, Any]:
    """A call in AWS's JSON protocol."""
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0"}
    response = await aws.fetch(f"{server.endpoint}/", headers=headers, body=json.dumps(content))
    return json.loads(await expect(response, 200))


async def use_dynamodb(server: Server) -> None:
    aws = server.client("dynamodb")
    name, version = f"t-{uuid4().hex}", "DynamoDB_20120810"
    table = {
        "TableName": name,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    await call(aws, server, f"{version}.CreateTable", table)
    item = {"id": {"S": TRICKY}, "n": {"N": "1"}}
    await call(aws, server, f"{version}.PutItem", {"TableName": name, "Item": item})
    got = await call(aws, server, f"{version}.GetItem", {"TableName": name, "Key": {"id": {"S": TRICKY}}})
    assert got["Item"] == item


async def use_lambda(server: Server) -> None:
    aws = server.client("lambda")
    event = {"text": TRICKY, "list": [1, None, {}]}
    # A qualifier and a function's ARN in the path: their escapes are escaped again for signing.
    for path in ("echo", "echo?Qualifier=%24LATEST", "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aecho"):
        function, _, query = path.partition("?")
        url = f"{server.endpoint}/2015-03-31/functions/{function}/invocations?{query}"
        response = await aws.fetch(url, body=json.dumps(event))
        assert response.status == 200, await response.text()
        assert await response.json() == event


async def use_sqs(server: Server) -> None:
    aws = server.client("sqs")
    made = await call(aws, server, "AmazonSQS.CreateQueue", {"QueueName": f"q-{uuid4().hex}"})
    queue = made["QueueUrl"]
    await call(aws, server, "AmazonSQS.SendMessage", {"QueueUrl": queue, "MessageBody": TRICKY})
    got = await call(aws, server, "AmazonSQS.ReceiveMessage", {"QueueUrl": queue})
    assert [message["Body"] for message in got["Messages"]] == [TRICKY]


async def use_sqs_by_form(server: Server) -> None:
    aws = server.client("sqs")
    action = {"Action": "CreateQueue", "Version": "2012-11-05", "QueueName": f"q-{uuid4().hex}"}
    made = await expect(await aws.fetch(f"{server.endpoint}/", body=urlencode(action), headers=FORM), 200)
    queue = text(made, "QueueUrl")
    action = {"Action": "SendMessage", "Version": "2012-11-05", "MessageBody": TRICKY}
    await expect(await aws.fetch(queue, body=urlencode(action), headers=FORM), 200)
    action = {"Action": "ReceiveMessage", "Version": "2012-11-05"}
    got = await expect(await aws.fetch(queue, body=urlencode(action), headers=FORM), 200)
    assert text(got, "Body") == TRICKY


async def use_sts(server: Server) -> None:
    aws = server.client("sts")
    body = "Action=GetCallerIdentity&Version=2011-06-15"
    got = await expect(await aws.fetch(f"{server.endpoint}/", body=body, headers=FORM), 200)
    assert text(got, "Account") == "123456789012"
    got = await expect(await aws.fetch(f"{server.endpoint}/?{body}"), 200)
    assert text(got, "Account") == "123456789012"


async def use_iam(server: Server) -> None:
    aws = server.client("iam")
    name = f"u+{uuid4().hex[:12]}@example"
    for name_of_action in ("CreateUser", "GetUser"):
        action = {"Action": name_of_action, "Version": "2010-05-08", "UserName": name}
        got = await expect(await aws.fetch(f"{server.endpoint}/", body=urlencode(action), headers=FORM), 200)
        assert text(got, "UserName") == name
    # The same in a query, written in two ways: with %2B and %40, and with what a URL may hold unescaped
    for user in (urlencode({"UserName": name}), f"UserName={name.replace('+', '%2B')}"):
        got = await expect(await aws.fetch(f"{server.endpoint}/?Action=GetUser&Version=2010-05-08&{user}"), 200)
        assert text(got, "UserName") == name


USES: dict[str, Callable[[Server], Awaitable[None]]] = {
    "dynamodb": use_dynamodb,
    "lambda": use_lambda,
    "sqs": use_sqs,
    "sqs-form": use_sqs_by_form,
    "sts": use_sts,
    "iam": use_iam,
}


@pytest.mark.parametrize("service", USES)
async def test_with_a_long_lived_key(moto: Server, service: str) -> None:
    await USES[service](moto)


@pytest.mark.parametrize("service", USES)
async def test_with_a_temporary_key(moto_temporary: Server, service: str) -> None:
    await USES[service](moto_temporary)


@pytest.mark.parametrize("server", ["moto", "moto_temporary"])
async def test_a_presigned_call(request: pytest.FixtureRequest, http: httpx.AsyncClient, server: str) -> None:
    moto: Server = request.getfixturevalue(server)
    url = f"{moto.endpoint}/?Action=GetCallerIdentity&Version=2011-06-15"
    for options in ({}, {"expires": 60}):
        presigned = await moto.client("sts").sign(url, aws={"sign_query": True, **options})
        response = await http.get(str(presigned.url))
        assert response.status_code == 200, response.text
        assert text(response.content, "Account") == "123456789012"


async def test_other_regions_are_other_places(moto: Server) -> None:
    name = f"t-{uuid4().hex}"
    table = {
        "TableName": name,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    aws = moto.client("dynamodb", region="eu-central-1")
    await call(aws, moto, "DynamoDB_20120810.CreateTable", table)
    headers = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"}
    here = await aws.fetch(moto.endpoint, headers=headers, body="{}")
    there = await aws.fetch(moto.endpoint, headers=headers, body="{}", aws={"region": "us-west-2"})
    assert name in (await here.json())["TableNames"]
    assert name not in (await there.json())["TableNames"]
