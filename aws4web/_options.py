"""The options: how a request is signed, and which names there are. `_option_types` says what each means. Pure."""

from collections.abc import Collection, MutableMapping
from datetime import datetime as DateTime
from typing import Any, NamedTuple

from ._credentials import KeyCache


class SigningOptions(NamedTuple):
    """How one request is signed."""

    service: str | None = None
    region: str | None = None
    cache: KeyCache | None = None
    datetime: str | DateTime | float | None = None
    sign_query: bool = False
    expires: int | None = None
    append_session_token: bool = False
    all_headers: bool = False
    single_encode: bool = False


_KEYS = frozenset({"access_key_id", "secret_access_key", "session_token", "credentials"})
_SCOPE = frozenset({"service", "region", "cache"})
_SIGNING = _SCOPE | frozenset(SigningOptions._fields)
_SENDING = _SCOPE | frozenset(
    {"endpoint_url", "retries", "init_retry_ms", "retry_network", "deadline", "retry_budget", "unsigned"}
)
CLIENT_OPTIONS = _KEYS | _SENDING | {"timeout", "raise_for_status", "session"}
AWS_OPTIONS = _KEYS | _SENDING | _SIGNING
SIGNER_OPTIONS = _KEYS | _SIGNING | {"url", "method", "headers", "body", "json"}
FETCH_OPTIONS = frozenset(
    {"method", "headers", "body", "json", "timeout", "raise_for_status", "signal", "redirect", "aws", "mode", "init"}
    | {"credentials", "cache", "referrer", "referrerPolicy", "integrity", "keepalive", "priority", "duplex", "window"}
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
    """Raise TypeError for a name that is not an option of fetch, saying what to write instead.

    Options of a runtime's own fetch, beyond the Fetch Standard, belong in `init`. That is checked too.
    """
    if not given.keys() <= FETCH_OPTIONS:
        from ._wrong_names import refuse_for_fetch

        unknown = next(name for name in given if name not in FETCH_OPTIONS)
        refuse_for_fetch(unknown, FETCH_OPTIONS, AWS_OPTIONS)
    init = given.get("init")
    if init is not None:
        from ._wrong_names import check_init

        check_init(init, FETCH_OPTIONS)
