"""What can go wrong with many objects at once."""

from collections.abc import Mapping
from types import MappingProxyType

from .._errors import Aws4WebError, AwsError

_SHOWN = 5


class DeleteError(Aws4WebError):
    """Some objects could not be deleted. All others were."""

    def __init__(self, failed: Mapping[str, AwsError]) -> None:
        first = ", ".join(f"{key!r}: {error.code}" for key, error in [*failed.items()][:_SHOWN])
        more = f", … ({len(failed)} keys)" if len(failed) > _SHOWN else ""
        super().__init__(f"not deleted: {first}{more}")
        self.failed: Mapping[str, AwsError] = MappingProxyType(dict(failed))
        """Why, by key."""
