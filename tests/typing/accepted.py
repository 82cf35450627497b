"""Programs that type checkers must accept, in --strict and strict mode. They are read, and never run."""

from __future__ import annotations

import io
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, TypedDict, assert_type

import aiohttp
import httpx
import yarl

from aws4web import (
    AwsClient,
    AwsError,
    AwsOptions,
    AwsV4Signer,
    ClientOptions,
    Credentials,
    CredentialsError,
    CredentialsProvider,
    Diagnosis,
    Headers,
    NetworkError,
    Request,
    RequestInit,
    Response,
    RetryBudget,
    SignedRequest,
    SignerOptions,
    blocking,
    fs,
    tokens,
)
from aws4web.blocking import tokens as waiting_tokens
from aws4web.credentials import (
    CachedProvider,
    assume_role,
    cognito_identity,
    from_botocore,
    from_environment,
    from_url,
    web_identity,
)
from aws4web.s3 import (
    Bucket,
    BucketInfo,
    DeleteError,
    MultipartUpload,
    ObjectInfo,
    PostForm,
    cors_rule,
    list_buckets,
    presign_post,
)

URL = "https://dynamodb.eu-west-1.amazonaws.com/"


def clients(session: aiohttp.ClientSession) -> list[AwsClient]:
    options: ClientOptions = {"region": "eu-west-1", "retries": 3, "timeout": 1.5, "retry_budget": RetryBudget(100)}
    return [
        AwsClient(access_key_id="a", secret_access_key="b"),
        AwsClient(access_key_id="a", secret_access_key="b", session_token=None, **options),
        AwsClient(access_key_id="a", secret_access_key="b", session=session, cache={}, raise_for_status=True),
        AwsClient(unsigned=True, endpoint_url="http://localhost:4566"),
    ]


async def from_my_server() -> dict[str, str]:
    return {"accessKeyId": "a", "secretAccessKey": "b"}


class MyKeys(TypedDict):
    access_key_id: str
    secret_access_key: str
    token: str | None
    expires_at: datetime | None


class Vault:
    """A provider as users write one."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def __call__(self) -> Credentials:
        return Credentials(self.name, "b", "t", datetime.now(UTC))

    def keys(self) -> MyKeys:
        return {"access_key_id": "a", "secret_access_key": "b", "token": None, "expires_at": None}


async def with_credentials(aws: AwsClient, js_provider: Any) -> None:
    vault = Vault("a")
    provider: CredentialsProvider = vault
    made = [
        AwsClient(credentials=Credentials("a", "b")),
        AwsClient(credentials=Credentials("a", "b", session_token=None, expires_at="2026-01-01T12:00:00Z")),
        AwsClient(credentials={"AccessKeyId": "a", "SecretAccessKey": "b", "Expiration": datetime.now(UTC)}),
        AwsClient(credentials=vault.keys()),
        AwsClient(credentials=from_my_server, region="eu-west-1"),
        AwsClient(credentials=vault),
        AwsClient(credentials=vault.keys),
        AwsClient(credentials=lambda: Credentials("a", "b")),
        AwsClient(credentials=provider, unsigned=True),
        AwsClient(credentials=js_provider),
        AwsClient(credentials=from_environment()),
        AwsClient(credentials=from_botocore(profile_name="a")),
        AwsClient(credentials=from_url("https://example.com", headers={"authorization": "a"})),
    ]
    token: Callable[[], Awaitable[str]] = some_token
    visitor = web_identity("arn:aws:iam::123456789012:role/a", token, duration_seconds=900, policy={"Version": "a"})
    worker = assume_role("arn:aws:iam::123456789012:role/a", source=visitor, external_id="a")
    guest = cognito_identity("eu-west-1:a", logins={"a": "t", "b": some_token, "c": lambda: "t"}, cache=None)
    assert_type(visitor, CachedProvider)
    assert_type(await worker(), Credentials)
    assert_type((await guest()).expires_at, datetime | None)
    await aws.fetch(URL, aws={"credentials": worker})
    await aws.fetch(URL, aws={"credentials": from_my_server})
    AwsV4Signer(url=URL, credentials=CachedProvider(vault))
    for client in made:
        client.forget()
    try:
        await guest()
    except CredentialsError as error:
        assert_type(error.__cause__, BaseException | None)


async def some_token() -> str:
    return "t"


async def objects(aws: AwsClient) -> None:
    bucket = Bucket(aws, "my-bucket", region="eu-west-1", addressing_style="path")
    stored = await bucket.put("a", Path("a.bin"), metadata={"a": "b"}, if_none_match="*")
    assert_type(stored, ObjectInfo)
    assert_type(await bucket.get("a", range=(0, None), if_match=stored.etag), Response)
    assert_type(await bucket.exists("a"), bool)
    states: list[str] = []
    assert_type(await bucket.upload("a", Path("a"), at_once=2, part_size=2**23, progress=print), ObjectInfo)
    assert_type(await bucket.upload("a", BytesIO(), save=states.append, resume=None, keep_parts=True), ObjectInfo)
    await bucket.upload("a", [b"a", bytearray()], metadata={"a": "b"}, checksum="CRC32", if_none_match="*")
    assert_type(await bucket.download("a"), bytes)
    assert_type(await bucket.download("a", Path("a"), version_id="v", at_once=2, part_size=2**20), ObjectInfo)
    into = BytesIO()
    assert_type(await bucket.download("a", into, progress=lambda done, total: print(done / total)), ObjectInfo)
    assert_type(await bucket.presign("a", download_as="b"), str)
    form = await bucket.presign_post("a", fields={"acl": "private"}, conditions=[{"acl": "private"}], expires=60)
    assert_type(form, PostForm)
    assert_type(form.fields, dict[str, str])
    form = await presign_post(
        aws,
        "https://b.s3.amazonaws.com/",
        "a",
        conditions=[{"acl": "private"}, ["content-length-range", 1, 10], ("starts-with", "$acl", "")],
    )
    assert_type(form.url, str)
    async for entry in bucket.list("a/", delimiter="/"):
        assert_type(entry, ObjectInfo)
        assert_type(entry.last_modified, datetime | None)
    async for page in bucket.pages(page_size=10):
        assert_type(page.prefixes, list[str])
    try:
        await bucket.delete("a")
        await bucket.delete(["a", "b"])
        await bucket.delete(entry.key async for entry in bucket.list())
        await bucket.delete(stored)
        await bucket.delete([stored, "a"])
        await bucket.delete(entry async for entry in bucket.versions("a", page_size=5))
    except DeleteError as error:
        assert_type([*error.failed.values()], list[AwsError])
        assert_type([*error.versions], list[tuple[str, str | None]])
    assert_type(await bucket.copy("b", "a"), ObjectInfo)
    await bucket.copy("b", (bucket, "a"), source_version_id="v", part_size=5 * 2**20, at_once=2, tags={"a": "b"})
    await bucket.copy("b", "a", progress=lambda done, total: print(done / total))
    async for upload in bucket.uploads("a/"):
        assert_type(upload, MultipartUpload)
    assert_type(await bucket.abort_uploads(older_than=timedelta(days=1)), int)
    assert_type(await bucket.abort_upload("state"), None)
    await bucket.create()
    await bucket.put_cors(cors_rule("*", metadata=["a"]))
    await bucket.put_cors([{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}])
    assert_type(await bucket.cors(), list[dict[str, Any]])
    await bucket.remove()
    async for each in list_buckets(aws, region="eu-west-1", endpoint_url="http://localhost:9000"):
        assert_type(each, BucketInfo)


async def parts() -> AsyncIterator[bytes]:
    yield b"abc"


async def make() -> bytes:
    return b"abc"


async def calls(aws: AwsClient) -> None:
    response = await aws.fetch(URL)
    assert_type(response, Response)
    assert_type(await response.bytes(), bytes)
    assert_type(await response.text(), str)
    assert_type(response.headers, Headers)
    assert_type(response.error, AwsError | None)
    await aws.fetch(httpx.URL(URL), method="POST", headers={"a": 1}, body="text")
    await aws.fetch(yarl.URL(URL), headers=[("a", b"b")], body=b"bytes", timeout=5, raise_for_status=True)
    await aws.fetch(URL, headers=httpx.Headers({"a": "b"}), json={"TableName": "t", "Key": [1, None]})
    await aws.fetch(URL, headers=Headers([("a", "b")]), redirect="manual", mode="cors", init={"cf": {}})
    for body in (bytearray(b""), memoryview(b""), array("b"), Path("a"), io.BytesIO(), parts(), make, lambda: "text"):
        await aws.fetch(URL, body=body)
    overrides: AwsOptions = {"service": "s3", "unsigned": True, "retries": 0, "deadline": None}
    init: RequestInit = {"credentials": "include", "keepalive": True}
    await aws.fetch(URL, aws=overrides, **init)
    async for chunk in response:
        assert_type(chunk, bytes)
    request = await aws.sign(URL, aws={"sign_query": True, "expires": 600, "datetime": datetime.now(UTC)})
    assert_type(request, Request)
    assert_type(request.url, str)
    await aws.fetch(request)
    assert_type(await aws.explain(response), Diagnosis | None)
    await aws.explain("<Error/>", URL, method="PUT", body="a")
    async with aws as entered:
        assert_type(entered, AwsClient)


async def signers() -> None:
    options: SignerOptions = {"datetime": "20150830T123600Z", "all_headers": True}
    signer = AwsV4Signer(url=URL, access_key_id="a", secret_access_key="b", body="c", **options)
    signed = await signer.sign()
    assert_type(signed, SignedRequest)
    method, url, headers, _ = signed
    assert_type((method, url), tuple[str, str])
    assert_type(headers, Headers)
    assert_type(await signer.signature(), str)


async def failures(aws: AwsClient) -> str:
    try:
        (await aws.fetch(URL)).raise_for_status()
    except AwsError as error:
        return f"{error.code} {error.retryable} {error.fields['BucketName']} {error.diagnosis}"
    except NetworkError as error:
        return f"{error} {error.retryable}"
    return ""


class JsProxy:
    """What pyodide.ffi.JsProxy is to a type checker."""

    @property
    def js_id(self) -> int:
        return 1

    @property
    def typeof(self) -> str:
        return "object"


async def in_a_page(aws: AwsClient, js_request: JsProxy, js_blob: JsProxy, js_signal: JsProxy) -> None:
    await aws.fetch(js_request, signal=js_signal)
    await aws.fetch(URL, headers=js_request, body=js_blob)


def as_files(aws: AwsClient) -> None:
    fs.register(aws)
    fs.register(blocking.AwsClient(aws))
    files = fs.S3FileSystem(
        client=aws, endpoint_url="http://localhost:4566", client_kwargs={"region_name": "eu-west-1"}
    )
    fs.S3FileSystem(anon=True)
    fs.S3FileSystem(key="a", secret="b", token="c")
    fs.S3FileSystem(credentials=from_my_server)
    assert_type(files.cat_file("my-bucket/a", -10), bytes)
    assert_type(files.exists("my-bucket/a"), bool)
    assert_type(files.modified("my-bucket/a"), datetime)
    assert_type(files.sign("my-bucket/a"), str)


def without_await(aws: AwsClient) -> None:
    waiting = blocking.AwsClient(access_key_id="a", secret_access_key="b", region="eu-west-1", timeout=3)
    blocking.AwsClient(unsigned=True)
    blocking.AwsClient(credentials=from_my_server)
    with blocking.AwsClient(aws) as shared:
        shared.forget()
    response = waiting.fetch(URL, method="POST", json={"a": 1}, aws={"service": "dynamodb"})
    assert_type(response, blocking.Response)
    assert_type(response.json(), Any)
    assert_type(response.text(), str)
    assert_type(response.bytes(), bytes)
    assert_type(response.raise_for_status(), blocking.Response)
    assert_type(b"".join(response), bytes)
    request: Request = waiting.sign(URL)
    print(request.url, waiting.explain(response))
    bucket = blocking.Bucket(waiting, "my-bucket", region="eu-west-1")
    blocking.Bucket(aws, "my-bucket")
    assert_type(bucket.get("a", range=(0, 9)), blocking.Response)
    assert_type(bucket.head("a"), ObjectInfo)
    assert_type(bucket.put("a", b"", content_type="text/plain"), ObjectInfo)
    assert_type(bucket.exists("a"), bool)
    assert_type(bucket.presign("a", expires=60), str)
    assert_type(bucket.download("a"), bytes)
    assert_type(bucket.download("a", Path("a")), ObjectInfo)
    assert_type(bucket.upload("a", Path("a"), at_once=2), ObjectInfo)
    assert_type(bucket.copy("a", (bucket, "b"), storage_class="STANDARD_IA"), ObjectInfo)
    bucket.delete(entry for entry in bucket.list("a/", delimiter="/"))
    for entry in bucket.list():
        assert_type(entry, ObjectInfo)
    for upload in bucket.uploads():
        assert_type(upload, MultipartUpload)
    for each in blocking.list_buckets(waiting):
        assert_type(each, BucketInfo)
    assert_type(bucket.presign_post("a", expires=60), PostForm)
    assert_type(blocking.presign_post(waiting, "https://b.s3.amazonaws.com/", "a"), PostForm)


async def passwords(aws: AwsClient, waiting: blocking.AwsClient) -> None:
    assert_type(await tokens.rds(aws, "db.example.com", 5432, "ada", "eu-west-1"), str)
    assert_type(await tokens.dsql(aws, "db.example.com", admin=True, expires=60), str)
    assert_type(await tokens.elasticache(aws, "ada", "cache", serverless=True), str)
    assert_type(await tokens.memorydb(aws, "ada", "cluster"), str)
    assert_type(await tokens.msk(aws, "eu-west-1"), str)
    assert_type(await tokens.eks(aws, "cluster", region=None), str)
    assert_type(waiting_tokens.rds(waiting, "db.example.com", 5432, user="ada"), str)
    assert_type(waiting_tokens.eks(aws, "cluster", "eu-west-1"), str)
