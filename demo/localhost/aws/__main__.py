"""A local AWS: moto behind the gate, with two credentials and an `echo` function.

`python -m demo.localhost.aws` starts it, prints what a client needs, and serves until Ctrl-C or end of input.
"""

import argparse
import contextlib
import signal
import sys

from ..child_process import StartError
from ..waiting import wait_for_end
from .local_aws import local_aws


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m demo.localhost.aws", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the gate's port (default: any free one)")
    parser.add_argument("--no-cors", action="store_true", help="answer no CORS preflight")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs start with it ignored
    try:
        with local_aws(options.port, not options.no_cors) as aws, contextlib.suppress(KeyboardInterrupt):
            temporary = aws.temporary
            print(f"endpoint           {aws.endpoint}")
            print(f"region             {aws.region}")
            print(f"access_key_id      {aws.access_key_id}")
            print(f"secret_access_key  {aws.secret_access_key}")
            print(f"temporary          {temporary.access_key_id} {temporary.secret_access_key}")
            print(f"session_token      {temporary.session_token}", flush=True)
            wait_for_end(until_eof=True)
    except StartError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
