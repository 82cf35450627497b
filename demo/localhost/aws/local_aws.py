"""The local AWS as it runs: moto behind the gate, with two credentials, an `echo` function, and what issues more
credentials: STS and Cognito Identity.
"""

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..child_process import StartError
from ..ports import free_port
from .gate import Credential, Gate
from .identity import Identity, Trust, Vault, account
from .identity.sts import MFA_CODE
from .moto_process import ACCOUNT_ID, FUNCTION, MOTOS_OWN, REGION, running_moto

# Modelled on the examples in AWS's documentation, which belong to nobody. They hold `+`, `/` and `=` on purpose.
LONG_LIVED = Credential("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credential(
    "ASIAIOSFODNN7EXAMPLE", "je7MtGbClwBF/2Zp9Utk+h3yCo8nvbEXAMPLEKEY", "IQoJb3JpZ2luX2VjE+local/aws==EXAMPLE"
)
LIFE_OF_TEMPORARY = timedelta(hours=12)


@dataclass(frozen=True)
class LocalAws:
    """What a client needs to call the local AWS."""

    endpoint: str
    temporary: Credential
    access_key_id: str = LONG_LIVED.access_key_id
    secret_access_key: str = field(default=LONG_LIVED.secret_access_key, repr=False)
    session_token: str | None = None
    region: str = REGION
    account_id: str = ACCOUNT_ID
    function_name: str = FUNCTION

    identity: Identity = field(default_factory=lambda: account.new_identity(Vault()), repr=False, compare=False)
    """What issues credentials; it may be told to trust more issuers, or to let credentials expire."""

    web_identity_role: str = account.arn_of(account.WEB_IDENTITY)
    """For AssumeRoleWithWebIdentity, with a token of any issuer that is trusted."""
    assumable_role: str = account.arn_of(account.ASSUMABLE)
    """For AssumeRole, with any credential of the account."""
    external_id_role: str = account.arn_of(account.WITH_EXTERNAL_ID)
    external_id: str = account.EXTERNAL_ID
    mfa_role: str = account.arn_of(account.WITH_MFA)
    mfa_serial: str = account.MFA_SERIAL
    mfa_code: str = MFA_CODE
    closed_role: str = account.arn_of(account.CLOSED)
    """Trusts nobody."""

    identity_pool_id: str = account.POOL.pool_id
    members_pool_id: str = account.MEMBERS_POOL.pool_id
    """Without guests."""
    misconfigured_pool_id: str = account.MISCONFIGURED_POOL.pool_id


@contextlib.contextmanager
def local_aws(port: int = 0, cors: bool = True, trusts: Iterable[Trust] = ()) -> Iterator[LocalAws]:
    """Serve on `port` of 127.0.0.1 (0: any free one) within the `with` block.

    `trusts` are the issuers whose tokens are accepted; `identity.trust` of what is yielded adds more.

    Raises StartError if the port is taken, or if moto does not start.
    """
    temporary = replace(TEMPORARY, expires_at=datetime.now(UTC) + LIFE_OF_TEMPORARY)
    vault = Vault([LONG_LIVED, temporary])
    identity = account.new_identity(vault)
    for trust in trusts:
        identity.trust(trust.issuer, trust.audience)
    moto_port = free_port()
    try:
        gate = Gate(moto_port, vault, front=identity, port=port, cors=cors, hidden=MOTOS_OWN, clock=vault.now)
    except OSError as error:
        raise StartError(f"cannot serve on port {port} of 127.0.0.1: {error.strerror}") from None
    with gate, tempfile.TemporaryDirectory(prefix="local-aws-") as folder, running_moto(moto_port, Path(folder)):
        yield LocalAws(gate.endpoint, temporary, identity=identity)
