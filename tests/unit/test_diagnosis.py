"""Where AWS's view of a request differs from ours: each part of it, and answers that are half missing, or nonsense."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from aws4web import AwsV4Signer, Diagnosis
from aws4web._answers.mismatch import aws_view, diagnose, time_of
from aws4web._answers.redaction import mask
from tests.platforms import on
from tests.unit.support import KEYS, Answer, Fake

S3 = "https://bucket.s3.us-east-1.amazonaws.com/key?x=1"
NOW = "20150830T123600Z"
SCOPE = "20150830/us-east-1/s3/aws4_request"
CANONICAL = """GET
/key
x=1
host:bucket.s3.us-east-1.amazonaws.com
x-amz-content-sha256:UNSIGNED-PAYLOAD
x-amz-date:20150830T123600Z

host;x-amz-content-sha256;x-amz-date
UNSIGNED-PAYLOAD"""
TO_SIGN = f"AWS4-HMAC-SHA256\n{NOW}\n{SCOPE}\n{'a' * 64}"


def test_the_request_is_what_the_signer_makes() -> None:
    signer = AwsV4Signer(url=S3, **KEYS, datetime=NOW)
    assert signer.canonical_headers in CANONICAL
    assert signer.credential_string == SCOPE


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


Change = tuple[str, str]


@pytest.mark.parametrize(
    ("change", "part", "ours", "theirs", "why"),
    [
        (("GET", "HEAD"), "method", "GET", "HEAD", "another method: a redirect or a proxy changed it"),
        (("/key", "/key%20"), "path", "/key", "/key%20", "another path: it was rewritten on the way"),
        (("x=1", "x=1&y=2"), "query", "x=1", "x=1&y=2", "parameters were added, dropped or encoded otherwise"),
        (("x=1", ""), "query", "x=1", "", "the server saw another query"),
        (
            ("host:bucket", "host:proxy"),
            *("header", "host:bucket.s3.us-east-1.amazonaws.com", "host:proxy.s3.us-east-1.amazonaws.com"),
            "the server saw `host:proxy.s3.us-east-1.amazonaws.com`: a proxy, the browser or a redirect rewrote or"
            " removed the header host",
        ),
        (
            ("x-amz-date:20150830T123600Z\n", ""),
            *("header", "x-amz-date:20150830T123600Z", ""),
            "the server saw no x-amz-date: a proxy",
        ),
        (
            ("x-amz-date:", "range:bytes=0-1\nx-amz-date:"),
            *("header", "", "range:bytes=0-1"),
            "the server signed `range:bytes=0-1`, which was not signed here",
        ),
        (
            ("host;x-amz", "host;range;x-amz"),
            *("signed headers", "host;x-amz-content-sha256;x-amz-date", "host;range;x-amz-content-sha256;x-amz-date"),
            "the lists of signed headers differ",
        ),
        (
            ("\nUNSIGNED-PAYLOAD", "\n" + "e" * 64),
            *("payload hash", "UNSIGNED-PAYLOAD", "e" * 64),
            "the server saw another body, or another x-amz-content-sha256",
        ),
    ],
)
def test_each_part_of_the_canonical_request(change: Change, part: str, ours: str, theirs: str, why: str) -> None:
    head, _, tail = CANONICAL.rpartition("\n")
    theirs_whole = head + changed(f"\n{tail}", *change) if part == "payload hash" else changed(CANONICAL, *change)
    for to_sign in (TO_SIGN, changed(TO_SIGN, "aaa", "bbb"), ""):
        diagnosis = diagnose(CANONICAL, TO_SIGN, theirs_whole, to_sign)
        assert diagnosis[:3] == (part, ours, theirs)
        assert why in diagnosis.explanation
        assert str(diagnosis) == f"{diagnosis.explanation}\n  signed here: {ours}\n  AWS saw:     {theirs}"


@pytest.mark.parametrize(
    ("change", "part", "ours", "theirs"),
    [
        (("AWS4-HMAC-SHA256", "AWS4-X"), "algorithm", "AWS4-HMAC-SHA256", "AWS4-X"),
        ((NOW, "20150830T123601Z"), "time", NOW, "20150830T123601Z"),
        (("us-east-1", "eu-west-1"), "scope", SCOPE, SCOPE.replace("us-east-1", "eu-west-1")),
    ],
)
@pytest.mark.parametrize("canonical", [CANONICAL, ""])
def test_each_part_of_the_string_to_sign(change: Change, part: str, ours: str, theirs: str, canonical: str) -> None:
    diagnosis = diagnose(CANONICAL, TO_SIGN, canonical, changed(TO_SIGN, *change))
    assert diagnosis == (part, ours, theirs, f"the {part} of the signature differs")


@pytest.mark.parametrize("canonical", [CANONICAL, ""])
def test_only_the_hash_of_the_request_differs(canonical: str) -> None:
    diagnosis = diagnose(CANONICAL, TO_SIGN, canonical, changed(TO_SIGN, "aaa", "bbb"))
    assert diagnosis[:3] == ("request", "", "")
    assert str(diagnosis) == "the request that AWS saw differs, and its answer does not say where"


@pytest.mark.parametrize(("canonical", "to_sign"), [(CANONICAL, TO_SIGN), (CANONICAL, ""), ("", TO_SIGN)])
def test_what_agrees_as_far_as_it_is_told_was_signed_with_another_secret(canonical: str, to_sign: str) -> None:
    diagnosis = diagnose(CANONICAL, TO_SIGN, canonical, to_sign)
    assert diagnosis[:3] == ("secret", "", "")
    assert str(diagnosis).startswith("AWS saw the very request that was signed: the secret access key is wrong")


def test_secrets_and_endless_lines_do_not_show() -> None:
    token = "x-amz-security-token:s3cr3t\nx-amz-date"
    mine = changed(CANONICAL, "x-amz-date", token)
    assert diagnose(mine, TO_SIGN, mine.replace("s3cr3t", "0th3r"), TO_SIGN).part == "secret"
    diagnosis = diagnose(mine, TO_SIGN, CANONICAL, TO_SIGN)
    assert diagnosis.ours == "x-amz-security-token:…"
    assert mask("a=1&X-Amz-Signature=s3cr3t&X-Amz-Security-Token=s3cr3t&b=s") == (
        "a=1&X-Amz-Signature=…&X-Amz-Security-Token=…&b=s"
    )
    for canonical, to_sign in (
        (changed(CANONICAL, "x=1", f"x=\x1b{'1' * 100_000}"), TO_SIGN),
        (changed(CANONICAL, "host:bucket", f"host:\x1b{'b' * 100_000}"), TO_SIGN),
        (CANONICAL, changed(TO_SIGN, SCOPE, f"\x1b{'s' * 100_000}")),
    ):
        for diagnosis in (
            diagnose(CANONICAL, TO_SIGN, canonical, to_sign),
            diagnose(canonical, to_sign, CANONICAL, TO_SIGN),
        ):
            assert len(str(diagnosis)) < 5_000
            assert "\\x1b" in str(diagnosis)
            assert "\x1b" not in str(diagnosis)


@pytest.mark.parametrize(
    ("canonical", "to_sign", "view"),
    [
        (CANONICAL, TO_SIGN, (CANONICAL, TO_SIGN)),
        (CANONICAL, "", (CANONICAL, "")),
        ("", TO_SIGN, ("", TO_SIGN)),
        ("(invalid string)", TO_SIGN, ("", TO_SIGN)),
        (CANONICAL, "(invalid string)", (CANONICAL, "")),
        ("(invalid string)", "(invalid string)", None),
        ("GET\n/\n\nhost:a\n\nhost\nhash", "", ("GET\n/\n\nhost:a\n\nhost\nhash", "")),
        ("GET\n/\n\nhost:a\nhost\nhash", "", None),
        ("", "a\nb\nc\nd", ("", "a\nb\nc\nd")),
        ("", "a\nb\nc", None),
        ("", "a\nb\nc\nd\ne", None),
        ("", "", None),
    ],
)
def test_what_an_answer_tells(canonical: str, to_sign: str, view: tuple[str, str] | None) -> None:
    assert aws_view({"CanonicalRequest": canonical, "StringToSign": to_sign}, "") == view
    said = (
        "The request signature we calculated does not match. The Canonical String for this request should have been\n"
        f"'{canonical}'\n\nThe String-to-Sign should have been\n'{to_sign}'\n"
    )
    assert aws_view({}, said) == view
    assert aws_view({}, said.replace("\n\nThe", " The").replace("been\n", "been ")) == view
    assert aws_view({}, f"{said} It's 'signed' by another key.") == view
    assert aws_view({"Code": "A"}, said) == view


@pytest.mark.parametrize(
    ("message", "view"),
    [
        ("", None),
        ("Canonical String for this request should have been", None),
        ("The String-to-Sign should have been", None),
        (f"The String-to-Sign should have been '{TO_SIGN}'", ("", TO_SIGN)),
        (f"The Canonical String for this request should have been '{CANONICAL}'", (CANONICAL, "")),
    ],
)
def test_half_a_message(message: str, view: tuple[str, str] | None) -> None:
    assert aws_view({}, message) == view


def test_a_quote_in_the_request_does_not_end_it() -> None:
    canonical = changed(CANONICAL, "x-amz-date", "x-a:it's 'so'\nx-amz-date")
    said = (
        f"The Canonical String for this request should have been '{canonical}' The String-to-Sign should have been"
        f" '{TO_SIGN}'"
    )
    assert aws_view({}, said) == (canonical, TO_SIGN)


@pytest.mark.parametrize(
    ("canonical", "to_sign", "time"),
    [
        (CANONICAL, TO_SIGN, NOW),
        ("", TO_SIGN, NOW),
        (CANONICAL, "", NOW),
        (changed(CANONICAL, NOW, "20160101T000000Z"), TO_SIGN, NOW),
        ("GET\n/\nX-Amz-Date=20160101T000000Z&x=1\nhost:a\n\nhost\nhash", "", "20160101T000000Z"),
        ("GET\n/\n\nhost:a\n\nhost\nhash", "", None),
        ("", "AWS4-HMAC-SHA256\nnever\nscope\nhash", None),
        ("", "AWS4-HMAC-SHA256\n99999999T999999Z\nscope\nhash", None),
        ("", "AWS4-HMAC-SHA256\n20150830T123600ZZ\nscope\nhash", None),
        ("", "AWS4-HMAC-SHA256\n٢٠١٥٠٨٣٠T123600Z\nscope\nhash", None),
    ],
)
def test_when_it_was_signed(canonical: str, to_sign: str, time: str | None) -> None:
    assert time_of((canonical, to_sign)) == time


def xml(canonical: str, to_sign: str) -> str:
    inner = f"<StringToSign>{to_sign}</StringToSign>" if to_sign else ""
    inner += f"<CanonicalRequest>{canonical.replace('&', '&amp;')}</CanonicalRequest>" if canonical else ""
    return f"<Error><Code>SignatureDoesNotMatch</Code><Message>It does not.</Message>{inner}</Error>"


async def ours(fake: Fake, **options: Any) -> tuple[str, str]:
    signer = on(fake.platform(), AwsV4Signer)(url=S3, **KEYS, **options)
    return await signer.canonical_string(), await signer.string_to_sign()


@pytest.mark.parametrize(
    ("tell", "part"),
    [
        (lambda canonical, _: xml(canonical, ""), "secret"),
        (lambda _, to_sign: xml("", to_sign), "secret"),
        (lambda _, to_sign: xml("", changed(to_sign, "us-east-1", "eu-west-1")), "scope"),
        (lambda _, to_sign: xml("", to_sign[:-4] + "beef"), "request"),
        (lambda canonical, _: xml(changed(canonical, "\nUNSIGNED-PAYLOAD", "\nother"), ""), "payload hash"),
        (lambda _, to_sign: xml("(invalid string)", to_sign), "secret"),
    ],
)
async def test_half_an_answer_is_explained(tell: Callable[[str, str], str], part: str) -> None:
    fake = Fake()
    text = tell(*await ours(fake))
    fake.answers = [Answer(403, text)]
    client = fake.client()
    response = await client.fetch(S3)
    assert response.error is not None
    assert response.error.diagnosis is not None
    assert response.error.diagnosis.part == part
    assert str(response.error).endswith(f"\n{response.error.diagnosis}")
    # The text alone also tells when it was signed.
    fake.time += 3_600
    explained = await client.explain(text, S3)
    assert explained is not None
    assert explained.part == part


@pytest.mark.parametrize(
    "text",
    [
        xml("(invalid string)", ""),
        xml("(invalid string)", "(invalid string)"),
        xml("\n", "AWS4-HMAC-SHA256"),
        xml("", ""),
        json.dumps({"__type": "InvalidSignatureException", "message": "It does not match."}),
        "SignatureDoesNotMatch",
        "",
    ],
)
async def test_what_cannot_be_explained_is_not(text: str) -> None:
    fake = Fake(Answer(403, text))
    client = fake.client()
    response = await client.fetch(S3)
    assert response.error is not None
    assert response.error.diagnosis is None
    assert await client.explain(response) is None
    assert await client.explain(response.error) is None
    assert await client.explain(text, S3) is None


async def test_a_time_that_is_not_one_is_said_to_differ() -> None:
    fake = Fake()
    canonical, to_sign = await ours(fake)
    diagnosis = await fake.client().explain(xml(canonical, changed(to_sign, NOW, "99999999T999999Z")), S3)
    assert isinstance(diagnosis, Diagnosis)
    assert (diagnosis.part, diagnosis.ours, diagnosis.theirs) == ("time", NOW, "99999999T999999Z")
    given: Any = {"datetime": "20160101T000000Z"}
    diagnosis = await fake.client().explain(xml(canonical, to_sign), S3, aws=given)
    assert diagnosis is not None
    assert diagnosis.ours == "x-amz-date:20160101T000000Z", "a given time is kept"


async def test_no_secret_is_shown_wherever_a_server_puts_it() -> None:
    fake = Fake()
    canonical, to_sign = await ours(fake, session_token="t0ken")
    secret = KEYS["secret_access_key"]
    for theirs in (
        changed(canonical, "host:", f"x-a:t0ken\nx-b:{secret}\nhost:"),
        changed(canonical, "x=1", f"x=t0ken{secret}"),
    ):
        fake.answers = [Answer(403, xml(theirs, to_sign))]
        response = await fake.client(session_token="t0ken").fetch(S3)
        assert response.error is not None
        assert response.error.diagnosis is not None
        shown = f"{response.error} {response.error.diagnosis!r} {response.error.fields}"
        assert "t0ken" not in shown
        assert secret not in shown
