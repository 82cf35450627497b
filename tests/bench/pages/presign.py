"""Presigned URLs made concurrently: the clients of aws4web and aws4fetch."""

import asyncio
from typing import Any

import js
from timing import in_turns

from aws4web import AwsClient


async def main(given: dict[str, Any]) -> dict[str, list[float]]:
    url = given["presigned_url"]
    keys = {name: given[name] for name in ("access_key_id", "secret_access_key")}
    warm = AwsClient(**keys)

    async def presign(count: int, aws: AwsClient = warm) -> None:
        await aws.presign([f"{url}/photo%20{n}.jpg" for n in range(count)])

    async def sign(count: int) -> None:
        await asyncio.gather(*[warm.sign(f"{url}/photo%20{n}.jpg", aws={"sign_query": True}) for n in range(count)])

    async def nothing() -> None:
        pass

    async def gather(count: int) -> None:
        await asyncio.gather(*[nothing() for _ in range(count)])

    async def turns(**contenders: Any) -> dict[str, list[float]]:
        return await in_turns(contenders, rounds=given["rounds"], calls=given["count"])

    cold = {"aws4web cold": lambda count: presign(count, AwsClient(**keys)), "aws4fetch cold": js.rival.presignCold}
    # Two by two: what one leaves is cleared away in the time of whoever comes next.
    warm_times = await turns(**{"aws4web": presign, "aws4fetch": js.rival.presign})
    return warm_times | await turns(**cold) | await turns(sign=sign) | await turns(gather=gather)
