"""Uploads in the Objects tab, against the real local AWS; boto3 tells whether what it shows is true."""

from pathlib import Path

from .page import DemoPage

RECORD_BAR = """
    window.seen = [];
    new MutationObserver((records) => records.forEach((record) => window.seen.push(Number(record.oldValue))))
        .observe(document.getElementById("uploads"),
            { subtree: true, attributes: true, attributeFilter: ["value"], attributeOldValue: true });
"""
LATER_PARTS = [f"*partNumber={number}*" for number in (2, 3)]


def upload_state(page: DemoPage) -> str:
    return page.find("#uploads li").get_attribute("data-state") or ""


def test_large_upload(page: DemoPage, bucket: str, big_file: Path) -> None:
    size = big_file.stat().st_size
    page.js(RECORD_BAR)
    page.find("#files").send_keys(str(big_file))
    page.until(lambda: upload_state(page) == "done")
    between = {value for value in page.js("return window.seen") if 0 < value < size}
    assert len(between) >= 2, page.js("return window.seen")
    assert int(page.value("#uploads progress")) == size
    page.until(lambda: page.names() == [big_file.name])
    stored = page.aws("s3").get_object(Bucket=bucket, Key=big_file.name)
    assert stored["Body"].read() == big_file.read_bytes()
    assert stored["ETag"].endswith('-3"'), "in three parts"


def bar(page: DemoPage) -> int:
    return int(page.value("#uploads progress"))


def test_cancel(page: DemoPage, bucket: str, big_file: Path) -> None:
    s3 = page.aws("s3")
    page.hold(*LATER_PARTS)
    page.find("#files").send_keys(str(big_file))
    page.until(lambda: bar(page) == 8 * 2**20)
    assert s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    page.click("#uploads button")
    page.until(lambda: upload_state(page) == "cancelled")
    page.release()
    assert not s3.list_multipart_uploads(Bucket=bucket).get("Uploads")
    assert not s3.list_objects_v2(Bucket=bucket).get("Contents")
    page.click("#uploads button")
    page.until(lambda: page.text("#uploads") == "")


def test_cancel_at_the_very_beginning(page: DemoPage, bucket: str, big_file: Path) -> None:
    """The upload's ID is still on its way, and must not be lost, or the upload would stay open."""
    page.hold("*?uploads")
    page.find("#files").send_keys(str(big_file))
    page.until_text("#uploads", "0 %")
    page.click("#uploads button")
    page.release()
    page.until(lambda: upload_state(page) == "cancelled")
    assert not page.aws("s3").list_multipart_uploads(Bucket=bucket).get("Uploads")


def test_upload_that_fails_leaves_nothing(page: DemoPage, bucket: str, big_file: Path) -> None:
    page.refusals_expected = True
    s3 = page.aws("s3")
    page.hold(*LATER_PARTS)
    page.find("#files").send_keys(str(big_file))
    page.until(lambda: bar(page) == 8 * 2**20)
    [begun] = s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    s3.abort_multipart_upload(Bucket=bucket, Key=big_file.name, UploadId=begun["UploadId"])
    page.release()
    page.until(lambda: upload_state(page) == "error")
    assert "status 5" in page.text("#uploads .problem"), "what went wrong first, not in cleaning up"
    assert not s3.list_objects_v2(Bucket=bucket).get("Contents")
    page.dismiss_uploads()


def test_upload_goes_on_after_a_reload(page: DemoPage, bucket: str, big_file: Path) -> None:
    s3 = page.aws("s3")
    page.hold("*partNumber=3*")
    page.find("#files").send_keys(str(big_file))
    page.until(lambda: bar(page) == 16 * 2**20)
    [begun] = s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    page.browser.get("about:blank")
    page.release()
    page.open()
    page.show_bucket(bucket)
    page.js("performance.clearResourceTimings()")
    page.find("#files").send_keys(str(big_file))
    page.until(lambda: upload_state(page) == "done")
    asked = page.js("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    [part] = [url for url in asked if "partNumber=" in url]
    assert f"partNumber=3&uploadId={begun['UploadId']}" in part
    assert s3.get_object(Bucket=bucket, Key=big_file.name)["Body"].read() == big_file.read_bytes()
    assert not page.js("return Object.keys(sessionStorage).filter((name) => name.startsWith('aws4web.upload'))")
