"""From micropip.install to the first signed request: boto3, which in a page can prepare it but not send it."""

import io
from time import perf_counter
from typing import Any

import js
import micropip


async def main(given: dict[str, Any]) -> dict[str, Any]:
    times = [perf_counter()]
    began = js.performance.now()
    await micropip.install("boto3", index_urls=given["index"])
    times.append(perf_counter())
    import boto3
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    times.append(perf_counter())
    client = boto3.client(
        given["service"],
        region_name=given["region"],
        aws_access_key_id=given["access_key_id"],
        aws_secret_access_key=given["secret_access_key"],
    )

    def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        times.append(perf_counter())
        assert "Signature=" in request.headers["Authorization"].decode()
        return AWSResponse(request.url, 200, {}, _Raw(b"{}"))

    times.append(perf_counter())
    client.meta.events.register("before-send", answer)
    client.list_tables()
    return {"times": times, "bytes": js.rival.downloaded(began)}


class _Raw(io.BytesIO):
    def stream(self) -> Any:
        yield self.read()
