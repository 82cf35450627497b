"""Small objects of S3 read at once, in milliseconds: by presigned URLs and by signed headers."""

from asyncio import gather
from time import perf_counter
from typing import Any

from aws4web import AwsClient
from aws4web.s3 import Bucket


async def main(given: dict[str, Any]) -> dict[str, list[float]]:
    aws = AwsClient(**{name: given[name] for name in ("access_key_id", "secret_access_key", "region")}, retries=0)
    buckets = {
        name: Bucket(aws, "late", endpoint_url=given["sink"], presign_reads=name == "presigned")
        for name in ("presigned", "headers")
    }

    async def read(bucket: Bucket, key: str) -> None:
        assert await (await bucket.get(key)).bytes() == b"{}"

    times: dict[str, list[float]] = {name: [] for name in buckets}
    for round_ in range(-1, given["rounds"]):  # the first is to warm up
        for name, bucket in buckets.items():
            began = perf_counter()
            await gather(*[read(bucket, f"{name}/{round_}/{number}") for number in range(given["count"])])
            times[name].append((perf_counter() - began) * 1000)
    return {name: rounds[1:] for name, rounds in times.items()}
