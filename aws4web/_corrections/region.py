"""Where S3 says that a bucket is. Pure.

If an answer names an endpoint, only its region counts: nothing is ever sent to a host that a server chose.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
"""

import re
from typing import TYPE_CHECKING

from .._endpoints.buckets import in_region
from .._endpoints.directory import infer
from .._retry.retries import is_retryable
from .._url import Url
from .lesson import Verdict

if TYPE_CHECKING:
    from .._answers.parse import ErrorDetails
    from .._received import Received

_STATUSES = frozenset({301, 302, 307, 400})
_CODES = frozenset({"PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "Redirect"})
_is_region = re.compile(r"(?=.{4,40}$)[a-z]{2,}(?:-[a-z0-9]+)+", re.ASCII).fullmatch
_MAX_HOST = 253  # characters, the limit of DNS


def region_verdict(
    answer: "Received", error: "ErrorDetails | None", signed: Url, region: str, asked: Url
) -> Verdict[str]:
    """Whether a request for a bucket went to its region, and the one that is right instead.

    `signed` and `region` are what was sent, `asked` the URL as the caller has it.
    """
    right = right_region(answer, error, signed.host)
    if right:
        is_better = (right, in_region(asked, right).host) != (region, signed.host)
        return Verdict(False, right) if is_better else Verdict()
    status, code = answer.status, error.code if error else ""
    if status == 301 or code in _CODES:
        return Verdict(False)
    says_nothing = status == 400 or is_retryable(status, code) or (300 <= status < 400 and status != 304)
    return Verdict() if says_nothing else Verdict(True)


def right_region(answer: "Received", error: "ErrorDetails | None", host: str) -> str | None:
    """The region that S3's answer to a request to `host` names, or None if it names none."""
    # A browser follows a redirect by itself, and without the signature.
    _, _, redirected_to = answer.url.partition("?")[0].partition("://")
    redirected_to = redirected_to.partition("/")[0]
    candidates: list[str] = []
    if redirected_to != host:
        candidates.append(_region_of(redirected_to))
    elif answer.status in _STATUSES:
        candidates.append(answer.headers.get("x-amz-bucket-region", ""))
        if error is not None and error.code in _CODES:
            candidates.append(error.fields.get("Region", ""))
            candidates.append(_region_of(error.fields.get("Endpoint", "")))
    return next((region for region in candidates if _is_region(region)), None)


def _region_of(host: str) -> str:
    endpoint = infer(host.lower().partition(":")[0]) if len(host) <= _MAX_HOST else None
    return endpoint.region or "" if endpoint and endpoint.service == "s3" else ""
