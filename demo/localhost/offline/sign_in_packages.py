"""What the sign-in page and its issuer take from npm: oauth4webapi and oidc-provider.

`python -m demo.localhost.offline.sign_in_packages` makes .cache/sign-in/, with what issuer/package.json names.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from ..project import CACHE, DEMO
from .recipes import digest, is_made, replace
from .run_tool import DistError, run

LIST = DEMO / "localhost/issuer/package.json"
OUT = CACHE / "sign-in"


def make_packages() -> Path:
    """Install the packages unless they are already there; return their folder."""
    recipe = digest([LIST])
    if not is_made(OUT, recipe):
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE, prefix="sign-in-") as temporary:
            new = Path(temporary, "new")
            new.mkdir()
            shutil.copy(LIST, new)
            options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"]
            run(["npm", "install", *options], new)
            replace(OUT, new, recipe, Path(temporary, "old"))
    return OUT / "node_modules"


def main() -> str | None:
    """Print the folder; return the error, if any."""
    try:
        print(make_packages())
    except (DistError, OSError) as error:
        return f"error: {error}"
    return None


if __name__ == "__main__":
    sys.exit(main())
