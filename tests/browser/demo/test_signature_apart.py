"""The Signature tab takes pasted signatures apart, shows AWS's documented ones, and greys what is old."""

import boto3
import pytest
from botocore.config import Config

from demo.app.signature.examples import DOCUMENTED

from .page import DemoPage


def example(page: DemoPage, name: str) -> None:
    page.tab("signature")
    page.choose("#signature-example", name)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_documented_examples(page: DemoPage, name: str) -> None:
    example(page, name)
    page.until_text("#signature-documented", "This is the signature that AWS documents")
    assert DOCUMENTED[name].signature in page.text("#signature-stages .stage:last-child")
    assert page.js("return document.querySelector('#signature-documented a').host") == "docs.aws.amazon.com"
    assert page.value("#access_key_id") == page.config["access_key_id"], "the connection keeps its keys"
    page.click("#apart-own")
    page.until_text("#apart-verdict", "The signature is right for the typed secret, for GET.")
    page.until_text("#apart-life", "expired ")


def test_presigned_by_boto3(page: DemoPage) -> None:
    """A URL of the connection's own key: its life is counted down, its signature checked."""
    page.tab("signature")
    s3 = boto3.client(
        "s3",
        region_name="us-east-1",
        aws_access_key_id=page.config["access_key_id"],
        aws_secret_access_key=page.config["secret_access_key"],
        config=Config(signature_version="s3v4"),
    )
    url = s3.generate_presigned_url("get_object", {"Bucket": "b", "Key": "k/é"}, ExpiresIn=900)
    page.type("#apart-text", url)
    page.until_text("#apart-life", "expires in 14 min ")
    first = page.text("#apart-life")
    page.until(lambda: page.text("#apart-life") != first)
    assert page.text("#apart-faults") == ""
    page.type("#apart-text", url.replace("Signature=", "Signature=0"))
    page.until_text("#apart-faults", "The signature must have 64 digits")
    page.type("#apart-text", url.replace("k/", "l/"))
    page.until_text("#apart-verdict", "the secret or the request differs")
    page.click("#apart-clear")
    page.until(lambda: page.find("#apart-empty").is_displayed())
    assert not page.find("#apart-result").is_displayed()


def test_nothing_pasted_runs_or_is_kept(page: DemoPage) -> None:
    page.tab("signature")
    page.type(
        "#apart-text", "javascript:alert(1)?X-Amz-Signature=hunter2&X-Amz-Credential=<img src=x onerror=alert(1)>"
    )
    page.until_text("#apart-faults", "does not begin with https://")
    assert page.all("#apart-result a, #apart-result img") == []
    page.type("#apart-text", "hello")
    page.until_text("#apart-problem", "holds no signature")
    assert "hunter2" not in str(page.js("return { ...sessionStorage }"))
    page.click("#apart-clear")


def test_bad_input_greys_the_stages(page: DemoPage) -> None:
    example(page, "S3: a presigned link")
    page.until(lambda: page.find("#signature-stages").get_attribute("data-stale") == "no")
    for field, text, said in (("datetime", "yesterday", "is not understood"), ("expires", "soon", "number of seconds")):
        page.type(f"#signature-{field}", text)
        page.problem("#signature-problem", said)
        assert page.find("#signature-stages").get_attribute("data-stale") == "yes"
        assert page.find("#signature-stale").is_displayed()
        page.type(f"#signature-{field}", "")
        page.until(lambda: page.find("#signature-stages").get_attribute("data-stale") == "no")


def test_iso_times_and_unsigned_headers(page: DemoPage) -> None:
    example(page, "DynamoDB: list tables")
    page.type("#signature-datetime", "2015-08-30T14:36:00+02:00")
    page.until_text("#signature-stages", "20150830T123600Z")
    [unsigned] = page.until(lambda: page.all("#signature-stages [data-kind=unsigned]"))
    assert "content-type" in unsigned.text
    assert "AWS does not need it" in unsigned.text
    page.click("#signature-all-headers")
    page.until(lambda: not page.all("#signature-stages [data-kind=unsigned]"))


def test_each_stage_can_be_copied(page: DemoPage) -> None:
    example(page, "IAM: AWS’s documented example")
    page.until_text("#signature-documented", "This is the signature")
    page.js("""
        window.copied = [];
        navigator.clipboard.writeText = async (text) => { window.copied.push(text); };
    """)
    for button in page.all("#signature-stages button"):
        button.click()
    page.until(lambda: len(page.js("return copied")) == 4)
    canonical, string, signature, header = page.js("return copied")
    assert canonical.startswith("GET\n/\nAction=ListUsers&Version=2010-05-08\ncontent-type:")
    assert string.startswith("AWS4-HMAC-SHA256\n20150830T123600Z\n")
    assert signature == DOCUMENTED["IAM: AWS’s documented example"].signature
    assert header.startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
