"""Folders that are made once, and again when something that they are made of changes: their recipe."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def files_of(folder: Path, pattern: str = "*") -> list[Path]:
    """The files directly in a folder, in order."""
    return sorted(path for path in folder.glob(pattern) if path.is_file())


def digest(sources: Iterable[Path], *more: str) -> str:
    """A fingerprint of a set of files and their names."""
    parts = [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sources]
    return hashlib.sha256("\n".join([*parts, *more]).encode()).hexdigest()


def is_made(folder: Path, recipe: str) -> bool:
    """Whether a folder exists, and was made by this recipe."""
    stamp = folder / ".recipe"
    return stamp.is_file() and stamp.read_text() == recipe


@contextmanager
def anew(folder: Path, recipe: str) -> Iterator[Path]:
    """A new folder, which takes the place of `folder` at the end of the block; if that fails, all stays as it was."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}-") as temporary:
        new = Path(temporary, "new")
        new.mkdir()
        yield new
        replace(folder, new, recipe, Path(temporary, "old"))


def replace(folder: Path, new: Path, recipe: str, old: Path) -> None:
    """Replace a folder with `new`. A rename is atomic: the folder is complete whenever it exists."""
    (new / ".recipe").write_text(recipe)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
