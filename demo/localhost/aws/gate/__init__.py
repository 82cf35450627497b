"""A gate that recomputes every signature, as AWS does (with botocore), in front of a server that does not."""

from .gate_server import Gate
from .verification import Credential

__all__ = ["Credential", "Gate"]
