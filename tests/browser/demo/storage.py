"""What the page leaves in the browser."""

from .page import DemoPage

STORED = """
    const tell = arguments[0];
    indexedDB.databases().then((databases) =>
        tell([{ ...sessionStorage }, { ...localStorage }, document.cookie, databases]));
"""


def stored(page: DemoPage) -> dict[str, str]:
    """The session storage, without which examples are shown. All other places must be empty."""
    session, *others = page.browser.execute_async_script(STORED)
    assert others == [{}, "", []]
    return {name: text for name, text in session.items() if not name.endswith(".example")}
