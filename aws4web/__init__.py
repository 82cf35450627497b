"""A compact AWS client for Python in the browser.

Signs requests with AWS Signature V4 through SubtleCrypto, sends them with the page's own fetch, and retries. Outside
Pyodide the same code runs on hashlib and aiohttp.
"""

TYPE_CHECKING = False  # typing's own takes 10 ms to import on CPython
if TYPE_CHECKING:  # what a type checker sees of _PUBLIC; a test holds them equal
    from ._client import AwsClient as AwsClient
    from ._credentials import Credentials as Credentials
    from ._errors import AbortError as AbortError
    from ._errors import Aws4WebError as Aws4WebError
    from ._errors import AwsError as AwsError
    from ._errors import CredentialsError as CredentialsError
    from ._errors import Diagnosis as Diagnosis
    from ._errors import NetworkError as NetworkError
    from ._errors import RequestTimeoutError as RequestTimeoutError
    from ._errors import UnknownEndpointError as UnknownEndpointError
    from ._headers import Headers as Headers
    from ._option_types import AwsOptions as AwsOptions
    from ._option_types import ClientOptions as ClientOptions
    from ._option_types import RequestInit as RequestInit
    from ._option_types import SignerOptions as SignerOptions
    from ._request import SignedRequest as SignedRequest
    from ._response import Response as Response
    from ._retry.budget import RetryBudget as RetryBudget
    from ._sign.presigned import Presigned as Presigned
    from ._sign.presigned import presigned as presigned
    from ._sign.signer import AwsV4Signer as AwsV4Signer
    from ._types import CredentialsProvider as CredentialsProvider
    from ._types import Request as Request
    from ._version import __version__ as __version__

_PUBLIC = {
    "_client": "AwsClient",
    "_credentials": "Credentials",
    "_errors": "AbortError Aws4WebError AwsError CredentialsError Diagnosis NetworkError RequestTimeoutError"
    " UnknownEndpointError",
    "_headers": "Headers",
    "_option_types": "AwsOptions ClientOptions RequestInit SignerOptions",
    "_request": "SignedRequest",
    "_response": "Response",
    "_retry.budget": "RetryBudget",
    "_sign.presigned": "Presigned presigned",
    "_sign.signer": "AwsV4Signer",
    "_types": "CredentialsProvider Request",
    "_version": "__version__",
}
_MODULE_OF = {name: module for module, names in _PUBLIC.items() for name in names.split()}
__all__ = [*_MODULE_OF]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    # A module is loaded when something of it is named: a page compiles each module that it uses, and pays for no other.
    if name in _MODULE_OF:
        from importlib import import_module

        value = globals()[name] = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE_OF})
