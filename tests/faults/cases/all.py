"""All cases, registered."""

from . import hostile, network, recovery, redirects, stalls, statuses
from .registry import CASES, run

__all__ = ["CASES", "hostile", "network", "recovery", "redirects", "run", "stalls", "statuses"]
