"""A store on loopback, with what the S3 room asks of one, that fails as often as it is told, and in every way.

It checks no signatures, and keeps its objects in memory: what is tested is what becomes of bytes when requests fail.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import md5
from random import Random
from typing import Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from aiohttp import web

PIECE = 64 * 1024
_XML = "application/xml"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Broken(Exception):
    """The connection is to be broken off."""


def etag_of(content: bytes) -> str:
    return f'"{md5(content).hexdigest()}"'


def error(status: int, code: str) -> web.Response:
    body = f"<Error><Code>{code}</Code><Message>so</Message></Error>".encode()
    return web.Response(status=status, body=body, content_type=_XML)


class Store:
    """A bucket behind a network of which a share of all requests fails."""

    def __init__(self, random: Random, share: float = 0.0) -> None:
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.uploads: dict[str, tuple[str, dict[int, bytes]]] = {}
        self.orphans: set[str] = set()
        """Uploads whose beginning nobody was told of."""
        self.seen: Counter[str] = Counter()
        self.share = share
        self.fault: str | None = None
        """The only fault there is, if it is set."""
        self._random = random
        self._faults: dict[str, Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]] = {
            "refused": self._refused,
            "broken off": self._broken_off,
            "answer lost": self._answer_lost,
            "broken body": self._broken_body,
            "slow down": self._slow_down,
            "internal error": self._internal_error,
            "late error": self._late_error,
        }
        """All of them are over after a while."""
        self._evil: dict[str, Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]] = {
            "empty": self._empty,
            "a page": self._a_page,
            "rubbish": self._rubbish,
            "another document": self._another_document,
            "access denied": self._access_denied,
            "an error without a body": self._bare_error,
            "a redirect": self._a_redirect,
        }
        """What a hostile server answers for ever."""

    @property
    def faults(self) -> list[str]:
        return [*self._faults]

    @property
    def evil(self) -> list[str]:
        return [*self._evil]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.seen[request.method] += 1
        try:
            if self.fault:
                return await (self._faults | self._evil)[self.fault](request, self._do)
            if self._random.random() < self.share:
                return await self._faults[self._random.choice(self.faults)](request, self._do)
            return await self._do(request)
        except Broken:
            if request.transport:
                request.transport.abort()
            raise web.HTTPInternalServerError from None

    # -- faults --------------------------------------------------------------------------------------------------

    async def _refused(self, request: web.Request, do: Handler) -> web.StreamResponse:
        raise Broken

    async def _broken_off(self, request: web.Request, do: Handler) -> web.StreamResponse:
        await request.content.read(PIECE)
        raise Broken

    async def _answer_lost(self, request: web.Request, do: Handler) -> web.StreamResponse:
        response = await do(request)
        if isinstance(response, web.Response) and isinstance(response.body, bytes) and b"<UploadId>" in response.body:
            self.orphans |= set(re.findall("<UploadId>(.*?)</UploadId>", response.body.decode()))
        raise Broken

    async def _broken_body(self, request: web.Request, do: Handler) -> web.StreamResponse:
        whole = await do(request)
        assert isinstance(whole, web.Response)
        content = whole.body if isinstance(whole.body, bytes) else b""
        if b"<UploadId>" in content:
            return whole
        response = web.StreamResponse(status=whole.status, headers=whole.headers)
        response.content_length = len(content)
        await response.prepare(request)
        await response.write(content[: self._random.randrange(len(content)) if content else 0])
        await asyncio.sleep(0)
        raise Broken

    async def _slow_down(self, request: web.Request, do: Handler) -> web.StreamResponse:
        return error(503, "SlowDown")

    async def _internal_error(self, request: web.Request, do: Handler) -> web.StreamResponse:
        await request.read()
        return error(500, "InternalError")

    async def _late_error(self, request: web.Request, do: Handler) -> web.StreamResponse:
        """S3 says 200 before it knows."""
        if request.method != "POST" or "uploadId" not in request.query:
            return error(503, "SlowDown")
        await request.read()
        return error(200, "InternalError")

    async def _empty(self, request: web.Request, do: Handler) -> web.StreamResponse:
        return web.Response()

    async def _a_page(self, request: web.Request, do: Handler) -> web.StreamResponse:
        return web.Response(body="<!doctype html><html><p>Sign in</html>", content_type="text/html")

    async def _rubbish(self, request: web.Request, do: Handler) -> web.StreamResponse:
        return web.Response(body=self._random.randbytes(3000), headers={"etag": "\x7f", "content-range": "bytes x/y"})

    async def _another_document(self, request: web.Request, do: Handler) -> web.StreamResponse:
        return web.Response(body="<a>" * 5000 + "</a>" * 5000, content_type=_XML)

    async def _access_denied(self, request: web.Request, do: Handler) -> web.StreamResponse:
        return error(403, "AccessDenied")

    async def _bare_error(self, request: web.Request, do: Handler) -> web.StreamResponse:
        return web.Response(status=418)

    async def _a_redirect(self, request: web.Request, do: Handler) -> web.StreamResponse:
        return web.Response(status=307, headers={"location": str(request.url)})

    # -- the store -----------------------------------------------------------------------------------------------

    async def _do(self, request: web.Request) -> web.StreamResponse:
        key = unquote(request.rel_url.raw_path.removeprefix("/bucket").removeprefix("/"))
        query, body = request.query, await request.read()
        upload = query.get("uploadId")
        if not key:
            return self._list(query.get("prefix", "")) if request.method == "GET" else self._delete_many(body)
        if "uploads" in query:
            name = f"u{self._random.getrandbits(64):x}"
            self.uploads[name] = (key, {})
            return _xml("InitiateMultipartUploadResult", f"<UploadId>{name}</UploadId>")
        if upload is not None:
            return self._of_upload(request.method, upload, query.get("partNumber", ""), body)
        match request.method:
            case "PUT":
                self.objects[key] = (body, etag_of(body))
                return web.Response(headers={"etag": etag_of(body)})
            case "DELETE":
                self.objects.pop(key, None)
                return web.Response(status=204)
            case _:
                return self._get(key, request)

    def _get(self, key: str, request: web.Request) -> web.Response:
        if key not in self.objects:
            return error(404, "NoSuchKey")
        content, etag = self.objects[key]
        headers = {"etag": etag, "last-modified": "Thu, 01 Jan 2026 12:00:00 GMT", "accept-ranges": "bytes"}
        given = request.headers.get("if-match")
        if given and given != etag:
            return error(412, "PreconditionFailed")
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
        if not found:
            return web.Response(body=content, headers=headers)
        first, last = int(found[1]), min(int(found[2] or len(content)), len(content) - 1)
        if first >= len(content):
            return error(416, "InvalidRange")
        headers["content-range"] = f"bytes {first}-{last}/{len(content)}"
        return web.Response(status=206, body=content[first : last + 1], headers=headers)

    def _list(self, prefix: str) -> web.Response:
        told = [
            f"<Contents><Key>{quote(key)}</Key><Size>{len(content)}</Size><ETag>{escape(etag)}</ETag></Contents>"
            for key, (content, etag) in sorted(self.objects.items())
            if key.startswith(prefix)
        ]
        return _xml("ListBucketResult", f"<EncodingType>url</EncodingType>{''.join(told)}")

    def _delete_many(self, body: bytes) -> web.Response:
        for key in re.findall("<Key>(.*?)</Key>", body.decode()):
            self.objects.pop(key, None)
        return _xml("DeleteResult", "")

    def _of_upload(self, method: str, upload: str, number: str, body: bytes) -> web.Response:
        if upload not in self.uploads:
            return error(404, "NoSuchUpload")
        key, parts = self.uploads[upload]
        match method:
            case "PUT":
                parts[int(number)] = body
                return web.Response(headers={"etag": etag_of(body)})
            case "GET":
                told = [
                    f"<Part><PartNumber>{each}</PartNumber><ETag>{etag_of(part)}</ETag><Size>{len(part)}</Size></Part>"
                    for each, part in parts.items()
                ]
                return _xml("ListPartsResult", "".join(told))
            case "DELETE":
                del self.uploads[upload]
                return web.Response(status=204)
            case _:
                return self._complete(upload, key, parts, body)

    def _complete(self, upload: str, key: str, parts: dict[int, bytes], body: bytes) -> web.Response:
        named = re.findall(r"<PartNumber>(\d+)</PartNumber><ETag>(.*?)</ETag>", body.decode())
        if not named or any(etag_of(parts.get(int(number), b"")) != etag for number, etag in named):
            return error(400, "InvalidPart")
        hashes = b"".join(md5(parts[int(number)]).digest() for number, _ in named)
        etag = f'"{md5(hashes).hexdigest()}-{len(named)}"'
        self.objects[key] = (b"".join(parts[int(number)] for number, _ in named), etag)
        del self.uploads[upload]
        return _xml("CompleteMultipartUploadResult", f"<ETag>{etag}</ETag>")


def _xml(root: str, inner: str) -> web.Response:
    return web.Response(body=f"<{root}>{inner}</{root}>".encode(), content_type=_XML)


@asynccontextmanager
async def serving(store: Store) -> AsyncGenerator[str]:
    """The store's endpoint."""
    app: Any = web.Application(client_max_size=2**30)
    app.router.add_route("*", "/{path:.*}", store.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
