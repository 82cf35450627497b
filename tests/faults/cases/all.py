"""All cases, registered."""

from . import network, recovery, redirects, stalls, statuses
from .registry import CASES, run

__all__ = ["CASES", "network", "recovery", "redirects", "run", "stalls", "statuses"]
