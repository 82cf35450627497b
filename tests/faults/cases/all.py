"""All cases, registered."""

from . import hostile, js_providers, network, recovery, redirects, refusals, renewal, stalls, statuses
from .registry import CASES, run

__all__ = ["CASES", "hostile", "js_providers", "network", "recovery", "redirects", "refusals", "renewal", "run", "stalls", "statuses"]
