"""How STS and Cognito say that a token is refused.

Most of the words are quoted in public reports of the errors. Nobody seems to have met NOT_YET_VALID.
"""

from .tokens import Fault, TokenError

_STS = {
    Fault.MALFORMED: (
        400,
        "InvalidIdentityToken",
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
    ),
    Fault.MISSING_CLAIM: (400, "InvalidIdentityToken", "Missing a required claim: {claim}"),
    Fault.UNKNOWN_ISSUER: (
        400,
        "InvalidIdentityToken",
        "No OpenIDConnect provider found in your account for {issuer}",
    ),
    Fault.ISSUER_UNREACHABLE: (400, "IDPCommunicationError", "The identity provider could not be reached"),
    Fault.ISSUER_REFUSED: (403, "IDPRejectedClaim", "{host}: {host} responded with {status}"),
    Fault.NO_KEY: (
        400,
        "InvalidIdentityToken",
        "Couldn't retrieve verification key from your identity provider, "
        "please reference AssumeRoleWithWebIdentity documentation for requirements",
    ),
    Fault.BAD_SIGNATURE: (400, "InvalidIdentityToken", "Couldn't verify signed token"),
    Fault.NOT_YET_VALID: (400, "InvalidIdentityToken", "Token is not yet valid"),
    Fault.EXPIRED: (
        400,
        "ExpiredTokenException",
        "Token expired: current date/time {now} must be before the expiration date/time {expires}",
    ),
    Fault.WRONG_AUDIENCE: (400, "InvalidIdentityToken", "Incorrect token audience"),
}
_UNSUPPORTED = "Token is not from a supported provider of this identity pool."
_COGNITO = {
    Fault.MALFORMED: "Invalid login token. Not a valid OpenId Connect identity token.",
    Fault.MISSING_CLAIM: "Invalid login token. Missing a required claim: {claim}",
    Fault.UNKNOWN_ISSUER: _UNSUPPORTED,
    Fault.ISSUER_UNREACHABLE: "The identity provider could not be reached",
    Fault.ISSUER_REFUSED: "Invalid login token. {host} responded with {status}",
    Fault.NO_KEY: "Invalid login token. Couldn't verify signed token.",
    Fault.BAD_SIGNATURE: "Invalid login token. Couldn't verify signed token.",
    Fault.NOT_YET_VALID: "Invalid login token. Token is not yet valid.",
    Fault.EXPIRED: "Invalid login token. Token expired: {now} >= {expires}",
    Fault.WRONG_AUDIENCE: "Invalid login token. Incorrect token audience.",
}


def sts_wording(error: TokenError) -> tuple[int, str, str]:
    """Status, code and message of STS."""
    status, code, message = _STS[error.fault]
    return status, code, message.format(**error.details)


def cognito_wording(error: TokenError) -> tuple[str, str]:
    """Type and message of Cognito Identity."""
    unreachable = error.fault is Fault.ISSUER_UNREACHABLE
    type_ = "ExternalServiceException" if unreachable else "NotAuthorizedException"
    return type_, _COGNITO[error.fault].format(**error.details)
