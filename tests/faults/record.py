"""What the fault server records."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from demo.localhost.aws.gate import Credential
from demo.localhost.aws.gate.refusal import Refusal
from demo.localhost.aws.gate.verification import verify
from demo.localhost.aws.gate.wire_request import Claim, WireRequest, read_claim

from .cases.keys import KEYS

_CREDENTIAL = Credential(**KEYS)


@dataclass
class Record:
    """One request, and what became of it."""

    request: WireRequest
    tell_server: Callable[["Record", str], None] = field(repr=False)
    released: asyncio.Event = field(repr=False)
    attempt: int = 0
    """From 0. A request with the same signature is the same attempt: the browser sent it again."""
    resent: bool = False
    """Whether it is such a one."""
    fates: list[str] = field(default_factory=list)
    status: int = 0
    """The answer that it got, or would have got."""
    answered: bool = False
    """Whether the client was told that."""
    processed: bool = False
    arrived: datetime = field(default_factory=lambda: datetime.now(UTC))

    def tell(self, fate: str) -> None:
        """Record what became of it."""
        self.fates.append(fate)
        self.tell_server(self, fate)

    @property
    def claim(self) -> Claim | None:
        """What the request says about its signature."""
        claim = read_claim(self.request)
        return None if isinstance(claim, Refusal) else claim

    def refusal(self, request: WireRequest | None = None) -> Refusal | None:
        """Why AWS would refuse the signature, which botocore computes again."""
        return verify(request or self.request, [_CREDENTIAL], self.arrived)

    def as_json(self) -> dict[str, Any]:
        """For the test."""
        claim, refusal = self.claim, self.refusal()
        told = ("attempt", "resent", "fates", "status", "answered", "processed")
        return {
            **{name: getattr(self, name) for name in told},
            "method": self.request.method,
            "headers": {name.lower(): value for name, value in self.request.headers},
            "body": self.request.body.decode(),
            "signature": claim.signature if claim else "",
            "presigned": claim.presigned if claim else False,
            "key": claim.access_key_id if claim else "",
            "region": claim.region if claim else "",
            "behind": (self.arrived - claim.signed_at).total_seconds() if claim else 0.0,
            "refusal": refusal.reason.name if refusal else "",
        }
