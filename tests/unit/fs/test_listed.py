"""What is listed, and when it is not kept."""

import threading
from typing import Any

import pytest

from aws4web import AwsError, NetworkError
from aws4web.fs import S3FileSystem
from tests.unit.support import Answer, Fake

ONE = "<Contents><Key>a</Key><Size>1</Size></Contents>"


def listing(inner: str) -> Answer:
    return Answer(200, f"<ListBucketResult>{inner}</ListBucketResult>", content_type="application/xml")


def on(fake: Fake, **options: Any) -> Any:
    return S3FileSystem(client=fake.client(retries=0), region="eu-west-1", skip_instance_cache=True, **options)


def test_a_listing_that_was_asked_for_before_a_write_is_not_kept() -> None:
    fake = Fake()
    fs = on(fake)
    send = fake.send

    async def slow(signed: Any, options: Any) -> Any:
        if "list-type" in signed.url:
            thread = threading.Thread(target=fs.invalidate_cache, args=["my-bucket/b"])  # another one writes
            thread.start()
            thread.join()
        return await send(signed, options)

    fake.send = slow
    fake.answers = [listing(ONE), listing(ONE), listing(ONE)]
    for call in (fs.ls, fs.find, lambda path: fs.find(path, maxdepth=1)):
        assert len(call("my-bucket")) == 1
        assert not fs.dircache


def test_one_listing_serves_all() -> None:
    below = "".join(
        f"<Contents><Key>{key}</Key><Size>1</Size></Contents>" for key in ("a", "d/b", "d/e/c", "d//f", "/g")
    )
    fake = Fake(listing(below))
    fs = on(fake)
    assert len(fs.find("my-bucket")) == 5
    assert fs.ls("my-bucket", detail=False) == ["my-bucket/a", "my-bucket/d"]
    assert fs.ls("my-bucket/d", detail=False) == ["my-bucket/d/b", "my-bucket/d/e"]
    assert [name for name, _, _ in fs.walk("my-bucket")] == ["my-bucket", "my-bucket/d", "my-bucket/d/e"]
    assert fs.info("my-bucket/d/e/c")["size"] == 1
    assert fs.isdir("my-bucket/d/e")
    assert fs.glob("my-bucket/d/*") == ["my-bucket/d/b", "my-bucket/d/e"]
    assert len(fake.requests) == 1
    fs.ls("my-bucket")[0]["size"] = None  # what a caller does to it
    assert fs.info("my-bucket/a")["size"] == 1


def test_patterns_ask_for_no_more_than_they_match() -> None:
    fake = Fake(listing(""))
    assert on(fake).glob("my-bucket/d/2024-*.csv") == []
    assert "prefix=d%2F2024-" in fake.requests[0].url
    assert "delimiter=%2F" in fake.requests[0].url


def test_patterns_of_buckets_ask_for_those_that_match() -> None:
    """One that does not may belong to somebody who refuses."""
    buckets = "".join(f"<Bucket><Name>{name}</Name></Bucket>" for name in ("my-a", "my-b", "secret"))
    told = Answer(200, f"<ListAllMyBucketsResult><Buckets>{buckets}</Buckets></ListAllMyBucketsResult>")
    for pattern, lists in (("my-*/a", 2), ("my-?/*", 2), ("[m]y-a/*", 3)):
        fake = Fake(told, *[listing(ONE)] * lists)
        fs = on(fake)
        assert fs.glob(pattern)[0] == "my-a/a"
        assert len(fake.requests) == 1 + lists, pattern
        assert ("prefix=my-" in fake.requests[0].url) == (lists == 2)
        assert "" not in fs.dircache or lists == 3, "what was left out is there all the same"


def test_without_a_cache() -> None:
    fake = Fake(listing(ONE), listing(ONE))
    fs = on(fake, use_listings_cache=False)
    assert fs.ls("my-bucket") == fs.ls("my-bucket")
    assert len(fake.requests) == 2


def test_what_cannot_be_known_is_no_absence() -> None:
    for answer, kind in (
        (Answer(403, b""), PermissionError),
        (NetworkError("none"), NetworkError),
        (Answer(500), OSError),
    ):
        for method in ("exists", "isdir", "isfile", "info", "open", "cat_file"):
            with pytest.raises(kind):
                getattr(on(Fake(answer)), method)("my-bucket/a")
    assert not on(Fake()).exists("my-bucket/../a")  # no key is


def test_errors_say_what_was_done_to_what() -> None:
    refused = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
    with pytest.raises(PermissionError) as caught:
        on(Fake(Answer(403, refused, content_type="application/xml"))).pipe_file("s3://my-bucket/d/a", b"x")
    assert isinstance(caught.value.__cause__, AwsError)
    assert caught.value.filename == "s3://my-bucket/d/a"
    for word in ("pipe", "AccessDenied", "my-bucket", "d/a", "PUT"):
        assert word in str(caught.value)


class Unread(list[Any]):
    """Nobody goes through all of it."""

    def __iter__(self) -> Any:
        raise AssertionError


def test_what_is_known_of_one_is_found_without_looking_at_all() -> None:
    fs = on(Fake())
    names = sorted(f"my-bucket/{number}" for number in range(1000))
    entries = [{"name": name, "type": "file", "size": 1} for name in names]
    entries.insert(7, {**entries[7], "type": "directory"})
    fs.dircache["my-bucket"] = Unread(entries)
    assert all(fs.info(name)["type"] == "file" for name in names)


def test_a_directory_that_others_list_is_not_deleted_with_what_is_not_in_it() -> None:
    fake = Fake(listing(ONE), listing(ONE), listing(ONE), listing(ONE))
    with pytest.raises(NetworkError, match="'a' does not begin with 'tmp/'"):
        on(fake).rm("my-bucket/tmp", recursive=True)
    assert {request.method for request in fake.requests} <= {"GET", "HEAD"}
