"""From micropip.install to the first signed request: aws4web, until its request is answered."""

from time import perf_counter
from typing import Any

import js
import micropip


async def main(given: dict[str, Any]) -> dict[str, Any]:
    times = [perf_counter()]
    began = js.performance.now()
    await micropip.install("aws4web", index_urls=given["index"])
    times.append(perf_counter())
    from aws4web import AwsClient

    times.append(perf_counter())
    scope = {name: given[name] for name in ("access_key_id", "secret_access_key", "service", "region")}
    aws = AwsClient(**scope)
    times.append(perf_counter())
    headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.ListTables"}
    response = await aws.fetch(given["sink"], method="POST", headers=headers, body="{}")
    times.append(perf_counter())
    response.raise_for_status()
    return {"times": times, "bytes": js.rival.downloaded(began)}
