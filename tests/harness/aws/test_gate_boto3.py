"""The gate against boto3, which is not ours: what AWS's own SDK signs is let through, and nothing else."""

import http.client
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from demo.localhost.aws.local_aws import LocalAws

# v4: otherwise boto3 would presign S3 URLs with Signature Version 2
CONFIG = Config(proxies={}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, signature_version="v4")
MakeClient = Callable[..., Any]


@pytest.fixture(scope="module")
def client(local: LocalAws) -> MakeClient:
    """A maker of boto3 clients for the local AWS."""
    session = boto3.session.Session()

    def make(service: str, **overrides: str) -> Any:
        options = {
            "endpoint_url": local.endpoint,
            "region_name": local.region,
            "aws_access_key_id": local.access_key_id,
            "aws_secret_access_key": local.secret_access_key,
        }
        return session.client(service, config=CONFIG, **(options | overrides))

    return make


def name(prefix: str) -> str:
    return f"{prefix}-{uuid4().hex[:12]}"


def call_s3(client: Any) -> None:
    bucket, key = name("b"), "a b/ü+%//'()*!~=@.txt"
    client.create_bucket(Bucket=bucket)
    client.put_object(Bucket=bucket, Key=key, Body=b"content", Metadata={"a": "two  spaces"})
    assert [item["Key"] for item in client.list_objects_v2(Bucket=bucket, Prefix="a b/ü")["Contents"]] == [key]
    answer = client.get_object(Bucket=bucket, Key=key)
    assert answer["Body"].read() == b"content"
    assert client.head_object(Bucket=bucket, Key=key)["ContentLength"] == 7
    client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key}]})
    assert "Contents" not in client.list_objects_v2(Bucket=bucket)


def call_dynamodb(client: Any) -> None:
    table = name("t")
    client.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    item = {"id": {"S": "é"}, "n": {"N": "1"}}
    client.put_item(TableName=table, Item=item)
    assert client.get_item(TableName=table, Key={"id": {"S": "é"}})["Item"] == item


def call_lambda(client: Any) -> None:
    event = {"hello": "wörld", "n": [1, 2]}
    answer = client.invoke(FunctionName="echo", Payload=json.dumps(event).encode())
    assert json.loads(answer["Payload"].read()) == event


def call_sqs(client: Any) -> None:
    url = client.create_queue(QueueName=name("q"))["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody="<&> é")
    assert client.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "<&> é"


def call_sts(client: Any) -> None:
    assert client.get_caller_identity()["Account"] == "123456789012"


def call_iam(client: Any) -> None:
    user = name("u")
    client.create_user(UserName=user)
    assert client.get_user(UserName=user)["User"]["UserName"] == user


CALLS = {
    "s3": call_s3,
    "dynamodb": call_dynamodb,
    "lambda": call_lambda,
    "sqs": call_sqs,
    "sts": call_sts,
    "iam": call_iam,
}
MISMATCH = {
    "s3": (403, "SignatureDoesNotMatch"),
    "dynamodb": (400, "InvalidSignatureException"),
    "lambda": (403, "InvalidSignatureException"),
    "sqs": (400, "InvalidSignatureException"),
    "sts": (403, "SignatureDoesNotMatch"),
    "iam": (403, "SignatureDoesNotMatch"),
}
UNKNOWN_KEY = {
    "s3": "InvalidAccessKeyId",
    "dynamodb": "UnrecognizedClientException",
    "lambda": "UnrecognizedClientException",
    "sqs": "UnrecognizedClientException",
    "sts": "InvalidClientTokenId",
    "iam": "InvalidClientTokenId",
}


@pytest.mark.parametrize("service", CALLS)
def test_accepts_a_long_lived_credential(client: MakeClient, service: str) -> None:
    CALLS[service](client(service))


@pytest.mark.parametrize("service", CALLS)
def test_accepts_a_temporary_credential(client: MakeClient, local: LocalAws, service: str) -> None:
    temporary = local.temporary
    CALLS[service](
        client(
            service,
            aws_access_key_id=temporary.access_key_id,
            aws_secret_access_key=temporary.secret_access_key,
            aws_session_token=temporary.session_token or "",
        )
    )


@pytest.mark.parametrize("service", CALLS)
def test_refuses_a_wrong_secret(client: MakeClient, local: LocalAws, service: str) -> None:
    with pytest.raises(ClientError) as caught:
        CALLS[service](client(service, aws_secret_access_key=local.secret_access_key.swapcase()))
    answer = caught.value.response
    assert (answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]) == MISMATCH[service]
    assert answer["Error"]["Message"].startswith("The request signature we calculated does not match")


@pytest.mark.parametrize("service", CALLS)
def test_refuses_an_unknown_key(client: MakeClient, service: str) -> None:
    with pytest.raises(ClientError) as caught:
        CALLS[service](client(service, aws_access_key_id="AKIAUNKNOWNUNKNOWN00"))
    assert caught.value.response["Error"]["Code"] == UNKNOWN_KEY[service]


@pytest.mark.parametrize("service", CALLS)
def test_refuses_a_temporary_key_without_its_token(client: MakeClient, local: LocalAws, service: str) -> None:
    with pytest.raises(ClientError) as caught:
        CALLS[service](
            client(
                service,
                aws_access_key_id=local.temporary.access_key_id,
                aws_secret_access_key=local.temporary.secret_access_key,
            )
        )
    assert caught.value.response["Error"]["Code"] == UNKNOWN_KEY[service]


def test_carries_a_large_body_both_ways(client: MakeClient) -> None:
    s3, bucket = client("s3"), name("b")
    body = bytes(range(256)) * 4096 * 3
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="large", Body=io.BytesIO(body))
    assert s3.get_object(Bucket=bucket, Key="large")["Body"].read() == body


def test_does_not_show_the_settings_of_moto(local: LocalAws, client: MakeClient) -> None:
    with pytest.raises(ClientError) as caught:
        client("s3").list_objects_v2(Bucket="moto-api")
    assert caught.value.response["Error"]["Code"] == "NoSuchBucket"


def test_runs_a_function_made_through_it(client: MakeClient, local: LocalAws) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("f.py", "def handler(event, context): return event")
    function = name("f")
    client("lambda").create_function(
        FunctionName=function,
        Role=f"arn:aws:iam::{local.account_id}:role/echo-role",
        Runtime="python3.13",
        Handler="f.handler",
        Code={"ZipFile": code.getvalue()},
    )
    answer = client("lambda").invoke(FunctionName=function, Payload=b'{"a": 1}')
    assert json.loads(answer["Payload"].read()) == {"a": 1}


@pytest.mark.parametrize("credential", ["long-lived", "temporary"])
def test_accepts_presigned_urls(client: MakeClient, local: LocalAws, credential: str) -> None:
    keys = {}
    if credential == "temporary":
        keys = {
            "aws_access_key_id": local.temporary.access_key_id,
            "aws_secret_access_key": local.temporary.secret_access_key,
            "aws_session_token": local.temporary.session_token or "",
        }
    s3, target = client("s3", **keys), {"Bucket": name("b"), "Key": "é+ %/x"}
    s3.create_bucket(Bucket=target["Bucket"])
    put = s3.generate_presigned_url("put_object", target, ExpiresIn=60)
    assert send("PUT", put, b"by URL") == (200, b"")
    get = s3.generate_presigned_url("get_object", target | {"ResponseContentType": "text/x-a"}, ExpiresIn=60)
    assert send("GET", get) == (200, b"by URL")
    status, text = send("GET", get.replace("text%2Fx-a", "text%2Fx-b"))
    assert (status, b"<Code>SignatureDoesNotMatch</Code>" in text) == (403, True)


def test_accepts_a_presigned_url_of_another_service(client: MakeClient) -> None:
    url = client("sts").generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
    status, text = send("GET", url)
    assert (status, b"<Account>123456789012</Account>" in text) == (200, True)


def send(method: str, url: str, body: bytes | None = None) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
