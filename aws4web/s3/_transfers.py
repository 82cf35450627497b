"""A bucket's transfers: what may be of any size, and goes in parts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, overload

from ._address import checked_key
from ._bucket_itself import BucketItself
from ._headers import of_version
from ._info import ObjectInfo

if TYPE_CHECKING:
    from typing import Unpack

    from ._option_types import Destination, ObjectOptions, Progress, UploadSource


class Transfers(BucketItself):
    """`Bucket` describes it."""

    @overload
    async def download(
        self,
        key: str,
        to: None = None,
        *,
        version_id: str | None = None,
        at_once: int = 4,
        part_size: int | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> bytes: ...

    @overload
    async def download(
        self,
        key: str,
        to: "Destination",
        *,
        version_id: str | None = None,
        at_once: int = 4,
        part_size: int | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> ObjectInfo: ...

    async def download(
        self,
        key: str,
        to: "Destination | None" = None,
        *,
        version_id: str | None = None,
        at_once: int = 4,
        part_size: int | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> bytes | ObjectInfo:
        """A whole object, in parts that are read at the same time and resumed where a connection breaks.

        to          a path, whose file appears when all is there (a link there is replaced); a file opened in binary
                    mode; in a page also a FileSystemFileHandle, or a WritableStream, which is closed; by default bytes
                    are returned
        version_id  by default the newest
        at_once     how many parts are read at the same time, and held at most; by default 4
        part_size   in bytes; by default 8 MiB
        progress    is called with the bytes so far, as they are stored, and their total; may be async

        Raises NetworkError if the object changes while it is read, or if its bytes are not those that were stored, as
        far as S3 tells: the MD5 that is the ETag of an object put with one request without KMS (in Pyodide only up to
        part_size), or else the CRC32 of the whole. Raises OSError if `to` cannot be written.

        await bucket.download("video.mp4", "video.mp4", progress=lambda done, total: print(f"{done / total:.0%}"))
        """
        from ._downloading import download

        query = of_version(version_id)
        return await download(self._requests, checked_key(key), to, query, at_once, part_size, progress)

    async def upload(
        self,
        key: str,
        source: "UploadSource",
        *,
        part_size: int | None = None,
        at_once: int = 4,
        progress: "Progress | None" = None,
        save: "Callable[[str], object] | None" = None,
        resume: str | None = None,
        keep_parts: bool = False,
        **options: "Unpack[ObjectOptions]",
    ) -> ObjectInfo:
        """Store an object of any size: in one request up to a part's size, beyond it in parts; what it is now.

        source      bytes-like, a pathlib.Path, a file in binary mode, an iterator of bytes, plain or async; in a page
                    also a Blob or File, which is never read into Python's memory, or a ReadableStream
        part_size   bytes, 5 MiB to 5 GiB; by default 8 MiB, or a ten-thousandth of the source if that is more
        at_once     how many parts are sent at a time; by default 4
        progress    called with the bytes that have arrived and those in all (None if unknown): plain or async
        save        called with the upload's state, a str, when it is begun and as each part arrives: what `resume`
                    takes; plain or async
        resume      the state of an upload that was broken off: only parts that did not arrive are sent
        keep_parts  True to leave the parts at S3 after a failure or a cancellation, for `resume`; by default the upload
                    is aborted there
        options     as `put` takes them; of a checksum S3 compares that of each part, and keeps that of the whole

        Raises ValueError if the source is not the one that an upload to be resumed began with, or if it would be more
        than 10,000 parts.

            await bucket.upload("film.mp4", js_file, progress=lambda done, total: bar.update(done - bar.n))
        """
        from ._uploading import Uploading

        plan = Uploading(self._requests, self.name, checked_key(key), source, {**options}, part_size, at_once)
        return await plan.run(progress, save, resume, keep_parts=keep_parts)

    async def copy(
        self,
        key: str,
        source: "str | tuple[BucketItself, str]",
        *,
        source_version_id: str | None = None,
        part_size: int | None = None,
        at_once: int = 8,
        progress: Callable[[int, int], object] | None = None,
        **options: "Unpack[ObjectOptions]",
    ) -> ObjectInfo:
        """Copy an object of any size, without its bytes coming here; what the copy is now.

        source             a key of this bucket, or (bucket, key) of another one, which this bucket's client may read
        source_version_id  by default the newest
        part_size          bytes, 5 MiB to 5 GiB: what is larger is copied in such parts; by default what is larger than
                           5 GiB is, in parts of 128 MiB or more
        at_once            how many parts are copied at a time; by default 8
        progress           called with the bytes that are copied and those in all: as each part is copied, or once, at
                           the end, if the object is copied whole; plain or async
        options            as `put` takes them; what is not given is the source's, but for storage_class and encryption

        Raises AwsError PreconditionFailed if the source changes meanwhile. In a page, parts need an ETag that CORS
        exposes, and carry over what it exposes: `cors_rule` has names for metadata.

            await bucket.copy("new name.txt", "old name.txt")
        """
        from ._copying import Copying

        bucket, source_key = source if isinstance(source, tuple) else (self, source)
        if not isinstance(bucket, BucketItself):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
            raise TypeError("source must be a key, or (bucket, key)")
        place = (bucket._requests, checked_key(source_key), bucket.name)
        copying = Copying(
            self._requests, checked_key(key), place, source_version_id, {**options}, part_size, at_once, progress
        )
        return await copying.run()
