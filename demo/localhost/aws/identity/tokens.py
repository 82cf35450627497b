"""A token of an issuer: is it real, is it for us, and is it still good?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import jwt

from .issuer_keys import IssuerRefused, IssuerUnreachable, NoKeys, find_keys
from .trust import Trust

if TYPE_CHECKING:
    from jwt.types import Options

# Only those with a key pair: with the others whoever reads the issuer's public key, or nobody at all, could sign.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
# The times and the audience are checked here, by the clock of the local AWS, and in the order of its messages.
_CHECKED_HERE: "Options" = {
    "verify_signature": True,
    "verify_aud": False,
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}
_REQUIRED = ("aud", "exp", "iat", "iss", "sub")


class Fault(Enum):
    """What is wrong with a token."""

    MALFORMED = auto()
    MISSING_CLAIM = auto()
    UNKNOWN_ISSUER = auto()
    ISSUER_UNREACHABLE = auto()
    ISSUER_REFUSED = auto()
    NO_KEY = auto()
    BAD_SIGNATURE = auto()
    NOT_YET_VALID = auto()
    EXPIRED = auto()
    WRONG_AUDIENCE = auto()


class TokenError(Exception):
    """A token that is refused; `details` are the values that AWS's message names."""

    def __init__(self, fault: Fault, **details: object) -> None:
        super().__init__(fault.name)
        self.fault = fault
        self.details = details


@dataclass(frozen=True)
class Login:
    """What a verified token says: who, and for whom it was issued."""

    trust: Trust
    subject: str


def verify_token(token: str, trusts: Iterable[Trust], now: datetime) -> Login:
    """The login that the token proves; TokenError if it proves none."""
    issuer = issuer_of(token)
    providers = [trust for trust in trusts if trust.issuer == issuer]
    if not providers:
        raise TokenError(Fault.UNKNOWN_ISSUER, issuer=issuer)
    claims = _verified_claims(token, _key_of(token, providers[0]))
    _check_time(claims, now)
    audience = claims["aud"]
    audiences = audience if isinstance(audience, list) else [audience]
    for trust in providers:
        if trust.audience in audiences:
            return Login(trust, str(claims["sub"]))
    raise TokenError(Fault.WRONG_AUDIENCE)


def issuer_of(token: str) -> str:
    """The issuer that the token names, before anything is verified."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        raise TokenError(Fault.MALFORMED) from None
    if not isinstance(claims.get("iss"), str):
        raise TokenError(Fault.MISSING_CLAIM, claim="iss")
    return claims["iss"]


def _key_of(token: str, provider: Trust) -> jwt.PyJWK:
    header = jwt.get_unverified_header(token)
    try:
        keys = find_keys(provider.issuer)
    except IssuerRefused as error:
        host = provider.provider.partition("/")[0]
        raise TokenError(Fault.ISSUER_REFUSED, host=host, status=str(error)) from None
    except IssuerUnreachable:
        raise TokenError(Fault.ISSUER_UNREACHABLE) from None
    except NoKeys:
        raise TokenError(Fault.NO_KEY) from None
    named = [key for key in keys if "kid" not in header or key.key_id == header["kid"]]
    if len(named) != 1:
        raise TokenError(Fault.NO_KEY)
    return named[0]


def _verified_claims(token: str, key: jwt.PyJWK) -> dict[str, Any]:
    try:
        claims = jwt.decode(token, key, algorithms=ALGORITHMS, options=_CHECKED_HERE)
    except jwt.PyJWTError:
        raise TokenError(Fault.BAD_SIGNATURE) from None
    for name in _REQUIRED:
        if name not in claims:
            raise TokenError(Fault.MISSING_CLAIM, claim=name)
    if not all(isinstance(claims.get(name, 0), int | float) for name in ("exp", "iat", "nbf")):
        raise TokenError(Fault.MALFORMED)
    return claims


def _check_time(claims: dict[str, Any], now: datetime) -> None:
    seconds, expires = int(now.timestamp()), int(claims["exp"])
    if seconds >= expires:
        raise TokenError(Fault.EXPIRED, now=seconds, expires=expires)
    if seconds < int(claims.get("nbf", 0)):
        raise TokenError(Fault.NOT_YET_VALID)
