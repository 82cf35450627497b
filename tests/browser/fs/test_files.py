"""aws4web.fs in pages and workers: what fsspec's own tests do not ask for."""

import gzip
import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config

from demo.localhost.aws.local_aws import LocalAws

from .conftest import PLACES, Page
from .store import Store

MIB = 2**20
XHR, JSPI = "XMLHttpRequest", "run_sync"
CHROMIUM = [place for place in PLACES if place.startswith("chromium")]


@pytest.fixture(scope="session")
def store(local: LocalAws) -> Iterator[Store]:
    """The local AWS, which tells what it was asked for."""
    with Store(local.endpoint) as running:
        yield running


@pytest.fixture
def watched(store: Store, options: dict[str, Any]) -> dict[str, Any]:
    """The options of a file system there."""
    store.seen.clear()
    return {**options, "endpoint_url": store.endpoint}


@pytest.fixture(scope="session")
def theirs(local: LocalAws) -> Any:
    """boto3's client."""
    return boto3.client(
        "s3",
        endpoint_url=local.endpoint,
        aws_access_key_id=local.access_key_id,
        aws_secret_access_key=local.secret_access_key,
        region_name=local.region,
        config=Config(proxies={}, request_checksum_calculation="when_required"),
    )


@pytest.fixture
def bucket(theirs: Any) -> str:
    name = f"b-{uuid4().hex}"
    theirs.create_bucket(Bucket=name)
    return name


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this machine's proxy, if it has one, from the local AWS."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


def value(page: Page, function: str, **arguments: Any) -> Any:
    """What the function in the page returns, which leaves nothing behind."""
    page.run("fs.files:registered")  # what a first import keeps
    result = page.run(f"fs.files:{function}", **arguments)
    if error := result.get("error"):
        pytest.fail(error, pytrace=False)
    assert result["after"] == result["before"], "PyProxies and references to JS objects that are left"
    return result["value"]


def drivers_of(place: str) -> list[str]:
    return [XHR] if "webkit" in place else [XHR, JSPI]


def in_all(function: Any) -> Any:
    return pytest.mark.parametrize("page", PLACES, indirect=True)(function)


def in_chromium(function: Any) -> Any:
    return pytest.mark.parametrize("page", CHROMIUM, indirect=True)(function)


BY_EACH = [(place, driver) for place in CHROMIUM for driver in (XHR, JSPI)]
by_each = pytest.mark.parametrize(("page", "driver"), BY_EACH, indirect=["page"])


@by_each
def test_64_mib_line_by_line(page: Page, driver: str, watched: Any, store: Store, bucket: str, theirs: Any) -> None:
    row = b"%06d,%d,a text that makes the row longer than it has to be\r\n"
    count = 64 * MIB // len(row % (0, 7))
    content = b"".join(row % (number, number % 10) for number in range(count))
    theirs.put_object(Bucket=bucket, Key="large.csv", Body=content)
    told = value(page, "lines", options=watched, path=f"{bucket}/large.csv", driver=driver)
    print(told)
    assert told["count"] == count
    assert told["total"] == sum(number % 10 for number in range(count))
    # Of the first files in this page: the heap never shrinks.
    assert told["grown"] < 28 * MIB, "it does not stay in constant memory"
    sizes = [seen.size for seen in store.of(f"{bucket}/large.csv") if seen.method == "GET"]
    assert (sum(sizes), max(sizes) < 12 * MIB) == (len(content), True)


@in_chromium
def test_importing_it_registers(page: Page) -> None:
    told = value(page, "registered")
    assert (told["s3"], told["s3a"]) == (True, True)
    assert told["error"].startswith("CredentialsError"), told["error"]
    assert "aws4web.fs.register(aws4web.AwsClient(…))" in told["error"]
    assert "anon=True" in told["error"]


@in_all
def test_written_in_parts(page: Page, options: dict[str, Any], bucket: str, theirs: Any) -> None:
    told = value(page, "written", options=options, bucket=bucket)
    assert [*told] == drivers_of(page.browser)
    for key, digest in told.items():
        found = theirs.get_object(Bucket=bucket, Key=key)
        assert hashlib.sha256(found["Body"].read()).hexdigest() == digest
        assert "-" in found["ETag"], "it was not sent in parts"
    assert theirs.list_multipart_uploads(Bucket=bucket).get("Uploads", []) == []


@by_each
def test_a_random_access(page: Page, driver: str, watched: Any, store: Store, bucket: str, theirs: Any) -> None:
    """As Parquet's: only what is needed is asked for, and the browser never asks for leave."""
    content = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(2**16))
    theirs.put_object(Bucket=bucket, Key="a.parquet", Body=content)
    size = len(content)
    ranges = [(size - 8, size), (size - 3000, size - 8), (4, 70_000), (500_000, 600_001), (1_900_000, 1_950_000)]
    told = value(page, "like_parquet", options=watched, path=f"{bucket}/a.parquet", ranges=ranges, driver=driver)
    assert told == [hashlib.sha256(content[first:after]).hexdigest() for first, after in ranges]
    head, *reads = store.of(f"{bucket}/a.parquet")
    assert (head.method, {seen.method for seen in reads}) == ("HEAD", {"GET"})
    of_file = [f"bytes={first}-{after - 1}" for first, after in ranges]
    assert [seen.range for seen in reads[:5]] == of_file
    # Of these two, which lie beside each other, one is made.
    together = [*of_file[2:], f"bytes={size - 3000}-{size - 1}"]
    assert sorted(str(seen.range) for seen in reads[5:]) == sorted(together)
    assert [seen for seen in store.seen if seen.method == "OPTIONS"] == []


@in_all
def test_packed_objects_stay_so(page: Page, options: dict[str, Any], bucket: str, theirs: Any) -> None:
    content = gzip.compress(b"0123456789" * 1000, mtime=0)
    theirs.put_object(Bucket=bucket, Key="a.gz", Body=content, ContentEncoding="gzip")
    told = value(page, "packed", options=options, path=f"{bucket}/a.gz", size=len(content))
    assert told == {name: [[content.hex()], True, "0123456789" * 1000] for name in drivers_of(page.browser)}


@in_all
def test_overwritten_while_it_is_read(page: Page, options: dict[str, Any], bucket: str) -> None:
    told = value(page, "overwritten", options=options, bucket=bucket)
    expected = ["a" * 10, "a" * 10, "OSError", "b" * 10, "ccc", "ddd", "eeeee", "5"]
    assert told == dict.fromkeys(drivers_of(page.browser), expected)


@in_all
def test_byte_order_marks(page: Page, options: dict[str, Any], bucket: str) -> None:
    assert value(page, "marked", options=options, bucket=bucket) == 4 * len(drivers_of(page.browser))


@in_all
def test_after_an_await_in_one_cell(page: Page, options: dict[str, Any], bucket: str, theirs: Any) -> None:
    theirs.put_object(Bucket=bucket, Key="a.csv", Body=b"a,b\r\n1,2\r\n")
    told = value(page, "in_one_cell", options=options, path=f"{bucket}/a.csv")
    assert told["rows"] == [[["a", "b"], ["1", "2"]]] * 3 + ["x,y\n"]


@in_all
def test_in_a_callback(page: Page, options: dict[str, Any], bucket: str, theirs: Any) -> None:
    theirs.put_object(Bucket=bucket, Key="a.csv", Body=b"a,b\r\n1,2\r\n")
    told = value(page, "in_a_callback", options=options, path=f"{bucket}/a.csv")
    assert told == [["a,b\r\n", True, 4, True, 0]] * 2


@in_all
def test_which_driver_serves(page: Page, options: dict[str, Any], bucket: str, theirs: Any) -> None:
    theirs.put_object(Bucket=bucket, Key="a.csv", Body=b"a,b\r\n1,2\r\n")
    told = value(page, "chosen", options=options, path=f"{bucket}/a.csv")
    assert told["can"] == ("webkit" not in page.browser)
    assert told["is_page"] == ("worker" not in page.browser)
    by_xhr, by_fetch = [True, False], [False, True]
    alone = by_fetch if told["can"] and told["is_page"] else by_xhr
    assert [told[name] for name in ("ls", "read", "slice")] == [alone] * 3
    assert told["many"] == (by_fetch if told["can"] else by_xhr)
