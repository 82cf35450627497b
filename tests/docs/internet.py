"""A proxy that is the whole Internet: AWS's hosts are the local AWS, over TLS, and there are no others."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import trustme

# Google's hosts, which Chromium asks on its own, whatever the page does.
BROWSERS_OWN = (".google.com", ".googleapis.com", ".gvt1.com")
REGIONS = ("us-east-1", "eu-west-1")
# A wildcard stands for one label of a host's name.
NAMES = ("*.amazonaws.com", "*.us-east-1.amazonaws.com", *(f"*.s3.{region}.amazonaws.com" for region in REGIONS))


class Internet:
    """The running proxy."""

    def __init__(self, folder: Path, aws_port: int) -> None:
        self.certificate = folder / "authority.pem"
        """Who vouches for AWS's hosts."""
        self.hosts: list[str] = []
        """The requested hosts, in order, without the browser's own."""
        self.url = ""
        self._aws_port = aws_port
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self.certificate))
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*NAMES).configure_cert(self._tls)

    async def serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        """Answer one connection of a client."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            method, target, _ = (await client.readuntil(b"\r\n\r\n")).decode("latin-1").split(" ", 2)
            host = urlsplit(f"//{target}" if method == "CONNECT" else target).hostname or ""
            if not host.endswith(BROWSERS_OWN):
                self.hosts.append(host)
            if method == "CONNECT" and host.endswith(".amazonaws.com"):
                to_client.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await to_client.start_tls(self._tls)
                aws, to_aws = await asyncio.open_connection("127.0.0.1", self._aws_port)
                await asyncio.gather(_pass_on(client, to_aws), _pass_on(aws, to_client))
            else:
                to_client.write(b"HTTP/1.1 502 No such host\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                await to_client.drain()
        to_client.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Bytes pass unchanged, so the local AWS itself checks what was signed."""
    try:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    finally:
        writer.close()


@contextlib.contextmanager
def internet(folder: Path, aws_port: int) -> Iterator[Internet]:
    """The proxy, in a thread of its own, while the block runs."""
    proxy = Internet(folder, aws_port)
    ready, end = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
        proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await end.wait()
        server.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:  # at its end it cancels what still runs
            runner.run(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        assert ready.wait(10), "the proxy did not start"
        yield proxy
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(10)
