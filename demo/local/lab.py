"""Serves JupyterLite and a local AWS until Ctrl-C or SIGTERM: `python -m demo.local.lab [--port 8001]`."""

import signal
import sys

from .serve import port, stop


def main() -> int:
    """Serve; return the exit code."""
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    # Imported only now: they take time, and a Ctrl-C meanwhile must not show a traceback.
    import argparse

    from .dist import DistError
    from .lab_server import running_lab
    from .page_server import DemoError
    from .process import StartError, wait_for_end

    parser = argparse.ArgumentParser(prog="./build.sh jupyterlite", description="Serve JupyterLite and a local AWS.")
    parser.add_argument("--port", type=port, default=8001, help="the site's port (8001; 0: any free one)")
    parser.add_argument("--aws-port", type=port, default=0, help="the local AWS's port (any free one)")
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends")
    options = parser.parse_args()
    try:
        with running_lab(options.port, options.aws_port) as server:
            print(f"JupyterLite with aws4web: {server.url} (Ctrl-C stops)", flush=True)
            wait_for_end(until_eof=options.until_eof)
    except (DemoError, DistError, StartError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
