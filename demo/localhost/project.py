"""Where the project's files are, which Pyodide its pages run on, and the wheel that they install."""

from pathlib import Path

DEMO = Path(__file__).parents[1]
CACHE = DEMO.parent / ".cache"
PYODIDE = "314.0.7"


class DemoError(Exception):
    """The demo cannot start; the message is for the person who started it."""


def built_wheel() -> Path:
    """The wheel that `./build.sh wheel` built."""
    wheels = sorted(CACHE.glob("wheel/*.whl"))
    if not wheels:
        raise DemoError("there is no wheel yet; run ./build.sh wheel")
    return wheels[-1]
