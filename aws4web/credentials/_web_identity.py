"""The credentials of a role, for whoever has a token of an OpenID Connect issuer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .._credentials import Credentials
from .._mappings import Hidden
from .._renewal.provider import CachedProvider
from ._asker import Asker
from ._sts import Role
from ._tokens import TokenSource


def web_identity(
    role_arn: str,
    token: str | Callable[[], str | Awaitable[str]],
    *,
    session_name: str = "aws4web",
    duration_seconds: int | None = None,
    policy: str | Mapping[str, Any] | None = None,
    region: str | None = None,
    endpoint_url: str | None = None,
) -> CachedProvider:
    """The credentials of a role, for the ID token of somebody who signed in (AssumeRoleWithWebIdentity of STS).

        role_arn          'arn:aws:iam::123456789012:role/name', whose trust policy names the token's issuer
        token             the ID token, or a function, plain or async, that returns one that is still valid: it is asked
                          each time, so that the credentials outlive the token
        session_name      what CloudTrail and policies call the session; by default 'aws4web'
        duration_seconds  900 to 43200, as far as the role allows; by default 3600
        policy            a session policy, JSON or a mapping, which leaves less of what the role may do
        region            whose STS is asked; by default us-east-1, or the first of the role's partition
        endpoint_url      where the requests go instead, as 'http://localhost:4566'

    The token travels in the body of a POST. Nothing is asked for until the credentials are needed. Raises TypeError and
    ValueError for bad options.

        provider = web_identity("arn:aws:iam::123456789012:role/visitor", fresh_id_token)
        aws = AwsClient(credentials=provider)

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
    """
    role = Role(role_arn, region, session_name, duration_seconds, policy)
    asker = Asker(f"web_identity({role_arn!r})", "sts", role.region, endpoint_url)
    source = TokenSource("token", token)
    del token

    async def provide() -> Credentials:
        secrets = Hidden(WebIdentityToken=await source.token(asker))
        return await role.assume(asker, "AssumeRoleWithWebIdentity", secrets)

    return CachedProvider(provide, name=asker.name)
