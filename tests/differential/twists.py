"""Twists turn a tame request into one that a deviation may cover. Near misses are wanted too."""

import random
from collections.abc import Callable
from urllib.parse import quote

from . import words
from .draft import Draft
from .request import MISREAD_HOSTS

STALE_PARAMETERS = [
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    "X-Amz-Credential=OLD%2F20150830%2Fus-east-1%2Fs3%2Faws4_request",
    "X-Amz-Date=20150830T123600Z",
    "X-Amz-SignedHeaders=host",
    "X-Amz-Security-Token=OLD%2FTOKEN",
    "X-Amz-Signature=" + "0" * 64,
]


def to_s3(rng: random.Random, draft: Draft) -> None:
    if not draft.is_s3:
        draft.scheme, draft.host, draft.is_s3 = "https", rng.choice(words.S3_HOSTS), True
        draft.service, draft.region, draft.single_encode = "s3", "us-east-1", False
        draft.path = "/" + quote(rng.choice(words.TEXTS))


def duplicate_headers(rng: random.Random, draft: Draft) -> None:
    draft.headers_as = "pairs"
    for _ in range(rng.choice([1, 2])):
        name = rng.choice([*words.HEADER_NAMES, *(pair[0] for pair in draft.headers or [])])
        values = rng.choices(words.HEADER_VALUES, k=rng.choice([1, 2, 3]))
        draft.headers = [*(draft.headers or []), *([rng.choice([name, name.upper()]), value] for value in values)]
    rng.shuffle(draft.headers or [])


def raw_path(rng: random.Random, draft: Draft) -> None:
    if rng.random() < 0.7:
        to_s3(rng, draft)
    draft.path = "/" + "/".join(rng.choices(words.RAW_SEGMENTS, k=rng.choice([1, 1, 2, 4]))) + rng.choice(["", "/"])


def dot_segment(rng: random.Random, draft: Draft) -> None:
    to_s3(rng, draft)
    dots = rng.choice([*words.DOT_SEGMENTS, "...", "..%2F", "%2e%2e%2e"])
    draft.path = rng.choice([f"/{dots}", f"/a/{dots}/b", f"/a/{dots}", f"/a\\{dots}\\b"])
    if rng.random() < 0.2:  # the parser trims the first three at a URL's end, but not the last
        draft.query, draft.fragment = None, None
        draft.path += rng.choice(["\x00", "\x1f ", " ", "\u00a0"])


def single_encode(rng: random.Random, draft: Draft) -> None:
    draft.single_encode = True
    if not draft.is_s3:
        draft.path = "/" + "/".join(rng.choices(words.RAW_SEGMENTS, k=rng.choice([2, 4])))


def s3_single_encode(rng: random.Random, draft: Draft) -> None:
    to_s3(rng, draft)
    draft.single_encode = True
    draft.path += quote(rng.choice(words.TEXTS))


def raw_query(rng: random.Random, draft: Draft) -> None:
    for _ in range(rng.choice([1, 2, 4])):
        draft.add_query(rng.choice(words.RAW_PARTS))
    if rng.random() < 0.2:
        draft.add_query("&")


def repeated_query_name(rng: random.Random, draft: Draft) -> None:
    if rng.random() < 0.8:
        to_s3(rng, draft)
    name = rng.choice(words.TEXTS)
    spelling = quote(name, safe="")
    for _ in range(rng.choice([2, 3])):
        draft.add_query(f"{rng.choice([spelling, spelling.lower()])}={quote(rng.choice(words.TEXTS), safe='')}")


def empty_query_name(rng: random.Random, draft: Draft) -> None:
    draft.add_query(rng.choice(["=x", "=x&a=1", "=%20&=1", "a=1&=", "&&", "=="]))


def bytes_in_query(rng: random.Random, draft: Draft) -> None:
    parts = ["a=%FF", "%FF=1&%FE=2", "%ff=%E9", "a=caf%E9+x", "b=%F0%9F%98", "c=%C0%80", "d=%ED%A0%80"]
    draft.add_query(rng.choice(parts))


def empty_body(rng: random.Random, draft: Draft) -> None:
    draft.body = {"kind": rng.choice(["str", "str", "bytes"]), "base64": ""}
    draft.method = rng.choice([None, None, "", "PUT"])


def stale_parameters(rng: random.Random, draft: Draft) -> None:
    for part in rng.sample(STALE_PARAMETERS, rng.choice([1, 3, 6])):
        draft.add_query(part)
    if rng.random() < 0.3:
        draft.add_query("X-Amz-Expires=300")
    draft.sign_query = rng.random() < 0.5


def stale_headers(rng: random.Random, draft: Draft) -> None:
    if rng.random() < 0.5:
        draft.all_headers = rng.random() < 0.8
        draft.add_header("Authorization", "AWS4-HMAC-SHA256 Credential=OLD")
    else:
        draft.add_header(rng.choice(["X-Amz-Security-Token", "x-amz-security-token"]), "OLD")
        draft.session_token = rng.choice([None, None, "TOKEN"])
        draft.append_session_token = rng.random() < 0.2
    draft.sign_query = rng.random() < 0.25


def rewritten_headers(rng: random.Random, draft: Draft) -> None:
    names = [
        "Date",
        "Cookie",
        "Accept-Encoding",
        "TE",
        "Via",
        "Sec-Fetch-Mode",
        "Proxy-Authorization",
        "Second",
        "Dates",
    ]
    draft.add_header(rng.choice(names), rng.choice(words.HEADER_VALUES))


def white_space(rng: random.Random, draft: Draft) -> None:
    draft.add_header(rng.choice(["x-amz-meta-a", "X-Custom", "Content-Type"]), rng.choice(words.WHITE_VALUES))


def control_header(rng: random.Random, draft: Draft) -> None:
    draft.add_header(rng.choice(["x-amz-meta-a", "X-Custom"]), rng.choice(words.CONTROL_VALUES))


def host_header(rng: random.Random, draft: Draft) -> None:
    if not (draft.service and draft.region):
        draft.service, draft.region = "s3" if draft.is_s3 else "lambda", "us-east-1"
    hosts = [
        "public.example",
        "public.example:8443",
        "Public.Example",
        draft.host,
        draft.host.lower(),
        "v v",
        "a/b",
        "",
    ]
    draft.add_header(rng.choice(["Host", "host"]), rng.choice(hosts))


def content_length(rng: random.Random, draft: Draft) -> None:
    draft.all_headers = rng.random() < 0.5
    draft.add_header("Content-Length", rng.choice(["0", "1", "3", "v", "", "-1"]))


def s3_edge(rng: random.Random, draft: Draft) -> None:
    to_s3(rng, draft)
    edge = rng.choice([" ", "\n", "\x00", "\x1f", "\u00a0"])
    if rng.random() < 0.3:
        draft.scheme = edge + draft.scheme
    elif draft.query is None:
        draft.path, draft.fragment = draft.path + edge, None
    else:
        draft.query, draft.fragment = draft.query + edge, None


def fragment(rng: random.Random, draft: Draft) -> None:
    if rng.random() < 0.5:
        to_s3(rng, draft)
    draft.fragment = rng.choice(["", "1.pdf", "a b", "caf\u00e9", "x=1&y", "x?y", "%zz"])


def odd_expires(rng: random.Random, draft: Draft) -> None:
    draft.sign_query = rng.random() < 0.8
    value = rng.choice(["0", "-1", "604801", "604800", "1", "", "abc", "1e3", "1.5", "%2B5", "+5", "0060", "\u0661"])
    draft.add_query(f"X-Amz-Expires={value}")


def plain_http(rng: random.Random, draft: Draft) -> None:
    to_s3(rng, draft)
    draft.scheme = rng.choice(["http", "http", "http", "ws"])
    draft.sign_query = rng.random() < 0.1
    draft.drop_header("X-Amz-Content-Sha256")


def empty_content_hash(rng: random.Random, draft: Draft) -> None:
    if rng.random() < 0.8:
        to_s3(rng, draft)
    draft.sign_query = rng.random() < 0.2
    draft.add_header("x-amz-content-sha256", rng.choice(["", " "]))


def odd_method(rng: random.Random, draft: Draft) -> None:
    draft.method = rng.choice(["get", "post", "pAtCh", "A B", "GET\n", "M:S", "caf\u00e9", "\u017f"])


def odd_datetime(rng: random.Random, draft: Draft) -> None:
    forms = ["2015-08-30T12:36:00Z", "20150830", "20150830T123600", "20150830t123600z", "x"]
    draft.datetime = rng.choice([*forms, "20151330T123600Z", "20150830T126000Z", "2015083\u0660T123600Z"])


def hashed_service(rng: random.Random, draft: Draft) -> None:
    draft.service, draft.region, draft.is_s3 = "aoss", "us-east-1", False


def s3_kin(rng: random.Random, draft: Draft) -> None:
    draft.service = rng.choice(["s3express", "s3-object-lambda", "s3-outposts"])
    draft.region, draft.single_encode = "us-west-2", False
    draft.path = "/" + quote(rng.choice(words.TEXTS), safe="/")


def late_token(rng: random.Random, draft: Draft) -> None:
    draft.session_token = "LATE/TOKEN=="
    if rng.random() < 0.5:
        draft.append_session_token = True
    else:
        draft.service, draft.region = "iotdevicegateway", "us-east-1"
        draft.is_s3 = False
    draft.sign_query = rng.random() < 0.3


def endpoint(rng: random.Random, draft: Draft) -> None:
    """Unknown hosts, partly unknown ones, and hosts that aws4fetch misreads."""
    kind = rng.random()
    if kind < 0.3:
        to_s3(rng, draft)
        draft.host = rng.choice(["bucket.s3-accelerate.amazonaws.com", "bucket.s3-accelerate.dualstack.amazonaws.com"])
        draft.service, draft.region = rng.choice([None, "s3"]), rng.choice([None, None, "eu-west-1"])
    elif kind < 0.65:
        draft.host = rng.choice([*MISREAD_HOSTS])
        draft.path, draft.single_encode = "/key", False
        draft.service, draft.region = None, rng.choice([None, None, "eu-north-1"])
    else:
        draft.host = rng.choice(words.HOSTS)
        draft.service, draft.region = rng.choice([(None, None), ("sqs", None), (None, "eu-west-1")])


def url_credentials(rng: random.Random, draft: Draft) -> None:
    # The last two hold nothing: a URL parser drops them.
    draft.user_info = rng.choice(["user@", "u:p@", ":p@", "a%40b:c@", "@", ":@"])


def odd_url(rng: random.Random, draft: Draft) -> None:
    kind = rng.choice(["scheme", "scheme", "host", "relative", "surrogate", "surrogate"])
    if kind == "scheme":
        draft.scheme = rng.choice(["ftp", "file", "foo"])
    elif kind == "host":
        hosts = ["", "exa mple.com", "a:99999", "[::1", "a<b", "256.256.256.256", "%41.example"]
        draft.host = rng.choice(hosts)
    elif kind == "relative":
        draft.scheme = ""
    else:
        draft.path += rng.choice(["\ud800", "a\udfffb"])


def odd_key(rng: random.Random, draft: Draft) -> None:
    to_s3(rng, draft)
    draft.path += rng.choice(["+", "a+b", "%2B+", "100%", "%zz", "%FF", "%E9t%E9", "%C0%80", "%F0%9F%98", "%ED%A0%80"])


TWISTS: list[Callable[[random.Random, Draft], None]] = [
    *(duplicate_headers, raw_path, raw_path, dot_segment, single_encode, single_encode, s3_single_encode),
    *(
        raw_query,
        raw_query,
        repeated_query_name,
        empty_query_name,
        bytes_in_query,
        empty_body,
        stale_parameters,
        stale_headers,
        rewritten_headers,
        white_space,
        white_space,
        control_header,
        host_header,
        content_length,
        s3_edge,
        fragment,
        odd_expires,
        plain_http,
    ),
    *(
        empty_content_hash,
        odd_method,
        odd_datetime,
        hashed_service,
        s3_kin,
        late_token,
        endpoint,
        endpoint,
        url_credentials,
    ),
    *(odd_url, odd_url, odd_key, odd_key),
]
