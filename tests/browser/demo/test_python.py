"""The Python tab: the examples run, and so does what is typed; its output, its errors."""

import time

import pytest

from .page import DemoPage
from .python_tab import finish, output, run

PROGRAMS = {
    "First call": "<Account>123456789012</Account>",
    "S3": "+00:00\nHello ✓\n[]\n",
    "Presigned link": "/aws4web-demo/readme.txt?X-Amz-",
    "DynamoDB": "ResourceNotFoundException",
    "Lambda, ten at once": "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]",
    "An error, explained": "the secret access key is wrong",
    "A signature’s stages": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request",
}
COUNT_FRAMES = """
    window.frames = { count: 0, longest: 0, last: performance.now() };
    const step = (now) => {
        frames.count++;
        frames.longest = Math.max(frames.longest, now - frames.last);
        frames.last = now;
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
"""


def test_every_example_is_tested(page: DemoPage) -> None:
    page.tab("python")
    assert page.options("#python-example") == list(PROGRAMS)


@pytest.mark.parametrize("name", PROGRAMS)
def test_example(page: DemoPage, name: str) -> None:
    page.refusals_expected = name in ("DynamoDB", "An error, explained")
    page.tab("python")
    page.choose("#python-example", name)
    page.click("#python-run")
    assert finish(page) == "done", page.text("#python-problem")
    page.until_text("#python-output", PROGRAMS[name])


def test_output(page: DemoPage) -> None:
    source = "import asyncio, sys\nprint('out')\nprint('err', file=sys.stderr)\nawait asyncio.sleep(0)\n6 * 7"
    assert run(page, source) == "done"
    output(page, "out\nerr\n42\n")
    assert page.text("#python-output .out-err") == "err\n"
    assert run(page, "x = 1") == "done"
    output(page, "")
    assert run(page, "x") == "done", "variables stay"
    output(page, "1\n")
    page.click("#python-restart")
    assert run(page, "x") == "error", "a fresh Python"


def test_much_output(page: DemoPage, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(page, "1") == "done"
    page.js(COUNT_FRAMES)
    began = time.perf_counter()
    assert run(page, "for number in range(100_000): print('line', number)") == "done"
    page.until(lambda: page.text("#python-output").endswith("line 99999\n"))
    seconds = time.perf_counter() - began
    frames = page.js("return frames")
    with capsys.disabled():
        print(f"\n100,000 lines: {seconds:.1f} s, {frames['count']} frames, the longest {frames['longest']:.0f} ms")
    assert frames["longest"] < 1000 * seconds / 3, "the page is free meanwhile"
    assert len(page.text("#python-output").splitlines()) <= 10_000
    assert "90,000 earlier lines are not shown" in page.text("#python-cut-text")
    page.js("window.plain = URL.createObjectURL")
    page.js("URL.createObjectURL = (blob) => { window.saved = blob; return window.plain.call(URL, blob); }")
    page.click("#python-download")
    text = page.browser.execute_async_script("window.saved.text().then(arguments[0])")
    page.js("URL.createObjectURL = window.plain")
    assert text == "".join(f"line {number}\n" for number in range(100_000))


def test_traceback_is_the_programs_own(page: DemoPage) -> None:
    assert run(page, "def f():\n    return 1 / 0\n\n\nprint('before')\nf()\n") == "error"
    output(page, "before\n")
    lines = page.text("#python-problem").splitlines()
    assert lines[:3] == ["Traceback (most recent call last):", '  File "<editor>", line 6, in <module>', "    f()"]
    assert "line 2, in f" in page.text("#python-problem")
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert page.until(lambda: page.text("#python-layer .marked")) == "    return 1 / 0"
    page.click("#python-problem [data-line='6']")
    assert page.js("return [document.activeElement.id, document.activeElement.selectionStart]") == ["python-code", 44]
    assert run(page, "def f(:") == "error"
    assert "SyntaxError" in page.text("#python-problem")
    assert "eval_code" not in page.text("#python-problem")


def test_tasks_that_end_later(page: DemoPage) -> None:
    source = "import asyncio\nasync def late(seconds):\n  await asyncio.sleep(seconds)\n  print('late')\n"
    assert run(page, f"{source}task = asyncio.create_task(late(0.5))\nprint('end')") == "done"
    assert "1 task still runs" in page.text("#python-status")
    output(page, "end\nAfter the program’s end:\nlate\n")
    page.until(lambda: "task" not in page.text("#python-status"))
    assert run(page, f"{source}task = asyncio.create_task(late(1000))") == "done"
    page.click("#python-stop")
    page.until(lambda: "task" not in page.text("#python-status"))
    assert run(page, "task.cancelled()") == "done"
    output(page, "True\n")


def test_many_tasks_that_end_one_by_one(page: DemoPage) -> None:
    source = "import asyncio\ntasks = [asyncio.create_task(asyncio.sleep(0.3 + n / 100)) for n in range(60)]"
    assert run(page, source) == "done"
    page.until(lambda: "task" not in page.text("#python-status"))
    assert run(page, "all(task.done() for task in tasks)") == "done"
    output(page, "True\n")


def test_input(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", "name = input('Who? ')\nprint(f'Hello {name}')\nimport sys\nsys.stdin.read()")
    page.click("#python-run")
    page.until(lambda: page.find("#python-input").is_displayed())
    page.find("#python-input-text").send_keys("Zoë ✓\n")
    page.until_text("#python-output", "Hello")
    page.until(lambda: page.find("#python-input").is_displayed())
    page.find("#python-input-text").send_keys("more\n")
    page.until(lambda: "more" in page.text("#python-output") and page.find("#python-input").is_displayed())
    page.click("#python-input-end")
    assert finish(page) == "done"
    output(page, "Who? Zoë ✓\nHello Zoë ✓\nmore\n\n'more\\n'\n")
    assert not page.find("#python-input").is_displayed()


def test_lines_are_pythons(page: DemoPage) -> None:
    """What other tools take for the end of a line is none."""
    assert run(page, "a = '\u2028'\n\f\nb = 1 / 0") == "error"
    assert "b = 1 / 0" in page.text("#python-problem")


def test_packages(page: DemoPage) -> None:
    page.refusals_expected = True
    assert run(page, "import fsspec\nfsspec.__name__") == "done", "what lies beside Pyodide is loaded"
    assert run(page, "import no_such_package") == "error"
    assert "await micropip.install('no_such_package')" in page.text("#python-problem p")
    assert run(page, "import micropip\nawait micropip.install('http://127.0.0.1:1/a-1-py3-none-any.whl')") == "error"
    assert "A wheel at an address" in page.text("#python-problem p")


def test_no_connection(page: DemoPage) -> None:
    page.connect(secret_access_key="")
    assert run(page, "print(1)") == "error"
    assert page.text("#python-status") == "Not run."
    page.problem("#python-problem", "secret access key")
    page.connect(secret_access_key=page.config["secret_access_key"])
    assert run(page, "aws") == "done"
    assert page.config["secret_access_key"] not in page.text("#python-output")


def test_exit(page: DemoPage) -> None:
    assert run(page, "aws.service = 'nonsense'\nexit()") == "done"
    assert "Ended by exit()" in page.text("#python-status")
    assert run(page, "exit(3)") == "error"
    assert "SystemExit" in page.text("#python-status")
    page.tab("objects")
    page.click("#refresh")
    page.until(lambda: page.find("#bucket-view").is_displayed() or page.find("#no-buckets").is_displayed())
    assert not page.all("#objects .problem")
