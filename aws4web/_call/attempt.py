"""One attempt of a call: a request, signed, and what came of it. Pure."""

from collections.abc import Mapping

from .._errors import AwsError, NetworkError
from .._received import Received
from .._request import SignedRequest
from .._sign.stages import Stages
from .._url import Url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
SAFE_METHODS = ("GET", "HEAD")
"""Those that only read."""
HIDDEN = 0
"""The status that a page is shown instead of a redirect: https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect"""


class Attempt:
    """What was sent, and what came back."""

    __slots__ = ("answer", "asked", "error", "failure", "is_ours", "signed", "stages")

    def __init__(self, asked: Url, stages: Stages, signed: SignedRequest, *, is_ours: bool = True) -> None:
        self.asked = asked
        """The URL as the caller has it, or as a redirect led to it."""
        self.stages = stages
        """How it was signed. For a request to a host that a redirect chose: how the last signed one was."""
        self.signed = signed
        self.is_ours = is_ours
        """Whether it was made for the caller's host. After a redirect to another host it is not, and is not signed."""
        self.answer: Received | None = None
        self.failure: NetworkError | None = None
        """Why there is no answer, or none that could be read."""
        self.error: AwsError | None = None
        """What the answer says, once that is read."""

    @property
    def received(self) -> Received:
        """The answer. Raises the NetworkError if there is none."""
        if self.answer is None:
            raise self.failure or NetworkError(f"{self.signed.where}: not sent")
        return self.answer

    @property
    def succeeded(self) -> bool:
        """Whether the status says so, and the body of an answer of S3 cannot contradict it."""
        answer = self.answer
        if answer is None or answer.status >= 300:
            return False
        is_s3 = self.stages.signable.rules.is_s3
        return not (is_s3 and _may_hide_an_error(answer.status, self.signed.method, answer.headers))

    @property
    def was_followed(self) -> bool:
        """Whether a browser followed a redirect by itself."""
        url = self.signed.url
        return self.answer is not None and self.answer.url != url and self.answer.url != url.partition("#")[0]

    @property
    def is_redirected(self) -> bool:
        """Whether the answer redirects, or comes from where a redirect led."""
        answer = self.answer
        return answer is not None and (answer.status in REDIRECTS or answer.status == HIDDEN or self.was_followed)

    def fail(self, failure: NetworkError) -> None:
        """There is no answer."""
        self.answer, self.error = None, None
        self.failure = failure.with_traceback(None)  # whose frames know what was sent


def _may_hide_an_error(status: int, method: str, headers: Mapping[str, str]) -> bool:
    """S3 answers some long operations with 200 before it knows how they end: CompleteMultipartUpload, CopyObject, …

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
    """
    return status == 200 and method in ("POST", "PUT") and "xml" in headers.get("content-type", "")
