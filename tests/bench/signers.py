"""How each library for CPython signs the request of request.py, written as in its documentation.

Each function makes a new request of its library's own kind, as a signature is put into it, and reads the clock.
"""

from collections.abc import Callable
from io import BytesIO

from awscrt.auth import AwsCredentialsProvider, AwsSignatureType, AwsSigningAlgorithm, AwsSigningConfig
from awscrt.auth import aws_sign_request as crt_sign
from awscrt.http import HttpHeaders, HttpRequest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from requests import PreparedRequest
from requests_aws4auth import AWS4Auth

from .request import ACCESS_KEY_ID, BODY, HEADERS, HOST, REGION, SECRET_ACCESS_KEY, SERVICE, URL

_crt_provider = AwsCredentialsProvider.new_static(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
_botocore_auth = SigV4Auth(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY), SERVICE, REGION)
_requests_auth = AWS4Auth(ACCESS_KEY_ID, SECRET_ACCESS_KEY, REGION, SERVICE)
_body = BODY.encode()


def awscrt() -> dict[str, str]:
    """AWS's Common Runtime, in C. Its config holds the time, and so is made for each signature."""
    return _awscrt(_crt_config())


def awscrt_same_time() -> dict[str, str]:
    """The same with one config, and so one time, for all."""
    return _awscrt(_config_for_all)


def _awscrt(config: AwsSigningConfig) -> dict[str, str]:
    headers = HttpHeaders([("Host", HOST), *HEADERS.items()])
    request = HttpRequest("POST", "/", headers, BytesIO(_body))
    return dict(crt_sign(request, config).result().headers)


def _crt_config() -> AwsSigningConfig:
    return AwsSigningConfig(
        algorithm=AwsSigningAlgorithm.V4,
        signature_type=AwsSignatureType.HTTP_REQUEST_HEADERS,
        credentials_provider=_crt_provider,
        region=REGION,
        service=SERVICE,
    )


_config_for_all = _crt_config()


def botocore() -> AWSRequest:
    """botocore's signer alone."""
    request = AWSRequest("POST", URL, HEADERS, _body)
    _botocore_auth.add_auth(request)
    return request


def botocore_prepared() -> dict[str, str]:
    """botocore's request made ready to send, as its own clients do."""
    return dict(botocore().prepare().headers)


def requests_aws4auth() -> dict[str, str]:
    """requests-aws4auth; the PreparedRequest that it signs is part of it."""
    request = PreparedRequest()
    request.prepare("POST", URL, HEADERS, data=_body)
    return dict(_requests_auth(request).headers)


SIGNERS: dict[str, Callable[[], object]] = {
    "awscrt": awscrt,
    "awscrt at one time": awscrt_same_time,
    "botocore": botocore,
    "requests-aws4auth": requests_aws4auth,
}

try:
    from aws_sdk_signers import URI, AWSCredentialIdentity, Field, Fields, SigV4Signer
    from aws_sdk_signers import AWSRequest as SmithyRequest
except ModuleNotFoundError:
    pass  # it wants Python 3.12
else:
    _smithy_identity = AWSCredentialIdentity(access_key_id=ACCESS_KEY_ID, secret_access_key=SECRET_ACCESS_KEY)

    def aws_sdk_signers() -> dict[str, str]:
        """Smithy's signer, in Python."""
        request = SmithyRequest(
            destination=URI(scheme="https", host=HOST, path="/"),
            method="POST",
            body=BytesIO(_body),
            fields=Fields([Field(name=name, values=[value]) for name, value in HEADERS.items()]),
        )
        signed = SigV4Signer().sign(
            request=request, identity=_smithy_identity, properties={"region": REGION, "service": SERVICE}
        )
        return {field.name: field.as_string() for field in signed.fields}

    SIGNERS["aws-sdk-signers"] = aws_sdk_signers
