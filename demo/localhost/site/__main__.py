"""Makes the static site. `python -m demo.localhost.site [--cdn] [--out DIR]`: see `./build.sh site`."""

import argparse
import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from ..offline.run_tool import DistError
from ..project import CACHE, DemoError
from .demo_files import CDN, first_visit, make_demo
from .guide_pages import STYLE, guide_pages
from .lab_files import make_lab
from .sizes import compressed, megabytes, size_of

MARK = ".aws4web-site"
"""The file by which a site that was made before is known, and may be made again."""


def make_all(out: Path, cdn: str | None = None) -> None:
    """Make the site, all of it or nothing. Raises DemoError if something else is at `out`."""
    if out.exists() and not (out / MARK).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise DemoError(f"{out} holds something else: name a new folder with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".site-") as temporary:
        new = Path(temporary, "site")
        new.mkdir()
        make_demo(new, cdn)
        (new / "guide").mkdir()
        for name, html in guide_pages().items():
            (new / "guide" / name).write_text(html)
        shutil.copyfile(STYLE, new / "guide" / STYLE.name)
        make_lab(new / "lab", cdn)
        (new / MARK).touch()
        (new / ".nojekyll").touch()  # GitHub's pages leave out files whose names begin with _ otherwise
        if out.exists():
            out.rename(Path(temporary, "old"))
        new.rename(out)


def sizes(out: Path) -> str:
    """The size of the site, and of a first visit, in words."""
    everything, lab = size_of(out), size_of(out / "lab")
    first = compressed(first_visit(out))
    return (
        f"site: {megabytes(everything - lab)}, {megabytes(everything)} with JupyterLite; "
        f"a first visit of the demo loads {megabytes(first)}, compressed"
    )


def main() -> str | None:
    """The command line; return the error, if any."""
    parser = argparse.ArgumentParser(
        prog="./build.sh site", description="Make a static site: demo, guide, JupyterLite."
    )
    parser.add_argument("--cdn", action="store_true", help=f"load Pyodide from {CDN}")
    parser.add_argument("--out", type=Path, default=CACHE / "site", help="where to put it (.cache/site)")
    options = parser.parse_args()
    out = Path(os.environ.get("CALLED_FROM", ""), options.out).resolve()
    try:
        make_all(out, CDN if options.cdn else None)
        print(sizes(out))
    except (DemoError, DistError, OSError) as error:
        return f"error: {error}"
    command = shlex.join(["python3", "-m", "http.server", "-d", str(out)])
    print(f"{out}: any static host serves it, also under a sub-path; to try it: {command}")
    return None


if __name__ == "__main__":
    sys.exit(main())
