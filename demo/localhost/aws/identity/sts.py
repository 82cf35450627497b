"""STS: AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity."""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

from ..gate import Credential
from .sts_parameters import Assumption, StsError, read_assumption
from .tokens import Login, TokenError
from .trust import Role
from .vault import Principal, Vault
from .wording import sts_wording

CHAINED_LIMIT = timedelta(hours=1)
MFA_CODE = "123456"
Verify = Callable[[str], Login]
# What an answer tells: names with texts, or with more of the same.
Fields = Mapping[str, "str | Fields"]


class Account(NamedTuple):
    """The account with its roles and its one device for codes."""

    account_id: str
    roles: Mapping[str, Role]  # by name
    mfa_serial: str


def role_arn(account_id: str, name: str) -> str:
    """The ARN of a role."""
    return f"arn:aws:iam::{account_id}:role/{name}"


class Sts:
    """Answers each action with what the result holds; StsError if it is refused."""

    def __init__(self, account: Account, vault: Vault, verify: Verify) -> None:
        self._account = account
        self._vault = vault
        self._verify = verify

    def caller_identity(self, caller: Credential) -> Fields:
        """GetCallerIdentity."""
        principal = self._principal_of(caller)
        return {"Arn": principal.arn, "UserId": principal.user_id, "Account": self._account.account_id}

    def assume_role(self, parameters: Mapping[str, str], caller: Credential) -> Fields:
        """AssumeRole, signed by the caller."""
        asked = read_assumption(parameters)
        has_mfa = self._check_mfa(parameters)
        role = self._role(asked)
        if role is None or not role.trusts_caller(parameters.get("ExternalId"), has_mfa):
            arn = self._principal_of(caller).arn
            message = f"User: {arn} is not authorized to perform: sts:AssumeRole on resource: {asked.role_arn}"
            raise StsError(403, "AccessDenied", message)
        if caller.session_token and asked.duration > CHAINED_LIMIT:
            message = (
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
            )
            raise StsError(400, "ValidationError", message)
        return self._session("AssumeRole", role, asked)

    def assume_role_with_web_identity(self, parameters: Mapping[str, str]) -> Fields:
        """AssumeRoleWithWebIdentity, which nobody signs."""
        asked = read_assumption(parameters, needs_token=True)
        try:
            login = self._verify(parameters["WebIdentityToken"])
        except TokenError as error:
            raise StsError(*sts_wording(error)) from None
        role = self._role(asked)
        if role is None or not role.trusts_token(login.trust):
            raise StsError(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
        provider = f"arn:aws:iam::{self._account.account_id}:oidc-provider/{login.trust.provider}"
        return {
            **self._session("AssumeRoleWithWebIdentity", role, asked),
            "SubjectFromWebIdentityToken": login.subject,
            "Audience": login.trust.audience,
            "Provider": provider,
        }

    def _role(self, asked: Assumption) -> Role | None:
        name = asked.role_arn.rpartition("/")[2]
        role = self._account.roles.get(name)
        return role if asked.role_arn == role_arn(self._account.account_id, name) else None

    def _principal_of(self, caller: Credential) -> Principal:
        user = Principal(f"arn:aws:iam::{self._account.account_id}:user/local", "AIDAIOSFODNN7EXAMPLE")
        return self._vault.principal(caller.access_key_id) or user

    def _check_mfa(self, parameters: Mapping[str, str]) -> bool:
        serial, code = parameters.get("SerialNumber"), parameters.get("TokenCode")
        if not serial and not code:
            return False
        if not serial or not code:
            fault = ", must provide both MFA serial number and one time pass code."
        elif serial != self._account.mfa_serial:
            fault = (
                ", unable to validate MFA code.  "
                "Please verify your MFA serial number is valid and associated with this user."
            )
        elif code != MFA_CODE:
            fault = " with invalid MFA one time pass code."
        else:
            return True
        raise StsError(403, "AccessDenied", f"MultiFactorAuthentication failed{fault}")

    def _session(self, action: str, role: Role, asked: Assumption) -> Fields:
        arn = f"arn:aws:sts::{self._account.account_id}:assumed-role/{role.name}/{asked.session_name}"
        principal = Principal(arn, f"AROA{secrets.token_hex(8).upper()}:{asked.session_name}")
        session = self._vault.issue(action, asked.duration, principal)
        return {
            "Credentials": {
                "AccessKeyId": session.access_key_id,
                "SecretAccessKey": session.secret_access_key,
                "SessionToken": session.session_token,
                "Expiration": f"{session.expires_at:%Y-%m-%dT%H:%M:%SZ}",
            },
            "AssumedRoleUser": {"AssumedRoleId": principal.user_id, "Arn": arn},
            "PackedPolicySize": str(len(json.dumps(asked.policy)) if asked.policy else 0),
        }
