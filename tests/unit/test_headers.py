"""Headers as the Fetch Standard has them."""

import copy
import pickle
from types import MappingProxyType

import pytest

from aws4web import Headers


def test_names_match_in_any_case_and_come_out_in_lower_case() -> None:
    headers = Headers([("X-Amz-Meta-A", "1")])
    assert headers["x-AMZ-meta-a"] == "1"
    assert list(headers) == ["x-amz-meta-a"]
    assert "X-AMZ-META-A" in headers
    headers["X-amz-meta-A"] = "2"
    assert dict(headers) == {"x-amz-meta-a": "2"}
    del headers["X-AMZ-Meta-a"]
    assert not headers


def test_values_of_one_name_are_joined_as_aws_joins_them() -> None:
    assert Headers([("a", "2"), ("A", " 1 "), ("a", "3")])["a"] == "2,1,3"


def test_values_lose_white_space_at_their_ends_only() -> None:
    assert Headers([("a", "\t b  c \r\n")])["a"] == "b  c"


def test_numbers_and_bytes_are_values() -> None:
    assert dict(Headers([("a", 5), ("b", b"\xe9")])) == {"a": "5", "b": "é"}


@pytest.mark.parametrize("value", ["a\nb", "a\r\nb", "a\0b", "snow\u2603"])
def test_a_value_that_http_cannot_carry_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="header a holds"):
        Headers([("a", value)])


@pytest.mark.parametrize("name", ["", "a b", "a:", "é", "a\n"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a header name"):
        Headers([(name, "b")])


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="header a must be a str, not list"):
        Headers([("a", ["b"])])


SECRETS = [
    *("Authorization", "Cookie", "Proxy-Authorization", "Set-Cookie", "X-Api-Key", "x-amz-s3session-token"),
    *("x-amz-security-token", "x-amz-server-side-encryption-customer-key"),
    "x-amz-copy-source-server-side-encryption-customer-key",
]


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_do_not_show(name: str) -> None:
    headers = Headers([(name, "s3cr3t"), ("a", "b")])
    assert "s3cr3t" not in repr(headers)
    assert "'a': 'b'" in repr(headers)
    assert headers[name] == "s3cr3t"


@pytest.mark.parametrize("name", ["authorization", "x-amz-security-token", "x-amz-s3session-token"])
def test_headers_that_are_signed_with_cannot_be_pickled(name: str) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(Headers([(name, "s3cr3t")]), protocol)


def test_other_headers_can_be_pickled_and_all_can_be_copied() -> None:
    headers = Headers([("a", "b")])
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(headers, protocol)) == headers
    headers["authorization"] = "s3cr3t"
    for copied in (copy.copy(headers), copy.deepcopy(headers), headers.copy()):
        assert copied == headers
        copied["a"] = "c"
        assert headers["a"] == "b"


def test_of_a_mapping_or_of_pairs() -> None:
    for given in ({"ab": "x", "A": 1}, MappingProxyType({"ab": "x", "A": 1}), [("ab", "x"), ("A", 1)]):
        assert dict(Headers(given)) == {"ab": "x", "a": "1"}
    assert dict(Headers(Headers({"ab": "x"}))) == {"ab": "x"}
    with pytest.raises(TypeError, match="headers must be a mapping, or pairs"):
        Headers(["a: b"])  # type: ignore[list-item]


def test_a_header_that_is_refused_changes_nothing() -> None:
    headers = Headers([("a", "b")])
    with pytest.raises(ValueError, match="header A holds"):
        headers["A"] = "c\n\0"
    assert dict(headers) == {"a": "b"}
