"""Files moved between buckets and this machine, many of them at once."""

# fsspec has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportIncompatibleMethodOverride=false, reportOptionalMemberAccess=false

import os
from collections.abc import Callable, Coroutine
from typing import Any

from fsspec.callbacks import DEFAULT_CALLBACK, NoOpCallback
from fsspec.implementations.local import make_path_posix
from fsspec.spec import AbstractFileSystem

from ._contents import AT_ONCE
from ._copied import Copied, Pair, pairs_of
from ._errors import explained, is_directory
from ._local import check_inside, make_room, root_of, text_of
from ._many import each_of


class Moved(Copied):
    """See S3FileSystem."""

    def get(
        self,
        rpath: Any,
        lpath: Any,
        recursive: bool = False,
        callback: Any = DEFAULT_CALLBACK,
        maxdepth: int | None = None,
        *,
        batch_size: int | None = None,
    ) -> None:
        """Copy objects into files of this machine, so many at once.

        Raises ValueError, before anything is written, if a key would lead out of the target, or two to one file.
        """
        rpath, lpath = text_of(rpath), text_of(lpath)
        options = {"recursive": recursive, "maxdepth": maxdepth}
        pairs = pairs_of(AbstractFileSystem.get, self, rpath, lpath, options)
        root = root_of(str(make_path_posix(lpath))) if isinstance(lpath, str) else None
        if root is not None:
            known = {target: self._known(source) for source, target in pairs}
            directories = {target for target, entry in known.items() if entry and entry["type"] == "directory"}
            check_inside(root, [target for _, target in pairs], directories=directories)

        async def one(source: str, target: str, progress: Any, parts: int) -> None:
            await self._fetch(source, target, progress, root, parts)

        self._transfer("get", pairs, one, callback, batch_size)

    def get_file(
        self, rpath: str, lpath: Any = None, callback: Any = DEFAULT_CALLBACK, outfile: Any = None, **_: Any
    ) -> None:
        """Copy an object into a file of this machine, or into an open one."""
        target = text_of(lpath) if outfile is None else outfile
        self._run("get", rpath, self._fetch(rpath, target, callback, None, 4), many=True)

    async def _fetch(self, source: str, target: Any, callback: Any, root: str | None, parts: int) -> None:
        async def work() -> None:
            bucket, place = self._object(source)
            if isinstance(target, str):
                make_room(root, target)
            progress = _progress(callback)
            await bucket.download(place.key, target, version_id=place.version, at_once=parts, progress=progress)

        if await self._unless_directory(source, self._known(self._strip_protocol(source)), work):
            return
        if not isinstance(target, str):
            raise is_directory(source)
        make_room(root, target, is_directory=True)

    def put(
        self,
        lpath: Any,
        rpath: Any,
        recursive: bool = False,
        callback: Any = DEFAULT_CALLBACK,
        maxdepth: int | None = None,
        *,
        batch_size: int | None = None,
        mode: str = "overwrite",
        **stored: Any,
    ) -> None:
        """Copy files of this machine into objects, so many at once. `stored` is what `Bucket.put` takes."""
        options = {"recursive": recursive, "maxdepth": maxdepth}
        pairs = pairs_of(AbstractFileSystem.put, self, text_of(lpath), text_of(rpath), options)
        told = self._told_of(mode, stored)

        async def one(source: str, target: str, progress: Any, parts: int) -> None:
            await self._send(source, target, progress, told, parts)

        self._transfer("put", pairs, one, callback, batch_size)

    def put_file(
        self, lpath: Any, rpath: str, callback: Any = DEFAULT_CALLBACK, mode: str = "overwrite", **stored: Any
    ) -> None:
        """Copy a file of this machine into an object; 'create' if there must be none before."""
        work = self._send(text_of(lpath), rpath, callback, self._told_of(mode, stored), 4)
        self._run("put", rpath, work, many=True)

    async def _send(self, source: str, target: str, callback: Any, stored: dict[str, Any], parts: int) -> None:
        from pathlib import Path

        if os.path.isdir(source):  # noqa: ASYNC240, PTH112
            return
        bucket, place = self._object(target)
        try:
            await bucket.upload(place.key, Path(source), at_once=parts, progress=_progress(callback), **stored)
        finally:
            self.invalidate_cache(target)

    def _transfer(
        self,
        operation: str,
        pairs: list[Pair],
        one: Callable[[str, str, Any, int], Coroutine[Any, Any, None]],
        callback: Any,
        batch_size: int | None,
    ) -> None:
        at_once = batch_size or AT_ONCE
        parts = max(1, min(4, at_once // max(1, len(pairs))))
        callback.set_size(len(pairs))

        async def told(pair: Pair) -> None:
            with explained(operation, pair[0]), callback.branched(*pair) as progress:
                await one(*pair, progress, parts)
            callback.relative_update(1)

        self._run(operation, "", each_of(self._platform, told, pairs, at_once), many=True)


def _progress(callback: Any) -> Callable[[int, int | None], None] | None:
    """What tells a callback of fsspec's."""
    if callback is DEFAULT_CALLBACK or isinstance(callback, NoOpCallback):
        return None

    def tell(done: int, total: int | None) -> None:
        if total is not None:
            callback.set_size(total)
        callback.absolute_update(done)

    return tell
