"""Contents of objects: read, in whole or in ranges, stored and deleted, many at once."""

# fsspec has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportIncompatibleMethodOverride=false, reportOptionalMemberAccess=false

from collections.abc import AsyncGenerator, Awaitable, Callable
from glob import has_magic
from typing import Any

from .._errors import AwsError
from ..s3 import ObjectInfo
from ._errors import as_os_error, is_directory
from ._listed import Listed
from ._listing import described
from ._many import each_of, each_tried
from ._options import stored_options
from ._paths import Entry, Place
from ._ranges import GAP, merged
from ._tied import Tied

AT_ONCE = 32
"""Files, unless `batch_size` says how many."""


class Contents(Listed):
    """See S3FileSystem."""

    def cat_file(
        self, path: str, start: int | None = None, end: int | None = None, *, version_id: str | None = None, **_: Any
    ) -> bytes:
        """The bytes of an object, or a slice of them: negative numbers count from its end."""
        return self._run("cat", path, self._content(path, start, end, version_id), many=not (start or end))

    async def _content(
        self, path: str, start: int | None = None, end: int | None = None, version_id: str | None = None
    ) -> bytes:
        bucket, place = self._object(path)
        if version_id is not None:
            place = place._replace(version=version_id)
        if start or end is not None:
            return await Tied(bucket, path, place).span(start, end)
        return await bucket.download(place.key, version_id=place.version)

    def cat(
        self,
        path: Any,
        recursive: bool = False,
        on_error: str = "raise",
        *,
        batch_size: int | None = None,
        maxdepth: int | None = None,
        **options: Any,
    ) -> Any:
        """The bytes of an object, or of many, so many at once: a dict of them by path.

        on_error   'raise', 'omit' to leave out what cannot be read, or 'return' to have the error in its place
        """
        names: list[str] = self.expand_path(path, recursive=recursive, maxdepth=maxdepth)
        if len(names) == 1 and not isinstance(path, list) and names[0] == self._strip_protocol(path):
            return self.cat_file(names[0], **options)
        if recursive or any(has_magic(str(each)) for each in (path if isinstance(path, list) else [path])):
            names = [name for name in names if not self.isdir(name)]
        found = self._tried("cat", names, lambda name: self._content(name, **options), on_error, batch_size)
        omits = on_error not in ("raise", "return")
        return {
            name: each for name, each in zip(names, found, strict=True) if not (omits and isinstance(each, Exception))
        }

    def cat_ranges(
        self,
        paths: list[str],
        starts: int | list[int | None] | None,
        ends: int | list[int | None] | None,
        max_gap: int | None = None,
        on_error: str = "return",
        *,
        batch_size: int | None = None,
        **_: Any,
    ) -> list[Any]:
        """Slices of one object or many, those that are close to each other with one request.

        max_gap   bytes that may lie between two of them; by default 65,536

        An object that changes meanwhile is an error of all of its slices.
        """
        if not isinstance(paths, list):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
            raise TypeError("paths must be a list")
        of_starts = starts if isinstance(starts, list) else [starts] * len(paths)
        of_ends = ends if isinstance(ends, list) else [ends] * len(paths)
        if not len(paths) == len(of_starts) == len(of_ends):
            raise ValueError("paths, starts and ends must have one length")
        wanted: dict[str, list[int]] = {}
        for index, path in enumerate(paths):
            wanted.setdefault(path, []).append(index)
        results: list[Any] = [b""] * len(paths)
        slices = [*zip(of_starts, of_ends, strict=True)]
        gap = GAP if max_gap is None else max_gap

        async def of_path(path: str) -> None:
            bucket, place = self._object(path)
            tied, own = Tied(bucket, path, place), wanted[path]
            given = [slices[index] for index in own]
            size = await tied.size() if any(end is None or end < 0 or (start or 0) < 0 for start, end in given) else 0
            ranges = [_absolute(start, end, size) for start, end in given]
            blocks = merged(ranges, gap)
            contents = await each_of(self._platform, lambda each: tied.read(each.first, each.after), blocks, AT_ONCE)
            for block, content in zip(blocks, contents, strict=True):
                for each in block.wanted:
                    first, after = ranges[each]
                    results[own[each]] = content[first - block.first : after - block.first]

        names = [*wanted]
        for name, failure in zip(names, self._tried("cat", names, of_path, on_error, batch_size), strict=True):
            if failure is not None:
                for index in wanted[name]:
                    results[index] = failure
        return results

    def pipe_file(self, path: str, value: Any, mode: str = "overwrite", **stored: Any) -> None:
        """Store bytes as an object; 'create' if there must be none before. `stored` is what `Bucket.put` takes."""
        self._run("pipe", path, self._store(path, value, self._told_of(mode, stored)), many=True)

    def pipe(self, path: Any, value: Any = None, *, batch_size: int | None = None, **stored: Any) -> None:
        """Store bytes as an object, or a dict of them, by path, so many at once."""
        if isinstance(path, str):
            self.pipe_file(path, value, **stored)
        elif isinstance(path, dict):
            values: dict[str, Any] = path
            told = self._told_of(stored.pop("mode", "overwrite"), stored)
            self._tried("pipe", [*values], lambda name: self._store(name, values[name], told), "raise", batch_size)
        else:
            raise ValueError("path must be a str or a dict")

    async def _store(self, path: str, value: Any, told: dict[str, Any]) -> None:
        bucket, place = self._object(path)
        is_marker = path.endswith("/") and not value  # what consoles make of an empty directory
        try:
            await bucket.upload(f"{place.key}/" if is_marker else place.key, value, **told)
        finally:
            self.invalidate_cache(path)

    def _told_of(self, mode: str, stored: dict[str, Any]) -> dict[str, Any]:
        """What is stored with an object, and whether it must be new."""
        if mode not in ("overwrite", "create"):
            raise ValueError(f"mode must be 'overwrite' or 'create', not {mode!r}")
        for name in ("chunksize", "max_concurrency"):  # s3fs's
            stored.pop(name, None)
        return {**self._stored, **stored_options(stored), **({"if_none_match": "*"} if mode == "create" else {})}

    def rm(self, path: Any, recursive: bool = False, maxdepth: int | None = None) -> None:
        """Delete objects, a thousand with a request; with `recursive` all that is below, and a bucket itself.

        Raises FileNotFoundError for one that is not there, and IsADirectoryError for a directory unless `recursive`.
        """
        if recursive and maxdepth is None:
            self._delete("rm", dict.fromkeys(self.expand_path(path)), trees=True)
            return
        names = self.expand_path(path, recursive=recursive, maxdepth=maxdepth)
        if names == [self._strip_protocol(path) if not isinstance(path, list) else None] and self._is_dir(names[0]):
            raise is_directory(names[0])
        self._delete("rm", {name: self._known(name) for name in names})

    def _is_dir(self, path: str) -> bool:
        return self.info(path, refresh=True)["type"] == "directory"

    def rm_file(self, path: str) -> None:
        """Delete an object. That there is none is no error."""
        bucket, place = self._object(path)
        try:
            self._run("rm", path, bucket.delete(place.key, version_id=place.version))
        finally:
            self.invalidate_cache(path)

    _rm = rm_file

    def _delete(self, operation: str, names: dict[str, Entry | None], *, trees: bool = False) -> None:
        """Delete them, of which that is known; `trees` with all that is below them."""
        of_bucket: dict[str, list[tuple[str, Place]]] = {}
        for name in names:
            path, place = self._place(name)
            of_bucket.setdefault(place.bucket, []).append((path, place))

        async def keys(bucket: Any, places: list[tuple[str, Place]]) -> AsyncGenerator[str | ObjectInfo]:
            for path, place in places:
                known = names.get(path) or (await described(bucket, path, place) if trees else None)
                if known is None or known["type"] == "file":
                    yield ObjectInfo(place.key, version_id=place.version)
                elif known["Key"].endswith("/") and not trees:
                    yield f"{place.key}/"
                if trees:
                    async for entry in bucket.list(f"{place.key}/" if place.key else ""):
                        yield entry.key

        async def work() -> None:
            for name, places in of_bucket.items():
                bucket = self._bucket(name)
                await bucket.delete(keys(bucket, places))
                if trees and not all(place.key for _, place in places):
                    await bucket.remove()

        try:
            self._run(operation, next(iter(names), ""), work(), many=True)
        finally:
            for name in names:
                self.invalidate_cache(name)

    async def _unless_directory(self, path: str, known: Entry | None, work: Callable[[], Awaitable[Any]]) -> bool:
        """Do it, if the path is not that of a directory; whether it was done."""
        if not self._place(path)[1].key or (known is not None and known["type"] == "directory"):
            return False
        try:
            await work()
        except AwsError as error:
            if error.status != 404 or not await self._holds_any(path):
                raise
            return False
        return True

    def _tried(
        self,
        operation: str,
        names: list[str],
        function: Callable[[str], Awaitable[Any]],
        on_error: str,
        batch_size: int | None,
    ) -> list[Any]:
        """What comes of each, an error of which may be in its place."""
        stops = on_error == "raise"

        async def one(name: str) -> Any:
            try:
                return await function(name)
            except Exception as exc:
                told = as_os_error(exc, operation, name)
                if told is exc:
                    raise
                raise told from exc

        every = each_of if stops else each_tried
        return self._run(operation, "", every(self._platform, one, names, batch_size or AT_ONCE), many=True)


def _absolute(start: int | None, end: int | None, size: int) -> tuple[int, int]:
    """A slice's first byte, and the one after its last, of an object of this size if one of them says so."""
    first = max(0, size + start) if start is not None and start < 0 else start or 0
    after = size if end is None else size + end if end < 0 else end
    return first, after
