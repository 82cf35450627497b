"""Service and region from a host name (being written)."""

from typing import NamedTuple


class Endpoint(NamedTuple):
    service: str
    region: str | None
    scheme: str = "sigv4"


def infer(hostname: str, path: str = "/", target: str = "") -> Endpoint | None:
    """None: a host that says nothing."""
    if hostname.endswith(".amazonaws.com"):
        labels = hostname.split(".")
        if len(labels) >= 4:
            return Endpoint(labels[-4], labels[-3])
    return None
