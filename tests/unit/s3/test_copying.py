"""Copies: what is sent, and what a server that fails, lies or changes its mind makes of them."""

from typing import Any

import pytest

from aws4web import AwsError, NetworkError
from aws4web.s3 import Bucket
from tests.unit.support import Answer, Fake

from .test_answers import bucket_of

MIB = 2**20
SOURCE = {"etag": '"e"', "content_type": "text/plain", "x_amz_meta_by": "ada"}
XML = {"content_type": "application/xml"}


def head(size: int = 5, **headers: str) -> Answer:
    return Answer(200, b"", content_length=str(size), **{**SOURCE, **headers})


def result(root: str = "CopyObjectResult", etag: str = '"f"') -> Answer:
    time = "<LastModified>2026-01-01T12:00:00.000Z</LastModified>"
    return Answer(200, f"<{root}><ETag>{etag}</ETag>{time}</{root}>", **XML)


BEGUN = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
NO_TAGS = "<Tagging><TagSet/></Tagging>"


async def test_a_small_one() -> None:
    fake = Fake(head(), result())
    info = await bucket_of(fake).copy("new", "a b+c/\u00fc?", storage_class="STANDARD_IA")
    assert (info.key, info.size, info.etag, info.storage_class) == ("new", 5, '"f"', "STANDARD_IA")
    put = fake.requests[1]
    assert (put.method, put.url) == ("PUT", "https://my-bucket.s3.eu-west-1.amazonaws.com/new")
    assert put.headers["x-amz-copy-source"] == "my-bucket/a%20b%2Bc/%C3%BC%3F"
    assert "x-amz-metadata-directive" not in put.headers, "S3 carries all over by itself"
    assert put.headers["x-amz-copy-source-if-match"] == '"e"', "or it may be another object, perhaps of another store"
    assert "x-amz-copy-source" in put.headers["authorization"]


async def test_from_elsewhere() -> None:
    fake = Fake(head(), result())
    arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint/mine"
    source = Bucket(fake.client(), arn)
    await bucket_of(fake).copy("new", (source, "a"), source_version_id="v/1")
    asked, put = fake.requests
    assert asked.url == "https://mine-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/a?versionId=v%2F1"
    named = arn.replace(":", "%3A")
    assert put.headers["x-amz-copy-source"] == f"{named}/object/a?versionId=v%2F1"


async def test_what_is_replaced_is_carried_over_by_us() -> None:
    fake = Fake(head(), result())
    await bucket_of(fake).copy("new.html", "a", cache_control="no-store", tags={})
    headers = fake.requests[1].headers
    assert headers["x-amz-metadata-directive"] == headers["x-amz-tagging-directive"] == "REPLACE"
    assert (headers["content-type"], headers["x-amz-meta-by"]) == ("text/plain", "ada")
    assert headers["x-amz-copy-source-if-match"] == '"e"', "or the headers may be those of another object"


async def test_a_200_that_is_an_error() -> None:
    error = "<Error><Code>{}</Code><Message>m</Message></Error>"
    fake = Fake(head(), Answer(200, error.format("InternalError"), **XML), result())
    assert (await bucket_of(fake).copy("new", "a")).etag == '"f"'
    fake = Fake(head(), Answer(200, error.format("AccessDenied"), **XML))
    with pytest.raises(AwsError, match="AccessDenied"):
        await bucket_of(fake).copy("new", "a")


@pytest.mark.parametrize("text", ["", "<html/>", "<CopyObjectResult>", "<CopyObjectResult/>"])
async def test_a_hostile_answer(text: str) -> None:
    with pytest.raises(NetworkError, match="not S3's"):
        await bucket_of(Fake(head(), Answer(200, text))).copy("new", "a")


async def test_a_lost_answer_is_settled() -> None:
    failed = Answer(412, "<Error><Code>PreconditionFailed</Code></Error>")
    fake = Fake(head(), NetworkError("broken off"), failed, head())
    assert (await bucket_of(fake).copy("new", "a", if_none_match="*")).etag == '"e"'
    for answers in ([failed], [NetworkError("broken off"), failed, head(etag='"other"')]):
        fake = Fake(head(), *answers)
        with pytest.raises(AwsError, match="PreconditionFailed"):
            await bucket_of(fake).copy("new", "a", if_none_match="*")


@pytest.mark.parametrize("code", ["ConditionalRequestConflict", "OperationAborted"])
async def test_a_conflict(code: str) -> None:
    conflict = Answer(409, f"<Error><Code>{code}</Code></Error>")
    fake = Fake(head(), conflict, conflict, result())
    assert (await bucket_of(fake).copy("new", "a", if_none_match="*")).etag == '"f"'
    assert len(fake.waits) == 2
    fake = Fake(head(), *[conflict] * 9)
    with pytest.raises(AwsError, match=code):
        await bucket_of(fake).copy("new", "a")
    assert len(fake.requests) == 1 + 5


async def test_a_lost_answer_and_then_a_conflict() -> None:
    answers = [NetworkError("broken off"), Answer(409, "<Error><Code>OperationAborted</Code></Error>")]
    failed = Answer(412, "<Error><Code>PreconditionFailed</Code></Error>")
    fake = Fake(head(), *answers, failed, head())
    assert (await bucket_of(fake).copy("new", "a", if_none_match="*")).etag == '"e"'
    fake = Fake(head(), *answers, failed, Answer(403))
    with pytest.raises(AwsError, match="PreconditionFailed"):
        await bucket_of(fake).copy("new", "a", if_none_match="*")


@pytest.mark.parametrize("is_async", [False, True])
async def test_progress(is_async: bool) -> None:
    seen: list[tuple[int, int]] = []

    async def later(done: int, total: int) -> None:
        seen.append((done, total))

    def at_once(done: int, total: int) -> None:
        seen.append((done, total))

    progress: Any = later if is_async else at_once
    await bucket_of(Fake(head(), result())).copy("new", "a", progress=progress)
    assert seen == [(5, 5)]
    seen.clear()
    parts = [result("CopyPartResult", f'"{number}"') for number in range(3)]
    complete = Answer(200, "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>", **XML)
    fake = Fake(head(11 * MIB), Answer(200, NO_TAGS), Answer(200, BEGUN), *parts, complete)
    await bucket_of(fake).copy("new", "a", part_size=5 * MIB, at_once=1, progress=progress)
    assert seen == [(done * MIB, 11 * MIB) for done in (0, 5, 10, 11)]


async def test_a_progress_that_fails_leaves_no_upload() -> None:
    def progress(done: int, _total: int) -> None:
        raise RuntimeError("the user's own")

    fake = Fake(head(11 * MIB), Answer(200, NO_TAGS), Answer(200, BEGUN), Answer(204))
    with pytest.raises(RuntimeError, match="the user's own"):
        await bucket_of(fake).copy("new", "a", part_size=5 * MIB, progress=progress)
    assert [request.method for request in fake.requests] == ["HEAD", "GET", "POST", "DELETE"]


async def test_in_parts() -> None:
    tags = "<Tagging><TagSet><Tag><Key>k e</Key><Value>v=</Value></Tag></TagSet></Tagging>"
    parts = [result("CopyPartResult", f'"{number}"') for number in range(3)]
    complete = Answer(200, "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>", **XML)
    fake = Fake(head(11 * MIB), Answer(200, tags), Answer(200, BEGUN), *parts, complete)
    info = await bucket_of(fake).copy("new", "a", part_size=5 * MIB, at_once=1, if_none_match="*")
    assert (info.size, info.etag) == (11 * MIB, '"x"')
    _, _, begun, *sent, completed = fake.requests
    assert begun.headers["x-amz-tagging"] == "k%20e=v%3D"
    assert (begun.headers["content-type"], begun.headers["x-amz-meta-by"]) == ("text/plain", "ada")
    ranges = [request.headers["x-amz-copy-source-range"] for request in sent]
    assert ranges == ["bytes=0-5242879", "bytes=5242880-10485759", "bytes=10485760-11534335"]
    assert {request.headers["x-amz-copy-source-if-match"] for request in sent} == {'"e"'}
    assert completed.headers["if-none-match"] == "*"
    assert b'<ETag>"2"</ETag>' in completed.body


@pytest.mark.parametrize(
    "answer",
    [
        Answer(412, "<Error><Code>PreconditionFailed</Code></Error>"),
        Answer(200, "<Error><Code>AccessDenied</Code></Error>", **XML),
        Answer(200, "<html/>"),
        Answer(200, "<CopyPartResult/>"),
    ],
    ids=["changed", "error", "hostile", "no ETag"],
)
async def test_a_failure_leaves_no_upload(answer: Answer) -> None:
    fake = Fake(head(11 * MIB), Answer(200, NO_TAGS), Answer(200, BEGUN), answer, Answer(204))
    with pytest.raises((AwsError, NetworkError)):
        await bucket_of(fake).copy("new", "a", part_size=5 * MIB, at_once=1)
    last = fake.requests[-1]
    assert (last.method, last.url.endswith("/new?uploadId=u")) == ("DELETE", True)


async def test_beyond_what_one_request_may_have() -> None:
    size = 5 * 2**30 + 1
    fake = Fake(head(size), Answer(501, "<Error><Code>NotImplemented</Code></Error>"), Answer(200, BEGUN), Answer(403))
    with pytest.raises(AwsError):
        await bucket_of(fake).copy("new", "a", at_once=1)
    assert fake.requests[3].headers["x-amz-copy-source-range"] == f"bytes=0-{128 * MIB - 1}"
    fake = Fake(head(size - 1), result())
    await bucket_of(fake).copy("new", "a")
    assert len(fake.requests) == 2


async def test_a_page_that_sees_no_etag() -> None:
    fake = Fake(Answer(200, b"", content_length=str(6 * MIB)))
    with pytest.raises(NetworkError, match="no ETag"):
        await bucket_of(fake).copy("new", "a", part_size=5 * MIB)
    fake = Fake(Answer(200, b"", content_length="5"), result())
    await bucket_of(fake).copy("new", "a", metadata={})
    assert "x-amz-copy-source-if-match" not in fake.requests[1].headers


@pytest.mark.parametrize(
    ("args", "options", "kind", "words"),
    [
        (("new", 5), {}, TypeError, "key must be a str"),
        (("new", ("b", "a")), {}, TypeError, "source must be"),
        (("new", "a/../b"), {}, ValueError, "segment"),
        (("", "a"), {}, ValueError, "key must have"),
        (("new", "a"), {"part_size": 5}, ValueError, "part_size"),
        (("new", "a"), {"at_once": 0}, ValueError, "at_once"),
        (("new", "a"), {"acl": "x"}, TypeError, "acl"),
    ],
)
async def test_bad_input(args: Any, options: Any, kind: type[Exception], words: str) -> None:
    fake = Fake()
    with pytest.raises(kind, match=words):
        await bucket_of(fake).copy(*args, **options)
    assert not fake.requests


async def test_progress_that_cannot_be_called_is_told_before_anything_is_sent() -> None:
    fake = Fake(head(), result())
    bad: Any = "bar"
    with pytest.raises(TypeError, match="progress must be a function, not str"):
        await bucket_of(fake).copy("new", "old", progress=bad)
    assert fake.requests == []
