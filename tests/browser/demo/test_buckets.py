"""Buckets: listed, typed in where nobody lists them, made, and deleted."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

import pytest
from botocore.exceptions import ClientError
from selenium.webdriver.common.keys import Keys

from demo.localhost.aws.local_aws import local_aws
from demo.localhost.ports import free_port
from demo.localhost.threaded_server import ThreadedServer

from .page import DemoPage

KEPT = "return sessionStorage.getItem('aws4web.buckets')"


def test_first_visit(fresh: DemoPage) -> None:
    for bucket in fresh.aws("s3").list_buckets()["Buckets"]:
        remove(fresh, bucket["Name"])
    fresh.click("#refresh")
    fresh.until(lambda: fresh.find("#samples").is_displayed())
    fresh.click("#samples")
    fresh.until(lambda: fresh.names() == ["data/", "notes/", "pictures/", "readme.txt"])
    assert fresh.text("#listing-end") == "1 object, 3 folders, 70 B."
    fresh.act("open", "notes/")
    fresh.until(lambda: fresh.names() == ["a+b=100% é.txt"])
    fresh.click("#trail button")
    fresh.until(lambda: "readme.txt" in fresh.names())


def remove(page: DemoPage, bucket: str) -> None:
    s3 = page.aws("s3")
    for found in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for entry in [*found.get("Versions", []), *found.get("DeleteMarkers", [])]:
            s3.delete_object(Bucket=bucket, Key=entry["Key"], VersionId=entry["VersionId"])
    s3.delete_bucket(Bucket=bucket)


def test_create_bucket(page: DemoPage) -> None:
    page.tab("objects")
    page.click("#new-bucket")
    page.find("#bucket-name").send_keys("No Bucket", Keys.ENTER)
    assert "has an upper-case letter: “N”" in page.text("#bucket-name-hint")
    page.find("#bucket-name").clear()
    page.find("#bucket-name").send_keys("made-by-the-page", Keys.ENTER)
    page.until(lambda: page.text("#trail") == "made-by-the-page")
    assert not page.all("dialog[open]")
    page.aws("s3").head_bucket(Bucket="made-by-the-page")


def test_delete_bucket(page: DemoPage, bucket: str) -> None:
    s3 = page.aws("s3")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for _ in range(2):
        s3.put_object(Bucket=bucket, Key="in/a", Body=b"")
    s3.delete_object(Bucket=bucket, Key="in/a")
    page.click("#bucket-more")
    page.click("#bucket-menu [data-action=remove]")
    page.until(lambda: page.js("return document.activeElement.textContent") == "Keep it")
    page.until_text("#remove-note", "3 objects, old versions included")
    page.find("#remove-name").send_keys(bucket[:-1], Keys.ENTER)
    assert not page.find("#remove-confirm").is_enabled()
    page.find("#remove-name").send_keys(bucket[-1])
    page.click("#remove-confirm")
    page.until(lambda: not page.all("dialog[open]"))
    page.until(lambda: bucket not in page.options("#bucket"))
    assert bucket not in page.text("#trail")
    with pytest.raises(ClientError, match="404"):
        s3.head_bucket(Bucket=bucket)


NONE = "<Code>NotImplemented</Code><Message>There are no such things here</Message>"
NOT_YOURS = "<Code>AccessDenied</Code><Message>Not yours</Message>"


class Denies(BaseHTTPRequestHandler):
    """Lists no buckets, and of each bucket the same."""

    buckets = 403, f"<Error>{NOT_YOURS}</Error>"
    versions: tuple[int, str] | None = 501, f"<Error>{NONE}</Error>"
    """None: as if they had not been asked for."""

    def do_GET(self) -> None:
        """Answer; the path's first segment is the bucket."""
        bucket = self.path[1:].partition("?")[0].strip("/")
        status, body = 200, LISTING.get(bucket, LISTING["typed-in"])
        if "start-after=b&" in self.path:
            body = listing("c")
        elif "prefix=a&" in self.path:
            body = listing("a")
        elif bucket == "breaks" and "continuation-token=" in self.path:
            status, body = 500, "<Error><Code>InternalError</Code></Error>"
        elif bucket == "hangs" and "continuation-token=" in self.path:
            self.server.hung.wait(60)  # pyright: ignore[reportAttributeAccessIssue]
        if "&versions" in self.path or "?versions" in self.path:
            status, body = self.versions or (status, body)
        if not bucket:
            status, body = self.buckets
        self.answer(status, body)

    def answer(self, status: int, body: str) -> None:
        """Send it."""
        self.send_response(status)
        for name in ("Origin", "Headers", "Methods"):
            self.send_header(f"Access-Control-Allow-{name}", "*")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def do_POST(self) -> None:
        """Delete all but one."""
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/r2"):
            assert asked.count(b"<Key>") == 2
            assert b"VersionId" not in asked
            self.answer(200, "<DeleteResult></DeleteResult>")
            return
        self.answer(200, f"<DeleteResult><Error><Key>one</Key>{NOT_YOURS}</Error></DeleteResult>")

    def do_DELETE(self) -> None:
        """A bucket, or an object."""
        assert "versionId" not in self.path
        self.answer(204, "")

    def do_OPTIONS(self) -> None:
        """Allow it to pages."""
        self.answer(200, "")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def listing(*keys: str, token: str = "") -> str:
    """A page of a listing."""
    objects = "".join(f"<Contents><Key>{key}</Key><Size>1</Size></Contents>" for key in keys)
    more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>" if token else ""
    return f"<ListBucketResult>{more}{objects}</ListBucketResult>"


LISTING = {
    "typed-in": listing("one", "&lt;img src=x onerror=alert(1)&gt;"),
    "circles": listing("a", token="again"),
    "breaks": listing("a", "b", token="more"),
    "hangs": listing("a", "b", token="more"),
    "r2-bucket": listing("a", "b"),
    "html": "<!doctype html><title>Sign in</title><script>alert(1)</script>",
}


@pytest.fixture
def denying(page: DemoPage) -> Iterator[DemoPage]:
    """The page, at a store that lists its buckets to nobody."""
    page.refusals_expected = True
    page.tab("objects")
    with ThreadedServer(("127.0.0.1", 0), Denies) as server:
        server.hung = Event()  # pyright: ignore[reportAttributeAccessIssue]
        page.connect(endpoint=f"http://127.0.0.1:{server.server_address[1]}")
        yield page
        server.hung.set()  # pyright: ignore[reportAttributeAccessIssue]


def test_a_bucket_is_typed(denying: DemoPage) -> None:
    denying.until_text("#open-problem", "may not list buckets (s3:ListAllMyBuckets). Type a bucket’s name.")
    assert not denying.all("#objects-problem .problem")
    denying.open_bucket("no such/bucket")
    assert "has no blank" in denying.text("#open-problem")
    denying.open_bucket("typed-in")
    denying.until(lambda: denying.names() == ["<img src=x onerror=alert(1)>", "one"])
    assert not denying.find("#open-form").is_displayed()
    assert "typed-in" in denying.js(KEPT)
    denying.choose("#bucket", "Other…")
    denying.open_bucket("another")
    denying.until(lambda: denying.text("#trail") == "another")
    assert denying.options("#bucket") == ["typed-in", "another", "Other…"]
    denying.click("#refresh")
    denying.until_text("#open-problem", "may not list buckets")
    assert denying.value("#bucket") == "another"


@pytest.mark.parametrize("answer", [(501, f"<Error>{NONE}</Error>"), (405, ""), (404, "<!doctype html>")])
def test_a_store_that_has_no_list_of_buckets(
    denying: DemoPage, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, str]
) -> None:
    monkeypatch.setattr(Denies, "buckets", answer)
    denying.click("#refresh")
    denying.until_text("#open-problem", "gives a page no list of buckets")
    assert not denying.all("#objects-problem .problem")
    denying.open_bucket("typed-in")
    denying.until(lambda: len(denying.names()) == 2)


@pytest.mark.parametrize("answer", [Denies.versions, None])
def test_a_store_without_versions(
    denying: DemoPage, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, str] | None
) -> None:
    """Such as R2: a bucket can be deleted there too, and of each object there is one version."""
    monkeypatch.setattr(Denies, "versions", answer)
    denying.open_bucket("r2-bucket")
    denying.until(lambda: denying.names() == ["a", "b"])
    denying.act("versions", "a")
    denying.until_text("#versions-note", "This bucket keeps no versions of it")
    assert "newest" in denying.text("#versions-list")
    assert not denying.all("#versions-list [data-action=restore]")
    denying.click("#versions-dialog [data-close]")
    denying.click("#bucket-more")
    denying.click("#bucket-menu [data-action=remove]")
    denying.until_text("#remove-note", "2 objects")
    denying.find("#remove-name").send_keys("r2-bucket")
    denying.click("#remove-confirm")
    denying.until(lambda: not denying.all("dialog[open]"))
    denying.until(lambda: "r2-bucket" not in denying.options("#bucket"))


def test_answers_that_are_none(denying: DemoPage) -> None:
    denying.open_bucket("circles")
    denying.problem("#objects-problem", "it goes in a circle")
    assert denying.names() == ["a"]
    denying.choose("#bucket", "Other…")
    denying.open_bucket("html")
    denying.problem("#objects-problem", "This is not how S3 answers")
    assert denying.names() == []
    denying.choose("#bucket", "Other…")
    denying.open_bucket("breaks")
    denying.problem("#objects-problem", "InternalError")
    assert denying.names() == ["a", "b"]
    assert denying.text("#listing-end") == "2 objects, 2 B so far: not all is listed."
    denying.click("#listing-more")
    denying.until_text("#listing-end", "3 objects, 3 B.")
    assert not denying.find("#listing-more").is_displayed()
    assert not denying.all("#objects-problem .problem")


def test_a_listing_that_hangs(denying: DemoPage) -> None:
    """It can be stopped, and what is there can be used; then it goes on."""
    denying.open_bucket("hangs")
    denying.until_text("#listing-more", "Stop")
    assert denying.text("#listing-end") == "Listing… 2 so far."
    denying.click("#listing-more")
    denying.until_text("#listing-more", "Go on")
    assert denying.text("#listing-end") == "2 objects, 2 B so far: not all is listed."
    denying.listed()
    denying.click("#listing-more")
    denying.until_text("#listing-end", "3 objects, 3 B.")


def test_what_cannot_be_deleted_stays(denying: DemoPage) -> None:
    denying.open_bucket("typed-in")
    denying.until(lambda: len(denying.names()) == 2)
    denying.click("#choose-all")
    denying.click("#chosen-delete")
    denying.until(lambda: denying.find("#delete-confirm").is_enabled())
    denying.click("#delete-confirm")
    assert "one: Not yours" in denying.problem("#delete-problem", "1 could not be deleted")
    denying.click("#delete-dialog [data-close]")
    assert denying.names() == ["one"]
    denying.until(lambda: denying.js("return document.activeElement.id") == "chosen-delete")  # where it was


def test_a_bucket_of_the_same_name_elsewhere(page: DemoPage, bucket: str) -> None:
    """What was begun in one bucket ends there, and changes no row of the other one."""
    page.aws("s3").put_object(Bucket=bucket, Key="one", Body=b"")
    page.click("#refresh")
    page.until(lambda: page.names() == ["one"])
    page.hold("*?delete*")
    page.act("delete", "one")
    page.until(lambda: page.find("#delete-confirm").is_enabled())
    page.click("#delete-confirm")
    named = f"<Buckets><Bucket><Name>{bucket}</Name></Bucket></Buckets>"
    there = type("There", (Denies,), {"buckets": (200, f"<ListAllMyBucketsResult>{named}</ListAllMyBucketsResult>")})
    with ThreadedServer(("127.0.0.1", 0), there) as server:
        page.connect(endpoint=f"http://127.0.0.1:{server.server_address[1]}")
        page.until(lambda: len(page.names()) == 2)
        page.release()
        page.until(lambda: not page.all("dialog[open]"))
        assert page.text("#announcements") == "Deleted one"
        assert page.names() == ["<img src=x onerror=alert(1)>", "one"]
        assert not page.aws("s3").list_objects_v2(Bucket=bucket).get("Contents")
        page.js("document.getElementById('use-local').click()")
        page.until_text("#listing-end", "Nothing here yet.")


def test_another_connection_empties_all(page: DemoPage, bucket: str) -> None:
    page.refusals_expected = True
    page.aws("s3").put_object(Bucket=bucket, Key="old", Body=b"")
    page.click("#refresh")
    page.until(lambda: page.names() == ["old"])
    page.hold("*")
    page.connect(endpoint=f"http://127.0.0.1:{free_port()}")
    assert page.names() == []
    assert page.options("#bucket") == []
    assert page.text("#trail") == ""
    page.release()
    page.until_text("#open-problem", "Type a bucket’s name.")


def test_own_cors_rule(page: DemoPage) -> None:
    """A bucket that no page may read: the rule to paste, and the command, for this bucket."""
    page.refusals_expected = True
    page.tab("objects")
    with local_aws(cors=False) as closed:
        page.connect(endpoint=closed.endpoint)
        page.until_text("#open-problem", "Type a bucket’s name.")
        page.open_bucket("closed-bucket")
        page.problem("#objects-problem", "does not allow this page’s origin (CORS)")
        rule, command = [pre.text for pre in page.all("#objects-problem .code pre")]
        assert '"DELETE"' in rule
        assert '"ETag"' in rule
        start = f"aws s3api put-bucket-cors --endpoint-url '{closed.endpoint}' --bucket closed-bucket "
        assert command.startswith(f'{start}--cors-configuration \'{{"CORSRules": [')


def test_cors_is_widened(page: DemoPage, bucket: str) -> None:
    page.refusals_expected = True
    s3 = page.aws("s3")
    old = {"AllowedOrigins": ["https://old.example"], "AllowedMethods": ["GET"]}
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [old]})
    page.click("#bucket-more")
    page.click("#bucket-menu [data-action=cors]")
    page.until_text("#cors-note", "No rule here names this page’s origin")
    assert "https://old.example" in page.text("#cors-rules pre")
    page.click("#cors-add")
    page.until_text("#cors-note", "do all that this tab does")
    first, second = s3.get_bucket_cors(Bucket=bucket)["CORSRules"]
    assert first["AllowedOrigins"] == ["https://old.example"]
    assert second["AllowedOrigins"] == [page.url.rstrip("/")]
    assert not page.find("#cors-add").is_displayed()


def test_the_first_cors_rule_is_shown_before_it_is_set(page: DemoPage, bucket: str) -> None:
    page.refusals_expected = True
    page.click("#bucket-more")
    page.click("#bucket-menu [data-action=cors]")
    page.until_text("#cors-note", "no CORS rule of its own")
    page.click("#cors-add")
    page.until_text("#cors-note", "This one will be set")
    with pytest.raises(ClientError, match="NoSuchCORSConfiguration"):
        page.aws("s3").get_bucket_cors(Bucket=bucket)
    page.click("#cors-add")
    page.until_text("#cors-note", "do all that this tab does")
    assert len(page.aws("s3").get_bucket_cors(Bucket=bucket)["CORSRules"]) == 1
