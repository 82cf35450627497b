"""Cognito Identity: GetId and GetCredentialsForIdentity, for pools of guests and of those who have signed in."""

import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from .tokens import Fault, Login, TokenError, issuer_of
from .trust import Trust
from .vault import Principal, Vault
from .wording import cognito_wording

LIFE = timedelta(hours=1)
Logins = Mapping[str, str]
"""Tokens by the name of their provider."""


class CognitoError(Exception):
    """An error of Cognito Identity."""

    def __init__(self, type_: str, message: str) -> None:
        super().__init__(f"{type_}: {message}")
        self.type_ = type_
        self.message = message


@dataclass(frozen=True)
class Pool:
    """An identity pool."""

    pool_id: str
    guests: bool = True
    configured: bool = True
    """Whether its roles trust it."""


@dataclass
class _Known:
    """An identity: a guest, until a login is linked to it."""

    identity_id: str
    pool: Pool
    logins: set[Login] = field(default_factory=set)


class CognitoIdentity:
    """Answers each action with what the answer holds; CognitoError if it is refused."""

    def __init__(
        self,
        account_id: str,
        pools: list[Pool],
        vault: Vault,
        trusts: Callable[[], list[Trust]],
        verify: Callable[[str], Login],
    ) -> None:
        self._account_id = account_id
        self._pools = {pool.pool_id: pool for pool in pools}
        self._vault = vault
        self._trusts = trusts
        self._verify = verify
        self._lock = threading.Lock()
        self._identities: dict[str, _Known] = {}

    def get_id(self, pool_id: str, logins: Logins) -> dict[str, object]:
        """The identity of these logins, or a new guest."""
        pool = self._pools.get(pool_id)
        if pool is None:
            raise CognitoError("ResourceNotFoundException", f"IdentityPool '{pool_id}' not found.")
        if not logins:
            _check_guests(pool)
        proven = self._verified(logins)
        with self._lock:
            known = self._linked(pool, proven)
            if known is None:
                known = _Known(f"{pool_id.partition(':')[0]}:{uuid.uuid4()}", pool)
                self._identities[known.identity_id] = known
            known.logins |= proven
        self._vault.count("GetId")
        return {"IdentityId": known.identity_id}

    def get_credentials(self, identity_id: str, logins: Logins) -> dict[str, object]:
        """Credentials for an identity: with a login that is linked to it, or for a guest."""
        known = self._identities.get(identity_id)
        if known is None:
            raise CognitoError("ResourceNotFoundException", f"Identity '{identity_id}' not found.")
        if not logins:
            _check_guests(known.pool)
        proven = self._verified(logins)
        with self._lock:
            self._link(known, proven)
        if not known.pool.configured:
            message = "Invalid identity pool configuration. Check assigned IAM roles for this pool."
            raise CognitoError("InvalidIdentityPoolConfigurationException", message)
        role = "cognito-authenticated" if proven else "cognito-guest"
        arn = f"arn:aws:sts::{self._account_id}:assumed-role/{role}/CognitoIdentityCredentials"
        principal = Principal(arn, "AROAIOSFODNN7EXAMPLE:CognitoIdentityCredentials")
        session = self._vault.issue("GetCredentialsForIdentity", LIFE, principal)
        return {
            "IdentityId": identity_id,
            "Credentials": {
                "AccessKeyId": session.access_key_id,
                "SecretKey": session.secret_access_key,
                "SessionToken": session.session_token,
                "Expiration": session.expires_at.timestamp(),
            },
        }

    def _verified(self, logins: Logins) -> set[Login]:
        return {self._login(provider, token) for provider, token in logins.items()}

    def _login(self, provider: str, token: str) -> Login:
        trust = next((trust for trust in self._trusts() if trust.provider == provider), None)
        try:
            if trust is None:
                raise TokenError(Fault.UNKNOWN_ISSUER)
            if issuer_of(token) != trust.issuer:
                raise CognitoError("NotAuthorizedException", "Invalid login token. Issuer doesn't match providerName")
            return self._verify(token)
        except TokenError as error:
            raise CognitoError(*cognito_wording(error)) from None

    def _linked(self, pool: Pool, proven: set[Login]) -> _Known | None:
        return next(
            (known for known in self._identities.values() if known.pool == pool and known.logins & proven), None
        )

    def _link(self, known: _Known, proven: set[Login]) -> None:
        """Link a guest's first login to it, or check that the identity is the caller's."""
        if known.logins and not proven:
            raise CognitoError("NotAuthorizedException", f"Access to Identity '{known.identity_id}' is forbidden.")
        if known.logins and not known.logins & proven:
            message = "Logins don't match. Please include at least one valid login for this identity or identity pool."
            raise CognitoError("NotAuthorizedException", message)
        if proven and self._linked(known.pool, proven) not in (None, known):
            raise CognitoError("ResourceConflictException", "The login is already linked to another identity.")
        known.logins |= proven


def _check_guests(pool: Pool) -> None:
    if not pool.guests:
        message = "Unauthenticated access is not supported for this identity pool."
        raise CognitoError("NotAuthorizedException", message)
