"""What a folder holds, in the order that a visitor wants, and what it comes to. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from aws4web.s3 import Page

from ..words import size_text

COLUMNS = ("name", "size", "modified")
LIMIT = 100_000
"""How many are listed; a page has to hold them all."""


class Entry(NamedTuple):
    """An object, or a folder, whose key ends in a slash."""

    key: str
    name: str
    size: int | None = None
    modified: datetime | None = None
    is_folder: bool = False


class Order(NamedTuple):
    """What a list is sorted by, and which names are in it."""

    column: str = "name"
    descending: bool = False
    part: str = ""
    """What a name must have in it, in whatever case."""


class Folder:
    """All that is under a prefix of a bucket, as far as it has been listed.

    The prefix may end within a name: then what is shown is in the folder around it.
    """

    def __init__(self, bucket: str, prefix: str) -> None:
        self.bucket, self.prefix = bucket, prefix
        self.path = prefix[: prefix.rfind("/") + 1]
        """Of the folder that holds the entries; the empty text for the bucket itself."""
        self.is_whole = False
        self.is_cut_off = False
        """Whether there is more than a page lists."""
        self.is_broken_off = False
        """Whether not all could be listed."""
        self.last = ""
        """The greatest key that a page has held, in the order of S3: what is left comes after it."""
        self._entries: dict[str, Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def take(self, page: Page) -> None:
        """One more page of the listing."""
        for key in page.prefixes:
            self.add_folder(key)
        for found in page.objects:
            self.add(found.key, found.size, found.last_modified)
        keys = [self.last, *page.prefixes[-1:], *[found.key for found in page.objects[-1:]]]
        self.last = max(keys, key=lambda key: key.encode(errors="replace"))
        self.is_cut_off = bool(page.token) and len(self) >= LIMIT
        self.is_whole = not page.token or self.is_cut_off

    def add_folder(self, key: str) -> None:
        """Everything below `key` is one entry."""
        self._entries[key] = Entry(key, key[len(self.path) :], is_folder=True)

    def add(self, key: str, size: int | None, modified: datetime | None) -> None:
        """An object. The one that stands for the folder itself is no entry of it."""
        if key != self.path:
            self._entries[key] = Entry(key, key[len(self.path) :], size, modified)

    def stored(self, key: str, size: int, modified: datetime) -> bool:
        """An object has been stored somewhere in the bucket: whether that changes what is here."""
        if not key.startswith(self.prefix) or key == self.path:
            return False
        step, slash, _ = key[len(self.prefix) :].partition("/")
        if not slash:
            self.add(key, size, modified)
            return True
        folder = f"{self.prefix}{step}/"
        is_new = folder not in self
        self.add_folder(folder)
        return is_new

    def remove(self, keys: Iterable[str]) -> None:
        """These are gone."""
        for key in keys:
            self._entries.pop(key, None)

    def entry(self, key: str) -> Entry | None:
        """The entry with this key."""
        return self._entries.get(key)

    def arranged(self, order: Order) -> list[Entry]:
        """The entries, folders first, whose names have the part that is looked for."""
        part = order.part.casefold()
        found = [one for one in self._entries.values() if part in one.name.casefold()]
        folders = sorted([one for one in found if one.is_folder], key=_name)
        objects = sorted([one for one in found if not one.is_folder], key=_name)
        if order.column == "size":
            objects.sort(key=_size, reverse=order.descending)
        elif order.column == "modified":
            objects.sort(key=_time, reverse=order.descending)
        elif order.descending:
            folders.reverse()
            objects.reverse()
        return folders + objects


def _name(entry: Entry) -> str:
    return entry.name


def _size(entry: Entry) -> int:
    return -1 if entry.size is None else entry.size


def _time(entry: Entry) -> float:
    return entry.modified.timestamp() if entry.modified else 0


def total_text(entries: Sequence[Entry]) -> str:
    """`1,500 objects, 3 folders, 12.3 MiB`."""
    folders = sum(one.is_folder for one in entries)
    objects = len(entries) - folders
    said = [_count(objects, "object")] if objects or not folders else []
    if folders:
        said.append(_count(folders, "folder"))
    if objects:
        said.append(size_text(sum(one.size or 0 for one in entries)))
    return ", ".join(said)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def summary(folder: Folder, shown: Sequence[Entry], order: Order) -> str:
    """What stands below the list."""
    if folder.is_broken_off:
        return f"{total_text(shown)} so far: not all is listed." if len(folder) else "Nothing is listed."
    if not folder.is_whole:
        return f"Listing… {len(folder):,} so far." if len(folder) else "Listing…"
    if not len(folder):
        return "Nothing here yet."
    if not shown:
        said = f"No name here has “{order.part}” in it: {len(folder):,} are hidden."
    elif len(shown) < len(folder):
        said = f"{total_text(shown)} of {len(folder):,}."
    else:
        said = f"{total_text(shown)}."
    if folder.is_cut_off:
        said += f" There are more: the page lists {LIMIT:,}. A prefix narrows it down."
    return said
