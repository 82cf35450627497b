"""An object read in parts, several at once, into what takes its bytes."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zlib import crc32

from .._errors import AwsError
from ._checksums import combined, told_crc32, told_md5
from ._headers import Query
from ._info import ObjectInfo, of_headers
from ._parts import check_count, check_functions
from ._ranges import parts
from ._requests import Requests
from ._same_object import Part, Receiving, SameObject, fail

if TYPE_CHECKING:
    from .._platform.protocols import Flight, InOrder, Target
    from .._response import Response

_PART_SIZE = 8 * 2**20
_WORTH = 64 * 1024
"""Bytes that a connection must bring, or else it counts as one that brought nothing."""
_PATIENCE = 5
"""How many connections in a row may bring nothing, if the client retries as often."""


async def download(
    requests: Requests,
    key: str,
    to: Any,
    query: Query,
    at_once: int,
    part_size: int | None,
    progress: Callable[[int, int], Any] | None,
) -> bytes | ObjectInfo:
    """See Bucket.download."""
    size = _PART_SIZE if part_size is None else part_size
    for name, value in (("at_once", at_once), ("part_size", size)):
        check_count(name, value)
    check_functions(progress=progress)
    memory = BytesIO() if to is None else None
    target = await requests.platform.host().target(to if memory is None else memory)
    try:
        info = await _Download(requests, SameObject(requests, key, query), target, progress).run(key, size, at_once)
        await target.finish()
    except BaseException:
        await target.abandon()
        raise
    return info if memory is None else memory.getvalue()


class _Download:
    def __init__(
        self, requests: Requests, source: SameObject, target: "Target", progress: Callable[[int, int], Any] | None
    ) -> None:
        self._platform, self._host = requests.platform, requests.platform.host()
        self._pause = requests.pause
        self._patience = min(_PATIENCE, requests.retries)
        self._source = source
        self._target = target
        self._in_order: InOrder | None = None
        self._progress = progress
        self._receiving = Receiving(self._put, requests.platform.monotonic, is_raw=target.takes_raw)
        self._parts: list[Part] = []
        self._done = self._total = 0
        self._crc32: int | None = None
        self._telling: Flight | None = None
        """Asks for the CRC32, if bytes that stay as they are have to wait for it."""
        self._md5: tuple[Any, str] | None = None
        """The hash so far, and what it is to be."""

    async def run(self, key: str, part_size: int, at_once: int) -> ObjectInfo:
        """Read it all, and compare."""
        asked_at = self._platform.monotonic()
        response = await self._source.begin(part_size)
        if response is None:
            response, told = await self._source.head()
            if told.total:  # to ask for bytes from the first on fails only if there are none
                fail(response, "bytes that the object is to have cannot be asked for")
        else:
            try:
                after = await self._begin(response, part_size)
            except BaseException:
                await response.cancel()
                raise
            try:
                await self._platform.each(self._work(response, after, part_size, asked_at), at_once)
            finally:
                if self._telling is not None:
                    self._telling.cancel()
            self._compare(response)
        if not self._total:
            await self._tell()
        info = of_headers(key, response.headers)
        encoding = info.content_encoding if info.content_encoding != "identity" else None  # what was asked for
        return info._replace(size=self._total, content_encoding=encoding)

    async def _begin(self, response: "Response", part_size: int) -> int:
        """Learn of the object. Return the byte after those that the first answer holds."""
        first = await self._source.learn(response, part_size)
        self._total = first.total or 0
        md5 = told_md5(response.headers, are_all=not self._platform.transport.has_preflights)
        # It is of bytes in their order, and takes 12 ms a MiB in wasm.
        if md5 and (self._host.has_threads or first.is_whole):
            from hashlib import md5 as begin

            self._md5 = begin(usedforsecurity=False), md5
        elif first.is_whole:
            self._crc32 = told_crc32(response.headers)
        if self._md5 or not self._target.takes_any_order:
            self._in_order = self._platform.in_order(self._write)
        return self._total if response.status == 200 else min(part_size, self._total)

    async def _work(
        self, response: "Response", after: int, part_size: int, asked_at: float
    ) -> AsyncGenerator[Coroutine[Any, Any, None]]:
        is_asked_for = after < self._total and not self._md5
        if is_asked_for and self._target.takes_raw:
            self._telling = self._platform.flight(self._ask_for_crc32())
            yield self._telling.result()
        yield self._read(Part(0, after), response, asked_at)
        if is_asked_for and self._telling is None:
            yield self._ask_for_crc32()
        for first, end in parts(after, self._total, part_size):
            yield self._read(Part(first, end))

    async def _ask_for_crc32(self) -> None:
        """That of the whole, which the answer to a range does not tell."""
        try:
            self._crc32 = told_crc32((await self._source.head())[0].headers)
        except AwsError as error:
            if error.retryable:
                raise

    async def _read(self, part: Part, response: "Response | None" = None, asked_at: float = 0) -> None:
        self._parts.append(part)
        in_vain = 0
        while True:
            before, had_broken_off = part.at, part.broke_off
            if response is None:
                asked_at = self._platform.monotonic()
                response = await self._source.part(part.at, part.after)
            failure = await self._receiving.receive(response, part, asked_at)
            if part.at == part.after:
                break
            response, part.broke_off = None, True
            if part.at - before >= _WORTH:
                in_vain = 0
            elif had_broken_off or not self._target.takes_raw:
                in_vain += 1
            if in_vain > self._patience:
                raise failure
            if in_vain:
                await self._pause(in_vain)
        if self._in_order is not None:
            await self._in_order.passed(part.after)  # so that no more is held than parts are read

    async def _put(self, part: Part, data: Any) -> None:
        if self._md5 is None:
            part.crc = await self._crc32_of(data, part.crc)
        await (self._write if self._in_order is None else self._in_order.write)(part.at, data)
        part.at += len(data)
        self._done += len(data)
        await self._tell()

    async def _crc32_of(self, data: Any, crc: int) -> int:
        if not self._target.takes_raw:
            return crc32(data, crc)
        if self._telling is not None:
            await self._telling.result()
        if self._crc32 is not None:  # in wasm it is not for nothing
            for piece in data:
                crc = crc32(piece, crc)
        return crc

    async def _write(self, at: int, data: Any) -> None:
        await self._target.write(at, data, self._md5 and self._md5[0])

    async def _tell(self) -> None:
        if (progress := self._progress) is not None:
            await self._host.called(lambda: progress(self._done, self._total))

    def _compare(self, response: "Response") -> None:
        if self._md5 is not None:
            name, is_right = "MD5", self._md5[0].hexdigest() == self._md5[1]
        elif self._crc32 is not None:
            ordered = sorted(self._parts, key=lambda part: part.first)
            name, is_right = "CRC32", combined((part.crc, part.after - part.first) for part in ordered) == self._crc32
        else:
            return
        if not is_right:
            fail(response, f"the bytes that came are not those that were stored: their {name} is another")
