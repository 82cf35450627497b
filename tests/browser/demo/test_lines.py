"""Uploads over lines that are slow or break, and what is said of them meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .page import DemoPage
from .test_uploads import RECORD_BAR, upload_state

SIZE = 600_000
SLOW = 200_000  # bytes a second
MANY = 300


@pytest.fixture
def slow(page: DemoPage, bucket: str) -> Iterator[str]:
    """The bucket, at the end of a slow line."""
    page.network(upload=SLOW)
    yield bucket
    page.network()


@pytest.fixture(scope="module")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "small.bin"
    path.write_bytes(bytes(range(200)) * (SIZE // 200))
    return path


def test_progress_within_a_small_file(page: DemoPage, slow: str, small_file: Path) -> None:
    page.js(RECORD_BAR)
    page.find("#files").send_keys(str(small_file))
    page.until_text("#uploads", "KiB/s, ")
    assert "s left" in page.text("#uploads")
    page.until(lambda: upload_state(page) == "done")
    values = [value for value in page.js("return window.seen") if 0 < value < SIZE]
    assert len(set(values)) >= 5, values
    assert values == sorted(values), "never back"
    assert page.aws("s3").head_object(Bucket=slow, Key="small.bin")["ContentLength"] == SIZE


def test_cancel_on_a_slow_line(page: DemoPage, slow: str, small_file: Path) -> None:
    page.find("#files").send_keys(str(small_file))
    page.until(lambda: 0 < int(page.value("#uploads progress")) < SIZE)
    page.click("#uploads button")
    page.until(lambda: upload_state(page) == "cancelled")
    assert "nothing is left behind" in page.text("#uploads")
    assert not page.aws("s3").list_objects_v2(Bucket=slow).get("Contents")


def test_offline_and_on_again(page: DemoPage, bucket: str, big_file: Path) -> None:
    page.refusals_expected = True
    page.js("performance.clearResourceTimings()")
    page.hold("*partNumber=3*")
    page.find("#files").send_keys(str(big_file))
    page.until(lambda: int(page.value("#uploads progress")) >= 16 * 2**20)
    [begun] = page.aws("s3").list_multipart_uploads(Bucket=bucket)["Uploads"]
    page.network(offline=True)
    page.release()
    page.until(lambda: upload_state(page) == "offline")
    assert "waiting for the network" in page.text("#uploads")
    page.network()
    page.until(lambda: upload_state(page) == "done")
    asked = page.js("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert all(f"uploadId={begun['UploadId']}" in url for url in asked if "partNumber=" in url)
    assert not [url for url in asked[-3:] if "partNumber=1&" in url]
    stored = page.aws("s3").get_object(Bucket=bucket, Key=big_file.name)
    assert stored["Body"].read() == big_file.read_bytes()


def test_retry_goes_on_from_the_parts(page: DemoPage, bucket: str, big_file: Path) -> None:
    page.refusals_expected = True
    page.cdp("Network.enable")
    page.cdp("Network.setBlockedURLs", urls=["*partNumber=3*"])
    page.find("#files").send_keys(str(big_file))
    page.until(lambda: upload_state(page) == "error")
    shown = page.text("#uploads")
    assert "failed" in shown
    assert "No answer" in shown
    [begun] = page.aws("s3").list_multipart_uploads(Bucket=bucket)["Uploads"]
    page.cdp("Network.setBlockedURLs", urls=[])
    page.js("performance.clearResourceTimings()")
    page.click('#uploads [data-action="again"]')
    page.until(lambda: upload_state(page) == "done")
    asked = page.js("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    parts = [url for url in asked if "partNumber=" in url]
    assert parts
    assert all(f"uploadId={begun['UploadId']}" in url for url in parts)
    stored = page.aws("s3").get_object(Bucket=bucket, Key=big_file.name)
    assert stored["Body"].read() == big_file.read_bytes()


def test_dismissed_after_a_failure(page: DemoPage, bucket: str, big_file: Path) -> None:
    """The parts were kept for another try, which there will not be."""
    page.refusals_expected = True
    s3 = page.aws("s3")
    page.cdp("Network.enable")
    page.cdp("Network.setBlockedURLs", urls=["*partNumber=3*"])
    page.find("#files").send_keys(str(big_file))
    page.until(lambda: upload_state(page) == "error")
    page.cdp("Network.setBlockedURLs", urls=[])
    assert s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    page.click('#uploads [data-action="end"]')
    page.until(lambda: not page.all("#uploads li"))
    assert not s3.list_multipart_uploads(Bucket=bucket).get("Uploads")
    assert page.js("return sessionStorage.getItem('aws4web.upload') === null")


def test_many_files(page: DemoPage, bucket: str, tmp_path: Path) -> None:
    """More than there are lines for: in the order chosen, all of them counted, and ended at once."""
    paths = [tmp_path / f"{number:03}.txt" for number in range(MANY)]
    for path in paths:
        path.write_text("x" if path != paths[0] else "")
    page.hold("*.txt*")
    page.find("#files").send_keys("\n".join(map(str, paths)))
    page.until(lambda: page.text("#uploads-more") == f"and {MANY - 40} more")
    assert page.text("#uploads-total").startswith(f"0 of {MANY} files, 0 %")
    shown = page.js("return [...document.querySelectorAll('#uploads strong')].map((name) => name.textContent)")
    assert shown == [path.name for path in paths[:40]]
    page.release()
    page.until(lambda: int(page.text("#uploads-total").split()[0]) > 10)
    page.click("#uploads-end")
    page.until_text("#uploads-end", "Dismiss all")
    assert f"of {MANY} files uploaded; " in page.text("#uploads-total")
    done, cancelled = (int(page.text("#uploads-total").split()[at]) for at in (0, 5))
    assert done + cancelled == MANY
    stored = page.aws("s3").list_objects_v2(Bucket=bucket)["Contents"]
    assert done <= len(stored) <= done + 3, "those that were on their way may have arrived"
    page.click("#uploads-end")
    page.until(lambda: not page.all("#uploads li"))


def test_another_connection_meanwhile(page: DemoPage, slow: str, small_file: Path) -> None:
    """What was begun goes on to where it was sent, and says so."""
    page.refusals_expected = True
    page.find("#files").send_keys(str(small_file))
    page.until(lambda: int(page.value("#uploads progress")) > 0)
    page.connect(access_key_id="AKIAANOTHER0000000000")
    page.until_text("#uploads", f"to {slow} at the local AWS")
    page.js("document.getElementById('use-local').click()")
    page.until(lambda: upload_state(page) == "done")
    assert page.aws("s3").head_object(Bucket=slow, Key="small.bin")["ContentLength"] == SIZE
