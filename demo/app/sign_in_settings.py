"""Where people sign in, where they get keys for it, and the providers of these keys. Pure."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import aws4web.credentials as providers


class Settings(NamedTuple):
    """What the fields say of where people sign in, and where they get keys."""

    issuer: str
    client_id: str
    role_arn: str
    identity_pool_id: str
    region: str
    endpoint: str
    """Empty for AWS itself."""

    def require(self, **named: str) -> None:
        """Raise ValueError if one of these fields is empty."""
        for name, words in named.items():
            if not getattr(self, name):
                raise ValueError(f"fill in the {words} under Connection")

    def guest(self) -> Any:
        """A provider of a guest's keys. Whoever had the guest's ID could be that guest: it is kept nowhere."""
        self.require(identity_pool_id="identity pool ID")
        return providers.cognito_identity(
            self.identity_pool_id, region=self.region or None, endpoint_url=self.endpoint or None, cache=None
        )

    def signed_in(self, token: Callable[[], Awaitable[str]]) -> Any:
        """A provider of the keys for ID tokens: of the role, or else of the identity pool."""
        endpoint = self.endpoint or None
        if self.role_arn:
            self.require(region="region")
            return providers.web_identity(self.role_arn, token, region=self.region, endpoint_url=endpoint)
        self.require(identity_pool_id="role’s ARN or the identity pool’s ID")
        logins = {self.issuer.partition("://")[2].rstrip("/"): token}
        return providers.cognito_identity(
            self.identity_pool_id, logins=logins, region=self.region or None, endpoint_url=endpoint, cache=None
        )
