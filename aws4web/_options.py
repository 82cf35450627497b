"""The options, by who takes them: what each means, and which there are. Pure."""

from collections.abc import Collection, Mapping, MutableMapping
from datetime import datetime as DateTime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict, cast

from ._credentials import KeyCache
from ._retry.policy import RetryBudget

if TYPE_CHECKING:
    from ._platform.protocols import Session


class _Scope(TypedDict, total=False):
    service: str | None
    """the signing name, such as 's3'; by default each URL tells it"""
    region: str | None
    """such as 'eu-west-1'; by default each URL tells it"""
    cache: KeyCache | None
    """where signing keys are kept: any mutable mapping; by default the client's last 64, in memory"""


class _Place(TypedDict, total=False):
    endpoint_url: str | None
    """where requests to AWS's own hosts go instead, as 'http://localhost:4566'; by default None"""


class _Retry(TypedDict, total=False):
    retries: int
    """how often to try again, at most; 0 for never; by default 10"""
    init_retry_ms: float
    """milliseconds that the first wait takes at most, doubled each time up to 20 s; by default 50"""
    retry_network: bool
    """True to resend even what is not idempotent (POST) after a network failure; by default False"""
    deadline: float | None
    """seconds that all attempts of a call and the waits between them may take; by default no limit"""
    retry_budget: RetryBudget | None
    """a RetryBudget: tokens that the retries of several calls share; by default None"""


class _Signing(TypedDict, total=False):
    datetime: str | DateTime | float | None
    """when it is signed: '20150830T123600Z', aware datetime or seconds since 1970; by default now"""
    sign_query: bool
    """True to sign the query, which makes a presigned URL; by default False"""
    expires: int | None
    """seconds that a presigned URL is valid, up to 604800; by default as in the URL, for S3 86400"""
    append_session_token: bool
    """True to add X-Amz-Security-Token after signing; by default only for iotdevicegateway"""
    all_headers: bool
    """True to sign every header, including those left out by default; by default False"""
    single_encode: bool
    """True to encode the path once and not twice, as for S3; usually for testing; by default False"""


class SignerOptions(_Scope, _Signing, total=False):
    """What AwsV4Signer takes besides the request and the keys; it describes them."""


class ClientOptions(_Scope, _Place, _Retry, total=False):
    """What AwsClient takes besides the keys; it describes them."""

    timeout: float | None
    """seconds to wait for an attempt's answer, then for its body or each chunk; by default no limit"""
    raise_for_status: bool
    """True to raise AwsError if AWS answers with an error; by default False"""
    session: "Session | None"
    """CPython only: an aiohttp.ClientSession, whose connector and proxy are used; by default None"""


class AwsOptions(_Scope, _Place, _Signing, _Retry, total=False):
    """What `aws={…}` takes: the client's options, overridden for one call, and how to sign its request.

        access_key_id      of other credentials than the client's
        secret_access_key  of other credentials than the client's
        session_token      of other credentials than the client's; None for none
        unsigned           True to send the request without a signature, as to a public bucket; by default False
        service            the signing name, such as 's3'; by default each URL tells it
        region             such as 'eu-west-1'; by default each URL tells it
        endpoint_url       where requests to AWS's own hosts go instead, as 'http://localhost:4566'; by default None
        cache              where signing keys are kept: any mutable mapping; by default the client's last 64, in memory
        datetime           when it is signed: '20150830T123600Z', aware datetime or seconds since 1970; by default now
        sign_query         True to sign the query, which makes a presigned URL; by default False
        expires            seconds that a presigned URL is valid, up to 604800; by default as in the URL, for S3 86400
        append_session_token  True to add X-Amz-Security-Token after signing; by default only for iotdevicegateway
        all_headers        True to sign every header, including those left out by default; by default False
        single_encode      True to encode the path once and not twice, as for S3; usually for testing; by default False
        retries            how often to try again, at most; 0 for never; by default 10
        init_retry_ms      milliseconds that the first wait takes at most, doubled each time up to 20 s; by default 50
        retry_network      True to resend even what is not idempotent (POST) after a network failure; by default False
        deadline           seconds that all attempts of a call and the waits between them may take; by default no limit
        retry_budget       a RetryBudget: tokens that the retries of several calls share; by default None

    Where it says "by default", the client's own option comes first, if it has one.

        presigned = await aws.sign(url, aws={"sign_query": True, "expires": 600})
    """

    access_key_id: str
    """of other credentials than the client's"""
    secret_access_key: str
    """of other credentials than the client's"""
    session_token: str | None
    """of other credentials than the client's; None for none"""
    unsigned: bool
    """True to send the request without a signature, as to a public bucket; by default False"""


class RequestInit(TypedDict, total=False):
    """The options of fetch that few calls need; `AwsClient.fetch` describes them.

    https://fetch.spec.whatwg.org/#requestinit
    """

    mode: Literal["cors", "no-cors", "same-origin"]
    """'cors', 'no-cors' or 'same-origin'; by default 'cors'"""
    credentials: Literal["omit", "same-origin", "include"]
    """whether cookies go along: 'omit', 'same-origin' or 'include'; by default 'same-origin'"""
    cache: Literal["default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"]
    """how to use the browser's cache: 'default', 'no-store', 'reload', 'no-cache', 'force-cache'"""
    referrer: str
    """the page to name as the referrer; '' for none"""
    referrerPolicy: str
    """how much of the referrer to tell: 'no-referrer', 'origin', …"""
    integrity: str
    """a hash for the browser to compare with the body's: 'sha256-…'"""
    keepalive: bool
    """True to let a small request outlive its page; by default False"""
    priority: Literal["high", "low", "auto"]
    """'high', 'low' or 'auto'; by default 'auto'"""
    duplex: Literal["half"]
    """'half' to send a ReadableStream while it is read; by default it is read first"""
    window: None
    """only None"""
    init: Mapping[str, Any]
    """options that only this runtime's fetch has: {'cf': {…}} on Cloudflare, {'proxy': …} in Bun"""


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


_KEYS = frozenset({"access_key_id", "secret_access_key", "session_token"})
CLIENT_OPTIONS = frozenset(ClientOptions.__annotations__) | _KEYS | {"unsigned"}
AWS_OPTIONS = frozenset(AwsOptions.__annotations__)
SIGNER_OPTIONS = frozenset(SignerOptions.__annotations__) | _KEYS | {"url", "method", "headers", "body", "json"}
_NAMED = frozenset({"method", "headers", "body", "json", "timeout", "raise_for_status", "signal", "redirect", "aws"})
FETCH_OPTIONS = frozenset(RequestInit.__annotations__) | _NAMED


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
