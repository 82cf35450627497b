"""The tags of an object.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
"""

from typing import Any

from ..s3 import Bucket
from ..s3._headers import Query, of_version
from ..s3._requests import Requests
from ..s3._xml import element, read, request_of
from ._paths import Place


def _query(place: Place) -> Query:
    return [("tagging", None), *of_version(place.version)]


async def read_tags(bucket: Bucket, place: Place) -> dict[str, str]:
    """Those that it has."""
    of_bucket: Any = bucket
    requests: Requests = of_bucket._requests
    answer = await requests.ask_for_text("GET", _query(place), key=place.key)
    items = answer.read(lambda text: read(text, "Tagging", ("Tag",))).items
    return {tag.get("Key", ""): tag.get("Value", "") for _, tag in items}


async def write_tags(bucket: Bucket, place: Place, tags: dict[str, str]) -> None:
    """Set them, in the place of those before."""
    of_bucket: Any = bucket
    requests: Requests = of_bucket._requests
    inner = "".join(f"<Tag>{element('Key', name)}{element('Value', value)}</Tag>" for name, value in tags.items())
    body, headers = request_of("Tagging", f"<TagSet>{inner}</TagSet>")
    await requests.done("PUT", place.key, _query(place), headers, body)
