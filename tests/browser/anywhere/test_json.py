"""JSON is a body that the package makes."""

import json
from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from ..echo import EchoServer


@run_in_pyodide
async def send(selenium, url, form, **options):
    import js
    from inpage import Clock, client, js_object

    aws = client(retries=1, platform=Clock().platform)
    if form == "Request":
        url = js.Request.new(url, js_object(method="PATCH", body="theirs", headers={"x-a": "1"}))
    return (await aws.fetch(url, **options)).status


VALUE = {"é✓😀": [1, 2.5, None, True, "a b"]}


def test_json(selenium: Any, echo: EchoServer) -> None:
    assert send(selenium, echo.url, "str", json=VALUE) == 200
    [request] = echo.sent
    assert (request.method, request.header("content-type")) == ("POST", "application/json")
    assert request.body == '{"é✓😀":[1,2.5,null,true,"a b"]}'.encode()
    assert echo.refusals() == [None]


@pytest.mark.parametrize("value", [0, False, "", [], {}])
def test_json_that_is_false(selenium: Any, echo: EchoServer, value: object) -> None:
    assert send(selenium, echo.url, "str", json=value) == 200
    assert (echo.sent[0].method, echo.sent[0].body) == ("POST", json.dumps(value).encode())


def test_the_callers_method_and_type_win(selenium: Any, echo: EchoServer) -> None:
    headers = {"CONTENT-TYPE": "application/x-amz-json-1.0"}
    assert send(selenium, echo.url, "str", json=[1], method="PUT", headers=headers) == 200
    [request] = echo.sent
    assert (request.method, request.header("content-type")) == ("PUT", "application/x-amz-json-1.0")


def test_json_takes_the_place_of_a_requests_body(selenium: Any, echo: EchoServer) -> None:
    assert send(selenium, echo.url, "Request", json=[1]) == 200
    [request] = echo.sent
    assert (request.method, request.body, request.header("x-a")) == ("PATCH", b"[1]", "1")
    assert echo.refusals() == [None]


def test_json_is_sent_with_each_attempt(selenium: Any, echo: EchoServer) -> None:
    assert send(selenium, echo.answer("/again", 503, 200), "str", json=[1], method="PUT") == 200
    assert [request.body for request in echo.sent] == [b"[1]"] * 2
    assert echo.refusals() == [None] * 2
