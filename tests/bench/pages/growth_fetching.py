"""More and more requests at the same time, and as many bare ones."""

from functools import partial
from typing import Any

import js
from growth_rounds import fetch_growing

from aws4web import AwsClient


async def main(given: dict[str, Any]) -> dict[str, list[float]]:
    scope = {name: given[name] for name in ("access_key_id", "secret_access_key", "service", "region")}
    js_init = await js.rival.signOnce()
    send = partial(AwsClient(**scope).fetch, given["sink"], method="POST", headers=given["headers"], body=given["body"])

    async def send_and_read() -> None:
        await (await send()).bytes()

    async def send_bare() -> None:
        await (await js.fetch(given["sink"], js_init)).arrayBuffer()

    senders = {"aws4web": send_and_read, "bare fetch": send_bare}
    return await fetch_growing(senders, rounds=given["rounds"], count=given["count"])
