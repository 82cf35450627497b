"""The hosts of S3's buckets: in another region, and at an endpoint of one's own. Pure.

https://docs.aws.amazon.com/general/latest/gr/s3.html
"""

import re

from .._url import Url
from .data import HOMES
from .directory import infer

_SUFFIXES = tuple(f".{suffix}" for line in HOMES.splitlines() for suffix in line.split()[1:])
# The hosts of buckets, without the partition's suffix: the bucket, FIPS, dual-stack. Not those of access points: in
# another region the same name is another access point. Not those without a region: accelerate, PrivateLink.
_REGION = r"[a-z]{2,4}(?:-[a-z]+)+-\d+"
_is_aws_region = re.compile(_REGION, re.ASCII).fullmatch
_bucket_host = re.compile(
    rf"(?P<bucket>(?:.+\.)?)s3(?P<fips>(?:-fips)?)(?:-external-1|-{_REGION})?(?P<dual>(?:\.dualstack)?)(?:\.{_REGION})?",
    re.ASCII,
).fullmatch


def bucket_of(url: Url) -> str:
    """The key under which a region is remembered: the host, with the bucket if the path begins with it."""
    suffix, match = split_host(url)
    is_path_style = match is not None and not match["bucket"] if suffix else True
    return f"{url.host}/{url.path[1:].partition('/')[0]}" if is_path_style else url.host


def in_region(url: Url, region: str) -> Url:
    """The URL of the same bucket in another region. Only AWS's own hosts change: `s3.amazonaws.com` is us-east-1's."""
    suffix, match = split_host(url)
    endpoint = infer(url.hostname)
    if match is None or not _is_aws_region(region) or (endpoint and endpoint.region == region):
        return url
    port = url.host[len(url.hostname) :]
    return url._replace(host=f"{match['bucket']}s3{match['fips']}{match['dual']}.{region}{suffix}{port}")


def split_host(url: Url) -> tuple[str, "re.Match[str] | None"]:
    """The suffix of one of AWS's hosts, or "", and the parts before it if it is a bucket's host."""
    hostname = url.hostname.removesuffix(".")
    suffix = next((suffix for suffix in _SUFFIXES if hostname.endswith(suffix)), "")
    return suffix, _bucket_host(hostname[: -len(suffix)]) if suffix else None


def at_endpoint(url: Url, endpoint: Url) -> Url | None:
    """The same request at an endpoint of one's own, with a bucket in the path and not in the host.

    None if the URL is not one of AWS's. Raises ValueError for an S3 host that does not name the bucket.
    """
    suffix, match = split_host(url)
    if not suffix:
        return None
    if match is None and (named := infer(url.hostname)) and named.service == "s3":
        raise ValueError(f"{url.hostname} does not name a bucket that endpoint_url could have: pass that URL itself")
    bucket = f"/{match['bucket'][:-1]}" if match and match["bucket"] else ""
    return endpoint._replace(path=f"{endpoint.path.rstrip('/')}{bucket}{url.path}", query=url.query)
