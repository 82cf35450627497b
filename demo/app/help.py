"""What went wrong, in words that help. Pure."""

import json
import re
from typing import NamedTuple

from aws4web import AbortError, AwsError, CredentialsError, NetworkError, RequestTimeoutError, UnknownEndpointError

_UNKNOWN_KEY = (
    "AWS does not know this access key ID. Compare it with the one that you were given; a key of AWS China or GovCloud"
    " is unknown elsewhere, and the local AWS knows only its own."
)
_FOREIGN_SESSION = (
    "The session token does not belong to this access key. A long-lived key (AKIA…) has none: leave it empty."
)
_EXPIRED = "These temporary keys have expired. Get new ones, and enter them under Connection."
_MISMATCH = "The request was not signed the way AWS expects."
_DENIED = (
    "The keys are right, but may not do this. Look at the policies of the user or role, and of the bucket; a key that"
    " does not exist is refused in the same way if listing is not allowed."
)

ADVICE = {
    "SignatureDoesNotMatch": _MISMATCH,
    "InvalidSignatureException": _MISMATCH,
    "InvalidAccessKeyId": _UNKNOWN_KEY,
    "UnrecognizedClientException": _UNKNOWN_KEY,
    "InvalidClientTokenId": f"{_UNKNOWN_KEY} {_FOREIGN_SESSION}",
    "InvalidToken": _FOREIGN_SESSION,
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "AccessDenied": _DENIED,
    "AccessDeniedException": _DENIED,
    "RequestTimeTooSkewed": "This device's clock is wrong, and correcting the time did not help.",
    "NoSuchBucket": "There is no bucket of this name at this endpoint. Compare its spelling and its region.",
    "NoSuchKey": "There is no object of this name; it may have been deleted meanwhile.",
    "BucketAlreadyExists": "Somebody has a bucket of this name: bucket names are unique in all of AWS. Choose another.",
    "BucketAlreadyOwnedByYou": "You already have a bucket of this name.",
    "InvalidBucketName": "A bucket's name has 3 to 63 lower-case letters, digits and hyphens.",
    "ResourceNotFoundException": "What the request names does not exist in this region: make it first.",
    "ResourceInUseException": "It already exists, or is just being made or deleted.",
    "NonExistentQueue": "There is no queue of this name in this region: make it first.",
}
_python_option = re.compile(r"[:;] (?:pass|give) .*", re.DOTALL)
_python_keys = re.compile(r"; AWS takes access_key_id and .*")
_in_the_clear = re.compile(r"[A-Z]+ http://(?!(?:127\.0\.0\.1|localhost)[:/])").match
_FORGOTTEN = "dropped by forget()"
_NOT_S3 = ": the answer is not "  # so aws4web says that it cannot read an answer
_BROKE_OFF = "the body broke off"  # so aws4web says it
_RULE = '[{"AllowedOrigins": '


class Help(NamedTuple):
    """An error as shown to a visitor."""

    title: str
    text: str
    code: str = ""
    """To paste: a CORS rule."""
    details: str = ""
    """The error's own words."""


def help_for(error: BaseException, cause: str = "") -> Help:
    """Explain any error. `cause` is what is known to be wrong with the request, as a sentence."""
    if isinstance(error, AwsError):
        return _aws(error, cause)
    if isinstance(error, RequestTimeoutError):
        return Help("No answer in time", "The service is slow or cannot be reached. Try again.", details=str(error))
    if isinstance(error, AbortError):
        return Help("Cancelled", "The request was given up.")
    if isinstance(error, NetworkError):
        return _network(error)
    if isinstance(error, CredentialsError):
        if _FORGOTTEN in str(error):
            return Help("Signed out meanwhile", "The keys for this call are gone. Look under Connection who calls.")
        return Help("No keys to call with", f"{_sentence(error)} Look under Connection who calls.")
    if isinstance(error, UnknownEndpointError):
        return Help("Which service is this?", f"{_in_form(error)} Fill in Service and Region.")
    if isinstance(error, ValueError | TypeError):
        return Help("This cannot be sent", _in_form(error))
    return Help("The page made a mistake", _sentence(error), details=type(error).__name__)


def _aws(error: AwsError, cause: str) -> Help:
    details = f"{error.where}\nstatus {error.status}"
    if error.request_id:
        details += f"\nrequest {error.request_id}"
    said = error.message.partition("\n\n")[0]  # JSON services put their canonical request behind the message
    advice = ADVICE.get(error.code, "")
    if error.diagnosis:
        advice = f"{_capital(error.diagnosis.explanation)}."
        if error.diagnosis.part == "secret":
            advice += " Correct it under Connection."
        else:
            details += f"\nsigned here: {error.diagnosis.ours}\nAWS saw:     {error.diagnosis.theirs}"
    elif cause and not advice:
        advice = f"{cause} The server failed over it." if error.status >= 500 else cause
    elif not advice and error.retryable:
        advice = "This is temporary: the same request may succeed in a moment. It has already been tried several times."
    return Help(error.code, f"{advice} {_quoted(error, said)}".strip(), details=details)


def _quoted(error: AwsError, said: str) -> str:
    """The server's message: AWS's own words only if it gave a code, as AWS does."""
    if not said:
        return ""
    if not error.code.startswith("HTTP "):
        return f"AWS’s own words: “{said}”"
    if said.lstrip().startswith("<"):
        return "The server answered with a page or a document of its own, not with an error of AWS."
    return f"The server’s words: “{said}”"


def is_forbidden(error: NetworkError) -> bool:
    """Whether the page's own policy forbids the address: http, and not of this device."""
    return _in_the_clear(str(error)) is not None and _NOT_S3 not in str(error)


def _network(error: NetworkError) -> Help:
    text = str(error)
    if "offline" in text:
        return Help("You are offline", "This device has no network. Connect it, and try again.", details=text)
    if is_forbidden(error):
        return Help(
            "This page may not call it",
            "Its Content Security Policy lets it call https addresses, and http addresses of this device. Have the"
            " server answer by https.",
            details=text,
        )
    if _NOT_S3 in text:
        said = text.partition(_NOT_S3)[2].replace("'", "’")
        advice = "Check the endpoint under Connection; a network that wants a sign-in first answers like this, too."
        return Help("This is not how S3 answers", f"The server’s answer is not {said}. {advice}", details=text)
    if _BROKE_OFF in text:
        return Help("The answer broke off", "The connection was lost before all had come. Try again.", details=text)
    if _RULE not in text:
        return Help("No answer", "The server cannot be reached, or hung up. Check the endpoint.", details=text)
    explanation = text.partition(" For ")[0]
    rule, _ = json.JSONDecoder().raw_decode(text, text.index(_RULE))
    return Help(
        "No answer that this page may read",
        "Either nothing answers at this address, or the server does not allow this page’s origin (CORS); a browser does"
        " not tell a page which. Check the endpoint. For a bucket of yours, this CORS rule allows the request:",
        json.dumps(rule, indent=2),
        explanation.strip(),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in_form(error: BaseException) -> str:
    """An error's message without the Python options that would help: there are fields."""
    text = _python_option.sub("", str(error) or type(error).__name__)
    text = _python_keys.sub(": the keys belong under Connection", text)
    for python, form in (
        ("endpoint_url: url ", "the endpoint "),
        ("endpoint_url", "the endpoint"),
        ("url ", "the URL "),
    ):
        if text.startswith(python):
            text = form + text.removeprefix(python)
    return _sentence(ValueError(text))


def _sentence(error: BaseException) -> str:
    text = _capital(str(error) or type(error).__name__)
    return text if text.endswith((".", "!", "?")) else f"{text}."
