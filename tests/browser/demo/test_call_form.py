"""The Call tab's form: rows, pasted curl commands, JSON that is checked, and what is found again."""

import json

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from .page import DemoPage

ROWS = """
    const rows = [...document.querySelectorAll(arguments[0] + " .row")];
    return rows.map((row) => [...row.querySelectorAll("input")].map((one) => one.value));
"""
PASTE = """
    const data = new DataTransfer();
    data.setData("text/plain", arguments[1]);
    arguments[0].dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
"""


def rows(page: DemoPage, name: str) -> list[list[str]]:
    found: list[list[str]] = page.js(ROWS, f"#call-{name}-rows")
    return found


def example(page: DemoPage, name: str) -> None:
    page.tab("call")
    page.choose("#call-example", name)


def press(page: DemoPage, *keys: str) -> None:
    ActionChains(page.browser).send_keys(*keys).perform()


def status(page: DemoPage) -> str:
    page.until(lambda: page.find("#call-send").is_enabled())
    return page.text("#call-status")


def test_query_rows_and_url_are_one(page: DemoPage) -> None:
    example(page, "S3: list buckets")
    base = page.value("#call-url")
    page.type("#call-url", f"{base}?a=%2f&b=1")
    assert rows(page, "query") == [["a", "/"], ["b", "1"]]
    page.click("#call-query-add")
    press(page, "c", Keys.TAB, "é &", Keys.ENTER, "d")
    assert page.value("#call-url") == f"{base}?a=%2f&b=1&c=%C3%A9%20%26&d="
    page.until(lambda: "&d=" in page.text("#call-python-code"))
    press(page, Keys.BACKSPACE, Keys.BACKSPACE)
    assert rows(page, "query") == [["a", "/"], ["b", "1"], ["c", "é &"]], "Backspace in an empty row removes it"
    page.click("#call-query-rows .row button")
    assert page.value("#call-url") == f"{base}?b=1&c=%C3%A9%20%26"
    page.click("#call-query-lines")
    assert page.value("#call-query") == "b=1\nc=é &"
    page.type("#call-query", "x=1\ny=2")
    page.click("#call-query-lines")
    assert rows(page, "query") == [["x", "1"], ["y", "2"]]
    assert page.value("#call-url") == f"{base}?x=1&y=2"


def test_header_rows(page: DemoPage) -> None:
    example(page, "S3: list buckets")
    page.click("#call-headers-add")
    page.js(PASTE, page.find("#call-headers-rows input"), "a: b\nx-c: d: e")
    assert rows(page, "headers") == [["a", "b"], ["x-c", "d: e"]]
    assert page.value("#call-headers") == "a: b\nx-c: d: e"
    assert '"x-c": "d: e"' in page.text("#call-python-code")


def test_curl(page: DemoPage) -> None:
    example(page, "S3: list buckets")
    page.type("#call-body", "typed before")
    url = f"{page.config['endpoint']}/"
    command = f"""curl {url} -u KEY:hunter2 --aws-sigv4 aws:amz:us-east-1:dynamodb -H 'x-amz-date: 20150830T123600Z' \\
        -H 'content-type: application/x-amz-json-1.0' -H 'X-Amz-Target: DynamoDB_20120810.ListTables' -d '{{}}'"""
    page.js(PASTE, page.find("#call-url"), command)
    assert page.value("#call-url") == url
    assert (page.value("#call-method"), page.value("#call-service"), page.value("#call-body")) == (
        "POST",
        "dynamodb",
        "{}",
    )
    notes = page.find("#call-notes").text
    assert "The keys of -u were left out" in notes
    assert "x-amz-date" in notes
    assert "hunter2" not in page.js("return document.body.outerHTML")
    page.find("#call-url").send_keys(Keys.CONTROL, Keys.ENTER)
    assert status(page).startswith("200 ")
    page.click("#call-bring-back")
    assert page.value("#call-body") == "typed before"
    assert page.value("#call-method") == "GET"


def test_bad_curl_is_explained(page: DemoPage) -> None:
    example(page, "S3: list buckets")
    page.click("#call-paste")
    page.until(lambda: page.js("return document.activeElement.id") == "curl-text")
    page.find("#curl-text").send_keys("curl javascript:alert(1)")
    page.click("#curl-form .primary")
    page.problem("#curl-problem", "must begin with https:// or http://, not javascript:")
    press(page, Keys.ESCAPE)


def test_json_is_checked(page: DemoPage) -> None:
    page.refusals_expected = True
    example(page, "DynamoDB: get the item")
    page.type("#call-body", '{"Limit": 1,\n "x" 2}')
    page.click("#call-send")
    page.until_text("#call-doubt", "The body is not JSON: line 2, column 6: a colon is missing here.")
    page.click("#call-show-doubt")
    assert page.js("return document.activeElement.selectionStart") == 18
    page.click("#call-send")
    page.click("#call-anyway")
    assert status(page)[0] in "45"
    said = page.find("#call-problem").text
    assert "The body is not JSON: line 2, column 6" in said
    assert "in a moment" not in said
    assert not page.find("#call-doubt").is_displayed()


def test_a_body_with_get_is_said_to_be_dropped(page: DemoPage) -> None:
    example(page, "S3: list buckets")
    page.type("#call-body", "x")
    assert page.find("#call-dropped").text == "GET has no body: what stands here is not sent."
    page.choose("#call-method", "PUT")
    page.js("document.getElementById('call-method').dispatchEvent(new Event('input', { bubbles: true }))")
    page.until(lambda: page.text("#call-dropped") == "")


def test_what_is_typed_is_found_again(page: DemoPage) -> None:
    example(page, "STS: whose keys are these?")
    page.type("#call-url", f"{page.config['endpoint']}/?typed=1&X-Amz-Security-Token=hunter2")
    page.type("#call-headers", "x-typed: 2\nAuthorization: hunter2")
    page.type("#call-body", f"a={page.config['secret_access_key']}")
    page.type("#call-body", "typed=3")
    page.tab("signature")
    page.choose("#signature-example", "S3: AWS’s documented presigned URL")
    page.type("#signature-expires", "60")
    stored = json.dumps(page.js("return { ...sessionStorage }"))
    assert "hunter2" not in stored
    assert page.config["secret_access_key"] not in stored
    assert "wJalrXUtnFEMI" not in stored
    page.open("call")
    assert page.value("#call-example") == "STS: whose keys are these?"
    assert page.value("#call-url").endswith("/?typed=1")
    assert page.value("#call-headers") == "x-typed: 2"
    assert page.value("#call-body") == "typed=3"
    assert rows(page, "headers") == [["x-typed", "2"]]
    page.tab("signature")
    assert page.value("#signature-expires") == "60"
    page.tab("call")
    page.choose("#call-example", "S3: list buckets")
    page.click("#call-bring-back")
    assert page.value("#call-body") == "typed=3"


def test_history(page: DemoPage) -> None:
    example(page, "STS: whose keys are these?")
    page.type("#call-headers", f"{page.value('#call-headers')}\nx-mark: 1")
    page.click("#call-send")
    assert status(page).startswith("200 ")
    example(page, "S3: list buckets")
    page.js("document.getElementById('call-history').open = true")
    page.click("#call-history-list button")
    assert page.value("#call-body").startswith("Action=GetCallerIdentity")
    assert "x-mark: 1" in page.value("#call-headers")
    page.click("#call-history-clear")
    assert page.all("#call-history-list button") == []
    assert page.js("return sessionStorage.getItem('aws4web.call.history')") is None
