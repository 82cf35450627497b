"""The Objects tab, against the real local AWS; boto3 tells whether what it shows is true."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from selenium.webdriver.common.keys import Keys

from .page import DemoPage
from .test_python import run

RECORD_BAR = """
    window.seen = [];
    new MutationObserver((records) => records.forEach((record) => window.seen.push(Number(record.oldValue))))
        .observe(document.getElementById("uploads"),
            { subtree: true, attributes: true, attributeFilter: ["value"], attributeOldValue: true });
"""
ASKED = """
    return performance.getEntriesByType("resource")
        .filter((entry) => entry.name.includes(arguments[0]) && entry.name.includes("continuation-token")).length;
"""
RUNNING = "import asyncio\nprint([task.get_coro().__name__ for task in asyncio.all_tasks()])"
LATER_PARTS = [f"*partNumber={number}*" for number in (2, 3)]
PNG = bytes.fromhex(  # two pixels by two
    "89504e470d0a1a0a0000000d494844520000000200000002080000000057dd52f80000000e49444154789c63686860686800"
    "00060602012cc150d70000000049454e44ae426082"
)


def get(url: str) -> tuple[int, bytes]:
    """Open a link as anyone could."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def upload_state(page: DemoPage) -> str:
    return page.find("#uploads li").get_attribute("data-state") or ""


def act(page: DemoPage, action: str, key: str) -> None:
    page.click(f'[data-action="{action}"][data-key="{key}"]')


def test_first_visit(fresh: DemoPage) -> None:
    for bucket in fresh.aws("s3").list_buckets()["Buckets"]:
        remove(fresh, bucket["Name"])
    fresh.click("#refresh")
    fresh.until(lambda: fresh.find("#samples").is_displayed())
    fresh.click("#samples")
    fresh.until(lambda: fresh.names() == ["data/", "notes/", "pictures/", "readme.txt"])
    assert "4 in all" in fresh.text("#listing-end")
    act(fresh, "open", "notes/")
    fresh.until(lambda: fresh.names() == ["a+b=100% é.txt"])
    fresh.click("#trail button")
    fresh.until(lambda: "readme.txt" in fresh.names())


def remove(page: DemoPage, bucket: str) -> None:
    s3 = page.aws("s3")
    for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        s3.delete_object(Bucket=bucket, Key=entry["Key"])
    s3.delete_bucket(Bucket=bucket)


def test_create_bucket(page: DemoPage) -> None:
    page.tab("objects")
    page.click("#new-bucket")
    page.find("#bucket-name").send_keys("No Bucket", Keys.ENTER)
    assert page.js("return document.getElementById('bucket-name').validity.patternMismatch")
    page.find("#bucket-name").clear()
    page.find("#bucket-name").send_keys("made-by-the-page", Keys.ENTER)
    page.until(lambda: page.text("#trail") == "made-by-the-page")
    assert not page.all("dialog[open]")
    page.aws("s3").head_bucket(Bucket="made-by-the-page")


def test_listing_goes_on(page: DemoPage, bucket: str) -> None:
    s3 = page.aws("s3")
    names = [f"{number:03}" for number in range(120)]
    for name in names:
        s3.put_object(Bucket=bucket, Key=f"many/{name}", Body=b"")
    page.type("#prefix", "many/")
    page.until(lambda: page.names() == names[:50])
    assert "there are more" in page.text("#listing-end")
    page.click("#more")
    page.until(lambda: page.names() == names[:100])
    page.click("#more")
    page.until(lambda: page.names() == names)
    assert not page.find("#more").is_displayed()
    page.type("#prefix", "many/11")
    page.until(lambda: page.names() == names[110:])


def test_the_next_page_has_come_before_it_is_asked_for(page: DemoPage, bucket: str) -> None:
    page.refusals_expected = True
    s3 = page.aws("s3")
    names = [f"{number:03}" for number in range(120)]
    for name in names:
        s3.put_object(Bucket=bucket, Key=name, Body=b"")
    page.js("performance.clearResourceTimings()")
    page.click("#refresh")
    page.until(lambda: page.names() == names[:50])
    page.until(lambda: page.js(ASKED, f"/{bucket}/?") == 1)
    page.network(offline=True)
    page.click("#more")
    page.until(lambda: page.names() == names[:100])
    page.click("#more")
    page.problem("#objects-problem", "You are offline")
    page.network()
    assert page.names() == names[:100]
    page.click("#more")
    page.until(lambda: page.names() == names)
    assert not page.all("#objects-problem .problem")


def test_a_folder_that_is_left(page: DemoPage, bucket: str) -> None:
    """What is still on its way of it, or ahead of it, is given up, and never shown."""
    s3 = page.aws("s3")
    for number in range(60):
        s3.put_object(Bucket=bucket, Key=f"left/{number:03}", Body=b"")
    s3.put_object(Bucket=bucket, Key="right/one", Body=b"")
    page.hold("*continuation-token=*")
    page.type("#prefix", "left/")
    page.until(lambda: len(page.names()) == 50)
    page.click("#more")
    page.type("#prefix", "right/")
    page.until(lambda: page.names() == ["one"])
    page.hold("*prefix=left*")
    page.type("#prefix", "left/")
    page.type("#prefix", "right/one")
    page.until(lambda: "right" in page.text("#trail") and page.names() == ["one"])
    page.release()
    page.type("#prefix", "")
    page.until(lambda: page.names() == ["left/", "right/"])
    assert not page.find("#more").is_displayed()
    assert run(page, RUNNING) == "done"
    assert page.text("#python-output") == "['_run']\n", "the program itself"


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
    assert page.text("#uploads") == "", "dismissed"


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
    assert page.js("return sessionStorage.length") == 0


def test_dropped_files(page: DemoPage, bucket: str) -> None:
    page.js(
        """
        const transfer = new DataTransfer();
        transfer.items.add(new File(["one"], "one.txt", { type: "text/plain" }));
        transfer.items.add(new File(["two ✓"], "ein Ü+=.txt", { type: "text/plain" }));
        const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
        document.getElementById("drop").dispatchEvent(new DragEvent("drop", options));
        """
    )
    page.until(lambda: page.names() == ["ein Ü+=.txt", "one.txt"])
    stored = page.aws("s3").get_object(Bucket=bucket, Key="ein Ü+=.txt")
    assert (stored["Body"].read().decode(), stored["ContentType"]) == ("two ✓", "text/plain")


@pytest.fixture
def stored(page: DemoPage, bucket: str) -> Iterator[Any]:
    """A text, a picture, and a file that is neither, in the listing."""
    s3 = page.aws("s3")
    s3.put_object(Bucket=bucket, Key="a.json", Body=b'{"a":[1]}', ContentType="application/json")
    s3.put_object(Bucket=bucket, Key="b.png", Body=PNG, ContentType="image/png")
    s3.put_object(Bucket=bucket, Key="c.bin", Body=b"\0\1\2\xff")
    s3.put_object(Bucket=bucket, Key="d.txt", Body="é".encode() * 100_000, ContentType="text/plain")
    page.click("#refresh")
    page.until(lambda: len(page.names()) == 4)
    return s3


def test_preview(page: DemoPage, stored: Any) -> None:
    act(page, "preview", "a.json")
    page.until(lambda: page.text("#preview-content") == '{\n  "a": [\n    1\n  ]\n}')
    page.click("#preview-dialog [data-close]")
    act(page, "preview", "b.png")
    page.until(lambda: page.js("return document.querySelector('#preview-content img')?.naturalWidth === 2"))
    page.click("#preview-dialog [data-close]")
    act(page, "preview", "c.bin")
    page.until_text("#preview-content", "neither text nor a picture")
    page.click("#preview-dialog [data-close]")
    act(page, "preview", "d.txt")
    page.until(lambda: page.text("#preview-content") == "é" * 32768)
    assert "the first 64.0 KiB" in page.text("#preview-about")


def test_download(page: DemoPage, stored: Any, tmp_path: Path) -> None:
    page.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    act(page, "download", "b.png")
    page.until(lambda: (tmp_path / "b.png").exists() and (tmp_path / "b.png").read_bytes() == PNG)


def test_download_that_is_refused(page: DemoPage, bucket: str, stored: Any) -> None:
    page.refusals_expected = True
    stored.delete_object(Bucket=bucket, Key="b.png")
    act(page, "download", "b.png")
    explained = page.problem("#objects-problem", "NoSuchKey")
    assert "Refresh the list." in explained


def test_presigned_link(page: DemoPage, bucket: str, stored: Any) -> None:
    act(page, "link", "a.json")
    page.until(lambda: f"/{bucket}/a.json?" in page.value("#link-url"))
    first = page.value("#link-url")
    assert "X-Amz-Expires=3600&" in first
    assert get(first) == (200, b'{"a":[1]}')
    assert page.find("#link-open").get_attribute("href") == first
    page.choose("#link-expires", "7 days, the longest")
    page.until(lambda: "X-Amz-Expires=604800&" in page.value("#link-url"))
    assert get(first.replace("3600", "604800"))[0] == 403, "the expiry is signed"
    page.cdp("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    page.click("#link-dialog [data-copy]")
    page.until(lambda: page.text("#announcements") == "Copied")
    read = "navigator.clipboard.readText().then(arguments[0], (error) => arguments[0](String(error)))"
    assert page.browser.execute_async_script(read) == page.value("#link-url")


def test_delete(page: DemoPage, bucket: str, stored: Any) -> None:
    act(page, "delete", "a.json")
    page.click("#delete-dialog [data-close]")
    stored.head_object(Bucket=bucket, Key="a.json")
    act(page, "delete", "a.json")
    assert page.text("#delete-key") == "a.json"
    page.click("#delete-confirm")
    page.until(lambda: page.names() == ["b.png", "c.bin", "d.txt"])
    with pytest.raises(ClientError, match="404"):
        stored.head_object(Bucket=bucket, Key="a.json")
