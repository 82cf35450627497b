"""Starts the page's parts."""

from importlib import import_module

from . import connection, copying, tabs
from .dom import wire_dialogs


def main() -> None:
    """Wire up what all tabs share, and the tab that is shown; each of the others when it is first shown."""
    wire_dialogs()
    copying.wire()
    connection.wire()
    tabs.wire(lambda name: import_module(f".{name}.panel", __package__).wire())
