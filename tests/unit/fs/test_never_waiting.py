"""On a platform that never waits, as that of a synchronous XMLHttpRequest, every operation ends with one `send`."""

from typing import Any

import pytest

from aws4web._platform import never_waiting
from aws4web._platform.stand_in import standing_in
from aws4web.fs import S3FileSystem
from tests.platforms import on
from tests.unit.s3.store import Store
from tests.unit.support import KEYS, Answer


class Driver:
    """Runs a coroutine in one go, while its platform stands in for all others."""

    name = "never waiting"

    def __init__(self, platform: Any) -> None:
        self._platform = platform

    def run(self, work: Any) -> Any:
        with standing_in(self._platform):
            try:
                work.send(None)
            except StopIteration as done:
                return done.value
        work.close()
        raise AssertionError("it waits")


class Full(Store):
    """A store that answers GETs and listings too."""

    def _operation(self, signed: Any, key: str, query: dict[str, str], body: bytes) -> Any:
        if signed.method == "GET" and "list-type" in query:
            return "list", query.get("prefix", ""), lambda: self._list(query.get("prefix", ""))
        if signed.method == "GET":
            return "get", key, lambda: self._get(key, signed.headers.get("range"))
        if signed.method == "POST" and "delete" in query:
            return "delete", "", lambda: Answer(200, "<DeleteResult/>", content_type="application/xml")
        if signed.method == "PUT" and "x-amz-copy-source" in signed.headers:
            return "copy", key, lambda: self._copied(key)
        return super()._operation(signed, key, query, body)

    def _list(self, prefix: str) -> Answer:
        told = [
            f"<Contents><Key>{key}</Key><Size>{len(content)}</Size></Contents>"
            for key, (content, _) in sorted(self.objects.items())
            if key.startswith(prefix)
        ]
        return Answer(200, f"<ListBucketResult>{''.join(told)}</ListBucketResult>", content_type="application/xml")

    def _get(self, key: str, asked: str | None) -> Answer:
        if key not in self.objects:
            return Answer(404, "<Error><Code>NoSuchKey</Code></Error>", content_type="application/xml")
        content, etag = self.objects[key]
        first, last = (int(each) for each in (asked or "").removeprefix("bytes=").split("-"))
        part = content[first : last + 1]
        told = {"content_range": f"bytes {first}-{first + len(part) - 1}/{len(content)}", "etag": etag}
        return Answer(206, part, content_length=str(len(part)), **told)

    def _copied(self, key: str) -> Answer:
        self.objects[key] = self.objects["d/a"]
        text = f"<CopyObjectResult><ETag>{self.objects[key][1]}</ETag></CopyObjectResult>"
        return Answer(200, text, content_type="application/xml")


@pytest.fixture
def fs() -> Any:
    store = Full()
    platform: Any = None
    waiting = store.platform()
    platform = waiting._replace(
        each=never_waiting.each,
        first_of=never_waiting.first_of,
        to_its_end=never_waiting.to_its_end,
        flight=never_waiting.Flight,
        sleep=lambda seconds: never_waiting.Pause(seconds, lambda _: None),
    )
    client = on(waiting._replace(driver=lambda **_: Driver(platform)))(**KEYS)
    return S3FileSystem(client=client, region="eu-west-1", skip_instance_cache=True)


def test_nothing_waits(fs: Any) -> None:
    contents = {f"my-bucket/d/{name}": name.encode() * 10 for name in "abc"}
    fs.pipe(contents)
    assert fs.find("my-bucket/d") == [*contents]
    assert fs.find("my-bucket", maxdepth=2, withdirs=True)
    assert fs.cat([*contents]) == contents
    assert fs.cat_file("my-bucket/d/a", 2, -2) == b"a" * 6
    assert fs.cat_ranges([*contents] * 2, 0, 3, max_gap=0) == [each[:3] for each in contents.values()] * 2
    assert fs.info("my-bucket/d/a", refresh=True)["size"] == 10
    assert not fs.exists("my-bucket/nothing")
    with fs.open("my-bucket/e", "wb") as file:
        file.write(b"x" * 25 * 2**20)
    with fs.open("my-bucket/e", block_size=2**20) as file:
        assert len(file.read()) == 25 * 2**20
        file.seek(-1, 2)
        assert [*file] == [b"x"]
    fs.cp("my-bucket/d/a", "my-bucket/d/f")
    fs.mv("my-bucket/d/f", "my-bucket/d/g")
    fs.rm([*contents])
    fs.rm("my-bucket/d", recursive=True)
    with fs.transaction, fs.open("my-bucket/h", "w") as file:
        file.write("x")
    assert fs.cat_file("my-bucket/h") == b"x"
