"""boto3 clients of the local AWS, with the credentials that it issued or with none, and the errors that they raise."""

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from demo.localhost.aws.local_aws import LocalAws

_OPTIONS: dict[str, Any] = {
    "parameter_validation": False,  # the local AWS is to do it
    "proxies": {},
    "retries": {"total_max_attempts": 1},
    "s3": {"addressing_style": "path"},
}


@functools.cache
def _session() -> boto3.session.Session:
    """It reads the description of a service once."""
    return boto3.session.Session()


class Raised:
    """An error of AWS, filled in when the block ends."""

    status: int
    code: str
    message: str


class Clients(NamedTuple):
    """Makes clients for one local AWS."""

    aws: LocalAws

    def unsigned(self, service: str) -> Any:
        """A client that signs nothing."""
        return self._client(service, {}, Config(**_OPTIONS, signature_version=UNSIGNED))

    def long_lived(self, service: str) -> Any:
        """A client with the key pair of the local AWS."""
        return self.using(
            service, {"AccessKeyId": self.aws.access_key_id, "SecretAccessKey": self.aws.secret_access_key}
        )

    def using(self, service: str, credentials: Mapping[str, Any]) -> Any:
        """A client with what STS, or Cognito Identity, has answered."""
        keys = {
            "aws_access_key_id": credentials["AccessKeyId"],
            "aws_secret_access_key": credentials.get("SecretAccessKey") or credentials["SecretKey"],
            "aws_session_token": credentials.get("SessionToken"),
        }
        return self._client(service, keys, Config(**_OPTIONS))

    def _client(self, service: str, keys: dict[str, Any], config: Config) -> Any:
        endpoint, region = self.aws.endpoint, self.aws.region
        return _session().client(service, endpoint_url=endpoint, region_name=region, config=config, **keys)


@contextmanager
def refused() -> Iterator[Raised]:
    """What the block must end with: an error of AWS."""
    raised = Raised()
    with pytest.raises(ClientError) as caught:
        yield raised
    answer = caught.value.response
    raised.status = answer["ResponseMetadata"]["HTTPStatusCode"]
    raised.code, raised.message = answer["Error"]["Code"], answer["Error"]["Message"]


def said(raised: Raised) -> tuple[int, str, str]:
    """Status, code and message."""
    return raised.status, raised.code, raised.message
