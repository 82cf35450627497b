"""A machine without credentials, a clock that a test sets, and a server that hands out credentials."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aws4web._platform import PLATFORM, Platform
from aws4web.credentials._asker import Asker, AwsClient
from tests.cpython.server import Conversation

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLESECRET"
TOKEN = "IQoJb3JpZ2luX2VjEEXAMPLETOKEN//8="
_OURS = ("aws_", "http_proxy", "https_proxy", "all_proxy", "no_proxy", "boto")


def clean(monkeypatch: pytest.MonkeyPatch, home: Path) -> Path:
    """An environment without AWS's variables, proxies, and files of credentials; EC2's metadata are not asked for."""
    import os

    for name in [*os.environ]:
        if name.lower().startswith(_OURS):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return home


class Clock:
    """What the clock on the wall shows, and the waits before a retry, which take no time."""

    def __init__(self) -> None:
        self.time = float(int(time.time()))
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        if seconds >= 30:  # a limit, which is not to be reached
            await PLATFORM.sleep(seconds)
        self.waits.append(seconds)

    @property
    def platform(self) -> Platform:
        """The platform with this clock."""
        return PLATFORM._replace(now=lambda: self.time, sleep=self.sleep)

    def rule(self, monkeypatch: pytest.MonkeyPatch) -> "Clock":
        """Let all providers that are made from now on ask by this clock."""
        monkeypatch.setattr(Asker, "platform", self.platform)
        monkeypatch.setattr(AwsClient, "_platform", self.platform)
        return self

    def after(self, seconds: float) -> str:
        """The time in so many seconds, as AWS writes it."""
        return datetime.fromtimestamp(self.time + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def document(number: int = 1, **more: str | None) -> dict[str, str]:
    """What a container's endpoint answers; the number makes it another. None leaves a member out."""
    made = {"AccessKeyId": f"ASIAEXAMPLE{number}", "SecretAccessKey": f"{SECRET}{number}", "Token": f"{TOKEN}{number}"}
    made |= {"Expiration": "2099-01-01T00:00:00Z"}
    return {name: value for name, value in (made | more).items() if value is not None}


def answer(status: int = 200, body: bytes | dict[str, Any] = b"", **headers: str) -> bytes:
    """An answer of HTTP, after which the connection closes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Some", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Content_Length" not in headers:
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join([*lines, "", ""]).encode() + content


class Answers:
    """Answers one after the other, the last one again and again."""

    def __init__(self, *answers: bytes) -> None:
        self.left = [*answers]

    async def __call__(self, conversation: Conversation) -> None:
        await conversation.write(self.left.pop(0) if len(self.left) > 1 else self.left[0])
        conversation.writer.close()


def keys_of(found: Any) -> tuple[str, str, str | None]:
    """The three of ours, or of botocore's, for comparison."""
    if hasattr(found, "get_frozen_credentials"):
        found = found.get_frozen_credentials()
    if hasattr(found, "access_key"):
        return found.access_key, found.secret_key, found.token
    return found.access_key_id, found.secret_access_key, found.session_token


@contextmanager
def hidden_module(name: str) -> Iterator[None]:
    """A package that is not installed."""
    import sys

    kept = {each: sys.modules.pop(each) for each in [*sys.modules] if each == name or each.startswith(f"{name}.")}
    finder = _Missing(name)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        sys.modules.update(kept)


class _Missing:
    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(self, name: str, *_: object) -> None:
        if name.partition(".")[0] == self._name:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
