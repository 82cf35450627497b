"""Whether an answer is an error, and which: explained as far as AWS says."""

from .._errors import AbortError, AwsError, Diagnosis, NetworkError
from .._received import Received, as_text
from .._retry.retries import is_retryable
from .._sign.stages import Stages
from .mismatch import aws_view, diagnose
from .parse import MAX_EXPLANATION, ErrorDetails, parse_error
from .redaction import redact, redact_authorization

_MAX_SHOWN = 200  # characters of a body that no protocol explains


async def read_details(answer: Received) -> ErrorDetails | None:
    """What the body and headers of an answer say about an error; None if it is not one.

    Raises NetworkError if the body breaks off and the status alone does not tell what it is.
    """
    try:
        return parse_error(answer.headers, await _beginning(answer))
    except AbortError:
        raise
    except NetworkError:
        if is_retryable(answer.status):
            return None
        raise


async def error_of(answer: Received, details: ErrorDetails | None, stages: Stages, where: str) -> AwsError | None:
    """The error that AWS answered with; None if the answer is not an error."""
    if details is None and answer.status < 400:
        return None
    limit = None
    if details is None:
        details, limit = ErrorDetails("", await _words(answer), None, {}), _MAX_SHOWN
    message = _redacted(details.message, stages)
    return AwsError(
        _redacted(details.code, stages) or f"HTTP {answer.status}",
        f"{message[:limit]}…" if limit and len(message) > limit else message,
        status=answer.status,
        request_id=_redacted(details.request_id, stages) if details.request_id else None,
        retryable=is_retryable(answer.status, details.code),
        # The fields whose names end with Bytes repeat others in hex.
        fields={name: _redacted(value, stages) for name, value in details.fields.items() if name[-5:] != "Bytes"},
        where=where,
        diagnosis=await diagnosis_of(details, stages),
    )


async def diagnosis_of(details: ErrorDetails, stages: Stages) -> Diagnosis | None:
    """Why the signature does not match, if AWS's answer says what it signed."""
    view = aws_view(details.fields, details.message)
    if view is None or not stages.signable.is_signed:
        return None
    texts = await stages.canonical_string(), await stages.string_to_sign(), *view
    return diagnose(*[_redacted(text, stages) for text in texts])


def _redacted(text: str, stages: Stages) -> str:
    signable = stages.signable
    if signable.is_signed:
        return redact(text, signable.credentials)
    return redact_authorization(text, signable.values.get("authorization", ""))


async def _beginning(answer: Received) -> str:
    return as_text(await answer.beginning(MAX_EXPLANATION))


async def _words(answer: Received) -> str:
    try:
        return (await _beginning(answer)).strip() or answer.status_text
    except NetworkError:
        return answer.status_text
