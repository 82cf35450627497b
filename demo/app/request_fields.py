"""What a tab's fields hold. Pure."""

from .call_text import Call

Typed = dict[str, str]
"""By the fields' names; a box holds `on` or nothing."""

FIELDS = Call._fields


def as_typed(call: Call) -> Typed:
    """A request as the fields hold it."""
    return {**call._asdict(), "headers": "\n".join(f"{name}: {text}" for name, text in call.headers)}
