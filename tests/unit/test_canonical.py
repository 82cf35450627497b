"""The canonical request's parts, case by case."""

import pytest

from aws4web._sign import canonical
from aws4web._sign.s3_checks import check_s3_url
from aws4web._url import Url, raw_path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/a//b///c/", "/a/b/c/"),
        ("/a%20b", "/a%2520b"),
        ("/a@b:c=d+e", "/a%40b%3Ac%3Dd%2Be"),
        ("/-._~", "/-._~"),
        ("/!'()*", "/%21%27%28%29%2A"),
    ],
)
def test_path_is_encoded_again(path: str, expected: str) -> None:
    assert canonical.canonical_path(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/a%20b", "/a%20b"), ("/%E1%88%B4", "/%E1%88%B4"), ("/(a)//b", "/%28a%29/b"), ("/100%/é", "/100%/%C3%A9")],
)
def test_path_is_encoded_once_when_asked(path: str, expected: str) -> None:
    assert canonical.canonical_path(path, single_encode=True) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a//b/./c/../d", "/a//b/./c/../d"),
        ("/a+b", "/a%2Bb"),
        ("/a%2bb", "/a%2Bb"),
        ("/a%2Fb", "/a/b"),
        ("/a b/%C3%A9", "/a%20b/%C3%A9"),
        ("/100%/%zz/%", "/100%25/%25zz/%25"),
        ("/%ff%00", "/%FF%00"),
        ("/%61~", "/a~"),
    ],
)
def test_s3_path_is_the_key_encoded_once(path: str, expected: str) -> None:
    assert canonical.canonical_s3_path(path) == expected
    assert canonical.canonical_s3_path(expected) == expected


@pytest.mark.parametrize("path", ["/a/./b", "/..", "/a/%2E%2e/b", "/a/.%2e", "/%2e", "/a%2F..", "/%2e%2e%2Fb"])
def test_dot_segments_in_a_key_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"has a segment \. or \.\."):
        check_s3_url(f"https://s3.us-east-1.amazonaws.com{path}")


@pytest.mark.parametrize(("path", "escape"), [("/a\\b", "%5C"), ("/a\tb", "%09"), ("/a\nb", "%0A"), ("/a\rb", "%0D")])
def test_what_a_url_parser_changes_in_a_key_is_refused(path: str, escape: str) -> None:
    with pytest.raises(ValueError, match=f"write it as {escape}"):
        check_s3_url(f"https://s3.us-east-1.amazonaws.com{path}")


@pytest.mark.parametrize("path", ["/", "/a.b/c..d/...", "/.a/b.", "/%2e%2e%2e", "/a/%2F..b", "/a%5Cb%0A", ""])
def test_dots_within_names_are_fine(path: str) -> None:
    check_s3_url(f"https://s3.us-east-1.amazonaws.com{path}")


@pytest.mark.parametrize(
    ("search", "wire", "signed"),
    [
        ("", "", ""),
        ("acl", "acl", "acl="),
        ("acl=", "acl=", "acl="),
        ("b=2&a=1", "b=2&a=1", "a=1&b=2"),
        ("a=2&a=1&a", "a=2&a=1&a", "a=&a=1&a=2"),
        ("a=b=c", "a=b%3Dc", "a=b%3Dc"),
        ("a=x+y", "a=x%20y", "a=x%20y"),
        ("a=x%2By", "a=x%2By", "a=x%2By"),
        ("a=%e1%88%b4", "a=%E1%88%B4", "a=%E1%88%B4"),
        ("a='()*!", "a=%27%28%29%2A%21", "a=%27%28%29%2A%21"),
        ("a=100%&b=%zz", "a=100%25&b=%25zz", "a=100%25&b=%25zz"),
        ("a=%FF", "a=%FF", "a=%FF"),
        ("&&a=1&", "a=1", "a=1"),
        ("=x", "=x", "=x"),
        ("a-3=1&a=1", "a-3=1&a=1", "a=1&a-3=1"),
    ],
)
def test_query(search: str, wire: str, signed: str) -> None:
    pairs = canonical.parse_query(search)
    assert canonical.serialize_query(pairs) == wire
    assert canonical.canonical_query(pairs) == signed
    assert canonical.parse_query(wire) == pairs


def test_header_values_fold_white_space() -> None:
    values = {"a": "b   c \t d", "e": '"f   g"', "h": "\xa0i", "j": "k\x85\xa0", "l": "m n", "o": "\t"}
    canonical.fold_header_values(values)
    assert canonical.canonical_headers(values, values) == 'a:b c d\ne:"f g"\nh:i\nj:k\nl:m n\no:'


@pytest.mark.parametrize("character", [chr(code) for code in range(0x20) if chr(code) != "\t"] + ["\x7f"])
def test_a_control_character_is_refused(character: str) -> None:
    with pytest.raises(ValueError, match="header a holds a control character"):
        canonical.fold_header_values({"a": f"b{character}c"})


def test_what_is_beyond_ascii_stays() -> None:
    values = {chr(code): f"a{chr(code)}b" for code in range(0x80, 0x100) if code not in (0x85, 0xA0)}
    folded = dict(values)
    canonical.fold_header_values(folded)
    assert folded == values


def test_signable_headers_leave_out_what_is_rewritten_on_the_way() -> None:
    names = ["x-amz-date", "user-agent", "content-type", "a", "range", "te", "sec-fetch-mode", "proxy-authorization"]
    assert canonical.signable_headers(names) == ["a", "host", "x-amz-date"]
    everything = canonical.signable_headers(names, all_headers=True)
    assert everything == ["a", "content-type", "host", "range", "x-amz-date"]


def test_botocore_signs_no_header_either_that_is_rewritten_on_the_way() -> None:
    from botocore.auth import SIGNED_HEADERS_BLACKLIST

    assert canonical.signable_headers(SIGNED_HEADERS_BLACKLIST, all_headers=True) == ["host"]


@pytest.mark.parametrize(
    "href",
    ["https://a.b/", "http://[::1]:8080/c?d#e", "https://a.b:8443/c//d?", "wss://a.b/mqtt?x=?y#", "https://a.b/?a=/b"],
)
def test_a_url_comes_back_as_it_was(href: str) -> None:
    assert str(Url.split(href)) == href


def test_hostname_is_without_its_port() -> None:
    assert Url.split("http://[::1]:8080/").hostname == "[::1]"
    assert Url.split("http://a.b:8080/").hostname == "a.b"
    assert Url.split("http://[::1]/").hostname == "[::1]"


@pytest.mark.parametrize("href", ["ftp://a.b/", "mailto:a@b.c", "https://user@a.b/", "https://u:p@a.b/"])
def test_a_url_that_carries_no_request_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="url must"):
        Url.split(href)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://a.b/c/../d?e=/../f#/../g", "/c/../d"),
        (" https:\\\\a.b\\c", "\\c"),
        ("https://a.b", ""),
        ("https://a.b?c/..", ""),
    ],
)
def test_raw_path_is_as_it_was_written(url: str, path: str) -> None:
    assert raw_path(url) == path
