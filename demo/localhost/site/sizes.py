"""How big the site is, and how much of it a first visit loads."""

import zlib
from collections.abc import Iterable
from pathlib import Path


def megabytes(size: float) -> str:
    """A size in words."""
    return f"{size / 1e6:.1f} MB"


def size_of(folder: Path) -> int:
    """How many bytes are in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def compressed(paths: Iterable[Path]) -> int:
    """How many bytes these files have on the way, if the host compresses what can be: about, for each host differs."""
    return sum(min(path.stat().st_size, len(zlib.compress(path.read_bytes(), 6))) for path in paths)
