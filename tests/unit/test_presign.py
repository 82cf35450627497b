"""Many URLs signed in one go, each as `sign` signs it."""

import asyncio
import subprocess
import sys
import time
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from botocore.config import Config

from aws4web import AwsClient, Credentials, blocking, presigned
from aws4web._renewal.lifetime import Lifetime
from aws4web.credentials import CachedProvider
from tests.botocore_sessions import session
from tests.unit.support import KEYS, NOW, Fake

_LISTS = 5000
_HOSTS = (
    *(
        "https://bucket.s3.eu-west-1.amazonaws.com",
        "https://bucket.s3.amazonaws.com",
        "https://s3.us-east-1.amazonaws.com",
    ),
    *("https://s3.amazonaws.com", "https://a.b.s3.us-west-2.amazonaws.com", "https://acc.r2.cloudflarestorage.com"),
    *("http://localhost:9000", "https://lambda.us-east-1.amazonaws.com", "wss://data.iot.eu-west-1.amazonaws.com"),
    *("https://sqs.us-east-1.amazonaws.com", "HTTPS://Bucket.S3.eu-west-1.amazonaws.com:443", "https://supabase.co"),
    "https://minio.example",
)
_SEGMENTS = (
    *("a", "photos", "2024", "img%201.jpg", "img 1.jpg", "%7Euser", "~user", "%2e%2e", "..", ".", ".hidden", "a..b"),
    *("caf%C3%A9", "caf%c3%a9", "café", "%2F", "%2f", "", "a+b", "a%2Bb", "(1)", "a%28b%29", "%", "%4", "%41", "%00"),
    *("😀", "a#b", "a?b=c&a", "?X-Amz-Expires=60&b=%20", "?versionId=1", "?a=b+c", "storage", "v1", "s3", "x" * 100),
    *("tab\tin", "back\\slash", " ", "a%25b", "a%5Eb", "a%40b", "a@b", "a:b", "a%3Ab", "a%7Cb", "a|b"),
)
_OPTIONS: tuple[dict[str, Any], ...] = (
    *({}, {"service": "s3", "region": "eu-west-1"}, {"service": "s3"}, {"region": "us-west-2"}),
    *({"service": "lambda", "region": "us-east-1"}, {"service": "execute-api", "region": "us-east-1"}),
)


def url(random: Random) -> Any:
    """One such as people have, or as nobody should have."""
    segments = [random.choice(_SEGMENTS) for _ in range(random.randint(0, 3))]
    made = random.choice(_HOSTS) + random.choice(("/", "/", "/", "")) + "/".join(segments)
    return random.choice((made,) * 60 + (3, None, "", "bucket/key", "ftp://a/b"))


async def outcome(work: Any) -> Any:
    try:
        return await work
    except Exception as exc:
        return type(exc), str(exc)


async def test_it_is_what_sign_makes() -> None:
    random = Random(18)
    alike = 0
    for _ in range(_LISTS):
        host = random.choice(_HOSTS)
        plain = [f"{host}/{'/'.join(random.choices(_SEGMENTS[:16], k=random.randint(1, 3)))}" for _ in range(4)]
        urls = [*plain, *(url(random) for _ in range(random.randint(0, 3)))]
        random.shuffle(urls)
        keys = {**KEYS, **({"session_token": "tok/en+="} if random.random() < 0.5 else {})}
        fake = Fake()
        client = fake.client(**{**keys, **random.choice(({}, {"region": "eu-central-1"}, {"service": "s3"}))})
        if random.random() < 0.1:
            client = fake.client(**keys, endpoint_url="http://localhost:4566")
        method, aws = random.choice(("GET", "PUT", "DELETE", "put")), {**random.choice(_OPTIONS)}
        headers = random.choice((None, None, {"x-amz-acl": "private", "host": "x"}, {"content-type": "a/b"}))
        expires = random.choice((None, 1, 600, 604800))
        options = {"all_headers": True, **aws, "sign_query": True, **({} if expires is None else {"expires": expires})}
        expected = []
        for index, each in enumerate(urls):
            result = await outcome(client.sign(each, method=method, headers=headers, aws={**options}))
            if isinstance(result, tuple) and isinstance(result[0], type):
                expected = (result[0], f"url[{index}]: {result[1]}")
                break
            expected.append(result.url)
        found = await outcome(client.presign(urls, method, expires=expires, headers=headers, aws=aws))
        assert found == expected, (urls, aws)
        alike += isinstance(found, list)
    assert alike > _LISTS / 10, "most lists of a page are good"


async def test_headers_are_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that botocore signs: who may upload an image with a URL is to upload nothing else."""
    for module in ("signers", "auth"):
        monkeypatch.setattr(f"botocore.{module}.get_current_datetime", lambda: datetime.fromtimestamp(NOW, UTC))
    theirs = session().create_client(
        *("s3", "eu-west-1"),
        aws_access_key_id=KEYS["access_key_id"],
        aws_secret_access_key=KEYS["secret_access_key"],
        config=Config(signature_version="s3v4"),
    )
    client, place = Fake().client(), "https://bucket.s3.eu-west-1.amazonaws.com/a"
    for method, operation, headers, parameters in (
        ("PUT", "put_object", {"Content-Type": "image/png"}, {"ContentType": "image/png"}),
        ("PUT", "put_object", {"cache-control": "no-cache"}, {"CacheControl": "no-cache"}),
        ("GET", "get_object", {"Range": "bytes=0-9"}, {"Range": "bytes=0-9"}),
    ):
        wanted = presigned(theirs.generate_presigned_url(operation, {"Bucket": "bucket", "Key": "a"} | parameters, 60))
        one, *many = [
            await client.presign(place, method, expires=60, headers=headers),
            *await client.presign([place] * 2, method, expires=60, headers=headers),
        ]
        assert presigned(one).signed_headers == wanted.signed_headers
        assert len(wanted.signed_headers) == 2
        assert many == [one, one]
    assert presigned(
        await client.presign(place, headers={"range": "a"}, aws={"all_headers": False})
    ).signed_headers == ("host",)


async def test_one_url() -> None:
    client = Fake().client()
    given = "https://b.s3.eu-west-1.amazonaws.com/a b"
    signed = await client.presign(given, expires=60)
    assert signed == (await client.sign(given, aws={"sign_query": True, "expires": 60})).url
    assert await client.presign([]) == []
    assert await client.presign(iter([given]), expires=60) == [signed]


@pytest.mark.parametrize(
    ("given", "options", "kind", "said"),
    [
        ("https://b.s3.amazonaws.com/a", {"expires": 0}, ValueError, "expires must be 1 to 604800"),
        ("https://b.s3.amazonaws.com/a", {"expires": 604801}, ValueError, "expires must be 1 to 604800"),
        ("https://b.s3.amazonaws.com/a", {"aws": {"unsigned": True}}, ValueError, "unsigned=True signs nothing"),
        ("https://b.s3.amazonaws.com/a", {"aws": 3}, TypeError, "aws"),
        ("https://b.s3.amazonaws.com/a", {"method": "G T"}, ValueError, "not an HTTP method"),
        (None, {}, TypeError, "input is missing"),
        (["https://b.s3.amazonaws.com/a", None], {}, TypeError, r"url\[1\]"),
        (["https://b.s3.amazonaws.com/a", "https://b.s3.amazonaws.com/../a"], {}, ValueError, r"url\[1\].* segment"),
        (["https://b.s3.amazonaws.com/a", object()], {}, ValueError, r"url\[1\]"),
    ],
)
async def test_bad_input(given: Any, options: dict[str, Any], kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said) as caught:
        await Fake().client().presign(given, **options)
    shown = f"{caught.value!r} {caught.value.__cause__!r}"
    assert KEYS["secret_access_key"] not in shown


@pytest.mark.parametrize("expires", ["60", 60.0, True, "soon", "-1", "9" * 30, [60]])
async def test_seconds_of_another_type(expires: Any) -> None:
    """Taken or refused, but the same with any credentials, and whether it is sent or not."""
    place, none = "https://b.s3.eu-west-1.amazonaws.com/a", dict.fromkeys(KEYS)
    found = [
        await outcome(Fake(200).client(**keys).presign(place, expires=expires))
        for keys in (
            {},
            none | {"credentials": Credentials(**KEYS, expires_at=NOW + 900)},
            none | {"credentials": lambda: KEYS},
        )
    ]
    assert found[1:] == found[:1] * 2
    fake = Fake(200)
    sent = await outcome(fake.client().fetch(place, aws={"sign_query": True, "expires": expires}))
    assert sent == found[0] if isinstance(found[0], tuple) else "X-Amz-Expires=60&" in fake.requests[0].url


async def test_a_request_is_no_url() -> None:
    client = Fake().client()
    request = await client.sign("https://b.s3.amazonaws.com/a")
    with pytest.raises(TypeError, match="cannot be presigned"):
        await client.presign(request)


async def test_a_provider_is_asked_once() -> None:
    asked = 0

    async def provider() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return {"accessKeyId": "a", "secretAccessKey": "b", "sessionToken": "c"}

    client = AwsClient(credentials=provider)
    urls = [f"https://b.s3.eu-west-1.amazonaws.com/{at}" for at in range(50)]
    assert len({*await client.presign(urls)}) == 50
    assert asked == 1


def test_without_await_and_without_a_thread() -> None:
    program = (
        "import sys, threading\n"
        "from aws4web.blocking import AwsClient\n"
        "aws = AwsClient(access_key_id='a', secret_access_key='b')\n"
        "urls = [f'https://b.s3.eu-west-1.amazonaws.com/{at}' for at in range(3)]\n"
        "print(len(aws.presign(urls, expires=60)), aws.presign(urls[0]).startswith(urls[0]))\n"
        "print(threading.active_count(), 'aiohttp' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["3", "True", "1", "False"]


def test_without_await_a_provider_is_asked_by_the_loop() -> None:
    asked = 0

    async def provider() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.001)
        return {"accessKeyId": f"AKID{asked}", "secretAccessKey": "b", "expiration": time.time() + 3600}

    client = blocking.AwsClient(credentials=provider)
    url = "https://b.s3.eu-west-1.amazonaws.com/a"
    assert "AKID1" in client.presign(url, expires=60)
    assert "AKID1" in client.presign([url], expires=60)[0], "nobody is asked again"
    cached, now = client._of._settings.credentials, time.time()
    assert isinstance(cached, CachedProvider)
    assert cached._held
    cached._held = cached._held._replace(life=Lifetime(now - 2400, now + 1200))
    assert "AKID2" in client.presign(url, expires=3000), "but for a URL that would outlive the credentials"
    assert "AKID3" in client.presign(url, expires=60, aws={"credentials": provider})
    with pytest.raises(ValueError, match=r"url\[1\]"):
        client.presign([url, "nonsense"], expires=60)
