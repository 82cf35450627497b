"""What comes back: one interface, whatever the status."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from .echo import Answer, EchoServer


@run_in_pyodide
async def read(selenium, url):
    import js
    from inpage import client

    response = await client().fetch(url)
    first = (response.status, response.ok, response.status_text, response.url)
    return {
        "first": first,
        "headers": dict(response.headers),
        "content-type": response.headers["Content-Type"],
        "bytes": await response.bytes(),
        "text": await response.text(),
        "json": await response.json(),
        "chunks": [chunk async for chunk in response],
        "raw": js.Object.prototype.toString.call(response.raw),
        "repr": repr(response),
    }


def test_interface(selenium: Any, echo: EchoServer) -> None:
    body = '\ufeff{"é": [1, null]}'.encode()
    url = echo.answer("/read", Answer(201, {"Content-Type": "application/json", "X-Amzn-RequestId": "7"}, body))
    got = read(selenium, url + "?secret=1")
    assert got["first"] == (201, True, "Created", url + "?secret=1")
    assert got["headers"]["x-amzn-requestid"] == "7"
    assert got["content-type"] == "application/json"
    assert got["bytes"] == body
    assert got["text"] == '{"é": [1, null]}'
    assert got["json"] == {"é": [1, None]}
    assert got["chunks"] == [body]
    assert got["raw"] == "[object Response]"
    assert "secret" not in got["repr"]


@run_in_pyodide
async def outcome(selenium, url):
    from inpage import client

    response = await client().fetch(url)
    return response.status, response.ok, await response.text()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(403, {}, b"<Error/>"), (403, False, "<Error/>")),
        (Answer(404, {}, b""), (404, False, "")),
        (Answer(204), (204, True, "")),
        (Answer(501, {}, b"no"), (501, False, "no")),
        (Answer(200, {}, b"\xff\xfea"), (200, True, "\ufffd\ufffda")),
    ],
    ids=["403", "404", "204", "501", "not UTF-8"],
)
def test_any_status_is_a_response(
    selenium: Any, echo: EchoServer, answer: Answer, expected: tuple[int, bool, str]
) -> None:
    assert outcome(selenium, echo.answer("/status", answer)) == expected


@run_in_pyodide
async def not_json(selenium, url):
    from inpage import client, failure

    response = await client().fetch(url)
    return (await failure(response.json()))[0], await response.text()


def test_body_that_is_no_json(selenium: Any, echo: EchoServer) -> None:
    kinds, text = not_json(selenium, echo.answer("/xml", Answer(body=b"<a/>")))
    assert "ValueError" in kinds
    assert text == "<a/>"


@run_in_pyodide
async def iterate(selenium, url, size):
    import hashlib

    from inpage import client

    content = hashlib.shake_256(b"chunks").digest(size)
    response = await client().fetch(url, body=content)
    chunks = [chunk async for chunk in response]
    return len(chunks), b"".join(chunks) == content, {type(chunk).__name__ for chunk in chunks}


def test_chunks_come_as_they_arrive(selenium: Any, echo: EchoServer) -> None:
    count, same, kinds = iterate(selenium, echo.url, 4 * 1024 * 1024)
    assert count > 1
    assert same
    assert kinds == {"bytes"}


def test_iteration_over_no_body(selenium: Any, echo: EchoServer) -> None:
    assert iterate(selenium, echo.url, 0)[1]


@run_in_pyodide
async def leave_early(selenium, url, stall):
    from inpage import client, happened

    response = await client().fetch(stall)
    chunks = response.__aiter__()
    first = await chunks.__anext__()
    await chunks.aclose()
    return first, await happened(url, "left")


def test_leaving_the_iteration_ends_the_transfer(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/stall", Answer(body=b"half" * 2, fault="stall"))
    assert leave_early(selenium, echo.url, url) == (b"half", True)


@run_in_pyodide
async def cancel(selenium, url, stall):
    from inpage import client, happened

    response = await client().fetch(stall)
    await response.cancel()
    return await happened(url, "left")


def test_cancel_ends_the_transfer(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/stall", Answer(body=b"half" * 2, fault="stall"))
    assert cancel(selenium, echo.url, url)


@run_in_pyodide
async def read_twice(selenium, url):
    from inpage import client, failure

    response = await client().fetch(url)
    chunks = [chunk async for chunk in response]
    return b"".join(chunks), (await failure(response.bytes()))[0]


def test_body_that_was_iterated_is_gone(selenium: Any, echo: EchoServer) -> None:
    body, kinds = read_twice(selenium, echo.answer("/once", Answer(body=b"once")))
    assert body == b"once"
    assert kinds, "an error, not an empty body"
