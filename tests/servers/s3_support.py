"""S3 through aws4web, as its tests need it."""

from urllib.parse import quote
from uuid import uuid4
from xml.etree import ElementTree

from aws4web import AwsClient, Response

from .conftest import Server


async def make_bucket(aws: AwsClient, server: Server) -> str:
    """The URL of a new bucket."""
    url = f"{server.endpoint}/b-{uuid4().hex}"
    await expect(await aws.fetch(url, method="PUT"), 200)
    return url


def object_url(bucket: str, key: str) -> str:
    """The URL of an object, with its key percent-encoded."""
    return f"{bucket}/{quote(key, safe='/')}"


async def expect(response: Response, *statuses: int) -> bytes:
    """The body of an answer that must have one of these statuses."""
    body = await response.bytes()
    assert response.status in statuses, f"{response!r} {body.decode(errors='replace')}"
    return body


async def keys_in(aws: AwsClient, bucket: str, query: str = "list-type=2") -> list[str]:
    """The keys that a listing of the bucket names."""
    body = await expect(await aws.fetch(f"{bucket}?{query}"), 200)
    return texts(body, "Key")


def texts(body: bytes, name: str) -> list[str]:
    """The text of each element of this name, whatever its namespace."""
    return [element.text or "" for element in ElementTree.fromstring(body).findall(f".//{{*}}{name}")]


def text(body: bytes, name: str) -> str:
    """The text of the only element of this name."""
    (found,) = texts(body, name)
    return found
