"""All cases, registered."""

from . import network, recovery, stalls, statuses
from .registry import CASES, run

__all__ = ["CASES", "network", "recovery", "run", "stalls", "statuses"]
