"""An offline PyScript: npm's `@pyscript/core`.

`python -m demo.localhost.offline.pyscript_dist` makes .cache/pyscript-VERSION/.
"""

import sys
import tarfile
import tempfile
from pathlib import Path

from ..project import CACHE
from .run_tool import run, show

VERSION = "0.7.31"
FOLDER = "package/dist/"  # of npm's package: what a page loads, bundled


def make_pyscript() -> Path:
    """Download PyScript unless it is already there; return its folder."""
    out = CACHE / f"pyscript-{VERSION}"
    if out.is_dir():
        return out
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="pyscript-") as temporary:
        run(["npm", "pack", "--loglevel=error", f"@pyscript/core@{VERSION}"], Path(temporary))
        with tarfile.open(next(Path(temporary).glob("*.tgz"))) as archive:
            wanted = [one for one in archive if one.name.startswith(FOLDER) and not one.name.endswith(".map")]
            archive.extractall(temporary, wanted, filter="data")
        # A rename is atomic: the folder is complete whenever it exists.
        Path(temporary, FOLDER).rename(out)
    return out


def main() -> str | None:
    """Print the folder; return the error, if any."""
    return show(make_pyscript)


if __name__ == "__main__":
    sys.exit(main())
