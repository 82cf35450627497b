"""Ready requests for the Signature tab; those of AWS's documentation with the keys that it gives for them. Pure."""

from typing import NamedTuple

from ..call.examples import Address, calls
from ..call_text import Call
from ..request_fields import Typed, as_typed

_FORM = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
_S3 = "https://examplebucket.s3.amazonaws.com"
_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class Example(NamedTuple):
    """What the fields of the Signature tab hold."""

    call: Call
    datetime: str = ""
    """Empty: now."""
    is_query: bool = False
    all_headers: bool = False
    expires: str = ""
    keys: tuple[str, str] = ("", "")
    """Key ID and secret. Empty: the connection's."""
    source: str = ""
    """The page that documents it."""
    signature: str = ""
    """As that page gives it."""

    @property
    def typed(self) -> Typed:
        """As the fields hold it."""
        boxes = {"query": self.is_query, "all-headers": self.all_headers, "own-keys": bool(self.keys[0])}
        texts = {"datetime": self.datetime, "expires": self.expires, "key-id": self.keys[0], "secret": self.keys[1]}
        return {
            **as_typed(self.call),
            **texts,
            "token": "",
            **{name: "on" if box else "" for name, box in boxes.items()},
        }


_IAM_KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
_S3_KEYS = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
_S3_DOCS = "https://docs.aws.amazon.com/AmazonS3/latest/API"

DOCUMENTED = {
    "IAM: AWS’s documented example": Example(
        Call("GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", [_FORM], "", "iam", "us-east-1"),
        "20150830T123600Z",
        all_headers=True,
        source="https://docs.aws.amazon.com/general/latest/gr/sigv4-calculate-signature.html",
        signature="5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
        keys=_IAM_KEYS,
    ),
    "S3: AWS’s documented GET with a range": Example(
        Call(
            "GET",
            f"{_S3}/test.txt",
            [("Range", "bytes=0-9"), ("x-amz-content-sha256", _EMPTY)],
            "",
            "s3",
            "us-east-1",
        ),
        "20130524T000000Z",
        all_headers=True,
        source=f"{_S3_DOCS}/sig-v4-header-based-auth.html",
        signature="f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        keys=_S3_KEYS,
    ),
    "S3: AWS’s documented presigned URL": Example(
        Call("GET", f"{_S3}/test.txt", [], "", "s3", "us-east-1"),
        "20130524T000000Z",
        is_query=True,
        expires="86400",
        source=f"{_S3_DOCS}/sigv4-query-string-auth.html",
        signature="aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
        keys=_S3_KEYS,
    ),
}


def examples(url: Address) -> dict[str, Example]:
    """All examples, by name."""
    hard = calls(url)["S3: get the object"]
    return {
        "S3: an object whose key is hard to write": Example(hard),
        "S3: a presigned link": Example(hard, is_query=True, expires="3600"),
        "DynamoDB: list tables": Example(calls(url)["DynamoDB: list tables"]),
        **DOCUMENTED,
    }
