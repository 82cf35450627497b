"""Tokens of IAM, each as AWS's own tools write it: a presigned URL, without its scheme or as base64url."""

import re
from binascii import b2a_base64
from typing import TYPE_CHECKING, Any

from .._client import AwsClient
from .._endpoints.regional import checked_region, regional_host
from .._sign.canonical import percent_encode
from .._version import __version__

if TYPE_CHECKING:
    from .._option_types import AwsOptions

_QUARTER = 900  # seconds
_ORDER = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Security-Token", "Signature")
"""What botocore adds to a query, as it does."""
_is_host = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII).fullmatch


async def rds(aws: AwsClient, host: str, port: int, user: str, region: str | None = None) -> str:
    """The password of a user of RDS or Aurora, for 15 minutes.

        aws     the AwsClient that signs
        host    the database's own name at AWS, and no alias of it
        port    as 3306 for MySQL and MariaDB, 5432 for PostgreSQL
        user    the database's user that is to be let in
        region  by default the client's, or else what the host says

    password = await rds(aws, "db.abc123.eu-west-1.rds.amazonaws.com", 5432, "ada")
    """
    if type(port) is not int or not 0 < port < 65536:
        raise ValueError(f"port must be a number from 1 to 65535, not {port!r}")
    place = f"{_host('host', host)}:{port}"
    return await _of_host(aws, place, f"Action=connect&DBUser={_encoded('user', user)}", "rds-db", region)


async def dsql(
    aws: AwsClient, host: str, region: str | None = None, *, admin: bool = False, expires: int = _QUARTER
) -> str:
    """The password of a role of Aurora DSQL.

        aws      the AwsClient that signs
        host     the cluster's, as 'abc123.dsql.eu-west-1.on.aws'
        region   by default the client's, or else what the host says
        admin    True for the role admin (DbConnectAdmin), False for any other (DbConnect); by default False
        expires  seconds, up to 604800; by default 900

    password = await dsql(aws, "abc123.dsql.eu-west-1.on.aws", admin=True)
    """
    action = "DbConnectAdmin" if admin else "DbConnect"
    return await _of_host(aws, _host("host", host), f"Action={action}", "dsql", region, expires)


async def elasticache(
    aws: AwsClient, user: str, cluster: str, region: str | None = None, *, serverless: bool = False
) -> str:
    """The password of a user of ElastiCache (Valkey, Redis OSS), for 15 minutes.

        aws         the AwsClient that signs
        user        the ID of the user, which is also its name
        cluster     the ID of the replication group, or the name of the serverless cache, in lower case: no host
        region      by default the client's
        serverless  True for a serverless cache; by default False

    password = await elasticache(aws, "ada", "my-cache", serverless=True)
    """
    query = f"Action=connect&User={_encoded('user', user)}{'&ResourceType=ServerlessCache' if serverless else ''}"
    return await _of_host(aws, _host("cluster", cluster), query, "elasticache", _region(aws, region))


async def memorydb(aws: AwsClient, user: str, cluster: str, region: str | None = None) -> str:
    """The password of a user of MemoryDB, for 15 minutes.

        aws      the AwsClient that signs
        user     its name
        cluster  the name of the cluster, in lower case: no host
        region   by default the client's

    password = await memorydb(aws, "ada", "my-cluster")
    """
    query = f"Action=connect&User={_encoded('user', user)}"
    return await _of_host(aws, _host("cluster", cluster), query, "memorydb", _region(aws, region))


async def msk(aws: AwsClient, region: str | None = None) -> str:
    """The token of SASL/OAUTHBEARER for a cluster of MSK (Kafka), for 15 minutes.

        aws     the AwsClient that signs
        region  the cluster's; by default the client's

    token = await msk(aws, "eu-west-1")
    """
    url = f"https://kafka.{_region(aws, region)}.amazonaws.com/?"
    query = await _signed(aws, f"{url}Action=kafka-cluster%3AConnect", "kafka-cluster", _region(aws, region), _QUARTER)
    return _base64url(f"{url}{query}&User-Agent={percent_encode(f'aws4web/{__version__}')}")


async def eks(aws: AwsClient, cluster: str, region: str | None = None) -> str:
    """The bearer token for a cluster of EKS (Kubernetes), as `aws eks get-token` makes it.

        aws      the AwsClient that signs
        cluster  its name
        region   the cluster's; by default the client's

    Its URL is signed for 60 seconds; the cluster takes it for 15 minutes.

        headers = {"Authorization": f"Bearer {await eks(aws, 'my-cluster')}"}
    """
    _encoded("cluster", cluster)
    url = f"https://{regional_host('sts', _region(aws, region))}/?"
    action, headers = "Action=GetCallerIdentity&Version=2011-06-15", {"x-k8s-aws-id": cluster}
    return f"k8s-aws-v1.{_base64url(url + await _signed(aws, url + action, 'sts', _region(aws, region), 60, headers))}"


async def _of_host(
    aws: AwsClient, place: str, query: str, service: str, region: str | None, expires: int = _QUARTER
) -> str:
    """A URL that nobody ever asks for, without its scheme."""
    return f"{place}/?{await _signed(aws, f'https://{place}/?{query}', service, region, expires)}"


async def _signed(
    aws: AwsClient, url: str, service: str, region: str | None, expires: int, headers: dict[str, str] | None = None
) -> str:
    """The query of a presigned URL, in botocore's order."""
    options: AwsOptions = {"service": service, "endpoint_url": None}
    if region is not None:
        options["region"] = checked_region(region)
    signed = await _client(aws).presign(url, expires=expires, headers=headers, aws=options)
    return "&".join(sorted(signed.partition("?")[2].split("&"), key=_place))


def _place(pair: str) -> int:
    name = pair.partition("=")[0].removeprefix("X-Amz-")
    return _ORDER.index(name) if name in _ORDER else -1


def _base64url(text: str) -> str:
    return b2a_base64(text.encode(), newline=False).decode().rstrip("=").translate({43: "-", 47: "_"})


def _client(aws: Any) -> AwsClient:
    if not isinstance(aws, AwsClient):
        raise TypeError(f"aws must be an AwsClient, not {type(aws).__name__}")
    return aws


def _region(aws: AwsClient, region: str | None) -> str:
    region = _client(aws).region if region is None else region
    if region is None:
        raise ValueError("region must be given, here or to the client: nothing else tells it")
    return checked_region(region)


def _host(name: str, host: object) -> str:
    if not isinstance(host, str):
        raise TypeError(f"{name} must be a str, not {type(host).__name__}")
    if not _is_host(host):
        raise ValueError(f"{name} must be a name of letters, digits, dots and hyphens, without a port, not {host!r}")
    return host


def _encoded(name: str, text: object) -> str:
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a str, not {type(text).__name__}")
    if not text:
        raise ValueError(f"{name} is empty")
    return percent_encode(text)
