"""A thousand calls at once while credentials end, at 30 % faults."""

import asyncio
import random
from itertools import pairwise
from typing import Any

from aws4web import NetworkError

from .provider import Provider, key_of
from .registry import case
from .world import World

_CALLS, _LIFE, _RATE, _SEED = 1000, 120.0, 0.3, 15
_FAULTS: tuple[dict[str, Any], ...] = (
    {"status": 503},
    {"status": 500, "error": ["s3", "InternalError"]},
    {"status": 400, "error": ["json 1.0", "ThrottlingException"]},
    {"fault": "reset"},
    {"fault": "close", "at": "head"},
    {"status": 400, "error": ["s3", "ExpiredToken"]},
)


@case("a thousand calls across an expiry")
async def across_an_expiry(world: World) -> None:
    chance = random.Random(_SEED)
    provider, moments = Provider(world, _LIFE), list[float]()

    async def provide() -> Any:
        moments.append(world.clock.now())
        await asyncio.sleep(0.01)  # so that many wait
        return await provider()

    world.clock.random = chance.random
    world.clock.longest_backoff = 5  # longer ones are limits of a refresh
    client = world.client(credentials=provide)
    path, faulty = world.path(), list[str]()

    async def call(number: int) -> None:
        url = f"{world.places.faults}{path}/{number}"
        try:
            response = await client.fetch(url)
        except NetworkError as error:
            raise AssertionError(f"call {number} failed: {error}") from error
        assert response.status == 200, (number, response.error)
        assert await response.text() == "ok"

    for number in range(_CALLS):
        if chance.random() < _RATE:
            steps = [chance.choice(_FAULTS[:5]) for _ in range(chance.randrange(1, 4))]
            faulty.append(await world.plan(*steps, 200, path=f"{path}/{number}"))
    refused = await world.plan(_FAULTS[5], 200, path=f"{path}/{_CALLS}")
    await asyncio.gather(*[call(number) for number in range(_CALLS + 1)])
    assert len(faulty) > _CALLS * _RATE * 0.8
    [*_, last] = await world.attempts(refused)
    assert key_of(last) != "AKID1", "what was refused was signed again with others"
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    early = [gap for gap in gaps if gap < _LIFE / 2]
    assert len(moments) >= 4, f"they ended {len(moments)} times"
    assert len(early) <= 1, f"one flight for each end, and one for the refusal: {gaps}"
    # The whole way again, with what is kept now: nothing is asked for that is not due.
    asked = len(moments)
    await asyncio.gather(*[call(-number) for number in range(1, 50)])
    assert len(moments) <= asked + 1
