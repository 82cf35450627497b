"""The signature that AWS would have calculated, by botocore.

botocore canonicalises and signs. It is told which headers were signed, and given the URL as AWS reads it.
"""

import hashlib
import re
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials

from .wire_request import Claim, WireRequest

S3_SERVICES = {"s3", "s3express", "s3-object-lambda", "s3-outposts"}
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"


class Computed(NamedTuple):
    """A signature with the two texts it was made from."""

    canonical_request: str
    string_to_sign: str
    signature: str


class _AsClaimed:
    """Takes the headers and the body's hash that it is given, instead of choosing them as botocore does."""

    headers: HTTPHeaders
    payload_hash: str

    def headers_to_sign(self, request: AWSRequest) -> HTTPHeaders:
        return self.headers

    def payload(self, request: AWSRequest) -> str:
        return self.payload_hash


class _Signer(_AsClaimed, SigV4Auth):
    pass


class _S3Signer(_AsClaimed, S3SigV4Auth):
    pass


def is_s3(service: str) -> bool:
    """Whether the service signs the path unchanged, and the hash of the body in a header."""
    return service in S3_SERVICES


def compute(request: WireRequest, claim: Claim, secret_access_key: str, payload_hash: str) -> Computed:
    """The signature of a client that has the secret and sends `payload_hash`."""
    s3 = is_s3(claim.service)
    path = s3_path(request.path) if s3 else request.path
    query = canonical_query(signed_query(request, claim))
    # Without headers: botocore would believe any X-Amz-Content-Sha256 among them.
    aws_request = AWSRequest(method=request.method, url=f"http://host{path}?{query}")
    aws_request.context["timestamp"] = claim.timestamp
    signer = (_S3Signer if s3 else _Signer)(
        Credentials(claim.access_key_id, secret_access_key), claim.service, claim.region
    )
    signer.headers = _named(request, claim.signed_headers)
    signer.payload_hash = payload_hash
    canonical_request = signer.canonical_request(aws_request)
    string_to_sign = signer.string_to_sign(aws_request, canonical_request)
    return Computed(canonical_request, string_to_sign, str(signer.signature(string_to_sign, aws_request)))


def _named(request: WireRequest, names: tuple[str, ...]) -> HTTPHeaders:
    """These headers as they arrived; empty if one did not."""
    chosen = HTTPHeaders()
    for name in names:
        for value in [value for key, value in request.headers if key.lower() == name] or [""]:
            chosen[name] = value
    return chosen


def signed_query(request: WireRequest, claim: Claim) -> list[tuple[str, str]]:
    """The parameters that take part in the signature, encoded as sent."""
    # Only AWS IoT wants the token of a presigned URL added after signing.
    left_out = {"X-Amz-Signature"} if claim.presigned else set[str]()
    if claim.service == "iotdevicegateway":
        left_out.add("X-Amz-Security-Token")
    return [(name, value) for name, value in request.parameters if name not in left_out]


def canonical_query(pairs: list[tuple[str, str]]) -> str:
    """As AWS reads a query: a plus sign is a space, and every spelling of a character is the same."""
    return "&".join(f"{_recode(name)}={_recode(value)}" for name, value in pairs)


def s3_path(path: str) -> str:
    """As S3 reads a path: a plus sign is a space, and every spelling of a character is the same."""
    return quote(unquote_to_bytes(path.replace("+", " ")), safe="/~")


def sent_as_signed(request: WireRequest, claim: Claim) -> bool:
    """Whether the query, and the path of an S3 request, are spelled on the wire as they are signed.

    AWS would accept any spelling. Stricter servers compare what was sent, so this gate does too.
    """
    if is_s3(claim.service) and s3_path(request.path) != request.path:
        return False
    return all(_recode(part) == part for pair in signed_query(request, claim) for part in pair)


def body_hash(body: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(body).hexdigest()


def is_hash(text: str) -> bool:
    """Whether this looks like a SHA-256 in hex."""
    return re.fullmatch(r"[0-9a-fA-F]{64}", text) is not None


def _recode(text: str) -> str:
    return quote(unquote_to_bytes(text.replace("+", " ")), safe="~")
