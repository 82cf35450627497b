"""What aws4web sends, read as a server reads it: botocore makes the same canonical request and signature of the wire.

So no deviation from aws4fetch (deviations.py) is a deviation from AWS.
"""

import asyncio
import base64
import re
from typing import Any

import pytest
from botocore.auth import SIGNED_HEADERS_BLACKLIST, S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from .cases import cases
from .ours import ours
from .request import S3_KIN

COUNT = 36_000
SEED = 20130524

Case = dict[str, Any]
Result = dict[str, Any]


@pytest.fixture(scope="module")
def signed() -> list[tuple[Case, Result]]:
    async def sign() -> list[tuple[Case, Result]]:
        return [(case, await ours(case)) for case in cases(COUNT, SEED)]

    return [(case, result) for case, result in asyncio.run(sign()) if "error" not in result]


def test_botocore_reads_the_same_request(signed: list[tuple[Case, Result]]) -> None:
    compared = 0
    for case, result in signed:
        if _is_read_otherwise(case, result):
            continue
        compared += 1
        signer, request = _seen_by_server(case, result)
        canonical = signer.canonical_request(request)
        assert canonical == result["canonical_string"], case
        text = signer.string_to_sign(request, canonical)
        assert signer.signature(text, request) == result["signature"], case
    assert compared >= 20_000


def _is_read_otherwise(case: Case, result: Result) -> bool:
    """Where botocore differs from AWS, or has no such option."""
    # It never signs these, though all_headers does.
    unsigned = set(SIGNED_HEADERS_BLACKLIST) & set(result["signable_headers"])
    # It takes an empty x-amz-content-sha256 to be the payload's hash.
    no_hash = ["x-amz-content-sha256", ""] in result["headers"]
    return bool(unsigned or no_hash or (case["single_encode"] and not _is_s3(result)))


def _is_s3(result: Result) -> bool:
    return result["service"] == "s3" or result["service"] in S3_KIN


def _seen_by_server(case: Case, result: Result) -> tuple[SigV4Auth, AWSRequest]:
    kinds = {True: (S3SigV4Auth, S3SigV4QueryAuth), False: (SigV4Auth, SigV4Auth)}[_is_s3(result)]
    credentials = Credentials(case["access_key_id"], case["secret_access_key"])
    signer = kinds[case["sign_query"]](credentials, result["service"], result["region"])
    # The signature, and a token appended after it, are not part of what is signed.
    url = re.sub("[?&]X-Amz-Signature=[^#]*", "", result["url"]) if case["sign_query"] else result["url"]
    names = result["signed_headers"].split(";")
    headers = {name: value for name, value in result["headers"] if name in names}
    request = AWSRequest(method=result["method"], url=url, headers=headers, data=_body(case))
    request.context["timestamp"] = result["datetime"]
    return signer, request


def _body(case: Case) -> bytes:
    return base64.b64decode(case["body"]["base64"]) if case["body"] else b""
