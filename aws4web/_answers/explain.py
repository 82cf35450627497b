"""Why AWS says SignatureDoesNotMatch, by what it said: an error, a response, or the text of its body."""

from typing import Any, NamedTuple

from .._errors import AwsError, Diagnosis
from .._response import Response
from .._sign.stages import Stages
from .error import diagnosis_of
from .mismatch import aws_view, time_of
from .parse import ErrorDetails, parse_error


class Refusal(NamedTuple):
    """An answer that says what AWS signed."""

    details: ErrorDetails
    signed_at: str | None
    """When the request was signed."""

    async def compared_with(self, stages: Stages) -> Diagnosis | None:
        """Where AWS's view first differs from how the request is signed here."""
        return await diagnosis_of(self.details, stages)

    def __repr__(self) -> str:
        return f"<Refusal {self.details.code}>"


def read_answer(answer: Any, *, has_request: bool) -> Refusal | Diagnosis | None:
    """What an answer says: a text has to be compared with the request. Raises TypeError if that is missing."""
    if not isinstance(answer, str):
        return _diagnosis_in(answer)
    if not has_request:
        del answer  # it may quote a secret, which no traceback shows
        raise TypeError("explain needs the request too: pass its URL, and what else was passed to fetch")
    return _refusal_in(answer)


def _diagnosis_in(answer: Any) -> Diagnosis | None:
    """The diagnosis that an error or a response holds. Raises TypeError for anything else."""
    if isinstance(answer, Response):
        return answer.error.diagnosis if answer.error else None
    if isinstance(answer, AwsError):
        return answer.diagnosis
    raise TypeError(f"answer must be an AwsError, a Response or a str, not {type(answer).__name__}")


def _refusal_in(text: str) -> Refusal | None:
    """What the body of an answer says; None if it does not say what AWS signed."""
    details = parse_error({}, text)
    view = details and aws_view(details.fields, details.message)
    return Refusal(details, time_of(view)) if details and view else None
