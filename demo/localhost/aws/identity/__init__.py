"""What the local AWS issues: credentials from STS and from Cognito Identity, in exchange for other credentials or for
the tokens of an issuer that it trusts.
"""

from .identity import Identity
from .trust import Role, Trust
from .vault import Vault

__all__ = ["Identity", "Role", "Trust", "Vault"]
