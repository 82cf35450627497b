"""A notebook in JupyterLab, as its reader uses it: opened, run from the menu, its outputs read."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import element_to_be_clickable
from selenium.webdriver.support.wait import WebDriverWait

START_UP = 60.0  # seconds, for JupyterLab and for Python
RUN = 120.0  # seconds, for all cells of a notebook
# What a code cell shows. Pictures are <img> with the SVG in the address.
READ = """
return [...document.querySelectorAll(".jp-NotebookPanel .jp-CodeCell")].map((cell) => ({
  prompt: cell.querySelector(".jp-InputArea-prompt").textContent,
  text: [...cell.querySelectorAll(".jp-OutputArea-output")].map((output) => output.textContent).join("\\n"),
  failed: cell.querySelector('[data-mime-type$=".error"], [data-mime-type$=".stderr"]') !== null,
  pictures: [...cell.querySelectorAll(".jp-OutputArea-output img")].map((image) => decodeURIComponent(image.src)),
  progress: [...cell.querySelectorAll("progress")].map((bar) => bar.value / bar.max),
}));
"""


class Cell(NamedTuple):
    """A code cell and its output."""

    prompt: str
    text: str
    failed: bool
    pictures: Sequence[str]
    progress: Sequence[float]


def open_notebook(browser: Chrome, url: str) -> None:
    """Open the notebook, and wait until its kernel has been asked for."""
    browser.get(url)
    idle = (By.CSS_SELECTOR, ".jp-NotebookPanel .jp-Notebook-ExecutionIndicator[data-status=idle]")
    WebDriverWait(browser, START_UP, poll_frequency=0.1).until(lambda page: page.find_elements(*idle))


def run_all(browser: Chrome) -> list[Cell]:
    """Press Run → Run All Cells, and wait until all have run, or one has failed."""
    for kind, label in (("MenuBar", "Run"), ("Menu", "Run All Cells")):
        entry = (By.XPATH, f"//*[contains(@class, 'lm-{kind}-itemLabel') and text()='{label}']")
        WebDriverWait(browser, START_UP, poll_frequency=0.1).until(element_to_be_clickable(entry)).click()
    return wait_for_end(browser)


def run_code(browser: Chrome, code: str, *, alone: bool = False) -> Cell:
    """Type code into a new cell and run it: at the end, if the others have run; `alone` if none has."""
    editors = (By.CSS_SELECTOR, ".jp-CodeCell .cm-content")
    WebDriverWait(browser, START_UP, poll_frequency=0.1).until(lambda page: page.find_elements(*editors))[-1].click()
    page = browser.switch_to.active_element
    page.send_keys(Keys.ESCAPE)  # leave the cell: letters are commands now
    browser.switch_to.active_element.send_keys("b")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    # Not typed key by key: the editor would close brackets and indent on its own.
    browser.execute_cdp_cmd("Input.insertText", {"text": code})
    browser.switch_to.active_element.send_keys(Keys.CONTROL, Keys.ENTER)
    cells = wait_for_end(browser, any if alone else all)
    return next(cell for cell in cells if has_run(cell)) if alone else cells[-1]


def has_run(cell: Cell) -> bool:
    """Whether the cell has its number."""
    return cell.prompt.strip("[]: ").isdigit()


def wait_for_end(browser: Chrome, enough: Callable[[Iterable[bool]], bool] = all) -> list[Cell]:
    """The code cells, once all (or any) have run, or one has failed."""

    def ended(page: Chrome) -> list[Cell] | None:
        cells = read(page)
        is_over = enough(has_run(cell) for cell in cells) or any(cell.failed for cell in cells)
        return cells if is_over else None

    return WebDriverWait(browser, RUN, poll_frequency=0.1).until(ended) or []


def read(browser: Chrome) -> list[Cell]:
    """The code cells as they are now."""
    return [Cell(**cell) for cell in browser.execute_script(READ)]
