"""The local AWS as it runs: moto behind the gate, with two credentials and an `echo` function."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..child_process import StartError
from ..ports import free_port
from .gate import Credential, Gate
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


@contextlib.contextmanager
def local_aws(port: int = 0, cors: bool = True) -> Iterator[LocalAws]:
    """Serve on `port` of 127.0.0.1 (0: any free one) within the `with` block.

    Raises StartError if the port is taken, or if moto does not start.
    """
    temporary = replace(TEMPORARY, expires_at=datetime.now(UTC) + LIFE_OF_TEMPORARY)
    moto_port = free_port()
    try:
        gate = Gate(moto_port, [LONG_LIVED, temporary], port=port, cors=cors, hidden=MOTOS_OWN)
    except OSError as error:
        raise StartError(f"cannot serve on port {port} of 127.0.0.1: {error.strerror}") from None
    with gate, tempfile.TemporaryDirectory(prefix="local-aws-") as folder, running_moto(moto_port, Path(folder)):
        yield LocalAws(gate.endpoint, temporary)
