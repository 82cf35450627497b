"""What was sent in this session: short, and without secrets. Pure."""

import json
from typing import NamedTuple, Self

from ..call_text import Call
from ..json_text import parsed
from ..unsaid import safe_call

MOST = 25  # calls
_ALL = 200_000  # characters of the whole history


class Sent(NamedTuple):
    """One call, and what came of it."""

    call: Call
    status: str
    """As `200 OK`."""
    time: str
    """As `14:03`."""
    is_whole: bool
    """Whether nothing was left out."""

    @property
    def label(self) -> str:
        """The call in a few words."""
        target = next((text for name, text in self.call.headers if name.lower() == "x-amz-target"), "")
        path = self.call.url.partition("://")[2] or self.call.url
        return f"{self.call.method} {target.rpartition('.')[2] or path}"[:200]


class History:
    """The latest calls, newest first; the same call is there once."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    def add(self, call: Call, status: str, time: str) -> None:
        """Remember a call."""
        kept = safe_call(call)
        self.sent = [Sent(kept, status, time, kept == call), *(one for one in self.sent if one.call != kept)][:MOST]
        while len(self.sent) > 1 and len(self.text()) > _ALL:
            self.sent.pop()

    def text(self) -> str:
        """The history as JSON, to be kept."""
        return json.dumps(self.sent)

    @classmethod
    def of(cls, text: str | None) -> Self:
        """The history that was kept; what cannot be read is forgotten."""
        history = cls()
        try:
            for call, status, time, is_whole in parsed(text or "[]")[:MOST]:
                history.sent.append(Sent(_call(*call), str(status), str(time), bool(is_whole)))
        except (ValueError, TypeError, KeyError):
            return cls()
        return history


def _call(method: str, url: str, headers: list[list[str]], body: str, service: str, region: str) -> Call:
    pairs = [(str(name), str(text)) for name, text in headers]
    return Call(str(method), str(url), pairs, str(body), str(service), str(region))
