"""A platform without a network: it keeps what it is sent, answers what it is told, and no time passes."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from aws4web import AwsClient, Headers, NetworkError, SignedRequest
from aws4web._platform import PLATFORM, Platform
from aws4web._platform.protocols import Transport
from aws4web._platform.values import Input
from aws4web._received import Received
from tests.platforms import on

KEYS = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
NOW = 1440938160.0  # 20150830T123600Z, the time of AWS's own examples


class Body:
    def __init__(self, content: bytes | NetworkError) -> None:
        self.cancelled = False
        self.was_read = False
        self.content = content
        self.sent = 0
        """Bytes that arrive in chunks."""

    async def read(self) -> bytes:
        self.was_read = True
        if isinstance(self.content, NetworkError):
            raise self.content
        return self.content

    async def chunks(self) -> AsyncGenerator[bytes]:
        content = await self.read()
        step = max(1, len(content) // 1_000)
        for at in range(0, len(content), step):
            self.sent += step
            yield content[at : at + step]

    async def cancel(self) -> None:
        self.cancelled = True


class Answer:
    """What the fake network answers to one request."""

    def __init__(self, status: int = 200, body: str | bytes | NetworkError = b"\xef\xbb\xbf{}", **headers: str) -> None:
        self.status = status
        self.status_text = ""
        self.body = Body(body.encode() if isinstance(body, str) else body)
        self.headers = Headers((name.replace("_", "-"), value) for name, value in headers.items())


class Stall:
    """No answer, ever."""


class Fake:
    """What a test looks at: the requests, the waits, the bodies."""

    def __init__(
        self, *answers: int | Answer | NetworkError | type[Stall], random: float = 1.0, resendable: bool = True
    ) -> None:
        self.answers = [Answer(answer) if isinstance(answer, int) else answer for answer in answers]
        self.requests: list[Any] = []
        self.options: list[dict[str, Any]] = []
        self.waits: list[float] = []
        self.bodies: list[Body] = []
        self.cancelled = 0
        self.time = NOW
        """What the clock on the wall shows, which a test may set."""
        self.passed = 0.0
        """Seconds that were slept."""
        self._random = random
        self._resendable = resendable

    async def read_input(self, resource: Any, init: dict[str, Any]) -> Input:
        return (await PLATFORM.transport.read_input(resource, init))._replace(resendable=self._resendable)

    async def send(self, signed: SignedRequest, options: dict[str, Any]) -> Received:
        request = PLATFORM.transport.request(signed, options)
        self.requests.append(request)
        self.options.append(options)
        answer = self.answers.pop(0) if self.answers else Answer()
        if answer is Stall:
            try:
                await asyncio.get_running_loop().create_future()
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
        if isinstance(answer, NetworkError):
            raise answer
        assert isinstance(answer, Answer)
        self.bodies.append(answer.body)
        return Received(
            status=answer.status,
            status_text=answer.status_text,
            url=str(request.url),
            read_headers=lambda: answer.headers,
            body=answer.body,
            raw=None,
        )

    async def close(self) -> None:
        """Do nothing: nothing is open."""

    def platform(self) -> Platform:
        fake = self

        class FakeTransport:
            read_input = staticmethod(fake.read_input)

            def uncached(self, options: dict[str, Any]) -> dict[str, Any]:
                return {"cache": "no-store", **options}  # as in a page

            def sender(self, _session: Any) -> Any:
                return fake

            def __getattr__(self, name: str) -> Any:
                return getattr(PLATFORM.transport, name)

        transport: Transport = FakeTransport()  # pyright: ignore[reportAssignmentType]
        return PLATFORM._replace(
            transport=transport,
            sleep=self.sleep,
            random=lambda: self._random,
            now=lambda: self.time,
            monotonic=lambda: self.passed,
        )

    async def sleep(self, seconds: float) -> None:
        for _ in range(50):  # whatever else can run runs first, and may cancel this
            await asyncio.sleep(0)
        self.waits.append(seconds)
        self.time += seconds
        self.passed += seconds

    def client(self, **options: Any) -> AwsClient:
        return on(self.platform())(**(KEYS | options))
