"""Who answers for s3:// and s3a:// among fsspec's file systems."""

# fsspec has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportIncompatibleMethodOverride=false, reportOptionalMemberAccess=false

from typing import TYPE_CHECKING

from ._filesystem import S3FileSystem
from ._whose import set_default

if TYPE_CHECKING:
    from .._client import AwsClient
    from ..blocking import AwsClient as BlockingClient


def register(client: "AwsClient | BlockingClient | None" = None) -> None:
    """Have fsspec, and all that uses it, open s3:// and s3a:// by S3FileSystem, in the place of s3fs.

    client   the AwsClient, of `aws4web` or `aws4web.blocking`, whose requests these are where no other is named; None
             leaves the one before

    Importing `aws4web.fs` in Pyodide does so.

        aws4web.fs.register(aws4web.AwsClient(access_key_id="AKIA…", secret_access_key="…"))
        pandas.read_csv("s3://my-bucket/data.csv")
    """
    from fsspec import register_implementation

    if client is not None:
        set_default(client)
    for protocol in S3FileSystem.protocol:
        register_implementation(protocol, S3FileSystem, clobber=True)
