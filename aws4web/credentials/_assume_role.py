"""The credentials of a role, for whoever has other credentials."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from .._credentials import Credentials
from .._mappings import Hidden
from .._renewal.provider import CachedProvider
from ._asker import Asker
from ._sts import Role, checked_text
from ._tokens import TokenSource

if TYPE_CHECKING:
    from .._types import CredentialsInit


def assume_role(
    role_arn: str,
    *,
    source: "CredentialsInit",
    session_name: str = "aws4web",
    duration_seconds: int | None = None,
    external_id: str | None = None,
    policy: str | Mapping[str, Any] | None = None,
    serial_number: str | None = None,
    token_code: str | Callable[[], str | Awaitable[str]] | None = None,
    region: str | None = None,
    endpoint_url: str | None = None,
) -> CachedProvider:
    """The credentials of a role, for whoever may assume it (AssumeRole of STS).

        role_arn          'arn:aws:iam::123456789012:role/name'
        source            with what it is asked for: anything that AwsClient(credentials=…) takes, other providers too
        session_name      what CloudTrail and policies call the session; by default 'aws4web'
        duration_seconds  900 to 43200, as far as the role allows; up to 3600 if `source` is a role too; by default 3600
        external_id       what the role's owner agreed with you, if the trust policy asks for it
        policy            a session policy, JSON or a mapping, which leaves less of what the role may do
        serial_number     the MFA device's ARN or serial number, if the role asks for MFA
        token_code        its code of six digits, or a function, plain or async, that asks for one: a code serves once
        region            whose STS is asked; by default us-east-1, or the first of the role's partition
        endpoint_url      where the requests go instead, as 'http://localhost:4566'

    Nothing is asked for until the credentials are needed. forget() has `source` forget too: who signs in next is
    somebody else. Raises TypeError and ValueError for bad options.

        provider = assume_role("arn:aws:iam::123456789012:role/name", source=from_environment())
        aws = AwsClient(credentials=provider)

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """
    role = Role(role_arn, region, session_name, duration_seconds, policy)
    asker = Asker(f"assume_role({role_arn!r})", "sts", role.region, endpoint_url, source)
    del source
    if (serial_number is None) != (token_code is None):
        raise TypeError("serial_number and token_code belong together: pass both of them, or neither")
    if external_id is not None:
        role.parameters["ExternalId"] = checked_text("external_id", external_id)
    if serial_number is not None:
        role.parameters["SerialNumber"] = checked_text("serial_number", serial_number)
    code = None if token_code is None else TokenSource("token_code", token_code)
    del external_id, token_code

    async def provide() -> Credentials:
        secrets = Hidden(TokenCode=await code.token(asker)) if code else Hidden()
        return await role.assume(asker, "AssumeRole", secrets)

    return CachedProvider(provide, name=asker.name, on_forget=asker.forget)
