"""Who is trusted: the issuers of tokens, and the roles with those who may assume them."""

import hmac
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True)
class Trust:
    """An issuer of OpenID Connect, on this machine, with the client whose tokens are meant: an "identity provider"."""

    issuer: str
    audience: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        if parts.scheme not in ("http", "https") or parts.hostname not in LOOPBACK:
            raise ValueError(f"not the URL of an issuer on this machine: {self.issuer}")

    @property
    def provider(self) -> str:
        """The issuer as IAM and Cognito name it: without the scheme."""
        return self.issuer.partition("://")[2]


@dataclass(frozen=True)
class Role:
    """A role, and who may assume it."""

    name: str
    account: bool = False
    """Any credential of the account may, with AssumeRole."""
    external_id: str | None = field(default=None, repr=False)
    """AssumeRole must give it."""
    mfa: bool = False
    """AssumeRole must give the serial number and the code of a device."""
    trusts: tuple[Trust, ...] | None = ()
    """Those with such a token may, with AssumeRoleWithWebIdentity; None: with a token of any trusted issuer."""

    def trusts_caller(self, external_id: str | None, has_mfa: bool) -> bool:
        """Whether a caller of the account may assume it."""
        if not self.account or (self.mfa and not has_mfa):
            return False
        return self.external_id is None or hmac.compare_digest(self.external_id.encode(), (external_id or "").encode())

    def trusts_token(self, trust: Trust) -> bool:
        """Whether a token that was issued like this opens it."""
        return self.trusts is None or trust in self.trusts
