"""What AWS's answer says: whether it is an error, and which."""

from ._advice import Diagnosis, aws_view, diagnose
from ._error_answer import MAX_EXPLANATION, ErrorDetails, parse_error
from ._errors import AbortError, AwsError, NetworkError
from ._response import Response, as_text
from ._retry import is_retryable
from ._signer import AwsV4Signer

_MAX_SHOWN = 200  # characters of a body that no protocol explains


async def read_details(response: Response) -> ErrorDetails | None:
    """What an answer that may be an error says in its body and headers; None where it is none.

    Raises NetworkError where the body breaks off and the status alone does not tell what it is.
    """
    try:
        return parse_error(response.headers, await _beginning(response))
    except AbortError:
        raise
    except NetworkError:
        if is_retryable(response.status):
            return None
        raise


async def error_of(
    response: Response, details: ErrorDetails | None, signer: AwsV4Signer, where: str
) -> AwsError | None:
    """The error that an answer is, explained as far as AWS says; None where it is none."""
    if details is None and response.status < 400:
        return None
    if details is None:
        details = ErrorDetails("", await _first_words(response), None, {})
    redact = signer.credentials.redact
    return AwsError(
        redact(details.code) or f"HTTP {response.status}",
        redact(details.message),
        status=response.status,
        request_id=redact(details.request_id) if details.request_id else None,
        retryable=is_retryable(response.status, details.code),
        # The …Bytes are the same once more, in hex.
        fields={name: redact(value) for name, value in details.fields.items() if not name.endswith("Bytes")},
        where=where,
        diagnosis=await diagnosis_of(details, signer),
    )


async def diagnosis_of(details: ErrorDetails, signer: AwsV4Signer) -> Diagnosis | None:
    """Why the signature does not match, where AWS's answer says what it signed."""
    view = aws_view(details.fields, details.message)
    if view is None:
        return None
    signed = await signer.canonical_string(), await signer.string_to_sign()
    return diagnose(*map(signer.credentials.redact, [*signed, *view]))


async def _beginning(response: Response) -> str:
    return as_text(await response.beginning(MAX_EXPLANATION))


async def _first_words(response: Response) -> str:
    try:
        text = (await _beginning(response)).strip() or response.status_text
    except NetworkError:
        text = response.status_text
    return f"{text[:_MAX_SHOWN]}…" if len(text) > _MAX_SHOWN else text
