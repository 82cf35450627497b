"""Tokens of a sign-in: text, or a function that is asked for a fresh one each time."""

from typing import Any, Never

from .._errors import CredentialsError
from .._platform import current
from ._asker import Asker


class TokenSource:
    """A token, or who has one, and what it is called in errors. Never shows the token."""

    __slots__ = ("_given", "name")

    def __init__(self, name: str, given: Any) -> None:
        self.name = name
        self._given = given
        problem, kind = (
            "" if callable(given) else _problem(name, given),
            ValueError if isinstance(given, str) else TypeError,
        )
        given = None
        if problem:
            self._given = None
            raise kind(problem)

    async def token(self, asker: Asker) -> str:
        """One that is valid now. Raises CredentialsError, and what a caller's function raises."""
        given: Any = self._given
        token = await current(asker.platform).host().called(given) if callable(given) else given
        problem = _problem(self.name, token)
        if problem:
            token = None
            raise CredentialsError(f"{asker.name}: {problem}")
        return token

    def __repr__(self) -> str:
        return f"<TokenSource {self.name}>"

    def __reduce__(self) -> Never:
        raise TypeError("a TokenSource holds a secret and cannot be pickled or copied")


def _problem(name: str, token: Any) -> str:
    """Why a value cannot be a token, in words that do not show it; "" if it can be one."""
    if not isinstance(token, str):
        return f"{name} must be a str, or a function that returns one, not {type(token).__name__}"
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        return f"{name} is empty" if not token else f"{name} holds white space or other characters that no token has"
    return ""
