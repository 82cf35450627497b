"""The options: what each means, and which there are."""

from collections.abc import Collection, Mapping, MutableMapping
from datetime import datetime as DateTime
from typing import Any, NamedTuple, TypedDict, cast

from ._credentials import KeyCache
from ._platform.values import REQUEST_INIT
from ._retry.policy import RetryBudget, RetryPolicy


class AwsOptions(TypedDict, total=False):
    """What `aws={…}` takes in `AwsClient.fetch` and `sign`: the client's own, overridden, and more."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    service: str | None
    region: str | None
    endpoint_url: str | None
    """Where requests to AWS's own hosts are sent instead, as 'http://localhost:4566': signed for what they name."""
    unsigned: bool
    """Send the request without a signature, as to a public bucket. By default False."""
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
    """Sign every header, including those left out by default. By default False."""
    single_encode: bool
    """Encode the path once and not twice, as S3 always does; usually only for testing. By default False."""
    retries: int
    init_retry_ms: float
    retry_network: bool
    timeout: float | None
    deadline: float | None
    retry_budget: RetryBudget | None
    raise_for_status: bool


class SigningOptions(NamedTuple):
    """How one request is signed. `AwsOptions` describes the members."""

    service: str | None = None
    region: str | None = None
    cache: KeyCache | None = None
    datetime: str | DateTime | float | None = None
    sign_query: bool = False
    expires: int | None = None
    append_session_token: bool = False
    all_headers: bool = False
    single_encode: bool = False


AWS_OPTIONS = frozenset(AwsOptions.__annotations__)
_POLICY_OPTIONS = frozenset(RetryPolicy._fields)
_KEYS = frozenset({"access_key_id", "secret_access_key", "session_token"})
_PLACE = frozenset({"endpoint_url", "unsigned"})
CLIENT_OPTIONS = _POLICY_OPTIONS | _KEYS | _PLACE | {"service", "region", "cache", "session"}
SIGNER_OPTIONS = (AWS_OPTIONS - _POLICY_OPTIONS - _PLACE) | {"url", "method", "headers", "body", "json"}
FETCH_OPTIONS = REQUEST_INIT | {"aws", "timeout", "raise_for_status", "json", "init"}


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
    """Raise TypeError for a name that is not an option of fetch, saying what to write instead.

    Options of a runtime's own fetch, beyond the Fetch Standard, belong in `init`. That is checked too.
    """
    if not given.keys() <= FETCH_OPTIONS:
        from ._wrong_names import refuse_for_fetch

        unknown = next(name for name in given if name not in FETCH_OPTIONS)
        refuse_for_fetch(unknown, FETCH_OPTIONS, AWS_OPTIONS)
    init = given.get("init")
    if init is not None:
        if not isinstance(init, Mapping):
            raise TypeError(f"init must be a dict of the runtime's own fetch options, not {type(init).__name__}")
        for name in cast(Mapping[Any, Any], init):
            if not isinstance(name, str):
                raise TypeError(f"init must have names for keys, not {type(name).__name__}")
            if name in FETCH_OPTIONS:
                raise TypeError(f"init takes only the runtime's own fetch options: pass {name} without it")
