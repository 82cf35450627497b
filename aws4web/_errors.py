"""What can go wrong.

Aws4WebError
├── UnknownEndpointError      the URL does not tell the service or the region (also a ValueError)
├── CredentialsError          whoever is to have the credentials has none
├── AwsError                  AWS answered with an error
└── NetworkError              no response came, or it broke off (also an OSError)
    ├── AbortError            the caller's AbortSignal fired
    └── RequestTimeoutError   nothing came within `timeout` or `deadline` (also a TimeoutError)

Bad options are TypeError and ValueError, raised before anything is sent.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar, cast

_MAX_SHOWN = 4_000  # characters: an answer may hold a million, and a log should not
_MAX_NAME = 200


def readable(text: str, limit: int = _MAX_SHOWN, keep: str = "\n\t\xa0\u3000") -> str:
    """A server's text, fit for a terminal and a log: bounded in length, with escapes for what does not print.

    Line breaks, tabs and two kinds of space are kept, unless `keep` names other characters.
    """
    shown = _cut(text, limit)
    if shown.isprintable():
        return shown
    return "".join([char if char.isprintable() or char in keep else repr(char)[1:-1] for char in shown])


def _cut(text: str, limit: int = _MAX_SHOWN) -> str:
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


class Aws4WebError(Exception):
    """The base of all errors that are this package's own."""

    def __reduce__(self) -> Any:
        # A pool of processes pickles what a worker raises; a constructor may take something else than args.
        state = vars(self).copy()
        for name, value in state.items():
            if isinstance(value, MappingProxyType):
                state[name] = dict(cast("Mapping[Any, Any]", value))
        return type(self).__new__, (type(self), *self.args), state


class UnknownEndpointError(Aws4WebError, ValueError):
    """The URL does not tell which service or region to sign for, and the options do not either."""


class CredentialsError(Aws4WebError):
    """There are no credentials to sign with. `__cause__` is the error of whoever was asked for them."""

    def __str__(self) -> str:
        return readable(super().__str__())  # a server may be quoted


class Diagnosis(NamedTuple):
    """Where AWS's view of a request first differs from ours."""

    part: str
    """'method', 'path', 'query', 'header', 'signed headers', 'payload hash', 'time', 'scope' or 'secret'."""
    ours: str
    """The line that was signed here."""
    theirs: str
    """The line that AWS computed."""
    explanation: str

    def __str__(self) -> str:
        if not self.ours and not self.theirs:
            return self.explanation
        return f"{self.explanation}\n  signed here: {self.ours}\n  AWS saw:     {self.theirs}"


class AwsError(Aws4WebError):
    """AWS answered with an error. Raised by `Response.raise_for_status`, and held by `Response.error`."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int,
        request_id: str | None,
        retryable: bool,
        fields: Mapping[str, str],
        where: str,
        diagnosis: Diagnosis | None = None,
    ) -> None:
        code = readable(code, _MAX_NAME, "")
        super().__init__(code, message)
        self.code: str = code
        """AWS's own code, such as 'NoSuchKey'; 'HTTP 404' if the answer has none."""
        self.message: str = message
        """AWS's own words, secrets replaced by `…`."""
        self.status: int = status
        """The HTTP status code. 200 for S3's errors that come after the headers."""
        self.request_id: str | None = request_id and readable(request_id, _MAX_NAME, "")
        """What AWS's support asks for."""
        self.retryable: bool = retryable
        """Whether the same request may succeed later."""
        self.fields: Mapping[str, str] = MappingProxyType(dict(fields))
        """What else the answer says, by AWS's names: Region, BucketName, ServerTime, …"""
        self.where: str = where
        """The request, as `METHOD url` without the query."""
        self.diagnosis: Diagnosis | None = diagnosis
        """Why the signature does not match, if AWS says what it signed."""
        self.unsettled: bool = False
        """Whether an earlier attempt of the same call got no answer, or a server error: it may have done its work."""

    def __str__(self) -> str:
        if "diagnosis" not in vars(self):  # its constructor did not finish
            return super().__str__()
        request_id = f", request {self.request_id}" if self.request_id else ""
        said = f"{self.code}: {readable(self.message)}" if self.message else self.code
        why = f"\n{self.diagnosis}" if self.diagnosis else ""
        return f"{said} ({self.where}, status {self.status}{request_id}){why}"

    def __repr__(self) -> str:
        if "message" not in vars(self):
            return super().__repr__()
        return f"AwsError({self.code!r}, {_cut(self.message)!r})"


class NetworkError(Aws4WebError, OSError):
    """The request got no response, or its body broke off. `__cause__` is the platform's own error."""

    def __init__(self, *message: str, retryable: bool = True) -> None:
        super().__init__(*message)
        self.retryable: bool = retryable
        """Whether the same request may succeed later. False for what is certain to fail again."""

    def __reduce__(self) -> Any:
        return OSError.__reduce__(self)  # whose constructor sets args

    def __str__(self) -> str:
        return readable(super().__str__())  # what the platform says may quote the server


class AbortError(NetworkError):
    """The caller's AbortSignal ended the request."""


class RequestTimeoutError(NetworkError, TimeoutError):
    """Nothing came in time."""


_Error = TypeVar("_Error", bound=BaseException)


def bare(error: _Error) -> _Error:
    """The error without the frames that it came through: their locals hold what was refused, perhaps a secret."""
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link.__context__ = None
        link = link.__cause__
    return error
