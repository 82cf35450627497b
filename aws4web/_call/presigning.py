"""Many URLs signed in one go: what they have in common is made once, and the crypto is awaited for all of them."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from .._endpoints.buckets import split_host
from .arguments import Arguments
from .opening import open_call

if TYPE_CHECKING:
    from .._sign.signable import Signable
    from .settings import Settings

# A path that no URL parser changes, and that is its own canonical form at S3: unreserved characters, and escapes of
# others in upper case.
_is_settled = re.compile(
    r"(?:/(?:[A-Za-z0-9\-._~]|%(?:[018-9A-F][0-9A-F]|2[0-9A-C]|3[A-F]|40|5[B-E]|60|7[B-DF]))+)+"
).fullmatch


async def presign(
    settings: "Settings", arguments: Arguments, expires: int | None, service: str | None, region: str | None
) -> Any:
    """See AwsClient.presign. `arguments.input` is what is to be signed, one URL or many."""
    given = arguments.input
    if hasattr(given, "headers"):
        raise TypeError("a Request cannot be presigned: pass its URL")
    aws, _ = arguments.options()
    aws.setdefault("all_headers", True)
    aws |= {"sign_query": True} if expires is None else {"sign_query": True, "expires": expires}
    arguments.aws = aws
    platform = settings.platform
    now = platform.now()
    signing = _Signing(settings._replace(platform=platform._replace(now=lambda: now)), arguments, service, region)
    if isinstance(given, str) or not isinstance(given, Iterable):
        await signing.add(0, given)
        return (await signing.signed(1))[0]
    urls: list[object] = [*given]
    for index, url in enumerate(urls):
        if signing.add_alike(index, url):
            continue
        try:
            await signing.add(index, url)
        except (TypeError, ValueError) as exc:
            exc.args = (f"url[{index}]: {exc}",)
            raise
    return await signing.signed(len(urls))


class _Group:
    """URLs that are signed with one key, for the same time and scope."""

    def __init__(self, key: Any, to_sign: str) -> None:
        self.key = key
        self.to_sign = to_sign
        """What a string to sign begins with."""
        self.requests: list[str] = []
        """The canonical requests."""
        self.urls: list[str | Signable] = []
        """As they are sent, but for the signature at the end; or what puts it where it belongs."""
        self.indices: list[int] = []

    def add(self, index: int, request: str, url: "str | Signable") -> None:
        self.requests.append(request)
        self.urls.append(url)
        self.indices.append(index)


class _Alike(NamedTuple):
    """What URLs of a bucket have in common that differ in their paths alone."""

    before: str
    """What is before the path in the canonical request."""
    after: str
    query: str
    """Of the URL that is sent, but for the signature."""
    group: _Group


class _Signing:
    """The URLs so far."""

    def __init__(self, settings: "Settings", arguments: Arguments, service: str | None, region: str | None) -> None:
        self._settings = settings
        self._aws, self._init = arguments.aws, arguments.init
        self._service, self._region = service, region
        self._groups: dict[tuple[int, str], _Group] = {}
        self._alike: dict[str, _Alike] = {}
        """By origin."""

    def add_alike(self, index: int, url: object) -> bool:
        """Whether one like it was read before, so that all is known but its path."""
        if type(url) is not str:
            return False
        end = url.find("/", 8)
        alike, path = self._alike.get(url[:end]), url[end:]
        if alike is None or "/." in path or not _is_settled(path):
            return False
        alike.group.add(index, f"{alike.before}{path}{alike.after}", url + alike.query)
        return True

    async def add(self, index: int, url: object) -> None:
        """Read it as `sign` does."""
        exchange, _ = await open_call(
            self._settings, Arguments(url, self._aws, self._init), self._service, self._region
        )
        stages = await exchange.stages()
        signable = stages.signable
        key, to_sign = await stages.key(), signable.string_to_sign("")
        group = self._groups.setdefault((id(key), to_sign), _Group(key, to_sign))
        request = signable.canonical_request(await stages.payload_hash())
        group.add(index, request, signable)
        if not exchange.memory.corrects:
            self._learn(url, signable, request, group)

    def _learn(self, url: object, signable: "Signable", request: str, group: _Group) -> None:
        """Keep what other URLs of the bucket have in common with this one, if nothing but the path can differ."""
        origin, path, aws = f"{signable.url.scheme}://{signable.url.host}", signable.url.path, self._aws
        is_told = (aws.get("service") or self._service) and (aws.get("region") or self._region)
        if (
            signable.rules.is_s3
            and url == origin + path
            and "/." not in path
            and _is_settled(path)
            and self._settings.endpoint is None
            and "endpoint_url" not in aws
            and (is_told or split_host(signable.url)[0])
        ):
            start = len(signable.method) + 1
            query = signable.presigned_url("")[len(origin + path) :]
            self._alike[origin] = _Alike(request[:start], request[start + len(path) :], query, group)

    async def signed(self, count: int) -> list[str]:
        """All of them, in their order."""
        crypto = self._settings.now().platform.crypto
        results = [""] * count
        for group in self._groups.values():
            signatures = await crypto.signatures(group.key, group.to_sign, group.requests)
            for index, url, signature in zip(group.indices, group.urls, signatures, strict=True):
                results[index] = url + signature if isinstance(url, str) else url.presigned_url(signature)
        return results
