"""Forms that upload an object, at a gate that checks them as S3 does; moto stores what they bring."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import boto3
import httpx
import pytest
from botocore.config import Config

from aws4web.s3 import Bucket, PostForm
from demo.localhost.aws.gate.form_verification import signature_of

from .conftest import Server
from .s3_support import text

pytestmark = pytest.mark.asyncio(loop_scope="session")
SIZES = ["content-length-range", 2, 10]
PICTURE: Any = {
    "fields": {"acl": "private", "Content-Type": "image/png", "x-amz-meta-by": "Ada L.", "Cache-Control": "max-age=60"},
    "conditions": [
        {"acl": "private"},
        ["starts-with", "$Content-Type", "image/"],
        ["eq", "$x-amz-meta-by", "Ada L."],
        ["starts-with", "$Cache-Control", ""],
        SIZES,
    ],
}


@pytest.fixture(params=["moto", "moto_temporary"])
def s3(request: pytest.FixtureRequest) -> Server:
    """With keys that stay, and with some that have a token. Swift takes no such forms."""
    return request.getfixturevalue(request.param)


async def post(
    http: httpx.AsyncClient, form: PostForm, content: bytes = b"content", name: str = "é pic.png", **changes: str | None
) -> httpx.Response:
    """The form with a file, its fields changed."""
    fields = {**form.fields, **{key.replace("_", "-"): value for key, value in changes.items()}}
    data = {key: value for key, value in fields.items() if value is not None}
    return await http.post(form.url, data=data, files={"file": (name, content, "application/x-of-the-file")})


async def test_a_form(bucket: Bucket, http: httpx.AsyncClient, s3: Server) -> None:
    form = await bucket.presign_post("in box/${filename}", **PICTURE)
    response = await post(http, form)
    assert response.status_code == 204, response.text
    assert response.headers["location"].endswith("/in%20box/%C3%A9%20pic.png")
    info = await bucket.head("in box/é pic.png")
    assert (info.size, info.content_type) == (7, "image/png")
    assert (info.metadata, info.etag) == ({"by": "Ada L."}, response.headers["etag"])
    stored = await bucket.get("in box/é pic.png")
    assert (await stored.bytes(), stored.headers["cache-control"]) == (b"content", "max-age=60")


async def test_botocores_form_is_as_good(bucket: Bucket, http: httpx.AsyncClient, s3: Server) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=s3.endpoint,
        aws_access_key_id=s3.access_key_id,
        aws_secret_access_key=s3.secret_access_key,
        aws_session_token=s3.session_token,
        region_name=s3.region,
        config=Config(signature_version="s3v4"),  # by default it signs these as it did before 2014
    )
    theirs = client.generate_presigned_post(bucket.name, "k", PICTURE["fields"], PICTURE["conditions"])
    assert (await post(http, PostForm(**theirs))).status_code == 204
    assert await bucket.exists("k")


async def test_the_size_is_what_it_says(bucket: Bucket, http: httpx.AsyncClient, s3: Server) -> None:
    form = await bucket.presign_post("a", conditions=[SIZES])
    statuses = [(await post(http, form, b"a" * size)).status_code for size in (1, 2, 10, 11)]
    assert statuses == [400, 204, 204, 400]


async def test_what_the_answer_is(bucket: Bucket, http: httpx.AsyncClient, s3: Server) -> None:
    for status, expected in (("200", 200), ("201", 201), ("204", 204), ("999", 204)):
        wish = {"success_action_status": status}
        response = await post(http, await bucket.presign_post("a", fields=wish, conditions=[wish]))
        assert response.status_code == expected
        if expected == 201:
            assert (text(response.content, "Key"), text(response.content, "Bucket")) == ("a", bucket.name)
            assert text(response.content, "ETag") == response.headers["etag"]
    wish = {"success_action_redirect": "https://page.example/done?a=b"}
    response = await post(http, await bucket.presign_post("a", fields=wish, conditions=[wish]))
    assert response.status_code == 303
    assert response.headers["location"].startswith(f"https://page.example/done?a=b&bucket={bucket.name}&key=a&etag=")


async def test_any_key(bucket: Bucket, http: httpx.AsyncClient, s3: Server) -> None:
    for key in ("a b", "a+b%20c", "//double", "café/日本/😀", "'quotes'\"", "<&>", "~_.-!*()", "x" * 1024):
        assert (await post(http, await bucket.presign_post(key))).status_code == 204, key
        assert (await bucket.head(key)).size == 7


def tampered(form: PostForm, server: Server, change: Callable[[Any], object]) -> PostForm:
    """The form with another policy, signed as it should be."""
    policy = json.loads(b64decode(form.fields["policy"]))
    change(policy)
    changed = b64encode(json.dumps(policy).encode()).decode()
    scope = form.fields["x-amz-credential"].rsplit("/", 4)[1:]
    signature = signature_of(changed, server.secret_access_key, *scope)
    return form._replace(fields={**form.fields, "policy": changed, "x-amz-signature": signature})


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"acl": "public-read"}, "AccessDenied", 'Policy Condition failed: ["eq", "$acl", "private"]'),
        ({"acl": None}, "AccessDenied", 'Policy Condition failed: ["eq", "$acl", "private"]'),
        ({"Content_Type": "text/html"}, "AccessDenied", '["starts-with", "$Content-Type", "image/"]'),
        ({"Content_Type": "image/png,text/html"}, "AccessDenied", '["starts-with", "$Content-Type", "image/"]'),
        ({"x_amz_meta_by": "Eve"}, "AccessDenied", '["eq", "$x-amz-meta-by", "Ada L."]'),
        ({"key": "elsewhere/a"}, "AccessDenied", '["starts-with", "$key", "in/"]'),
        ({"x_amz_meta_more": "a"}, "AccessDenied", "Extra input fields: x-amz-meta-more"),
        ({"x_amz_storage_class": "GLACIER"}, "AccessDenied", "Extra input fields: x-amz-storage-class"),
        ({"content": b"1"}, "EntityTooSmall", "smaller"),
        ({"content": b"12345678901"}, "EntityTooLarge", "exceeds"),
        ({"x_amz_date": "20150830T123600Z"}, "AuthorizationQueryParametersError", "mal-formed"),
        ({"x_amz_algorithm": "AWS4"}, "InvalidRequest", "AWS4-HMAC-SHA256"),
        ({"x_amz_signature": "0" * 64}, "SignatureDoesNotMatch", "signature"),
        ({"x_amz_signature": None}, "InvalidArgument", "'x-amz-signature'"),
        ({"policy": "e30="}, "SignatureDoesNotMatch", "signature"),
        ({"policy": None}, "AccessDenied", "Access Denied"),
        ({"key": None}, "InvalidArgument", "'key'"),
        ({"x_amz_credential": "AKIANOBODY/20150830/eu-west-1/s3/aws4_request"}, "AuthorizationQuery", "mal-formed"),
        ({"x_ignore_me": "a" * 20_001}, "MaxPostPreDataLengthExceeded", "too large"),
    ],
)
async def test_what_the_policy_forbids(
    bucket: Bucket, http: httpx.AsyncClient, s3: Server, changes: dict[str, Any], code: str, said: str
) -> None:
    form = await bucket.presign_post("in/${filename}", **PICTURE)
    response = await post(http, form, **changes)
    error = ElementTree.fromstring(response.content)
    assert (error.findtext("Code") or "").startswith(code), response.text
    assert said in (error.findtext("Message") or "")
    assert [entry async for entry in bucket.list()] == []


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda policy: policy.update(expiration="2015-08-30T12:36:00Z"), "AccessDenied", "Policy expired."),
        (lambda policy: policy.pop("expiration"), "InvalidPolicyDocument", "Invalid Policy: "),
        (lambda policy: policy.update(conditions=[]), "AccessDenied", "Extra input fields: "),
        (lambda policy: policy["conditions"].append({}), "InvalidPolicyDocument", "Simple-Condition"),
        (lambda policy: policy["conditions"].append(["in", "$a", "b"]), "InvalidPolicyDocument", "Invalid Condition"),
        (lambda policy: policy["conditions"].append({"bucket": "other"}), "AccessDenied", '["eq", "$bucket", "other"]'),
    ],
)
async def test_policies(
    bucket: Bucket, http: httpx.AsyncClient, s3: Server, change: Callable[[Any], object], code: str, said: str
) -> None:
    form = tampered(await bucket.presign_post("a"), s3, change)
    error = ElementTree.fromstring((await post(http, form)).content)
    assert error.findtext("Code") == code
    assert said in (error.findtext("Message") or "")


async def test_tokens(bucket: Bucket, http: httpx.AsyncClient, s3: Server) -> None:
    form = await bucket.presign_post("a")
    if s3.session_token is None:
        conditioned = tampered(form, s3, lambda policy: policy["conditions"].append({"x-amz-security-token": "a"}))
        assert text((await post(http, conditioned, x_amz_security_token="a")).content, "Code") == "InvalidToken"
    else:
        assert text((await post(http, form, x_amz_security_token="a")).content, "Code") == "InvalidToken"
        assert text((await post(http, form, x_amz_security_token=None)).content, "Code") == "InvalidAccessKeyId"
    scope = form.fields["x-amz-credential"].partition("/")[2]
    unknown = await post(http, form, x_amz_credential=f"AKIANOBODY/{scope}")
    assert text(unknown.content, "Code") == "InvalidAccessKeyId"


async def test_what_is_no_form(bucket: Bucket, http: httpx.AsyncClient, s3: Server) -> None:
    form = await bucket.presign_post("a")
    no_file = await http.post(form.url, files={name: (None, value) for name, value in form.fields.items()})
    assert text(no_file.content, "Code") == "IncorrectNumberOfFilesInPostRequest"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    for body in (b"", b"--b\r\n\r\n--b--", b"nothing", b"--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--"):
        answer = await http.post(form.url, content=body, headers=headers)
        assert text(answer.content, "Code") == "MalformedPOSTRequest", body
    early = {"file": ("a", b"content"), **{name: (None, value) for name, value in form.fields.items()}}
    assert text((await http.post(form.url, files=early)).content, "Code") == "InvalidArgument"
    elsewhere = form._replace(url=f"{s3.endpoint}/no-bucket-{uuid4().hex}")
    assert text((await post(http, elsewhere)).content, "Code") == "AccessDenied"
    for path in ("/", f"/{bucket.name}/key"):
        assert text((await post(http, form._replace(url=f"{s3.endpoint}{path}"))).content, "Code") == "MethodNotAllowed"
