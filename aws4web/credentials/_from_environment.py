"""The credentials of the environment: its variables, and what they point to.

https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
"""

from collections.abc import Mapping

from .._credentials import Credentials
from .._errors import CredentialsError, bare
from .._mappings import Hidden
from .._platform import current
from .._renewal.provider import CachedProvider
from .._renewal.reading import read_credentials
from .._url import Url
from ._asker import Asker
from ._from_url import ask_url, check_plain
from ._sts import Role

_NAME = "from_environment()"
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION")
_OLD_NAME = "AWS_SECURITY_TOKEN"  # the token's name in the first SDKs, which botocore still knows
_ROLE, _TOKEN_FILE, _SESSION = "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME"
_RELATIVE, _FULL = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"
_AUTHORIZATION = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
_ECS = "http://169.254.170.2"


def from_environment(*, endpoint_url: str | None = None) -> CachedProvider:
    """The credentials that the environment names, as AWS's SDKs read it: the first of these that is there.

        AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION
        AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME           as EKS sets them
        AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or …_FULL_URI, with AWS_CONTAINER_AUTHORIZATION_TOKEN or …_TOKEN_FILE
                                                                                      as ECS and EKS set them

    In Pyodide under Node and its like, the variables of the process count too. All is read again each time that
    credentials are needed. Files of profiles, SSO and the metadata of EC2 are for `from_botocore`.

        endpoint_url   where requests to STS go instead, as 'http://localhost:4566'

        aws = AwsClient(credentials=from_environment())
    """

    async def provide() -> Credentials:
        env = Hidden(current(Asker.platform).host().environ())
        if env.get(_KEYS[0]) or env.get(_KEYS[1]):
            return _keys(env)
        if env.get(_TOKEN_FILE):
            return await _web_identity(env, endpoint_url)
        if env.get(_RELATIVE) or env.get(_FULL):
            return await _container(env)
        names = f"{_KEYS[0]}, {_TOKEN_FILE}, {_RELATIVE} and {_FULL}"
        raise CredentialsError(f"{_NAME}: of the environment variables {names} none is set")

    return CachedProvider(provide, name=_NAME)


def _keys(env: Mapping[str, str]) -> Credentials:
    found = Hidden({name: env[name] for name in _KEYS if env.get(name)})
    if env.get(_OLD_NAME):
        found.setdefault(_KEYS[2], env[_OLD_NAME])
    missing = [name for name in _KEYS[:2] if name not in found]
    if missing:
        raise CredentialsError(
            f"{_NAME}: the environment variable {missing[0]} is not set, but the other half of it is"
        )
    try:
        return read_credentials(found)
    except (TypeError, ValueError) as exc:
        raise CredentialsError(f"{_NAME}: {exc}") from bare(exc)


async def _web_identity(env: Mapping[str, str], endpoint_url: str | None) -> Credentials:
    role_arn, session_name = env.get(_ROLE, ""), env.get(_SESSION) or "aws4web"
    try:
        role = Role(role_arn, env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or None, session_name, None, None)
    except ValueError as exc:
        whose = f"{_ROLE}, {_SESSION} or AWS_REGION"
        raise CredentialsError(f"{_NAME}: {_TOKEN_FILE} is set, but {whose}: {exc}") from None
    asker = Asker(_NAME, "sts", role.region, endpoint_url)
    return await role.assume(
        asker, "AssumeRoleWithWebIdentity", Hidden(WebIdentityToken=_read(env[_TOKEN_FILE], _TOKEN_FILE))
    )


async def _container(env: Mapping[str, str]) -> Credentials:
    relative, asker = env.get(_RELATIVE), Asker(_NAME)
    request = Hidden(url=f"{_ECS}{relative}" if relative else env[_FULL], headers=Hidden(), credentials="omit")
    try:
        check_plain(Url.split(asker.platform.transport.normalize_url(request["url"])))
    except ValueError as exc:
        raise CredentialsError(f"{_NAME}: {_RELATIVE if relative else _FULL}: {exc}") from None
    del relative
    if file := env.get(f"{_AUTHORIZATION}_FILE"):
        request["headers"]["authorization"] = _read(file, f"{_AUTHORIZATION}_FILE")
    elif env.get(_AUTHORIZATION):
        request["headers"]["authorization"] = env[_AUTHORIZATION]
    if any(character in request["headers"].get("authorization", "") for character in "\r\n"):
        raise CredentialsError(f"{_NAME}: the authorization token holds a line break, which no header can carry")
    return await ask_url(asker, request)


def _read(path: str, variable: str) -> str:
    """A token that is in a file. Kubernetes replaces it, so it is read each time."""
    try:
        return current(Asker.platform).host().read_file(path).decode("utf-8-sig").strip()
    except OSError as exc:
        raise CredentialsError(f"{_NAME}: the file that {variable} names cannot be read: {exc}") from bare(exc)
    except UnicodeDecodeError as exc:  # which holds all that was read
        raise CredentialsError(f"{_NAME}: the file that {variable} names is not text: {exc.reason}") from None
