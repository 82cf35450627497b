"""What a request is signed for: service and region, by the options or the URL, and the service's rules. Pure."""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from .._url import Url

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._endpoints.directory import Endpoint


class Scope(NamedTuple):
    """What a signing key is good for."""

    service: str
    """The signing name, which is not always the name in the host."""
    region: str


def resolve_scope(url: Url, target: str, service: str | None, region: str | None) -> Scope:
    """The scope of a request to `url`, whose X-Amz-Target header is `target`. Options win over the URL.

    A pseudo-region of the SDKs stands for a region (`fips-us-east-1`), or for that of the URL (`aws-global`). Raises
    UnknownEndpointError if neither tells the service or the region, TypeError and ValueError for options that cannot
    be names.
    """
    _check_name("service", service)
    _check_name("region", region)
    if region and ("fips" in region or region.endswith("-global") or region == "s3-external-1"):
        region = _region_meant(region)
    if service and region:
        return Scope(service, region)
    endpoint = _infer()(url.hostname, url.path, target)
    scheme, *told = (endpoint.scheme, endpoint.service, endpoint.region) if endpoint else ("sigv4", None, None)
    service, region = service or told[0], region or told[1]
    if not service or not region or scheme != "sigv4":
        from .unknown_scope import refuse

        refuse(url.hostname, service, scheme)
    return Scope(service, region)


def _region_meant(pseudo: str) -> str | None:
    from .._endpoints.directory import real_region

    if pseudo == "s3-external-1":
        return "us-east-1"
    name = pseudo.removeprefix("fips-").removesuffix("-fips")
    if name.startswith("aws-") and name.endswith("-global"):
        return None
    return real_region(name) or pseudo


def _check_name(option: str, name: object) -> None:
    if name is None:
        return
    if not isinstance(name, str) or not (name.isascii() and name.isprintable()) or " " in name or "/" in name:
        from .unknown_scope import refuse_name

        refuse_name(option, name)


@cache
def _infer() -> "Callable[[str, str, str], Endpoint | None]":
    from .._endpoints.directory import infer  # some programs always say both, and a page pays for each module

    return infer


UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class SigningRules(NamedTuple):
    """How a service's requests differ from the common form of Signature Version 4."""

    is_s3: bool = False
    """The path is an object key: encoded once, never normalised."""
    unsigned_over_tls: bool = False
    """Over TLS the payload need not be hashed: x-amz-content-sha256 says UNSIGNED-PAYLOAD."""
    unsigned: bool = False
    """The payload is never hashed."""
    sends_content_sha256: bool = False
    """The header x-amz-content-sha256 must be sent and signed."""
    default_expires: int | None = None
    """Seconds that a presigned URL lives if the caller does not say; None leaves X-Amz-Expires out."""
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
    # https://docs.aws.amazon.com/vpc-lattice/latest/ug/sigv4-authenticated-requests.html
    "vpc-lattice-svcs": SigningRules(unsigned=True, sends_content_sha256=True),
    # https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html (MQTT over WebSocket)
    "iotdevicegateway": SigningRules(append_session_token=True),
}


def signing_rules(service: str) -> SigningRules:
    """The rules of a service, by its signing name."""
    return _RULES.get(service, _COMMON)
