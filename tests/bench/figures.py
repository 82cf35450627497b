"""What is measured, what it must be, and what was measured."""

from collections.abc import Iterable
from typing import NamedTuple


class Goal(NamedTuple):
    """A figure of the bench, with what it must be and what it aims at."""

    figure: str
    how: str
    must: float
    aim: float
    unit: str = "×"
    at_least: bool = False
    """Whether more is better."""

    def verdict(self, value: float) -> str:
        """'aim', 'must' or 'MISSED': the best that `value` meets."""
        for name, limit in (("aim", self.aim), ("must", self.must)):
            if value >= limit if self.at_least else value <= limit:
                return name
        return "MISSED"

    def limit(self, value: float) -> str:
        """`must` or `aim` as text."""
        return f"{'≥' if self.at_least else '≤'} {value:g}{_space(self.unit)}"


class Measure(NamedTuple):
    """One number of a figure."""

    what: str
    value: float
    raw: str
    """What it was computed from."""
    goal: Goal | None
    """None if it is reported for what it is worth."""
    unit: str = "×"

    @property
    def text(self) -> str:
        """The number with its unit."""
        digits = 0 if self.value >= 100 else 1 if self.value >= 10 else 2
        return f"{self.value:.{digits}f}{_space(self.goal.unit if self.goal else self.unit)}"

    @property
    def verdict(self) -> str:
        """See Goal.verdict; empty if there is no goal."""
        return self.goal.verdict(self.value) if self.goal else ""


def _space(unit: str) -> str:
    return unit if unit == "×" else f" {unit}"


def ratio(
    what: str, goal: Goal | None, ours: tuple[str, float], theirs: tuple[str, float], *, unit: str = "µs"
) -> Measure:
    """Ours divided by theirs; the other way round for a goal that wants more."""
    (our_name, our_value), (their_name, their_value) = ours, theirs
    value = their_value / our_value if goal and goal.at_least else our_value / their_value
    return Measure(
        what, value, f"{our_name} {_short(our_value)} {unit}, {their_name} {_short(their_value)} {unit}", goal
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def missed(measures: Iterable[Measure]) -> int:
    """How many goals are missed."""
    return sum(measure.verdict == "MISSED" for measure in measures)
