"""What is signed is what is sent: URLs, headers, the host."""

from typing import Any

import pytest

from aws4web import AwsV4Signer
from tests.unit.support import KEYS, NOW, Fake

LAMBDA = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions"
S3 = "https://bucket.s3.us-east-1.amazonaws.com/key"


def signer(url: str = LAMBDA, **options: Any) -> AwsV4Signer:
    return AwsV4Signer(**(KEYS | {"url": url, "datetime": NOW} | options))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"{S3}#1.pdf", "write it as %23"),
        (f"{S3}#", "write it as %23"),
        (f"{S3}?versionId=1#x", "write it as %23"),
        (f"{S3} ", "write it as %20"),
        (f"{S3}\n", "write it as %0A"),
        (f"{S3}\t", "write it as %09"),
        (f"{S3}\x1f", "write it as %1F"),
        (f"{S3}?prefix=a ", "write it as %20"),
        (f" {S3}", "write it as %20"),
        (f"\n{S3}", "write it as %0A"),
        (f"{S3}?prefix=a\tb", "write it as %09"),
        (f"{S3}?prefix=a\r\nb", "write it as %0D"),
        ("https://buc\tket.s3.us-east-1.amazonaws.com/key", "write it as %09"),
        (f"{S3}/a\nb", "write it as %0A"),
        (f"{S3}\\b", "write it as %5C"),
    ],
)
async def test_what_a_url_parser_drops_is_refused_for_s3(url: str, words: str) -> None:
    fake = Fake()
    for method in ("DELETE", "GET"):
        with pytest.raises(ValueError, match=words):
            await fake.client().fetch(url, method=method)
        with pytest.raises(ValueError, match=words):
            signer(url, method=method, sign_query=True)
    with pytest.raises(ValueError, match=words):
        signer(url.replace("bucket.s3.us-east-1.amazonaws.com", "h"), service="s3express", region="us-east-1")
    assert not fake.requests


def test_what_is_written_as_the_error_says_is_the_key() -> None:
    ours = signer(f"{S3}%231.pdf%20%0A%09")
    assert ours.encoded_path == "/key%231.pdf%20%0A%09"
    assert ours.url.endswith("/key%231.pdf%20%0A%09")
    assert signer(f"{S3}/a b c").encoded_path == "/key/a%20b%20c"


@pytest.mark.parametrize("url", [f"{LAMBDA}#x", f"{LAMBDA}?a=b#x?y", f" {LAMBDA} ", f"{LAMBDA}?a=b#"])
@pytest.mark.parametrize("sign_query", [False, True])
async def test_other_services_get_no_fragment(url: str, sign_query: bool) -> None:
    ours = signer(url, sign_query=sign_query)
    signed = await ours.sign()
    assert "#" not in ours.url + signed.url
    assert signed.url.startswith(LAMBDA)
    assert ("a=b" in signed.url) == ("a=b" in url)


WHITE = {
    "a  b": "a b",
    "a\tb": "a b",
    "a \t b": "a b",
    "a\xa0b": "a b",
    "\xa0a\x85": "a",
    '"a  b"': '"a b"',
    "\xa0": "",
}


@pytest.mark.parametrize("value", WHITE)
async def test_what_is_signed_is_what_is_sent(value: str) -> None:
    request = await Fake().client().sign(LAMBDA, headers={"x-a": value, "content-type": value})
    assert request.headers["x-a"] == request.headers["content-type"] == WHITE[value]
    ours = signer(headers=[("x-a", value), ("x-a", value)])
    folded = f"{value},{value}"
    assert f"x-a:{' '.join(folded.split())}\n" in ours.canonical_headers + "\n"
    assert (await ours.sign()).headers["x-a"] == ours.headers["x-a"] == " ".join(folded.split())
    # As in botocore
    alone = signer(headers={"x-a": value}, all_headers=True)
    assert alone.canonical_headers.split("\n")[1] == f"x-a:{' '.join(value.split())}".replace("host", "x")


async def test_a_control_character_in_a_header_is_refused() -> None:
    fake = Fake()
    with pytest.raises(ValueError, match="header x-a holds a control character"):
        await fake.client().fetch(LAMBDA, headers={"x-a": "b\x01c"})
    assert not fake.requests


@pytest.mark.parametrize("name", ["Algorithm", "Credential", "Expires", "Signature", "SignedHeaders"])
@pytest.mark.parametrize("sign_query", [False, True])
def test_a_parameter_of_presigned_urls_is_no_header(name: str, sign_query: bool) -> None:
    with pytest.raises(ValueError, match=f"x-amz-{name.lower()} is not a header but a parameter of a presigned URL"):
        signer(S3, headers={f"X-Amz-{name}": "600"}, sign_query=sign_query)


def test_expires_without_a_presigned_url_is_refused() -> None:
    with pytest.raises(ValueError, match="expires is for presigned URLs: pass sign_query=True too"):
        signer(S3, expires=600)
    assert "X-Amz-Expires" not in signer(S3, expires=None).url
    with pytest.raises(ValueError, match="expires must be 1 to"):
        bad: Any = "\u0666\u0660"
        signer(S3, expires=bad, sign_query=True)


@pytest.mark.parametrize("name", ["X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Credential"])
def test_a_header_signed_request_is_signed_in_one_way(name: str) -> None:
    query = "&".join(f"X-Amz-{part}=x" for part in ("Date", "SignedHeaders", "Security-Token"))
    assert signer(f"{S3}?a=b&{name}=x&{query}").url == f"{S3}?a=b"
    assert signer(f"{S3}?a=b&X-Amz-Date=x").url == f"{S3}?a=b&X-Amz-Date=x"


@pytest.mark.parametrize(
    ("body", "length"),
    [(None, "0"), ("é", "2"), (b"abc", "3"), (bytearray(5), "5"), (memoryview(bytes(8)).cast("I"), "8")],
)
def test_content_length_is_that_of_the_body(body: Any, length: str) -> None:
    right = signer(body=body, method="PUT", headers={"Content-Length": length}, all_headers=True)
    assert f"content-length:{length}" in right.canonical_headers
    for wrong in ("7", "", "-1", f"{length}0", "x"):
        with pytest.raises(ValueError, match=f"content-length says '{wrong}', but the body has {length} bytes"):
            signer(body=body, method="PUT", headers={"Content-Length": wrong})


async def test_another_host_is_signed_and_sent() -> None:
    url = "http://10.0.0.5:8080/prod/items"
    public = "abcdef1234.execute-api.us-east-1.amazonaws.com"
    ours = signer(url, headers={"Host": public, "x-a": "b"})
    assert (ours.service, ours.region) == ("execute-api", "us-east-1"), "the public name tells them"
    assert f"host:{public}" in ours.canonical_headers
    assert (ours.host, ours.url) == ("10.0.0.5:8080", url)
    assert "host" not in ours.headers
    signed = await ours.sign()
    assert signed.headers["host"] == public
    direct = await signer(f"http://{public}/prod/items", headers={"x-a": "b"}).sign()
    assert signed.headers["authorization"] == direct.headers["authorization"]
    assert "host" not in direct.headers
    request = await Fake().client().sign(url, headers={"HOST": public})
    assert (request.headers["host"], str(request.url)) == (public, url)


async def test_another_host_of_a_presigned_url() -> None:
    signed = await signer("http://10.0.0.5/k", headers={"Host": "b.s3.eu-west-1.amazonaws.com"}, sign_query=True).sign()
    assert signed.url.startswith("http://10.0.0.5/k?")
    assert dict(signed.headers) == {"host": "b.s3.eu-west-1.amazonaws.com"}
    assert "%2Feu-west-1%2Fs3%2F" in signed.url


@pytest.mark.parametrize("host", ["lambda.us-east-1.amazonaws.com", "LAMBDA.us-east-1.amazonaws.com:443"])
async def test_the_urls_own_host_is_no_other(host: str) -> None:
    signed = await signer(headers={"Host": host}).sign()
    assert "host" not in signed.headers
    assert signed == await signer().sign()


@pytest.mark.parametrize("host", ["", "a/b", "a b", "user@h", "a,b", "h?", "h#", "h\\", "ö"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="header host must be a host name"):
        signer(headers={"Host": host})
