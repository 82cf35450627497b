"""A failed fetch raises, and never hangs; what is given up ends at the server too."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from demo.localhost.ports import free_port

from .echo import Answer, EchoServer

NETWORK_ERROR = ["NetworkError", "Aws4WebError", "OSError"]
ABORT_ERROR = ["AbortError", *NETWORK_ERROR]


@run_in_pyodide
async def fetch_fails(selenium, url, options=None):
    from inpage import client, failure

    return await failure(client(retries=0).fetch(url, **(options or {})))


def is_network_error(outcome: tuple[list[str], str], url: str, method: str = "GET") -> bool:
    """Whether fetch raised a NetworkError that says what was requested from where, without the query."""
    kinds, message = outcome
    assert kinds[: len(NETWORK_ERROR)] == NETWORK_ERROR, message
    assert message.startswith(f"{method} {url}: ")
    assert "secret" not in message
    return True


def test_refused(selenium: Any) -> None:
    url = f"http://127.0.0.1:{free_port()}/path"
    assert is_network_error(fetch_fails(selenium, url + "?secret=1"), url)


def test_cors_blocked(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/blocked", Answer(cors=False))
    outcome = fetch_fails(selenium, url + "?secret=1")
    assert is_network_error(outcome, url)
    assert '"AllowedOrigins": ["http://127.0.0.1:' in outcome[1]
    assert "access-control-allow-headers: authorization,x-amz-date." in outcome[1]
    assert len(echo.sent) == 1


def test_cors_blocked_presigned(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/blocked", Answer(cors=False))
    assert is_network_error(fetch_fails(selenium, url, {"aws": {"sign_query": True}}), url)


def test_reset(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/reset", Answer(fault="reset"))
    assert is_network_error(fetch_fails(selenium, url, {"method": "POST", "body": b"x"}), url, "POST")


def test_redirect_refused(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/redirect", Answer(307, {"Location": "/elsewhere"}))
    assert is_network_error(fetch_fails(selenium, url, {"redirect": "error"}), url)
    assert len(echo.sent) == 1


@run_in_pyodide
async def body_fails(selenium, url, reader):
    from inpage import client, failure

    response = await client().fetch(url)

    async def iterate():
        async for _ in response:
            pass

    return response.status, await failure(iterate() if reader == "iteration" else getattr(response, reader)())


@pytest.mark.parametrize("reader", ["bytes", "text", "json", "iteration"])
def test_body_breaks_off(selenium: Any, echo: EchoServer, reader: str) -> None:
    url = echo.answer("/cut", Answer(body=b"half" * 2, fault="cut"))
    status, outcome = body_fails(selenium, url, reader)
    assert status == 200
    assert is_network_error(outcome, url)


@run_in_pyodide
async def abort(selenium, url, target, when, reason=()):
    """Abort while the answer is waited for (hang), or its body (stall)."""
    import asyncio

    import js
    from inpage import client, failure, happened

    controller = js.AbortController.new()

    async def send():
        response = await client().fetch(target, signal=controller.signal)
        if when == "iteration":
            async for _ in response:
                pass
        return await response.bytes()

    sending = asyncio.ensure_future(send())
    assert await happened(url, "waiting")
    controller.abort(*reason)
    kinds, message = await failure(sending)
    return kinds, message, await happened(url, "left")


@pytest.mark.parametrize("reason", [(), ("a reason that is not an Error",)], ids=["no reason", "reason"])
@pytest.mark.parametrize("when", ["answer", "body", "iteration"])
def test_abort(selenium: Any, echo: EchoServer, when: str, reason: tuple[str, ...]) -> None:
    fault = "hang" if when == "answer" else "stall"
    url = echo.answer("/slow", Answer(body=b"half" * 2, fault=fault))
    kinds, message, left = abort(selenium, echo.url, url, when, reason)
    assert kinds[: len(ABORT_ERROR)] == ABORT_ERROR, message
    assert left, "the server's connection is closed"


@run_in_pyodide
async def aborted_before(selenium, url):
    import js
    from inpage import client, failure

    return await failure(client().fetch(url, signal=js.AbortSignal.abort()))


def test_aborted_before(selenium: Any, echo: EchoServer) -> None:
    kinds, _ = aborted_before(selenium, echo.url)
    assert kinds[: len(ABORT_ERROR)] == ABORT_ERROR
    assert echo.sent == []


@run_in_pyodide
async def time_out(selenium, url, target):
    import js
    from inpage import client, failure, happened

    kinds, _ = await failure(client().fetch(target, signal=js.AbortSignal.timeout(200)))
    return kinds, await happened(url, "left")


def test_timeout_signal(selenium: Any, echo: EchoServer) -> None:
    kinds, left = time_out(selenium, echo.url, echo.answer("/hang", Answer(fault="hang")))
    assert kinds[: len(ABORT_ERROR)] == ABORT_ERROR
    assert left


@run_in_pyodide
async def cancel_task(selenium, url, target, when):
    import asyncio

    from inpage import client, failure, happened

    async def send():
        response = await client().fetch(target)
        if when == "iteration":
            async for _ in response:
                pass
        return await response.bytes()

    sending = asyncio.ensure_future(send())
    assert await happened(url, "waiting")
    sending.cancel()
    kinds, _ = await failure(sending)
    return kinds[0], await happened(url, "left")


@pytest.mark.parametrize("when", ["answer", "body", "iteration"])
def test_cancelled_task_aborts(selenium: Any, echo: EchoServer, when: str) -> None:
    fault = "hang" if when == "answer" else "stall"
    url = echo.answer("/slow", Answer(body=b"half" * 2, fault=fault))
    assert cancel_task(selenium, echo.url, url, when) == ("CancelledError", True)


@run_in_pyodide
async def wait_for(selenium, url, target):
    import asyncio

    from inpage import client, happened

    try:
        await asyncio.wait_for(client().fetch(target), 0.2)
    except TimeoutError as error:
        return type(error).__name__, await happened(url, "left")


def test_wait_for_aborts(selenium: Any, echo: EchoServer) -> None:
    assert wait_for(selenium, echo.url, echo.answer("/hang", Answer(fault="hang"))) == ("TimeoutError", True)
