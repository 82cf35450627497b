"""A gate that recomputes every signature, as AWS does (with botocore), in front of a server that does not."""

from .gate_server import Gate
from .refusal_answer import Answer
from .verification import Credential
from .wire_request import WireRequest

__all__ = ["Answer", "Credential", "Gate", "WireRequest"]
