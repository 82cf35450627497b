"""No secret shows: not in an object, an error, a coroutine, a log, nor in anything kept of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from aws4web import (
    AbortError,
    AwsClient,
    AwsError,
    AwsV4Signer,
    Diagnosis,
    Headers,
    NetworkError,
    RequestTimeoutError,
    Response,
    RetryBudget,
    SignedRequest,
    UnknownEndpointError,
)
from aws4web._platform.values import Input
from aws4web._received import Received
from tests.hunt import Hunt
from tests.unit import support
from tests.unit.support import KEYS, NOW, Answer, Fake, Stall

S3 = "https://bucket.s3.us-east-1.amazonaws.com/key"
SECRET = "s3cr3t/key+1"
TOKEN = "s3cr3t/token+1"
KEY_PAIR: Any = {"access_key_id": "AKID", "secret_access_key": SECRET}
ALL: Any = KEY_PAIR | {"session_token": TOKEN}
PRESIGNED = f"{S3}?X-Amz-Signature=s3cr3t&X-Amz-Security-Token=s3cr3t"
HEADERS = {
    "X-Amz-Security-Token": TOKEN,
    "Authorization": "s3cr3t",
    "X-Amz-Server-Side-Encryption-Customer-Key": "s3cr3t",
}
# It holds our secrets, and those of others.
LEAKY = (
    f"<Error><Code>SignatureDoesNotMatch</Code><Message>x-amz-security-token:{TOKEN}</Message>"
    "<Url>https://h/?X-Amz-Signature=s3cr3t&amp;X-Amz-Security-Token=s3cr3t-of-another</Url></Error>"
)


@pytest.fixture
def hunt() -> Iterator[Hunt]:
    hunt = Hunt("s3cr3t", b"s3cr3t".hex(), own=(support.__file__, asyncio.__file__))
    yield hunt
    assert hunt.looked
    assert hunt.found == [], "\n".join(hunt.found)


def test_the_hunt_finds_what_is_there() -> None:
    class Careless:
        def __init__(self) -> None:
            self.token = TOKEN

    class Broken:
        def __repr__(self) -> str:
            return self.missing  # type: ignore[attr-defined]

    def careless(token: str) -> None:
        raise ValueError("no")

    async def late(token: str) -> None:
        """Never runs."""

    for where in ("Careless, vars", "Broken: repr raises", "text", "token", "late", "log"):
        hunt = Hunt("s3cr3t", own=("another",))
        hunt._own = set()
        hunt.thing("Careless", Careless())
        hunt.thing("Broken", Broken())
        hunt.thing("text", TOKEN)
        hunt.coroutine("late", late(TOKEN))
        try:
            careless(TOKEN)
        except ValueError as exc:
            hunt.error("error", exc)
        with hunt.logs():
            logging.getLogger("any").debug("%s", TOKEN)
        assert [found for found in hunt.found if where in found], where


async def things() -> dict[str, Any]:
    signer = {
        "signer": AwsV4Signer(url=S3, headers=HEADERS, **ALL),
        "signer of a query": AwsV4Signer(url=PRESIGNED, sign_query=True, **ALL),
        "signer that appends": AwsV4Signer(url=S3, append_session_token=True, **ALL),
    }
    cache: dict[Any, Any] = {}
    fake = Fake(200, Answer(403, LEAKY))
    client = fake.client(cache=cache, **ALL)
    presigned = await client.fetch(S3, aws={"sign_query": True})
    assert "X-Amz-Signature=" in presigned.url
    refused = await client.fetch(S3, aws={"sign_query": True})
    assert refused.error is not None
    for one in signer.values():
        assert TOKEN in str(one.credentials.session_token)
    return {
        **signer,
        **{f"{name}, signed": await one.sign() for name, one in signer.items()},
        **{f"{name}, headers": one.headers for name, one in signer.items()},
        "client": client,
        "credentials": client._settings.credentials,
        "cache": cache,
        "own cache": fake.client(**ALL)._settings.signing.cache,
        "response": presigned,
        "refused": refused,
        "AwsError": refused.error,
        "headers": Headers(HEADERS.items()),
    }


async def test_no_object_shows_a_secret(hunt: Hunt) -> None:
    for name, thing in (await things()).items():
        hunt.thing(name, thing)


async def test_presigned_urls_show_no_signature() -> None:
    all_things = await things()
    urls = [all_things[name].url for name in ("signer of a query, signed", "response", "refused")]
    signatures = {url.partition("X-Amz-Signature=")[2] for url in urls}
    assert {len(signature) for signature in signatures} == {64}
    of_signatures = Hunt(*signatures)
    for name, thing in all_things.items():
        of_signatures.thing(name, thing)
    assert of_signatures.found == []


@pytest.mark.parametrize(
    "kind",
    [
        *(AwsClient, AwsV4Signer, Headers, Received, Response, RetryBudget),
        *(AwsError, NetworkError, AbortError, RequestTimeoutError, UnknownEndpointError),
    ],
)
def test_what_is_half_made_can_be_shown(hunt: Hunt, kind: Any) -> None:
    """A traceback shows an object whose constructor did not finish."""
    half = kind.__new__(kind)
    assert repr(half)
    assert str(half) is not None
    hunt._shown(kind.__name__, half)


def test_what_is_signed_cannot_be_pickled() -> None:
    import copy
    import pickle

    signed = SignedRequest("GET", S3, Headers({"a": "b"}.items()), None)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match=r"SignedRequest is a secret .* cannot be pickled"):
            pickle.dumps(signed, protocol)
    for copied in (copy.copy(signed), copy.deepcopy(signed)):
        assert copied == signed
        assert copied.headers is not signed.headers


FETCHED: dict[str, tuple[Any, dict[str, Any]]] = {
    # what is wrong: (what the network says, the options of the call); the URL is presigned unless `input` is given
    "an error of AWS": (Answer(403, LEAKY), {"raise_for_status": True}),
    "of a presigned request": (Answer(403, LEAKY), {"raise_for_status": True, "aws": {"sign_query": True} | ALL}),
    "a network error": (NetworkError("reset"), {"method": "POST", "aws": {"sign_query": True} | ALL}),
    "a timeout": (Stall, {"method": "POST", "timeout": 1, "aws": ALL}),
    "expires": (200, {"aws": {"sign_query": True, "expires": 0} | ALL}),
    "expires of a request that is not presigned": (200, {"aws": {"expires": 5} | ALL}),
    "unknown aws option": (200, {"aws": ALL | {"nonsense": 1}}),
    "aws option in JS's case": (200, {"aws": {"secretAccessKey": SECRET}}),
    "aws that is not a dict": (200, {"aws": [("secret_access_key", SECRET)]}),
    "aws option given to fetch": (200, {"secret_access_key": SECRET}),
    "unknown fetch option": (200, {"token": TOKEN}),
    "another client's option": (200, {"auth": ("AKID", SECRET)}),
    "a runtime's option": (200, {"init": {"cf": SECRET}}),
    "init that is not a dict": (200, {"init": SECRET}),
    "credentials that are not a mode": (200, {"credentials": SECRET}),
    "retries": (200, {"aws": ALL | {"retries": -1}}),
    "invalid timeout": (200, {"timeout": "x", "aws": ALL}),
    "key with a line break within": (200, {"aws": KEY_PAIR | {"access_key_id": "s3cr3t\nAKID"}}),
    "secret with a line break within": (200, {"aws": {"secret_access_key": "s3cr3t\nkey"}}),
    "secret of bytes": (200, {"aws": {"secret_access_key": b"s3cr3t"}}),
    "token of bytes": (200, {"aws": {"session_token": b"s3cr3t"}}),
    "token beyond ASCII": (200, {"aws": {"session_token": "s3cr3t\xe9"}}),
    "empty secret, and a token": (200, {"aws": {"secret_access_key": " ", "session_token": TOKEN}}),
    "service with a slash": (200, {"aws": ALL | {"service": "a/b"}}),
    "region with a lone surrogate": (200, {"aws": ALL | {"region": "\ud800"}}),
    "region that is not a str": (200, {"aws": ALL | {"region": 5}}),
    "datetime": (200, {"aws": ALL | {"datetime": "now"}}),
    "header with a line break": (200, {"headers": HEADERS | {"a": "b\nc"}}),
    "token header with a line break": (200, {"headers": {"X-Amz-Security-Token": "s3cr3t\ntoken"}}),
    "token header that is not text": (200, {"headers": {"X-Amz-Security-Token": [TOKEN]}}),
    "pairs of headers": (200, {"headers": [*HEADERS.items(), ("a", "b\0")]}),
    "header with a control character": (200, {"headers": HEADERS | {"a": "b\x01"}}),
    "presign parameter as a header": (200, {"headers": HEADERS | {"X-Amz-Expires": "5"}}),
    "invalid Host": (200, {"headers": HEADERS | {"Host": "a/b"}}),
    "Content-Length": (200, {"headers": HEADERS | {"Content-Length": "5"}}),
    "invalid headers": (200, {"headers": "s3cr3t"}),
    "method": (200, {"method": "A B", "headers": HEADERS}),
    "body": (200, {"body": {"s3cr3t": 1}, "headers": HEADERS}),
    "body and json": (200, {"body": "s3cr3t", "json": "s3cr3t"}),
    "json": (200, {"json": {"s3cr3t": {1}}, "headers": HEADERS}),
    "json with NaN": (200, {"json": {"s3cr3t": float("nan")}, "headers": HEADERS}),
    "json with a lone surrogate": (200, {"json": "s3cr3t\ud800", "headers": HEADERS}),
    "body that a function makes": (200, {"body": lambda: {"s3cr3t": 1}, "headers": HEADERS}),
    "signal": (200, {"signal": object(), "headers": HEADERS}),
    "no URL": (200, {"input": "h/?s3cr3t"}),
    "URL with a password": (200, {"input": "https://user:s3cr3t@h/"}),
    "another scheme": (200, {"input": "ftp://h/?s3cr3t"}),
    "lone surrogate in the URL": (200, {"input": f"{PRESIGNED}\ud800"}),
    "unknown host": (200, {"input": "https://h.example/?X-Amz-Signature=s3cr3t"}),
    "fragment": (200, {"input": f"{PRESIGNED}#s3cr3t"}),
    "S3 key with dots": (200, {"input": f"{S3}/../x?X-Amz-Signature=s3cr3t"}),
    "blank at the end": (200, {"input": f"{PRESIGNED} "}),
    "no input": (200, {"input": None, "aws": ALL}),
}


@pytest.mark.parametrize(
    ("method", "what"),
    # sign and explain send nothing
    [
        (method, what)
        for what, (answer, _) in FETCHED.items()
        for method in ("fetch", "sign", "explain")
        if method == "fetch" or answer == 200
    ],
)
async def test_no_error_shows_a_secret(hunt: Hunt, what: str, method: str) -> None:
    answer, options = FETCHED[what]
    options = {"input": PRESIGNED} | options
    client = Fake(answer).client(**ALL)
    if method == "explain":
        options["answer"] = (
            f"<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>GET\n/\n\nx-amz-security-token:{TOKEN}\n\nhost\nx"
            f"</CanonicalRequest><StringToSign>AWS4-HMAC-SHA256\n20150830T123600Z\nscope\nhash</StringToSign></Error>"
        )
    call: Callable[..., Awaitable[Any]] = getattr(client, method)
    with hunt.logs():
        try:
            await call(**options)
        except Exception as exc:
            hunt.error(what, exc)
            assert isinstance(exc, TypeError | ValueError | NetworkError | AwsError), exc
        else:
            raise AssertionError("no error")
    hunt.thing("client", client)


CONSTRUCTED: dict[str, dict[str, Any]] = {
    "unknown option": {"nonsense": 1},
    "option in JS's case": {"secretAccessKey": SECRET},
    "no access key": {"access_key_id": None},
    "access key with the secret": {"access_key_id": f"AKID {SECRET}"},
    "access key that is not a str": {"access_key_id": [SECRET]},
    "secret with the token": {"secret_access_key": f"{SECRET}\r\n{TOKEN}"},
    "secret that is not a str": {"secret_access_key": SECRET.encode()},
    "token beyond ASCII": {"session_token": f"{TOKEN}\u2028x"},
}


@pytest.mark.parametrize("what", CONSTRUCTED)
@pytest.mark.parametrize("kind", [AwsClient, AwsV4Signer])
def test_no_constructor_shows_a_secret(hunt: Hunt, what: str, kind: Any) -> None:
    url = {"url": PRESIGNED, "headers": HEADERS} if kind is AwsV4Signer else {}
    with pytest.raises((TypeError, ValueError)) as caught:
        kind(**(ALL | url | CONSTRUCTED[what]))
    hunt.error(what, caught.value)


@pytest.mark.parametrize("pairs", [[("authorization", "s3cr3t\n\0")], [("x-amz-security-token", ["s3cr3t"])]])
def test_no_header_that_is_refused_shows_a_secret(hunt: Hunt, pairs: Any) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        Headers(pairs)
    hunt.error("Headers", caught.value)
    headers = Headers()
    with pytest.raises((TypeError, ValueError)) as caught:
        headers[pairs[0][0]] = pairs[0][1]
    hunt.error("__setitem__", caught.value)


def test_no_coroutine_that_never_ran_shows_a_secret(hunt: Hunt) -> None:
    client = Fake().client(**ALL)
    options: Any = {"aws": ALL, "headers": HEADERS, "body": "s3cr3t"}
    hunt.coroutine("fetch", client.fetch(PRESIGNED, **options))
    hunt.coroutine("sign", client.sign(PRESIGNED, **options))
    hunt.coroutine("explain", client.explain(LEAKY, PRESIGNED, **options))
    signer = AwsV4Signer(url=PRESIGNED, headers=HEADERS, sign_query=True, **ALL)
    for stage in (signer.sign, signer.signature, signer.auth_header, signer.canonical_string, signer.string_to_sign):
        hunt.coroutine(stage.__name__, stage())


def test_coroutine_functions_are_known_as_such() -> None:
    """Mocks and frameworks check this."""
    from unittest.mock import AsyncMock, create_autospec

    for method in (AwsClient.fetch, AwsClient.sign, AwsClient.explain, Fake().client().fetch):
        assert asyncio.iscoroutinefunction(method)
    mocked = create_autospec(AwsClient, instance=True)
    assert all(isinstance(getattr(mocked, name), AsyncMock) for name in ("fetch", "sign", "explain", "close"))


@pytest.mark.parametrize("answer", [Stall, 503])
async def test_no_call_that_waits_shows_a_secret(hunt: Hunt, answer: Any) -> None:
    """Cancelled while it waits for an answer, or for its next attempt."""
    fake = Fake(answer, Stall)
    client = fake.client(**ALL)
    coroutine = client.fetch(PRESIGNED, method="POST", headers=HEADERS, body="x", aws={"sign_query": True} | ALL)
    task = asyncio.ensure_future(coroutine)
    for _ in range(20):  # as far as it goes: no time passes
        await asyncio.sleep(0)
    assert fake.requests
    waiting: Any = coroutine
    while hasattr(waiting, "cr_await"):
        hunt.frame("waiting", waiting.cr_frame)
        waiting = waiting.cr_await
    hunt._shown("task", task)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError as exc:
        hunt.error("cancelled", exc)


def test_asyncio_in_debug_mode_tells_no_secret(hunt: Hunt) -> None:
    async def main() -> None:
        asyncio.get_running_loop().slow_callback_duration = 0
        fake = Fake(503, Answer(403, LEAKY), 200)
        client = fake.client(**ALL)
        await client.fetch(PRESIGNED, headers=HEADERS)
        await asyncio.gather(*[client.sign(S3, aws={"sign_query": True}) for _ in range(3)])
        signer = AwsV4Signer(url=S3, datetime=NOW, **ALL)
        await asyncio.gather(signer.sign(), signer.sign())
        _ = client.fetch(PRESIGNED, headers=HEADERS, aws=ALL)  # never awaited

    with hunt.logs():
        asyncio.run(main(), debug=True)
    assert hunt.looked > 10


async def test_no_cache_keeps_a_query() -> None:
    from aws4web._url import _split_once

    _split_once.cache_clear()
    for url in (PRESIGNED, f"{S3}?", "https://sqs.us-east-1.amazonaws.com/#s3cr3t"):
        AwsV4Signer(url=url.replace("#", "?#") if "sqs" in url else url, **KEYS)
        AwsV4Signer(url=url, **KEYS) if "sqs" in url else None
    assert _split_once.cache_info().currsize == 0
    AwsV4Signer(url=S3, **KEYS)
    assert _split_once.cache_info().currsize == 1


def test_a_diagnosis_shows_no_secret(hunt: Hunt) -> None:
    from aws4web._answers.mismatch import diagnose

    names = [
        *("x-amz-security-token", "x-amz-s3session-token", "x-amz-server-side-encryption-customer-key"),
        "x-amz-copy-source-server-side-encryption-customer-key",
    ]
    for name in names:
        for ours, theirs in ((SECRET, "s3cr3t2"), (SECRET, None), (None, SECRET)):
            texts = [
                "\n".join(
                    ["GET", "/", "", "host:h", *([f"{name}:{value}"] if value else []), "", f"host;{name}", "hash"]
                )
                for value in (ours, theirs)
            ]
            found = diagnose(texts[0], "a\nb\nc\nd", texts[1], "a\nb\nc\ne")
            assert isinstance(found, Diagnosis)
            hunt.thing(name, found)
            hunt.text(name, str(found))


def test_an_inputs_repr_ends_before_its_query_and_fragment() -> None:
    for url in ("https://user:word@host/path?query", "https://host/path#part?query", "https://host/path#part"):
        assert repr(Input(url, None, None, None, {})) == "<Input https://host/path>"
