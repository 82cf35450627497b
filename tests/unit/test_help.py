"""help() is the manual: each option has one text, which help and an editor both show."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import aws4web
from aws4web import AwsClient, AwsOptions, AwsV4Signer, ClientOptions, RequestInit, SignerOptions
from aws4web._options import AWS_OPTIONS, CLIENT_OPTIONS, FETCH_OPTIONS, SIGNER_OPTIONS

SOURCE = ast.parse((Path(aws4web.__file__).parent / "_option_types.py").read_text())
KEYS = {"access_key_id", "secret_access_key", "session_token", "credentials", "unsigned"}


def fields(kind: str) -> dict[str, str]:
    """What an editor shows of a TypedDict's fields, inherited ones too."""
    [made] = [node for node in SOURCE.body if isinstance(node, ast.ClassDef) and node.name == kind]
    found: dict[str, str] = {}
    for base in made.bases:
        if isinstance(base, ast.Name) and base.id != "TypedDict":
            found |= fields(base.id)
    for node, after in zip(made.body, made.body[1:], strict=False):
        if isinstance(node, ast.AnnAssign) and isinstance(after, ast.Expr):
            assert isinstance(node.target, ast.Name)
            found[node.target.id] = ast.literal_eval(after.value)
    return found


def manual(thing: Any) -> dict[str, str]:
    """The options that help() lists, each with its text."""
    text = inspect.getdoc(thing) or ""
    joined = re.sub(r"\n {15,}", " ", text)
    return dict(re.findall(r"(?m)^    (\w+)  +(\S.*)$", joined))


@pytest.mark.parametrize(
    ("typed", "thing", "more"),
    [
        (ClientOptions, AwsClient, KEYS),
        (AwsOptions, AwsOptions, set[str]()),
        (
            RequestInit,
            AwsClient.fetch,
            {"input", "method", "headers", "body", "json", "timeout", "raise_for_status", "signal", "redirect", "aws"},
        ),
    ],
)
def test_every_option_has_one_text(typed: Any, thing: Any, more: set[str]) -> None:
    shown, of_editor = manual(thing), fields(typed.__name__)
    assert of_editor.keys() == typed.__annotations__.keys(), "each field has a text"
    assert shown.keys() == of_editor.keys() | more, "each option is in the manual"
    assert {name: shown[name] for name in of_editor} == of_editor


def test_the_names_that_are_known_are_those_with_types() -> None:
    """A name that is missing in the sets is refused, and one that is missing in the types is refused by checkers."""
    of_request = {"url", "method", "headers", "body", "json"}
    assert ClientOptions.__annotations__.keys() | KEYS == CLIENT_OPTIONS
    assert AwsOptions.__annotations__.keys() == AWS_OPTIONS
    assert SignerOptions.__annotations__.keys() | KEYS - {"unsigned"} | of_request == SIGNER_OPTIONS
    named = inspect.signature(AwsClient.fetch).parameters.keys() - {"self", "input"}
    assert RequestInit.__annotations__.keys() - {"init"} | named == FETCH_OPTIONS


def test_what_has_a_default_says_which() -> None:
    for typed in (ClientOptions, AwsOptions, SignerOptions):
        for name, text in fields(typed.__name__).items():
            assert "by default" in text or name in KEYS, name


def test_a_signature_ends_in_known_options() -> None:
    for method in (AwsClient.fetch, AwsClient.sign, AwsClient.explain, AwsV4Signer, AwsClient):
        parameters = inspect.signature(method).parameters
        assert "platform" not in parameters
        assert "unknown" not in parameters
    assert {"method", "headers", "body", "json", "timeout", "raise_for_status", "signal", "redirect"} <= set(
        inspect.signature(AwsClient.fetch).parameters
    )


@pytest.mark.parametrize("name", [name for name in aws4web.__all__ if name[0] != "_"])
def test_all_that_is_public_says_what_it_is(name: str) -> None:
    thing = getattr(aws4web, name)
    assert len(inspect.getdoc(thing) or "") > 15
    for member, value in vars(thing).items():
        if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
            inherited = any(hasattr(base, member) for base in thing.__mro__[1:])
            assert inherited or inspect.getdoc(value), f"{name}.{member}"
