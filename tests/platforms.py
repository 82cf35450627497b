"""Clients and signers on a platform of a test's own. Imports nothing but the package: it runs in Pyodide too."""

from typing import Any, TypeVar

from aws4web import AwsClient

_Kind = TypeVar("_Kind")


def on(platform: Any, kind: type[_Kind] = AwsClient) -> type[_Kind]:
    """AwsClient, or AwsV4Signer, for this platform."""
    made: Any = type(kind.__name__, (kind,), {"_platform": platform, "__slots__": ()})
    return made
