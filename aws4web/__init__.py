"""A compact AWS client for Python in the browser.

Signs requests with AWS Signature V4 through SubtleCrypto, sends them with the page's own fetch, and retries. Outside
Pyodide the same code runs on hashlib and httpx.
"""

from typing import TYPE_CHECKING, Any

from ._client import AwsClient
from ._errors import AbortError, Aws4WebError, AwsError, NetworkError, RequestTimeoutError, UnknownEndpointError
from ._options import AwsOptions
from ._request import Headers, SignedRequest
from ._response import Response
from ._retry import RetryBudget
from ._signer import AwsV4Signer

if TYPE_CHECKING:
    from ._advice import Diagnosis

__version__ = "0.1.0"

__all__ = [
    "AbortError",
    "Aws4WebError",
    "AwsClient",
    "AwsError",
    "AwsOptions",
    "AwsV4Signer",
    "Diagnosis",
    "Headers",
    "NetworkError",
    "RequestTimeoutError",
    "Response",
    "RetryBudget",
    "SignedRequest",
    "UnknownEndpointError",
]


def __getattr__(name: str) -> Any:
    # What few programs name is loaded when it is named: a page pays for each module.
    if name == "Diagnosis":
        from ._advice import Diagnosis

        return Diagnosis
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
