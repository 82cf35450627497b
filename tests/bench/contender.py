"""One of the contenders that call a server in turns: `python -m tests.bench.contender NAME URL`, each a process.

Whatever else a process has loaded slows down all that it does, boto3 most. It says that it is ready once its first call
has been answered. Each line that it is given tells how many calls to make, and how many of them at once; it says when
they are made. It runs until its standard input ends.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

from .request import ACCESS_KEY_ID, BODY, GET_ITEM, HEADERS, ITEM, REGION, SECRET_ACCESS_KEY, SERVICE
from .timing import run_at_once

Call = Callable[[], Awaitable[Any]]
AT_ONCE = 100
"""The most calls at once."""

_scope = {
    "access_key_id": ACCESS_KEY_ID,
    "secret_access_key": SECRET_ACCESS_KEY,
    "service": SERVICE,
    "region": REGION,
}
_boto = {
    "service_name": SERVICE,
    "region_name": REGION,
    "aws_access_key_id": ACCESS_KEY_ID,
    "aws_secret_access_key": SECRET_ACCESS_KEY,
}


@asynccontextmanager
async def _aws4web(read: Callable[[Any], Awaitable[Any]], url: str) -> AsyncGenerator[Call]:
    from aws4web import AwsClient

    async with AwsClient(**_scope) as aws:

        async def call() -> Any:
            return await read(await aws.fetch(url, method="POST", headers=HEADERS, body=BODY))

        yield call


@asynccontextmanager
async def _aiohttp(url: str) -> AsyncGenerator[Call]:
    """A request that is already signed."""
    import aiohttp

    from aws4web import AwsV4Signer

    body = BODY.encode()
    headers = dict((await AwsV4Signer(url=url, headers=HEADERS, body=body, **_scope).sign()).headers)
    async with aiohttp.ClientSession() as session:

        async def call() -> Any:
            async with session.post(url, headers=headers, data=body) as response:
                return await response.read()

        yield call


@asynccontextmanager
async def _boto3(url: str) -> AsyncGenerator[Call]:
    import boto3

    with contextlib.closing(boto3.client(**_boto, endpoint_url=url)) as client:

        async def call() -> Any:
            return client.get_item(**GET_ITEM)

        yield call


@asynccontextmanager
async def _aiobotocore(url: str) -> AsyncGenerator[Call]:
    from aiobotocore.config import AioConfig
    from aiobotocore.session import get_session

    config = AioConfig(max_pool_connections=AT_ONCE)
    async with get_session().create_client(**_boto, endpoint_url=url, config=config) as client:

        async def call() -> Any:
            return await client.get_item(**GET_ITEM)

        yield call


CONTENDERS: dict[str, Callable[[str], AbstractAsyncContextManager[Call]]] = {
    "aws4web": partial(_aws4web, lambda response: response.bytes()),
    "aws4web's JSON": partial(_aws4web, lambda response: response.json()),
    "aiohttp": _aiohttp,
    "boto3": _boto3,
    "aiobotocore": _aiobotocore,
}


async def main(name: str, url: str) -> None:
    """Make as many calls as the standard input says."""
    async with CONTENDERS[name](url) as call:
        got = await call()
        assert (json.loads(got) if isinstance(got, bytes) else got)["Item"] == ITEM
        print("ready", flush=True)
        for line in sys.stdin:
            calls, at_once = map(int, line.split())
            await run_at_once(call, at_once, calls)
            print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
