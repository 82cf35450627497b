"""A platform without a network: what it was sent is kept, what it answers is given, and no time passes."""

from collections.abc import AsyncIterator
from typing import Any

from aws4web import AwsClient, Headers, Response
from aws4web._platform import PLATFORM, Platform
from aws4web._platform.interface import Transport

KEYS = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
NOW = 1440938160.0  # 20150830T123600Z, the time of AWS's own examples


class Body:
    def __init__(self) -> None:
        self.cancelled = False

    async def read(self) -> bytes:
        return b"\xef\xbb\xbf{}"

    async def chunks(self) -> AsyncIterator[bytes]:
        yield b"{"
        yield b"}"

    async def cancel(self) -> None:
        self.cancelled = True


class Fake:
    """What a test looks at: the requests, the waits, the bodies."""

    def __init__(self, *statuses: int, random: float = 1.0) -> None:
        self.statuses = list(statuses)
        self.requests: list[Any] = []
        self.options: list[dict[str, Any]] = []
        self.waits: list[float] = []
        self.bodies: list[Body] = []
        self.time = NOW
        self._random = random

    def platform(self) -> Platform:
        fake = self

        class FakeTransport:
            def __getattr__(self, name: str) -> Any:
                return getattr(PLATFORM.transport, name)

            async def send(self, request: Any, options: dict[str, Any]) -> Response:
                fake.requests.append(request)
                fake.options.append(options)
                fake.bodies.append(Body())
                return Response(
                    status=fake.statuses.pop(0) if fake.statuses else 200,
                    status_text="",
                    url=str(request.url),
                    read_headers=Headers,
                    body=fake.bodies[-1],
                    raw=None,
                )

        transport: Transport = FakeTransport()  # pyright: ignore[reportAssignmentType]
        return PLATFORM._replace(transport=transport, sleep=self.sleep, random=lambda: self._random, now=self.now)

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds

    def client(self, **options: Any) -> AwsClient:
        return AwsClient(**(KEYS | options), platform=self.platform())
