"""The parameters with which a role is assumed, checked as STS checks them. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

DEFAULT_DURATION = "3600"
SHORTEST, LONGEST = 900, 43200  # seconds
_SESSION_NAME = r"[\w+=,.@-]*"


class StsError(Exception):
    """An error of STS."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Assumption:
    """What every way to assume a role asks for."""

    role_arn: str
    session_name: str
    duration: timedelta
    policy: str | None


def read_assumption(parameters: Mapping[str, str], *, needs_token: bool = False) -> Assumption:
    """The parameters, or StsError with all that is wrong with them."""
    faults = [*_session_faults(parameters)]
    required = ["RoleArn", "RoleSessionName", *(["WebIdentityToken"] if needs_token else [])]
    faults += [_fault(name, None, "not be null") for name in required if not parameters.get(name)]
    duration = parameters.get("DurationSeconds") or DEFAULT_DURATION
    if not re.fullmatch(r"-?\d{1,9}", duration):
        raise StsError(400, "MalformedInput", "DurationSeconds is not an integer")
    if int(duration) < SHORTEST:
        faults.append(_fault("DurationSeconds", duration, f"have value greater than or equal to {SHORTEST}"))
    if int(duration) > LONGEST:
        faults.append(_fault("DurationSeconds", duration, f"have value less than or equal to {LONGEST}"))
    if faults:
        detected = "1 validation error" if len(faults) == 1 else f"{len(faults)} validation errors"
        raise StsError(400, "ValidationError", f"{detected} detected: {'; '.join(faults)}")
    policy = parameters.get("Policy")
    if policy and not _is_json_object(policy):
        raise StsError(400, "MalformedPolicyDocument", "This policy contains invalid Json")
    lasts = timedelta(seconds=int(duration))
    return Assumption(parameters["RoleArn"], parameters["RoleSessionName"], lasts, policy)


def _session_faults(parameters: Mapping[str, str]) -> list[str]:
    name, faults = parameters.get("RoleSessionName"), list[str]()
    if not name:
        return faults
    if len(name) < 2:
        faults.append(_fault("RoleSessionName", name, "have length greater than or equal to 2"))
    if len(name) > 64:
        faults.append(_fault("RoleSessionName", name, "have length less than or equal to 64"))
    if not re.fullmatch(_SESSION_NAME, name, re.ASCII):
        faults.append(_fault("RoleSessionName", name, f"satisfy regular expression pattern: {_SESSION_NAME}"))
    return faults


def _fault(name: str, value: str | None, must: str) -> str:
    shown = "null" if value is None else f"'{value}'"
    return f"Value {shown} at '{name[0].lower()}{name[1:]}' failed to satisfy constraint: Member must {must}"


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
