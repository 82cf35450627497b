"""What the page asks the issuer. Whoever asks it without the page need not wait for the page to start twice. Pure."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import urlencode

PENDING = {"verifier": "v" * 43, "state": "asked", "nonce": "n"}
ALONE = "panels/call.html"  # of the page's origin, and it starts nothing
REMEMBER = "sessionStorage.setItem('sign-in', arguments[0])"
"""What to run there, with `pending`."""


def pending(place: str) -> str:
    """What the page remembers of its question, and of its place: the hash of its address."""
    return json.dumps({**PENDING, "return_to": f"/{place}"})


def question(url: str, config: dict[str, Any]) -> str:
    """The issuer's address, with the question of the page at `url`."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(PENDING["verifier"].encode()).digest())
    query = {
        "response_type": "code",
        "client_id": config["client_id"],
        "redirect_uri": url,
        "scope": "openid offline_access",
        "prompt": "consent",
        "code_challenge": challenge.decode().rstrip("="),
        "code_challenge_method": "S256",
        "state": PENDING["state"],
        "nonce": PENDING["nonce"],
    }
    return f"{config['issuer']}/auth?{urlencode(query)}"
