"""Many objects deleted: several requests at once, and those that failed told apart."""

from collections.abc import AsyncGenerator, AsyncIterable, Coroutine, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from .._errors import Aws4WebError, AwsError, readable
from .._retry.retries import is_retryable
from ._deletion import Key, Named, batches, deletion_of, failures_in, split
from ._headers import of_version
from ._requests import Requests

_AT_ONCE, _SHOWN = 4, 5
_GONE = ("NoSuchKey", "NoSuchVersion")
"""What some stores say of what is not there, as it is after an attempt whose answer was lost. To S3 it is no error."""


class DeleteError(Aws4WebError):
    """Some objects could not be deleted. All others were."""

    def __init__(self, failed: Mapping[tuple[str, str | None], AwsError]) -> None:
        each = [f"{key!r}{f' {version}' if version else ''}: {error.code}" for (key, version), error in failed.items()]
        first = ", ".join(each[:_SHOWN])
        more = f", … ({len(failed)} in all)" if len(failed) > _SHOWN else ""
        super().__init__(readable(f"not deleted: {first}{more}"))
        self.versions: Mapping[tuple[str, str | None], AwsError] = MappingProxyType(dict(failed))
        """Why, by key and version_id, which is None where the newest was to be deleted."""
        self.failed: Mapping[str, AwsError] = MappingProxyType({key: error for (key, _), error in failed.items()})
        """Why, by key."""


async def delete_all(requests: Requests, keys: Iterable[Key] | AsyncIterable[Key]) -> None:
    """Delete them. Raises DeleteError for those that are left, and the error of a whole request that fails."""
    failed: dict[Named, AwsError] = {}

    async def several(batch: list[Named]) -> None:
        body, headers = deletion_of(batch)
        told = await requests.ask_for_text("POST", [("delete", None)], headers, body)
        refused = told.read(failures_in, "S3's, so that it cannot be known what is deleted")
        failed.update(
            {each: _error(code, message, told.where) for each, (code, message) in refused.items() if code not in _GONE}
        )

    async def single(each: Named) -> None:
        try:
            await delete_one(requests, *each)
        except AwsError as error:
            failed[each] = error

    async def work() -> AsyncGenerator[Coroutine[Any, Any, None]]:
        async for batch in batches(keys):
            together, alone = split(batch)
            if together:
                yield several(together)
            for each in alone:
                yield single(each)

    await requests.platform.each(work(), _AT_ONCE)
    if failed:
        raise DeleteError(failed)


async def delete_one(requests: Requests, key: str, version_id: str | None) -> None:
    """Delete it. Raises AwsError and NetworkError."""
    try:
        await requests.done("DELETE", key, of_version(version_id))
    except AwsError as error:
        if error.code not in _GONE:
            raise


def _error(code: str, message: str, where: str) -> AwsError:
    return AwsError(
        code, message, status=200, request_id=None, retryable=is_retryable(200, code), fields={}, where=where
    )
