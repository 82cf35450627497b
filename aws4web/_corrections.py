"""What a call corrects because of an answer: this device's clock, and the region of a bucket. Pure.

Each is corrected once in a call, and remembered with care, because a server may be wrong too:

    told     an answer says what is right: it is tried, in the same call where the body can be sent again
    proven   AWS accepted a request made with it: it is used for all that follow, presigned URLs too
    refuted  AWS refuses a request made with it: it is forgotten
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from ._memory import Learnt, Memory
from ._request import Url
from ._scope import signing_rules

if TYPE_CHECKING:
    from ._error_answer import ErrorDetails
    from ._response import Response
    from ._signer import AwsV4Signer


class Verdict(NamedTuple):
    """What an answer says of a value that its request was made with."""

    holds: bool | None = None
    """None: nothing."""
    better: Any = None
    """What is right instead; None where it does not say."""


class Corrections:
    """Those of one call."""

    def __init__(self, memory: Memory, *, sets_clock: bool) -> None:
        self._sets_clock = sets_clock
        self._clock = _Correction(memory.offsets)
        self._region = _Correction(memory.regions)

    @property
    def are_known(self) -> bool:
        """Whether there is anything to correct at all: where not, signing loses no time."""
        return self._clock.is_known or self._region.is_known

    @property
    def offset(self) -> float:
        """Seconds that were added to this device's time for the last attempt."""
        return self._clock.used

    def changes(self, signer: "AwsV4Signer", asked: Url, now: float, *, sending: bool) -> dict[str, Any]:
        """The options to sign with instead of those of `signer`, which is made as the caller asks.

        `asked` is the caller's URL, `now` this device's time. What is not sent now is signed with what is proven.
        """
        from ._clock import is_believable
        from ._region import bucket_of, in_region

        changes: dict[str, Any] = {}
        host = asked.host
        if signing_rules(signer.service).is_s3:
            region = self._region.value(bucket_of(asked), sending=sending)
            if region:
                changes["region"] = region
                moved = in_region(asked, region)
                if moved != asked:
                    changes["url"], host = str(moved), moved.host
        if self._sets_clock:
            offset = self._clock.value(host, sending=sending)
            if not is_believable(now + offset):  # this device's clock was set since
                self._clock.forget()
            elif offset:
                changes["datetime"] = now + offset
        return changes

    def learn(
        self, response: "Response", details: "ErrorDetails | None", signer: "AwsV4Signer", asked: Url, now: float
    ) -> str:
        """Take in what an answer says of the last attempt. What else is to be tried, in words; "" where nothing is."""
        from ._clock import clock_verdict
        from ._region import bucket_of, region_verdict

        sent = Url.split(signer.url)
        if self._sets_clock:
            verdict = clock_verdict(response.status, details, response.headers, now, self._clock.used)
            if self._clock.learn(sent.host, verdict):
                return f"the host's clock is {self._clock.tried:+.0f} s ahead"
        if signing_rules(signer.service).is_s3:
            verdict = region_verdict(response, details, sent, signer.region, asked)
            if self._region.learn(bucket_of(asked), verdict):
                return f"the bucket is in {self._region.tried or 'the region that was asked for'}"
        return ""

    def corrects_region(
        self, response: "Response", details: "ErrorDetails | None", signer: "AwsV4Signer", asked: Url
    ) -> bool:
        """Whether an answer to the last attempt says that the bucket is in another region, which is not tried yet."""
        from ._region import region_verdict

        verdict = region_verdict(response, details, Url.split(signer.url), signer.region, asked)
        return verdict.better is not None and self._region.tried is None

    def prove(self) -> None:
        """AWS accepted the last attempt."""
        self._clock.prove()
        self._region.prove()

    def leave(self) -> None:
        """This call cannot try what it was told: the next one can."""
        self._clock.leave()
        self._region.leave()


class _Correction:
    """A value in the course of one call, which one answer may correct."""

    __slots__ = ("_is_proven", "_key", "_learnt", "tried", "used")

    def __init__(self, learnt: Learnt) -> None:
        self._learnt = learnt
        self._key = ""
        self._is_proven = True
        self.used: Any = learnt.default
        """What the last attempt was made with."""
        self.tried: Any = None
        """What an answer of this call says is right."""

    @property
    def is_known(self) -> bool:
        learnt = self._learnt
        return bool(learnt.proven or learnt.told) or self.tried is not None or self.used != learnt.default

    def value(self, key: str, *, sending: bool) -> Any:
        """What to use for `key`."""
        proven = used = self._learnt.proven.get(key)
        if used is None:
            used = self.tried
        if used is None and sending:
            used = self._learnt.told.get(key)
        self._key = key
        self._is_proven = used is proven
        self.used = self._learnt.default if used is None else used
        return self.used

    def learn(self, key: str, verdict: Verdict) -> bool:
        """Take in what the last attempt's answer says. Whether there is another value to try."""
        if verdict.holds is None:
            return False
        if verdict.holds:
            self.prove()
            return False
        self._key, refuted = key, self.used
        self.forget()
        better = self._learnt.default if verdict.better is None else verdict.better
        if self.tried is not None or better == refuted:
            return False
        self.tried = better
        return True

    def forget(self) -> None:
        """What was used is of no use."""
        for known in (self._learnt.proven, self._learnt.told):
            if known.get(self._key) == self.used:  # and not what another call has learnt since
                del known[self._key]
        self.used = self._learnt.default

    def prove(self) -> None:
        """The last attempt was accepted."""
        if self._is_proven:
            return
        self._learnt.told.pop(self._key, None)
        if self.used != self._learnt.default:
            self._learnt.proven[self._key] = self.used

    def leave(self) -> None:
        """The next call is to try what this one was told."""
        if self.tried is not None:
            self._learnt.told[self._key] = self.tried
