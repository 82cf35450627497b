"""Objects copied and moved within S3, many at once."""

# fsspec has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportIncompatibleMethodOverride=false, reportOptionalMemberAccess=false

from typing import Any

from fsspec.spec import AbstractFileSystem

from .._errors import AwsError
from ._contents import AT_ONCE, Contents
from ._errors import explained, is_directory
from ._many import each_of
from ._options import stored_options
from ._paths import Entry, marker_entry

Pair = tuple[str, str]


class _Pairs:
    """Takes the place of the file system in fsspec's own methods: notes what they would transfer one by one."""

    def __init__(self, fs: Any) -> None:
        self._fs = fs
        self.found: list[Pair] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fs, name)

    def _note(self, source: str, target: str, **_: Any) -> None:
        self.found.append((source, target))

    get_file = put_file = cp_file = _note


def pairs_of(method: Any, fs: Any, source: Any, target: Any, options: dict[str, Any]) -> list[Pair]:
    """What goes where, as fsspec says."""
    noted = _Pairs(fs)
    method(noted, source, target, **options)
    return noted.found


class Copied(Contents):
    """See S3FileSystem."""

    def cp_file(self, path1: str, path2: str, **stored: Any) -> None:
        """Copy an object, of any size, without its bytes coming here."""
        self._run("cp", path1, self._copy((path1, path2), None, stored_options(stored)), many=True)

    def copy(
        self,
        path1: Any,
        path2: Any,
        recursive: bool = False,
        maxdepth: int | None = None,
        on_error: str | None = None,
        *,
        batch_size: int | None = None,
        **stored: Any,
    ) -> None:
        """Copy objects, so many at once.

        on_error   'ignore' to leave out what is not there, which is the default if it is `recursive`, or 'raise'
        """
        options = {"recursive": recursive, "maxdepth": maxdepth}
        pairs = pairs_of(AbstractFileSystem.copy, self, path1, path2, options)
        leaves_out = on_error == "ignore" or (on_error is None and recursive)
        self._copy_all("cp", pairs, stored_options(stored), leaves_out=leaves_out, at_once=batch_size or AT_ONCE)

    def mv(self, path1: Any, path2: Any, recursive: bool = False, maxdepth: int | None = None, **stored: Any) -> None:
        """Copy objects, and then delete those that were copied. If one cannot be copied, none is deleted.

        Raises ValueError if one would take the place of another that is to be moved, as in a directory's own.
        """
        if self._strip_protocol(path1) == self._strip_protocol(path2):
            return
        options = {"recursive": recursive, "maxdepth": maxdepth}
        pairs = pairs_of(AbstractFileSystem.copy, self, path1, path2, options)
        if not pairs:
            self.info(path1)
            raise is_directory(path1)
        targets = {self._strip_protocol(target) for _, target in pairs}
        for source, _ in pairs:
            if self._strip_protocol(source) in targets:
                raise ValueError(f"{source!r} is to be moved, and something is to be moved there: nothing is")
        told = stored_options(stored)
        copied = self._copy_all("mv", pairs, told, leaves_out=False, at_once=AT_ONCE, has_markers=True)
        self._delete("mv", copied)

    def _copy_all(
        self,
        operation: str,
        pairs: list[Pair],
        stored: dict[str, Any],
        *,
        leaves_out: bool,
        at_once: int,
        has_markers: bool = False,
    ) -> dict[str, Entry | None]:
        """What was copied, with what was known of it; with `has_markers` also what stands for directories."""
        known = {source: self._known(self._strip_protocol(source)) for source, _ in pairs}
        copied: dict[str, Entry | None] = {}

        async def one(pair: Pair) -> None:
            path, entry = pair[0], known[pair[0]]
            try:
                with explained(operation, path):
                    if await self._copy(pair, entry, stored):
                        copied[path] = entry
                    elif has_markers and await self._copy_marker(pair, stored):
                        copied[path] = marker_entry(path)
            except FileNotFoundError:
                if not leaves_out:
                    raise

        self._run(operation, "", each_of(self._platform, one, pairs, at_once), many=True)
        return copied

    async def _copy(self, pair: Pair, known: Entry | None, stored: dict[str, Any]) -> bool:
        """Copy an object; whether there is one, and no directory."""
        if known is None and not self._place(pair[1])[1].key and await self._holds_any(pair[0]):
            return False

        async def work() -> None:
            source, place = self._object(pair[0])
            target, to = self._object(pair[1])
            try:
                await target.copy(to.key, (source, place.key), source_version_id=place.version, **stored)
            finally:
                self.invalidate_cache(pair[1])

        return await self._unless_directory(pair[0], known, work)

    async def _copy_marker(self, pair: Pair, stored: dict[str, Any]) -> bool:
        """Copy the object that stands for a directory, which may hold something; whether there is one."""
        (_, place), (_, to) = self._place(pair[0]), self._place(pair[1])
        if not place.key or not to.key:
            return False
        try:
            await self._bucket(to.bucket).copy(f"{to.key}/", (self._bucket(place.bucket), f"{place.key}/"), **stored)
        except AwsError as error:
            if error.status != 404 or error.code == "NoSuchBucket":
                raise
            return False
        return True
