"""A compact AWS client for Python in the browser.

Signs requests with AWS Signature V4 through SubtleCrypto, sends them with the page's own fetch, and retries. Outside
Pyodide the same code runs on hashlib and aiohttp.
"""

TYPE_CHECKING = False  # typing's own takes 10 ms to import on CPython
if TYPE_CHECKING:
    from ._advice import Diagnosis
    from ._client import AwsClient
    from ._errors import AbortError, Aws4WebError, AwsError, NetworkError, RequestTimeoutError, UnknownEndpointError
    from ._options import AwsOptions, RetryBudget
    from ._request import Headers, SignedRequest
    from ._response import Response
    from ._signer import AwsV4Signer

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

_MODULES = {
    "_advice": "Diagnosis",
    "_client": "AwsClient",
    "_options": "AwsOptions RetryBudget",
    "_request": "Headers SignedRequest",
    "_response": "Response",
    "_signer": "AwsV4Signer",
    "_errors": "AbortError Aws4WebError AwsError NetworkError RequestTimeoutError UnknownEndpointError",
}


def __getattr__(name: str) -> object:
    # A module is loaded when something of it is named: a page, which compiles each anew, pays for what it uses.
    if name in __all__:
        from importlib import import_module

        module = next(module for module, names in _MODULES.items() if name in names.split())
        value = globals()[name] = getattr(import_module(f".{module}", __name__), name)
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list({*globals(), *__all__})
