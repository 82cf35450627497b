"""Where files of a bucket may be put on this machine: what a key says leads nowhere else."""

import os
from collections.abc import Collection
from typing import Any


def text_of(path: Any) -> Any:
    """A path as text; lists stay."""
    own: Any = getattr(path, "__fspath__", None)
    return own() if own else path


def root_of(path: str) -> str:
    """Without a slash at its end, unless it is the root of all files, or of a drive's."""
    root = path.rstrip("/")
    return root + "/" if root[-1:] in ("", ":") else root


def check_inside(root: str, paths: list[str], flavour: Any = os.path, *, directories: Collection[str] = ()) -> None:
    """Raise ValueError if one of the paths is not below the root, or is a name that this system reads otherwise.

    Or if two of them are one file: those that are known to be directories may be.
    """
    seen: set[str] = set()
    root_key = flavour.normcase(flavour.abspath(root))
    inside = root_key.rstrip(flavour.sep) + flavour.sep
    for path in paths:
        key = flavour.normcase(flavour.abspath(path))
        names = path[len(root) :].split("/") if path.startswith(root) else [".."]
        is_odd = ".." in names or (
            flavour.sep != "/" and any("\\" in name or ":" in name or name.endswith((".", " ")) for name in names)
        )
        if is_odd or (key != root_key and not key.startswith(inside)):
            raise ValueError(f"{path!r} is outside of {root!r}, where files are to be put: name its target yourself")
        if key in seen:
            raise ValueError(f"two objects would become one file, {path!r}: name their targets yourself")
        if path not in directories:
            seen.add(key)


def make_room(root: str | None, path: str, *, is_directory: bool = False) -> None:
    """Make the directories above a file, or a directory, if no link leads out of the root."""
    parent = path if is_directory else os.path.dirname(path)  # noqa: PTH120
    if root is not None and path.rstrip("/") != root.rstrip("/"):
        real, inside = os.path.realpath(parent), os.path.realpath(root)
        if real != inside and not real.startswith(inside.rstrip(os.sep) + os.sep):
            raise ValueError(f"{path!r} is outside of {root!r}: a link leads there")
    if parent:
        os.makedirs(parent, exist_ok=True)  # noqa: PTH103
