"""What s3fs's users write works, or is refused by name."""

from typing import Any

import pytest
from botocore import UNSIGNED

from aws4web import AwsClient, CredentialsError
from aws4web.fs import S3FileSystem

KEYS: Any = {"key": "AKIDEXAMPLE", "secret": "s3cr3t"}


def made(**options: Any) -> Any:
    return S3FileSystem(**options, skip_instance_cache=True)


def keys_of(fs: Any) -> tuple[Any, ...]:
    found = fs._shared.client._settings.credentials
    return found.access_key_id, found.secret_access_key, found.session_token


@pytest.mark.parametrize(
    "options",
    [
        {"key": "AKID", "secret": "s3cr3t", "token": "t0ken"},
        {"username": "AKID", "password": "s3cr3t", "token": "t0ken"},
        {
            "client_kwargs": {
                "aws_access_key_id": "AKID",
                "aws_secret_access_key": "s3cr3t",
                "aws_session_token": "t0ken",
            }
        },
        {"credentials": {"access_key_id": "AKID", "secret_access_key": "s3cr3t", "session_token": "t0ken"}},
    ],
)
def test_keys(options: dict[str, Any]) -> None:
    assert keys_of(made(**options)) == ("AKID", "s3cr3t", "t0ken")


def test_places() -> None:
    for options in (
        {"endpoint_url": "https://minio.example", "client_kwargs": {"endpoint_url": "https://other.example"}},
        {"client_kwargs": {"endpoint_url": "https://minio.example"}},
    ):
        assert made(**KEYS, **options).endpoint_url == "https://minio.example"
    for options in ({"region": "eu-west-1"}, {"client_kwargs": {"region_name": "eu-west-1"}}):
        fs = made(**KEYS, **options)
        assert fs._bucket("my-bucket").url("a") == "https://my-bucket.s3.eu-west-1.amazonaws.com/a"
    fs = made(**KEYS, region="eu-west-1", config_kwargs={"s3": {"addressing_style": "path"}})
    assert fs._bucket("my-bucket").url("a") == "https://s3.eu-west-1.amazonaws.com/my-bucket/a"


def test_how_requests_are_sent() -> None:
    fs = made(**KEYS, config_kwargs={"retries": {"max_attempts": 3, "mode": "standard"}, "read_timeout": 7})
    policy = fs._shared.client._settings.policy
    assert (policy.retries, policy.timeout) == (3, 7)
    assert made(**KEYS, config_kwargs={"max_pool_connections": 3}).max_concurrency == 3
    assert made(**KEYS, requester_pays=True)._bucket("my-bucket")._requests.paid_by
    for options in ({"anon": True}, {"anon": True, **KEYS}, {"config_kwargs": {"signature_version": UNSIGNED}}):
        assert made(**options)._shared.client._settings.is_unsigned
    assert not made(anon=False, **KEYS)._shared.client._settings.is_unsigned


def test_what_is_stored() -> None:
    told = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "k", "StorageClass": "GLACIER", "Tagging": "a=1&b=2%26"}
    fs = made(**KEYS, s3_additional_kwargs={**told, "RequestPayer": "requester"})
    assert fs._stored == {
        "server_side_encryption": "aws:kms",
        "sse_kms_key_id": "k",
        "storage_class": "GLACIER",
        "tags": {"a": "1", "b": "2&"},
    }
    assert fs._told["requester_pays"]


def test_what_changes_nothing() -> None:
    needless: Any = {"default_fill_cache": False, "cache_regions": True, "use_ssl": True, "local_expiry_check": True}
    fs = made(**KEYS, **needless, asynchronous=False, loop=None, use_listings_cache=False, default_block_size=2**20)
    assert fs.default_block_size == 2**20
    assert not fs.dircache.use_listings_cache


@pytest.mark.parametrize(
    ("options", "instead"),
    [
        ({"session": object()}, "from_botocore"),
        ({"profile": "mine"}, "from_botocore"),
        ({"client_kwargs": {"verify": False}}, "AwsClient"),
        ({"config_kwargs": {"proxies": {}}}, "HTTPS_PROXY"),
        ({"config_kwargs": {"connect_timeout": 1}}, "timeout="),
        ({"config_kwargs": {"s3": {"use_accelerate_endpoint": True}}}, "use_accelerate_endpoint"),
        ({"endpoint": "https://minio.example"}, "endpoint_url"),
        ({"s3_additional_kwargs": {"ACL": "public-read"}}, "policy"),
        ({"s3_additional_kwargs": {"SSECustomerKey": "s3cr3t"}}, "SSECustomerKey"),
        ({"client_kwargs": "https://minio.example"}, "mapping"),
        ({"token": "t0ken", "aws_session_token": "another"}, "differ"),
    ],
)
def test_what_is_refused(options: dict[str, Any], instead: str) -> None:
    with pytest.raises(TypeError, match=instead) as caught:
        made(**KEYS, **options)
    assert "s3cr3t" not in str(caught.value)


def test_what_contradicts() -> None:
    aws = AwsClient(access_key_id="AKID", secret_access_key="s3cr3t")
    for options in ({**KEYS}, {"anon": True}, {"credentials": lambda: None}):
        with pytest.raises(TypeError, match="pass one of"):
            made(client=aws, **options)
    with pytest.raises(TypeError, match="retries is an option of the client"):
        made(client=aws, retries=1)
    with pytest.raises(TypeError, match="must be an aws4web"):
        made(client=object())
    with pytest.raises(ValueError, match="max_concurrency"):
        made(**KEYS, max_concurrency=0)
    with pytest.raises(ValueError, match="s3v4"):
        made(**KEYS, config_kwargs={"signature_version": "s3"})


def test_without_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", {"AWS_REGION": "eu-west-1"})
    with pytest.raises(CredentialsError, match=r"aws4web\.fs\.register\(aws4web\.AwsClient\(…\)\), or pass anon=True"):
        made()
