"""URLs signed in advance: one, or a thousand at once."""

from typing import TYPE_CHECKING, Any, overload

from ._call.arguments import Arguments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._call.settings import Settings
    from ._option_types import AwsOptions
    from ._types import HeadersInit, UrlObject


class Presigner:
    """`AwsClient` describes it."""

    _settings: "Settings"
    service: str | None
    region: str | None

    if TYPE_CHECKING:

        @overload
        async def presign(
            self,
            url: str | UrlObject,
            method: str = "GET",
            *,
            expires: int | None = None,
            headers: HeadersInit | None = None,
            aws: AwsOptions | None = None,
        ) -> str: ...
        @overload
        async def presign(
            self,
            url: Iterable[str | UrlObject],
            method: str = "GET",
            *,
            expires: int | None = None,
            headers: HeadersInit | None = None,
            aws: AwsOptions | None = None,
        ) -> list[str]: ...

    async def presign(
        self,
        url: Any,
        method: str = "GET",
        *,
        expires: int | None = None,
        headers: Any = None,
        aws: "AwsOptions | None" = None,
    ) -> Any:
        """A URL that works without credentials for as long as it is valid; of a list of URLs a list, in their order.

            url      a URL (str or URL object), also wss://, or several of them, which are signed in one go
            method   what it is good for: 'GET' (default), 'PUT', 'DELETE', …
            expires  seconds, 1 to 604800, and no longer than the credentials live; by default what the service takes:
                     86400 for S3
            headers  that are signed too: whoever uses the URL has to send them
            aws      AwsOptions, as `sign` takes them

        The same as `sign` makes with aws={'sign_query': True, 'all_headers': True}. Nothing is sent. Raises TypeError
        and ValueError for bad input; of a list it says which URL, and none is returned.

            urls = await aws.presign([f"https://bucket.s3.eu-west-1.amazonaws.com/{key}" for key in keys], expires=600)
        """
        from ._call.presigning import presign

        arguments = Arguments(url, aws, {}, method=method, headers=headers)
        return await presign(self._settings, arguments, expires, self.service, self.region)
