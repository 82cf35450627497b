"""A bucket as a whole: versions, uploads, CORS rules, its life; and what a hostile server answers instead."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aws4web import AwsError, NetworkError
from aws4web.s3 import Bucket, BucketInfo, MultipartUpload, ObjectInfo, cors_rule, list_buckets
from aws4web.s3._cors import merged, read_rules
from aws4web.s3._listing import read_versions
from aws4web.s3._uploads import read_uploads
from tests.unit.support import NOW, Answer, Fake

from .test_answers import bucket_of

TIME = "2015-08-30T12:00:00.000Z"  # 36 minutes before NOW
MOMENT = datetime(2015, 8, 30, 12, tzinfo=UTC)
VERSION = (
    f"<Version><Key>a+b%2Bc</Key><VersionId>v1</VersionId><IsLatest>false</IsLatest><LastModified>{TIME}</LastModified>"
    "<ETag>&quot;e&quot;</ETag><Size>5</Size><StorageClass>GLACIER</StorageClass></Version>"
)
MARKER = (
    f"<DeleteMarker><Key>a</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest><LastModified>{TIME}</LastModified>"
    "</DeleteMarker>"
)
UPLOAD = f"<Upload><Key>a+b</Key><UploadId>1</UploadId><Initiated>{TIME}</Initiated></Upload>"


def document(root: str, inner: str) -> str:
    return f'<{root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{inner}</{root}>'


def versions(inner: str, more: str = "") -> str:
    return document("ListVersionsResult", f"<EncodingType>url</EncodingType>{more}{inner}")


def uploads(*names: str, more: str = "") -> str:
    inner = "".join(UPLOAD.replace("<UploadId>1<", f"<UploadId>{name}<") for name in names)
    return document("ListMultipartUploadsResult", f"<EncodingType>url</EncodingType>{more}{inner}")


def cut(key: str, kind: str, identity: str) -> str:
    marker = f"<Next{kind}IdMarker>{identity}</Next{kind}IdMarker>" if identity else ""
    return f"<IsTruncated>true</IsTruncated><NextKeyMarker>{key}</NextKeyMarker>{marker}"


def test_a_page_of_versions() -> None:
    text = versions(f"{MARKER}{VERSION}<CommonPrefixes><Prefix>p+q/</Prefix></CommonPrefixes>")
    found, more = read_versions(text, "")
    assert found == [
        ObjectInfo("a", last_modified=MOMENT, version_id="v2", is_latest=True, is_delete_marker=True),
        ObjectInfo("a b+c", 5, '"e"', MOMENT, "GLACIER", "v1", is_latest=False),
        ObjectInfo("p q/", is_prefix=True),
    ]
    assert more == []


@pytest.mark.parametrize(
    ("marker", "identity", "expected"),
    [
        ("a+b%2Bc", "v1", [("key-marker", "a b+c"), ("version-id-marker", "v1")]),
        ("a b+c", "v1", [("key-marker", "a b+c"), ("version-id-marker", "v1")]),  # as Swift has it, not encoded
        ("p%2B/", "", [("key-marker", "p+/")]),
    ],
)
def test_how_versions_go_on(marker: str, identity: str, expected: list[tuple[str, str]]) -> None:
    assert read_versions(versions(VERSION, cut(marker, "Version", identity)), "")[1] == expected


async def test_pages_of_versions() -> None:
    answers = [versions(VERSION, cut(f"a+k{number}", "Version", "v")) for number in range(3)]
    fake = Fake(*[Answer(200, text) for text in [*answers, versions(MARKER.replace("<Key>a<", "<Key>a+b<"))]])
    found = [entry async for entry in bucket_of(fake).versions("a ", delimiter="/", page_size=7)]
    assert [entry.is_delete_marker for entry in found] == [False, False, False, True]
    first, *_, last = [request.url.partition("?")[2] for request in fake.requests]
    assert first == "versions&encoding-type=url&prefix=a%20&delimiter=%2F&max-keys=7"
    assert last == f"{first}&key-marker=a%20k2&version-id-marker=v"


async def all_buckets(fake: Fake) -> list[BucketInfo]:
    return [each async for each in list_buckets(fake.client(), region="eu-west-1")]


async def listed(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]


READERS: dict[str, tuple[str, Callable[[Fake], Any]]] = {
    "versions": ("ListVersionsResult", lambda fake: listed(bucket_of(fake).versions())),
    "uploads": ("ListMultipartUploadsResult", lambda fake: listed(bucket_of(fake).uploads())),
    "buckets": ("ListAllMyBucketsResult", all_buckets),
    "cors": ("CORSConfiguration", lambda fake: bucket_of(fake).cors()),
}
HOSTILE = {
    "nothing": "",
    "not XML": "listing",
    "cut off": "<{root}><Version>",
    "another root": "<html></html>",
    "a document type": "<!DOCTYPE a [<!ENTITY b 'c'>]><{root}></{root}>",
    "deep": "<{root}>" + "<a>" * 5000 + "</a>" * 5000 + "</{root}>",
}
MANY = {
    "versions": "<Version><Key>a</Key></Version>",
    "uploads": "<Upload><Key>a</Key><UploadId>1</UploadId></Upload>",
    "buckets": "<Buckets><Bucket><Name>a</Name></Bucket></Buckets>",
    "cors": "<CORSRule></CORSRule>",
}
NAMELESS = {
    "versions": ["<Version><VersionId>1</VersionId></Version>", "<DeleteMarker/>", "<IsTruncated>true</IsTruncated>"],
    "uploads": [
        "<Upload><Key>a</Key></Upload>",
        "<Upload><UploadId>1</UploadId></Upload>",
        "<IsTruncated>true</IsTruncated>",
    ],
    "buckets": ["<Buckets><Bucket/></Buckets>"],
    "cors": [f"<CORSRule>{'<AllowedOrigin/>' * 20_000}</CORSRule>"],
}


WRITERS: dict[str, Callable[[Bucket], Any]] = {
    "create": lambda bucket: bucket.create(),
    "remove": lambda bucket: bucket.remove(),
    "delete": lambda bucket: bucket.delete("a"),
    "delete_many": lambda bucket: bucket.delete(["a", "b"]),
}


@pytest.mark.parametrize("name", WRITERS)
async def test_a_page_in_place_of_an_answer(name: str) -> None:
    """Of a proxy, or a network that wants a sign-in: then nothing was done."""
    fake = Fake(Answer(200, "<!doctype html><title>Sign in</title>", content_type="text/html"))
    with pytest.raises(NetworkError, match="the answer is not S3's"):
        await WRITERS[name](bucket_of(fake))
    await WRITERS[name](bucket_of(Fake(Answer(200, "<DeleteResult/>"))))  # other stores say something


@pytest.mark.parametrize("name", READERS)
async def test_hostile_answers(name: str) -> None:
    root, ask = READERS[name]
    texts = [text.replace("{root}", root) for text in HOSTILE.values()]
    texts += [document(root, inner) for inner in [MANY[name] * 20_000, *NAMELESS[name]]]
    for text in texts:
        with pytest.raises(NetworkError, match="the answer is not"):
            await ask(Fake(Answer(200, text)))
    assert await ask(Fake(Answer(200, f"<{root}/>"))) == []


@pytest.mark.parametrize("name", ["versions", "uploads", "buckets"])
async def test_a_listing_in_a_circle(name: str) -> None:
    root, ask = READERS[name]
    more = cut("k", "Version", "v") + "<ContinuationToken>t</ContinuationToken>"
    with pytest.raises(NetworkError, match="circle"):
        await ask(Fake(*[Answer(200, document(root, more)) for _ in range(5)]))


async def test_uploads() -> None:
    fake = Fake(Answer(200, uploads("1", "2", more=cut("a+b", "Upload", "2"))), Answer(200, uploads("3")))
    found = [upload async for upload in bucket_of(fake).uploads("a", page_size=2)]
    assert found == [MultipartUpload("a b", name, MOMENT, "STANDARD") for name in "123"]
    assert fake.requests[1].url.endswith(
        "?uploads&encoding-type=url&prefix=a&max-uploads=2&key-marker=a%20b&upload-id-marker=2"
    )
    assert read_uploads(uploads(), "")[0] == []


async def test_stale_uploads_are_ended() -> None:
    gone = Answer(404, "<Error><Code>NoSuchUpload</Code></Error>")
    fake = Fake(Answer(200, uploads("1", "2", "3")), Answer(204), gone, Answer(204))
    assert await bucket_of(fake).abort_uploads(older_than=timedelta(minutes=36)) == 3
    ended = [(request.method, request.url.partition("/a%20b")[2]) for request in fake.requests[1:]]
    assert sorted(ended) == [("DELETE", f"?uploadId={number}") for number in (1, 2, 3)]
    fake = Fake(Answer(200, uploads("1", "2")))
    assert await bucket_of(fake).abort_uploads(older_than=timedelta(minutes=37)) == 0
    denied = Answer(403, "<Error><Code>AccessDenied</Code></Error>")
    with pytest.raises(AwsError, match="AccessDenied"):
        await bucket_of(Fake(Answer(200, uploads("1")), denied)).abort_uploads(older_than=timedelta(0))
    unknown = uploads("1").replace(TIME, "soon")
    assert await bucket_of(Fake(Answer(200, unknown))).abort_uploads(older_than=timedelta(0)) == 0


async def test_a_wrong_clock_ends_no_fresh_upload() -> None:
    fake = Fake(Answer(200, uploads("1"), date="Sun, 30 Aug 2015 12:01:00 GMT"))
    fake.time = NOW + 10 * 24 * 3600
    assert await bucket_of(fake).abort_uploads(older_than=timedelta(hours=1)) == 0
    error = f"<Error><Code>RequestTimeTooSkewed</Code><ServerTime>{TIME}</ServerTime></Error>"
    fake = Fake(Answer(403, error), Answer(200, uploads("1")))  # a page that is not shown Date
    fake.time = NOW + 10 * 24 * 3600
    assert await bucket_of(fake).abort_uploads(older_than=timedelta(hours=1)) == 0
    assert len(fake.requests) == 2


async def test_a_key_that_no_url_can_carry_is_no_error_of_the_caller_s() -> None:
    text = uploads("1").replace("<Key>a+b<", "<Key>a/../b<")
    with pytest.raises(NetworkError, match=r"'a/\.\./b'"):
        await bucket_of(Fake(Answer(200, text))).abort_uploads(older_than=timedelta(0))


@pytest.mark.parametrize(("age", "kind"), [(5, TypeError), (timedelta(-1), ValueError)])
async def test_a_wrong_age(age: Any, kind: type[Exception]) -> None:
    fake = Fake()
    with pytest.raises(kind, match="older_than"):
        await bucket_of(fake).abort_uploads(older_than=age)
    assert not fake.requests


@pytest.mark.parametrize(
    ("region", "body"),
    [("us-east-1", b""), ("eu-west-1", b"<LocationConstraint>eu-west-1</LocationConstraint>")],
)
async def test_a_bucket_is_made(region: str, body: bytes) -> None:
    fake = Fake(Answer(409, "<Error><Code>BucketAlreadyOwnedByYou</Code></Error>"), Answer(409, "<Error/>"))
    bucket = Bucket(fake.client(), "my-bucket", region=region)
    await bucket.create()
    assert (fake.requests[0].method, fake.requests[0].url) == ("PUT", f"https://my-bucket.s3.{region}.amazonaws.com/")
    assert body in (fake.requests[0].body or b"")
    assert bool(body) == ("content-md5" in fake.requests[0].headers)
    with pytest.raises(AwsError, match="409"):
        await bucket.create()


async def test_a_bucket_that_is_made_or_removed_by_an_attempt_whose_answer_is_lost() -> None:
    lost, gone = NetworkError("broken off"), Answer(404, "<Error><Code>NoSuchBucket</Code></Error>")
    fake = Fake(lost, Answer(409, "<Error><Code>BucketAlreadyOwnedByYou</Code></Error>"), lost, gone, gone)
    bucket = bucket_of(fake)
    await bucket.create()
    await bucket.remove()
    with pytest.raises(AwsError, match="NoSuchBucket") as caught:
        await bucket.remove()
    assert not caught.value.unsettled
    others = Answer(409, "<Error><Code>BucketNotEmpty</Code></Error>")
    with pytest.raises(AwsError, match="BucketNotEmpty"):
        await bucket_of(Fake(lost, others)).remove()
    taken = Answer(409, "<Error><Code>BucketAlreadyExists</Code></Error>")
    with pytest.raises(AwsError, match="BucketAlreadyExists"):
        await bucket_of(Fake(lost, taken)).create()


async def test_what_is_not_there_is_deleted() -> None:
    """As S3 has it, and not all stores."""
    for code in ("NoSuchKey", "NoSuchVersion"):
        gone = Answer(404, f"<Error><Code>{code}</Code></Error>")
        await bucket_of(Fake(NetworkError("broken off"), gone)).delete("a")
        await bucket_of(Fake(gone)).delete("a", version_id="1")
        failed = f"<Error><Key>a</Key><Code>{code}</Code></Error>"
        await bucket_of(Fake(Answer(200, document("DeleteResult", failed)), gone)).delete(["a", "\x01"])
    with pytest.raises(AwsError, match="NoSuchBucket"):
        await bucket_of(Fake(Answer(404, "<Error><Code>NoSuchBucket</Code></Error>"))).delete("a")


async def test_the_buckets_of_an_account() -> None:
    def page(name: str, more: str = "") -> Answer:
        told = f"<Name>{name}</Name><CreationDate>{TIME}</CreationDate><BucketRegion>eu-west-1</BucketRegion>"
        inner = f"<Owner><ID>1</ID></Owner><Buckets><Bucket>{told}</Bucket></Buckets>{more}"
        return Answer(200, document("ListAllMyBucketsResult", inner))

    fake = Fake(page("a", "<ContinuationToken>t/1</ContinuationToken>"), page("b"))
    assert await all_buckets(fake) == [BucketInfo(name, MOMENT, "eu-west-1") for name in "ab"]
    assert [request.url for request in fake.requests] == [
        "https://s3.eu-west-1.amazonaws.com/?max-buckets=1000",
        "https://s3.eu-west-1.amazonaws.com/?max-buckets=1000&continuation-token=t%2F1",
    ]
    fake = Fake(page("a"))
    assert len([each async for each in list_buckets(fake.client(), endpoint_url="http://h:9000/s3/")]) == 1
    assert fake.requests[0].url == "http://h:9000/s3/?max-buckets=1000"


RULE = {
    "ID": "mine",
    "AllowedHeaders": ["*"],
    "AllowedMethods": ["GET", "PUT"],
    "AllowedOrigins": ["https://a", "https://b"],
    "ExposeHeaders": ["ETag"],
    "MaxAgeSeconds": 5,
}
RULE_XML = (
    "<CORSRule><AllowedHeader>*</AllowedHeader><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>"
    "<AllowedOrigin>https://a</AllowedOrigin><AllowedOrigin>https://b</AllowedOrigin><ExposeHeader>ETag</ExposeHeader>"
    "<ID>mine</ID><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule>"
)


async def test_cors_rules() -> None:
    other = "<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>"
    rules = read_rules(document("CORSConfiguration", RULE_XML + other))
    assert rules == [RULE, {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]
    assert read_rules(document("CORSConfiguration", RULE_XML.replace(">5<", ">soon<"))) == [
        {name: value for name, value in RULE.items() if name != "MaxAgeSeconds"}
    ]
    none = Answer(404, "<Error><Code>NoSuchCORSConfiguration</Code></Error>")
    fake = Fake(none, none, Answer(200), Answer(404, "<Error><Code>NoSuchBucket</Code></Error>"))
    bucket = bucket_of(fake)
    assert await bucket.cors() == []
    await bucket.put_cors(RULE)
    put = fake.requests[2]
    assert (put.method, put.url.endswith("/?cors"), RULE_XML.encode() in put.body) == ("PUT", True, True)
    assert put.headers["content-md5"]
    with pytest.raises(AwsError, match="NoSuchBucket"):
        await bucket.cors()


def test_rules_are_merged() -> None:
    plain = {name: value for name, value in RULE.items() if name != "ID"}
    turned = {**plain, "AllowedMethods": ["PUT", "GET"]}
    assert merged([RULE], [plain, turned]) == [RULE]
    assert merged([plain], [RULE]) == [plain]
    changed = {**RULE, "MaxAgeSeconds": 6}
    assert merged([plain, RULE], [changed]) == [plain, changed]
    assert merged([RULE], [turned | {"AllowedMethods": ["PUT"]}, RULE]) == [RULE, turned | {"AllowedMethods": ["PUT"]}]


async def test_a_rule_that_is_there_is_not_sent() -> None:
    fake = Fake(Answer(200, document("CORSConfiguration", RULE_XML)))
    await bucket_of(fake).put_cors([RULE])
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    ("rule", "kind", "words"),
    [
        ({**RULE, "ExposedHeaders": []}, ValueError, "no 'ExposedHeaders'"),
        ({**RULE, "AllowedOrigins": []}, ValueError, "needs"),
        ({**RULE, "AllowedOrigins": "https://a"}, TypeError, "list"),
        ({**RULE, "AllowedOrigins": [None]}, TypeError, "NoneType"),
        ({**RULE, "AllowedOrigins": ["\x01"]}, ValueError, "cannot hold"),
        ({**RULE, "MaxAgeSeconds": "5"}, TypeError, "int"),
        (["AllowedOrigins"], TypeError, "mapping"),
    ],
)
async def test_what_is_no_rule(rule: Any, kind: type[Exception], words: str) -> None:
    fake = Fake()
    with pytest.raises(kind, match=words):
        await bucket_of(fake).put_cors(rule)
    assert not fake.requests


def test_the_rule_of_a_page() -> None:
    rule = cors_rule("https://page.example", metadata=["Author"])
    assert rule["AllowedOrigins"] == ["https://page.example"]
    assert rule["ExposeHeaders"][-1] == "x-amz-meta-author"
    assert not any("*" in name for name in rule["ExposeHeaders"]), "S3 refuses it"
    with pytest.raises(TypeError, match="several names"):
        cors_rule("*", metadata="author")
