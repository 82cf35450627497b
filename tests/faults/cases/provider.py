"""A provider of credentials for the cases: it counts how often it is asked, and gives what it is told to."""

import asyncio
from typing import Any

from aws4web import Credentials

from .world import World

HOUR = 3600.0
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


class Provider:
    """Gives credentials AKID1, AKID2, …"""

    def __init__(self, world: World, life: float | None = HOUR) -> None:
        self.asked = 0
        self.life = life
        """Seconds that the next ones live; None for no end."""
        self.does = "new"
        """`new` ones; `fails`; the `same` as before."""
        self.open = asyncio.Event()
        """Whether it answers."""
        self.open.set()
        self.left = 0
        """How often it was cancelled."""
        self.sleeps_for = 0.0
        """Seconds."""
        self._clock = world.clock
        self._last: Credentials | None = None

    async def __call__(self) -> Credentials:
        self.asked += 1
        number, does, life = self.asked, self.does, self.life
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.left += 1
            raise
        if does == "fails":
            raise OSError("the sign-in server is down")
        if does != "same" or self._last is None:
            end = None if life is None else self._clock.now() + life
            self._last = Credentials(f"AKID{number}", SECRET, f"token{number}", end)
        return self._last


def key_of(attempt: dict[str, Any]) -> str:
    """The access key ID with which a recorded request is signed."""
    return _key_in(attempt["headers"]["authorization"])


async def key_now(client: Any, **options: Any) -> str:
    """The access key ID with which a client signs now."""
    request = await client.sign("https://sqs.us-east-1.amazonaws.com/", **options)
    return _key_in(request.headers.get("authorization"))


def _key_in(authorization: str) -> str:
    return authorization.partition("Credential=")[2].partition("/")[0]


async def settle() -> None:
    """Let what goes on beside the calls come to its end, if it can."""
    for _ in range(50):
        await asyncio.sleep(0)
