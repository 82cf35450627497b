"""What can go wrong with many objects at once."""

from collections.abc import Mapping
from types import MappingProxyType

from .._errors import Aws4WebError, AwsError, readable

_SHOWN = 5


class DeleteError(Aws4WebError):
    """Some objects could not be deleted. All others were."""

    def __init__(self, failed: Mapping[tuple[str, str | None], AwsError]) -> None:
        named = [(f"{key!r}{f' {version}' if version else ''}", error) for (key, version), error in failed.items()]
        first = ", ".join(f"{name}: {error.code}" for name, error in named[:_SHOWN])
        more = f", … ({len(failed)} in all)" if len(failed) > _SHOWN else ""
        super().__init__(readable(f"not deleted: {first}{more}"))
        self.versions: Mapping[tuple[str, str | None], AwsError] = MappingProxyType(dict(failed))
        """Why, by key and version_id, which is None where the newest was to be deleted."""
        self.failed: Mapping[str, AwsError] = MappingProxyType({key: error for (key, _), error in failed.items()})
        """Why, by key."""
