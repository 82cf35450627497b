"""A local AWS: moto behind the gate, with two credentials, an `echo` function, and what issues more credentials.

`python -m demo.localhost.aws` starts it, prints what a client needs, and serves until Ctrl-C or end of input.
"""

import argparse
import contextlib
import signal
import sys

from ..child_process import StartError
from ..waiting import wait_for_end
from .identity import Trust
from .local_aws import LocalAws, local_aws


def show(aws: LocalAws) -> None:
    """Print what a client needs."""
    temporary = aws.temporary
    lines = {
        "endpoint": aws.endpoint,
        "region": aws.region,
        "access_key_id": aws.access_key_id,
        "secret_access_key": aws.secret_access_key,
        "temporary": f"{temporary.access_key_id} {temporary.secret_access_key}",
        "session_token": temporary.session_token,
        "web identity role": aws.web_identity_role,
        "assumable role": aws.assumable_role,
        "external ID role": f"{aws.external_id_role} {aws.external_id}",
        "MFA role": f"{aws.mfa_role} {aws.mfa_serial} {aws.mfa_code}",
        "identity pool": aws.identity_pool_id,
        "pool of members": aws.members_pool_id,
    }
    lines |= {f"trusts client {trust.audience}": f"of {trust.issuer}" for trust in aws.identity.trusts}
    for name, value in lines.items():
        print(f"{name:<17}  {value}")
    sys.stdout.flush()


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m demo.localhost.aws", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the gate's port (default: any free one)")
    parser.add_argument("--no-cors", action="store_true", help="answer no CORS preflight")
    trust_help = "accept the tokens of this issuer on this machine for this client; may be given again"
    parser.add_argument("--trust", nargs=2, action="append", metavar=("ISSUER", "CLIENT"), default=[], help=trust_help)
    options = parser.parse_args()
    try:
        trusts = [Trust(*trust) for trust in options.trust]
    except ValueError as error:
        parser.error(str(error))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs start with it ignored
    try:
        with local_aws(options.port, not options.no_cors, trusts) as aws, contextlib.suppress(KeyboardInterrupt):
            show(aws)
            wait_for_end(until_eof=True)
    except StartError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
