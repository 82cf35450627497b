"""curl commands, as browsers, manuals and attackers write them, become requests to sign anew."""

import time

import pytest

from aws4web import Headers, SignedRequest
from demo.app.call_text import Call, as_curl
from demo.app.curl_call import call_of
from demo.app.curl_command import LIMIT, read_curl

URL = "https://sqs.eu-west-1.amazonaws.com/"
FORM = ("content-type", "application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("command", "call"),
    [
        (f"curl {URL}", Call("GET", URL, [], "")),
        (f"$ curl --url {URL} -I", Call("HEAD", URL, [], "")),
        (f"curl -XPUT {URL} -H'a: b' -H 'c:d' -H 'gone:'", Call("PUT", URL, [("a", "b"), ("c", "d")], "")),
        (f"curl -sSL {URL} \\\n  --data-raw 'a=1' -d b=2", Call("POST", URL, [FORM], "a=1&b=2")),
        (
            f"""curl {URL} --json '{{"a": "it'"'"'s"}}'""",
            Call("POST", URL, [("content-type", "application/json")], '{"a": "it\'s"}'),
        ),
        (f"curl -G {URL} -d a=b --data-urlencode 'c=d e'", Call("GET", f"{URL}?a=b&c=d%20e", [], "")),
        (
            f"curl {URL} -H 'a: b' --data-raw $'it\\'s\\n\\ud83d\\ude00'",
            Call("POST", URL, [("a", "b"), FORM], "it's\n😀"),
        ),
        (
            f'curl ^"{URL}?a=1^&b=2^" ^\r\n  -H ^"a: b^" ^\r\n  --data-raw ^"{{^\\^"a^\\^":1}}^"',
            Call("POST", f"{URL}?a=1&b=2", [("a", "b"), FORM], '{"a":1}'),
        ),
        (
            f"curl {URL} -u KEY:SECRET --aws-sigv4 aws:amz:eu-west-1:sqs -d x",
            Call("POST", URL, [FORM], "x", "sqs", "eu-west-1"),
        ),
        (f"curl {URL} -m 5 -o file -k --retry 3 -x proxy --compressed", Call("GET", URL, [], "")),
        (
            f"curl {URL} --data-raw 'a\\\nb ```\nc' -H$'d: it\\'s'",
            Call("POST", URL, [("d", "it's"), FORM], "a\\\nb ```\nc"),
        ),
        (f"""curl {URL} -d '{{"re":"^"}}'""", Call("POST", URL, [FORM], '{"re":"^"}')),
        (f'curl {URL} -H "a: \\$b \\`c\\` \\d" ""x', Call("GET", URL, [("a", "$b `c` \\d")], "")),
        (f"curl {URL} -d $'\\033\\x41\\u0042'", Call("POST", URL, [FORM], "\x1bAB")),
        (f'curl ^"{URL}^" ^\r\n  --data-raw ^"1^\r\n\r\n2 100^%^^^"', Call("POST", URL, [FORM], "1\n2 100%^")),
        (f'curl "{URL}" ^\n  -d "{{\\"a\\":\\"^b\\"}}"', Call("POST", URL, [FORM], '{"a":"^b"}')),
        (f'curl `\n -d "" `\n {URL}', Call("POST", URL, [FORM], "")),
        (f"curl -d @file -d a=b {URL}", Call("POST", URL, [FORM], "a=b")),
        (f"curl -T file {URL} # a comment", Call("PUT", URL, [], "")),
        (f"curl -F a=@b {URL}", Call("POST", URL, [], "")),
        (f"curl --max-filesize 9 --dns-servers 1.1.1.1 --proxy-header a:b -Q x {URL}", Call("GET", URL, [], "")),
        (f"curl {URL} --url-query a=b --url-query 'c d'", Call("GET", f"{URL}?a=b&c%20d", [], "")),
        ("curl https://h/?a=b&c=d;e", Call("GET", "https://h/?a=b&c=d;e", [], "")),
        ("curl localhost:4566/a", Call("GET", "http://localhost:4566/a", [], "")),
    ],
)
def test_commands(command: str, call: Call) -> None:
    assert call_of(command)[0] == call


def test_signed_curl() -> None:
    """What this page shows as curl comes back as the call, without the signature."""
    scope = "Credential=AKIA/20150830/eu-west-1/sqs/aws4_request"
    headers = [("x-amz-target", "T"), ("x-amz-date", "20150830T123600Z"), ("x-amz-security-token", "TOKEN")]
    headers += [("authorization", f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=00"), ("content-type", "j")]
    call, notes = call_of(as_curl(SignedRequest("POST", URL, Headers(headers), "it's {}")))
    assert call == Call("POST", URL, [("x-amz-target", "T"), ("content-type", "j")], "it's {}", "sqs", "eu-west-1")
    [note] = notes
    assert "authorization" in note
    assert "x-amz-date" in note
    assert "TOKEN" not in note


def test_presigned_curl() -> None:
    query = "a=b&X-Amz-Credential=AKIA%2F20150830%2Fus-west-2%2Fs3%2Faws4_request&X-Amz-Signature=00&X-Amz-Expires=9"
    call, notes = call_of(f"curl 'https://h/k?{query}'")
    assert call == Call("GET", "https://h/k?a=b", [], "", "s3", "us-west-2")
    assert "presigned query was left out" in notes[0]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (f"curl {URL} -u KEY:hunter2", "The keys of -u were left out"),
        (f"curl https://me:hunter2@{URL[8:]}", "The user and password in the address were left out."),
        (f"curl {URL} -d @hunter2/file", "cannot be read from here"),
        (f"curl {URL} -b hunter2", "--cookie was left out"),
        (f'curl {URL} -d "$(cat /etc/passwd)"', "no command is run here"),
        (f"curl {URL} -H $'a: b\\nc: hunter2'", "A header with a control character was left out"),
        (f"curl {URL} | jq -r .hunter2", "what follows | was left out"),
        (f"curl {URL} >hunter2 2>&1", "what follows > was left out"),
        (f"curl {URL}; echo hunter2", "what follows ; was left out"),
        (f"curl {URL} --data-urlencode a@file", "The file file cannot be read from here"),
        (f"curl {URL} https://other.example/", "Only the first address is taken"),
        (f"curl {URL} -F a=hunter2", "--form was left out"),
    ],
)
def test_what_is_left_out_is_said(command: str, said: str) -> None:
    call, notes = call_of(command)
    assert any(said in note for note in notes), notes
    assert call.url == URL
    assert "hunter2" not in repr(call)
    assert "hunter2" not in repr(notes) or "@hunter2" in command


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("wget https://h/", "it begins with curl"),
        ("curl", "it begins with curl"),
        ("curl -X GET", "has no URL"),
        ("curl 'https://h/", "a quotation mark is not closed"),
        ("curl https://h/ \\", "it ends with a backslash"),
        ("curl javascript:alert(1)", "must begin with https:// or http://, not javascript:"),
        ("curl file:///etc/passwd", "must begin with https:// or http://, not file:"),
        ("curl -X TRACE https://h/", "not TRACE"),
        (f"curl {'x' * LIMIT}", "characters"),
    ],
)
def test_refused(command: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        call_of(command)


@pytest.mark.parametrize(
    "filler",
    [
        "'a' ",
        "` ",
        "#",
        " #\n",
        "$(",
        '"',
        '$"a"',
        "> ",
        "^\n",
        "a\\\n",
        '^"a^" ',
        " $'a",
        "\\\n",
        "-d ",
        "-H a:b ",
        "\\u0",
    ],
)
def test_long_commands_are_quick(filler: str) -> None:
    began = time.process_time()
    try:
        read_curl(f"curl https://h/ {filler * (100_000 // len(filler))}")
    except ValueError as error:
        assert "not whole" in str(error)
    assert time.process_time() - began < 3
