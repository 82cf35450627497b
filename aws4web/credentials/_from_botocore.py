"""All that botocore finds: profiles, SSO, the metadata of EC2, processes."""

from contextlib import nullcontext
from inspect import iscoroutinefunction
from typing import Any

from .._credentials import Credentials
from .._errors import CredentialsError, bare
from .._platform import current
from .._renewal.provider import CachedProvider
from ._asker import Asker


def from_botocore(session: Any = None, *, profile_name: str | None = None) -> CachedProvider:
    """The credentials that botocore finds on this machine: on CPython, if botocore is installed, as it is with boto3.

        session       a boto3.Session or botocore.session.Session; by default a new one
        profile_name  of ~/.aws/config; by default AWS_PROFILE or 'default'

    Environment, profiles, roles, SSO, credential_process, containers, EC2: as botocore does it, in a thread, so that
    the event loop goes on. It is asked again before the credentials end. Raises TypeError if both are given.

        aws = AwsClient(credentials=from_botocore(profile_name="work"))

    https://docs.aws.amazon.com/boto3/latest/guide/credentials.html
    """
    if session is not None and profile_name is not None:
        raise TypeError("pass a session or a profile_name, not both")
    given: Any = session
    if given is not None and not callable(getattr(given, "get_credentials", None)):
        raise TypeError(f"session must be a boto3.Session or a botocore Session, not {type(given).__name__}")
    if given is not None and iscoroutinefunction(given.get_credentials):
        raise TypeError(f"session must be one that can be asked without await, not {type(given).__module__}'s")
    name = "from_botocore()" if profile_name is None else f"from_botocore(profile_name={profile_name!r})"

    def find() -> Credentials | None:
        """Runs in a thread: files, processes, the network."""
        source = given
        if source is None:  # a new one each time: a session reads files once, and keeps what AWS refuses
            from importlib import import_module  # no dependency, and no types

            source = import_module("botocore.session").Session(profile=profile_name)
        found = source.get_credentials()
        return None if found is None else _frozen(found)

    async def provide() -> Credentials:
        try:
            credentials = await current(Asker.platform).host().in_thread(find)
        except NotImplementedError as exc:
            raise CredentialsError(f"{name}: {exc}, and botocore needs one: use another provider") from None
        except Exception as exc:
            if isinstance(exc, ModuleNotFoundError) and (exc.name or "").partition(".")[0] == "botocore":
                raise CredentialsError(f"{name}: botocore is not installed here: pip install botocore") from bare(exc)
            # What cannot be read is kept by the errors that say so, and botocore's frames hold what was found.
            cause = None if isinstance(exc, ValueError) else bare(exc)
            raise CredentialsError(f"{name}: {type(exc).__name__}: {exc}") from cause
        if credentials is None:
            raise CredentialsError(f"{name}: botocore finds no credentials on this machine")
        return credentials

    return CachedProvider(provide, name=name)


def _frozen(found: Any) -> Credentials:
    """botocore's credentials of now. Refreshes them if that is due; only then is their end known."""
    frozen = found.get_frozen_credentials()
    # Another thread may refresh them at any moment, and botocore shows their end nowhere else.
    with getattr(found, "_refresh_lock", None) or nullcontext():
        frozen, end = getattr(found, "_frozen_credentials", frozen), getattr(found, "_expiry_time", None)
    return Credentials(frozen.access_key, frozen.secret_key, frozen.token, end)
