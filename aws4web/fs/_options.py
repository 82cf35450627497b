"""The storage options: ours, those of s3fs in the same sense, and what is written instead of its others."""

from collections.abc import Callable, Mapping
from typing import Any

from .._mappings import Hidden
from .._options import refuse_unknown
from ._whose import whose

_CLIENT = ("retries", "init_retry_ms", "retry_network", "timeout", "deadline", "retry_budget")
"""What AwsClient takes."""
_OWN = (
    *("endpoint_url", "region", "addressing_style", "requester_pays", "presign_reads", "version_aware"),
    *("default_block_size", "default_cache_type", "s3_additional_kwargs", "max_concurrency", "fixed_upload_size"),
)
_OF_FSSPEC = ("use_listings_cache", "listings_expiry_time", "max_paths", "skip_instance_cache", "asynchronous", "loop")
_WHOSE = ("client", "anon", "credentials", "access_key_id", "secret_access_key", "session_token")
_SPELLINGS = {
    "key": "access_key_id",
    "username": "access_key_id",
    "aws_access_key_id": "access_key_id",
    "secret": "secret_access_key",
    "password": "secret_access_key",
    "aws_secret_access_key": "secret_access_key",
    "token": "session_token",
    "aws_session_token": "session_token",
    "region_name": "region",
}
_NEEDLESS = {
    "default_fill_cache": "reads fill the gaps of their cache, or not, by its type",
    "local_expiry_check": "ETags are always compared here",
    "cache_regions": "S3 tells the region, and the client remembers it",
    "use_ssl": "endpoint_url says http or https",
    "api_version": "there is one",
}
"""Taken, as they change nothing."""
_INSTEAD = {
    "session": "pass credentials=aws4web.credentials.from_botocore(session)",
    "profile": "pass credentials=aws4web.credentials.from_botocore(botocore.session.Session(profile=…))",
    "profile_name": "pass credentials=aws4web.credentials.from_botocore(botocore.session.Session(profile=…))",
    "verify": "pass client=aws4web.AwsClient(session=…), with an aiohttp.ClientSession of your own",
    "config": "pass config_kwargs",
    "proxies": "set the environment's HTTPS_PROXY, or pass client=aws4web.AwsClient(session=…)",
    "connect_timeout": "pass timeout=, seconds for connecting and for the answer",
}
_STORED = {
    "ContentType": "content_type",
    "CacheControl": "cache_control",
    "ContentDisposition": "content_disposition",
    "ContentEncoding": "content_encoding",
    "ContentLanguage": "content_language",
    "StorageClass": "storage_class",
    "ServerSideEncryption": "server_side_encryption",
    "SSEKMSKeyId": "sse_kms_key_id",
    "Metadata": "metadata",
    "Tagging": "tags",
    "ChecksumAlgorithm": "checksum",
    "IfMatch": "if_match",
    "IfNoneMatch": "if_none_match",
}
"""S3's names for what `Bucket.put` takes."""


def read_options(given: Hidden) -> dict[str, Any]:
    """The options in one spelling, of which none shows a secret. Raises TypeError and ValueError.

    Nothing is left in `given`.
    """
    for name in ("client_kwargs", "config_kwargs"):
        _spread(name, given)
    for name, own in _SPELLINGS.items():
        if (value := given.pop(name, None)) is not None and given.setdefault(own, value) != value:
            given.clear()
            del value
            raise TypeError(f"{name} and {own} are two names for the same, and differ")
    for name in _NEEDLESS:
        given.pop(name, None)
    for name in [name for name, value in given.items() if value is None]:
        del given[name]
    _refuse("S3FileSystem", given, {*_WHOSE, *_OWN, *_CLIENT, *_OF_FSSPEC})
    owner = whose(given)
    options = dict(given)
    if owner.kind == "client" and (twice := [name for name in _CLIENT if name in options]):
        raise TypeError(f"{twice[0]} is an option of the client that is given: set it there")
    if "s3_additional_kwargs" in options:
        options["s3_additional_kwargs"] = stored_options(options["s3_additional_kwargs"])
        if options["s3_additional_kwargs"].pop("request_payer", None) == "requester":
            options["requester_pays"] = True
    options["client"] = owner
    return {name: options[name] for name in sorted(options)}


def client_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Those among them that AwsClient takes."""
    return {name: options[name] for name in (*_CLIENT, "region") if name in options}


def stored_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored with an object, as `Bucket.put` takes it, of S3's names or ours. Raises TypeError."""
    options = {_STORED.get(name, name): value for name, value in given.items() if value is not None}
    payer = options.pop("RequestPayer", options.pop("request_payer", None))
    if isinstance(options.get("tags"), str):
        from urllib.parse import parse_qsl

        options["tags"] = dict(parse_qsl(options["tags"], keep_blank_values=True))
    for name in ("acl", "ACL"):
        if options.pop(name, None) not in (None, False, "private"):
            raise TypeError(f"{name} is not known: objects are the bucket owner's, and its policy says who may read")
    refuse_unknown("what is stored", Hidden(options), {*_STORED.values()})
    return options if payer is None else {**options, "request_payer": payer}


def _spread(name: str, given: Hidden) -> None:
    """What boto3 is given in a dict of its own, put beside the rest, which wins."""
    inner = given.pop(name, None)
    if inner is None:
        return
    if not isinstance(inner, Mapping):
        raise TypeError(f"{name} must be a mapping, not {type(inner).__name__}")
    told = Hidden(inner)  # pyright: ignore[reportUnknownArgumentType]
    del inner
    if name == "config_kwargs":
        for key, read in _CONFIG.items():
            if (value := told.pop(key, None)) is not None:
                for own, meant in read(value).items():
                    told.setdefault(own, meant)
    for key, value in told.items():
        given.setdefault(key, value)
    value = None


def _s3_config(value: Mapping[str, Any]) -> dict[str, Any]:
    _refuse("config_kwargs['s3']", Hidden(value), {"addressing_style", "payload_signing_enabled"})
    return {"addressing_style": value["addressing_style"]} if "addressing_style" in value else {}


def _retries(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {"retries": value}
    _refuse("config_kwargs['retries']", Hidden(value), {"max_attempts", "total_max_attempts", "mode"})  # pyright: ignore[reportUnknownArgumentType]
    told: Mapping[str, Any] = value  # pyright: ignore[reportUnknownVariableType]
    if "total_max_attempts" in told:
        return {"retries": told["total_max_attempts"] - 1}
    return {"retries": told["max_attempts"]} if "max_attempts" in told else {}


def _signature(value: Any) -> dict[str, Any]:
    if value in ("s3v4", "v4"):
        return {}
    if isinstance(value, str):
        raise ValueError(f"signature_version: only 's3v4' is known, not {value!r}")
    return {"anon": True}  # botocore.UNSIGNED


_CONFIG: dict[str, Callable[[Any], dict[str, Any]]] = {
    "s3": _s3_config,
    "retries": _retries,
    "signature_version": _signature,
    "read_timeout": lambda value: {"timeout": value},
    "max_pool_connections": lambda value: {"max_concurrency": value},
}
"""What options of botocore.config.Config mean here."""


def _refuse(where: str, given: Hidden, known: set[str]) -> None:
    for name in given:
        if name in _INSTEAD and name not in known:
            given.clear()
            raise TypeError(f"{where} has no option {name}: {_INSTEAD[name]}")
    refuse_unknown(where, given, known)
