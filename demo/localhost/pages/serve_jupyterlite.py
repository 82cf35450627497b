"""Serves JupyterLite and a local AWS until Ctrl-C or SIGTERM.

`python -m demo.localhost.pages.serve_jupyterlite [--port 8001]`
"""

import sys

from .serve_command import Running, serve


def _load() -> Running:
    from .jupyterlite_server import running_lab

    return running_lab


if __name__ == "__main__":
    sys.exit(serve("jupyterlite", "JupyterLite with aws4web", 8001, _load))
