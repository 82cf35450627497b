"""The sign-in page's files and headers, and what it is told, without a browser."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import boto3
import pytest
from botocore.config import Config

from demo.localhost.aws.local_aws import LocalAws
from demo.localhost.issuer.issuer_process import Issuer
from demo.localhost.offline.pyscript_dist import VERSION
from demo.localhost.pages.demo_page_server import POLICY, DemoServer
from demo.localhost.pages.sign_in_page import BUCKET, OBJECTS, PAGE, SHARED, sign_in_files, tell_sign_in

from .test_demo_page_server import ask

TEXT = (PAGE / "index.html").read_text()
ISSUER = Issuer("http://localhost:1", "page", Path("log"))


@pytest.fixture
def server(tmp_path: Path, local: LocalAws) -> Iterator[DemoServer]:
    """A server of the page, with an oauth4webapi of one line."""
    module = tmp_path / "oauth4webapi/build/index.js"
    module.parent.mkdir(parents=True)
    module.write_text("export {};")
    with DemoServer(0, sign_in_files(tmp_path)) as running, running.serving():
        tell_sign_in(running, ISSUER, local)
        yield running


def test_every_file_that_the_page_names_is_served(server: DemoServer) -> None:
    config = json.loads(re.findall(r"config='(.*?)'", TEXT, re.DOTALL)[0])
    named = re.findall(r'(?:src|href)="([\w./]+\.(?:py|css))"', TEXT)
    assert {"sign_in.py", "sign_in.css"} < {*named}
    for name in (*named, *config["files"]):
        assert ask(server, urljoin("/pyscript/sign-in/", name))[0] == 200, name
    own = {path.name for path in PAGE.glob("*.py")}
    shared = {f"../../sign_in/{path.name}" for path in SHARED.glob("*.py")}
    assert {*config["files"], "sign_in.py"} == own | shared
    assert {*named} == (own | shared | {"sign_in.css"}) - {"../../sign_in/__init__.py"}
    for name in config["js_modules"]["main"]:
        assert ask(server, name)[2] == b"export {};"


def test_headers(server: DemoServer, local: LocalAws) -> None:
    _, headers, body = ask(server, "/pyscript/sign-in/")
    assert body.decode() == TEXT
    assert headers["Content-Security-Policy"] == (
        f"connect-src 'self' {ISSUER.url} {local.endpoint}; frame-ancestors 'none'"
    )
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert ask(server, "/")[1]["Content-Security-Policy"] == POLICY


def test_is_told_what_it_needs_and_finds_a_bucket(server: DemoServer, local: LocalAws) -> None:
    for _ in range(2):
        told = json.loads(ask(server, "/pyscript/sign-in/config.json")[2])
    assert told == {
        "issuer": ISSUER.url,
        "client_id": ISSUER.client_id,
        "role_arn": local.web_identity_role,
        "bucket_url": f"{local.endpoint}/{BUCKET}",
        "region": local.region,
        "sts": local.endpoint,
    }
    s3 = boto3.client(
        "s3",
        endpoint_url=local.endpoint,
        region_name=local.region,
        aws_access_key_id=local.access_key_id,
        aws_secret_access_key=local.secret_access_key,
        config=Config(s3={"addressing_style": "path"}),
    )
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET)["Contents"]] == sorted(OBJECTS)


def test_policy_names_the_inline_script() -> None:
    [script] = re.findall(r"<script>(.*?)</script>", TEXT, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'self' 'unsafe-eval' 'sha256-{digest}';" in TEXT


def test_the_first_script_takes_the_answer_out_of_the_address() -> None:
    first = TEXT.index("history.replaceState")
    assert not re.search(r'(?:src|href)="', TEXT[:first].partition("<meta http-equiv")[2])
    assert f"@pyscript/core@{VERSION}/dist/core.js" in TEXT
