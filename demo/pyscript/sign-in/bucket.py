"""A folder of an S3 bucket."""

from typing import NamedTuple
from urllib.parse import quote, unquote_plus, urlencode, urlsplit
from xml.etree import ElementTree

from aws4web import AwsClient


class Folder(NamedTuple):
    """What is in it, by full names."""

    name: str
    """The bucket's, and the folder's."""
    prefix: str
    folders: list[str]
    objects: list[tuple[str, str]]
    """Names and sizes."""
    has_more: bool


async def list_folder(aws: AwsClient, bucket_url: str, prefix: str) -> Folder:
    """The first 100 objects and folders. Raises AwsError, CredentialsError and NetworkError."""
    # encoding-type: XML cannot hold all that a key can.
    options = {"list-type": "2", "encoding-type": "url", "delimiter": "/", "max-keys": "100", "prefix": prefix}
    query = urlencode(options, quote_via=quote)
    response = await aws.fetch(f"{bucket_url}?{query}", raise_for_status=True)
    root = ElementTree.fromstring(await response.bytes())
    for item in root.iter():
        item.tag = item.tag.rpartition("}")[2]  # without the namespace
    url = urlsplit(bucket_url)
    return Folder(
        f"{url.path.strip('/') or url.hostname}/{prefix}",
        prefix,
        [unquote_plus(item.findtext("Prefix", "")) for item in root.findall("CommonPrefixes")],
        [(unquote_plus(item.findtext("Key", "")), item.findtext("Size", "")) for item in root.findall("Contents")],
        root.findtext("IsTruncated") == "true",
    )
