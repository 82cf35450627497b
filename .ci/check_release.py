"""`python .ci/check_release.py TAG`: whether a tag, the package's version and the changelog agree.

Only the version's own entry, with its date, will do: `## [1.2.3] - 2026-01-31`, and below it what changed.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def version() -> str:
    """The version, from the one place that has it."""
    text = (ROOT / "aws4web/_version.py").read_text("utf-8")
    [found] = re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    return found


def entry(title: str) -> str:
    """What CHANGELOG.md says below a heading; nothing if it has no such heading."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def problem(tag: str) -> str | None:
    """What forbids to release under this tag."""
    current = version()
    if tag != f"v{current}":
        return f"the tag is {tag!r}, and the version in aws4web/_version.py is {current!r}"
    if not entry(rf"\[{re.escape(current)}\] - \d{{4}}-\d\d-\d\d"):
        return f"CHANGELOG.md needs '## [{current}] - YYYY-MM-DD', and below it what changed"
    return None


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check_release.py TAG")
    found = problem(sys.argv[1])
    sys.exit(f"error: {found}" if found else None)
