"""A client for code that cannot await."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, Self, TypeVar, overload

from .._client import AwsClient as AsyncClient
from .._credentials import Credentials
from .._platform.never_waiting import AtOnce
from ._methods import answering, like, returning
from ._response import Response

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack

    from .._call.settings import Settings
    from .._errors import AwsError, Diagnosis
    from .._option_types import AwsOptions, ClientOptions
    from .._platform.driver import Driver
    from .._types import CredentialsInit, HeadersInit, UrlObject

_P = ParamSpec("_P")
_Result = TypeVar("_Result")


class AwsClient:
    """Signs requests to AWS and sends them, as `aws4web.AwsClient` does, whose options it takes.

    With such a client in the place of the options it shares its settings, its credentials, and what it has learnt.

    It may be used by any thread. On CPython the functions that it is given (credentials, bodies, progress) run in the
    thread of its event loop, where a call of it is an error.

        aws = AwsClient(access_key_id="AKIA…", secret_access_key="…", region="eu-west-1")
        print(aws.fetch("https://s3.eu-west-1.amazonaws.com/").text())
    """

    if TYPE_CHECKING:  # at run time typing would keep them for ever

        @overload
        def __init__(self, client: AsyncClient) -> None: ...
        @overload
        def __init__(
            self,
            *,
            access_key_id: str,
            secret_access_key: str,
            session_token: str | None = None,
            unsigned: bool = False,
            **options: Unpack[ClientOptions],
        ) -> None: ...
        @overload
        def __init__(
            self, *, credentials: CredentialsInit, unsigned: bool = False, **options: Unpack[ClientOptions]
        ) -> None: ...
        @overload
        def __init__(self, *, unsigned: Literal[True], **options: Unpack[ClientOptions]) -> None: ...

    def __init__(self, client: AsyncClient | None = None, **options: Any) -> None:
        if client is None:
            self._of = AsyncClient(**options)
        elif not isinstance(client, AsyncClient):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
            raise TypeError(f"client must be an aws4web.AwsClient, not {type(client).__name__}")
        elif options:
            raise TypeError("options are those of the client that is given: pass one or the other")
        else:
            self._of = client

    @property
    def service(self) -> str | None:
        """The signing name of all requests; None if each URL tells it. It can be set."""
        return self._of.service

    @service.setter
    def service(self, service: str | None) -> None:
        self._of.service = service

    @property
    def region(self) -> str | None:
        """The region of all requests; None if each URL tells it. It can be set."""
        return self._of.region

    @region.setter
    def region(self, region: str | None) -> None:
        self._of.region = region

    fetch = answering(AsyncClient.fetch)
    """As `aws4web.AwsClient.fetch`, but it returns the response."""
    sign = returning(AsyncClient.sign)
    """As `aws4web.AwsClient.sign`, but it returns the request."""

    if TYPE_CHECKING:

        @overload
        def presign(
            self,
            url: str | UrlObject,
            method: str = "GET",
            *,
            expires: int | None = None,
            headers: HeadersInit | None = None,
            aws: AwsOptions | None = None,
        ) -> str: ...
        @overload
        def presign(
            self,
            url: Iterable[str | UrlObject],
            method: str = "GET",
            *,
            expires: int | None = None,
            headers: HeadersInit | None = None,
            aws: AwsOptions | None = None,
        ) -> list[str]: ...

    def presign(self, url: Any, method: str = "GET", **options: Any) -> Any:
        """As `aws4web.AwsClient.presign`, but it returns the URL, or the list. Fixed keys need no thread for it."""
        has_others = "credentials" in (options.get("aws") or ())  # who may have to be asked
        waiting: Any = self._of
        return driver_of(self._of, sends=has_others).run(waiting.presign(url, method, **options))

    _explain = returning(AsyncClient.explain)

    def explain(self, answer: "AwsError | Response | str", *args: Any, **options: Any) -> "Diagnosis | None":
        """As `aws4web.AwsClient.explain`, of a response of this client."""
        given = answer._response if isinstance(answer, Response) else answer  # pyright: ignore[reportPrivateUsage]
        return self._explain(given, *args, **options)

    close = returning(AsyncClient.close)
    """Close its connections."""

    def forget(self) -> None:
        """Drop what a provider gave, as at sign-out: calls that go on end with CredentialsError. Fixed keys stay."""
        self._of.forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _driver(self, **needs: Any) -> "Driver":
        return driver_of(self._of, **needs)

    def __repr__(self) -> str:
        return repr(getattr(self, "_of", "<AwsClient None>"))


def driver_of(client: AsyncClient, *, many: bool = False, signal: Any = None, sends: bool = True) -> "Driver":
    """What runs a call of the client. One that only signs (not `sends`) needs no thread, if its keys are fixed: then
    nobody has to be asked for others, be it only because they end before a URL does.
    """
    of_client: Any = client
    settings: Settings = of_client._settings
    sends = sends or not isinstance(settings.credentials, Credentials)
    return settings.platform.driver(many=many, signal=signal, sends=sends)


def awaited(aws: AwsClient | AsyncClient) -> AsyncClient:
    """The client whose methods are awaited."""
    return aws._of if isinstance(aws, AwsClient) else aws  # pyright: ignore[reportPrivateUsage]


def at_once(
    function: Callable[Concatenate[AsyncClient, _P], Coroutine[Any, Any, _Result]],
) -> Callable[Concatenate[AwsClient | AsyncClient, _P], _Result]:
    """The same function, which returns the result. It only signs."""

    def blocking(aws: AwsClient | AsyncClient, *args: _P.args, **options: _P.kwargs) -> _Result:
        client = awaited(aws)
        work = function(client, *args, **options)
        is_client = isinstance(client, AsyncClient)  # pyright: ignore[reportUnnecessaryIsInstance] - or it is refused
        return (driver_of(client, sends=False) if is_client else AtOnce()).run(work)

    return like(function, blocking)
