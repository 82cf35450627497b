"""How hard a call tries. Pure."""

from collections.abc import MutableMapping
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .budget import RetryBudget

_LIMITS = ("timeout", "deadline")


class RetryPolicy(NamedTuple):
    """How hard one call tries, and whether it raises in the end."""

    retries: int = 10
    init_retry_ms: float = 50
    retry_network: bool = False
    """Whether a request that may have been processed is sent again even if its method is not idempotent."""
    timeout: float | None = None
    """Seconds per attempt. As an option infinity means no limit: None is an option that is not given."""
    deadline: float | None = None
    """Seconds for all attempts and waits together."""
    retry_budget: "RetryBudget | None" = None
    raise_for_status: bool = False

    def over(self, options: MutableMapping[str, Any]) -> "RetryPolicy":
        """This policy, overridden by `options`, from which its members are removed. Raises as `check` does."""
        if options.keys().isdisjoint(self._fields):
            return self
        given = {name: options.pop(name) for name in self._fields if name in options}
        for name in _LIMITS:
            if given.get(name) == inf:
                given[name] = None
        policy = self._replace(**given)
        policy.check()
        return policy

    def check(self) -> None:
        """Raises TypeError for what is not a number, ValueError for a negative one."""
        for name in ("retries", "init_retry_ms", "timeout", "deadline"):
            value: object = getattr(self, name)
            if value is None and name in _LIMITS:
                continue
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise TypeError(f"{name} must be a number, not {type(value).__name__}")
            if not 0 <= value < float("inf"):
                raise ValueError(f"{name} must be 0 or more, not {value}")
        if self.retry_budget is not None:
            from .budget import check_budget

            check_budget(self.retry_budget)
