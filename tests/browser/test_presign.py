"""Many URLs presigned at once in a page: by SubtleCrypto, in two awaits, the same as `sign` makes one by one."""

from typing import Any

from pytest_pyodide import run_in_pyodide


@run_in_pyodide
async def presigned_in_page(selenium, count):
    from inpage import failure

    import aws4web
    from aws4web import AwsClient
    from aws4web._platform import PLATFORM
    from aws4web.blocking import AwsClient as Blocking

    class Frozen(AwsClient):
        _platform = PLATFORM._replace(now=lambda: 1440938160.0)

    keys = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
    aws = Frozen(**keys, session_token="to/ken+=")
    bucket = "https://bucket.s3.eu-west-1.amazonaws.com"
    urls = [f"{bucket}/photos/img%20{at}.jpg" for at in range(count)]
    urls[3:3] = [f"{bucket}/ä b/?versionId=1", "wss://data.iot.us-east-1.amazonaws.com/mqtt", f"{bucket}/%7Ea//b"]
    many = await aws.presign(urls, expires=600)
    each = [(await aws.sign(url, aws={"sign_query": True, "expires": 600})).url for url in urls]
    waiting = Blocking(aws)
    parts = aws4web.presigned(many[0])
    return {
        "equal": many == each,
        "one": await aws.presign(urls[0], "PUT")
        == (await aws.sign(urls[0], method="PUT", aws={"sign_query": True})).url,
        "without await": [waiting.presign(urls, expires=600) == each, waiting.presign(urls[0], expires=600) == each[0]],
        "bad": await failure(aws.presign([urls[0], "nonsense"])),
        "parts": [parts.bucket, parts.key, parts.expires, parts.has_session_token],
    }


def test_presigned_at_once(selenium: Any) -> None:
    for count in (1, 500):
        found: Any = presigned_in_page(selenium, count)
        assert found["equal"]
        assert found["one"]
        assert found["without await"] == [True, True]
        assert found["bad"][0][0] == "ValueError"
        assert found["bad"][1].startswith("url[1]: ")
        assert found["parts"] == ["bucket", "photos/img 0.jpg", 600, True]
