"""Serves the demo page and a local AWS until Ctrl-C or SIGTERM.

`python -m demo.localhost.pages.serve_demo [--port 8000]`
"""

import sys

from .serve_command import Running, serve


def _load() -> Running:
    from .demo_page_server import running_demo

    return running_demo


if __name__ == "__main__":
    sys.exit(serve("demo", "aws4web demo", 8000, _load))
