"""axe-core, from npm: what a page, or a part of it, has that keeps people out."""

from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome

AXE = Path(__file__).parents[2] / ".cache/npm/node_modules/axe-core/axe.min.js"
SCREENS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"scheme": "dark"},
    "phone": {"width": 390, "height": 844},
    "dark phone": {"width": 390, "height": 844, "scheme": "dark"},
}
_RUN = """
    axe.run(arguments[0], { resultTypes: ["violations"] }).then((result) => arguments[1](
        result.violations.map((fault) => [
            fault.impact, fault.id, fault.help, fault.nodes.map((node) => node.html.slice(0, 120)),
        ])));
"""


def violations(browser: Chrome, within: str = "html") -> list[Any]:
    """All of them: how bad, which rule, what it says, and of which elements."""
    if not browser.execute_script("return Boolean(window.axe)"):
        browser.execute_script(AXE.read_text())
    return browser.execute_async_script(_RUN, within)


def faults(browser: Chrome, within: str = "html") -> list[Any]:
    """What is serious or critical."""
    return [fault for fault in violations(browser, within) if fault[0] in ("serious", "critical")]
