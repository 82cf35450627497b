"""The service and the region that a request is signed for: from the options, else from the URL."""

from typing import NamedTuple

from ._endpoints import infer
from ._errors import UnknownEndpointError
from ._url import Url

_SCHEME_NEEDS = {
    "sigv4a": "accepts only SigV4A, the signature for more than one region, which this version does not make",
    "sigv4-s3express": "is an S3 Express directory bucket: it needs a session (CreateSession), which this version does"
    " not ask for; pass service and region to sign as you know it to be right",
}


class Scope(NamedTuple):
    """What a signing key is good for."""

    service: str
    """The signing name, which is not always the name in the host."""
    region: str


def resolve_scope(url: Url, target: str, service: str | None, region: str | None) -> Scope:
    """The scope of a request to `url`, whose X-Amz-Target header is `target`. Options win over the URL.

    Raises UnknownEndpointError where neither tells the service or the region.
    """
    if service and region:
        return Scope(service, region)
    endpoint = infer(url.hostname, url.path, target)
    if endpoint is not None and endpoint.scheme in _SCHEME_NEEDS:
        raise UnknownEndpointError(f"{url.hostname} {_SCHEME_NEEDS[endpoint.scheme]}")
    service = service or (endpoint.service if endpoint else None)
    if not service:
        raise UnknownEndpointError(
            f"cannot tell the AWS service from {url.hostname}: pass the options service and region, for example"
            " service='s3', region='us-east-1'"
        )
    region = region or (endpoint.region if endpoint else None)
    if not region:
        raise UnknownEndpointError(
            f"cannot tell the AWS region of {service} from {url.hostname}: pass the option region, for example"
            " region='us-east-1'"
        )
    return Scope(service, region)
