"""What can go wrong.

Aws4WebError
├── UnknownEndpointError    the URL does not tell the service or the region (also a ValueError)
└── NetworkError            no response came, or it broke off (also an OSError)
    └── AbortError          the request's AbortSignal fired

Bad options are TypeError and ValueError, raised before anything is sent.
"""


class Aws4WebError(Exception):
    """The base of all errors that are this package's own."""


class UnknownEndpointError(Aws4WebError, ValueError):
    """The URL does not tell which service or region to sign for, and the options do not either."""


class NetworkError(Aws4WebError, OSError):
    """The request got no response, or its body broke off. `__cause__` is the platform's own error."""


class AbortError(NetworkError):
    """The caller's AbortSignal ended the request."""
