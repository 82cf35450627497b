"""When to try again, and how long to wait first: pure functions."""

MAX_DELAY = 20.0
"""Seconds. AWS's SDKs cap the wait at the same: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html"""


def is_retryable(status: int) -> bool:
    """Whether a response of this status may be another one on the next try."""
    return status >= 500 or status == 429


def retry_delay(attempt: int, init_retry_ms: float, random: float) -> float:
    """Seconds to wait after failed attempt number `attempt` (from 0): exponential backoff with full jitter.

    `random` is in [0, 1). Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    return random * min(MAX_DELAY, init_retry_ms / 1000 * 2**attempt)
