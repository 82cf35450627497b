"""What can go wrong, in plain words."""

from typing import Any, NamedTuple

from aws4web import AwsError, CredentialsError

AGAIN = "Nothing of it was used. Sign in again, here."
EXPLAINED = {
    "not asked": (
        "This tab did not ask for that",
        f"The answer belongs to a sign-in that began elsewhere, or that is already over. {AGAIN}",
    ),
    "answer": (
        "That answer belongs to another sign-in",
        f"It is not from the issuer that this tab asked, or not to its question. {AGAIN} If you followed a link to get "
        "here, do not trust it.",
    ),
    "denied": (
        "The sign-in was not allowed",
        "You cancelled it, or the issuer does not let you use this page. You can try again.",
    ),
    "code": (
        "The sign-in took too long, or was used before",
        "The issuer’s code works once, for a minute or so. It was refused. Sign in again.",
    ),
    "token": (
        "The ID token is not for this sign-in",
        "It is for another page or another sign-in, or from another issuer. It was thrown away. If this happens again, "
        "tell whoever runs this page.",
    ),
    "clock": (
        "The ID token’s times do not fit this device’s clock",
        "Check that the date and the time of this device are right, and sign in again.",
    ),
    "ended": (
        "Your sign-in has ended",
        "The issuer no longer renews it. Sign in again.",
    ),
    "signed out": (
        "You are signed out",
        "Sign in again to go on.",
    ),
    "unreachable": (
        "The issuer cannot be reached",
        "Is this device online? Otherwise the issuer may be down, or may not allow this page’s address to ask (CORS).",
    ),
    "issuer": (
        "The issuer answered with an error",
        "It may be set up wrongly for this page. Tell whoever runs this page what stands below.",
    ),
}
SIGNED_OUT_HERE = "You are signed out here, but perhaps not at the issuer, which does not say so. Sign out there too."
PASSING = ("unreachable", "issuer", "clock")  # whoever is signed in still is
# How oauth4webapi names its errors: https://github.com/panva/oauth4webapi/blob/main/docs/README.md
KINDS = {
    "OAUTH_INVALID_RESPONSE": "answer",
    "OAUTH_JWT_CLAIM_COMPARISON_FAILED": "token",
    "OAUTH_JWT_TIMESTAMP_CHECK_FAILED": "clock",
}


class SignInError(Exception):
    """The sign-in failed; `kind` says how, `detail` is for who runs the page. Neither holds a token."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.detail = detail


def failure(error: Any) -> SignInError:
    """What an error of oauth4webapi, or of the page's fetch, means. Its text may hold tokens, and is not kept."""
    code, said = getattr(error, "code", None), getattr(error, "error", None)
    if not code and error.name == "TypeError":
        return SignInError("unreachable")
    if said == "access_denied":
        return SignInError("denied")
    if said == "invalid_grant":
        return SignInError("code")
    return SignInError(KINDS.get(str(code), "issuer"), str(said or code or error.name))


class Problem(NamedTuple):
    """What is shown of a failure."""

    title: str
    text: str
    detail: str = ""
    """For whoever runs the page."""
    is_over: bool = False
    """Whether there are no tokens any more."""


def explain(error: Exception) -> Problem:
    """What a failure means for the person."""
    cause: BaseException | None = error
    while cause:  # that there is no token is why there are no keys
        if isinstance(cause, SignInError):
            return Problem(*EXPLAINED[cause.kind], cause.detail, cause.kind not in PASSING)
        cause = cause.__cause__
    if isinstance(error, CredentialsError):
        return Problem(
            "AWS gives no keys for this sign-in", "You are signed in, but AWS does not accept it.", str(error)
        )
    if isinstance(error, AwsError):
        text = "You are signed in, but may not see this folder, or there is no such bucket."
        return Problem("AWS refuses to list it", text, str(error))
    return Problem("AWS cannot be reached", "Is this device online? Otherwise try again in a while.", str(error))
