"""A call opened: the client's settings, overridden by the call's options, and the request read."""

from typing import TYPE_CHECKING, TypeAlias

from .._credentials import Credentials
from .._errors import NetworkError, bare
from .._mappings import Hidden
from .._options import SigningOptions
from .._renewal.choice import take_credentials
from .._retry.policy import RetryPolicy
from .._url import read_endpoint
from .arguments import Arguments
from .exchange import Exchange
from .settings import Settings
from .source import read_source

if TYPE_CHECKING:
    from .._types import CredentialsSource

Opened: TypeAlias = tuple[Exchange, RetryPolicy]


async def open_call(settings: Settings, arguments: Arguments, service: str | None, region: str | None) -> Opened:
    """What makes the call's requests, and how hard to try. `service` and `region` are the client's.

    Bad input is reported here, without the frames that read it: they hold secrets. Raises TypeError, ValueError and
    NetworkError.
    """
    try:
        signing = settings.signing
        if service is not None or region is not None:
            signing = signing._replace(service=service, region=region)
        return await _open(settings.now(), arguments, signing)
    except (TypeError, ValueError, NetworkError) as exc:
        raise bare(exc) from exc.__cause__
    except Exception:
        raise
    except BaseException as exc:  # asyncio.CancelledError
        raise bare(exc) from None


async def _open(settings: Settings, arguments: Arguments, signing: SigningOptions) -> Opened:
    platform, endpoint = settings.platform, settings.endpoint
    aws, init = arguments.options()
    credentials = _credentials(settings, aws)
    if "endpoint_url" in aws:
        endpoint = read_endpoint(aws.pop("endpoint_url"), platform.transport.normalize_url)
    policy = settings.policy.over(aws).over(init)
    if not platform.keeps_limits:
        _refuse_limits(policy)
    if aws:
        signing = signing._replace(**aws)
    if arguments.signed_at and not signing.datetime:
        signing = signing._replace(datetime=arguments.signed_at)
    source = await read_source(platform, arguments.input, init)
    if endpoint is not None:
        from .._endpoints.buckets import at_endpoint

        draft = source.draft
        if moved := at_endpoint(draft.url, endpoint):  # signed for what its URL names
            scope = draft.scope(signing.service, signing.region)
            signing = signing._replace(service=scope.service, region=scope.region)
            source = source._replace(draft=draft.at(moved))
    return Exchange(platform, settings.sender, settings.memory, source, credentials, signing, policy), policy


def _credentials(settings: Settings, aws: Hidden) -> "Credentials | CredentialsSource | None":
    """Those of the client, overridden by `aws`, from which they are removed; None for an unsigned request."""
    source = take_credentials("aws={…}", aws, settings.credentials, settings.platform)
    if aws.pop("unsigned", settings.is_unsigned):
        return None
    if isinstance(source, Credentials):
        source.check()
    return source


def _refuse_limits(policy: RetryPolicy) -> None:
    given = [name for name in ("timeout", "deadline") if getattr(policy, name) is not None]
    if given:
        raise ValueError(
            f"{' and '.join(given)}: on a page's main thread nothing ends a request that is waited for without await."
            " Leave it out, await the call, or make it in a worker"
        )
