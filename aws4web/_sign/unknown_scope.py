"""Why a request cannot be signed for a host, or for a name, and what to do. Pure."""

from typing import Never

from .._errors import UnknownEndpointError

_SCHEME_NEEDS = {
    "sigv4a": "accepts only SigV4A, the signature for more than one region, which this version does not make",
    "sigv4-s3express": "is an S3 Express directory bucket: it needs a session (CreateSession), which this version does"
    " not ask for; pass service and region to sign as you know it to be right",
}
_EXAMPLES = {"service": "s3", "region": "us-east-1"}


def refuse(hostname: str, service: str | None, scheme: str) -> Never:
    """Raise UnknownEndpointError: what is missing, or what the host wants instead of SigV4."""
    if scheme in _SCHEME_NEEDS:
        raise UnknownEndpointError(f"{hostname} {_SCHEME_NEEDS[scheme]}")
    if not service:
        raise UnknownEndpointError(
            f"cannot tell the AWS service from {hostname}: pass the options service and region, for example"
            " service='s3', region='us-east-1'"
        )
    raise UnknownEndpointError(
        f"cannot tell the AWS region of {service} from {hostname}: pass the option region, for example"
        " region='us-east-1'"
    )


def refuse_name(option: str, name: object) -> Never:
    """Raise TypeError or ValueError for what cannot be the name of a service or a region."""
    if not isinstance(name, str):
        raise TypeError(f"{option} must be a str, not {type(name).__name__}")
    raise ValueError(f"{option} must be a name such as {_EXAMPLES[option]!r}, not {name!r}")
