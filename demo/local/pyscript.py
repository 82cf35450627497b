"""The PyScript page's files: npm's `@pyscript/core`, and demo/pyscript/.

`python -m demo.local.pyscript` makes .cache/pyscript-VERSION/.
"""

import sys
import tarfile
import tempfile
from pathlib import Path

from .dist import CACHE, DistError, run

VERSION = "0.7.31"
PAGE = Path(__file__).parents[1] / "pyscript"
FOLDER = "package/dist/"  # of npm's package: what a page loads, bundled

# Other hosts are there for who takes PyScript from the CDN, or puts own keys for AWS in; the page as it is needs none.
# PyScript puts <style> into the page, evaluates strings, and starts workers from blobs; they reach the page through
# memory that both share, which a browser grants to an isolated page only.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; "
        "script-src 'self' blob: 'unsafe-eval' https://cdn.jsdelivr.net; "
        "style-src 'self' 'unsafe-inline'; "
        "worker-src 'self' blob:; "
        "connect-src 'self' http://127.0.0.1:* http://localhost:* https:; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


def make_pyscript() -> Path:
    """Download PyScript unless it is there already; return its folder."""
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


def pyscript_files(core: Path) -> dict[str, Path]:
    """The addresses of the page, and of PyScript in the folder `core`."""
    files = {f"/pyscript/{path.name}": path for path in PAGE.iterdir()}
    files |= {f"/pyscript/core/{path.name}": path for path in core.iterdir()}
    return {"/pyscript/": PAGE / "index.html", **files}


def main() -> str | None:
    """Print the folder; return the error, if any."""
    try:
        print(make_pyscript())
    except (DistError, OSError) as error:
        return f"error: {error}"
    return None


if __name__ == "__main__":
    sys.exit(main())
