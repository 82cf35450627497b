"""What fetch's options mean without a page: https://fetch.spec.whatwg.org/#requestinit

The same call is to run in a page and here. So an option for pages only is checked, and left out if nothing is lost.
"""

from ..values import FetchOptions

_CHOICES = {
    "mode": ("cors", "no-cors", "same-origin"),
    "credentials": ("omit", "same-origin", "include"),
    "cache": ("default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"),
    "redirect": ("follow", "error", "manual"),
    "referrerPolicy": (
        *("", "no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin"),
        *("origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url"),
    ),
    "priority": ("high", "low", "auto"),
    "duplex": ("half",),
}
_WITHOUT_MEANING = frozenset({"referrer", "integrity", "keepalive"})


def check_options(options: FetchOptions, /) -> None:
    """Raises TypeError for an option that cannot be left out here, ValueError for a value that fetch would refuse."""
    for name, value in options.items():
        if name in _CHOICES:
            choices = _CHOICES[name]
            if value not in choices:
                raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}")  # the value may be a secret
            if value == "only-if-cached":
                raise ValueError("cache='only-if-cached' never sends a request, and there is no cache here")
        elif name == "signal":
            raise TypeError("signal takes a JS AbortSignal, in a browser; here cancel the asyncio task instead")
        elif name == "integrity" and value:
            raise TypeError("integrity is checked by a browser only; here compare a hash of response.bytes() yourself")
        elif name == "window":
            raise TypeError("window can only be None")
        elif name not in _WITHOUT_MEANING:
            raise TypeError(f"init={{{name!r}: …}} is for the fetch of a JS runtime, and there is none here")
