"""What the account of the local AWS holds: its roles, its device for codes, and its identity pools."""

from ..moto_process import ACCOUNT_ID, REGION
from .cognito import Pool
from .identity import Identity
from .sts import role_arn
from .trust import Role
from .vault import Vault

EXTERNAL_ID = "customer-42"
MFA_SERIAL = f"arn:aws:iam::{ACCOUNT_ID}:mfa/local"

WEB_IDENTITY = Role("web-identity", trusts=None)
ASSUMABLE = Role("assumable", account=True)
WITH_EXTERNAL_ID = Role("with-external-id", account=True, external_id=EXTERNAL_ID)
WITH_MFA = Role("with-mfa", account=True, mfa=True)
CLOSED = Role("closed")
ROLES = (WEB_IDENTITY, ASSUMABLE, WITH_EXTERNAL_ID, WITH_MFA, CLOSED)

# The same every time, so that a page can be configured once.
POOL = Pool(f"{REGION}:7a1c0f7e-5d2b-4c3e-9a60-2f1d8b6c4e11")
MEMBERS_POOL = Pool(f"{REGION}:7a1c0f7e-5d2b-4c3e-9a60-2f1d8b6c4e22", guests=False)
MISCONFIGURED_POOL = Pool(f"{REGION}:7a1c0f7e-5d2b-4c3e-9a60-2f1d8b6c4e33", configured=False)
POOLS = [POOL, MEMBERS_POOL, MISCONFIGURED_POOL]


def arn_of(role: Role) -> str:
    """The ARN of a role of the account."""
    return role_arn(ACCOUNT_ID, role.name)


def new_identity(vault: Vault) -> Identity:
    """STS and Cognito Identity of the account, which trusts no issuer yet."""
    return Identity(ACCOUNT_ID, vault, MFA_SERIAL, ROLES, POOLS)
