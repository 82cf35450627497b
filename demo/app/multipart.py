"""Large files go up in parts: each is a slice of the file, so none of it is copied into Python.

A browser does not tell a page how much of a request's body is sent, so a progress bar moves when a part has arrived.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
"""

import asyncio
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from aws4web import AwsError

from . import s3

SINGLE_BELOW = 8 * 2**20
_PART = 5 * 2**20  # the least that S3 takes
_MAX_PARTS = 10_000
_AT_ONCE = 3

Report = Callable[[int], None]
"""Called with the bytes that have arrived."""


async def upload(bucket: str, key: str, js_file: Any, report: Report) -> None:
    """Store a file. If cancelled, or after an error, nothing is left behind."""
    content_type = js_file.type or "application/octet-stream"
    if js_file.size < SINGLE_BELOW:
        await s3.put(bucket, key, js_file, content_type)
        report(js_file.size)
        return
    begun = asyncio.ensure_future(_begin(bucket, key, content_type))
    try:
        # A cancel must not lose the upload's ID: without it, it could not be ended.
        upload_id = await asyncio.shield(begun)
    except asyncio.CancelledError:
        await _abort(bucket, key, await begun)
        raise
    try:
        tags = await _send_parts(bucket, key, upload_id, js_file, report)
        await _complete(bucket, key, upload_id, tags)
    except BaseException as error:
        await _abort(bucket, key, upload_id)
        if isinstance(error, ExceptionGroup):
            raise error.exceptions[0] from None
        raise


async def _begin(bucket: str, key: str, content_type: str) -> str:
    headers = {"content-type": content_type}
    root = await s3.xml("POST", s3.address(bucket, key, {"uploads": ""}), headers=headers)
    return root.findtext("UploadId", "")


async def _send_parts(bucket: str, key: str, upload_id: str, js_file: Any, report: Report) -> list[str]:
    size = int(js_file.size)
    part_size = max(_PART, -(-size // _MAX_PARTS))
    turn = asyncio.Semaphore(_AT_ONCE)
    arrived = 0

    async def send(number: int, begin: int) -> str:
        nonlocal arrived
        async with turn:
            js_part = js_file.slice(begin, begin + part_size)
            query = {"partNumber": str(number), "uploadId": upload_id}
            response = await s3.send("PUT", s3.address(bucket, key, query), body=js_part)
        arrived += int(js_part.size)
        report(arrived)
        if "etag" not in response.headers:
            raise ValueError("the bucket's CORS rule must name ETag among its ExposeHeaders: parts are joined by it")
        return response.headers["etag"]

    async with asyncio.TaskGroup() as group:
        parts = [group.create_task(send(number, begin)) for number, begin in enumerate(range(0, size, part_size), 1)]
    return [part.result() for part in parts]


async def _complete(bucket: str, key: str, upload_id: str, tags: list[str]) -> None:
    parts = [
        f"<Part><PartNumber>{number}</PartNumber><ETag>{escape(tag)}</ETag></Part>"
        for number, tag in enumerate(tags, 1)
    ]
    body = f"<CompleteMultipartUpload>{''.join(parts)}</CompleteMultipartUpload>"
    await s3.send("POST", s3.address(bucket, key, {"uploadId": upload_id}), body=body)


async def _abort(bucket: str, key: str, upload_id: str) -> None:
    try:
        await s3.send("DELETE", s3.address(bucket, key, {"uploadId": upload_id}))
    except AwsError as error:
        if error.code != "NoSuchUpload":  # already over
            raise
