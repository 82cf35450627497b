"""Names of options: a wrong one is refused, and the right one named."""

from typing import Any

import pytest

from aws4web import AwsClient, AwsV4Signer
from aws4web._options import AWS_OPTIONS, FETCH_OPTIONS
from aws4web._platform.cpython.fetch_options import check_options
from tests.unit.support import KEYS, Fake

LAMBDA = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("data", "pass it as body=, or what is to be JSON as json="),
        ("content", "pass it as body="),
        ("form", "application/x-www-form-urlencoded"),
        ("params", "write it into the URL"),
        ("query", "write it into the URL"),
        ("files", "FormData"),
        ("auth", "signed with the keys of AwsClient"),
        ("verify", "certificates are always checked"),
        ("cert", "certificates are always checked"),
        ("cookies", "headers={'Cookie': …}"),
        ("allow_redirects", "pass redirect='follow', 'manual' or 'error'"),
        ("follow_redirects", "pass redirect="),
        ("max_redirects", "redirect='manual'"),
        ("proxies", "HTTPS_PROXY"),
        ("proxy", "HTTPS_PROXY"),
        ("stream", "async for chunk in response"),
        ("encoding", r"response\.bytes"),
        ("url", "the URL is the first argument"),
        ("cf", r"goes in init=\{'cf': …\}"),
        ("client", r"goes in init=\{'client': …\}"),
        ("next", r"goes in init=\{'next': …\}"),
        ("dispatcher", r"goes in init=\{'dispatcher': …\}"),
        ("tls", r"goes in init=\{'tls': …\}"),
        ("unix", r"goes in init=\{'unix': …\}"),
        ("refferer", "did you mean referrer"),
        ("Json", "did you mean json"),
        ("region", r"pass it as aws=\{'region': …\}"),
        ("sessionToken", r"pass it as aws=\{'session_token': …\}"),
    ],
)
@pytest.mark.parametrize("before", [{}, {"method": "POST", "headers": {}, "body": "x"}], ids=["alone", "last"])
async def test_a_name_that_fetch_does_not_take(name: str, words: str, before: dict[str, Any]) -> None:
    fake = Fake()
    for method in (fake.client().fetch, fake.client().sign):
        with pytest.raises(TypeError, match=f"fetch has no option '{name}'.*{words}"):
            await method(LAMBDA, **before, **{name: "x"})
    assert not fake.requests


async def test_url_as_a_keyword() -> None:
    options: Any = {"url": LAMBDA}
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'input'"):
        await Fake().client().fetch(**options)
    with pytest.raises(TypeError, match="the URL is the first argument"):
        await Fake().client().fetch(LAMBDA, **options)
    nothing: Any = None
    with pytest.raises(TypeError, match="the first argument is a URL"):
        await Fake().client().fetch(nothing)


async def test_an_option_of_none_is_not_given_but_its_name_counts() -> None:
    fake = Fake()
    await fake.client().fetch(LAMBDA, init=None, json=None, signal=None, aws=None)
    assert fake.options == [{"redirect": "manual"}]
    with pytest.raises(TypeError, match="no option 'params'"):
        await fake.client().fetch(LAMBDA, params=None)


@pytest.mark.parametrize(
    ("init", "error", "words"),
    [
        ({"cf": {}}, TypeError, r"init=\{'cf': …\} is for the fetch of a JS runtime, and there is none here"),
        ({"method": "PUT"}, TypeError, "pass method without it"),
        ({"aws": {}}, TypeError, "pass aws without it"),
        ({"signal": 1}, TypeError, "pass signal without it"),
        ({5: 1}, TypeError, "init must have names for keys, not int"),
        ([("cf", {})], TypeError, "init must be a dict .*, not list"),
        ("cf", TypeError, "init must be a dict .*, not str"),
    ],
)
async def test_init_is_for_a_runtimes_own_options(init: Any, error: type[Exception], words: str) -> None:
    fake = Fake()
    with pytest.raises(error, match=words):
        await fake.client().fetch(LAMBDA, init=init)
    assert not fake.requests


async def test_aws_must_be_a_dict() -> None:
    options: Any = {"aws": [("region", "us-east-1")]}
    with pytest.raises(TypeError, match="aws must be a dict, not list"):
        await Fake().client().fetch(LAMBDA, **options)


HARMLESS = {
    "mode": "cors",
    "credentials": "include",
    "cache": "no-store",
    "redirect": "manual",
    "referrer": "about:client",
    "referrerPolicy": "no-referrer",
    "integrity": "",
    "keepalive": True,
    "duplex": "half",
    "priority": "low",
}


async def test_what_only_a_page_has_is_left_out_where_nothing_is_lost() -> None:
    fake = Fake()
    await fake.client().fetch(LAMBDA, **HARMLESS)
    assert len(fake.requests) == 1
    ours = {"method", "headers", "body", "json", "init", "aws", "timeout", "raise_for_status"}
    assert set(HARMLESS) | {"signal", "window"} == FETCH_OPTIONS - ours


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"signal": object()}, TypeError, "cancel the asyncio task"),
        ({"integrity": "sha256-x"}, TypeError, "compare a hash"),
        ({"window": object()}, TypeError, "window can only be None"),
        ({"cache": "only-if-cached"}, ValueError, "there is no cache here"),
        *(({name: "none"}, ValueError, f"{name} must be one of") for name in ("mode", "credentials", "cache")),
        *(({name: ""}, ValueError, f"{name} must be one of") for name in ("redirect", "priority", "duplex")),
        ({"referrerPolicy": "all"}, ValueError, "referrerPolicy must be one of ''"),
    ],
)
async def test_what_cannot_be_left_out_here_is_refused(
    options: dict[str, Any], error: type[Exception], words: str
) -> None:
    fake = Fake()
    with pytest.raises(error, match=words):
        await fake.client().fetch(LAMBDA, **options)
    assert not fake.requests


def test_every_value_of_the_fetch_standard_is_known() -> None:
    """https://fetch.spec.whatwg.org/#requestinit"""
    for name, values in {
        "mode": "cors no-cors same-origin",
        "credentials": "omit same-origin include",
        "cache": "default no-store reload no-cache force-cache",
        "redirect": "follow error manual",
        "referrerPolicy": "no-referrer no-referrer-when-downgrade same-origin origin strict-origin"
        " origin-when-cross-origin strict-origin-when-cross-origin unsafe-url",
        "priority": "high low auto",
    }.items():
        for value in values.split():
            check_options({name: value})


def test_the_options_are_what_they_were() -> None:
    """A name missing from these sets would be refused for everybody."""
    assert {
        *("aws", "body", "cache", "credentials", "duplex", "headers", "init", "integrity", "json", "keepalive"),
        *("method", "mode", "priority", "raise_for_status", "redirect", "referrer", "referrerPolicy", "signal"),
        *("timeout", "window"),
    } == FETCH_OPTIONS
    assert {
        *("access_key_id", "all_headers", "append_session_token", "cache", "datetime", "deadline", "endpoint_url"),
        *("expires", "init_retry_ms", "region", "retries", "retry_budget", "retry_network"),
        *("secret_access_key", "service", "session_token", "sign_query", "single_encode"),
        *("credentials", "unsigned"),
    } == AWS_OPTIONS


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            AwsClient,
            {
                "region_name": "region",
                "aws_access_key_id": "access_key_id",
                "secretKey": "secret_access_key",
                "body": None,
            },
        ),
        (AwsV4Signer, {"uri": None, "signquery": "sign_query", "header": "headers", "retries": None, "json_": "json"}),
    ],
)
def test_names_that_constructors_do_not_take(kind: Any, names: dict[str, str | None]) -> None:
    for name, meant in names.items():
        words = f"did you mean {meant}\\?" if meant else "it takes access_key_id, "
        with pytest.raises(TypeError, match=f"{kind.__name__} has no option '{name}': {words}"):
            kind(**(KEYS | {"url": LAMBDA, name: 1} if kind is AwsV4Signer else KEYS | {name: 1}))
