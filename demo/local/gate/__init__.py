"""A gate that recomputes every signature with botocore, as AWS does, before a server that does not."""

from .server import Gate
from .verify import Credential

__all__ = ["Credential", "Gate"]
