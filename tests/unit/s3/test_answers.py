"""What S3 answers, and what a hostile server answers instead."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from aws4web import AwsError, NetworkError
from aws4web.s3 import Bucket, DeleteError, ObjectInfo
from aws4web.s3._info import of_headers
from aws4web.s3._listing import Page, read_objects
from tests.unit.support import Answer, Fake

START = '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
OBJECT = (
    "<Contents><Key>a+b%2Bc</Key><LastModified>2026-01-01T12:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag>"
    "<Size>5</Size><StorageClass>GLACIER</StorageClass><Owner><ID>1</ID></Owner></Contents>"
)


def listing(inner: str, token: str = "", *, encoding: bool = True) -> str:
    more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>" if token else ""
    kind = "<EncodingType>url</EncodingType>" if encoding else ""
    return f"{START}<Name>b</Name>{kind}{more}{inner}</ListBucketResult>"


def read_page(text: str) -> Page:
    return read_objects(text, "")[0]


def bucket_of(fake: Fake, **options: Any) -> Bucket:
    return Bucket(fake.client(**options), "my-bucket", region="eu-west-1")


async def test_names_that_were_not_asked_for_are_not_deleted() -> None:
    fake = Fake(Answer(200, listing(OBJECT.replace("a+b%2Bc", "precious"))))  # a cache that forgets queries
    bucket = bucket_of(fake)
    with pytest.raises(NetworkError, match="'precious' does not begin with 'tmp/'"):
        await bucket.delete(bucket.list("tmp/"))
    assert [request.method for request in fake.requests] == ["GET"]


def test_a_document_is_the_text_that_it_is() -> None:
    text = listing(OBJECT.replace("a+b%2Bc", "\u00fc")).replace("UTF-8", "ISO-8859-1")
    assert read_page(text).objects[0].key == "\u00fc"


def test_a_page() -> None:
    inner = f"{OBJECT}<CommonPrefixes><Prefix>p+q/</Prefix></CommonPrefixes>"
    page = read_page(listing(inner))
    [entry] = page.objects
    assert entry == ObjectInfo("a b+c", 5, '"e"', datetime(2026, 1, 1, 12, tzinfo=UTC), "GLACIER")
    assert (page.prefixes, page.token) == (["p q/"], None)
    assert read_page(listing(OBJECT, encoding=False)).objects[0].key == "a+b%2Bc"
    assert read_page(listing("", "t/1+")).token == "t/1+"


HOSTILE = {
    "nothing": "",
    "not XML": "listing",
    "cut off": listing(OBJECT)[:-30],
    "another root": "<html></html>",
    "a document type": f"<!DOCTYPE a [<!ENTITY b 'c'>]>{listing(OBJECT)}",
    "deep": listing("<a>" * 5000 + "</a>" * 5000),
    "no token": listing("<IsTruncated>true</IsTruncated>"),
    "many": listing("<Contents><Key>a</Key></Contents>" * 20_000),
    "no key": listing("<Contents><Size>1</Size></Contents>"),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_listing(text: str) -> None:
    bucket = bucket_of(Fake(Answer(200, text)))
    with pytest.raises(NetworkError, match="is not a listing"):
        [entry async for entry in bucket.list()]


OUTSIDE = [
    f"<LastModified>{text}</LastModified>" for text in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
]


@pytest.mark.parametrize(
    "field", ["<Size>x</Size>", f"<Size>{'9' * 5000}</Size>", "<LastModified>soon</LastModified>", *OUTSIDE]
)
async def test_fields_that_say_nothing(field: str) -> None:
    bucket = bucket_of(Fake(Answer(200, listing(f"<Contents><Key>a</Key>{field}</Contents>"))))
    assert [entry async for entry in bucket.list()] == [ObjectInfo("a", storage_class="STANDARD")]


async def test_a_listing_in_a_circle() -> None:
    bucket = bucket_of(Fake(*[Answer(200, listing(OBJECT, "same")) for _ in range(10)]))
    with pytest.raises(NetworkError, match="circle"):
        [entry async for entry in bucket.list()]


async def test_the_next_page_is_asked_for_meanwhile() -> None:
    fake = Fake(*[Answer(200, listing(OBJECT, f"t{number}")) for number in range(3)], Answer(200, listing(OBJECT)))
    seen = 0
    async for _ in bucket_of(fake).pages():
        seen += 1
        await asyncio.sleep(0.01)
        assert len(fake.requests) == min(seen + 1, 4)
    assert seen == 4
    assert "continuation-token=t2" in fake.requests[3].url


async def test_left_early_nothing_goes_on() -> None:
    fake = Fake(*[Answer(200, listing(OBJECT, f"t{number}")) for number in range(3)])
    pages = bucket_of(fake).pages()
    await anext(pages)
    await pages.aclose()
    before = asyncio.all_tasks()
    await asyncio.sleep(0.01)
    assert asyncio.all_tasks() <= before
    assert len(asyncio.all_tasks()) == 1


async def test_an_error_on_the_second_page() -> None:
    error = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
    bucket = bucket_of(Fake(Answer(200, listing(OBJECT, "t")), Answer(403, error)))
    seen: list[str] = []
    with pytest.raises(AwsError, match="AccessDenied"):
        async for entry in bucket.list():
            seen.append(entry.key)
    assert seen == ["a b+c"], "what came before is not lost"


async def test_deletions() -> None:
    failed = "".join(
        f"<Error><Key>{key}</Key><Code>{code}</Code><Message>m</Message></Error>"
        for key, code in (("a", "AccessDenied"), ("b", "InternalError"))
    )
    fake = Fake(Answer(200, f"<DeleteResult>{failed}</DeleteResult>"), Answer(204))
    with pytest.raises(DeleteError) as caught:
        await bucket_of(fake).delete(["a", "b", "c\r<&>", "\x01", "d/../e"])
    assert {key: error.code for key, error in caught.value.failed.items()} == {
        "a": "AccessDenied",
        "b": "InternalError",
    }
    assert caught.value.failed["b"].retryable
    assert "'a': AccessDenied" in str(caught.value)
    several, single = fake.requests
    assert several.url.endswith("/?delete")
    assert b"<Key>c&#13;&lt;&amp;&gt;</Key>" in several.body
    assert b"<Key>d/../e</Key>" in several.body, "others can make what no URL can carry"
    assert several.headers["content-md5"]
    assert (single.method, single.url.endswith("/%01")) == ("DELETE", True), "XML cannot hold it"


async def test_deletions_of_versions() -> None:
    failed = "<Error><Key>a</Key><VersionId>2</VersionId><Code>AccessDenied</Code><Message>m</Message></Error>"
    fake = Fake(Answer(200, f"<DeleteResult>{failed}</DeleteResult>"), Answer(204), Answer(204))
    entries = [ObjectInfo("a", version_id="1"), ObjectInfo("a", version_id="2"), ObjectInfo("b"), "c"]
    bucket = bucket_of(fake)
    with pytest.raises(DeleteError, match="not deleted: 'a' 2: AccessDenied") as caught:
        await bucket.delete([*entries, ObjectInfo("\x01", version_id="3")])
    assert caught.value.versions.keys() == {("a", "2")}
    assert caught.value.failed["a"].code == "AccessDenied"
    several, single = fake.requests
    assert several.body.count(b"<Object>") == 4
    assert b"<Object><Key>a</Key><VersionId>2</VersionId></Object><Object><Key>b</Key></Object>" in several.body
    assert single.url.endswith("/%01?versionId=3")
    await bucket.delete(ObjectInfo("a", version_id="4"))
    assert fake.requests[2].url.endswith("/a?versionId=4")


async def test_keys_that_no_url_can_carry_are_deleted_among_others() -> None:
    fake = Fake(Answer(200, "<DeleteResult></DeleteResult>"))
    await bucket_of(fake).delete(["a/../b", ObjectInfo("./c"), "d"])
    [request] = fake.requests
    assert re.findall(b"<Key>(.*?)</Key>", request.body) == [b"a/../b", b"./c", b"d"]


@pytest.mark.parametrize("keys", [ObjectInfo("a/", is_prefix=True), ["b", ObjectInfo("a/", is_prefix=True)]])
async def test_a_common_prefix_is_not_deleted(keys: Any) -> None:
    fake = Fake()
    with pytest.raises(ValueError, match="'a/' is no object"):
        await bucket_of(fake).delete(keys)
    assert not fake.requests


@pytest.mark.parametrize("text", ["", "<html/>", "<DeleteResult>"])
async def test_a_hostile_answer_to_a_deletion(text: str) -> None:
    with pytest.raises(NetworkError, match="cannot be known"):
        await bucket_of(Fake(Answer(200, text))).delete(["a"])


async def test_ten_thousand_are_deleted_four_requests_at_once() -> None:
    fake = Fake(*[Answer(200, "<DeleteResult/>") for _ in range(10)])
    await bucket_of(fake).delete(f"{number}" for number in range(9_500))
    assert len(fake.requests) == 10
    assert fake.requests[0].body.count(b"<Object>") == 1000
    assert fake.requests[9].body.count(b"<Object>") == 500


async def test_a_key_of_a_wrong_kind_among_many() -> None:
    fake = Fake()
    with pytest.raises(TypeError, match="key must be a str"):
        await bucket_of(fake).delete(["a", None])  # type: ignore[list-item]
    assert not fake.requests


def test_headers_of_an_object() -> None:
    info = of_headers(
        "k",
        {
            "content-length": "5",
            "etag": '"e"',
            "last-modified": "Thu, 01 Jan 2026 12:00:00 GMT",
            "x-amz-meta-a": "b",
            "x-amz-version-id": "v",
            "content-encoding": "gzip",
        },
    )
    assert (info.size, info.etag, info.version_id, info.content_encoding) == (5, '"e"', "v", "gzip")
    assert info.last_modified == datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert dict(info.metadata) == {"a": "b"}
    assert of_headers("k", {"content-length": "x"}).size is None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"metadata": {"a": "é"}}, "encode it"),
        ({"metadata": {"a": " b"}}, "encode it"),
        ({"metadata": {"a": "b\nc"}}, "encode it"),
        ({"metadata": {"a": 5}}, "metadata must have str"),
        ({"metadata": {"Name": "x", "name": "y"}}, "'name' is given twice"),
    ],
)
async def test_metadata_that_would_change(options: dict[str, Any], words: str) -> None:
    fake = Fake()
    with pytest.raises((TypeError, ValueError), match=words):
        await bucket_of(fake).put("a", b"", **options)
    assert not fake.requests


@pytest.mark.parametrize(
    ("key", "options", "expected"),
    [
        ("a.html", {}, "text/html"),
        ("a.json", {"content_type": "text/plain"}, "text/plain"),
        ("a.tar.gz", {}, None),
        ("a", {}, None),
    ],
)
async def test_the_type_of_an_object(key: str, options: dict[str, Any], expected: str | None) -> None:
    fake = Fake()
    await bucket_of(fake).put(key, b"", **options)
    assert fake.requests[0].headers.get("content-type") == expected


async def test_who_pays() -> None:
    fake = Fake()
    await Bucket(fake.client(), "my-bucket", request_payer="requester").get("a")
    assert fake.requests[0].headers["x-amz-request-payer"] == "requester"
    assert "x-amz-request-payer" in fake.requests[0].headers["authorization"]


async def test_a_deletion_is_sent_again_if_no_answer_came() -> None:
    fake = Fake(NetworkError("broken off"), Answer(200, "<DeleteResult/>"))
    await bucket_of(fake).delete(["a"])
    assert len(fake.requests) == 2


async def test_an_answer_that_is_endless_is_not_read_to_its_end() -> None:
    endless = Answer(200, bytes(50_000_000), etag='"e"')
    fake = Fake(endless, Answer(200, bytes(50_000_000)))
    bucket = bucket_of(fake)
    assert (await bucket.put("a", b"x")).etag == '"e"'
    await bucket.delete("a")
    assert [(body.sent < 100_000, body.cancelled) for body in fake.bodies] == [(True, True)] * 2


@pytest.mark.parametrize("etag", ['"e"', "e"])
async def test_an_etag_has_its_quotes(etag: str) -> None:
    """Which some stores leave out, and a condition needs."""
    listed = listing(OBJECT.replace("&quot;e&quot;", etag))
    fake = Fake(Answer(200, listed), Answer(200, b"", etag=etag), Answer(200, b"", etag=etag))
    bucket = bucket_of(fake)
    assert [entry.etag async for entry in bucket.list()] == ['"e"']
    assert ((await bucket.head("a")).etag, (await bucket.put("a", b"x")).etag) == ('"e"', '"e"')


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"range": (0, 10 / 2)}, "range must be"),  # S3 would answer the whole object
        ({"range": (1.0, None)}, "range must be"),
        ({"range": "0-99"}, "range must be"),
        ({"if_modified_since": "yesterday"}, "if_modified_since must be a datetime"),
        ({"if_unmodified_since": datetime(2026, 1, 1)}, "if_unmodified_since must be a datetime that knows"),
    ],
)
async def test_what_cannot_be_asked_for(options: dict[str, Any], words: str) -> None:
    fake = Fake()
    with pytest.raises((TypeError, ValueError), match=words):
        await bucket_of(fake).get("a", **options)
    assert not fake.requests


@pytest.mark.parametrize("location", ["", "https://my-bucket.example/a?X-Amz-Signature=1"])
@pytest.mark.parametrize("status", [300, 301, 302, 304, 307, 308])
async def test_a_redirect_that_is_not_followed_has_done_nothing(status: int, location: str) -> None:
    """As from a store's http to its https: nothing is stored, or deleted, and nobody knows what is there."""

    async def listed(bucket: Bucket) -> None:
        async for _ in bucket.list():
            pass

    def bucket() -> Bucket:
        answers = [Answer(status, b"", **({"location": location} if location else {})) for _ in range(5)]
        return bucket_of(Fake(*answers))

    works = [bucket().put("a", b"x"), bucket().upload("a", b"x"), bucket().delete("a"), bucket().create()]
    works += [bucket().remove(), bucket().abort_upload(STATE), bucket().delete(["a", "b"]), listed(bucket())]
    if not location:
        works += [bucket().head("a"), bucket().exists("a"), bucket().copy("b", "a")]
        works += [bucket().get("a")] if status != 304 else []
    for work in works:
        with pytest.raises(NetworkError) as caught:
            await work
        assert "Signature" not in str(caught.value)
        assert not caught.value.retryable


STATE = (
    '{"form": 1, "bucket": "my-bucket", "endpoint": "https://my-bucket.s3.eu-west-1.amazonaws.com/", "key": "a",'
    ' "size": 9, "last_modified": null, "part_size": 5242880, "upload_id": "u", "parts": []}'
)
