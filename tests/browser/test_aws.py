"""Real requests from the page to the local AWS, which recomputes every signature with botocore."""

from dataclasses import asdict
from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from demo.localhost.aws.local_aws import LocalAws

# What users report as broken: `+`, `=`, `@`, `%`, spaces, quotes and letters beyond ASCII.
KEYS_OF_OBJECTS = ["plain.txt", "a b+c=d@e,f;g.txt", "caf\u00e9/日本/😀", "100%/é", "a%2Fb", "!'()*&$", "~_.-", "x//y"]


@run_in_pyodide
async def s3(selenium, endpoint, keys, bucket, names):
    from urllib.parse import quote

    from aws4web import AwsClient

    aws = AwsClient(**keys, service="s3", retries=0)
    results = {"bucket": (await aws.fetch(f"{endpoint}/{bucket}", method="PUT")).status, "objects": {}}
    for name in names:
        url = f"{endpoint}/{bucket}/{quote(name)}"
        content = f"This is {name}.".encode()
        put = await aws.fetch(url, method="PUT", body=content, headers={"x-amz-meta-note": "a  b"})
        got = await aws.fetch(url)
        results["objects"][name] = (put.status, got.status, await got.bytes() == content)
    prefix = quote(names[1][:4], safe="")
    results["list"] = await (await aws.fetch(f"{endpoint}/{bucket}?list-type=2")).text()
    results["prefix"] = await (await aws.fetch(f"{endpoint}/{bucket}?prefix={prefix}&list-type=2")).text()
    gone = f"{endpoint}/{bucket}/{quote(names[0])}"
    head = await aws.fetch(gone, method="HEAD")
    results["head"] = (head.status, head.headers["x-amz-meta-note"], await head.bytes())
    results["delete"] = (await aws.fetch(gone, method="DELETE")).status
    results["after"] = (await aws.fetch(gone)).status
    return results


def test_s3(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    results = s3(selenium, local.endpoint, keys, "objects", KEYS_OF_OBJECTS)
    assert results["bucket"] == 200
    assert results["objects"] == dict.fromkeys(KEYS_OF_OBJECTS, (200, 200, True))
    assert results["list"].count("<Key>") == len(KEYS_OF_OBJECTS)
    assert f"<Key>{KEYS_OF_OBJECTS[1]}</Key>" in results["prefix"]
    assert results["prefix"].count("<Key>") == 1
    assert results["head"] == (200, "a b", b""), "folded, as it was signed"
    assert results["delete"] == 204
    assert results["after"] == 404


@run_in_pyodide
async def presigned(selenium, endpoint, keys, name):
    from urllib.parse import quote

    import js
    from inpage import js_object

    from aws4web import AwsClient

    aws = AwsClient(**keys, service="s3", retries=0)
    await aws.fetch(f"{endpoint}/presigned", method="PUT")
    url = f"{endpoint}/presigned/{quote(name)}"

    async def link(method, **options):
        return (await aws.sign(url, method=method, aws={"sign_query": True, **options})).url

    async def open_link(url, **init):
        response = await js.fetch(url, js_object(**init))
        return response.status, await response.text()

    put_link, get_link = await link("PUT"), await link("GET", expires=60)
    flipped = get_link[:-1] + ("0" if get_link[-1] != "0" else "1")
    return {
        "put": await open_link(put_link, method="PUT", body="sent without the client"),
        "get": await open_link(get_link),
        "link": get_link,
        "wrong method": await open_link(get_link, method="DELETE"),
        "another object": await open_link(get_link.replace("/presigned/", "/presigned/x")),
        "flipped signature": await open_link(flipped),
        "longer life": await open_link(get_link.replace("X-Amz-Expires=60", "X-Amz-Expires=600")),
        "expired": await open_link(await link("GET", expires=60, datetime="20200101T000000Z")),
        "client": (await aws.fetch(url, aws={"sign_query": True})).status,
    }


@pytest.mark.parametrize("name", ["plain.txt", "a b+c=é&.txt"])
def test_presigned(selenium: Any, local: LocalAws, keys: dict[str, str], name: str) -> None:
    results = presigned(selenium, local.endpoint, keys, name)
    assert results["put"][0] == 200
    assert results["get"] == (200, "sent without the client")
    assert "X-Amz-Expires=60&" in results["link"]
    assert results["client"] == 200
    for tampering in ("wrong method", "another object", "flipped signature", "longer life"):
        status, body = results[tampering]
        assert (status, "<Code>SignatureDoesNotMatch</Code>" in body) == (403, True), tampering
    status, body = results["expired"]
    assert (status, "<Code>AccessDenied</Code>" in body, "expired" in body) == (403, True, True)


@run_in_pyodide
async def json_call(selenium, endpoint, keys, target, payload, version="1.0"):
    import json

    from aws4web import AwsClient

    service = {"DynamoDB_20120810": "dynamodb", "AmazonSQS": "sqs"}[target.partition(".")[0]]
    aws = AwsClient(**keys, service=service, retries=0)
    headers = {"X-Amz-Target": target, "Content-Type": f"application/x-amz-json-{version}"}
    response = await aws.fetch(f"{endpoint}/", headers=headers, body=json.dumps(payload, ensure_ascii=False))
    return response.status, await response.json()


def test_dynamodb(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    def call(operation: str, **payload: Any) -> tuple[int, Any]:
        return json_call(selenium, local.endpoint, keys, f"DynamoDB_20120810.{operation}", payload)

    table: dict[str, Any] = {
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    item = {"id": {"S": "é 1"}, "note": {"S": "日本 😀"}}
    assert call("CreateTable", TableName="pages", **table)[0] == 200
    assert call("PutItem", TableName="pages", Item=item) == (200, {})
    assert call("GetItem", TableName="pages", Key={"id": item["id"]}) == (200, {"Item": item})
    status, error = call("GetItem", TableName="none", Key={"id": item["id"]})
    assert (status, "ResourceNotFoundException" in error["__type"]) == (400, True)


def test_sqs(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    def call(operation: str, **payload: Any) -> Any:
        status, answer = json_call(selenium, local.endpoint, keys, f"AmazonSQS.{operation}", payload)
        assert status == 200, answer
        return answer

    queue = call("CreateQueue", QueueName="pages")["QueueUrl"]
    call("SendMessage", QueueUrl=queue, MessageBody="é ✓")
    [message] = call("ReceiveMessage", QueueUrl=queue)["Messages"]
    assert message["Body"] == "é ✓"


@run_in_pyodide
async def invoke(selenium, endpoint, keys, function, event):
    from aws4web import AwsClient

    aws = AwsClient(**keys, service="lambda", retries=0)
    url = f"{endpoint}/2015-03-31/functions/{function}/invocations"
    response = await aws.fetch(url, headers={"Content-Type": "application/json"}, body=event)
    return response.status, await response.text()


def test_lambda(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    event = '{"name": "Zo\u00eb ✓"}'
    assert invoke(selenium, local.endpoint, keys, local.function_name, event) == (200, event)


@run_in_pyodide
async def query_call(selenium, endpoint, keys, service, body):
    from aws4web import AwsClient

    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    response = await AwsClient(**keys, service=service, retries=0).fetch(f"{endpoint}/", headers=headers, body=body)
    return response.status, await response.text()


GET_CALLER = ("sts", "Action=GetCallerIdentity&Version=2011-06-15")


@pytest.mark.parametrize(
    ("service", "body", "answer"),
    [(*GET_CALLER, "<GetCallerIdentityResponse"), ("iam", "Action=ListUsers&Version=2010-05-08", "<ListUsersResponse")],
    ids=["sts", "iam"],
)
def test_query_services(
    selenium: Any, local: LocalAws, keys: dict[str, str], service: str, body: str, answer: str
) -> None:
    status, text = query_call(selenium, local.endpoint, keys, service, body)
    assert (status, answer in text) == (200, True)


def test_temporary_credentials(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    temporary = {name: value for name, value in asdict(local.temporary).items() if name != "expires_at"}
    assert query_call(selenium, local.endpoint, keys | temporary, *GET_CALLER)[0] == 200
    status, text = query_call(selenium, local.endpoint, keys | temporary | {"session_token": "another"}, *GET_CALLER)
    assert (status, "token" in text) == (403, True)


def test_wrong_secret(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    flipped = keys | {"secret_access_key": keys["secret_access_key"].swapcase()}
    status, text = query_call(selenium, local.endpoint, flipped, *GET_CALLER)
    assert (status, "<Code>SignatureDoesNotMatch</Code>" in text) == (403, True)


@run_in_pyodide
async def tampered(selenium, endpoint, keys):
    import js
    from inpage import js_object

    from aws4web import AwsClient

    aws = AwsClient(**keys, service="s3", retries=0)
    await aws.fetch(f"{endpoint}/tampered", method="PUT")

    async def send(url=None, headers=None, body=None):
        request = await aws.sign(f"{endpoint}/tampered/key", method="PUT", headers={"x-amz-meta-a": "1"}, body="signed")
        js_headers = js.Headers.new(request.headers)
        for name, value in (headers or {}).items():
            js_headers.set(name, value)
        init = js_object(method="PUT", headers=js_headers, body=body or "signed")
        response = await js.fetch(url or request.url, init)
        return response.status, await response.text()

    return {
        "nothing": await send(),
        "path": await send(url=f"{endpoint}/tampered/other"),
        "query": await send(url=f"{endpoint}/tampered/key?acl"),
        "header": await send(headers={"x-amz-meta-a": "2"}),
        "one more header": await send(headers={"x-amz-acl": "public-read"}),
        "body": await send(body="tampered"),
    }


def test_tampered(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    results = tampered(selenium, local.endpoint, keys)
    assert results.pop("nothing")[0] == 200
    codes = {what: (status, text.partition("<Code>")[2].partition("<")[0]) for what, (status, text) in results.items()}
    assert codes == {
        "path": (403, "SignatureDoesNotMatch"),
        "query": (403, "SignatureDoesNotMatch"),
        "header": (403, "SignatureDoesNotMatch"),
        "one more header": (403, "AccessDenied"),
        "body": (400, "XAmzContentSHA256Mismatch"),
    }
