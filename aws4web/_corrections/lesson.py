"""One value that an answer may correct, in the course of a call. Pure.

It is corrected once in a call, and remembered with care, because a server may be wrong too:

    told     an answer says what is right: it is tried, in the same call if the body can be sent again
    proven   AWS accepted a request made with it: it is used for all that follow, presigned URLs too
    refuted  AWS refuses a request made with it: it is forgotten
"""

from typing import Generic, NamedTuple, TypeVar

from .memory import Learnt

_Value = TypeVar("_Value")


class Verdict(NamedTuple, Generic[_Value]):
    """What an answer says of a value that its request was made with."""

    holds: bool | None = None
    """None: nothing."""
    better: _Value | None = None
    """What is right instead; None if it does not say."""


class Lesson(Generic[_Value]):
    """A value in the course of one call, which one answer may correct."""

    __slots__ = ("_is_proven", "_key", "_learnt", "tried", "used")

    def __init__(self, learnt: Learnt[_Value]) -> None:
        self._learnt = learnt
        self._key = ""
        self._is_proven = True
        self.used: _Value = learnt.default
        """What the last attempt was made with."""
        self.tried: _Value | None = None
        """What an answer of this call says is right."""

    def value(self, key: str, *, sending: bool) -> _Value:
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

    def learn(self, key: str, verdict: Verdict[_Value]) -> bool:
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
        """What was used is wrong."""
        for known in (self._learnt.proven, self._learnt.told):
            if known.get(self._key) == self.used:  # not what another call has learnt since
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
