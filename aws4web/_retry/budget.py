"""What the retries of several calls may cost. Pure."""


class RetryBudget:
    """Tokens that the retries of a client share, so that an outage is not multiplied.

    As the AWS SDKs' standard mode: a retry costs 5, 10 after a timeout; a success gives back what its last retry cost,
    or 1. An empty budget means no retries, not an error.
    """

    def __init__(self, capacity: int = 500) -> None:
        if capacity < 0:
            raise ValueError(f"capacity must be 0 or more, not {capacity}")
        self.capacity: int = capacity
        """Tokens at most."""
        self.tokens: int = capacity
        """Tokens left."""

    def take(self, cost: int) -> bool:
        """Pay for a retry. False, and nothing is paid, if there are too few tokens."""
        if cost > self.tokens:
            return False
        self.tokens -= cost
        return True

    def give(self, tokens: int) -> None:
        """Give back after a success."""
        self.tokens = min(self.capacity, self.tokens + tokens)


def check_budget(value: object) -> None:
    """Raises TypeError for anything else."""
    if not isinstance(value, RetryBudget):
        raise TypeError(f"retry_budget must be a RetryBudget, not {type(value).__name__}")
