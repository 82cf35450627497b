"""AWS's regional hosts, in each of its partitions. Pure.

https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
"""

import re

_PARTITIONS = (
    # partition, what its regions begin with, the region that all of its accounts have, the suffix of its hosts
    ("aws-cn", "cn-", "cn-north-1", "amazonaws.com.cn"),
    ("aws-us-gov", "us-gov-", "us-gov-west-1", "amazonaws.com"),
    ("aws-eusc", "eusc-", "eusc-de-east-1", "amazonaws.eu"),
    ("aws-iso", "us-iso-", "us-iso-east-1", "c2s.ic.gov"),
    ("aws-iso-b", "us-isob-", "us-isob-east-1", "sc2s.sgov.gov"),
    ("aws-iso-e", "eu-isoe-", "eu-isoe-west-1", "cloud.adc-e.uk"),
    ("aws-iso-f", "us-isof-", "us-isof-south-1", "csp.hci.ic.gov"),
    ("aws", "", "us-east-1", "amazonaws.com"),
)
_is_region = re.compile(r"[a-z]{2,}(?:-[a-z0-9]+)+", re.ASCII).fullmatch
_is_role = re.compile(r"arn:(aws[a-z-]*):iam::\d{12}:role/[!-~]{1,512}", re.ASCII).fullmatch


def regional_host(service: str, region: str) -> str:
    """The host of a service in a region. Raises ValueError if that is not the name of one."""
    checked_region(region)
    suffix = next(suffix for _, prefix, _, suffix in _PARTITIONS if region.startswith(prefix))
    return f"{service}.{region}.{suffix}"


def checked_region(region: object) -> str:
    """The name of a region. Raises TypeError and ValueError."""
    if not isinstance(region, str):
        raise TypeError(f"region must be a str, not {type(region).__name__}")
    if not _is_region(region):
        raise ValueError(f"region must be a name such as 'eu-west-1', not {region!r}")
    return region


def region_of_role(role_arn: object) -> str:
    """A region that can issue the role's credentials. Raises TypeError and ValueError for what is not a role's ARN."""
    if not isinstance(role_arn, str):
        raise TypeError(f"role_arn must be a str, not {type(role_arn).__name__}")
    match = _is_role(role_arn)
    region = next((region for name, _, region, _ in _PARTITIONS if match and name == match[1]), None)
    if region is None:
        raise ValueError(f"role_arn must be such as 'arn:aws:iam::123456789012:role/name', not {role_arn!r}")
    return region
