"""The demo page: every button signs and sends a request with aws4web, and shows what came back."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import demo_config  # loader.js makes this module of the server's config.json
from js import document, fetch, performance
from pyodide.ffi.wrappers import add_event_listener

from aws4web import AwsClient

BUCKET = f"{demo_config.endpoint}/demo"
TABLE = "demo"

aws = AwsClient(
    access_key_id=demo_config.access_key_id,
    secret_access_key=demo_config.secret_access_key,
    session_token=demo_config.session_token or None,
    region=demo_config.region,
)

# What an action returns: the answer's status, whether it is a success, the request, and the answer's body.
Result = tuple[int, bool, str, str]


def value(name: str) -> str:
    """What the visitor typed into a field."""
    return document.getElementById(name).value


def readable(body: str) -> str:
    """JSON indented, XML with one element to a line, anything else as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body.replace("><", ">\n<")


async def answer(method: str, response: Any) -> Result:
    """The result that shows an answer."""
    body = await response.text()
    request = f"{method} {response.url}"
    return response.status, bool(response.ok), request, readable(body) or "(an empty body)"


async def s3(method: str, url: str, **options: Any) -> Any:
    """Send a request to S3. The host is no name of AWS, so the service must be said."""
    return await aws.fetch(url, method=method, aws={"service": "s3"}, **options)


def object_url() -> str:
    """The address of the key that is typed in."""
    key = value("s3-key")
    if not key:
        raise ValueError("type a key first")  # without one it would be the bucket's own address
    return f"{BUCKET}/{quote(key)}"


async def s3_put() -> Result:
    """Make the bucket, unless it is there; put the text."""
    bucket = await s3("PUT", BUCKET)
    if not bucket.ok and bucket.status != 409:  # 409: it is there already
        return await answer("PUT", bucket)
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return await answer("PUT", await s3("PUT", object_url(), headers=headers, body=value("s3-text")))


async def s3_get() -> Result:
    """Get the text back."""
    return await answer("GET", await s3("GET", object_url()))


async def s3_list() -> Result:
    """List the bucket."""
    return await answer("GET", await s3("GET", f"{BUCKET}?list-type=2"))


async def s3_presigned() -> Result:
    """Sign a link that needs no headers; open it without the client."""
    request = await aws.sign(object_url(), aws={"service": "s3", "sign_query": True})
    link = document.getElementById("s3-presigned-link")
    link.href = request.url
    link.hidden = False
    return await answer("GET", await fetch(request.url))


async def dynamodb(operation: str, **payload: Any) -> Any:
    """Call an operation of DynamoDB."""
    headers = {"X-Amz-Target": f"DynamoDB_20120810.{operation}", "Content-Type": "application/x-amz-json-1.0"}
    body = json.dumps(payload)
    return await aws.fetch(f"{demo_config.endpoint}/", headers=headers, body=body, aws={"service": "dynamodb"})


async def make_table() -> Any:
    """Make the table, unless it is there; return the last answer."""
    tables = await dynamodb("ListTables")
    if not tables.ok or TABLE in (await tables.json())["TableNames"]:
        return tables
    return await dynamodb(
        "CreateTable",
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )


async def dynamodb_put() -> Result:
    """Put the item."""
    table = await make_table()
    if not table.ok:
        return await answer("POST", table)
    item = {"id": {"S": value("dynamodb-id")}, "note": {"S": value("dynamodb-note")}}
    return await answer("POST", await dynamodb("PutItem", TableName=TABLE, Item=item))


async def dynamodb_get() -> Result:
    """Get the item back."""
    key = {"id": {"S": value("dynamodb-id")}}
    return await answer("POST", await dynamodb("GetItem", TableName=TABLE, Key=key))


async def lambda_invoke() -> Result:
    """Invoke a function with the event that is typed in."""
    event = json.dumps(json.loads(value("lambda-event")))
    url = f"{demo_config.endpoint}/2015-03-31/functions/echo/invocations"
    headers = {"Content-Type": "application/json"}
    return await answer("POST", await aws.fetch(url, headers=headers, body=event, aws={"service": "lambda"}))


ACTIONS: dict[str, Callable[[], Awaitable[Result]]] = {
    "s3-put": s3_put,
    "s3-get": s3_get,
    "s3-list": s3_list,
    "s3-presigned": s3_presigned,
    "dynamodb-put": dynamodb_put,
    "dynamodb-get": dynamodb_get,
    "lambda-invoke": lambda_invoke,
}


tasks: set[asyncio.Task[Any]] = set()  # the event loop itself does not keep a task alive


def begin(name: str) -> None:
    """Mark a button's output as busy. What it showed before stays until there is something new."""
    document.getElementById(name).disabled = True
    document.getElementById(f"{name}-result").dataset.state = "busy"


def end(name: str, ok: bool, text: str) -> None:
    """Fill a button's output."""
    output = document.getElementById(f"{name}-result")
    output.textContent = text
    output.dataset.state = "done" if ok else "error"
    document.getElementById(name).disabled = False


async def run(name: str) -> bool:
    """Run one action and show its result; tell whether it succeeded."""
    begin(name)
    began = performance.now()
    try:
        status, ok, request, body = await ACTIONS[name]()
        took = f"{performance.now() - began:.0f} ms"
        end(name, ok, f"{status} in {took} | {request}\n\n{body}")
    except Exception as error:  # whatever it is, the visitor is to see it
        ok = False
        end(name, ok, f"{type(error).__name__}: {error}")
    return ok


async def run_all() -> None:
    """Press every button, in order."""
    passed = [await run(name) for name in ACTIONS]
    end("run-all", all(passed), f"{sum(passed)} of {len(passed)} requests succeeded")


def on_click(event: Any) -> None:
    """Do what the pressed button says; its output is busy when this returns."""
    name = event.target.id
    begin(name)
    task = asyncio.ensure_future(run_all() if name == "run-all" else run(name))
    tasks.add(task)
    task.add_done_callback(tasks.discard)


for button in document.querySelectorAll("button"):
    add_event_listener(button, "click", on_click)
    button.disabled = False
