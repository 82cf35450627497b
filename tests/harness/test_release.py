"""What a release publishes: the sdist, the wheel that is built from it, and the page on PyPI."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.docs.world import readers_world

ROOT = Path(__file__).parents[2]
CHECK = ".ci/check_release.py"
VERSION = re.findall(r'"(.+)"', (ROOT / "aws4web/_version.py").read_text().splitlines()[-1])[0]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

# What pip does with the sdist, on a machine where nobody has installed zopfli.
BUILD_WITHOUT_ZOPFLI = """
import sys
sys.modules["zopfli"] = None
from hatchling.build import build_wheel
build_wheel(sys.argv[1])
"""


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> str:
    """Run Python; return what it printed."""
    done = subprocess.run(
        [sys.executable, *command],
        check=False,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel, both built from the repository."""
    folder = tmp_path_factory.mktemp("published")
    run("-m", "build", "--no-isolation", "--sdist", "--wheel", "--outdir", folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        f"aws4web-{VERSION}-py3-none-any.whl",
        f"aws4web-{VERSION}.tar.gz",
    ]
    return folder


@pytest.fixture(scope="module")
def unpacked(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist as its reader has it."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(published / f"aws4web-{VERSION}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / f"aws4web-{VERSION}"


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="git tells which files are ours")
def test_sdist_is_the_repository_without_its_pictures(published: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    ours = {name for name in listed.stdout.decode().split("\0") if name and not name.endswith(".png")}
    with tarfile.open(published / f"aws4web-{VERSION}.tar.gz") as archive:
        found = {member.name.partition("/")[2] for member in archive if member.isfile()}
    assert found == ours | {"PKG-INFO"}


def test_to_build_it_takes_hatchling_alone() -> None:
    assert [re.split(r"\W", each)[0] for each in PROJECT["build-system"]["requires"]] == ["hatchling"]


def test_sdist_builds_the_same_wheel(published: Path, unpacked: Path, tmp_path: Path) -> None:
    run("-c", BUILD_WITHOUT_ZOPFLI, tmp_path, folder=unpacked)
    [ours], [theirs] = published.glob("*.whl"), tmp_path.glob("*.whl")
    assert ours.name == theirs.name
    first, second = zipfile.ZipFile(ours), zipfile.ZipFile(theirs)
    assert first.namelist() == second.namelist()
    assert [name for name in first.namelist() if first.read(name) != second.read(name)] == []
    assert ours.stat().st_size < theirs.stat().st_size, "ours is packed by zopfli"


def test_sdist_passes_its_unit_tests(unpacked: Path) -> None:
    where = "import aws4web, pathlib; assert pathlib.Path(aws4web.__file__).is_relative_to(pathlib.Path.cwd())"
    run("-c", where, folder=unpacked)
    printed = run("-m", "pytest", "-q", "tests/unit", folder=unpacked)
    passed, skipped = re.findall(r"(\d+) passed, (\d+) skipped", printed)[0]
    assert int(passed) > 1000
    assert int(skipped) < 10, printed


def test_pypi_would_take_both(published: Path) -> None:
    printed = run("-m", "twine", "--no-color", "check", "--strict", *published.iterdir())
    assert printed.count("PASSED") == 2


def test_page_on_pypi_is_short() -> None:
    assert len(PROJECT["project"]["readme"]["text"].encode()) <= 1000, "every page that uses the wheel downloads it"


def test_example_on_pypi_runs(tmp_path: Path) -> None:
    [example] = re.findall(r"```python\n(.+?)```", PROJECT["project"]["readme"]["text"], re.DOTALL)
    with readers_world(tmp_path) as world:
        for placeholder, key in (('"AKIA…"', world.aws.access_key_id), ('"…"', world.aws.secret_access_key)):
            assert example.count(placeholder) == 1
            example = example.replace(placeholder, repr(key))
        certificate = str(world.internet.certificate)
        printed = run("-c", example, HTTPS_PROXY=world.internet.url, NO_PROXY="", SSL_CERT_FILE=certificate)
    assert re.match(r"200 .*<Name>my-bucket</Name>", printed, re.DOTALL)


def test_changelog_speaks_of_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] in ("Unreleased", VERSION)


@pytest.mark.parametrize(
    ("tag", "heading", "says"),
    [
        ("v1.2.3", "## [1.2.3] - 2026-01-31\n\n- It works.", ""),
        ("v1.2.3", "## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n- It works.\n\n## [1.2.2] - 2026-01-30", ""),
        ("v1.2.3", "## [Unreleased]\n\n- It works.", "CHANGELOG.md needs '## [1.2.3] - YYYY-MM-DD'"),
        ("v1.2.3", "## [1.2.3]\n\n- It works.", "CHANGELOG.md needs"),
        ("v1.2.3", "## [1x2.3] - 2026-01-31\n\n- It works.", "CHANGELOG.md needs"),
        ("v1.2.3", "## [1.2.3] - 2026-01-31\n\n## [1.2.2] - 2026-01-30\n\n- It works.", "and below it what changed"),
        ("v1.2.4", "## [1.2.4] - 2026-01-31\n\n- It works.", "the tag is 'v1.2.4', and the version in"),
        ("1.2.3", "## [1.2.3] - 2026-01-31\n\n- It works.", "the tag is '1.2.3'"),
    ],
)
def test_tag_version_and_changelog_agree(tmp_path: Path, tag: str, heading: str, says: str) -> None:
    for folder in (".ci", "aws4web"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / CHECK, tmp_path / CHECK)
    (tmp_path / "aws4web/_version.py").write_text('"""The version."""\n\n__version__ = "1.2.3"\n')
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n")
    command = [sys.executable, str(tmp_path / CHECK), tag]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr.startswith("error: ")) == ((1, True) if says else (0, False))
    assert says in done.stderr


def test_it_reads_the_real_files() -> None:
    done = subprocess.run([sys.executable, CHECK, "v0"], check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == f"error: the tag is 'v0', and the version in aws4web/_version.py is '{VERSION}'\n"
