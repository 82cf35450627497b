"""Why a request is refused, in the words of each kind of AWS service.

Sources:
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, unique


@dataclass(frozen=True)
class Wording:
    """One reason as S3 says it, as XML services say it, and as JSON services say it."""

    s3: tuple[int, str, str]  # status, code, message
    xml: str  # code; its status is 403
    json: str  # code; its status is 400, or 403 from a REST service
    message: str = ""  # of both; what AWS's services say if no detail is given


_S3_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)


def _of_forms(status: int, code: str, message: str) -> Wording:
    """Only S3 takes forms."""
    return Wording((status, code, message), code, code)


@unique
class Reason(Enum):
    """Everything that the gate refuses."""

    NO_SIGNATURE = Wording(
        (403, "AccessDenied", "Access Denied"),
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "Request is missing Authentication Token",
    )
    TWO_SIGNATURES = Wording(
        (
            400,
            "InvalidArgument",
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, "
            "Signature query string parameter or the Authorization header should be specified",
        ),
        "IncompleteSignature",
        "IncompleteSignatureException",
        "Request must not have both an Authorization header and X-Amz-* query parameters",
    )
    UNKNOWN_ALGORITHM = Wording(
        (
            400,
            "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        ),
        "IncompleteSignature",
        "IncompleteSignatureException",
    )
    MALFORMED = Wording(
        (400, "AuthorizationHeaderMalformed", "The authorization header is malformed; "),
        "IncompleteSignature",
        "IncompleteSignatureException",
    )
    MALFORMED_QUERY = Wording(
        (400, "AuthorizationQueryParametersError", ""), "IncompleteSignature", "IncompleteSignatureException"
    )
    NO_DATE = Wording(
        (403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"),
        "IncompleteSignature",
        "IncompleteSignatureException",
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    )
    WRONG_SCOPE = Wording(
        (400, "AuthorizationHeaderMalformed", "The authorization header is malformed; "),
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
    )
    WRONG_QUERY_SCOPE = Wording(
        (400, "AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter; "),
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
    )
    UNKNOWN_KEY = Wording(
        (403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )
    BAD_TOKEN = Wording(
        (400, "InvalidToken", "The provided token is malformed or otherwise invalid."),
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )
    EXPIRED_TOKEN = Wording(
        (400, "ExpiredToken", "The provided token has expired."),
        "ExpiredToken",
        "ExpiredTokenException",
        "The security token included in the request is expired",
    )
    SKEWED = Wording(
        (
            403,
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        ),
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
    )
    EXPIRED = Wording(
        (403, "AccessDenied", "Request has expired"), "SignatureDoesNotMatch", "InvalidSignatureException"
    )
    NOT_YET_VALID = Wording(
        (403, "AccessDenied", "Request is not valid yet"),
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
    )
    UNSIGNED_HEADERS = Wording(
        (403, "AccessDenied", "There were headers present in the request which were not signed"),
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
    )
    NO_BODY_HASH = Wording(
        (400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256"),
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
    )
    MALFORMED_BODY_HASH = Wording(
        (
            400,
            "InvalidArgument",
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD or a valid sha256 value.",
        ),
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
    )
    STREAMED = Wording(
        (501, "NotImplemented", "A header you provided implies functionality that is not implemented"),
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
    )
    BODY_HASH_MISMATCH = Wording(
        (
            400,
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        _MISMATCH,
    )
    MISMATCH = Wording(
        (403, "SignatureDoesNotMatch", _S3_MISMATCH),
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        _MISMATCH,
    )
    MALFORMED_FORM = _of_forms(
        400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data."
    )
    LONG_FIELDS = _of_forms(
        400, "MaxPostPreDataLengthExceeded", "Your POST request fields preceding the upload file were too large."
    )
    NOT_ONE_FILE = _of_forms(
        400, "IncorrectNumberOfFilesInPostRequest", "POST requires exactly one file upload per request."
    )
    MISSING_FIELD = _of_forms(400, "InvalidArgument", "")
    NOT_ALLOWED = _of_forms(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
    INVALID_POLICY = _of_forms(400, "InvalidPolicyDocument", "Invalid Policy: ")
    POLICY_FAILED = _of_forms(403, "AccessDenied", "Invalid according to Policy: ")
    TOO_SMALL = _of_forms(
        400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed object size."
    )
    TOO_LARGE = _of_forms(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")


@dataclass(frozen=True)
class Refusal:
    """A reason, with what is specific to this request."""

    reason: Reason
    detail: str = ""  # replaces the message, or completes it if S3's message ends in a space
    fields: Mapping[str, str] = field(default_factory=dict)  # further elements of S3's <Error>
    canonical_request: str = ""
    string_to_sign: str = ""
