"""All that botocore finds: profiles, SSO, the metadata of EC2, processes."""

from typing import Any

from .._credentials import Credentials
from .._errors import CredentialsError
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
    name = "from_botocore()" if profile_name is None else f"from_botocore(profile_name={profile_name!r})"
    kept = [given]

    def find() -> Credentials | None:
        """Runs in a thread: files, processes, the network."""
        if kept[0] is None:
            from importlib import import_module  # no dependency, and no types

            kept[0] = import_module("botocore.session").Session(profile=profile_name)
        found = kept[0].get_credentials()
        return None if found is None else _frozen(found)

    async def provide() -> Credentials:
        try:
            credentials = await Asker.platform.host().in_thread(find)
        except ModuleNotFoundError as exc:
            raise CredentialsError(f"{name}: botocore is not installed here: pip install botocore") from exc
        except NotImplementedError as exc:
            raise CredentialsError(f"{name}: {exc}, and botocore needs one: use another provider") from None
        if credentials is None:
            raise CredentialsError(f"{name}: botocore finds no credentials on this machine")
        return credentials

    return CachedProvider(provide, name=name)


def _frozen(found: Any) -> Credentials:
    """botocore's credentials of now. Refreshes them if that is due; only then is their end known."""
    frozen = found.get_frozen_credentials()
    end = getattr(found, "_expiry_time", None)  # botocore shows it nowhere else
    return Credentials(frozen.access_key, frozen.secret_key, frozen.token, end)
