"""What a page downloads. ./build.sh builds the wheel before it runs the tests."""

import ast
import io
import subprocess
import sys
import tokenize
import zipfile
from email import message_from_bytes
from pathlib import Path
from tokenize import COMMENT

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

_SOURCES = Path(__file__).parents[2] / "aws4web"
_WHEELS = Path(__file__).parents[2] / ".cache/wheel"


@pytest.fixture
def wheel() -> Path:
    found = list(_WHEELS.glob("*.whl"))
    assert len(found) == 1, "run ./build.sh wheel"
    return found[0]


def test_it_runs_on_every_platform(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")
    assert "aws4web/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_it_needs_nothing_in_the_browser(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    name = next(name for name in archive.namelist() if name.endswith("/METADATA"))
    metadata = message_from_bytes(archive.read(name))
    requirements = [Requirement(line) for line in metadata.get_all("Requires-Dist") or []]
    browser = {**default_environment(), "sys_platform": "emscripten"}
    assert {each.name.replace("_", "-") for each in requirements} == {"aiohttp", "can-ada", "certifi"}
    assert not [each for each in requirements if each.marker is None or each.marker.evaluate(browser)]


def test_it_is_the_sources_without_their_comments(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    shipped = {name for name in archive.namelist() if name.endswith(".py")}
    assert shipped == {str(path.relative_to(_SOURCES.parent)) for path in _SOURCES.rglob("*.py")}
    for name in shipped:
        source = (_SOURCES.parent / name).read_text("utf-8")
        text = archive.read(name).decode()
        assert ast.dump(ast.parse(text), include_attributes=True) == ast.dump(
            ast.parse(source), include_attributes=True
        ), f"{name} is other code, or on other lines"
        assert not [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == COMMENT]


def test_it_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size <= 100_000


_FETCH = """
import asyncio, sys
from aws4web import AwsClient, Headers, Response

class Sender:
    async def send(self, signed, options):
        return Response(status=200, status_text="", url=signed.url, read_headers=Headers, body=None, raw=None)

aws = AwsClient(access_key_id="a", secret_access_key="b")
aws._sender = Sender()
asyncio.run(aws.fetch("https://dynamodb.us-east-1.amazonaws.com/", body="{}"))
print(*[name for name in sys.modules if name.startswith("aws4web")])
"""
_BROWSERS = ("ffi", "crypto_subtle", "transport_fetch", "fetch_client")


def test_what_a_fetch_in_a_page_needs_of_it(wheel: Path) -> None:
    command = [sys.executable, "-c", _FETCH]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=_SOURCES.parent)
    names = {name for name in done.stdout.split() if ".cpython" not in name and not name.endswith("_hashlib")}
    names |= {f"aws4web._platform.{name}" for name in _BROWSERS}
    files = {name.replace(".", "/") for name in names}
    entries = [
        entry
        for entry in zipfile.ZipFile(wheel).infolist()
        if entry.filename.removesuffix(".py").removesuffix("/__init__") in files
    ]
    assert len(entries) == len(names)
    largest = sorted(((entry.compress_size, entry.filename) for entry in entries), reverse=True)
    assert sum(size for size, _ in largest) <= 60_000, largest
