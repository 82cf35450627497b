"""Which service and region a host name stands for: the code that reads the tables. Pure."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from .data import HOMES, HOSTS, PATTERNS, TAILS
from .tables import MORE_HOMES, MORE_PATTERNS, MORE_TAILS, SHARED_HOSTS


class Endpoint(NamedTuple):
    """What the credential scope of a request to a host must say."""

    service: str
    """The signing name."""
    region: str | None
    """None: the URL does not tell it. "*": all regions (SigV4A)."""
    scheme: str = "sigv4"
    """"sigv4a": SigV4 is not accepted. "sigv4-s3express": needs a session (CreateSession)."""


# Labels that choose a way to the same service.
_WAYS = ("dualstack", "fips", "global")
# What botocore's pseudo-regions, such as fips-dkr-us-east-1, say before the region.
_PURPOSES = ("api", "bedrock", "data", "dataplane", "dkr", "fips", "ingest", "prod", "runtime", "ui", "verification")
_GOV = "us-gov-west-1"  # the home of the partition that shares its suffixes with another one

_Meaning = tuple[str, str, str]
"""Service, region, scheme."""


def _lines(table: str) -> Iterator[tuple[_Meaning, str]]:
    for line in table.splitlines():
        value, *names = line.split()
        service, region, scheme, *_ = [*value.split("/"), "", ""]
        for name in names:
            yield (service, region, scheme), name


def _last_two(hostname: str) -> str:
    return ".".join(hostname.rsplit(".", 2)[-2:])


def real_region(label: str) -> str:
    """us-east-1, us-gov-west-1, eusc-de-east-1 and the like, also of regions to come and of fips-us-east-1; or ""."""
    label = label.removesuffix("-fips")
    while label.partition("-")[0] in _PURPOSES:
        label = label.partition("-")[2]
    name, _, number = label.rpartition("-")
    return label if number.isdigit() and 2 <= name.find("-") <= 4 and name.replace("-", "").isalpha() else ""


class Directory:
    """The tables, ready for look-ups."""

    def __init__(self, homes: str, hosts: str, tails: str, patterns: str) -> None:
        self._hosts = {host: meaning for meaning, host in _lines(hosts)}
        # Last label -> suffixes and the home regions of their partitions.
        self._homes: dict[str, list[tuple[str, str]]] = {}
        for (home, _, _), suffix in _lines(homes + MORE_HOMES):
            self._homes.setdefault(suffix.rpartition(".")[2], []).append(("." + suffix, home))
        # Last label -> label before it -> meaning.
        self._tails: dict[str, dict[str, _Meaning]] = {}
        for meaning, name in _lines(tails + MORE_TAILS):
            before, _, last = name.rpartition(".")
            self._tails.setdefault(last, {})[before] = meaning
        # Last two labels -> (what follows the region, what precedes it or None for no region, what its label begins
        # with, path, meaning), the longest first.
        self._patterns: dict[str, list[tuple[str, str | None, str, str, _Meaning]]] = {}
        for meaning, name in _lines(patterns + MORE_PATTERNS):
            host, slash, path = name.partition("/")
            before, braces, suffix = host.rpartition("{}.")
            front, _, prefix = f".{before}".rpartition(".")
            row = ("." + suffix, front if braces else None, prefix, slash + path, meaning)
            self._patterns.setdefault(_last_two(suffix), []).append(row)
        for rows in self._patterns.values():
            rows.sort(key=lambda row: -len(row[0]))

        self._of_aws = lru_cache(maxsize=256)(self._read_aws)  # a program talks to few hosts

    def infer(self, hostname: str, path: str, target: str) -> Endpoint | None:
        """See the function of this name."""
        hostname = hostname.removesuffix(".")
        endpoint = self._of_aws(hostname)
        if endpoint is None:
            return self._elsewhere("." + hostname, path)
        shared = SHARED_HOSTS.get(endpoint.service, {})
        service = shared and (shared.get("/" + path[1:].partition("/")[0]) or shared.get(target.partition(".")[0]))
        return endpoint._replace(service=service) if service else endpoint

    def _read_aws(self, hostname: str) -> Endpoint | None:
        known = self._hosts.get(hostname)
        if known is not None:
            return Endpoint(known[0], known[1])
        parts = self.split("." + hostname)
        if parts is None:
            return None
        before, service, region, home = parts
        if not service or service.startswith("vpce-"):  # a bare suffix; somebody's own service behind PrivateLink
            return None
        scheme = "sigv4"
        names = self._tails.get(service)
        if names is not None:
            meaning = names.get(before) or (before and names.get("*")) or names.get("")
            # If regions are given, the meaning holds in their partitions only.
            if meaning and (meaning[1] in ("", "*", "?") or (home and home in meaning[1])):
                service, scheme = meaning[0], meaning[2] or scheme
                if len(meaning[1]) > 1:
                    region = home
                elif meaning[1] == "*" or not region:
                    region = meaning[1]
        elif service.startswith("s3express-"):
            # https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-Regions-and-Zones.html
            return Endpoint("s3express", region or None, "sigv4-s3express")
        if not region and (not before or service == "s3"):
            region = home  # only <service>.<suffix> means that; S3 has buckets before it
        if not region or service == "-":
            return None
        return Endpoint(service, None if region == "?" else region, scheme)

    def split(self, dotted: str) -> tuple[str, str, str, str] | None:
        """`_split` of a host of AWS, given with a dot before it."""
        for suffix, home in self._homes.get(dotted.rpartition(".")[2], ()):
            if dotted.endswith(suffix):
                return _split(dotted[: -len(suffix)], home)
        return None

    def _elsewhere(self, dotted: str, path: str) -> Endpoint | None:
        domain = _last_two(dotted)
        for suffix, front, prefix, start, (service, region, _) in self._patterns.get(domain, ()):
            if dotted.endswith(suffix) and path.startswith(start):
                rest, _, label = dotted[: -len(suffix)].rpartition(".")
                if front is None:
                    return Endpoint(service, None if region == "?" else region)
                if rest.endswith(front) and label.startswith(prefix) and label != prefix:
                    return Endpoint(service, None if region == "?" else region or label[len(prefix) :])
        if domain.startswith("idrivee2-") and domain[9:-4].isdigit():  # numbered clusters, such as idrivee2-5.com
            return Endpoint("s3", None)
        return None


def _split(dotted: str, home: str) -> tuple[str, str, str, str]:
    """The label before the service's, the service's, the region or "", the home region, of a host without suffix."""
    labels = dotted.split(".")  # the first one is empty
    last = labels.pop()
    if last == "vpce":  # https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
        last, home = labels.pop(), ""
    elif last == "us-gov":
        last, home = labels.pop(), _GOV
    if region := real_region(last):
        last = labels.pop()
    elif last.startswith("s3"):
        # s3-<region>: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
        if region := real_region(last.removeprefix("s3-").removeprefix("website-")):
            last = "s3"
    elif labels and (region := real_region(labels[-1])):
        labels.pop()  # <region>.<service>.<suffix>
    if region.startswith("us-gov-"):
        home = _GOV
    if last in _WAYS:
        last = labels.pop()
    before = labels[-1] if labels else ""
    if before in _WAYS or before.startswith("vpce-"):
        before = ""
    return before, last.replace("-fips", ""), region, home


@cache
def _directory() -> Directory:
    return Directory(HOMES, HOSTS, TAILS, PATTERNS)


def infer(hostname: str, path: str = "/", target: str = "") -> Endpoint | None:
    """What requests to a host are signed for; None if the host does not tell.

    `hostname` is lower-case and without a port, `target` the value of the header X-Amz-Target.
    """
    return _directory().infer(hostname, path, target)
