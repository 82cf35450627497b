"""Whether an answer says that the credentials are no longer good. Pure.

https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._answers.parse import ErrorDetails
    from .._sign.signable import Signable

_CODES = frozenset(
    {"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"}
    | {"UnrecognizedClientException", "InvalidClientTokenId", "InvalidToken", "InvalidAccessKeyId"}
)
DISBELIEF = 60.0
"""Seconds for which a host that refused credentials, and accepted no others since, has none asked for again."""


def refusal_of(status: int, error: "ErrorDetails | None", signable: "Signable") -> str:
    """How AWS refused the credentials, in its words; "" if it did not. A wrong clock is to be looked for before."""
    if error is not None:
        return f"{error.code}: {error.message}" if error.code in _CODES else ""
    # S3 says ExpiredToken with this status, and an answer to HEAD has no body.
    is_bare = status == 400 and signable.method == "HEAD" and bool(signable.credentials.session_token)
    return "HTTP 400 to a HEAD request" if is_bare else ""
