"""What a bucket's CORS rules mean for a page, in words. Pure."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")


def allows(rules: Sequence[dict[str, Any]], origin: str) -> bool:
    """Whether one of the rules lets the pages of an origin do all that this tab does."""
    return any(
        _is_of(rule, origin)
        and set(METHODS) <= set(rule.get("AllowedMethods", ()))
        and "*" in rule.get("AllowedHeaders", ())
        and "etag" in {name.lower() for name in rule.get("ExposeHeaders", ())}
        for rule in rules
    )


def note_of(rules: Sequence[dict[str, Any]], origin: str) -> str:
    """What the rules say of the pages of an origin."""
    if not rules:
        return f"This bucket has no CORS rule of its own: AWS would answer no page, {origin} neither."
    if allows(rules, origin):
        return f"These rules let this page ({origin}) do all that this tab does."
    if any(_is_of(rule, origin) for rule in rules):
        return f"These rules name this page’s origin, {origin}, but lack something that this tab needs."
    return f"No rule here names this page’s origin, {origin}."


def _is_of(rule: dict[str, Any], origin: str) -> bool:
    """Whether it is for this origin: a rule's origin may have one `*` in it."""
    patterns = [pattern.replace("[", "[[]").replace("?", "[?]") for pattern in rule.get("AllowedOrigins", ())]
    return any(fnmatchcase(origin, pattern) for pattern in patterns)
