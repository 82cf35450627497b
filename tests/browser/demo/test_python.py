"""The Python tab: the examples run, and so does what is typed."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from .page import DemoPage

PROGRAMS = {
    "First call": "<Account>123456789012</Account>",
    "S3": "+00:00\nHello ✓\n[]\n",
    "Presigned link": "/aws4web-demo/readme.txt?X-Amz-",
    "DynamoDB": "ResourceNotFoundException",
    "Lambda, ten at once": "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]",
    "An error, explained": "the secret access key is wrong",
    "A signature’s stages": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request",
}


def finish(page: DemoPage) -> str:
    """Wait for the end of the program; return its state."""
    page.until(lambda: page.find("#python-status").get_attribute("data-state") not in (None, "busy"))
    return str(page.find("#python-status").get_attribute("data-state"))


def run(page: DemoPage, source: str) -> str:
    page.tab("python")
    page.type("#python-code", source)
    page.click("#python-run")
    return finish(page)


def test_every_example_is_tested(page: DemoPage) -> None:
    assert page.options("#python-example") == list(PROGRAMS)


@pytest.mark.parametrize("name", PROGRAMS)
def test_example(page: DemoPage, name: str) -> None:
    page.refusals_expected = name in ("DynamoDB", "An error, explained")
    page.tab("python")
    page.choose("#python-example", name)
    page.click("#python-run")
    assert finish(page) == "done", page.text("#python-problem")
    assert PROGRAMS[name] in page.text("#python-output")


def test_output(page: DemoPage) -> None:
    source = "import asyncio, sys\nprint('out')\nprint('err', file=sys.stderr)\nawait asyncio.sleep(0)\n6 * 7"
    assert run(page, source) == "done"
    assert page.text("#python-output") == "out\nerr\n42\n"
    assert run(page, "x = 1") == "done"
    assert page.text("#python-output") == ""
    assert run(page, "x") == "error", "each run starts afresh"


def test_traceback_is_the_programs_own(page: DemoPage) -> None:
    assert run(page, "def f():\n    return 1 / 0\n\n\nprint('before')\nf()\n") == "error"
    assert page.text("#python-output") == "before\n"
    lines = page.text("#python-problem").splitlines()
    assert lines[:3] == ["Traceback (most recent call last):", '  File "<editor>", line 6, in <module>', "    f()"]
    assert "line 2, in f" in page.text("#python-problem")
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert run(page, "def f(:") == "error"
    assert "SyntaxError" in page.text("#python-problem")
    assert "eval_code" not in page.text("#python-problem")


def test_stop(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", "import asyncio\nprint('on')\nawait asyncio.sleep(1000)")
    page.click("#python-run")
    page.until_text("#python-output", "on")
    page.click("#python-stop")
    assert finish(page) == "error"
    assert page.text("#python-status") == "Stopped."
    assert run(page, "1") == "done", "and it can be run again"


def test_a_program_does_not_change_the_page(page: DemoPage) -> None:
    assert run(page, "aws.service = 'nonsense'\nexit()") == "error"
    assert "SystemExit" in page.text("#python-status")
    page.tab("objects")
    page.click("#refresh")
    page.until(lambda: page.find("#bucket-view").is_displayed() or page.find("#no-buckets").is_displayed())
    assert not page.all("#objects .problem")


def test_editor_keys(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", "")
    editor = page.find("#python-code")
    editor.send_keys("if 1:", Keys.ENTER, "a = [", Keys.ENTER, "2]", Keys.ENTER, "print(a)")
    expected = "if 1:\n    a = [\n        2]\n        print(a)"
    assert editor.get_property("value") == expected
    editor.send_keys(Keys.SHIFT, Keys.TAB, Keys.NULL)
    assert editor.get_property("value") == expected.replace("        print", "    print")
    editor.send_keys(Keys.CONTROL, Keys.ENTER, Keys.NULL)
    assert finish(page) == "done"
    assert page.text("#python-output") == "[2]\n"


def test_keyboard_can_leave_the_editor(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", "")
    page.find("#python-code").click()
    ActionChains(page.browser).send_keys(Keys.TAB).perform()
    assert page.find("#python-code").get_property("value") == "    "
    assert page.js("return document.activeElement.id") == "python-code"
    ActionChains(page.browser).send_keys(Keys.ESCAPE, Keys.TAB).perform()
    assert page.js("return document.activeElement.id") == "python-run"
    page.find("#python-code").click()
    ActionChains(page.browser).send_keys(Keys.ESCAPE).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(
        Keys.SHIFT
    ).perform()
    assert page.js("return document.activeElement.id") == "python-example"
