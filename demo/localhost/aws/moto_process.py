"""moto in a process of its own, with a function to call."""

import contextlib
import http.client
import io
import json
import os
import re
import sys
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from ..child_process import Child, StartError
from ..ports import accepts

REGION = "us-east-1"
ACCOUNT_ID = "123456789012"
START_UP = 60.0  # seconds
# What moto answers itself, whichever service is called: its settings, and what a virtual machine would ask.
MOTOS_OWN = ("/moto-api", "/latest/meta-data/", "/latest/api/", "/favicon.ico")
FUNCTION = "echo"
_ROLE = "echo-role"
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@contextlib.contextmanager
def running_moto(port: int, folder: Path) -> Iterator[None]:
    """moto while it runs, entered once it answers and holds the function."""
    settings = {
        "MOTO_ACCOUNT_ID": ACCOUNT_ID,
        "MOTO_DISABLE_GLOBAL_CORS": "true",  # the gate speaks CORS
        "S3_IGNORE_SUBDOMAIN_BUCKETNAME": "true",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    # Moto must not see the credentials and settings of whoever runs this.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    with Child("moto", command, log=folder / "moto.log", env=env | settings) as child:
        child.wait_until(lambda: accepts(port), seconds=START_UP, what=f"answer on port {port}")
        _make_function(port)
        yield


def _make_function(port: int) -> None:
    """The function `echo`, which returns the event that it is sent.

    Without Docker, moto's Lambda runs no code: it answers every invocation with its event.
    """
    _call_moto(port, "POST", "/moto-api/config", {"lambda": {"use_docker": False}})
    role: dict[str, object] = {
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
    """Call moto itself. It checks no signature, but finds the service in the Authorization header."""
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
