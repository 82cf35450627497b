"""What is there: listings, which are kept until something is written."""

# fsspec has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportIncompatibleMethodOverride=false, reportOptionalMemberAccess=false

from bisect import bisect_left
from contextlib import suppress
from typing import Any

from ..s3 import list_buckets
from ._base import Base
from ._errors import is_directory, missing
from ._listing import Below, Levels, by_name, children, described, holds_any, versions
from ._paths import Entry, directory_entry, parents_of


class Listed(Base):
    """See S3FileSystem."""

    def ls(self, path: str, detail: bool = True, *, refresh: bool = False, versions: bool = False, **_: Any) -> Any:
        """What is in a directory, or the file of that name; kept, unless `refresh`.

        versions   True for each version of each object, where the file system is `version_aware`

        Raises FileNotFoundError.
        """
        path = self._strip_protocol(path)
        found = None if refresh or versions else self.dircache.get(path)
        if found is None:
            found = self._run("ls", path, self._versions(path) if versions else self._list(path))
        return [{**entry} for entry in found] if detail else sorted(entry["name"] for entry in found)

    def info(self, path: str, *, refresh: bool = False, version_id: str | None = None, **_: Any) -> Entry:
        """What is known of a file or directory. Raises FileNotFoundError."""
        path, place = self._place(path)
        if version_id is not None:
            place = place._replace(version=version_id)
        if not path:
            return directory_entry("", "")
        known = None if refresh or place.version else self._known(path)
        if known is not None:
            return {**known}
        return self._run("info", path, described(self._bucket(place.bucket), path, place))

    def exists(self, path: str, **options: Any) -> bool:
        """Whether there is such a file or directory. Raises the error if that cannot be known."""
        try:
            self.info(path, **options)
        except (FileNotFoundError, ValueError):  # or what no key can be
            return False
        return True

    def isdir(self, path: str) -> bool:
        """Whether it is a directory: a bucket, or what keys have in common up to a slash."""
        return self._is(path, "directory")

    def isfile(self, path: str) -> bool:
        """Whether it is an object."""
        return self._is(path, "file")

    def find(
        self,
        path: str,
        maxdepth: int | None = None,
        withdirs: bool = False,
        detail: bool = False,
        *,
        prefix: str = "",
        refresh: bool = False,
        **_: Any,
    ) -> Any:
        """All files below a path, as one listing tells them.

        prefix   what their names begin with, after the path
        """
        if maxdepth is not None and maxdepth < 1:
            raise ValueError("maxdepth must be at least 1")
        path, place = self._place(path)
        if maxdepth is None and not path:
            raise ValueError("all buckets are more than find goes through: name one, or pass maxdepth")
        if maxdepth is None:
            found = self._run("find", path, self._below(path, prefix))
        else:
            found = self._run("find", path, self._levels(path, maxdepth, prefix, refresh), many=True)
        entries: dict[str, Entry] = {**found.files}
        if found.files or found.directories:
            if withdirs:
                own = {path: directory_entry(path)} if path else {}
                entries = {**own, **found.directories, **entries}
        elif place.key and not prefix:  # a file, or an empty directory
            with suppress(FileNotFoundError):
                entry = self.info(path)
                if withdirs or entry["type"] == "file":
                    entries = {path: entry}
        return {name: {**entries[name]} for name in sorted(entries)} if detail else sorted(entries)

    def glob(self, path: str, maxdepth: int | None = None, **options: Any) -> Any:
        """The files and directories that match a pattern."""
        start = min((at for each in "*?[" if (at := path.find(each)) >= 0), default=None)
        if start is not None:
            literal = self._strip_protocol(path[:start] + "*")[:-1]
            if prefix := literal.rpartition("/")[2]:
                options.setdefault("prefix", prefix)
        return super().glob(path, maxdepth=maxdepth, **options)

    def du(
        self, path: str, total: bool = True, maxdepth: int | None = None, withdirs: bool = False, **options: Any
    ) -> Any:
        """The bytes that files take: in all, or of each."""
        found = self.find(path, maxdepth=maxdepth, withdirs=withdirs, detail=True, **options)
        sizes = {name: entry["size"] or 0 for name, entry in found.items()}
        return sum(sizes.values()) if total else sizes

    def invalidate_cache(self, path: str | None = None) -> None:
        """Forget the listings at or under a path, and those of the directories above; by default all."""
        self._shared.writes += 1
        if path is None:
            self.dircache.clear()
        else:
            own: str = self._strip_protocol(path)
            below = [name for name in [*self.dircache] if name.startswith(f"{own}/")]
            for name in (own, *parents_of(own), *below):
                if name or "/" not in own:  # what is in a bucket does not change the list of buckets
                    self.dircache.pop(name, None)
        super().invalidate_cache(path)

    # -- asked of S3 ---------------------------------------------------------------------------------------------

    async def _list(self, path: str, prefix: str = "") -> list[Entry]:
        writes, place = self._shared.writes, self._place(path)[1]
        if not path:
            buckets = list_buckets(self._shared.client, prefix=prefix, endpoint_url=self.endpoint_url)
            names = [each.name async for each in buckets]
            found: list[Entry] | None = [directory_entry(name, "BUCKET") for name in sorted(names)]
        else:
            bucket = self._bucket(place.bucket)
            found = await children(bucket, place.key, prefix)
            if found is None:
                own = await described(bucket, path, place)
                return [own] if own["type"] == "file" else []
        self._keep({path: found}, writes, prefix)
        return found

    async def _versions(self, path: str) -> list[Entry]:
        if not self.version_aware:
            raise ValueError("versions: pass version_aware=True to the file system")
        place = self._place(path)[1]
        return await versions(self._bucket(place.bucket), place.key)

    async def _below(self, path: str, prefix: str) -> Below:
        writes, place = self._shared.writes, self._place(path)[1]
        found = await Below(path).read(self._bucket(place.bucket), place.key, prefix)
        self._keep(found.listings(), writes, prefix)
        return found

    async def _levels(self, path: str, depth: int, prefix: str, refresh: bool) -> Levels:
        async def one(path: str, prefix: str) -> list[Entry]:
            known = None if refresh else self.dircache.get(path)
            if known is None:
                found = await self._list(path, prefix)
                return [] if [each["name"] for each in found] == [path] else found
            return [each for each in known if each["name"].rpartition("/")[2].startswith(prefix)]

        return await Levels(self._platform, one).read(path, depth, prefix)

    def _keep(self, listings: dict[str, list[Entry]], writes: int, prefix: str) -> None:
        if not prefix and writes == self._shared.writes:
            for name, entries in listings.items():
                self.dircache[name] = entries

    def _known(self, path: str) -> Entry | None:
        """What a listing said of it. That it says nothing means nothing: it may be older."""
        listed = self.dircache.get(path.rpartition("/")[0]) or ()
        at = bisect_left(listed, path, key=by_name)  # of 100,000 entries
        listed = [each for each in listed[at : at + 2] if each["name"] == path]
        if listed:
            return min(listed, key=lambda each: each["type"] == "directory")
        return directory_entry(path) if self.dircache.get(path) else None

    def _is(self, path: str, kind: str) -> bool:
        try:
            return self.info(path)["type"] == kind
        except (FileNotFoundError, ValueError):
            return False

    async def _holds_any(self, path: str) -> bool:
        place = self._place(path)[1]
        return await holds_any(self._bucket(place.bucket), place.key)

    def _file(self, path: str) -> Entry:
        """What S3 says of it now. Raises FileNotFoundError and IsADirectoryError."""
        entry = self.info(path, refresh=True)
        if entry["type"] == "directory":
            raise is_directory(path)
        if entry["size"] is None:
            raise missing(path)
        return entry
