"""When to try again, and how long to wait first. Pure: no clock and no chance of its own.

The codes are those that AWS's SDKs share: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from .._errors import NetworkError, RequestTimeoutError
from .policy import RetryPolicy

MAX_DELAY = 20.0
"""Seconds that a wait takes at most."""
RETRIES_OF_A_SILENT_HOST = 5
"""A host that never answered this client is likely blocked or misspelt: it is given up sooner."""

_RETRYABLE_STATUSES = frozenset({429, 500, 502, 503, 504})
_IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})  # RFC 9110, section 9.2.2
_THROTTLING_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
_TRANSIENT_CODES = frozenset(
    {
        "IDPCommunicationError",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "InternalServerException",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
    }
)
_RETRY_COST, _TIMEOUT_COST = 5, 10  # tokens of a RetryBudget, as in the AWS SDKs' standard mode
# botocore raises a wait to what x-amz-retry-after says, but by no more than this.
_AMZ_RETRY_AFTER_MAX = 5.0
_is_http_date = re.compile(r"\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT", re.ASCII).fullmatch
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_retryable(status: int, code: str = "") -> bool:
    """Whether AWS may give another answer next time: by status, or by error code whatever the status."""
    return status in _RETRYABLE_STATUSES or code in _THROTTLING_CODES or code in _TRANSIENT_CODES


def is_idempotent(method: str) -> bool:
    """Whether a request may be processed twice with the effect of once."""
    return method in _IDEMPOTENT_METHODS


def retry_delay(
    attempt: int, init_retry_ms: float, random: float, headers: Mapping[str, str] | None = None, now: float = 0.0
) -> float:
    """Seconds to wait after failed attempt number `attempt` (from 0): exponential backoff with full jitter.

    `random` is in [0, 1). `headers` are those of the response: Retry-After (seconds, or a date to compare with `now`,
    seconds since the epoch) and x-amz-retry-after (milliseconds) make the wait longer, up to 20 seconds.
    Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    # The exponent is bounded so that no number of retries overflows a float.
    delay = random * min(MAX_DELAY, init_retry_ms / 1000 * 2 ** min(attempt, 64))
    if headers:
        amz_retry_after = _number(headers.get("x-amz-retry-after", ""))
        if amz_retry_after is not None:
            delay = max(delay, min(amz_retry_after / 1000, delay + _AMZ_RETRY_AFTER_MAX))
        delay = max(delay, _retry_after(headers.get("retry-after", ""), now))
    return min(delay, MAX_DELAY)


def parse_http_date(text: str) -> float | None:
    """Seconds since the epoch of an HTTP date (RFC 9110, section 5.6.7), or None if it is not a valid one."""
    match = _is_http_date(text)
    if not match or match[2] not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(match[group]) for group in (1, 3, 4, 5, 6))
    try:
        return datetime(year, _MONTHS.index(match[2]) + 1, day, hour, minute, min(second, 59), tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _number(text: str) -> float | None:
    """What ASCII digits say; infinity if they are too many for a float."""
    return float(text) if text.isascii() and text.isdecimal() else None


def _retry_after(value: str, now: float) -> float:
    seconds = _number(value)
    if seconds is not None:
        return seconds
    date = parse_http_date(value)
    return 0.0 if date is None else max(0.0, date - now)


class Retries:
    """The retries of one call: which failures are followed by another attempt, and after how long."""

    __slots__ = ("_policy", "_random", "count", "paid")

    def __init__(self, policy: RetryPolicy, random: Callable[[], float]) -> None:
        self._policy = policy
        self._random = random
        self.paid = 0
        """Tokens that the last one cost."""
        self.count = 0
        """How many there were."""

    def after_answer(
        self, status: int, code: str, headers: Mapping[str, str], *, elapsed: float, now: float
    ) -> float | None:
        """Seconds to wait after an answer, or None if there is to be no retry.

        `elapsed` are the seconds since the call began, `now` the time in seconds since the epoch.
        """
        if not is_retryable(status, code):
            return None
        now = parse_http_date(headers.get("date", "")) or now  # whose clock a date in Retry-After is read from
        return self._delay(_RETRY_COST, elapsed, headers, now)

    def after_failure(self, error: NetworkError, method: str, *, elapsed: float, host_answers: bool) -> float | None:
        """The same if there was no answer. `host_answers` says whether the host ever sent one."""
        may_repeat = self._policy.retry_network or is_idempotent(method)
        is_silent = not host_answers and self.count >= RETRIES_OF_A_SILENT_HOST
        if not (error.retryable and may_repeat) or is_silent:
            return None
        return self._delay(_TIMEOUT_COST if isinstance(error, RequestTimeoutError) else _RETRY_COST, elapsed)

    def _delay(
        self, cost: int, elapsed: float, headers: Mapping[str, str] | None = None, now: float = 0.0
    ) -> float | None:
        policy = self._policy
        if self.count >= policy.retries:
            return None
        delay = retry_delay(self.count, policy.init_retry_ms, self._random(), headers, now)
        if policy.deadline is not None and elapsed + delay >= policy.deadline:
            return None
        if policy.retry_budget:
            if not policy.retry_budget.take(cost):
                return None
            self.paid = cost
        self.count += 1
        return delay
