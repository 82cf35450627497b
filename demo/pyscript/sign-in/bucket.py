"""A folder of an S3 bucket."""

from typing import NamedTuple
from urllib.parse import quote, unquote_plus, urlencode, urlsplit
from xml.etree import ElementTree

from aws4web import AwsClient, NetworkError


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
    asked = {"list-type": "2", "delimiter": "/", "max-keys": "100", "encoding-type": "url", "prefix": prefix}
    response = await aws.fetch(f"{bucket_url}?{urlencode(asked, quote_via=quote)}", raise_for_status=True)
    try:
        root = ElementTree.fromstring(await response.bytes())
    except ElementTree.ParseError as error:  # such as a page of a network that wants a sign-in first
        raise NetworkError(f"{bucket_url}: the answer is not S3's ({error})") from None
    for item in root.iter():
        item.tag = item.tag.rpartition("}")[2]  # without the namespace
    url = urlsplit(bucket_url)
    # XML cannot hold all characters that keys may have. Not every store encodes them.
    plain = unquote_plus if root.findtext("EncodingType") == "url" else str
    return Folder(
        f"{url.path.strip('/') or url.hostname}/{prefix}",
        prefix,
        [plain(item.findtext("Prefix", "")) for item in root.findall("CommonPrefixes")],
        [(plain(item.findtext("Key", "")), item.findtext("Size", "")) for item in root.findall("Contents")],
        root.findtext("IsTruncated") == "true",
    )
