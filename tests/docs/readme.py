"""The code blocks of README.md and of the guide, and what each must show when it runs."""

import ast
import re
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
GUIDE = sorted((ROOT / "demo/guide").glob("*.md"))

# Blocks that are not run, by their first line, and why. Any other must be.
NOT_RUN: dict[str, str] = {"%pip install aws4web": "the first cell of each notebook is this, and is run"}

# What Python blocks show: by the first line that is not an import, expressions and what their values must match.
SHOWS: dict[str, dict[str, str]] = {
    "async def id_token():": {"response.status": "200"},
    "states = {}": {"film": r"ObjectInfo\(key='film.mp4', size=9000000, .*"},
    "async def from_my_server():": {"aws": r"<AwsClient <CachedProvider the provider from_my_server>>"},
    "def id_token():": {"credentials": r"Credentials\('ASIA\w+', …\)"},
    'guest = cognito_identity("us-east-1:7a1c0f7e-5d2b-4c3e-9a60-2f1d8b6c4e11")': {
        "of_guest": r"Credentials\('ASIA\w+', …\)",
        "of_member": r"Credentials\('ASIA\w+', …\)",
    },
    'worker = assume_role("arn:aws:iam::123456789012:role/assumable", source=provider)': {
        "of_worker": r"Credentials\('ASIA\w+', …\)"
    },
    "aws = AwsClient(access_key_id=MY_ACCESS_KEY, secret_access_key=MY_SECRET_KEY, session_token=MY_TOKEN)": {
        "aws": r"<AwsClient ASIA\w+>"
    },
    'bucket = Bucket(aws, "my-bucket")': {"hello": "hello", "keys": r"\['hello world\.txt'\]"},
    'async for entry in photos.list(delimiter="/"):': {"print": r"2026/ True"},
    'headers = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"}': {
        "tables": r"\[\]"
    },
    'url = "https://s3.us-east-1.amazonaws.com/my-bucket/hello.txt"': {
        "print": r"https://s3\.us-east-1\..*&X-Amz-Expires=600&.*"
    },
    "response = await aws.fetch(url)": {
        "response.headers": r".*'content-length': '5'.*",
        "response.url": r"https://s3\.us-east-1\.amazonaws\.com/my-bucket/hello\.txt",
        "await response.text()": "hello",
        "await response.bytes()": "b'hello'",
        "chunk": "b'hello'",
        "response.error": r"None",
    },
    "try:": {
        "error.message": r"The specified key does not exist\.",
        "error.retryable": r"False",
        "error.fields": r".*'Code': 'NoSuchKey'.*",
        "error.diagnosis": r"None",
    },
    "aws = AwsClient(": {"aws": r"<AwsClient ASIA\w+>"},
    "ported = AwsClient(access_key_id=MY_ACCESS_KEY, secret_access_key=MY_SECRET_KEY, session_token=MY_TOKEN)": {
        "event": r"\{'my': 'event'\}"
    },
    'pool = "us-east-1:7a1c0f7e-5d2b-4c3e-9a60-2f1d8b6c4e11"': {"visitor": r"<AwsClient <CachedProvider .*"},
    "async def make():": {"response": r"<Response 200 https://s3\.us-east-1\.amazonaws\.com/my-bucket/made\.txt>"},
    'response = await aws.fetch("https://s3.us-east-1.amazonaws.com/my-bucket/made.txt", aws={"unsigned": True})': {
        "response": r"<Response 403 .*>"
    },
    "signer = AwsV4Signer(": {
        "method": r"POST",
        "url": r"https://sqs\.us-east-1\.amazonaws\.com/",
        "headers": r".*'authorization': '…'.*",
        "body": r"Action=ListQueues&Version=2012-11-05",
        "await signer.canonical_string()": r"POST\n/\n\nhost:sqs\..*\n[0-9a-f]{64}",
        "await signer.string_to_sign()": r"AWS4-HMAC-SHA256\n.*/us-east-1/sqs/aws4_request\n[0-9a-f]{64}",
        "await signer.signature()": r"[0-9a-f]{64}",
        "await signer.auth_header()": r"AWS4-HMAC-SHA256 Credential=ASIA.*, Signature=[0-9a-f]{64}",
    },
}


class Block(NamedTuple):
    """One fenced block."""

    file: str
    language: str
    """With what follows it: "python server" and other blocks of two words run on CPython only."""
    line: int
    """The line number of its first line of code."""
    code: str

    @property
    def name(self) -> str:
        """Its first line that is not an import."""
        return next(line for line in self.code.splitlines() if line and not re.match(r"(from|import) ", line))


class Shown(NamedTuple):
    """The value of one expression of a block."""

    line: int
    """In the block, from 1; 0 for a name that is assigned there, and for what is printed."""
    expression: str
    value: Any


def blocks(language: str | None = None) -> list[Block]:
    """All blocks, or those of one language."""
    found = [block for path in (README, *GUIDE) for block in blocks_of(path)]
    return [block for block in found if language in (None, block.language)]


def blocks_of(path: Path) -> list[Block]:
    """The blocks of one file."""
    found, fence, start, lines = [], "", 0, path.read_text().splitlines()
    kind = ""
    for number, line in enumerate(lines, 1):
        mark = re.fullmatch(r"\s*(`{3,}|~{3,})\s*(\w*(?: \w+)?).*", line)
        if mark and not fence:
            fence, kind, start = mark[1], mark[2], number + 1
        elif mark and mark[1] == fence and not mark[2]:
            found.append(Block(path.name, kind, start, "\n".join(lines[start - 1 : number - 1])))
            fence = ""
    return found


def check(block: Block, results: list[list[Any]]) -> None:
    """Assert that a Python block shows what it must and what its own comments say: `response.ok  # True for …`."""
    shown = [Shown(*result) for result in results]
    source = block.code.splitlines()
    proofs = 0
    for one in shown:
        comment = re.search(r"#\s*(True|False|\d+|'[^']*')(?=$|[ ;,:])", source[one.line - 1])
        if one.line and comment:
            assert one.value == ast.literal_eval(comment[1]), (
                f"{block.file}:{block.line + one.line - 1}: {one.expression}"
            )
            proofs += 1
    values = {one.expression: one.value for one in shown}
    for expression, pattern in SHOWS.get(block.name, {}).items():
        assert expression in values, f"{block.file}:{block.line}: no {expression}, but {sorted(values)}"
        assert re.fullmatch(pattern, str(values[expression]), re.DOTALL), f"{expression} is {values[expression]!r}"
        proofs += 1
    assert proofs, f"{block.file}:{block.line}: nothing says what this block must show: add it to SHOWS"
