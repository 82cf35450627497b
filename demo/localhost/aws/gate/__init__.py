"""A gate that recomputes every signature with botocore, as AWS does, before a server that does not."""

from .gate_server import Gate
from .verification import Credential

__all__ = ["Credential", "Gate"]
