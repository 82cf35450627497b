"""The front of STS and Cognito Identity: which request is for which of their actions."""

import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from ..gate import Answer, Credential, WireRequest
from .answers import COGNITO_TYPE, cognito_error, cognito_result, sts_error, sts_result
from .cognito import CognitoError, CognitoIdentity, Pool
from .sts import Account, Sts
from .sts_parameters import StsError
from .tokens import Login, verify_token
from .trust import Role, Trust
from .vault import Vault

STS_VERSION = "2011-06-15"
STS_ACTIONS = {"AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity"}
COGNITO_TARGET = "AWSCognitoIdentityService."
COGNITO_ACTIONS = {"GetId", "GetCredentialsForIdentity"}
UNSIGNED = {"AssumeRoleWithWebIdentity", *COGNITO_ACTIONS}


class Identity:
    """Answers for the gate, with what is in the vault; and holds who is trusted, which may change at any time."""

    def __init__(
        self, account_id: str, vault: Vault, mfa_serial: str, roles: Iterable[Role], pools: list[Pool]
    ) -> None:
        self.vault = vault
        self._lock = threading.Lock()
        self._trusts: list[Trust] = []
        self._roles = {role.name: role for role in roles}
        self._asked: Counter[str] = Counter()
        self._sts = Sts(Account(account_id, self._roles, mfa_serial), vault, self._login)
        self._cognito = CognitoIdentity(account_id, pools, vault, lambda: self.trusts, self._login)

    @property
    def trusts(self) -> list[Trust]:
        """Whose tokens are accepted."""
        with self._lock:
            return list(self._trusts)

    def trust(self, issuer: str, audience: str) -> Trust:
        """From now on accept the tokens of this issuer for this client."""
        trust = Trust(issuer, audience)
        with self._lock:
            if trust not in self._trusts:
                self._trusts.append(trust)
        return trust

    def add_role(self, role: Role) -> None:
        """One more role; it replaces one of the same name."""
        self._roles[role.name] = role

    @property
    def issued(self) -> Counter[str]:
        """How often each action issued something."""
        return self.vault.issued

    @property
    def asked(self) -> Counter[str]:
        """How often each action was asked for by requests that the gate let through, also if it then was refused."""
        with self._lock:
            return self._asked.copy()

    def wants_signature(self, request: WireRequest) -> bool:
        """False if anybody may send this request."""
        return _action(request) not in UNSIGNED

    def answer(self, request: WireRequest, caller: Credential | None) -> Answer | None:
        """The answer to a request that the gate has verified, or None if it is for somebody else."""
        action = _action(request)
        if action is None:
            return None
        with self._lock:
            self._asked[action] += 1
        if action in COGNITO_ACTIONS:
            return self._answer_cognito(action, request)
        return self._answer_sts(action, _parameters(request), caller)

    def _login(self, token: str) -> Login:
        return verify_token(token, self.trusts, self.vault.now())

    def _answer_sts(self, action: str, parameters: Mapping[str, str], caller: Credential | None) -> Answer | None:
        try:
            if action == "AssumeRoleWithWebIdentity":
                return sts_result(action, self._sts.assume_role_with_web_identity(parameters))
            if caller is None:
                return None
            if action == "AssumeRole":
                return sts_result(action, self._sts.assume_role(parameters, caller))
            return sts_result(action, self._sts.caller_identity(caller))
        except StsError as error:
            return sts_error(error)

    def _answer_cognito(self, action: str, request: WireRequest) -> Answer:
        try:
            members = _members(request)
            logins = _logins(members)
            if action == "GetId":
                run = partial(self._cognito.get_id, _text(members, "IdentityPoolId"))
            else:
                run = partial(self._cognito.get_credentials, _text(members, "IdentityId"))
            return cognito_result(run(logins))
        except CognitoError as error:
            return cognito_error(error)


def _action(request: WireRequest) -> str | None:
    """The action of STS or of Cognito Identity that is asked for, if it is one of those that are answered here."""
    if request.path != "/":
        return None
    if target := request.header("x-amz-target"):
        action = target.removeprefix(COGNITO_TARGET)
        return action if target.startswith(COGNITO_TARGET) and action in COGNITO_ACTIONS else None
    parameters = _parameters(request)
    action = parameters.get("Action")
    return action if parameters.get("Version") == STS_VERSION and action in STS_ACTIONS else None


def _parameters(request: WireRequest) -> dict[str, str]:
    is_form = (request.header("content-type") or "").startswith("application/x-www-form-urlencoded")
    form = request.body.decode(errors="replace") if is_form and request.method == "POST" else ""
    return dict(parse_qsl(f"{request.query}&{form}", keep_blank_values=True))


def _members(request: WireRequest) -> dict[str, Any]:
    if not (request.header("content-type") or "").startswith(COGNITO_TYPE):
        raise CognitoError("UnknownOperationException", "")
    try:
        members = json.loads(request.body)
    except ValueError:
        members = None
    if not isinstance(members, dict):
        raise CognitoError("SerializationException", "")
    return members


def _text(members: dict[str, Any], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value:
        shown = f"{name[0].lower()}{name[1:]}"
        fault = f"Value null at '{shown}' failed to satisfy constraint: Member must not be null"
        raise CognitoError("ValidationException", f"1 validation error detected: {fault}")
    return value


def _logins(members: dict[str, Any]) -> dict[str, str]:
    logins = members.get("Logins") or {}
    if not isinstance(logins, dict) or not all(isinstance(token, str) for token in logins.values()):
        raise CognitoError("SerializationException", "")
    return logins
