"""What all of the file system stands on: its client, its buckets, and how it waits for them."""

# fsspec has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportIncompatibleMethodOverride=false, reportOptionalMemberAccess=false

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakValueDictionary

from fsspec.config import apply_config
from fsspec.spec import AbstractFileSystem
from fsspec.utils import tokenize

from .._mappings import Hidden
from .._platform import Platform
from ..blocking._client import driver_of
from ..s3 import Bucket
from ._errors import explained
from ._options import client_options, read_options
from ._paths import Place, place_of
from ._whose import Whose


class _Shared:
    """What instances for the same have in common, one of which each thread has."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        owner: Whose = options["client"]
        self.client = owner.client(client_options(options) if owner.kind != "client" else {})
        self.buckets: dict[str, Bucket] = {}
        self.dircache: Any = None
        self.writes = 0
        """How often something was written: a listing that was asked for before is not kept."""


_shared: WeakValueDictionary[str, _Shared] = WeakValueDictionary()


class _Instances(type(AbstractFileSystem)):
    """Reads the options before fsspec sees them: it keeps what it is given, and shows it."""

    if not TYPE_CHECKING:  # which take it for the constructor

        def __call__(cls, **options: Any) -> Any:
            given = Hidden(apply_config(cls, options))
            options.clear()
            told = read_options(given)
            # Given as None what is configured does not come again.
            return super().__call__(**dict.fromkeys(apply_config(cls, {})) | told)


class Base(AbstractFileSystem, metaclass=_Instances):
    """See S3FileSystem."""

    protocol = ("s3", "s3a")
    sep = "/"
    root_marker = ""

    def __init__(self, **options: Any) -> None:
        if self._cached:
            return
        told = {name: value for name, value in options.items() if value is not None}
        super().__init__(**told)
        key = tokenize(type(self), **{name: told[name] for name in sorted(told) if name != "skip_instance_cache"})
        self._shared = _shared.get(key) or _shared.setdefault(key, _Shared(told))
        if self._shared.dircache is None:
            self._shared.dircache = self.dircache
        self.dircache: Any = self._shared.dircache
        self._told = told
        self.version_aware: bool = bool(told.get("version_aware"))
        self.default_block_size: int = told.get("default_block_size") or 5 * 2**20
        self.default_cache_type: str = told.get("default_cache_type", "readahead")
        self.max_concurrency: int = told.get("max_concurrency", 10)
        if self.max_concurrency < 1:
            raise ValueError("max_concurrency must be 1 or more")
        self.fixed_upload_size: bool = bool(told.get("fixed_upload_size"))
        self._stored: dict[str, Any] = told.get("s3_additional_kwargs", {})

    @property
    def endpoint_url(self) -> str | None:
        """Where requests go, if not to AWS."""
        return self._told.get("endpoint_url")

    def _run(self, operation: str, path: str, work: Coroutine[Any, Any, Any], *, many: bool = False) -> Any:
        """What comes of it. Raises what AWS answers as an OSError."""
        with explained(operation, path):
            return driver_of(self._shared.client, many=many).run(work)

    def _bucket(self, name: str) -> Bucket:
        found = self._shared.buckets.get(name)
        if found is None:
            told = self._told
            found = self._shared.buckets[name] = Bucket(
                self._shared.client,
                name,
                region=told.get("region"),
                endpoint_url=told.get("endpoint_url"),
                addressing_style=told.get("addressing_style", "auto"),
                request_payer="requester" if told.get("requester_pays") else None,
                presign_reads=told.get("presign_reads"),
            )
        return found

    @property
    def _platform(self) -> Platform:
        client: Any = self._shared.client
        return client._settings.platform

    def _place(self, path: str) -> tuple[str, Place]:
        """A path as fsspec has it, and where it leads."""
        path = self._strip_protocol(path)
        return path, place_of(path, has_versions=self.version_aware)

    def _object(self, path: str) -> tuple[Bucket, Place]:
        """Where the object is. Raises ValueError for what can be none."""
        path, place = self._place(path)
        if not place.key:
            raise ValueError(f"{path!r} names no object: 'bucket/key' does")
        return self._bucket(place.bucket), place

    def split_path(self, path: str) -> tuple[str, str, str | None]:
        """Bucket, key, and version."""
        bucket, key, version = self._place(path)[1]
        return bucket, key, version

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        stripped = cast(Callable[[Any], Any], super()._strip_protocol)(path)
        return [each.lstrip("/") for each in stripped] if isinstance(stripped, list) else stripped.lstrip("/")

    @staticmethod
    def _get_kwargs_from_urls(path: str) -> dict[str, Any]:
        return {"version_aware": True} if "?versionId=" in path else {}

    # -- whose it is ---------------------------------------------------------------------------------------------

    def _again(self) -> dict[str, Any]:
        """The options that make it again elsewhere. Raises TypeError if a secret would be among them."""
        owner: Whose = self._told["client"]
        return {**{name: value for name, value in self._told.items() if name != "client"}, **owner.again()}

    def __reduce__(self) -> Any:
        return _made, (type(self), self._again())

    def __copy__(self) -> "Base":
        return self

    def __deepcopy__(self, _: Any) -> "Base":
        return self

    def to_dict(self, *, include_password: bool = True) -> dict[str, Any]:
        """As fsspec's. It never holds a secret: raises TypeError if it would have to."""
        from fsspec.json import FilesystemJSONEncoder

        kind = type(self)
        told = cast(Any, FilesystemJSONEncoder()).make_serializable(self._again())
        return {"cls": f"{kind.__module__}:{kind.__name__}", "protocol": "s3", "args": [], **told}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._told['client']!r}>" if hasattr(self, "_told") else "<S3FileSystem>"


def _made(kind: Callable[..., Any], options: dict[str, Any]) -> Any:
    return kind(**options)
