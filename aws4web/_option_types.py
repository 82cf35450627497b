"""The options, by who takes them, with their types: what an editor and help() show of each."""

from collections.abc import Mapping
from datetime import datetime as DateTime
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from ._credentials import KeyCache
from ._retry.budget import RetryBudget

if TYPE_CHECKING:
    from ._platform.protocols import Session
    from ._types import CredentialsInit


class _Scope(TypedDict, total=False):
    service: str | None
    """the signing name, such as 's3'; by default each URL tells it"""
    region: str | None
    """such as 'eu-west-1'; by default each URL tells it"""
    cache: KeyCache | None
    """where the signing keys of fixed keys are kept: a mapping; by default the last 64, in memory"""


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

        credentials        instead of the client's: as AwsClient takes them; a function is asked once a call
        access_key_id      of other credentials than the client's
        secret_access_key  of other credentials than the client's
        session_token      of other credentials than the client's; None for none
        unsigned           True to send the request without a signature, as to a public bucket; by default False
        service            the signing name, such as 's3'; by default each URL tells it
        region             such as 'eu-west-1'; by default each URL tells it
        endpoint_url       where requests to AWS's own hosts go instead, as 'http://localhost:4566'; by default None
        cache              where the signing keys of fixed keys are kept: a mapping; by default the last 64, in memory
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

    credentials: "CredentialsInit | None"
    """instead of the client's: as AwsClient takes them; a function is asked once a call"""
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
    """options that only this runtime's fetch has, such as Cloudflare's: {'cf': {…}}"""
