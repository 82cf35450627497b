"""What the environment says about sending: proxies, and the certificates to trust."""

import os
import re
import ssl
from functools import lru_cache
from urllib.request import getproxies, proxy_bypass

from ..._errors import NetworkError
from ..._url import Url

# Where ECS and EKS hand out credentials, over plain HTTP: only this machine reaches them, and no proxy may read them.
_NEVER_BY_PROXY = frozenset({"169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"})
# A proxy elsewhere has a loopback of its own, and would read what is not to leave this machine. Browsers skip it too.
_is_loopback = re.compile(r"localhost|\[::1\]|127(?:\.\d+){3}", re.ASCII).fullmatch
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class Proxies:
    """HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, except for the hosts in NO_PROXY; lower case too, and on Windows and macOS
    the system's settings. Read once for each pool of connections. Credentials of containers are asked for without one,
    and so is what goes to this machine over plain HTTP.
    """

    def __init__(self) -> None:
        self._by_scheme = getproxies()

    def of(self, url: str, where: str) -> str | None:
        """The proxy for a URL, or None. Raises NetworkError for one that aiohttp does not speak with."""
        if not self._by_scheme:
            return None
        parts = Url.split(url)
        proxy = self._by_scheme.get(parts.scheme) or self._by_scheme.get("all")
        if not proxy or _is_never_by_proxy(parts) or proxy_bypass(parts.host):
            return None
        scheme, separator, _ = proxy.partition("://")
        if not separator:
            return f"http://{proxy}"
        if scheme.lower() not in ("http", "https"):
            raise NetworkError(
                f"{where}: the environment names a {scheme} proxy, and only http and https proxies are supported. Unset"
                f" {parts.scheme.upper()}_PROXY or ALL_PROXY, add the host to NO_PROXY, or pass a session whose"
                " connector knows such proxies",
                retryable=False,
            )
        return proxy


def _is_never_by_proxy(url: Url) -> bool:
    return url.hostname in _NEVER_BY_PROXY or bool(not url.is_encrypted and _is_loopback(url.hostname))


def tls_context(where: str) -> ssl.SSLContext:
    """Trusts what SSL_CERT_FILE or SSL_CERT_DIR names, else what the system trusts, else certifi's list.

    Raises NetworkError if the variable names something that cannot be read.
    """
    file, folder = (os.environ.get(name) for name in _CERTIFICATES)
    try:
        return _context(file or None, folder or None)
    except (OSError, ssl.SSLError) as exc:
        variable = _CERTIFICATES[0] if file else _CERTIFICATES[1]
        raise NetworkError(
            f"{where}: no certificates can be read from {variable}={file or folder}: {exc}. Correct the environment"
            " variable, or unset it",
            retryable=False,
        ) from exc


@lru_cache(maxsize=4)  # reading all certificates takes 40 ms
def _context(file: str | None, folder: str | None) -> ssl.SSLContext:
    if folder and not file and not os.path.isdir(folder):  # noqa: PTH112
        raise NotADirectoryError(20, "not a directory", folder)
    paths = ssl.get_default_verify_paths()
    if not file and not folder and os.name != "nt" and not (paths.cafile or paths.capath):
        # A Python from python.org on a Mac, a container without certificates.
        import certifi

        file = certifi.where()
    context = ssl.create_default_context(cafile=file, capath=folder)
    context.set_alpn_protocols(["http/1.1"])
    return context
