"""Where are we running? Asked here, once, at import; everything else takes `PLATFORM` as it comes."""

import sys

from .interface import Platform

# True in Pyodide wherever it runs: a window, a worker, Node, Deno, Bun, a Cloudflare Worker.
if "_pyodide_core" in sys.modules:
    from .browser import PLATFORM
else:
    from .cpython import PLATFORM

__all__ = ["PLATFORM", "Platform"]
