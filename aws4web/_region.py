"""Where S3 says that a bucket is, and the host to ask there. Pure.

Of an endpoint that an answer names only the region counts: nothing is ever sent to a host that a server chose.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
"""

import re
from typing import TYPE_CHECKING

from ._corrections import Verdict
from ._endpoints import infer
from ._endpoints_data import HOMES
from ._request import Url
from ._retry import is_retryable

if TYPE_CHECKING:
    from ._error_answer import ErrorDetails
    from ._response import Response

_STATUSES = frozenset({301, 302, 307, 400})
_CODES = frozenset({"PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "Redirect"})
_is_region = re.compile(r"(?=.{4,40}$)[a-z]{2,}(?:-[a-z0-9]+)+", re.ASCII).fullmatch
_MAX_HOST = 253  # characters, says DNS; what is longer would be remembered too

_SUFFIXES = tuple(f".{suffix}" for line in HOMES.splitlines() for suffix in line.split()[1:])
# The hosts of buckets, without the partition's suffix: the bucket, FIPS, dual-stack. Not those of access points, which
# in another region are others of the same name, and not those that have no region: accelerate, PrivateLink.
# https://docs.aws.amazon.com/general/latest/gr/s3.html
_REGION = r"[a-z]{2,4}(?:-[a-z]+)+-\d+"
_is_aws_region = re.compile(_REGION, re.ASCII).fullmatch
_bucket_host = re.compile(
    rf"(?P<bucket>(?:.+\.)?)s3(?P<fips>(?:-fips)?)(?:-external-1|-{_REGION})?(?P<dual>(?:\.dualstack)?)(?:\.{_REGION})?",
    re.ASCII,
).fullmatch


def region_verdict(response: "Response", error: "ErrorDetails | None", signed: Url, region: str, asked: Url) -> Verdict:
    """Whether a request for a bucket went to its region, and the one that is right instead.

    `signed` and `region` are what was sent, `asked` the URL as the caller has it.
    """
    right = right_region(response, error, signed.host)
    if right:
        is_better = (right, in_region(asked, right).host) != (region, signed.host)
        return Verdict(False, right) if is_better else Verdict()
    status, code = response.status, error.code if error else ""
    if status == 301 or code in _CODES:
        return Verdict(False)
    says_nothing = status == 400 or is_retryable(status, code) or (300 <= status < 400 and status != 304)
    return Verdict() if says_nothing else Verdict(True)


def right_region(response: "Response", error: "ErrorDetails | None", host: str) -> str | None:
    """The region that S3's answer to a request to `host` names, or None where it names none."""
    # A browser follows a redirect by itself, and without the signature.
    _, _, redirected_to = response.url.partition("?")[0].partition("://")
    redirected_to = redirected_to.partition("/")[0]
    candidates: list[str] = []
    if redirected_to != host:
        candidates.append(_region_of(redirected_to))
    elif response.status in _STATUSES:
        candidates.append(response.headers.get("x-amz-bucket-region", ""))
        if error is not None and error.code in _CODES:
            candidates.append(error.fields.get("Region", ""))
            candidates.append(_region_of(error.fields.get("Endpoint", "")))
    return next((region for region in candidates if _is_region(region)), None)


def _region_of(host: str) -> str:
    endpoint = infer(host.lower().partition(":")[0]) if len(host) <= _MAX_HOST else None
    return endpoint.region or "" if endpoint and endpoint.service == "s3" else ""


def bucket_of(url: Url) -> str:
    """What a region is remembered for: the host, and where the path begins with the bucket, the bucket too."""
    suffix, match = _split(url)
    is_path_style = match is not None and not match["bucket"] if suffix else True
    return f"{url.host}/{url.path[1:].partition('/')[0]}" if is_path_style else url.host


def in_region(url: Url, region: str) -> Url:
    """The URL of the same bucket in another region. Only AWS's own hosts change: `s3.amazonaws.com` is us-east-1's."""
    suffix, match = _split(url)
    endpoint = infer(url.hostname)
    if match is None or not _is_aws_region(region) or (endpoint and endpoint.region == region):
        return url
    port = url.host[len(url.hostname) :]
    return url._replace(host=f"{match['bucket']}s3{match['fips']}{match['dual']}.{region}{suffix}{port}")


def _split(url: Url) -> tuple[str, "re.Match[str] | None"]:
    """The suffix of a host of AWS, or "", and what stands before it where that is a bucket's host."""
    hostname = url.hostname.removesuffix(".")
    suffix = next((suffix for suffix in _SUFFIXES if hostname.endswith(suffix)), "")
    return suffix, _bucket_host(hostname[: -len(suffix)]) if suffix else None
