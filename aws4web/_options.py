"""The options' names, what they mean, and the error for a name that is none."""

from collections.abc import Collection, MutableMapping
from datetime import datetime as DateTime
from typing import Any, Never, TypedDict

from ._keys import KeyCache
from ._retry import RetryBudget, RetryPolicy


class AwsOptions(TypedDict, total=False):
    """What `aws={…}` takes in `AwsClient.fetch` and `sign`: the client's own, overridden, and more."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    service: str | None
    region: str | None
    cache: KeyCache | None
    datetime: str | DateTime | None
    """The time of the signature, '20150830T123600Z' or an aware datetime; by default now."""
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
}
SIGNER_OPTIONS = (AWS_OPTIONS - _POLICY_OPTIONS) | {"url", "method", "headers", "body"}
# https://fetch.spec.whatwg.org/#requestinit, and our own
_FETCH_OPTIONS = frozenset(
    {"method", "headers", "body", "referrer", "referrerPolicy", "mode", "credentials", "cache", "redirect"}
    | {"integrity", "keepalive", "signal", "duplex", "priority", "window", "aws", "timeout"}
    | {"raise_for_status"}
)


def refuse_unknown(where: str, given: MutableMapping[str, Any], known: Collection[str]) -> None:
    """Raise TypeError for the first name in `given` that is not in `known`, naming the one that was likely meant.

    `given` is emptied first: a secret under a wrong name must not show in a traceback.
    """
    unknown = [name for name in given if name not in known]
    if unknown:
        given.clear()
        _refuse(where, unknown[0], known)


def check_fetch_options(given: Collection[str]) -> None:
    """Raise TypeError for a name that is a slip for a fetch option, or that belongs into `aws={…}`.

    Other names pass: runtimes have fetch options of their own, and new ones appear.
    """
    for name in given:
        if name in _FETCH_OPTIONS:
            continue
        snake = _snake_case(name)
        if snake in AWS_OPTIONS:
            raise TypeError(f"fetch has no option {name!r}: pass it as aws={{{snake!r}: …}}")
        if _closest(name, _FETCH_OPTIONS):
            _refuse("fetch", name, _FETCH_OPTIONS)


def _refuse(where: str, name: str, known: Collection[str]) -> Never:
    likely = _closest(name, known)
    hint = f"did you mean {likely}?" if likely else f"it takes {', '.join(sorted(known))}"
    raise TypeError(f"{where} has no option {name!r}: {hint}")


def _closest(name: str, known: Collection[str]) -> str | None:
    folded = {option.replace("_", "").lower(): option for option in known}
    key = name.replace("_", "").lower()
    if key in folded:
        return folded[key]
    from difflib import get_close_matches  # 34 ms to import in Pyodide, and only an error needs it

    close = get_close_matches(key, folded, n=1, cutoff=0.75)
    return folded[close[0]] if close else None


def _snake_case(name: str) -> str:
    return "".join([f"_{letter.lower()}" if letter.isupper() else letter for letter in name])
