"""The network fails: before the answer, within its head, within its body."""

from collections.abc import AsyncIterable
from typing import Any

from aws4web import NetworkError, Response

from .registry import case
from .world import World, bounded, failure

FAULTS: dict[str, dict[str, Any]] = {
    "reset within the request": {"fault": "reset", "at": "upload"},
    "reset before the head": {"fault": "reset", "at": "start"},
    "closed before the head": {"fault": "close", "at": "start"},
    "reset within the head": {"fault": "reset", "at": "head"},
    "closed within the head": {"fault": "close", "at": "head"},
}
CUTS: dict[str, dict[str, Any]] = {
    "reset within the body": {"fault": "reset", "at": "body", "hold": True},
    "closed within the body": {"fault": "close", "at": "body", "hold": True},
    "reset within chunks": {"fault": "reset", "at": "chunks", "hold": True},
    "closed within chunks": {"fault": "close", "at": "chunks", "hold": True},
}


def is_noticed(platform: str, step: dict[str, Any], ok: bool) -> bool:
    """Whether the platform notices a body that breaks off. If it does not, a page cannot tell."""
    if step["fault"] == "reset":
        return True
    if platform == "webkit":
        return step["at"] != "chunks"
    return platform != "firefox" or ok


def check_network_error(error: Exception, method: str, url: str) -> None:
    """It says what was requested from where, without the query, and has a cause."""
    assert type(error) is NetworkError, repr(error)
    assert str(error).startswith(f"{method} {url}: "), error
    assert "secret" not in str(error)
    assert error.__cause__ is not None


@case("refused", network=True)
async def refused(world: World) -> None:
    url = f"{world.places.refused}/refused"
    error = await failure(world.client().fetch(f"{url}?secret=1"))
    check_network_error(error, "GET", url)
    assert len(world.clock.waits) == 5, "a host that never answered is given up sooner"
    if world.page_origin is None:
        assert "refuses the connection" in str(error)
    else:
        assert "could not be reached" in str(error)


@case("refused, once", network=True)
async def refused_once(world: World) -> None:
    url = f"{world.places.refused}/refused"
    check_network_error(await failure(world.client().fetch(url, body="a")), "POST", url)
    assert not world.clock.waits


for _name, _step in FAULTS.items():

    @case(_name, network=True)
    async def broken(world: World, step: dict[str, Any] = _step) -> None:
        url = await world.plan(step, step)
        response = await world.client().fetch(url, method="PUT", body="a" * 100_000)
        assert response.status == 200
        assert len(await world.attempts(url)) == 3, "an idempotent request is sent again"

        url = await world.plan(step)
        check_network_error(await failure(world.client().fetch(f"{url}?secret=1", body="a")), "POST", url)
        assert len(await world.attempts(url)) == 1, "one that may have been processed is not sent again"

        url = await world.plan(step)
        response = await world.client().fetch(url, body="a", aws={"retry_network": True})
        assert response.status == 200
        assert len(await world.attempts(url)) == 2, "unless the caller asks for it"


async def _iterate(chunks: AsyncIterable[bytes]) -> None:
    async for _ in chunks:
        pass


for _name, _step in CUTS.items():

    @case(_name, network=True)
    async def cut(world: World, step: dict[str, Any] = _step) -> None:
        for way in ("bytes", "text", "json", "iteration"):
            url = await world.plan({**step, "body": "1" * 1000})
            response: Response = await bounded(world.client().fetch(f"{url}?secret=1"))
            assert response.status == 200
            reading = _iterate(response) if way == "iteration" else getattr(response, way)()
            await world.release(url)
            if is_noticed(world.platform, step, ok=True):
                check_network_error(await failure(reading), "GET", url)
            else:
                await bounded(reading)
            assert len(await world.attempts(url)) == 1, "what was handed out in part is not fetched again"

    @case(f"an error {_name}", network=True)
    async def cut_error(world: World, step: dict[str, Any] = _step) -> None:
        step = {**step, "hold": False, "error": ["s3", "AccessDenied"]}
        # The status says that it may be retried, even a POST.
        # After a reset the client may not get to see the status.
        method = "POST" if step["fault"] == "close" else "PUT"
        url = await world.plan({**step, "status": 503})
        response = await world.client().fetch(url, method=method, body="a")
        assert response.status == 200
        assert len(await world.attempts(url)) == 2
        # Nothing tells what is wrong.
        url = await world.plan({**step, "status": 403})
        if not is_noticed(world.platform, step, ok=False):
            assert (await world.client().fetch(url)).status == 403
            return
        assert (await world.client().fetch(url)).status == 200
        assert len(await world.attempts(url)) == 2
        url = await world.plan({**step, "status": 403})
        check_network_error(await failure(world.client().fetch(url, body="a")), "POST", url)
        assert len(await world.attempts(url)) == 1


@case("CORS refused", network=True, page=True)
async def cors_refused(world: World) -> None:
    assert world.page_origin
    steps = [{"cors": False}] * 6
    for options in ({"preflight": False}, {}):
        url = await world.plan(*steps, **options)
        error = await failure(world.client().fetch(f"{url}?secret=1", method="PUT", body="a"))
        check_network_error(error, "PUT", url)
        for part in (
            f"does not allow the page's origin {world.page_origin} (CORS)",
            "access-control-allow-methods: PUT",
            f'"AllowedOrigins": ["{world.page_origin}"]',
            "access-control-allow-headers: authorization,",
            '"AllowedMethods": ["GET", "HEAD", "PUT", "POST", "DELETE"]',
        ):
            assert part in str(error), (part, str(error))
        seen = len(await world.attempts(url))
        assert seen == (0 if options else 6), "after a refused preflight nothing is sent"
