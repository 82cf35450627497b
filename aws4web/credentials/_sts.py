"""Roles of AWS STS: what is asked for, and the credentials that are answered.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

import re
from collections.abc import Mapping
from typing import Any

from .._answers.parse import read_xml
from .._credentials import Credentials
from .._endpoints.regional import region_of_role, regional_host
from .._json import json_body
from .._mappings import Hidden
from .._sign.canonical import percent_encode
from ._asker import Asker

_SHORTEST, _LONGEST = 900, 43200  # seconds
_is_session_name = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII).fullmatch
_is_text = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII).fullmatch
_FORM = "application/x-www-form-urlencoded; charset=utf-8"


class Role:
    """A role that is assumed again and again: all that its requests have in common."""

    def __init__(
        self,
        role_arn: str,
        region: str | None,
        session_name: str,
        duration_seconds: int | None,
        policy: str | Mapping[str, Any] | None,
    ) -> None:
        self.region = region_of_role(role_arn) if region is None else region
        region_of_role(role_arn)
        self.url = f"https://{regional_host('sts', self.region)}/"
        self.parameters = {"Version": "2011-06-15", "RoleArn": role_arn, "RoleSessionName": _checked(session_name)}
        if duration_seconds is not None:
            self.parameters["DurationSeconds"] = _duration(duration_seconds)
        if policy is not None:
            self.parameters["Policy"] = _policy(policy)

    async def assume(self, asker: Asker, action: str, secrets: Mapping[str, str]) -> Credentials:
        """Credentials. Raises CredentialsError. Secrets travel in the body, which no server's log shows."""
        pairs = Hidden({"Action": action, **self.parameters, **secrets})
        body = "&".join([f"{name}={percent_encode(value)}" for name, value in pairs.items()])
        pairs.clear()
        request = Hidden(method="POST", headers={"content-type": _FORM}, body=body)
        body = None
        response = await asker.ask(self.url, secrets, **request)
        found = Hidden(read_xml((await asker.text(response)).strip(), {f"{action}Response"}))
        return asker.credentials(found, response)


def _checked(session_name: object) -> str:
    if not isinstance(session_name, str):
        raise TypeError(f"session_name must be a str, not {type(session_name).__name__}")
    if not _is_session_name(session_name):
        raise ValueError(f"session_name must be 2 to 64 letters, digits or any of _+=,.@-, not {session_name!r}")
    return session_name


def checked_text(name: str, text: object) -> str:
    """A text without white space. Raises TypeError and ValueError."""
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a str, not {type(text).__name__}")
    if not _is_text(text):
        raise ValueError(f"{name} must be 2 to 1224 letters, digits or any of _+=,.@:/-")
    return text


def _duration(seconds: object) -> str:
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise TypeError(f"duration_seconds must be an int, not {type(seconds).__name__}")
    if not _SHORTEST <= seconds <= _LONGEST:
        raise ValueError(f"duration_seconds must be {_SHORTEST} to {_LONGEST} (12 hours), not {seconds}")
    return str(seconds)


def _policy(policy: object) -> str:
    if isinstance(policy, str):
        return policy
    if not isinstance(policy, Mapping):
        raise TypeError(f"policy must be a str of JSON or a mapping, not {type(policy).__name__}")
    return json_body(policy).decode()
