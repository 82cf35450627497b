"""What a service's signing rules are, as values that the signer is given."""

from typing import NamedTuple

UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class SigningRules(NamedTuple):
    """How a service's requests differ from the common form of Signature Version 4."""

    is_s3: bool = False
    """The path is an object key: encoded once, never normalised."""
    unsigned_over_tls: bool = False
    """Over TLS the payload need not be hashed: x-amz-content-sha256 says UNSIGNED-PAYLOAD."""
    sends_content_sha256: bool = False
    """The header x-amz-content-sha256 must be sent and signed."""
    default_expires: int | None = None
    """Seconds that a presigned URL lives where the caller does not say; None leaves X-Amz-Expires out."""
    append_session_token: bool = False
    """The session token is added after signing, and not signed."""


_COMMON = SigningRules()
# https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
_S3 = SigningRules(is_s3=True, unsigned_over_tls=True, sends_content_sha256=True, default_expires=86400)

_RULES = {
    "s3": _S3,
    "s3express": _S3,
    "s3-object-lambda": _S3,
    "s3-outposts": _S3,
    # https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-clients.html
    "aoss": SigningRules(sends_content_sha256=True),
    # https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html (MQTT over WebSocket)
    "iotdevicegateway": SigningRules(append_session_token=True),
}


def signing_rules(service: str) -> SigningRules:
    """The rules of a service, by its signing name."""
    return _RULES.get(service, _COMMON)
