"""A local AWS: moto behind the gate, with two credentials and an `echo` function.

`python -m demo.local.aws` starts it, prints what a client needs, and serves until Ctrl-C or end of input.
"""

import argparse
import contextlib
import http.client
import io
import json
import os
import re
import signal
import sys
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from .gate import Credential, Gate
from .process import Child, StartError, accepts, free_port, wait_for_end

REGION = "us-east-1"
ACCOUNT_ID = "123456789012"
START_UP = 60.0  # seconds

# Modelled on the examples in AWS's documentation, which are no one's. They hold `+`, `/` and `=` on purpose.
LONG_LIVED = Credential("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credential(
    "ASIAIOSFODNN7EXAMPLE", "je7MtGbClwBF/2Zp9Utk+h3yCo8nvbEXAMPLEKEY", "IQoJb3JpZ2luX2VjE+local/aws==EXAMPLE"
)
# What moto answers by itself, whichever service is called: its settings, and what a virtual machine would ask.
MOTOS_OWN = ("/moto-api", "/latest/meta-data/", "/latest/api/", "/favicon.ico")
LIFE_OF_TEMPORARY = timedelta(hours=12)
FUNCTION = "echo"
_ROLE = "echo-role"
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@dataclass(frozen=True)
class LocalAws:
    """What a client needs to call the local AWS."""

    endpoint: str
    temporary: Credential
    access_key_id: str = LONG_LIVED.access_key_id
    secret_access_key: str = field(default=LONG_LIVED.secret_access_key, repr=False)
    session_token: str | None = None
    region: str = REGION
    account_id: str = ACCOUNT_ID
    function_name: str = FUNCTION


@contextlib.contextmanager
def local_aws(port: int = 0, cors: bool = True) -> Iterator[LocalAws]:
    """Serve on `port` of 127.0.0.1 (0: any free one) within the `with` block.

    Raises StartError when the port is taken, and when moto does not start.
    """
    temporary = replace(TEMPORARY, expires_at=datetime.now(UTC) + LIFE_OF_TEMPORARY)
    moto_port = free_port()
    try:
        gate = Gate(moto_port, [LONG_LIVED, temporary], port=port, cors=cors, hidden=MOTOS_OWN)
    except OSError as error:
        raise StartError(f"cannot serve on port {port} of 127.0.0.1: {error.strerror}") from None
    with gate, tempfile.TemporaryDirectory(prefix="local-aws-") as folder, _moto(moto_port, Path(folder)):
        yield LocalAws(gate.endpoint, temporary)


@contextlib.contextmanager
def _moto(port: int, folder: Path) -> Iterator[None]:
    """moto while it runs, entered once it answers and holds the function."""
    settings = {
        "MOTO_ACCOUNT_ID": ACCOUNT_ID,
        "MOTO_DISABLE_GLOBAL_CORS": "true",  # the gate speaks CORS
        "S3_IGNORE_SUBDOMAIN_BUCKETNAME": "true",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    # The credentials and settings of whoever runs this are none of moto's business.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    with Child("moto", command, log=folder / "moto.log", env=env | settings) as child:
        child.wait_until(lambda: accepts(port), seconds=START_UP, what=f"answer on port {port}")
        _make_function(port)
        yield


def _make_function(port: int) -> None:
    """The function `echo`, which answers with the event that it is sent.

    moto's Lambda without Docker runs no code: it answers every invocation with its event.
    """
    _call_moto(port, "POST", "/moto-api/config", {"lambda": {"use_docker": False}})
    role = {
        "Action": "CreateRole",
        "Version": "2010-05-08",
        "RoleName": _ROLE,
        "AssumeRolePolicyDocument": json.dumps(_TRUST),
    }
    _call_moto(port, "POST", "/", role, service="iam")
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("echo.py", "def handler(event, context):\n    return event\n")
    function = {
        "FunctionName": FUNCTION,
        "Role": f"arn:aws:iam::{ACCOUNT_ID}:role/{_ROLE}",
        "Runtime": "python3.13",
        "Handler": "echo.handler",
        "Code": {"ZipFile": b64encode(code.getvalue()).decode()},
    }
    _call_moto(port, "POST", "/2015-03-31/functions", function, service="lambda")


def _call_moto(port: int, method: str, path: str, content: dict[str, object], service: str = "") -> None:
    """Call moto itself, which looks at no signature but finds the service in the Authorization header."""
    if service == "iam":
        body, content_type = urlencode(content), "application/x-www-form-urlencoded"
    else:
        body, content_type = json.dumps(content), "application/json"
    headers = {"Content-Type": content_type}
    if service:
        headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential=setup/20150830/{REGION}/{service}/aws4_request"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = response.read().decode(errors="replace")
    finally:
        connection.close()
    if response.status >= 300:
        said = re.sub(r"\s+", " ", answer)[:500]
        raise StartError(f"moto refused to set up {service or 'itself'}: {response.status} {said}")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m demo.local.aws", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the gate's port (default: any free one)")
    parser.add_argument("--no-cors", action="store_true", help="answer no CORS preflight")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin with it ignored
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
