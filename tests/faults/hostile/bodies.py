"""What hostile answers say: deep, cut-off or nonsensical XML and JSON, and the texts in AWS's answers."""

import json
from random import Random

NAMES = ("Code", "Message", "RequestId", "Region", "Endpoint", "ServerTime", "Bucket", "Resource", "HostId", "a", "é")
ROOTS = ("Error", "Error", "Error", "ErrorResponse", "Response", "InvalidChangeBatch", "Fehler", "html", "e:Error")
CODES = (
    *("AccessDenied", "NoSuchKey", "SlowDown", "InternalError", "RequestTimeTooSkewed", "RequestExpired"),
    *("SignatureDoesNotMatch", "InvalidSignatureException", "PermanentRedirect", "TemporaryRedirect"),
    *("AuthorizationHeaderMalformed", "ThrottlingException", "a#b:c", "#", ":", " ", "x" * 70_000, "new\nline"),
)
CANONICAL = "GET\n/\n\nhost:a\n\nhost\nUNSIGNED-PAYLOAD"
TEXTS = (
    *("", " ", "(invalid string)", "\n", "\n" * 9, "0", "-1", "9" * 400, "9" * 70_000, "1e999999", "NaN", "٣٣", "²"),
    *("日本", "é", "\x1b[31mred\x1b[0m", "\u202egnirts", "a\r\nX-Injected: 1", "\x00", "\x7f", "\ufeff", "\u2028"),
    *("'", '"', "\\", "%", "%zz", "<", "&", "]]>", "{}", "[]", "{0}", "%s" * 20, "x" * 5_000, ";" * 3_000),
    *("eu-west-1", "eu-west-1\n", "fips-us-east-1", "EU", "a-" * 30_000, "us-east-1.evil.example", "*", "../.."),
    *("s3.eu-west-1.amazonaws.com", "bucket.s3-eu-west-1.amazonaws.com", ".amazonaws.com", ".", "." * 3_000),
    *("us-gov.amazonaws.com", "vpce.amazonaws.com", "dualstack.amazonaws.com", "fips.us-gov.amazonaws.com", ":::"),
    *("2015-08-31T13:36:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "20150831T133600Z", "24:00"),
    *("Mon, 31 Aug 2015 13:36:00 GMT", "Mon, 00 Jan 0000 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:60 GMT", "now"),
    *("Signature expired: now (20150831T133600Z - 5 min.)", "Signature expired: (99999999T999999Z - 9 min.)"),
    *(CANONICAL, "AWS4-HMAC-SHA256\n20150831T133600Z\nscope\nhash", "AWS4-HMAC-SHA256\nnever\n\n", "a\nb\nc\nd"),
    f"The Canonical String for this request should have been '{CANONICAL}' The String-to-Sign should have been 'a'",
    "Canonical String for this request should have been '" * 2_000,
    "The Canonical String for this request should have been The String-to-Sign should have been",
)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def xml(random: Random) -> bytes:
    """An XML error, more or less."""
    root = random.choice(ROOTS)
    chosen = [(random.choice(NAMES), random.choice(TEXTS)) for _ in range(random.randrange(6))]
    if random.random() < 0.6:
        chosen.append(("Code", random.choice(CODES)))
    if random.random() < 0.3:
        chosen += [(name, random.choice(TEXTS)) for name in ("CanonicalRequest", "StringToSign")]
    random.shuffle(chosen)
    inner = "".join(f"<{name}>{_escaped(text)}</{name}>" for name, text in chosen)
    wrapped = f"<Errors><Error>{inner}</Error></Errors>" if root == "Response" else inner
    head = random.choice(["", '<?xml version="1.0" encoding="UTF-8"?>', "\ufeff", '<?xml encoding="utf-16"?>', "\n \n"])
    return _encoded(f"{head}<{root}>{wrapped}</{root}>", random)


def json_error(random: Random) -> bytes:
    """A JSON error, more or less."""
    names = ("__type", "code", "Code", "message", "Message", "x", "__proto__", "")
    values = [*TEXTS, *CODES, None, True, 1, -1.5, [], {}, [[]], {"a": {}}]
    pairs = [(random.choice(names), random.choice(values)) for _ in range(random.randrange(6))]
    if random.random() < 0.6:
        pairs.append(("__type", random.choice(CODES)))
    # Names may occur twice.
    text = ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in pairs)
    raw = random.choice(
        ["", '"n":1e999999', f'"n":{"9" * 5_000}', '"n":NaN', '"s":"\\ud800"', '"s":"\\x"', '"n":-', "["]
    )
    text = ",".join(part for part in (text, raw) if part)
    return _encoded(f"{{{text}}}", random)


def _encoded(text: str, random: Random) -> bytes:
    encoding = random.choice(["utf-8"] * 6 + ["utf-16", "latin-1", "utf-8-sig", "utf-32-be", "cp1252"])
    return text.encode(encoding, "replace")


def noise(random: Random) -> bytes:
    """Bytes."""
    return random.randbytes(random.choice([0, 1, 10, 1_000, 70_000]))


def _xml(inside: str, before: str = "") -> bytes:
    return f"{before}<Error><Code>NoSuchKey</Code>{inside}</Error>".encode()


_ATTRIBUTES = " ".join(f"a{n}=''" for n in range(80_000))
_ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
NAMED = {
    "deep XML": _xml("<a>" * 5_000 + "</a>" * 5_000),
    "deeper XML": _xml("<a>" * 100_000 + "</a>" * 100_000),
    "XML that ends in the deep": _xml("<a>" * 100_000).removesuffix(b"</Error>"),
    "very many attributes": _xml(f"<a {_ATTRIBUTES}/>"),
    "very many elements": b"<Error>" + b"<a/>" * 200_000 + b"</Error>",
    "a billion laughs": _xml("<Code>&l9;</Code>", f'<!DOCTYPE Error [<!ENTITY l0 "lol">{_ENTITIES}]>'),
    "entities in quadratic number": _xml("&l;" * 10_000, f'<!DOCTYPE Error [<!ENTITY l "{"l" * 100_000}">]>'),
    "an entity from a file": _xml("<a>&l;</a>", '<!DOCTYPE Error [<!ENTITY l SYSTEM "file:///etc/passwd">]>'),
    "deep JSON": b"[" * 10_000 + b"]" * 10_000,
    "deep JSON in an error": b'{"__type":"NoSuchKey","a":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001,
    "JSON that ends in the deep": b'{"a":[' * 60_000,
    "a number of a million digits": b'{"__type":"NoSuchKey","n":' + b"9" * 1_000_000 + b"}",
}
"""Bodies that bring some parser down."""
