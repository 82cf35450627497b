"""What a page downloads: the wheel that ./build.sh built, or, where it did not, one that is built now."""

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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = _WHEELS
    if not folder.exists():  # as in an unpacked sdist
        folder = tmp_path_factory.mktemp("wheel")
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        subprocess.run(command, check=True, cwd=_SOURCES.parent)
    [found] = folder.glob("*.whl")
    return found


def test_it_runs_on_every_platform(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")
    assert "aws4web/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_it_needs_nothing_in_the_browser(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    name = next(name for name in archive.namelist() if name.endswith("/METADATA"))
    metadata = message_from_bytes(archive.read(name))
    requirements = [Requirement(line) for line in metadata.get_all("Requires-Dist") or []]
    browser = {**default_environment(), "sys_platform": "emscripten"}
    assert {each.name.replace("_", "-") for each in requirements} == {"aiohttp", "can-ada", "certifi", "fsspec"}
    assert not [each for each in requirements if each.marker is None or each.marker.evaluate(browser)]


class _WithoutTexts(ast.NodeTransformer):
    """Takes away what stands in the code as text, and does nothing; also what a wheel has in the place of it."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        value = node.value.value if isinstance(node.value, ast.Constant) else None
        is_text = value is ... or isinstance(value, str)
        return None if is_text else node


def _code(source: str) -> list[str]:
    """The statements, each with its lines and columns."""
    statements = ast.walk(_WithoutTexts().visit(ast.parse(source)))
    return [ast.dump(node, include_attributes=True) for node in statements if not hasattr(node, "body")] + [
        f"{node.lineno} {node.name}" for node in statements if isinstance(node, ast.ClassDef | ast.FunctionDef)
    ]


def test_it_is_the_sources_without_their_comments(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    shipped = {name for name in archive.namelist() if name.endswith(".py")}
    assert shipped == {str(path.relative_to(_SOURCES.parent)) for path in _SOURCES.rglob("*.py")}
    for name in shipped:
        source = (_SOURCES.parent / name).read_text("utf-8")
        text = archive.read(name).decode()
        assert _code(text) == _code(source), f"{name} is other code, or on other lines"
        assert not [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == COMMENT]


_HELP = """
import inspect, sys
sys.path.insert(0, sys.argv[1])
import aws4web, aws4web.blocking, aws4web.credentials, aws4web.fs, aws4web.s3, aws4web.tokens
assert aws4web.__file__.startswith(sys.argv[1])
for room in (aws4web, aws4web.blocking, aws4web.credentials, aws4web.fs, aws4web.s3, aws4web.tokens):
    print(repr(room.__doc__))
    for name in room.__all__:
        thing = getattr(room, name)
        print(name, repr(inspect.getdoc(thing)))
        for member in dir(thing) if isinstance(thing, type) else ():
            if not member.startswith("_"):
                print(name, member, repr(inspect.getdoc(getattr(thing, member))))
"""


def test_help_shows_of_it_what_it_shows_of_the_sources(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    commands = [[sys.executable, "-P", "-c", _HELP, str(place)] for place in (tmp_path, _SOURCES.parent)]
    shown = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for command in commands]
    assert "Sign a request, send it" in shown[0]
    assert "AssumeRoleWithWebIdentity of STS" in shown[0]
    assert shown[0] == shown[1]


def test_it_goes_without_what_help_does_not_show(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    for name, kept in (("_sign/checks", False), ("_call/call", False), ("_client", True), ("_option_types", True)):
        source = archive.read(f"aws4web/{name}.py").decode()
        assert ('"""' in source) == kept, name
    assert '"""when it is signed:' in archive.read("aws4web/_option_types.py").decode(), "an editor shows fields"


# Bytes of the wheel by room; 100,000 for all were hoped for. A fifth of it is what a zip file and RECORD say of each
# file, the price of files that are loaded one by one.
_LARGEST = {
    "the core": 143_000,
    "credentials": 16_500,
    "s3": 50_500,
    "tokens": 3_000,
    "blocking": 9_000,
    "fs": 36_000,
}


def test_it_is_small(wheel: Path) -> None:
    sizes = dict.fromkeys(_LARGEST, 0)
    for entry in zipfile.ZipFile(wheel).infolist():
        room = entry.filename.split("/")[1]
        # A local and a central header, with the name in each: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
        sizes[room if room in sizes else "the core"] += entry.compress_size + 76 + 2 * len(entry.filename)
    assert {room: size for room, size in sizes.items() if size > _LARGEST[room]} == {}
    assert abs(sum(sizes.values()) - wheel.stat().st_size) < 100


_FETCH = """
import asyncio, sys
from aws4web import AwsClient, Headers
from aws4web._received import Received

class Sender:
    async def send(self, signed, options):
        return Received(status=200, status_text="", url=signed.url, read_headers=Headers, body=None, raw=None)

aws = AwsClient(access_key_id="a", secret_access_key="b")
aws._settings = aws._settings._replace(sender=Sender())
asyncio.run(aws.fetch("https://dynamodb.us-east-1.amazonaws.com/", body="{}"))
print(*[name for name in sys.modules if name.startswith("aws4web")])
"""
_BROWSERS = ("browser", "browser.ffi", "browser.crypto_subtle", "browser.transport", "browser.fetch")


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
