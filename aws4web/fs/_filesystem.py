"""The file system."""

from __future__ import annotations

import hashlib
from datetime import datetime as DateTime
from typing import TYPE_CHECKING, Any

from ._errors import there
from ._files import S3File
from ._moved import Moved
from ._options import stored_options
from ._paths import Entry
from ._tags import read_tags, write_tags
from ._transaction import OverTransaction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._client import AwsClient
    from .._types import CredentialsInit
    from ..blocking import AwsClient as BlockingClient


class S3FileSystem(Moved):
    """Amazon S3, and stores like it, as a file system of fsspec: without `await`, on CPython and in Pyodide.

        client                an AwsClient, of `aws4web` or `aws4web.blocking`, whose requests these are
        anon                  True for public data, without a signature; by default False
        credentials           instead of a client: as `AwsClient` takes them, or 'my_module:my_provider'
        key, secret, token    instead of a client: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
        endpoint_url          of a store that is not AWS's, as 'https://minio.example'
        region                by default the client's, the endpoint's, or else 'us-east-1'; S3 corrects it
        addressing_style      'auto', 'virtual' or 'path', as `aws4web.s3.Bucket` takes it
        requester_pays        True if whoever asks pays; by default False
        version_aware         True to take 'key?versionId=…' for a version of the object; by default False
        default_block_size    bytes that an open file reads at a time, and of a part that is written; by default 5 MiB
        default_cache_type    which of fsspec's caches serves an open file; by default 'readahead'
        s3_additional_kwargs  what is stored with each object: `Bucket.put`'s options, or S3's names, as 'StorageClass'
        use_listings_cache, listings_expiry_time, max_paths   how listings are kept, as fsspec does: for ever by default

    Without a client and credentials these are `register`'s, or else those of the environment. What s3fs takes in
    client_kwargs and config_kwargs, and the retries, timeout and deadline of AwsClient, are options too. What is not
    known raises TypeError, which says what to write instead.

    Two clients never share an instance, nor what it has listed. It can be pickled, and written as JSON, if no secret
    would go along: with the environment's credentials, anon=True, or a function as credentials that can be imported.

    Raises FileNotFoundError, PermissionError, FileExistsError, IsADirectoryError or another OSError, whose cause is the
    AwsError; NetworkError; CredentialsError; TypeError and ValueError for bad input, before anything is sent.

        fs = S3FileSystem(client=aws)
        with fs.open("my-bucket/data.csv") as file:
            print(file.readline())
    """

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            client: AwsClient | BlockingClient | None = None,
            anon: bool = False,
            credentials: CredentialsInit | str | None = None,
            key: str | None = None,
            secret: str | None = None,
            token: str | None = None,
            endpoint_url: str | None = None,
            region: str | None = None,
            addressing_style: str = "auto",
            requester_pays: bool = False,
            version_aware: bool = False,
            default_block_size: int | None = None,
            default_cache_type: str = "readahead",
            s3_additional_kwargs: Mapping[str, Any] | None = None,
            **options: Any,
        ) -> None: ...

    transaction_type = OverTransaction

    def _open(
        self,
        path: str,
        mode: str = "rb",
        block_size: Any = None,
        autocommit: bool = True,
        cache_options: Any = None,
        *,
        cache_type: str | None = None,
        size: int | None = None,
        version_id: str | None = None,
        fill_cache: bool | None = None,
        **stored: Any,
    ) -> S3File:
        if version_id is not None:
            if not self.version_aware:
                raise ValueError("version_id: pass version_aware=True to the file system")
            path = f"{path}?versionId={version_id}"
        return S3File(
            self,
            path,
            mode,
            block_size or self.default_block_size,
            autocommit,
            cache_type or self.default_cache_type,
            cache_options,
            size,
            {**self._stored, **stored_options(stored)},
        )

    # -- directories ---------------------------------------------------------------------------------------------

    def mkdir(self, path: str, create_parents: bool = True, **_: Any) -> None:
        """Make a bucket. Other directories are there as soon as something is in them."""
        path, place = self._place(path)
        if place.key or not place.bucket:
            return
        if self.exists(path, refresh=True):
            raise there(path)
        self._run("mkdir", path, self._bucket(place.bucket).create())
        self.dircache.pop("", None)
        self.invalidate_cache(path)

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        """As `mkdir`."""
        try:
            self.mkdir(path)
        except FileExistsError:
            if not exist_ok:
                raise

    def rmdir(self, path: str) -> None:
        """Delete an empty bucket, or the object that stands for an empty directory. OSError if it is not empty."""
        path, place = self._place(path)
        bucket = self._bucket(place.bucket)
        if not place.key:
            self._run("rmdir", path, bucket.remove())
            self.dircache.pop("", None)
        else:
            inside = self.ls(path, refresh=True, detail=False)
            if inside == [path]:
                raise NotADirectoryError(f"{path} is a file")
            if inside:
                raise OSError(f"{path} is not empty")
            marker = f"{place.key}/"
            if self._run("rmdir", path, bucket.head(marker)).size:
                raise OSError(f"{path} is not empty: the object {marker!r} holds bytes")
            self._run("rmdir", path, bucket.delete(marker))
        self.invalidate_cache(path)

    # -- of one object -------------------------------------------------------------------------------------------

    def touch(self, path: str, truncate: bool = True, **stored: Any) -> None:
        """Store an empty object; without `truncate` only if there is none, and else with the time of now.

        A path that ends with a slash is an empty directory: an object stands for it, as consoles make one.
        """
        if truncate or not self.exists(path, refresh=True):
            self.pipe_file(path, b"", **stored)
        else:
            self.setxattr(path)

    def modified(self, path: str, version_id: str | None = None, refresh: bool = False) -> DateTime:
        """When an object was stored, in UTC."""
        moment = self.info(path, version_id=version_id, refresh=refresh).get("LastModified")
        if moment is None:
            raise IsADirectoryError(f"{path} has no time of its own")
        return moment

    created = modified

    def checksum(self, path: str, refresh: bool = False) -> int:
        """A number that changes with the content."""
        return int(self.ukey(path, refresh=refresh)[:16], 16)

    def ukey(self, path: str, refresh: bool = False) -> str:
        """A text that changes with the content."""
        entry = self.info(path, refresh=refresh)
        told = [entry.get(name) for name in ("name", "type", "size", "ETag", "VersionId")]
        told += [] if entry.get("ETag") else [entry.get("LastModified")]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def sign(self, path: str, expiration: int = 100, *, client_method: str = "get_object", **_: Any) -> str:
        """A URL that anybody can use for so many seconds."""
        bucket, place = self._object(path)
        method = {"get_object": "GET", "put_object": "PUT", "head_object": "HEAD"}.get(client_method, client_method)
        work = bucket.presign(place.key, method=method, expires=expiration, version_id=place.version)
        return self._run("sign", path, work)

    def url(self, path: str, expires: int = 3600, client_method: str = "get_object") -> str:
        """As `sign`."""
        return self.sign(path, expires, client_method=client_method)

    def metadata(self, path: str, **_: Any) -> dict[str, str]:
        """What its writer stored with an object, by names in lower case."""
        bucket, place = self._object(path)
        return {**self._run("metadata", path, bucket.head(place.key, version_id=place.version)).metadata}

    def getxattr(self, path: str, attr_name: str, **_: Any) -> str | None:
        """One of the metadata."""
        return self.metadata(path).get(attr_name.lower())

    def setxattr(self, path: str, copy_kwargs: dict[str, Any] | None = None, **metadata: str | None) -> None:
        """Change some of the metadata, None to drop one: the object is copied onto itself."""
        bucket, place = self._object(path)
        merged = {**self.metadata(path), **metadata}
        kept = {name: value for name, value in merged.items() if value is not None}
        options = stored_options(copy_kwargs or {})
        self._run("setxattr", path, bucket.copy(place.key, place.key, metadata=kept, **options), many=True)
        self.invalidate_cache(path)

    def get_tags(self, path: str) -> dict[str, str]:
        """The tags of an object."""
        bucket, place = self._object(path)
        return self._run("get_tags", path, read_tags(bucket, place))

    def put_tags(self, path: str, tags: dict[str, str], mode: str = "o") -> None:
        """Set the tags of an object: 'o' in the place of those that it has, 'm' beside them."""
        if mode not in ("o", "m"):
            raise ValueError(f"mode must be 'o' or 'm', not {mode!r}")
        bucket, place = self._object(path)
        told = {**(self.get_tags(path) if mode == "m" else {}), **tags}
        self._run("put_tags", path, write_tags(bucket, place, told))

    def object_version_info(self, path: str, **_: Any) -> list[Entry]:
        """The versions of an object."""
        return [each for each in self.ls(path, versions=True) if each["Key"].startswith(self._place(path)[0])]
