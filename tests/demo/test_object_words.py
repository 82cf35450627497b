"""Names, places and rules of the Objects tab, in words: without a page."""

import pytest

from demo.app.objects import renaming
from demo.app.objects.bucket_names import fault_of, fault_of_existing
from demo.app.objects.cors_words import allows, note_of
from demo.app.objects.folder import Entry
from demo.app.objects.hidden_words import is_hiding
from demo.app.objects.hidden_words import note_of as hidden_note
from demo.app.objects.places import place_of, read_place

PREFIXES = [
    *("", "a", "a/", "a/b/c", "/", "//", "a//b/", "..", "../../x", "./", "100%", "%2F", "%25/", "#/?x=1&y", "a b+c/"),
    *("Zürich/日本/🎉", "<img src=x onerror=alert(1)>/", "\n\t\0", '"\\', "k" * 1024),
]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_places(prefix: str) -> None:
    place = place_of("my.bucket", prefix)
    assert read_place(place) == ("my.bucket", prefix)
    assert place.isascii()
    assert not set(place) & set("#?<> \"'\\")


def test_places_that_are_anything() -> None:
    assert place_of("", "left over") == ""
    assert read_place("") == ("", "")
    assert read_place("bucket") == ("bucket", "")
    assert read_place("b/%zz/%ff/%") == ("b", "%zz/�/%")


@pytest.mark.parametrize("name", ["abc", "my-bucket", "1.2.3", "a" * 63, "my.bucket-1", "0ab"])
def test_good_names(name: str) -> None:
    assert fault_of(name) == ""
    assert fault_of_existing(name) == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "has no characters"),
        ("ab", "has 2 characters: it needs at least 3"),
        ("a" * 64, "has 64 characters: 63 is the most"),
        ("myBucket", "has an upper-case letter: “B”"),
        ("my_bucket", "has an underscore"),
        ("my bucket", "has a blank"),
        ("a/b", "has a slash"),
        ("zürich", "has the character “ü”"),
        ("a\u200bbc", "has a character U+200B"),
        ("abc١", "has the character “١”"),
        ("-abc", "begins with a hyphen"),
        ("abc.", "ends with a dot"),
        ("a..b", "two dots in a row"),
        ("192.168.5.4", "looks like an IP address"),
        ("xn--abc", "begins with “xn--”"),
        ("sthree-x", "begins with “sthree-”"),
        ("amzn-s3-demo-x", "begins with “amzn-s3-demo-”"),
        ("my-s3alias", "ends with “-s3alias”"),
        ("my--ol-s3", "ends with “--ol-s3”"),
        ("my.mrap", "ends with “.mrap”"),
        ("my--x-s3", "ends with “--x-s3”"),
        ("my--table-s3", "ends with “--table-s3”"),
    ],
)
def test_bad_names(name: str, said: str) -> None:
    assert said in fault_of(name)


@pytest.mark.parametrize("name", ["Old_Bucket", "a" * 200])
def test_what_exists_may_have_other_names(name: str) -> None:
    assert fault_of(name)
    assert fault_of_existing(name) == ""


@pytest.mark.parametrize("name", ["", "a/b", "a b", "../x", "é", "-ab", "ab", "a" * 256, "x'; rm"])
def test_what_cannot_exist(name: str) -> None:
    assert fault_of_existing(name)


FILE, FOLDER = Entry("a/b.txt", "b.txt"), Entry("a/d/", "d/", is_folder=True)


@pytest.mark.parametrize(
    ("entry", "bucket", "key", "fault"),
    [
        (FILE, "one", "a/c.txt", ""),
        (FILE, "one", "a/b.txt", "That is where it is"),
        (FILE, "two", "a/b.txt", ""),
        (FILE, "one", "", "Type a key."),
        (FOLDER, "one", "a/e", ""),
        (FOLDER, "one", "a/d", "That is where it is"),
        (FOLDER, "one", "a/d/e/", "cannot go into itself"),
        (FOLDER, "two", "a/d/e/", ""),
        (FOLDER, "one", "a/d2", ""),
    ],
)
def test_where_an_entry_can_go(entry: Entry, bucket: str, key: str, fault: str) -> None:
    said = renaming.fault_of(entry, "one", bucket, key)
    assert fault in said
    assert bool(said) == bool(fault)


def test_new_keys() -> None:
    assert renaming.renamed("a/b.txt", FILE, "c/d") == "c/d"
    assert renaming.renamed("a/d/x//y", FOLDER, "e") == "e/x//y"
    assert renaming.renamed("a/d/", FOLDER, "e/") == "e/"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *[("new", ""), ("new/", ""), ("a/b", ""), ("é #?%", ""), ("", "Type a name"), ("/", "Type a name")],
        *[("..", "“..”"), ("a/./b", "“.”"), ("a//b", "without a name"), ("x" * 1021, "too long")],
    ],
)
def test_new_folders(name: str, fault: str) -> None:
    said = renaming.fault_of_folder(name, "in/")
    assert fault in said
    assert bool(said) == bool(fault)


RULE = {
    "AllowedOrigins": ["https://page.example"],
    "AllowedMethods": ["GET", "HEAD", "PUT", "POST", "DELETE"],
    "AllowedHeaders": ["*"],
    "ExposeHeaders": ["ETag"],
}


def test_cors() -> None:
    origin = "https://page.example"
    assert allows([RULE], origin)
    assert allows([{}, {**RULE, "AllowedOrigins": ["https://*.example"]}], origin)
    assert not allows([RULE], "https://pages.example")
    assert not allows([{**RULE, "AllowedOrigins": ["https://p?ge.example", "https://[p]age.example"]}], origin)
    assert not allows([{**RULE, "AllowedMethods": ["GET"]}], origin)
    assert "no CORS rule" in note_of([], origin)
    assert "do all" in note_of([RULE], origin)
    assert "lack something" in note_of([{**RULE, "ExposeHeaders": []}], origin)
    assert "No rule here" in note_of([RULE], "https://pages.example")


def test_what_cors_hides_of_an_object() -> None:
    """It would be lost by storing the object anew, and nobody can tell what it is."""
    seen = {"content-type": "text/plain", "etag": '"e"', "date": "now", "x-amz-meta-by": "ada"}
    assert not is_hiding(seen)
    assert hidden_note(seen).startswith("Metadata that does not show here")
    without = {name: text for name, text in seen.items() if name != "x-amz-meta-by"}
    assert not is_hiding(without)
    assert hidden_note(without).startswith("No metadata shows. If the object has any")
    for name in ("etag", "date"):
        some = seen.keys() - {name}
        assert is_hiding(some)
        assert "Content-Encoding" in hidden_note(some)
