"""The editor of the Python tab: keys, colours, what is kept, links to code."""

import json
from typing import Any

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from demo.app.python.link import place_of

from .page import DemoPage
from .python_tab import finish, output

LAYER = """
    const layer = document.getElementById("python-layer").getBoundingClientRect();
    return JSON.stringify([...document.querySelectorAll("#python-layer .code-row")].map((row) =>
        [Math.round(row.getBoundingClientRect().top - layer.top), row.textContent]));
"""

WIDTHS = """
    const range = document.createRange();
    return JSON.stringify([...document.querySelectorAll("#python-layer .code-row")].map((row) => {
        range.selectNodeContents(row);
        return [range.getBoundingClientRect().width, row.textContent];
    }));
"""


def painted(page: DemoPage) -> list[tuple[int, str]]:
    """The lines on the layer, each with its distance from the layer's top."""
    return [tuple(row) for row in json.loads(page.js(LAYER))]


def link_to(page: DemoPage, source: str) -> str:
    page.tab("python")
    page.type("#python-code", source)
    page.click("#python-share")
    page.until(lambda: page.find("#python-link").is_displayed())
    return page.value("#python-link-text")


def follow(page: DemoPage, link: str) -> None:
    """Open a link in this tab, whose page is there already."""
    page.js("location.hash = arguments[0]", link.partition("#")[2])


def test_editor_keys(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", "")
    editor = page.find("#python-code")
    editor.send_keys("if 1:", Keys.ENTER, "a = [", Keys.ENTER, "2]", Keys.ENTER, "print(a)")
    expected = "if 1:\n    a = [\n        2]\n        print(a)"
    assert editor.get_property("value") == expected
    editor.send_keys(Keys.SHIFT, Keys.TAB, Keys.NULL)
    assert editor.get_property("value") == expected.replace("        print", "    print")
    page.until(lambda: [text for _, text in painted(page)] == page.value("#python-code").split("\n"))
    assert page.text("#python-layer .part-keyword") == "if"
    assert len({round(width / len(text), 2) for width, text in json.loads(page.js(WIDTHS))}) == 1, "as the text beneath"
    editor.send_keys(Keys.CONTROL, Keys.ENTER, Keys.NULL)
    assert finish(page) == "done"
    output(page, "[2]\n")
    editor.send_keys(Keys.CONTROL, "z", Keys.NULL)
    assert editor.get_property("value") == expected, "the browser's own undo"


def test_keyboard_can_leave_the_editor(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", "")
    page.find("#python-code").click()
    ActionChains(page.browser).send_keys(Keys.TAB).perform()
    assert page.value("#python-code") == "    "
    assert page.js("return document.activeElement.id") == "python-code"
    ActionChains(page.browser).send_keys(Keys.ESCAPE, Keys.TAB).perform()
    assert page.js("return document.activeElement.id") == "python-run"
    page.find("#python-code").click()
    ActionChains(page.browser).send_keys(Keys.ESCAPE).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(
        Keys.SHIFT
    ).perform()
    assert page.js("return document.activeElement.id") == "python-example"


def test_colours_of_two_thousand_lines(page: DemoPage, capsys: Any) -> None:
    page.tab("python")
    page.type("#python-code", "".join(f"def f{number}(a, b='{number}'):  # é\n" for number in range(2000)))
    page.until(lambda: len(painted(page)) > 10)
    script = """
        const area = document.getElementById("python-code"), took = [];
        area.focus();
        area.setSelectionRange(0, 0);
        for (const letter of "x = '''abc'''") {
            const began = performance.now();
            document.execCommand("insertText", false, letter);
            took.push(performance.now() - began);
        }
        area.scrollTop = 20 * 1000;
        return took.reduce((a, b) => a + b) / took.length;
    """
    each = page.js(script)
    with capsys.disabled():
        print(f"\na key in 2,000 lines of code: {each:.0f} ms")
    assert each < 200
    tops = page.until(lambda: [top for top, text in painted(page) if text.startswith("def f1000(")])
    assert tops == [9], "padding and border: as high as the textarea's own line"


def test_example_is_undone(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", "print('mine')")
    page.choose("#python-example", "S3")
    assert "Put an object" in page.value("#python-code")
    assert "made room for the example “S3”" in page.text("#python-notice-text")
    page.click("#python-undo")
    assert page.value("#python-code") == "print('mine')"
    assert not page.find("#python-notice").is_displayed()
    page.choose("#python-example", "Lambda, ten at once")
    page.click("#python-dismiss")
    page.choose("#python-example", "S3")
    assert not page.find("#python-notice").is_displayed(), "an example is no loss"


def test_what_was_typed_outlives_two_examples_and_links(page: DemoPage) -> None:
    """Looking at one example after the other is no reason to lose what one has typed."""
    page.tab("python")
    page.type("#python-code", "print('mine')")
    page.choose("#python-example", "S3")
    page.choose("#python-example", "DynamoDB")
    assert "made room for the example “DynamoDB”" in page.text("#python-notice-text")
    for code in ("print('one')\n", "print('two')\n"):
        follow(page, f"#python/{place_of(code, [])}")
        page.until(lambda code=code: page.value("#python-code") == code)
    page.find("#python-code").send_keys(Keys.CONTROL, Keys.HOME, Keys.NULL, "# changed\n")
    page.choose("#python-example", "S3")
    page.open("python")
    page.click("#python-undo")
    assert page.value("#python-code") == "# changed\nprint('two')\n"
    assert "More code of yours" in page.text("#python-notice-text")
    page.click("#python-undo")
    assert page.value("#python-code") == "print('mine')"
    assert not page.find("#python-notice").is_displayed()


def test_reload(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", "print('mine')")
    page.choose("#python-example", "DynamoDB")
    page.find("#python-code").send_keys(Keys.CONTROL, Keys.HOME, Keys.NULL, "# new\n")
    page.open("python")
    assert page.value("#python-code").startswith("# new\n")
    assert page.js("return document.getElementById('python-example').value") == "DynamoDB"
    page.click("#python-undo")
    assert page.value("#python-code") == "print('mine')"


def test_link(page: DemoPage) -> None:
    code = "print('from a link ✓ <img src=x onerror=alert(1)>')\n"
    link = link_to(page, code)
    assert page.js("return location.hash") == "#python"
    page.type("#python-code", "print('mine')")
    follow(page, link)
    page.until(lambda: page.value("#python-code") == code)
    said = page.text("#python-notice-text")
    assert "was not written by you" in said
    assert "keys of the connection" in said
    page.until(lambda: page.js("return location.hash") == "#python")
    assert "Running" not in page.text("#python-status"), "nothing runs by itself"
    page.browser.refresh()
    page.until(lambda: page.find("#status").get_attribute("data-state") == "done", 60)
    assert page.value("#python-code") == code
    assert "was not written by you" in page.text("#python-notice-text"), "the warning stays through a reload"
    assert page.text("#python-output") == ""
    page.click("#python-run")
    assert finish(page) == "done"
    output(page, "from a link ✓ <img src=x onerror=alert(1)>\n")
    page.click("#python-undo")
    assert page.value("#python-code") == "print('mine')"


def test_links_that_hold_none(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", "print('mine')")
    for place in ("code/", "code/%00", "code/zzzz", "code/" + "A" * 20_000):
        follow(page, f"#python/{place}")
        page.problem("#python-link-problem", "damaged")
        assert page.value("#python-code") == "print('mine')"
    follow(page, "#python/anything")
    page.until(lambda: not page.all("#python-link-problem .problem"))
    assert not page.find("#python-notice").is_displayed()


def test_link_with_a_trick(page: DemoPage) -> None:
    follow(page, link_to(page, "x = 1  # \u202e\u2066 hidden"))
    page.until_text("#python-notice-text", "invisible characters")
    page.click("#python-undo")


def test_a_link_holds_no_key(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", f"key = {page.config['secret_access_key']!r}")
    page.click("#python-share")
    page.problem("#python-link-problem", "holds a key")
    assert not page.find("#python-link").is_displayed()
