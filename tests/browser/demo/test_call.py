"""The Call tab: every example answers, and is the same as Python and as curl."""

import http.client
import shlex
from urllib.parse import urlsplit

import pytest

from .page import DemoPage

# In the order in which the page offers them, each with what its answer must contain.
EXAMPLES = {
    "STS: whose keys are these?": "<Account>123456789012</Account>",
    "Lambda: invoke a function": '"name": "Zoë"',
    "DynamoDB: list tables": '"TableNames": [',
    "DynamoDB: create a table": '"TableName": "visitors"',
    "DynamoDB: put an item": "{}",
    "DynamoDB: get the item": '"S": "was here ✓"',
    "SQS: create a queue": '"QueueUrl": "http',
    "SQS: list queues": "/demo-queue",
    "S3: list buckets": "<Buckets",
    "S3: create a bucket": "(an empty body)",
    "S3: put an object": "(an empty body)",
    "S3: get the object": "Hello",
}


def send(page: DemoPage) -> str:
    """Press Send; the status line."""
    page.click("#call-send")
    page.until(lambda: page.find("#call-status").get_attribute("data-state") != "busy")
    return page.text("#call-status")


def test_every_example_is_tested(page: DemoPage) -> None:
    page.tab("call")
    assert page.options("#call-example") == list(EXAMPLES)


def test_examples(page: DemoPage) -> None:
    page.tab("call")
    for name, part in EXAMPLES.items():
        page.choose("#call-example", name)
        status = send(page)
        assert status.startswith("200 "), f"{name}: {page.text('#call-problem')}"
        assert " ms · " in status
        assert part in page.text("#call-answer-body"), name
        assert "date: " in page.text("#call-answer-headers")


@pytest.mark.parametrize("name", ["STS: whose keys are these?", "DynamoDB: list tables", "S3: list buckets"])
def test_as_python(page: DemoPage, name: str) -> None:
    page.tab("call")
    page.choose("#call-example", name)
    code = page.text("#call-python-code")
    assert page.config["secret_access_key"] not in code
    page.click("#call-try")
    assert page.find("#tab-python").get_attribute("aria-selected") == "true"
    page.click("#python-run")
    page.until(lambda: page.find("#python-status").get_attribute("data-state") == "done")
    assert page.text("#python-output").startswith("200 ")


def send_curl(command: str) -> tuple[int, bytes]:
    """What curl would do with the command."""
    program, *arguments = shlex.split(command.replace("\\\n", ""))
    method, url, headers, body = "GET", "", {}, None
    options = iter(arguments)
    for option in options:
        if option == "--request":
            method = next(options)
        elif option == "--header":
            header, _, text = next(options).partition(":")
            headers[header] = text.strip()
        elif option == "--data-raw":
            body = next(options).encode()
        else:
            assert option.startswith("http://"), option
            url = option
    assert program == "curl"
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(method, url.partition(urlsplit(url).netloc)[2], body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("name", ["Lambda: invoke a function", "S3: list buckets"])
def test_as_curl(page: DemoPage, name: str) -> None:
    page.tab("call")
    page.choose("#call-example", name)
    if not page.find("#call-curl").get_property("open"):
        page.click("#call-curl summary")
    page.js("document.getElementById('call-curl-code').replaceChildren()")
    page.click("#call-resign")
    command = page.until(lambda: page.text("#call-curl-code"))
    assert page.value("#call-url") in command
    assert page.config["secret_access_key"] not in command
    assert "whoever has it can send this request" in page.text("#call-curl")
    status, body = send_curl(command)
    assert status == 200, body
    assert ("Zoë".encode() in body) == name.startswith("Lambda")


def test_error_of_aws(page: DemoPage) -> None:
    page.refusals_expected = True
    page.tab("call")
    page.choose("#call-example", "DynamoDB: get the item")
    page.type("#call-body", '{"TableName": "no-table", "Key": {"id": {"S": "1"}}}')
    assert send(page).startswith("400 ")
    explained = page.problem("#call-problem", "ResourceNotFoundException")
    assert "does not exist in this region" in explained
    assert "ResourceNotFoundException" in page.text("#call-answer-body"), "the answer itself is shown too"


@pytest.mark.parametrize(
    ("field", "text", "part"),
    [
        ("#call-headers", "no colon", "has no colon"),
        ("#call-url", "no address", "is not an absolute URL"),
        ("#call-service", "", "Which service is this?"),
    ],
)
def test_bad_input(page: DemoPage, field: str, text: str, part: str) -> None:
    page.tab("call")
    page.choose("#call-example", "S3: list buckets")
    page.type(field, text)
    page.click("#call-send")
    page.problem("#call-problem", part)


def test_cancel(page: DemoPage) -> None:
    page.tab("call")
    page.choose("#call-example", "S3: put an object")
    page.type("#call-body", "x" * 3_000_000)
    page.network(upload=300_000)
    page.click("#call-send")
    page.until(lambda: page.find("#call-cancel").is_enabled())
    page.click("#call-cancel")
    page.until_text("#call-status", "Cancelled.")
    assert page.find("#call-send").is_enabled()


def test_what_is_typed_stays_when_the_connection_changes(page: DemoPage) -> None:
    page.tab("call")
    page.choose("#call-example", "S3: list buckets")
    page.connect(region="eu-west-1")
    assert 'region="eu-west-1"' in page.until_text("#call-python-code", "eu-west-1")
    page.type("#call-url", "https://typed.example/")
    page.connect(region="us-west-2")
    page.until_text("#call-python-code", "us-west-2")
    assert page.value("#call-url") == "https://typed.example/"
