"""AWS credentials, kept so that they show nowhere."""

from typing import Never


class Credentials:
    """An access key and, for temporary credentials, the session token that belongs to it."""

    __slots__ = ("access_key_id", "secret_access_key", "session_token")

    def __init__(self, access_key_id: str, secret_access_key: str, session_token: str | None) -> None:
        self.access_key_id = access_key_id
        self.secret_access_key = secret_access_key
        self.session_token = session_token

    @classmethod
    def of(cls, access_key_id: object, secret_access_key: object, session_token: object = None) -> "Credentials":
        """Checked credentials. Raises TypeError where a key is missing or not a str, ValueError where it is empty."""
        given = (("access_key_id", access_key_id), ("secret_access_key", secret_access_key))
        for name, value in given:
            if value is None:
                raise TypeError(f"{name} is a required option")
            if value == "":
                raise ValueError(f"{name} is empty")
        for name, value in (*given, ("session_token", session_token)):
            if value is not None and not isinstance(value, str):
                raise TypeError(f"{name} must be a str, not {type(value).__name__}")
        return cls(str(access_key_id), str(secret_access_key), None if session_token is None else str(session_token))

    def __repr__(self) -> str:
        return f"Credentials({self.access_key_id!r}, …)"

    def __reduce__(self) -> Never:
        raise TypeError("Credentials hold a secret and cannot be pickled or copied")
