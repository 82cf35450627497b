"""A build hook, because every page downloads the wheel: it goes without the sources' comments, and packed well.

Docstrings stay, and so does every line's number: what a traceback names is found in the repository.
"""

import io
import tempfile
import tokenize
import zipfile
from pathlib import Path
from typing import Any

import zopfli
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def without_comments(source: str) -> str:
    """The same code, line by line."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    return "\n".join(lines) + "\n"


def repack(wheel: Path) -> None:
    """The same files, in 2 % fewer bytes than zipfile makes of them."""
    packed = wheel.with_suffix(".packed")
    with zipfile.ZipFile(wheel) as old, zopfli.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, iterations=60) as new:
        for info in old.infolist():
            content = old.read(info)  # before writestr changes the info
            new.writestr(info, content)
    packed.replace(wheel)


class SmallWheel(BuildHookInterface):
    """Puts copies without comments in the sources' place, and packs the wheel anew."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._copies = tempfile.TemporaryDirectory()
        for path in sorted(Path(self.root, "aws4web").rglob("*.py")):
            name = path.relative_to(self.root)
            copy = Path(self._copies.name, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(without_comments(path.read_text("utf-8")), "utf-8")
            build_data["force_include"][str(copy)] = str(name)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._copies.cleanup()
            repack(Path(artifact_path))
