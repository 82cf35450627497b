"""What an answer says of the time that its request was signed with. Pure.

AWS accepts a signature within 5 minutes of its own time, S3 within 15:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .._retry.retries import is_retryable, parse_http_date
from .._times import utc_of
from .lesson import Verdict

if TYPE_CHECKING:
    from .._answers.parse import ErrorDetails

# A device's clock may start in 1970, but Signature Version 4 dates from 2012; and a URL presigned in a distant future
# would never expire.
_EARLIEST = datetime(2012, 1, 1, tzinfo=UTC).timestamp()
_LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
_NOTICEABLE = 30.0
"""Seconds by which a time in an answer's body must differ to count: the answer itself took some."""
_MINUTES = 240.0
"""The same for its Date: a little less than the difference that AWS accepts, as a date has no fractions."""

_SKEW_CODES = frozenset({"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"})
# A wrong key may cause these as well: only the message tells.
_SIGNATURE_CODES = frozenset({"InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"})
_is_skew_message = re.compile(r"Signature (?:expired|not yet current)").search
# What S3 and stores like it say of a presigned URL: it was made just now, so only a wrong clock can make it expired.
_is_expiry_message = re.compile(r"Request (?:has expired|is not yet valid|is not valid yet)", re.IGNORECASE).match
# "Signature expired: <signed> is now earlier than <limit> (<server's time> - 5 min.)"
_server_time_in_message = re.compile(r"\((\d{8}T\d{6}Z) [-+] \d+ min\.?\)", re.ASCII).search


def is_believable(moment: float) -> bool:
    """Whether a time, in seconds since the epoch, can be the present."""
    return _EARLIEST <= moment < _LATEST


def clock_verdict(
    status: int, error: "ErrorDetails | None", headers: Mapping[str, str], now: float, offset: float
) -> Verdict[float]:
    """Whether a request was signed with the right time, and the offset that is right instead.

    `now` is this device's time, `offset` the seconds that were added to it to sign. The server's time is in S3's body,
    in other services' messages, or else in the Date header if that can be seen.
    """
    if _says_so(error):
        return Verdict(False, _right_offset(error, headers, now, offset))
    if _may_mean_it(status, error):
        right = _right_offset(error, headers, now, offset)
        return Verdict() if right is None else Verdict(False, right)
    code = error.code if error else ""
    says_nothing = code in _SIGNATURE_CODES or is_retryable(status, code) or (300 <= status < 400 and status != 304)
    return Verdict() if says_nothing else Verdict(True)


def _says_so(error: "ErrorDetails | None") -> bool:
    if error is None:
        return False
    if error.code == "AccessDenied":
        return "ServerTime" in error.fields or bool(_is_expiry_message(error.message))
    is_skew_message = error.code in _SIGNATURE_CODES and _is_skew_message(error.message)
    return error.code in _SKEW_CODES or bool(is_skew_message)


def _may_mean_it(status: int, error: "ErrorDetails | None") -> bool:
    """Whether an answer does not say what it refuses: one to HEAD has no body, and EC2 says AuthFailure to both."""
    if error is None:
        return status == 403
    return error.code == "AuthFailure" or (error.code in _SIGNATURE_CODES and not error.message)


def _right_offset(error: "ErrorDetails | None", headers: Mapping[str, str], now: float, offset: float) -> float | None:
    """By the first time that can be the present. None if there is none, or if it was signed with."""
    for moment, least in _times(error, headers):
        if moment is not None and is_believable(moment):
            return moment - now if abs(moment - now - offset) >= least else None
    return None


def _times(error: "ErrorDetails | None", headers: Mapping[str, str]) -> Iterator[tuple[float | None, float]]:
    if error is not None:
        in_message = _server_time_in_message(error.message)
        yield _parse(error.fields.get("ServerTime", "")), _NOTICEABLE
        yield _parse(in_message[1] if in_message else ""), _NOTICEABLE
    if "age" not in headers:  # an answer from a cache has the time at which it was made
        yield parse_http_date(headers.get("date", "")), _MINUTES


def _parse(text: str) -> float | None:
    moment = utc_of(text)
    return None if moment is None else moment.timestamp()
