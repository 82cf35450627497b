"""The S3 operations that the page needs, each one call of aws.fetch. URLs are path-style: every S3 takes those."""

from typing import Any, NamedTuple
from urllib.parse import quote, urlencode
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from aws4web import Response

from . import connection

PAGE_SIZE = 50  # keys that a listing asks for at a time


class Entry(NamedTuple):
    """An object in a listing."""

    key: str
    size: int
    modified: str
    """As '2026-11-23T20:40:00.000Z'."""


class Listing(NamedTuple):
    """A page of a listing."""

    folders: list[str]
    """Prefixes that end in a slash."""
    entries: list[Entry]
    next_token: str
    """The token for the next page; empty on the last."""


def address(bucket: str, key: str = "", query: dict[str, str] | None = None) -> str:
    """The URL of a bucket or an object."""
    path = f"/{bucket}/{quote(key)}" if key else f"/{bucket}"
    return connection.current().url("s3", f"{path}?{urlencode(query, quote_via=quote)}" if query else path)


async def send(method: str, url: str, **init: Any) -> Response:
    """Send a request to S3, named because a local AWS's host does not tell. Raises for an error."""
    return await connection.client().fetch(url, method=method, raise_for_status=True, aws={"service": "s3"}, **init)


async def xml(method: str, url: str, **init: Any) -> ElementTree.Element:
    """The answer's XML, its elements named without their namespace."""
    root = ElementTree.fromstring(await (await send(method, url, **init)).bytes())
    for item in root.iter():
        item.tag = item.tag.rpartition("}")[2]
    return root


async def buckets() -> list[str]:
    """The names of all buckets."""
    return [
        name.text or "" for name in (await xml("GET", connection.current().url("s3"))).findall("Buckets/Bucket/Name")
    ]


async def create_bucket(bucket: str) -> None:
    """Make a bucket in the connection's region."""
    region = connection.current().region
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html: us-east-1 must not be named.
    where = f"<LocationConstraint>{escape(region)}</LocationConstraint>"
    body = None if region == "us-east-1" else f"<CreateBucketConfiguration>{where}</CreateBucketConfiguration>"
    await send("PUT", address(bucket), body=body)


async def listing(bucket: str, prefix: str, token: str = "") -> Listing:
    """A page of what lies under a prefix, folder by folder."""
    query = {"list-type": "2", "delimiter": "/", "max-keys": str(PAGE_SIZE), "prefix": prefix}
    if token:
        query["continuation-token"] = token
    root = await xml("GET", address(bucket, query=query))
    return Listing(
        [item.text or "" for item in root.findall("CommonPrefixes/Prefix")],
        [
            Entry(item.findtext("Key", ""), int(item.findtext("Size", "0")), item.findtext("LastModified", ""))
            for item in root.findall("Contents")
        ],
        root.findtext("NextContinuationToken", ""),
    )


async def put(bucket: str, key: str, body: Any, content_type: str) -> None:
    """Store an object."""
    await send("PUT", address(bucket, key), body=body, headers={"content-type": content_type})


async def get(bucket: str, key: str) -> Response:
    """An object."""
    return await send("GET", address(bucket, key))


async def delete(bucket: str, key: str) -> None:
    """Delete an object."""
    await send("DELETE", address(bucket, key))


async def link(bucket: str, key: str, expires: int, *, to_save: bool = False) -> str:
    """A presigned link to an object. `to_save` has the browser save it rather than show it."""
    name = quote(key.rpartition("/")[2], safe="")
    query = {"response-content-disposition": f"attachment; filename*=UTF-8''{name}"} if to_save else None
    options: Any = {"service": "s3", "sign_query": True, "expires": expires}
    return (await connection.client().sign(address(bucket, key, query), aws=options)).url
