"""Credentials in the spellings that AWS and its libraries hand out. Pure."""

from collections.abc import Mapping
from typing import Any, cast

from .._credentials import Credentials
from .._mappings import Hidden

# In lower case, without `_` and a leading "aws" or "credential": AccessKeyId of STS, the container endpoint and
# credential_process; accessKeyId of aws4fetch and the SDK for JavaScript; SecretKey of Cognito; token and expires_at of
# obstore; aws_access_key_id of profiles; AWS_CREDENTIAL_EXPIRATION; expiry_time of botocore; expireTime of SDKs of old.
_MEANINGS = {
    "accesskeyid": 0,
    "accesskey": 0,
    "secretaccesskey": 1,
    "secretkey": 1,
    "sessiontoken": 2,
    "securitytoken": 2,
    "token": 2,
    "expiration": 3,
    "expiresat": 3,
    "expirytime": 3,
    "expiretime": 3,
}
_OF_JS = ("accessKeyId", "secretAccessKey", "sessionToken", "expiration")
_JS_ALTERNATIVES = (
    *("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "SecretKey", "Token"),
    *("access_key_id", "secret_access_key", "session_token", "token", "expires_at", "expiresAt", "expireTime"),
)
TAKEN = "Credentials, a mapping such as {'access_key_id': …, 'secret_access_key': …, 'session_token': …}"


def read_credentials(value: Any) -> Credentials:
    """Credentials, or a mapping or a JS object that holds them, alone or under the name `credentials`.

    Other members are ignored: AWS's answers have more. Raises TypeError and ValueError, which show nothing of it.
    """
    if isinstance(value, Credentials):
        value.check()
        return value
    members = _members(value)
    value = None
    if members is None:
        raise TypeError(f"neither {TAKEN} nor a JS object with the same")
    # Of Amplify, Cognito and STS: the keys lie one level deeper.
    deeper = [item for name, item in members.items() if str(name).lower() == "credentials" and item]
    found = _found(members if not deeper else _members(deeper[0]) or Hidden())
    del members, deeper
    made = Credentials.unchecked(*found.values())
    del found
    made.check()
    return made


def has_members(value: Any) -> bool:
    """Whether it is a mapping, or a JS object other than a function."""
    return isinstance(value, Mapping) or (_is_js(value) and not callable(value))


def _members(value: Any) -> Hidden | None:
    if isinstance(value, Mapping):
        return Hidden(cast(Mapping[Any, Any], value))
    if not _is_js(value):
        return None
    names = ("credentials", "Credentials", *_OF_JS, *_JS_ALTERNATIVES)
    read = {name: getattr(value, name, None) for name in names}
    return Hidden({name: item for name, item in read.items() if _is_there(item)})


def _is_there(value: Any) -> bool:
    return bool(value) or isinstance(value, str | int | float)  # JS's null is neither None nor true


def _is_js(value: Any) -> bool:
    return hasattr(value, "js_id")


def _found(members: Hidden) -> Hidden:
    """The four values, by number. Of two spellings of one name the first that has a value counts."""
    found: dict[int, Any] = dict.fromkeys(range(4))
    for name, value in members.items():
        key = str(name).replace("_", "").lower().removeprefix("aws").removeprefix("credential")
        meaning = _MEANINGS.get(key)
        if meaning is not None and _is_there(value) and found[meaning] is None:
            found[meaning] = value
    return Hidden({str(meaning): value for meaning, value in found.items()})
