"""Each line that says `# refused` must be refused by every type checker, and no other line. Never run."""

from __future__ import annotations

import io
from typing import Any

from aws4web import AwsClient, AwsOptions, AwsV4Signer, Credentials, Response, blocking, fs
from aws4web.blocking import tokens as waiting_tokens
from aws4web.credentials import assume_role, cognito_identity, from_url, web_identity
from aws4web.s3 import Bucket

URL = "https://dynamodb.eu-west-1.amazonaws.com/"


def file_systems() -> None:
    fs.register("my-bucket")  # refused
    fs.S3FileSystem(client="my-bucket")  # refused
    fs.S3FileSystem(True)  # refused: by name only
    fs.S3FileSystem(key=b"a", secret="b")  # refused


def clients() -> None:
    AwsClient()  # refused: no keys
    AwsClient(access_key_id="a")  # refused
    AwsClient(secret_access_key="b")  # refused
    AwsClient(unsigned=False)  # refused
    AwsClient(access_key_id="a", secret_access_key=b"b")  # refused
    AwsClient(access_key_id="a", secret_access_key="b", regoin="eu-west-1")  # refused: misspelt
    AwsClient(access_key_id="a", secret_access_key="b", retries="3")  # refused
    AwsClient(access_key_id="a", secret_access_key="b", session=1)  # refused
    AwsClient(access_key_id="a", secret_access_key="b", platform=None)  # refused: not an option
    AwsClient("a", "b")  # refused: by name only
    AwsClient(credentials=3)  # refused
    AwsClient(credentials="a")  # refused
    AwsClient(credentials=lambda: 3)  # refused
    AwsClient(credentials=lambda name: {"accessKeyId": name})  # refused: nobody passes a name
    AwsClient(credentials={"accessKeyId": "a"}, access_key_id="a", secret_access_key="b")  # refused: one or the other
    Credentials("a")  # refused
    Credentials("a", "b", expires_at=b"2026")  # refused
    web_identity("arn:aws:iam::123456789012:role/a", 3)  # refused
    assume_role("arn:aws:iam::123456789012:role/a")  # refused: whose?
    cognito_identity("eu-west-1:a", logins={"a": 3})  # refused
    from_url("https://example.com", credentials="always")  # refused
    Bucket("my-bucket")  # refused: whose?
    Bucket(AwsClient(unsigned=True), "b").list(3)  # refused
    Bucket(AwsClient(unsigned=True), "b").delete([3])  # refused
    Bucket(AwsClient(unsigned=True), "b").copy("a", ("b", "c"))  # refused: a bucket, and not its name
    Bucket(AwsClient(unsigned=True), "b").abort_uploads(older_than=3)  # refused: days, or hours?
    Bucket(AwsClient(unsigned=True), "b").upload("a", 3)  # refused
    Bucket(AwsClient(unsigned=True), "b").upload("a", b"", progress=lambda done: None)  # refused
    Bucket(AwsClient(unsigned=True), "b").upload("a", b"", resume={"form": 1})  # refused
    Bucket(AwsClient(unsigned=True), "b").upload("a", b"", content_typ="text/plain")  # refused
    Bucket(AwsClient(unsigned=True), "b").download("a", 3)  # refused
    Bucket(AwsClient(unsigned=True), "b").download("a", io.StringIO())  # refused: text
    Bucket(AwsClient(unsigned=True), "b").download("a", part_size="8 MiB")  # refused
    Bucket(AwsClient(unsigned=True), "b").download("a", progress=lambda done: None)  # refused


async def calls(aws: AwsClient) -> None:
    await aws.fetch()  # refused
    await aws.fetch(3)  # refused
    await aws.fetch(URL, mehtod="POST")  # refused: misspelt
    await aws.fetch(URL, headers=3)  # refused
    await aws.fetch(URL, headers="a: b")  # refused
    await aws.fetch(URL, headers={"a": None})  # refused
    await aws.fetch(URL, body=3)  # refused
    await aws.fetch(URL, body={"a": "b"})  # refused: that is for json
    await aws.fetch(URL, json={1, 2})  # refused
    await aws.fetch(URL, timeout="5")  # refused
    await aws.fetch(URL, redirect="never")  # refused
    await aws.fetch(URL, mode="none")  # refused
    await aws.fetch(URL, signal=3)  # refused
    await aws.fetch(URL, params={"a": "b"})  # refused: of another HTTP client
    await aws.fetch(URL, aws={"expire": 60})  # refused: misspelt
    await aws.fetch(URL, aws={"timeout": 5})  # refused: an option of fetch itself
    await aws.sign(URL, timeout=5)  # refused: nothing is sent
    await aws.sign(URL, aws={"expires": "60"})  # refused
    await aws.explain(3)  # refused


async def answers(response: Response) -> None:
    response.status = 200  # refused: read-only
    response.json()["a"]  # refused: not awaited
    text: bytes = await response.text()  # refused
    print(text)


def options(anything: Any) -> AwsOptions:
    AwsV4Signer(url=URL)  # refused
    AwsV4Signer(url=URL, access_key_id="a", secret_access_key="b", retries=3)  # refused: it sends nothing
    AwsV4Signer(access_key_id="a", secret_access_key="b")  # refused
    AwsV4Signer(url=anything, access_key_id=anything, secret_access_key=anything)
    return {"sign_query": "yes"}  # refused


def without_await(aws: blocking.AwsClient, bucket: blocking.Bucket) -> None:
    blocking.AwsClient()  # refused: no keys
    blocking.AwsClient(3)  # refused
    aws.fetch()  # refused
    aws.fetch(URL, mehtod="POST")  # refused: misspelt

    print(aws.fetch(URL).staus)  # refused
    Bucket(aws, "b")  # refused: what it needs is awaited
    bucket.get(3)  # refused
    bucket.get("a", rnage=(0, 1))  # refused
    bucket.put("a")  # refused
    bucket.delete([3])  # refused
    bucket.download("a", 3)  # refused
    bucket.list(3)  # refused
    bucket.copy("a", ("b", "c"))  # refused
    bucket.presign_post("a", fields={"a": 1})  # refused
    waiting_tokens.rds("aws", "db.example.com", 5432, "ada")  # refused
    waiting_tokens.rds(aws, "db.example.com", "5432", "ada")  # refused
