"""What the sign-in page and its issuer take from npm: oauth4webapi and oidc-provider.

`python -m demo.localhost.offline.sign_in_packages` makes .cache/sign-in/, with what issuer/package.json names.
"""

import shutil
import sys
from pathlib import Path

from ..project import CACHE, DEMO
from .recipes import anew, digest, is_made
from .run_tool import run, show

LIST = DEMO / "localhost/issuer/package.json"
OUT = CACHE / "sign-in"


def make_packages() -> Path:
    """Install the packages unless they are already there; return their folder."""
    recipe = digest([LIST])
    if not is_made(OUT, recipe):
        with anew(OUT, recipe) as new:
            shutil.copy(LIST, new)
            options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"]
            run(["npm", "install", *options], new)
    return OUT / "node_modules"


def main() -> str | None:
    """Print the folder; return the error, if any."""
    return show(make_packages)


if __name__ == "__main__":
    sys.exit(main())
