"""A person's tokens, in memory only: the ID token, and the refresh token that renews it without a word."""

import asyncio
import time
from typing import TYPE_CHECKING, Any

from .from_js import settled
from .problems import SignInError

if TYPE_CHECKING:
    from .oidc import Client

EARLY = 60.0  # seconds before its end that an ID token is renewed


class Tokens:
    """What a sign-in gave."""

    def __init__(self, client: "Client", answer: Any) -> None:
        self._client = client
        self._oauth = client.oauth
        self._one_at_a_time = asyncio.Lock()
        self._refresh_token: str | None = None
        self.name: str = self._oauth.getValidatedIdTokenClaims(answer).sub
        self._keep(answer)

    async def id_token(self) -> str:
        """The ID token, renewed if its end is near: `web_identity` asks for it each time it gets AWS keys."""
        async with self._one_at_a_time:  # whoever uses a refresh token twice is taken for a thief
            if self._refresh_token and time.time() > self._renew_at:
                await self._renew(self._refresh_token)
            if not self._id_token:
                raise SignInError("signed out")
            return self._id_token

    def forget(self) -> str | None:
        """Keep neither token; return the refresh token."""
        token, self._refresh_token, self._id_token = self._refresh_token, None, None
        return token

    async def _renew(self, refresh_token: str) -> None:
        server, client = await self._client.server(), self._client
        try:
            request = (server, client.identity, client.public, refresh_token, client.options)
            response = await settled(self._oauth.refreshTokenGrantRequest, *request)
            answer = await settled(self._oauth.processRefreshTokenResponse, server, client.identity, response)
        except SignInError as error:
            raise SignInError("ended") if error.kind == "code" else error from None
        claims = self._oauth.getValidatedIdTokenClaims(answer)
        if not claims or claims.sub != self.name:
            raise SignInError("token")  # none, or somebody else's
        if self._refresh_token:  # they have not signed out meanwhile
            self._keep(answer)

    def _keep(self, answer: Any) -> None:
        claims = self._oauth.getValidatedIdTokenClaims(answer)
        self._id_token: str | None = answer.id_token
        self._refresh_token = getattr(answer, "refresh_token", self._refresh_token)
        # How long it lives, not when it ends: this device's clock may be wrong.
        life = claims.exp - claims.iat
        self._renew_at = time.time() + life - min(EARLY, life / 2)
