"""An offline Pyodide: npm's `pyodide`, and from PyPI the pure wheels that its lock file names.

`python -m demo.localhost.offline.pyodide_dist VERSION` makes .cache/pyodide-VERSION/, for the demo page and as
pytest-pyodide's --dist-dir.
"""

import hashlib
import json
import re
import shutil
import sys
import tarfile
import tempfile
import zipfile
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from ..project import CACHE
from .run_tool import DistError, run, show

# What micropip.install needs, what pytest-pyodide loads into the page, and fsspec, for aws4web.fs: 2 MB in all.
PACKAGES = ("fsspec", "micropip", "packaging", "pytest", "pluggy", "iniconfig", "pygments", "tblib")
UNUSED = (".map", ".d.ts", ".html", ".md")

Spec = dict[str, Any]


def dist_dir(version: str) -> Path:
    """Where the distribution of this Pyodide version is, or will be."""
    return CACHE / f"pyodide-{version}"


def make_dist(version: str) -> Path:
    """Assemble the distribution unless it already exists; return its folder."""
    if not re.fullmatch(r"[0-9A-Za-z.-]+", version):
        raise DistError(f"not a Pyodide version: {version!r}")
    out = dist_dir(version)
    # The recipe is this file: when it changes, the distribution is made again.
    recipe = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    stamp = out / ".recipe"
    if stamp.is_file() and stamp.read_text() == recipe:
        return out
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="pyodide-") as temporary:
        new = Path(temporary, "dist")
        new.mkdir()
        unpack_npm(version, Path(temporary), new)
        lock_file = new / "pyodide-lock.json"
        lock = json.loads(lock_file.read_bytes())
        download_wheels(lock, new)
        lock_file.write_text(json.dumps(pruned_lock(lock, new)))
        (new / ".recipe").write_text(recipe)
        # A rename is atomic: the folder is complete whenever it exists.
        if out.exists():
            out.rename(Path(temporary, "old"))
        new.rename(out)
    return out


def unpack_npm(version: str, temporary: Path, out: Path) -> None:
    """Put into `out` the files of npm's package that a page or Node loads."""
    run(["npm", "pack", "--loglevel=error", f"pyodide@{version}"], temporary)
    with tarfile.open(next(temporary.glob("*.tgz"))) as archive:
        for member in archive:
            name = Path(member.name).name
            source = archive.extractfile(member)
            if source and not name.endswith(UNUSED):
                # Not extractall: npm's members are all dated 1985, and a server's Last-Modified must differ
                # from one Pyodide version to the next.
                with source, (out / name).open("wb") as target:
                    shutil.copyfileobj(source, target)


def download_wheels(lock: Spec, out: Path) -> None:
    """Download PACKAGES at the lock's versions, for the lock's Python, as pure wheels."""
    specs = lock["packages"]
    python = ".".join(lock["info"]["python"].split(".")[:2])
    target = f"--only-binary=:all: --implementation=py --abi=none --platform=any --python-version={python}"
    wanted = [f"{name}=={specs[name]['version']}" for name in PACKAGES]
    run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *target.split(), *wanted], out)


def pruned_lock(lock: Spec, folder: Path) -> Spec:
    """The lock with just the wheels that are in `folder`.

    PyPI's wheels never have the checksums of Pyodide's own builds, and not always their dependencies.
    pyodide-lock could do this edit, but its version for Python 3.11 (0.1.2) cannot read a lock of Pyodide 0.29
    or later, so it is plain JSON for all.
    """
    wheels = {canonical(path.name.split("-")[0]): path for path in folder.glob("*.whl")}
    packages = {
        name: {
            **lock["packages"][name],
            "file_name": wheel.name,
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
            "depends": sorted(required_names(wheel) & wheels.keys()),
        }
        for name, wheel in sorted(wheels.items())
    }
    return {**lock, "packages": packages}


def required_names(wheel: Path) -> set[str]:
    """Names of the packages that a wheel requires, without those of its extras."""
    with zipfile.ZipFile(wheel) as archive:
        path = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = BytesParser().parsebytes(archive.read(path))
    lines = metadata.get_all("Requires-Dist", [])
    return {canonical(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in lines if "extra ==" not in line}


def canonical(name: str) -> str:
    """A package's name in its normal form, as lock files spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main(arguments: list[str]) -> str | None:
    """Make one distribution and print its folder; return the error, if any."""
    if len(arguments) != 1:
        return "usage: python -m demo.localhost.offline.pyodide_dist VERSION"
    return show(lambda: make_dist(arguments[0]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
