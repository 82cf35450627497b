"""The credentials of an Amazon Cognito identity pool, for guests and for visitors who signed in.

https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
"""

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Literal, cast

from .._credentials import Credentials
from .._endpoints.regional import regional_host
from .._errors import AwsError, CredentialsError
from .._json import json_body, parse_json
from .._mappings import Hidden
from .._platform import current
from .._renewal.provider import CachedProvider
from ._asker import Asker
from ._tokens import TokenSource

_is_id = re.compile(r"([\w-]{1,30}):[0-9a-fA-F-]{1,40}", re.ASCII).fullmatch
_GONE = frozenset({"ResourceNotFoundException", "NotAuthorizedException"})


def cognito_identity(
    identity_pool_id: str,
    *,
    logins: Mapping[str, str | Callable[[], str | Awaitable[str]]] | None = None,
    role_arn: str | None = None,
    region: str | None = None,
    cache: MutableMapping[str, str] | Literal["localStorage"] | None = "localStorage",
    endpoint_url: str | None = None,
) -> CachedProvider:
    """The credentials that an identity pool gives guests, or visitors who signed in (enhanced flow).

        identity_pool_id  'eu-west-1:12345678-…', of the identity pool and not of the user pool
        logins            the tokens of whoever signed in, by the provider's name, as
                          {"cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc": token}; a token, or a function, plain or
                          async, that returns one that is still valid; by default None: a guest
        role_arn          one of the roles that the token offers (cognito:roles), instead of the pool's choice
        region            by default that of the pool's ID
        cache             where a guest's IdentityId is kept, so that who comes back is not counted as somebody new: a
                          mapping, by default the page's localStorage, if there is one; None to keep it nowhere
        endpoint_url      where the requests go instead, as 'http://localhost:4566'

    Whoever has a guest's IdentityId can be that guest. With logins nothing is kept: Cognito gives the same identity to
    the same login. Raises TypeError and ValueError for bad options.

        provider = cognito_identity("eu-west-1:12345678-1234-1234-1234-123456789012")
        aws = AwsClient(credentials=provider)
        provider.forget()  # at sign-out: the IdentityId too

    https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html
    """
    if not isinstance(identity_pool_id, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        raise TypeError(f"identity_pool_id must be a str, not {type(identity_pool_id).__name__}")
    match = _is_id(identity_pool_id)
    if not match:
        hint = " (with `_` it is a user pool's)" if re.fullmatch(r"[\w-]+_\w+", identity_pool_id) else ""
        raise ValueError(f"identity_pool_id must be such as 'eu-west-1:12345678-…', not {identity_pool_id!r}{hint}")
    its_region = region or match[1]
    asker = Asker(f"cognito_identity({identity_pool_id!r})", "cognito-identity", its_region, endpoint_url)
    if logins is not None and not isinstance(logins, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"logins must be a mapping of a provider's name to a token, not {type(logins).__name__}")
    sources = {name: TokenSource(f"the token of {name}", token) for name, token in (logins or {}).items()}
    del logins
    kept = _Kept(identity_pool_id, None if sources else cache)
    pool = _Pool(
        asker, f"https://{regional_host('cognito-identity', its_region)}/", identity_pool_id, sources, role_arn, kept
    )
    return CachedProvider(pool.provide, name=asker.name, on_forget=kept.forget)


class _Kept:
    """A guest's IdentityId, between visits."""

    def __init__(self, pool_id: str, cache: Any) -> None:
        if cache == "localStorage":
            cache = current(Asker.platform).host().storage()
        if cache is not None and not isinstance(cache, MutableMapping):
            raise TypeError(
                f"cache must be a mapping of str to str, 'localStorage' or None, not {type(cache).__name__}"
            )
        self._cache = cast("MutableMapping[str, str] | None", cache)
        self._name = f"aws4web:cognito-identity:{pool_id}"
        self._region = pool_id.partition(":")[0]
        self.forgotten = 0
        """How often `forget` was called: an answer that was on its way meanwhile is for nobody."""

    def read(self) -> str | None:
        """It, if it can be one: whoever shares the storage may have written there."""
        found = None if self._cache is None else self._cache.get(self._name)
        match = _is_id(found) if isinstance(found, str) else None
        return found if match and match[1] == self._region else None

    def write(self, identity_id: str, forgotten: int) -> None:
        """Keep it, unless whoever it was asked for has signed out since."""
        if self._cache is not None and forgotten == self.forgotten:
            self._cache[self._name] = identity_id

    def drop(self) -> None:
        if self._cache is not None:
            self._cache.pop(self._name, None)

    def forget(self) -> None:
        self.forgotten += 1
        self.drop()


class _Pool:
    """The two requests, one after the other."""

    def __init__(
        self, asker: Asker, url: str, pool_id: str, logins: dict[str, TokenSource], role_arn: str | None, kept: _Kept
    ) -> None:
        self._asker = asker
        self._url = url
        self._pool_id = pool_id
        self._logins = logins
        self._role = {} if role_arn is None else {"CustomRoleArn": role_arn}
        self._kept = kept

    async def provide(self) -> Credentials:
        forgotten = self._kept.forgotten
        tokens = Hidden({name: await source.token(self._asker) for name, source in self._logins.items()})
        logins = Hidden(Logins=tokens) if tokens else Hidden()
        known = self._kept.read()
        if known:
            try:
                return await self._credentials(known, logins)
            except CredentialsError as exc:
                if not isinstance(exc.__cause__, AwsError) or exc.__cause__.code not in _GONE:
                    raise
                self._kept.drop()  # AWS deleted it, or linked it to somebody's login
        found, _ = await self._call("GetId", Hidden(IdentityPoolId=self._pool_id), logins)
        identity_id = found.get("IdentityId")
        if not isinstance(identity_id, str):
            raise CredentialsError(f"{self._asker.name}: the answer to GetId has no IdentityId")
        self._kept.write(identity_id, forgotten)
        return await self._credentials(identity_id, logins)

    async def _credentials(self, identity_id: str, logins: Hidden) -> Credentials:
        found, response = await self._call(
            "GetCredentialsForIdentity", Hidden(IdentityId=identity_id, **self._role), logins
        )
        return self._asker.credentials(found, response)

    async def _call(self, operation: str, parameters: Hidden, logins: Hidden) -> tuple[Hidden, Any]:
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"AWSCognitoIdentityService.{operation}",
        }
        request = Hidden(method="POST", headers=headers, body=json_body(parameters | logins))
        # Whoever has a guest's IdentityId can be that guest: it is a secret too.
        secrets = Hidden(IdentityId=parameters.get("IdentityId", ""), **logins.get("Logins", {}))
        response = await self._asker.ask(self._url, secrets, **request)
        try:
            found = parse_json(await self._asker.text(response))
        except ValueError:
            found = None
        return Hidden(cast(dict[str, Any], found) if isinstance(found, dict) else {}), response
