"""A pasted signature is read, judged and made again: AWS's documented ones, broken ones, and nonsense."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from aws4web import AwsClient, AwsV4Signer
from aws4web.tokens import rds
from demo.app.call_text import as_curl
from demo.app.signature.dissection import dissect
from demo.app.signature.examples import DOCUMENTED, Example
from demo.app.signature.faults import faults, life
from demo.app.signature.moments import aws_time
from demo.app.signature.pasted import Signed, read_signed
from demo.app.signature.recomputed import verdict

AT = datetime(2013, 5, 24, 1, tzinfo=UTC)
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
# https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
URL = (
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    f"&X-Amz-Credential={KEY}%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z"
    "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
)
HEADER = (
    f"Authorization: AWS4-HMAC-SHA256 Credential={KEY}/20130524/us-east-1/s3/aws4_request,"
    "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
    "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
)
LINES = f"""GET /test.txt HTTP/1.1
Host: examplebucket.s3.amazonaws.com
{HEADER}
Range: bytes=0-9
x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
x-amz-date: 20130524T000000Z"""


def signer(example: Example) -> AwsV4Signer:
    call, (key_id, secret) = example.call, example.keys
    return AwsV4Signer(
        access_key_id=key_id,
        secret_access_key=secret,
        **{**call._asdict(), "body": None},
        datetime=example.datetime,
        sign_query=example.is_query,
        all_headers=example.all_headers,
        expires=int(example.expires) if example.expires else None,
    )


@pytest.mark.parametrize("name", DOCUMENTED)
async def test_documented(name: str) -> None:
    """Each example gives the very signature that AWS's page gives, and it is recognised when it is pasted."""
    example = DOCUMENTED[name]
    assert await signer(example).signature() == example.signature
    signed = await signer(example).sign()
    read = read_signed(signed.url if example.is_query else as_curl(signed))
    assert read.get("Signature") == example.signature
    assert faults(read) == []
    assert (await verdict(read, example.keys[1], "its"))[0] is True
    is_right, said = await verdict(read, "another", "its")
    assert is_right is False
    assert "the secret or the request differs" in said


def test_url() -> None:
    signed = read_signed(URL)
    assert (signed.key_id, signed.signed_headers, signed.is_query) == (KEY, ["host"], True)
    parts = {part.label: part for part in dissect(signed)}
    assert [parts[label].text for label in ("Host", "Path", "Region", "Service", "Day", "Expires")] == [
        "examplebucket.s3.amazonaws.com",
        "/test.txt",
        "us-east-1",
        "s3",
        "20130524",
        "86400",
    ]
    assert parts["Path"].why == "The object test.txt in the bucket examplebucket."
    assert "2013-05-25 00:00:00 UTC" in parts["Expires"].why
    assert all(part.why for part in parts.values())


@pytest.mark.parametrize("text", [LINES, LINES.replace("\n", "\r\n")])
async def test_header_lines(text: str) -> None:
    signed = read_signed(text)
    assert faults(signed) == []
    assert (await verdict(signed, SECRET, "its"))[0] is True
    assert (await verdict(signed._replace(url=f"{signed.url}x"), SECRET, "its"))[0] is False


async def test_header_alone() -> None:
    for text in (HEADER, HEADER.partition(": ")[2]):
        signed = read_signed(text)
        assert faults(signed) == []
        is_right, said = await verdict(signed, SECRET, "its")
        assert is_right is None
        assert "paste a whole curl command" in said


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-20_000), "not valid yet: it begins in 5 h 33 min"),
        (timedelta(0), "expires in 1 d"),
        (timedelta(seconds=86_400 - 843), "expires in 14 min 3 s"),
        (timedelta(seconds=86_400 + 7_200), "expired 2 h ago"),
        (timedelta(days=4_000), "expired 10 years 349 d ago"),
    ],
)
def test_life(ago: timedelta, said: str) -> None:
    assert life(read_signed(URL), datetime(2013, 5, 24, tzinfo=UTC) + ago) == said


def test_life_of_a_header() -> None:
    assert life(read_signed(LINES), datetime(2013, 5, 24, 0, 5, tzinfo=UTC)) == "expires in 10 min"
    assert life(read_signed(HEADER), AT) == "it does not say until when it is valid"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (URL.replace("X-Amz-Date=20130524T000000Z&", ""), "X-Amz-Date is missing."),
        (URL.replace("&X-Amz-Expires=86400", ""), "X-Amz-Expires is missing."),
        (URL.replace("=86400", "=604801"), "X-Amz-Expires must be 1 to 604800 seconds (seven days), not 604801."),
        (URL.replace("=86400", "=soon"), "X-Amz-Expires must be a number of seconds, not soon."),
        (URL.replace("=20130524T", "=20130525T"), "The credential has the date 20130524, and X-Amz-Date 20130525"),
        (URL.replace("=20130524T", "=24.5.13T"), "X-Amz-Date must be as 20150830T123600Z, not 24.5.13T000000Z."),
        (URL.replace("%2F", "%252F"), "The credential is percent-encoded twice"),
        (URL.replace("aws4_request", "aws"), "The credential must end with aws4_request, not aws."),
        (URL.replace("AKIA", "ASIA"), "The key is temporary (ASIA…), but its session token is missing"),
        (f"{URL}&X-Amz-Security-Token=x", "The key is a long-lived one (AKIA…), which has no session token"),
        (f"{URL}&X-Amz-Signature=0", "X-Amz-Signature is there 2 times"),
        (URL.replace("?", "?a=b+c&"), "A + stands in the query."),
        (URL.replace("?", "?a=50%&"), "The query holds a % that begins no escape"),
        (URL.replace("?", "?a=é&"), "The query holds characters that must be percent-encoded."),
        (URL.replace("=host", "=range"), "host is not among the signed headers"),
        (URL.replace("=host", "=range;host"), "The signed headers must be sorted: host;range."),
        (URL.replace("d404", "D404"), "The signature must have 64 digits in lower-case hex"),
        (
            URL.replace("examplebucket.s3", "b.s3.eu-west-1"),
            "It is signed for us-east-1, but the host is in eu-west-1.",
        ),
        (URL.replace("https://", "https://me:pass@"), "The address holds a user or a password"),
        (URL.replace("https://", "javascript:"), "The address does not begin with https:// or http://."),
        (URL.replace("X-Amz", "x-amz"), "x-amz-Algorithm is spelt X-Amz-Algorithm: capital letters count."),
        (URL.replace("HMAC-SHA256", "HMAC-MD5"), "The algorithm is AWS4-HMAC-MD5"),
        (LINES.replace("Range: bytes=0-9\n", ""), "Signed, but not given: range."),
        (f"curl '{URL}' -H '{HEADER}'", "Signed, but not given: range, x-amz-content-sha256, x-amz-date."),
        (f"curl '{URL}' -H '{HEADER}'", "It is signed in its query and in a header"),
    ],
)
def test_faults(text: str, said: str) -> None:
    assert any(said in fault for fault in faults(read_signed(text))), faults(read_signed(text))


def test_what_copying_does() -> None:
    for text in (URL.replace("&", "&amp;"), f"{URL[:90]}\n  {URL[90:]}", f"<{URL}>"):
        assert read_signed(text).url == URL
    assert "&amp;" in read_signed(URL.replace("&", "&amp;")).notes[0]


@pytest.mark.parametrize(
    "text",
    [
        '{{"Authorization": "{}", "a": 1}}',
        "{{'X-Amz-Date': b'20130524T000000Z', 'Authorization': b'{}'}}",
        "-H 'Authorization: {}'",
        "Authorization={}",
        "`{}`",
    ],
)
def test_a_header_within_something(text: str) -> None:
    """As tools and logs print it."""
    signed = read_signed(text.format(HEADER.partition(": ")[2].replace(",", ", ")))
    assert (signed.key_id, len(signed.get("Signature")), signed.url) == (KEY, 64, "")
    assert signed.signed_headers == ["host", "range", "x-amz-content-sha256", "x-amz-date"]
    assert faults(signed) == []


async def test_a_token_of_iam() -> None:
    """It is a presigned URL without its beginning."""
    token = await rds(
        AwsClient(access_key_id=KEY, secret_access_key=SECRET), "db.eu-west-1.rds.amazonaws.com", 3306, "ada"
    )
    signed = read_signed(token)
    assert faults(signed) == []
    assert "no https://" in signed.notes[0]
    assert (await verdict(signed, SECRET, "its"))[0] is True


def test_no_password_shows() -> None:
    assert not any("hunter2" in part.text for part in dissect(read_signed(URL.replace("//", "//me:hunter2@"))))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "paste a presigned URL"),
        ("x" * 1_000_000, "1,000,000 characters"),
        ("hello\0 \u202e ✓", "holds no signature"),
        ("https://h/?a=b", "it is not signed"),
        ("curl https://h/", "it is not signed"),
        ("curl 'https://h/", "a quotation mark is not closed"),
        ("Authorization: Bearer abc", "of the kind Bearer"),
        ("Authorization: AWS AKIA:abc", "Signature Version 2"),
        ("https://h/?AWSAccessKeyId=A&Signature=b&Expires=1", "Signature Version 2"),
    ],
)
def test_nonsense(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_signed(text)


@pytest.mark.parametrize(
    "text",
    [
        f"{URL}{'&a=b' * 20_000}",
        "https://h/?X-Amz-Credential=" + "/" * 100_000,
        f"https://h/?X-Amz-Date=99999999T999999Z&X-Amz-Credential=&X-Amz-Expires={'9' * 5_000}",
        "AWS4-HMAC-SHA256 " + "Credential=a/b/c/d/e," * 5_000,
        "https://[::1/?X-Amz-Signature=1&X-Amz-Credential=a/20130524/b/c/aws4_request",
        f"{HEADER}\n" + "é: ü\n" * 20_000,
        "\u202e" * 1_000 + "?X-Amz-Credential=%00%FF",
    ],
)
async def test_hostile(text: str) -> None:
    """It is read in no time, and nothing but sentences comes of it."""
    began = time.process_time()
    signed: Signed = read_signed(text)
    parts = dissect(signed)
    assert len(parts) <= 200
    assert all(len(part.text) < 2_100 for part in parts)
    assert all(len(fault) < 400 for fault in faults(signed))
    assert isinstance(life(signed, AT), str)
    assert (await verdict(signed, SECRET, "its"))[1].endswith(".")
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("", ""),
        (" 20150830T123600Z ", "20150830T123600Z"),
        ("2015-08-30T12:36:00Z", "20150830T123600Z"),
        ("2015-08-30 14:36:00+02:00", "20150830T123600Z"),
        ("2015-08-30", "20150830T000000Z"),
    ],
)
def test_times(typed: str, time: str) -> None:
    assert aws_time(typed) == time


@pytest.mark.parametrize("typed", ["yesterday", "2015-13-01", "0001-01-01T00:00:00+14:00", "٢٠١٥"])
def test_no_time(typed: str) -> None:
    with pytest.raises(ValueError, match="is not understood: write it as 20150830T123600Z"):
        aws_time(typed)
