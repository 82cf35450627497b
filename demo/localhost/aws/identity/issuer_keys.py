"""The keys of an issuer, found as OpenID Connect Discovery says."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

import jwt

TIMEOUT = 10.0  # seconds
# The issuer is on this machine: no proxy leads there.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class IssuerRefused(Exception):
    """The issuer answered with an error of the caller's, such as 404; the text is its status line."""


class IssuerUnreachable(Exception):
    """The issuer did not answer, or has an error of its own."""


class NoKeys(Exception):
    """What the issuer answered is not what Discovery asks for."""


def find_keys(issuer: str) -> list[jwt.PyJWK]:
    """The keys that the issuer publishes now: nothing is kept, so that changed keys count at once."""
    configuration = _read(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if configuration.get("issuer") != issuer or not isinstance(configuration.get("jwks_uri"), str):
        raise NoKeys
    try:
        return jwt.PyJWKSet.from_dict(_read(configuration["jwks_uri"])).keys
    except jwt.PyJWTError:
        raise NoKeys from None


def _read(url: str) -> dict[str, Any]:
    try:
        with _OPENER.open(url, timeout=TIMEOUT) as response:
            content = json.load(response)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code >= 500:
            raise IssuerUnreachable from None
        raise IssuerRefused(f"HTTP/1.1 {error.code} {error.reason}") from None
    except (OSError, http.client.HTTPException):
        raise IssuerUnreachable from None
    except ValueError:  # not JSON, or not a URL
        raise NoKeys from None
    if not isinstance(content, dict):
        raise NoKeys
    return content
