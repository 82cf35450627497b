"""What is in a directory, and below it: asked of S3, in the form that fsspec has it."""

from collections.abc import Callable
from typing import Any

from .._errors import AwsError
from ..s3 import Bucket, ObjectInfo
from ._errors import missing
from ._many import each_of
from ._paths import Entry, Place, directory_entry, file_entry

_AT_ONCE = 16


async def children(bucket: Bucket, key: str, prefix: str = "") -> list[Entry] | None:
    """What is directly in a directory, by name; None if there is no such directory.

    A name that has nothing between two slashes is no path of fsspec's: `below` finds it, as an object.
    """
    base = f"{key}/" if key else ""
    found: list[Entry] = []
    is_there = not key or bool(prefix)
    async for page in bucket.pages(base + prefix, delimiter="/"):
        is_there = is_there or bool(page.objects or page.prefixes)
        found += [file_entry(bucket.name, info) for info in page.objects if info.key != base]
        for common in page.prefixes:
            name = common[len(base) : -1]
            if name and not name.endswith("/"):
                found.append(directory_entry(f"{bucket.name}/{base}{name}"))
    found.sort(key=by_name)
    return found if is_there else None


async def versions(bucket: Bucket, key: str) -> list[Entry]:
    """All versions of what is directly in a directory, and of the file of that name."""
    found: list[Entry] = []
    for prefix in dict.fromkeys((key, f"{key}/" if key else "")):
        async for info in bucket.versions(prefix, delimiter="/"):
            is_own = not key or (info.key == key if prefix == key else info.key != prefix)
            if is_own and not info.is_prefix and not info.is_delete_marker:
                found.append(file_entry(bucket.name, info, named_version=True))
    return found


async def described(bucket: Bucket, path: str, place: Place) -> Entry:
    """A file, or the directory of that name. Raises AwsError or FileNotFoundError if there is neither."""
    refused: AwsError | None = None
    if place.key:
        try:
            return file_entry(bucket.name, await bucket.head(place.key, version_id=place.version))
        except AwsError as error:
            if error.status != 404:
                raise
            refused = error
    if place.version is None and await holds_any(bucket, place.key):
        return directory_entry(path, "DIRECTORY" if place.key else "BUCKET")
    raise refused or missing(path)


async def holds_any(bucket: Bucket, key: str) -> bool:
    """Whether there is such a directory: the bucket itself, or one with anything in it."""
    async for page in bucket.pages(f"{key}/" if key else "", delimiter="/", page_size=1):
        if not key or page.objects or page.prefixes:
            return True
    return False


class Below:
    """All that is below a directory, as a listing without a delimiter tells it."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.files: dict[str, Entry] = {}
        self.directories: dict[str, Entry] = {}
        self.tree: dict[str, list[Entry]] = {}
        """What is directly in each directory."""

    async def read(self, bucket: Bucket, key: str, prefix: str = "") -> "Below":
        """Ask for it."""
        async for page in bucket.pages((f"{key}/" if key else "") + prefix):
            for info in page.objects:
                self._add(bucket.name, info)
        return self

    def _add(self, bucket: str, info: ObjectInfo) -> None:
        if info.key.endswith("/"):  # what consoles make to show an empty directory
            name = f"{bucket}/{info.key[:-1]}"
            self._in(name)
            if name in self.directories:
                self.directories[name]["Key"] += "/"
            return
        entry = file_entry(bucket, info)
        name = entry["name"]
        self.files[name] = entry
        parent = name.rpartition("/")[0]
        (self.tree.get(parent) or self._in(parent)).append(entry)

    def _in(self, name: str) -> list[Entry]:
        """What is in a directory, which there is from now on."""
        new: list[str] = []
        while name not in self.tree and len(name) > len(self.root):
            new.append(name)
            name = name.rpartition("/")[0]
        entries = self.tree.setdefault(name, [])
        for each in reversed(new):
            if not each.endswith("/"):
                self.directories[each] = directory_entry(each)
                entries.append(self.directories[each])
            entries = self.tree[each] = []
        return entries

    def listings(self) -> dict[str, list[Entry]]:
        """What a cache may hold: the names that fsspec can ask for."""
        return {name: sorted(each, key=by_name) for name, each in self.tree.items() if "//" not in f"{name}/"}


class Levels:
    """What is below a directory down to some depth, level by level, as each is known before the next."""

    def __init__(self, platform: Any, list_one: Callable[[str, str], Any]) -> None:
        self._platform = platform
        self._list_one = list_one
        self.files: dict[str, Entry] = {}
        self.directories: dict[str, Entry] = {}

    async def read(self, root: str, depth: int, prefix: str = "") -> "Levels":
        """Ask for it."""

        async def one(path: str) -> list[Entry]:
            try:
                return await self._list_one(path, prefix if path == root else "")
            except FileNotFoundError:
                return []

        level = [root]
        for _ in range(depth):
            listed = await each_of(self._platform, one, level, _AT_ONCE)
            entries = [entry for each in listed for entry in each]
            new = {entry["name"]: entry for entry in entries if entry["type"] == "directory"}
            self.files.update({entry["name"]: entry for entry in entries if entry["type"] != "directory"})
            self.directories.update(new)
            level = [*new]
            if not level:
                break
        return self


def by_name(entry: Entry) -> str:
    """What listings are sorted by."""
    return entry["name"]
