"""The options: what each means, and those that say how hard to try."""

from collections.abc import Collection, Mapping, MutableMapping
from datetime import datetime as DateTime
from typing import Any, NamedTuple, TypedDict, cast

from ._keys import KeyCache


class RetryPolicy(NamedTuple):
    """How hard one call tries, and whether it raises in the end."""

    retries: int
    init_retry_ms: float
    retry_network: bool
    """Whether a request that may have been processed is sent again even where its method is not idempotent."""
    timeout: float | None
    """Seconds per attempt."""
    deadline: float | None
    """Seconds for all attempts and waits together."""
    retry_budget: "RetryBudget | None"
    raise_for_status: bool

    def over(self, options: MutableMapping[str, Any]) -> "RetryPolicy":
        """This policy with what `options` say put over it; that is taken out of them. Raises as `check` does."""
        if options.keys().isdisjoint(self._fields):
            return self
        policy = self._replace(**{name: options.pop(name) for name in self._fields if name in options})
        policy.check()
        return policy

    def check(self) -> None:
        """Raises TypeError and ValueError for numbers that are none, or negative."""
        for name in ("retries", "init_retry_ms", "timeout", "deadline"):
            value: object = getattr(self, name)
            if value is None and name in ("timeout", "deadline"):
                continue
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise TypeError(f"{name} must be a number, not {type(value).__name__}")
            if not 0 <= value < float("inf"):
                raise ValueError(f"{name} must be 0 or more, not {value}")
        if self.retry_budget is not None and not isinstance(self.retry_budget, RetryBudget):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"retry_budget must be a RetryBudget, not {type(self.retry_budget).__name__}")


class RetryBudget:
    """Tokens that the retries of a client share, so that an outage is not multiplied.

    As the AWS SDKs' standard mode: a retry costs 5, 10 after a timeout; a success gives back what its last retry cost,
    or 1. An empty budget means no retries, not an error.
    """

    def __init__(self, capacity: int = 500) -> None:
        if capacity < 0:
            raise ValueError(f"capacity must be 0 or more, not {capacity}")
        self.capacity: int = capacity
        """Tokens at most."""
        self.tokens: int = capacity
        """Tokens left."""

    def take(self, cost: int) -> bool:
        """Pay for a retry. False, and nothing paid, where the tokens do not suffice."""
        if cost > self.tokens:
            return False
        self.tokens -= cost
        return True

    def give(self, tokens: int) -> None:
        """Give back after a success."""
        self.tokens = min(self.capacity, self.tokens + tokens)


class AwsOptions(TypedDict, total=False):
    """What `aws={…}` takes in `AwsClient.fetch` and `sign`: the client's own, overridden, and more."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    service: str | None
    region: str | None
    cache: KeyCache | None
    datetime: str | DateTime | float | None
    """The time of the signature: '20150830T123600Z', an aware datetime, or seconds since 1970; by default now."""
    sign_query: bool
    """Sign the query, which makes a presigned URL, and not the Authorization header. By default False."""
    expires: int | None
    """Seconds that a presigned URL lives, 1 to 604800; by default what the URL says, else 86400 for S3."""
    append_session_token: bool
    """Add X-Amz-Security-Token after signing; by default True for iotdevicegateway, else False."""
    all_headers: bool
    """Sign every header, those too that are left out by default. By default False."""
    single_encode: bool
    """Encode the path once and not twice, as S3 always does; usually only for testing. By default False."""
    retries: int
    init_retry_ms: float
    retry_network: bool
    timeout: float | None
    deadline: float | None
    retry_budget: RetryBudget | None
    raise_for_status: bool


AWS_OPTIONS = frozenset(AwsOptions.__annotations__)
_POLICY_OPTIONS = frozenset(RetryPolicy._fields)
CLIENT_OPTIONS = _POLICY_OPTIONS | {
    "access_key_id",
    "secret_access_key",
    "session_token",
    "service",
    "region",
    "cache",
    "session",
}
SIGNER_OPTIONS = (AWS_OPTIONS - _POLICY_OPTIONS) | {"url", "method", "headers", "body", "json"}
# https://fetch.spec.whatwg.org/#requestinit, and our own
FETCH_OPTIONS = frozenset(
    {"method", "headers", "body", "referrer", "referrerPolicy", "mode", "credentials", "cache", "redirect"}
    | {"integrity", "keepalive", "signal", "duplex", "priority", "window", "aws", "timeout"}
    | {"raise_for_status", "json", "init"}
)


def refuse_unknown(where: str, given: MutableMapping[str, Any], known: Collection[str]) -> None:
    """Raise TypeError for the first name in `given` that is not in `known`, naming the one that was likely meant.

    `given` is emptied first: a secret under a wrong name must not show in a traceback.
    """
    unknown = [name for name in given if name not in known]
    if unknown:
        given.clear()
        from ._wrong_names import refuse

        refuse(where, unknown[0], known)


def check_fetch_options(given: MutableMapping[str, Any]) -> None:
    """Raise TypeError for a name that is no option of fetch, with what to write instead.

    What a runtime's own fetch takes beyond the Fetch Standard has its place in `init`, which is checked too.
    """
    if not given.keys() <= FETCH_OPTIONS:
        from ._wrong_names import refuse_for_fetch

        refuse_for_fetch(next(name for name in given if name not in FETCH_OPTIONS))
    init = given.get("init")
    if init is not None:
        if not isinstance(init, Mapping):
            raise TypeError(f"init must be a dict of the runtime's own fetch options, not {type(init).__name__}")
        for name in cast(Mapping[Any, Any], init):
            if not isinstance(name, str):
                raise TypeError(f"init must have names for keys, not {type(name).__name__}")
            if name in FETCH_OPTIONS:
                raise TypeError(f"init takes only the runtime's own fetch options: pass {name} without it")
