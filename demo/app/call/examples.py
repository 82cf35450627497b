"""Ready requests for the Call tab. Pure."""

import json
from collections.abc import Callable

from ..call_text import Call

Address = Callable[..., str]
"""The URL of a path of a service, given its name in the host: Connection.url."""

_JSON = "application/x-amz-json-1.0"
_FORM = ("content-type", "application/x-www-form-urlencoded; charset=utf-8")
TABLE = "visitors"
QUEUE = "demo-queue"
FUNCTION = "echo"


def _pretty(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False)


def _form(url: Address, service: str, body: str) -> Call:
    return Call("POST", url(service), [_FORM], body, service)


def _target(url: Address, service: str, target: str, content: object) -> Call:
    return Call("POST", url(service), [("content-type", _JSON), ("x-amz-target", target)], _pretty(content), service)


def _dynamodb(url: Address, operation: str, content: object) -> Call:
    return _target(url, "dynamodb", f"DynamoDB_20120810.{operation}", content)


def calls(url: Address) -> dict[str, Call]:
    """The examples, by name, in the order in which they build on each other."""
    table = {
        "TableName": TABLE,
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    item = {"TableName": TABLE, "Item": {"id": {"S": "visitor-1"}, "note": {"S": "was here ✓"}}}
    key = {"TableName": TABLE, "Key": {"id": {"S": "visitor-1"}}}
    invocation = url("lambda", f"/2015-03-31/functions/{FUNCTION}/invocations")
    event = _pretty({"name": "Zoë", "numbers": [1, 2, 3]})
    return {
        "STS: whose keys are these?": _form(url, "sts", "Action=GetCallerIdentity&Version=2011-06-15"),
        "Lambda: invoke a function": Call("POST", invocation, [("content-type", "application/json")], event, "lambda"),
        "DynamoDB: list tables": _dynamodb(url, "ListTables", {}),
        "DynamoDB: create a table": _dynamodb(url, "CreateTable", table),
        "DynamoDB: put an item": _dynamodb(url, "PutItem", item),
        "DynamoDB: get the item": _dynamodb(url, "GetItem", key),
        "SQS: create a queue": _target(url, "sqs", "AmazonSQS.CreateQueue", {"QueueName": QUEUE}),
        "SQS: list queues": _target(url, "sqs", "AmazonSQS.ListQueues", {}),
        "S3: list buckets": Call("GET", url("s3"), [], "", "s3"),
        "S3: create a bucket": Call("PUT", url("s3", "/call-demo"), [], "", "s3"),
        "S3: put an object": Call(
            "PUT", url("s3", "/call-demo/a%2Bb%20%C3%A9.txt"), [("content-type", "text/plain")], "Hello", "s3"
        ),
        "S3: get the object": Call("GET", url("s3", "/call-demo/a%2Bb%20%C3%A9.txt"), [], "", "s3"),
    }
