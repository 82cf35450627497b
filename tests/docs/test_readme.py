"""The Python blocks of README.md and the guide on CPython, and the shell commands; no block may be left out."""

import http.client
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from aws4web import AwsClient

from .readme import GUIDE, NOT_RUN, README, ROOT, SHOWS, blocks, check
from .world import World, readers_world

PYTHON = blocks("python")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """What the reader has."""
    with readers_world(tmp_path_factory.mktemp("internet")) as world:
        yield world


@pytest.fixture(scope="module")
def results(world: World) -> list[dict[str, Any]]:
    """What the Python blocks do, in a process that finds AWS through the proxy."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {"HTTPS_PROXY": world.internet.url, "SSL_CERT_FILE": str(world.internet.certificate)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.docs.runner"],
        cwd=ROOT,
        env=environment,
        input=json.dumps({"blocks": [block.code for block in PYTHON], "names": world.names}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("number", range(len(PYTHON)), ids=[f"{block.file} line {block.line}" for block in PYTHON])
def test_python(results: list[dict[str, Any]], number: int) -> None:
    assert results[number]["error"] is None, results[number]["error"]
    check(PYTHON[number], results[number]["shown"])


def test_aws_was_asked_under_its_own_names(results: list[dict[str, Any]], world: World) -> None:
    services = {"cognito-identity", "dynamodb", "lambda", "s3", "sts"}
    names = {*services, "my-bucket.s3", "my-album.s3", "my-cors.s3"}
    hosts = {f"{name}.us-east-1.amazonaws.com" for name in names}
    assert set(world.internet.hosts) == hosts


def test_presigned_url(results: list[dict[str, Any]], world: World) -> None:
    """AWS accepts the signature of the printed URL, and of no other."""
    shown = [value for one in results for _, name, value in one["shown"] if name == "print"]
    [url] = [value for value in shown if value.startswith("https://")]
    assert ask(world, url) == (200, "")
    assert ask(world, url.replace("hello.txt", "other.txt")) == (403, "SignatureDoesNotMatch")


def ask(world: World, url: str) -> tuple[int, str]:
    """Status and error code of a GET by its bare URL."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(urlsplit(world.aws.endpoint).netloc, timeout=10)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Host": parts.netloc})
        response = connection.getresponse()
        found = re.search(r"<Code>(\w+)</Code>", response.read().decode())
        return response.status, found[1] if found else ""
    finally:
        connection.close()


async def test_server(world: World) -> None:
    """The FastAPI program, as its server runs it."""
    [block] = [block for block in blocks("python server") if block.file == README.name]
    namespace: dict[str, Any] = {**world.names, "AwsClient": AwsClient}
    exec(compile(block.code, block.file, "exec"), namespace)  # noqa: S102 - our own README
    app = namespace["app"]
    async with (
        namespace["lifespan"](app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://server") as client,
    ):
        link = (await client.get("/link/hello.txt")).json()
    assert re.fullmatch(r"https://my-bucket\.s3\.us-east-1\.amazonaws\.com/hello\.txt\?.*&X-Amz-Expires=600&.*", link)


def test_it_is_short() -> None:
    assert len(README.read_bytes()) <= 12_000


def test_links_lead_somewhere() -> None:
    for path in (README, *GUIDE):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text()):
            if not target.startswith("https://"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_block_is_run() -> None:
    # By this file, its neighbours, tests/browser/test_readme.py and tests/libraries/test_guide.py.
    run = {"python", "python server", "python libraries", "python boto3", "python flask", "html", "sh"}
    run |= {"json policy", "json cors", "js aws4fetch"}
    left_out = {block.name: block for block in blocks() if block.language not in run and block.name not in NOT_RUN}
    assert not left_out, "say how to run them, or in NOT_RUN why not"
    assert len(PYTHON) >= 6
    assert len(blocks("html")) >= 1
    fences = sum(path.read_text().count("\n```") for path in (README, *GUIDE))
    assert fences == 2 * len(blocks()), "a fence was not understood"


def test_nothing_is_said_of_blocks_that_are_gone() -> None:
    names = {block.name for block in blocks()}
    assert set(SHOWS) | set(NOT_RUN) <= names


# ---- The shell commands ----

COMMANDS = [line.partition("#")[0].strip() for block in blocks("sh") for line in block.code.splitlines()]


def test_all_commands_are_build_sh() -> None:
    usage = subprocess.run([ROOT / "build.sh", "help"], capture_output=True, text=True, check=True).stdout
    told = set(re.findall(r"^  (\w+)", usage, re.MULTILINE))
    named = set(re.findall(r"\./build\.sh (\w+)", README.read_text()))
    assert named
    assert named <= told, "README.md names a command that does not exist"
    assert {command.split()[0] for command in COMMANDS if command} == {"./build.sh"}


@pytest.mark.parametrize("command", [command for command in COMMANDS if command])
def test_command(command: str) -> None:
    words = shlex.split(command)
    assert words[1] in STARTED, f"say in STARTED how to see that {command} starts"
    STARTED[words[1]](words)


def _serve(words: list[str]) -> None:
    """It starts, prints its address, answers, and ends at Ctrl-C."""
    command = [*words, "--port", "0", "--until-eof"]  # if this test fails, its end of the pipe is closed
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        address = re.search(r"http://(127\.0\.0\.1:\d+)(/\S*)", line)
        assert address, line
        connection = http.client.HTTPConnection(address[1], timeout=10)
        connection.request("GET", address[2])
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130


def _test(words: list[str]) -> None:
    """It runs tests: here one file, and it names the file's tests."""
    command = [*words, "tests/unit/test_canonical.py", "--collect-only", "-q"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tests/unit/test_canonical.py::" in done.stdout


def _site(words: list[str]) -> None:
    """It makes files, and says how large they are."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d MB", done.stdout)
    assert (ROOT / ".cache/site/index.html").exists()


STARTED = {"demo": _serve, "jupyterlite": _serve, "site": _site, "test": _test}
