"""What a call corrects because of an answer: this device's clock, a bucket's region, the credentials. Pure."""

from typing import TYPE_CHECKING, NamedTuple

from .._endpoints.buckets import bucket_of, in_region
from .._sign.scope import Scope, signing_rules
from .._url import Url
from .clock import clock_verdict, is_believable
from .lesson import Lesson
from .memory import Memory
from .region import region_verdict

if TYPE_CHECKING:
    from .._answers.parse import ErrorDetails
    from .._credentials import Credentials
    from .._received import Received
    from .._sign.signable import Signable
    from .._types import CredentialsSource

# What AWS says of credentials that are no longer good:
# https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
_CODES = frozenset(
    {"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"}
    | {"UnrecognizedClientException", "InvalidClientTokenId", "InvalidToken", "InvalidAccessKeyId"}
)
_DISBELIEF = 60.0
"""Seconds for which a host that refused credentials, and accepted no others since, has none asked for again."""


class Plan(NamedTuple):
    """What a request is made with, as far as it can be corrected."""

    url: Url
    scope: Scope
    offset: float = 0.0
    """Seconds that are added to this device's time."""


class Corrections:
    """The corrections of one call: each changes the plan of a request, and learns from its answer."""

    def __init__(self, memory: Memory, *, sets_clock: bool, source: "CredentialsSource | None" = None) -> None:
        self._sets_clock = sets_clock
        self._source = source
        """Whoever may have other credentials."""
        self._refusing = memory.refusing
        self.refused: Credentials | None = None
        """The credentials that AWS refused in this call."""
        self._clock = Lesson(memory.offsets)
        self._region = Lesson(memory.regions)

    @property
    def offset(self) -> float:
        """Seconds that were added to this device's time for the last attempt."""
        return self._clock.used

    def offset_for(self, host: str) -> float:
        """Seconds that are to be added for a request to this host."""
        return self._clock.value(host, sending=True) if self._sets_clock else 0.0

    @property
    def region(self) -> str:
        """The region that the last attempt was made with instead of the one that was asked for; "" for that."""
        return self._region.used

    def apply(self, plan: Plan, now: float, *, sending: bool) -> Plan:
        """The plan, corrected. `now` is this device's time. What is sent later is signed with what is proven."""
        if signing_rules(plan.scope.service).is_s3:
            region = self._region.value(bucket_of(plan.url), sending=sending)
            if region:
                plan = plan._replace(url=in_region(plan.url, region), scope=plan.scope._replace(region=region))
        if self._sets_clock:
            offset = self._clock.value(plan.url.host, sending=sending)
            if not is_believable(now + offset):  # this device's clock was set since
                self._clock.forget()
            else:
                plan = plan._replace(offset=offset)
        return plan

    def learn(
        self, answer: "Received", details: "ErrorDetails | None", signable: "Signable", asked: Url, now: float
    ) -> str:
        """Take in what an answer says of the last attempt. What else is to be tried, in words; "" if nothing is.

        `asked` is the URL as the caller has it.
        """
        sent = signable.url
        if self._sets_clock:
            verdict = clock_verdict(answer.status, details, answer.headers, now, self._clock.used)
            if self._clock.learn(sent.host, verdict):
                return f"the host's clock is {self._clock.tried:+.0f} s ahead"
        if signable.rules.is_s3:
            verdict = region_verdict(answer, details, sent, signable.scope.region, asked)
            if self._region.learn(bucket_of(asked), verdict):
                return f"the bucket is in {self._region.tried or 'the region that was asked for'}"
        if self._source is not None and signable.is_signed:
            refusal = _refusal_of(answer.status, details, signable)
            if refusal and self.refused is None and self._renews(self._source, signable, refusal, now):
                return "the credentials are no longer good"
        return ""

    def _renews(self, source: "CredentialsSource", signable: "Signable", refusal: str, now: float) -> bool:
        """Whether there will be other credentials. A host that refuses them all must not have them asked for each time:
        it may be wrong, or hostile.
        """
        host, credentials = signable.url.host, signable.credentials
        is_believed = not 0 <= now - self._refusing.get(host, float("-inf")) < _DISBELIEF
        if not source.refuse(credentials, refusal, may_ask=is_believed):
            return False
        self.refused = credentials
        if is_believed:
            self._refusing[host] = now  # until it accepts a request
        return True

    def corrects_region(
        self, answer: "Received", details: "ErrorDetails | None", signable: "Signable", asked: Url
    ) -> bool:
        """Whether an answer to the last attempt says that the bucket is in another region, which is not tried yet."""
        verdict = region_verdict(answer, details, signable.url, signable.scope.region, asked)
        return verdict.better is not None and self._region.tried is None

    def prove(self, host: str) -> None:
        """AWS accepted the last attempt, which was sent to this host."""
        self._clock.prove()
        self._region.prove()
        self._refusing.pop(host, None)

    def leave(self) -> None:
        """This call cannot try what it was told: the next one can."""
        self._clock.leave()
        self._region.leave()


def _refusal_of(status: int, error: "ErrorDetails | None", signable: "Signable") -> str:
    """How AWS refused the credentials, in its words; "" if it did not. A wrong clock is to be looked for before."""
    if error is not None:
        return f"{error.code}: {error.message}" if error.code in _CODES else ""
    # S3 says ExpiredToken with this status, and an answer to HEAD has no body.
    is_bare = status == 400 and signable.method == "HEAD" and bool(signable.credentials.session_token)
    return "HTTP 400 to a HEAD request" if is_bare else ""
