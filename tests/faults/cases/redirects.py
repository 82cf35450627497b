"""Redirects: signed again on the same host, followed without any secret to another one."""

from typing import Any

from aws4web import NetworkError

from .registry import case
from .world import World, failure

_GATE: dict[str, Any] = {"gate": {}}
_WAYS: dict[str, dict[str, Any]] = {
    "keys": {},
    "token": {"session_token": "a-token"},
    "presigned": {"sign_query": True, "expires": 600},
}


def _moved(status: int, location: str) -> dict[str, Any]:
    return {"status": status, "headers": {"location": location}}


for _way, _options in _WAYS.items():

    @case(f"redirected within the host: {_way}", network=True)
    async def within(world: World, options: dict[str, Any] = _options) -> None:
        aws = {name: value for name, value in options.items() if name != "session_token"}
        for status in (301, 302, 303, 307, 308):
            there = world.path()
            await world.plan(_GATE, _GATE, _GATE, path=there)
            url = await world.plan(*[_moved(status, f"{there}?a=b")] * 3)
            # The gate refuses a token that it does not know: here it is only carried along.
            response = await world.client().fetch(url, aws=aws or None)
            assert (response.status, await response.text()) == (200, "ok"), (status, str(response.error))
            assert response.url.startswith(f"{world.places.faults}{there}?a=b"), response.url
            *_, last = await world.attempts(world.places.faults + there)
            assert last["refusal"] == "", "it is signed for the place where it went"
        assert not world.clock.waits

    @case(f"redirected to another host: {_way}", network=True)
    async def elsewhere(world: World, options: dict[str, Any] = _options) -> None:
        for status in (301, 302, 303, 307, 308):
            there = world.path()
            url = await world.plan(*[_moved(status, f"{world.places.other}{there}")] * 3)
            response = await world.client().fetch(url, headers={"Range": "bytes=0-1"}, aws=options or None)
            assert (response.status, await response.text()) == (200, "ok")
            assert response.url == f"{world.places.other}{there}"
            [only] = await world.attempts(world.places.other + there)
            for name in ("authorization", "x-amz-security-token", "x-amz-date"):
                if world.page_origin is None or name != "x-amz-date":
                    assert name not in only["headers"], name
        assert not world.clock.waits


@case("redirected without a signature", network=True)
async def unsigned(world: World) -> None:
    for status in (301, 302, 303, 307, 308):
        for place in (world.places.faults, world.places.other):
            there = world.path()
            await world.plan(200, 200, 200, path=there)
            url = await world.plan(*[_moved(status, f"{place}{there}?a=b")] * 3)
            headers = {"Range": "bytes=0-1", "X-Api-Key": "s3cr3t", "Authorization": "Bearer s3cr3t"}
            response = await world.client().fetch(url, headers=headers, aws={"unsigned": True})
            assert (response.status, await response.text()) == (200, "ok")
            *_, last = await world.attempts(place + there)
            is_own = place == world.places.faults
            for name in ("x-api-key", "authorization"):
                assert (name in last["headers"]) == is_own, name
            assert "x-amz-date" not in last["headers"]
    assert not world.clock.waits


@case("redirected while writing", network=True)
async def writing(world: World) -> None:
    for method in ("PUT", "DELETE", "POST", "PATCH"):
        for place in (world.places.faults, world.places.other):
            there = world.path()
            url = await world.plan(_moved(307, place + there))
            sending = world.client().fetch(url, method=method, body=None if method == "DELETE" else "a")
            if world.page_origin is not None:
                error = await failure(sending)
                assert isinstance(error, NetworkError)
                assert not error.retryable
                assert f"no {method} can be signed for that place" in str(error)
                continue
            response = await sending
            assert response.status == (200 if place == world.places.faults else 307)
            attempts = await world.attempts(place + there)
            assert [attempt["refusal"] for attempt in attempts] == ([""] if place == world.places.faults else [])
    assert not world.clock.waits


@case("redirects that are not wanted", network=True)
async def unwanted(world: World) -> None:
    for options in _WAYS.values():
        url = await world.plan(*[_moved(302, f"{world.places.faults}/y")] * 3)
        error = await failure(world.client().fetch(url, redirect="error", aws=options or None))
        assert isinstance(error, NetworkError)
        assert "redirect is 'error'" in str(error), str(error)
        assert not error.retryable
        assert len(await world.attempts(url)) == 1
    assert not world.clock.waits, "it is sure to fail again"


@case("redirects without end", network=True)
async def endless(world: World) -> None:
    for options in _WAYS.values():
        path = world.path()
        url = await world.plan(*[_moved(302, f"{world.places.faults}{path}")] * 60, path=path)
        error = await failure(world.client().fetch(url, aws=options or None))
        assert isinstance(error, NetworkError), repr(error)
        assert not error.retryable
    assert not world.clock.waits, "it is sure to fail again"


@case("redirects to where no page may look", network=True, page=True)
async def closed(world: World) -> None:
    for options in ({}, _WAYS["token"]):
        there = world.path()
        await world.plan(*[{"cors": False}] * 3, path=there)
        url = await world.plan(*[_moved(302, f"{world.places.other}{there}")] * 3)
        error = await failure(world.client().fetch(url, aws=options or None))
        assert isinstance(error, NetworkError), repr(error)
        assert str(error).startswith(f"GET {url}: redirected"), str(error)
        assert not error.retryable
    assert not world.clock.waits
