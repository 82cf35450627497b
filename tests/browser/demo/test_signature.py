"""The Signature tab shows what the package signs, and why AWS disagrees."""

import json
from typing import Any

from aws4web import AwsV4Signer

from .page import DemoPage
from .storage import stored

TIME = "20150830T123600Z"
PARTS = """
    const stage = document.querySelectorAll("#signature-stages .stage")[arguments[0]];
    return [...stage.querySelectorAll("code")].map((code) => code.textContent);
"""


def describe(page: DemoPage, **fields: str) -> None:
    page.tab("signature")
    page.js("document.getElementById('mismatch-result').replaceChildren()")
    page.choose("#signature-example", "S3: an object whose key is hard to write")
    for name, text in {"datetime": TIME, **fields}.items():
        page.type(f"#signature-{name}", text)


def signer(page: DemoPage, **options: Any) -> AwsV4Signer:
    """The same, signed on CPython."""
    keys = {name: page.config[name] for name in ("access_key_id", "secret_access_key", "region")}
    return AwsV4Signer(**keys, service="s3", datetime=TIME, **options)


async def test_stages(page: DemoPage) -> None:
    url = f"{page.config['endpoint']}/bucket/a b?x=1&list-type=2"
    describe(page, url=url, headers="x-amz-meta-note: hé\nrange: bytes=0-1")
    ours = signer(page, url=url, headers={"x-amz-meta-note": "hé", "range": "bytes=0-1"})
    signature = await ours.signature()
    page.until(lambda: page.js(PARTS, 2)[1] == signature)
    canonical = await ours.canonical_string()
    method, path, query, *rest = canonical.split("\n")
    first, *others = query.split("&")
    headers = [line or " " for line in rest]
    assert page.js(PARTS, 0) == [method, path, first, *(f"&{pair}" for pair in others), *headers, "range"]
    assert page.js(PARTS, 1) == (await ours.string_to_sign()).split("\n")
    assert "".join(page.js(PARTS, 3)) == await ours.auth_header()
    labels = [element.text for element in page.all("#signature-stages dt")]
    whys = [element.text for element in page.all("#signature-stages .part .hint")]
    assert len(labels) == len(whys)
    assert all(whys), "every part is explained"


async def test_live(page: DemoPage) -> None:
    describe(page)
    before = await signer(page, url=page.value("#signature-url")).signature()
    page.until(lambda: page.js(PARTS, 2)[1:] == [before])  # what was shown until then goes by
    page.find("#signature-url").send_keys("x")
    after = await signer(page, url=page.value("#signature-url")).signature()
    assert after != before
    page.until(lambda: page.js(PARTS, 2)[1:] == [after])


async def test_presigned(page: DemoPage) -> None:
    page.tab("signature")
    page.choose("#signature-example", "S3: a presigned link")
    page.type("#signature-datetime", TIME)
    url = page.value("#signature-url")
    expected = (await signer(page, url=url, sign_query=True, expires=3600).sign()).url
    page.until(lambda: "".join(page.js(PARTS, 3)) == expected)


def test_bad_input(page: DemoPage) -> None:
    describe(page, datetime="yesterday")
    page.problem("#signature-problem", "20150830T123600Z")
    page.type("#signature-datetime", "")
    page.until(lambda: not page.all("#signature-problem .problem"))


def differing(page: DemoPage) -> list[str]:
    page.until(lambda: page.all("#mismatch-result .diff"))
    return [element.text for element in page.all("#mismatch-result .differs dt")]


def test_changed_on_the_way(page: DemoPage) -> None:
    page.refusals_expected = True
    describe(page, datetime="")
    page.click("#mismatch-provoke")
    assert differing(page) == ["Query ≠", "Request’s hash ≠"]
    assert "The server saw another query" in page.text("#mismatch-result")
    assert "SignatureDoesNotMatch" in page.value("#mismatch-text")
    assert "SignatureDoesNotMatch" not in f"{stored(page)}", "a session token may be in it"
    assert [mark.text for mark in page.all("#mismatch-result mark")][:2] == ["(nothing)", "changed-on-the-way=1"]


async def test_pasted_xml(page: DemoPage) -> None:
    """The same request, but AWS saw another header and another path."""
    url = f"{page.config['endpoint']}/bucket/key"
    theirs = signer(page, url=f"{page.config['endpoint']}/bucket/Key", headers={"x-amz-meta-a": "b"})
    canonical, string = await theirs.canonical_string(), await theirs.string_to_sign()
    describe(page, url=url, headers="x-amz-meta-a: c", datetime="")
    page.type(
        "#mismatch-text",
        f"<Error><Code>SignatureDoesNotMatch</Code><StringToSign>{string}</StringToSign>"
        f"<CanonicalRequest>{canonical}</CanonicalRequest></Error>",
    )
    page.click("#mismatch-compare")
    assert differing(page) == ["Path ≠", "Header ≠", "Request’s hash ≠"]
    assert [mark.text for mark in page.all("#mismatch-result mark")][:4] == ["k", "K", "c", "b"]


async def test_pasted_json(page: DemoPage) -> None:
    """Services other than S3 say it in their message. Nothing differs, so the secret is wrong."""
    url = f"{page.config['endpoint']}/bucket/key"
    theirs = signer(page, url=url)
    message = (
        "The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for"
        f" this request should have been\n'{await theirs.canonical_string()}'\n\nThe String-to-Sign should have been\n"
        f"'{await theirs.string_to_sign()}'\n"
    )
    describe(page, url=url, datetime="")
    page.type("#mismatch-text", json.dumps({"__type": "InvalidSignatureException", "message": message}))
    page.click("#mismatch-compare")
    assert differing(page) == []
    assert "the secret access key is wrong" in page.text("#mismatch-result")


def test_pasted_nonsense(page: DemoPage) -> None:
    describe(page)
    for text, part in (
        ("", "Paste AWS’s answer first"),
        ("<Error><Code>NoSuchKey</Code></Error>", "This answer is NoSuchKey"),
        ("<Error><Code>", "not the whole answer"),
        ("hello", "does not hold what AWS signed"),
    ):
        page.type("#mismatch-text", text)
        page.click("#mismatch-compare")
        page.until_text("#mismatch-result", part)
