"""Keys: trimmed, and refused if they cannot be keys. test_secrets checks that no error shows them."""

from typing import Any

import pytest

from aws4web import AwsClient, AwsV4Signer
from tests.unit.support import KEYS, NOW, Fake

LAMBDA = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions"


def signer(url: str = LAMBDA, **options: Any) -> AwsV4Signer:
    return AwsV4Signer(**(KEYS | {"url": url, "datetime": NOW} | options))


ALL = KEYS | {"session_token": "to/ken+=="}


def made(given: dict[str, Any], how: str) -> Any:
    """The credentials that a constructor or a call makes of these."""
    if how == "client":
        return AwsClient(**given)._settings.credentials
    if how == "signer":
        return signer(**given).credentials
    raise AssertionError(how)


@pytest.mark.parametrize("how", ["client", "signer"])
@pytest.mark.parametrize("name", list(ALL))
@pytest.mark.parametrize(
    "ends", [("", "\n"), ("", "\r\n"), (" ", "\t "), ("\ufeff", ""), ("\ufeff ", "\n\n"), ("\xa0", "\u2028")]
)
def test_white_space_at_a_keys_ends_is_trimmed(how: str, name: str, ends: tuple[str, str]) -> None:
    credentials = made(ALL | {name: f"{ends[0]}{ALL[name]}{ends[1]}"}, how)
    assert {name: getattr(credentials, name) for name in ALL} == ALL


async def test_keys_of_a_call_are_trimmed_too() -> None:
    client = Fake().client()
    spaced: Any = {name: f" {value}\n" for name, value in ALL.items()}
    request = await client.sign(LAMBDA, aws=spaced)
    assert request.headers["x-amz-security-token"] == "to/ken+=="
    exact: Any = ALL
    assert request.headers["authorization"] == (await client.sign(LAMBDA, aws=exact)).headers["authorization"]


def test_a_str_of_a_subclass_is_what_it_holds() -> None:
    class Masked(str):
        def __str__(self) -> str:
            return "***"

        def __format__(self, _spec: str) -> str:
            return "***"

        def strip(self, _chars: Any = None) -> str:
            return "***"

    for how in ("client", "signer"):
        credentials = made({name: Masked(value) for name, value in ALL.items()}, how)
        for name, value in ALL.items():
            held = getattr(credentials, name)
            assert (type(held), held) == (str, value)


@pytest.mark.parametrize("token", [None, "", " \n"])
def test_an_empty_token_is_none(token: str | None) -> None:
    for how in ("client", "signer"):
        assert made(KEYS | {"session_token": token}, how).session_token is None


@pytest.mark.parametrize("name", list(ALL))
@pytest.mark.parametrize(
    ("within", "words"),
    [
        ("\n", "a line break or another control character"),
        ("\x7f", "a line break or another control character"),
        ("\x00", "a line break or another control character"),
        (" ", "white space"),
        ("\xe9", "a character beyond ASCII"),
        ("\xa0", "a character beyond ASCII"),
        ("\ud800", "a character beyond ASCII"),
        ("\u200b", "a character beyond ASCII"),
    ],
)
async def test_what_cannot_be_a_key_is_refused(name: str, within: str, words: str) -> None:
    if name == "secret_access_key" and within.isprintable():
        return  # see below
    bad = ALL | {name: f"AKID{within}x"}
    words = f"^{name} holds {words}, which no key has: was more copied than the key\\?$"
    for how in ("client", "signer"):
        with pytest.raises(ValueError, match=words):
            made(bad, how)
    aws: Any = {name: bad[name]}
    fake = Fake()
    with pytest.raises(ValueError, match=words):
        await fake.client().fetch(LAMBDA, aws=aws)
    assert not fake.requests


async def test_a_secret_may_be_a_passphrase() -> None:
    secret = "correct h\xf6rse battery"
    for how in ("client", "signer"):
        assert made(ALL | {"secret_access_key": f" {secret}\n"}, how).secret_access_key == secret


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ({"access_key_id": b"AKID"}, TypeError, "access_key_id must be a str, not bytes"),
        ({"secret_access_key": 5}, TypeError, "secret_access_key must be a str, not int"),
        ({"session_token": b""}, TypeError, "session_token must be a str, not bytes"),
        ({"session_token": b"t"}, TypeError, "session_token must be a str, not bytes"),
        ({"access_key_id": ""}, ValueError, "access_key_id is empty"),
        ({"secret_access_key": " \n"}, ValueError, "secret_access_key is empty"),
        ({"access_key_id": None}, TypeError, "access_key_id is a required option"),
    ],
)
async def test_keys_of_a_call_are_checked(bad: Any, error: type[Exception], words: str) -> None:
    fake = Fake()
    for method in (fake.client().fetch, fake.client().sign):
        with pytest.raises(error, match=f"^{words}$"):
            await method(LAMBDA, aws=bad)
    for how in ("client", "signer"):
        with pytest.raises(error, match=f"^{words}$"):
            made(KEYS | bad, how)
    assert not fake.requests


@pytest.mark.parametrize("option", ["service", "region"])
@pytest.mark.parametrize("name", ["a/b", "a b", "a\n", "é", "\ud800", 5, ["s3"]])
async def test_a_service_or_region_that_cannot_be_a_name_is_refused(option: str, name: Any) -> None:
    error = ValueError if isinstance(name, str) else TypeError
    for given in ({option: name}, {"service": "s3", "region": "us-east-1", option: name}):
        with pytest.raises(error, match=f"{option} must be a "):
            signer(**given)
