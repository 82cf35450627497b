"""What is behind the answers that puzzle people, and what to do. Pure."""

from .._errors import AwsError

_TRUST = (
    "The role's trust policy does not let this token in. It must allow sts:AssumeRoleWithWebIdentity (for users who"
    " signed in, sts:AssumeRole is not enough) to the principal that the token's issuer is, and its conditions on aud,"
    " sub and amr must hold for this token."
)
_AUDIENCE = (
    "The token was made for another audience: its claim aud (or azp) must be one of the client IDs that the identity"
    " provider in IAM, or the identity pool, lists. Is it the ID token, and not the access token?"
)
_EXPIRED = (
    "The token has expired. Pass a function that returns one that is still valid: it is asked whenever credentials are"
    " needed."
)
# Error code, part of the message, what to do. The first that fits counts.
_ROWS = (
    ("", "Not authorized to perform sts:AssumeRoleWithWebIdentity", _TRUST),
    ("InvalidIdentityPoolConfigurationException", "", f"{_TRUST} For an identity pool the principal is"
     " cognito-identity.amazonaws.com, aud is the pool's ID, and amr is authenticated or unauthenticated."),
    ("", "Unauthenticated access is not supported", "The identity pool lets no guests in. Pass logins, or allow guest"
     " access in the pool's settings."),
    ("", "is forbidden", "The identity belongs to somebody who signed in: ask for it with the logins that it is linked"
     " to, or drop what was kept of it with forget()."),
    ("", "Token is not from a supported provider", "The identity pool does not know who issued the token. The name in"
     " logins must be as in the pool's settings: cognito-idp.<region>.amazonaws.com/<user pool ID>, or the issuer of"
     " OpenID Connect without https://."),
    ("ExpiredTokenException", "", _EXPIRED),
    ("", "Token expired", _EXPIRED),
    ("", "audience", _AUDIENCE),
    ("InvalidIdentityToken", "", "AWS cannot verify the token: is its issuer an identity provider in IAM, with exactly"
     " this URL, and can AWS read its keys at /.well-known/openid-configuration?"),
    ("IDPRejectedClaim", "", "The issuer refused the token: it may have been revoked, or expired."),
    ("AccessDenied", "sts:AssumeRole", "Two policies must allow it: one of whoever asks, sts:AssumeRole on this role,"
     " and the role's trust policy, with its conditions (sts:ExternalId, aws:MultiFactorAuthPresent)."),
    ("", "MultiFactorAuthentication failed", "A code of a device serves once: pass token_code as a function that asks"
     " for a new one, and serial_number as the device's ARN."),
    ("ResourceNotFoundException", "IdentityPool", "Is the ID that of the identity pool (region:UUID), and not of the"
     " user pool (region_Name)?"),
)  # fmt: skip


def explanation(error: AwsError) -> str:
    """What is behind an error, in words; "" if nothing is known."""
    for code, part, why in _ROWS:
        if (not code or error.code == code) and part in error.message:
            return why
    return ""
