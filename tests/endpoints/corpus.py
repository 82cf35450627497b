"""Every host that the installed botocore can make, and what its requests are signed for.

Three sources: the rule sets of the services (each region, plain, FIPS, dual-stack and both, with the parameters that
change a host), the host prefixes of operations, and the older table `endpoints.json`.
"""

import itertools
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader
from botocore.regions import EndpointResolver

Params = dict[str, Any]

ACCOUNT = "123456789012"
_NO_REGION = re.compile(r"\baws(-[a-z-]+)?-global\b")
_LABEL = re.compile(r"\{[^}]*\}")


class Row(NamedTuple):
    """One host, and one right answer for it."""

    hostname: str
    path: str
    service: str
    """The signing name."""
    region: str
    scheme: str
    origin: str
    """The botocore service, for messages."""


def _accounts(**arns: str) -> list[Params]:
    # Hosts that start with an account number: https://docs.aws.amazon.com/sdkref/latest/guide/feature-account-endpoints.html
    by_id = {"AccountId": ACCOUNT, "AccountIdEndpointMode": "preferred"}
    by_arn = [{name: arn, "AccountIdEndpointMode": "preferred"} for name, arn in arns.items()]
    return [by_id, *by_arn]


def _arn(service: str, resource: str) -> str:
    return f"arn:{{partition}}:{service}:{{region}}:{ACCOUNT}:{resource}"


# Parameters other than region and variant that change a service's host, each set tried with the operations' own.
_VARIED: dict[str, list[Params]] = {
    "cloudfront-keyvaluestore": [{"KvsARN": f"arn:aws:cloudfront::{ACCOUNT}:key-value-store/my-first-kvs"}],
    "dynamodb": _accounts(ResourceArn=_arn("dynamodb", "table/t")),
    "dynamodbstreams": _accounts(StreamArn=_arn("dynamodb", "table/t/stream/s")),
    "eventbridgev2": _accounts(),
    "events": [{"EndpointId": "abc123.456def"}],
    "kinesis": _accounts(StreamARN=_arn("kinesis", "stream/s"), ConsumerARN=_arn("kinesis", "stream/s/consumer/c:1")),
    "opensearchmemory": [{"SpaceId": "abc123def456"}],
    "s3": [
        {"Bucket": "my-bucket"},
        {"Bucket": "my.dotted.bucket"},
        {"Bucket": "my-bucket", "ForcePathStyle": True},
        {"Bucket": "my-bucket", "UseGlobalEndpoint": True},
        {"Bucket": "my-bucket--use1-az4--x-s3"},
        {"Bucket": "my-bucket--usw2-lax1-az1--x-s3"},
        {"Bucket": "my-point--use1-az4--xa-s3"},
        {"Bucket": "my-ap-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias"},
        {"Bucket": "test-accessp-o0b1d075431d83bebde8xz5w8ijx1qzlbp3i3kuse10--op-s3"},
        {"Bucket": _arn("s3", "accesspoint:my-point")},
        {"Bucket": _arn("s3-object-lambda", "accesspoint:my-point")},
        {"Bucket": _arn("s3-outposts", "outpost:op-01234567890123456:accesspoint:my-point")},
        {"Bucket": f"arn:{{partition}}:s3::{ACCOUNT}:accesspoint:mfzwi23gnjvgw.mrap"},
    ],
    "s3control": [
        {"AccountId": ACCOUNT},
        {"AccountId": ACCOUNT, "OutpostId": "op-123"},
        {"AccountId": ACCOUNT, "Bucket": _arn("s3-outposts", "outpost:op-123:bucket:b")},
        {"AccountId": ACCOUNT, "AccessPointName": _arn("s3-outposts", "outpost:op-123:accesspoint:p")},
    ],
    "sesv2": [{"EndpointId": "abc123.456def"}],
    "sts": [{"UseGlobalEndpoint": True}],
}


@cache
def _loader() -> Loader:
    return Loader()


def services() -> list[str]:
    """The services of the installed botocore."""
    return _loader().list_available_services("service-2")


def partitions() -> list[dict[str, Any]]:
    """The partitions (aws, aws-cn, …) of the installed botocore: id, regions, outputs."""
    return _loader().load_data("partitions")["partitions"]


def _signing_name(model: dict[str, Any]) -> str:
    metadata = model["metadata"]
    return metadata.get("signingName") or metadata["endpointPrefix"]


def _contexts(service: str, model: dict[str, Any]) -> list[Params]:
    """The sets of parameters to try: what operations declare, alone and with what the service varies."""
    own: list[Params] = [{}]
    for operation in model["operations"].values():
        static = {name: entry["value"] for name, entry in operation.get("staticContextParams", {}).items()}
        if static not in own:
            own.append(static)
    return own + [{**a, **b} for a, b in itertools.product(own, _VARIED.get(service, ()))]


def _scope(auth_schemes: list[dict[str, Any]], name: str, region: str) -> tuple[str, str, str]:
    """Signing name, region and scheme. The first scheme that is not SigV4A, if the host accepts one."""
    scheme = next((each for each in auth_schemes if each["name"] != "sigv4a"), auth_schemes[0] if auth_schemes else {})
    kind = scheme.get("name", "sigv4")
    if kind == "sigv4a":
        return scheme.get("signingName", name), "*", "sigv4a"
    return scheme.get("signingName", name), scheme.get("signingRegion", region), kind


def _regions(partition: dict[str, Any], rules: str, everything: bool) -> list[str]:
    """The regions that a rule set can tell apart, because it names them, and two for all others; much quicker."""
    home = partition["outputs"]["implicitGlobalRegion"]
    named = [region for region in partition["regions"] if f'"{region}"' in rules]
    others = [region for region in partition["regions"] if region not in named and not _NO_REGION.match(region)]
    others.sort(key=home.__eq__)
    return named + (others if everything else others[:2])


@cache
def _resolver() -> EndpointResolver:
    return EndpointResolver(_loader().load_data("endpoints"))


def _default_region(prefix: str, region: str, partition: str, fips: bool, dual: bool) -> str:
    """The region that a client signs for if the rule set gives none: services with one region have it here."""
    for variant in ({"use_dualstack_endpoint": dual, "use_fips_endpoint": fips}, {}):
        try:
            found = _resolver().construct_endpoint(prefix, region, partition, **variant)
        except BotoCoreError:  # the table does not know the variant
            continue
        return (found or {}).get("credentialScope", {}).get("region", region)
    return region


def _from_rules(service: str, model: dict[str, Any], everything: bool) -> Iterator[Row]:
    rules = _loader().load_service_model(service, "endpoint-rule-set-1")
    provider = EndpointProvider(rules, _loader().load_data("partitions"))
    text = json.dumps(rules)
    known = rules["parameters"]
    name = _signing_name(model)
    prefix = model["metadata"]["endpointPrefix"]
    contexts = _contexts(service, model)
    for partition in partitions():
        regions = _regions(partition, text, everything)
        for region, fips, dual in itertools.product(regions, (False, True), (False, True)):
            common = {"Region": region, "UseFIPS": fips, "UseDualStack": dual}
            default = _default_region(prefix, region, partition["id"], fips, dual)
            for context in contexts:
                filled = {
                    key: value.format(partition=partition["id"], region=region) if isinstance(value, str) else value
                    for key, value in context.items()
                }
                params = {key: value for key, value in {**common, **filled}.items() if key in known}
                try:
                    endpoint = provider.resolve_endpoint(**params)
                except BotoCoreError:  # the rule set refuses the combination
                    continue
                scope = _scope(endpoint.properties.get("authSchemes", []), name, default)
                yield Row(urlsplit(endpoint.url).hostname or "", "/", *scope, service)


def _prefixes(model: dict[str, Any]) -> dict[str, str]:
    """What operations put before the host, with the path of one that does; labels like `{AccountId}` are filled in."""
    found = {
        _LABEL.sub("a1b2", operation["endpoint"]["hostPrefix"]): _LABEL.sub("x", operation["http"]["requestUri"])
        for operation in model["operations"].values()
        if "endpoint" in operation
    }
    return {prefix: path.partition("?")[0] for prefix, path in found.items()}


def _from_services(everything: bool) -> Iterator[Row]:
    for service in services():
        model = _loader().load_service_model(service, "service-2")
        rows = list(dict.fromkeys(_from_rules(service, model, everything)))
        yield from rows
        for (prefix, path), row in itertools.product(_prefixes(model).items(), rows):
            yield row._replace(hostname=prefix + row.hostname, path=path)


def _from_endpoints_json(*, aliases: bool) -> Iterator[Row]:
    models = [_loader().load_service_model(service, "service-2") for service in services()]
    names = {model["metadata"]["endpointPrefix"]: _signing_name(model) for model in models}
    for partition in _loader().load_data("endpoints")["partitions"]:
        for service, entry in partition["services"].items():
            regions = {*partition["regions"], *entry.get("endpoints", {})}
            for region, fips, dual in itertools.product(sorted(regions), (False, True), (False, True)):
                try:
                    found = _resolver().construct_endpoint(
                        service, region, partition["partition"], use_dualstack_endpoint=dual, use_fips_endpoint=fips
                    )
                except BotoCoreError:  # no such variant
                    continue
                if found is None:
                    continue
                scope = found.get("credentialScope", {})
                name = scope.get("service") or names.get(service)
                if name is None:  # no model, no signing name: nothing to compare with
                    continue
                for host in {found["hostname"], found.get("sslCommonName", found["hostname"])}:
                    # An alias such as fips-us-west-2, for which no host is listed: it fills a template.
                    is_alias = region not in partition["regions"] and (region in host or "region" not in scope)
                    if is_alias == aliases and (not is_alias or "region" in scope):
                        yield Row(host, "/", name, scope.get("region", region), "sigv4", f"endpoints.json {service}")


@cache
def rows(*, everything: bool = False) -> tuple[Row, ...]:
    """All rows, each once; `everything`: also the regions that no rule set tells apart."""
    found = dict.fromkeys(itertools.chain(_from_services(everything), _from_endpoints_json(aliases=False)))
    # "aws-global" is not a region: hosts and scopes with it come from filled-in templates
    return tuple(row for row in found if not _NO_REGION.search(f"{row.hostname} {row.region}"))


@cache
def alias_rows() -> tuple[Row, ...]:
    """Hosts with botocore's aliases of regions, such as fips-us-west-2, dkr-us-east-1 or aws-global, in their names.

    Filling an alias into a template gives them. Few exist, but each says which region is meant; it is never the alias.
    """
    return tuple(dict.fromkeys(_from_endpoints_json(aliases=True)))
