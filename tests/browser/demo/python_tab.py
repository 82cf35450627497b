"""The Python tab, as a person uses it."""

from .page import DemoPage


def state(page: DemoPage) -> str | None:
    return page.find("#python-status").get_attribute("data-state")


def finish(page: DemoPage, seconds: float = 30) -> str:
    """Wait for the end of the program; return its state."""
    page.until(lambda: state(page) in ("done", "error") and page.find("#python-run").is_enabled(), seconds)
    return str(state(page))


def begin(page: DemoPage, source: str, printed: str = "") -> None:
    """Run a program that does not end soon; wait until it has printed something."""
    page.tab("python")
    page.type("#python-code", source)
    page.click("#python-run")
    if printed:
        page.until_text("#python-output", printed)


def run(page: DemoPage, source: str) -> str:
    """Run a program; return its state at the end."""
    begin(page, source)
    return finish(page)


def output(page: DemoPage, expected: str) -> None:
    """Wait until this is all that was printed; it is painted a frame later than it arrives."""
    page.until(lambda: page.text("#python-output") == expected)
