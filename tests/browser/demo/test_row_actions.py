"""What can be done with an object or a folder: saved, linked, deleted, renamed, changed. boto3 tells whether it is."""

import http.client
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from .page import DemoPage

LONG = "k" * 1020 + ".txt"
WIDTH = "const at = document.querySelector('dialog[open]'); return [at.scrollWidth, at.clientWidth]"
FOCUS = "return document.activeElement.textContent"
BUTTON = "const { action, key } = document.activeElement.dataset; return [action, key]"


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


@pytest.fixture
def stored(page: DemoPage, bucket: str) -> Any:
    """Objects and folders in the listing."""
    s3 = page.aws("s3")
    for key in ("a.json", "b.png", "c.txt", "in/one", "in/deep/two", "<img src=x onerror=alert(1)>.txt", LONG):
        s3.put_object(Bucket=bucket, Key=key, Body=key[:9].encode(), ContentType="text/plain", Metadata={"by": "ada"})
    page.click("#refresh")
    page.until(lambda: len(page.names()) == 6)
    return s3


def keys(s3: Any, bucket: str) -> list[str]:
    return [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]


def confirm(page: DemoPage, name: str) -> None:
    """Press a dialog's button, and see the dialog close."""
    page.until(lambda: page.find(f"#{name}-confirm").is_enabled())
    page.click(f"#{name}-confirm")
    page.until(lambda: not page.all("dialog[open]"))


def test_download(page: DemoPage, stored: Any, tmp_path: Path) -> None:
    page.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    page.act("download", "b.png")
    page.until(lambda: (tmp_path / "b.png").exists() and (tmp_path / "b.png").read_bytes() == b"b.png")
    for key in ("a.json", "c.txt"):
        page.click(f'[data-choose="{key}"]')
    page.click("#chosen-download")
    page.until_text("#chosen-count", "2 handed to the browser")
    page.until(lambda: (tmp_path / "a.json").exists() and (tmp_path / "c.txt").exists())


def test_download_that_is_refused(page: DemoPage, bucket: str, stored: Any) -> None:
    page.refusals_expected = True
    stored.delete_object(Bucket=bucket, Key="b.png")
    page.act("download", "b.png")
    explained = page.problem("#objects-problem", "NoSuchKey")
    assert "it may have been deleted meanwhile" in explained


def test_presigned_link(page: DemoPage, bucket: str, stored: Any) -> None:
    page.act("link", "a.json")
    page.until(lambda: f"/{bucket}/a.json?" in page.value("#link-url"))
    first = page.value("#link-url")
    assert "X-Amz-Expires=3600&" in first
    assert get(first) == (200, b"a.json")
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
    page.act("delete", "a.json")
    page.until(lambda: page.js(FOCUS) == "Keep it")
    page.click("#delete-dialog [data-close]")
    stored.head_object(Bucket=bucket, Key="a.json")
    page.act("delete", "a.json")
    page.until(lambda: page.text("#delete-keys") == "a.json")
    confirm(page, "delete")
    assert "a.json" not in page.names()
    with pytest.raises(ClientError, match="404"):
        stored.head_object(Bucket=bucket, Key="a.json")


def test_a_name_that_misleads(page: DemoPage, bucket: str, stored: Any) -> None:
    """Right to left, it would be a picture: photo, exe.jpg."""
    key, shown = "photo\u202egpj.exe", r"photo\u202egpj.exe"
    stored.put_object(Bucket=bucket, Key=key, Body=b"")
    page.click("#refresh")
    page.until(lambda: shown in page.names())
    page.act("delete", key)
    page.until(lambda: page.text("#delete-keys") == shown)
    confirm(page, "delete")
    assert key not in keys(stored, bucket)


def test_delete_many(page: DemoPage, bucket: str, stored: Any) -> None:
    for key in ("in/", "a.json", LONG):
        page.click(f'[data-choose="{key}"]')
    page.click("#chosen-delete")
    page.until(lambda: page.text("#delete-title") == "Delete 2 objects, 1 folder?")
    page.until_text("#delete-note", "4 objects in all")
    assert len(set(page.js(WIDTH))) == 1, "a long key widens no dialog"
    confirm(page, "delete")
    assert page.names() == ["<img src=x onerror=alert(1)>.txt", "b.png", "c.txt"]
    assert keys(stored, bucket) == page.names()
    assert not page.find("#chosen").is_displayed()


def test_what_cannot_be_deleted_stays(page: DemoPage, bucket: str, stored: Any) -> None:
    page.refusals_expected = True
    page.act("delete", "c.txt")
    page.hold("*?delete")
    page.until(lambda: page.find("#delete-confirm").is_enabled())
    page.network(offline=True)
    page.click("#delete-confirm")
    page.release()
    page.problem("#delete-problem", "You are offline")
    page.network()
    page.click("#delete-dialog [data-close]")
    assert "c.txt" in page.names()
    page.until(lambda: page.js("return document.activeElement.dataset.key") == "c.txt")
    assert "c.txt" in keys(stored, bucket)


def test_new_folder(page: DemoPage, bucket: str, stored: Any) -> None:
    page.act("open", "in/")
    page.until(lambda: page.names() == ["deep/", "one"])
    page.click("#new-folder")
    page.find("#folder-name").send_keys("a//b", Keys.ENTER)
    page.until_text("#folder-hint", "two slashes")
    page.find("#folder-name").clear()
    page.find("#folder-name").send_keys("Neu & gut", Keys.ENTER)
    page.until(lambda: page.names() == ["Neu & gut/", "deep/", "one"])
    assert stored.head_object(Bucket=bucket, Key="in/Neu & gut/")["ContentLength"] == 0


def test_rename(page: DemoPage, bucket: str, stored: Any) -> None:
    page.act("move", "a.json")
    page.find("#copy-key").send_keys("z.json")
    confirm(page, "copy")
    assert page.names()[-1] == "z.json"
    moved = stored.get_object(Bucket=bucket, Key="z.json")
    assert (moved["Body"].read(), moved["ContentType"], moved["Metadata"]) == (b"a.json", "text/plain", {"by": "ada"})
    assert "a.json" not in keys(stored, bucket)


NO_HEAD = """
    window.wholeFetch ??= window.fetch;
    window.fetch = (address, options) => options?.method === "HEAD" && address.includes("renamed.txt")
        ? Promise.reject(new TypeError("Failed to fetch")) : window.wholeFetch(address, options);
"""


def test_what_is_renamed_is_not_asked_for(page: DemoPage, bucket: str, stored: Any) -> None:
    """Else an answer that is lost says that nothing was renamed, and no list shows it any more."""
    page.js(NO_HEAD)
    try:
        page.act("move", "c.txt")
        page.until(lambda: page.value("#copy-key") == "c.txt")
        page.type("#copy-key", "renamed.txt")
        confirm(page, "copy")
        page.until(lambda: "renamed.txt" in page.names() and "c.txt" not in page.names())
    finally:
        page.js("window.fetch = window.wholeFetch")
    stored.head_object(Bucket=bucket, Key="renamed.txt")


def test_a_folder_goes_to_one_place(page: DemoPage, bucket: str, stored: Any) -> None:
    """Whatever is typed while it is moved: the rest of it went there."""
    page.hold(f"*/{bucket}/to/*")
    page.act("move", "in/")
    page.until(lambda: page.value("#copy-key") == "in/")
    page.type("#copy-key", "to/")
    page.click("#copy-confirm")
    page.until_text("#copy-note", "0 of 2")
    page.find("#copy-key").send_keys("else")
    assert page.value("#copy-key") == "to/"
    assert not page.find("#copy-confirm").is_enabled()
    page.release()
    page.until(lambda: not page.all("dialog[open]"))
    assert [key for key in keys(stored, bucket) if key.endswith(("one", "two"))] == ["to/deep/two", "to/one"]
    page.act("copy", "to/")
    page.until(lambda: page.value("#copy-key") == "to/")
    page.find("#copy-key").send_keys("again")
    assert page.value("#copy-key") == "again/", "the name was selected, and can be typed over"


def test_copying_over_something_asks(page: DemoPage, bucket: str, stored: Any) -> None:
    page.act("copy", "b.png")
    page.find("#copy-key").send_keys("c.txt", Keys.ENTER)
    page.until_text("#copy-note", "It will be replaced.")
    assert stored.get_object(Bucket=bucket, Key="c.txt")["Body"].read() == b"c.txt"
    assert page.text("#copy-confirm") == "Replace"
    confirm(page, "copy")
    assert stored.get_object(Bucket=bucket, Key="c.txt")["Body"].read() == b"b.png"
    assert stored.get_object(Bucket=bucket, Key="b.png")["Body"].read() == b"b.png"


def test_a_folder_moves_to_another_bucket(page: DemoPage, bucket: str, stored: Any) -> None:
    stored.create_bucket(Bucket="where-folders-go")
    page.act("move", "in/")
    page.find("#copy-key").send_keys("in/out", Keys.ENTER)
    page.until_text("#copy-problem", "A folder cannot go into itself.")
    page.type("#copy-bucket", "where-folders-go")
    confirm(page, "copy")
    assert keys(stored, "where-folders-go") == ["in/out/deep/two", "in/out/one"]
    assert "in/" not in page.names()
    assert "in/one" not in keys(stored, bucket)


def test_details(page: DemoPage, bucket: str, stored: Any) -> None:
    page.act("details", "c.txt")
    page.until(lambda: page.value("#details-type") == "text/plain")
    assert "5 bytes" in page.text("#details-list")
    assert page.value("#details-metadata") == "by: ada"
    assert page.text("#details-hidden").startswith("Metadata that does not show here")
    assert page.text("#details-save") == "Save"
    page.type("#details-type", "text/markdown")
    page.type("#details-cache", "max-age=60")
    page.type("#details-metadata", "by: grace\nfor: all")
    page.click("#details-save")
    page.until(lambda: not page.all("dialog[open]"))
    now = stored.get_object(Bucket=bucket, Key="c.txt")
    assert (now["ContentType"], now["CacheControl"]) == ("text/markdown", "max-age=60")
    assert (now["Metadata"], now["Body"].read()) == ({"by": "grace", "for": "all"}, b"c.txt")
    page.act("details", "c.txt")
    page.until(lambda: page.find("#details-save").is_displayed())
    assert page.value("#details-cache") == "max-age=60"
    page.click("#details-save")
    page.until(lambda: not page.all("dialog[open]"))
    assert stored.get_object(Bucket=bucket, Key="c.txt")["LastModified"] == now["LastModified"], "nothing was changed"
    page.act("details", "c.txt")
    page.until(lambda: page.find("#details-save").is_displayed())
    assert page.value("#details-cache") == "max-age=60"
    page.type("#details-cache", "")
    page.click("#details-save")
    page.until(lambda: not page.all("dialog[open]"))
    then = stored.get_object(Bucket=bucket, Key="c.txt")
    assert not then.get("CacheControl")
    assert (then["ContentType"], then["Metadata"]) == ("text/markdown", {"by": "grace", "for": "all"})
    hides = "unexposed-details"
    stored.create_bucket(Bucket=hides)
    stored.put_object(Bucket=hides, Key="d.txt", Body=b"", ContentEncoding="gzip", Metadata={"by": "ada"})
    page.show_bucket(hides)
    page.act("details", "d.txt")
    page.until(lambda: page.text("#details-save") == "Save all the same")
    assert "hides headers from this page" in page.text("#details-hidden")


def test_versions(page: DemoPage, bucket: str, stored: Any) -> None:
    stored.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for body in (b"first", b"second!"):
        stored.put_object(Bucket=bucket, Key="v.txt", Body=body)
    stored.put_object(Bucket=bucket, Key="v.txt2", Body=b"")
    page.click("#refresh")
    page.until(lambda: "v.txt" in page.names())
    page.act("versions", "v.txt")
    page.until_text("#versions-note", "2 versions.")
    page.click("#versions-list [data-action=restore]")
    page.until_text("#versions-note", "3 versions.")
    assert stored.get_object(Bucket=bucket, Key="v.txt")["Body"].read() == b"first"
    page.click("#versions-list [data-action=delete]")
    page.until_text("#versions-note", "gone for good")
    page.click("#versions-list [data-action=delete]")
    page.until_text("#versions-note", "2 versions.")
    assert stored.get_object(Bucket=bucket, Key="v.txt")["Body"].read() == b"second!"


def test_menu_by_keys(page: DemoPage, stored: Any) -> None:
    page.js("""document.querySelector('#rows [data-action=more][data-key="b.png"]').focus()""")
    for key, focused in [(Keys.ENTER, "Download"), (Keys.ARROW_UP, "Delete"), (Keys.HOME, "Download")]:
        ActionChains(page.browser).send_keys(key).perform()
        page.until(lambda focused=focused: page.js(FOCUS) == focused)
    ActionChains(page.browser).send_keys(Keys.ESCAPE).perform()
    page.until(lambda: page.js(BUTTON) == ["more", "b.png"])


def test_menu_of_a_row_that_is_made_anew(page: DemoPage, stored: Any) -> None:
    """A listing that comes meanwhile replaces the rows, and with them the button that the focus would go back to."""
    button = """document.querySelector('#rows [data-action=more][data-key="b.png"]')"""
    page.js(f"window.old = {button}; old.focus()")
    ActionChains(page.browser).send_keys(Keys.ENTER).perform()
    page.until(lambda: page.js(FOCUS) == "Download")
    page.js("document.getElementById('refresh').click()")
    page.until(lambda: page.js(f"return !old.isConnected && !!{button}"))
    ActionChains(page.browser).send_keys(Keys.ESCAPE).perform()
    page.until(lambda: page.js(BUTTON) == ["more", "b.png"])
