"""Folders are in the page's address: Back leads back, a folder can be linked, a reload finds it."""

from typing import Any
from urllib.parse import quote

import pytest
from selenium.webdriver.common.keys import Keys

from .page import DemoPage

ODD = "50% #1?/ü&+ =/x.txt"
FOLDERS = ["50% #1?/", "50% #1?/ü&+ =/"]


@pytest.fixture
def stored(page: DemoPage, bucket: str) -> Any:
    """A key that needs encoding, and others, in the listing."""
    s3 = page.aws("s3")
    for key in (ODD, "a//b", "plain/c"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    page.click("#refresh")
    page.until(lambda: page.names() == ["50% #1?/", "a/", "plain/"])
    return s3


def address(page: DemoPage) -> str:
    return page.js("return location.hash")


def test_back_and_forward(page: DemoPage, bucket: str, stored: Any) -> None:
    assert address(page) == f"#objects/{bucket}/"
    for folder in FOLDERS:
        page.act("open", folder)
        page.until(lambda folder=folder: page.value("#prefix") == folder)
    page.until(lambda: page.names() == ["x.txt"])
    assert address(page) == f"#objects/{bucket}/50%25%20%231%3F/%C3%BC%26%2B%20%3D/"
    page.tab("call")
    page.browser.back()
    page.until(lambda: page.find("#objects").is_displayed() and page.names() == ["x.txt"])
    page.browser.back()
    page.until(lambda: page.names() == ["ü&+ =/"])
    page.browser.back()
    page.until(lambda: page.names() == ["50% #1?/", "a/", "plain/"])
    page.browser.forward()
    page.until(lambda: page.names() == ["ü&+ =/"])


def test_a_link_and_a_reload(page: DemoPage, bucket: str, stored: Any) -> None:
    page.js("location.hash = arguments[0]", f"#objects/{bucket}/a//")
    page.until(lambda: page.names() == ["b"])
    page.js("location.hash = arguments[0]", f"#objects/{bucket}/{quote(FOLDERS[1])}")
    page.until(lambda: page.names() == ["x.txt"])
    page.browser.refresh()
    page.until(lambda: page.find("#status").get_attribute("data-state") == "done", 60)
    page.until(lambda: page.names() == ["x.txt"])
    assert page.value("#bucket") == bucket
    assert page.value("#prefix") == FOLDERS[1]


def test_a_link_that_leads_nowhere(page: DemoPage, bucket: str, stored: Any) -> None:
    page.refusals_expected = True
    page.js("location.hash = '#objects/%3Cimg%20src%3Dx%3E/'")
    page.until_text("#open-problem", "A bucket’s name has no “<”")
    page.js("location.hash = '#objects/no-such-bucket-here/..%2F../%ff/'")
    page.problem("#objects-problem", "There is no bucket of this name")
    assert page.names() == []
    page.find("#bucket").send_keys(Keys.NULL)
    page.choose("#bucket", bucket)
    page.until(lambda: page.names() == ["50% #1?/", "a/", "plain/"])
