"""Starts the page's parts."""

from . import call, connection, copying, mismatch_view, objects, python_tab, signature, tabs
from .dom import wire_dialogs


def main() -> None:
    """Wire everything up; the tab that is shown first starts its work."""
    wire_dialogs()
    copying.wire()
    connection.wire()
    call.wire()
    signature.wire()
    mismatch_view.wire()
    python_tab.wire()
    objects.wire()
    tabs.wire()
