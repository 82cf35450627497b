"""An index for micropip, https://peps.python.org/pep-0503/, with our wheel, boto3 and all that boto3 needs."""

import hashlib
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from demo.localhost.offline.pyodide_dist import canonical
from demo.localhost.offline.run_tool import run
from demo.localhost.project import CACHE, built_wheel

_BOTO3 = f"boto3=={version('boto3')}"  # the one that pyproject.toml names
_FOLDER = CACHE / "bench" / _BOTO3
_PURE = "--only-binary=:all: --implementation=py --abi=none --platform=any --python-version=3.14"


def boto3_wheels() -> list[Path]:
    """boto3 and its dependencies from PyPI, downloaded once."""
    if not _FOLDER.exists():
        _FOLDER.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_FOLDER.parent) as temporary:
            new = Path(temporary, "wheels")
            new.mkdir()
            run([sys.executable, "-m", "pip", "download", "--quiet", *_PURE.split(), _BOTO3], new)
            new.rename(_FOLDER)
    return sorted(_FOLDER.glob("*.whl"))


def index_files(root: str, folder: Path) -> dict[str, Path]:
    """The index's addresses, which start with `root`, and their files; its pages are written to `folder`."""
    files: dict[str, Path] = {}
    for wheel in [built_wheel(), *boto3_wheels()]:
        name = canonical(wheel.name.partition("-")[0])
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        page = folder / f"{name}.html"
        page.write_text(f'<!doctype html><a href="{root}/{name}/{wheel.name}#sha256={digest}">{wheel.name}</a>\n')
        files |= {f"{root}/{name}/": page, f"{root}/{name}/{wheel.name}": wheel}
    return files
