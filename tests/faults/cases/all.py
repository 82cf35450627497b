"""All cases, registered."""

from . import (
    across_an_expiry,
    blocking,
    downloads,
    hostile,
    js_providers,
    network,
    reads,
    recovery,
    redirects,
    refusals,
    renewal,
    stalls,
    statuses,
)
from .registry import CASES, run

__all__ = [
    "CASES",
    "across_an_expiry",
    "blocking",
    "downloads",
    "hostile",
    "js_providers",
    "network",
    "reads",
    "recovery",
    "redirects",
    "refusals",
    "renewal",
    "run",
    "stalls",
    "statuses",
]
