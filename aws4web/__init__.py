"""A compact AWS client for Python in the browser.

Signs requests with AWS Signature V4 through SubtleCrypto, sends them with the page's own fetch, and retries. Outside
Pyodide the same code runs on hashlib and httpx.
"""

from ._client import AwsClient
from ._errors import AbortError, Aws4WebError, NetworkError, UnknownEndpointError
from ._options import AwsOptions
from ._request import Headers, SignedRequest
from ._response import Response
from ._signer import AwsV4Signer

__version__ = "0.1.0"

__all__ = [
    "AbortError",
    "Aws4WebError",
    "AwsClient",
    "AwsOptions",
    "AwsV4Signer",
    "Headers",
    "NetworkError",
    "Response",
    "SignedRequest",
    "UnknownEndpointError",
]
