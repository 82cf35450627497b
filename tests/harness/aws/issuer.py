"""An issuer of OpenID Connect, as small as can be: it publishes a key, and signs whatever it is told to."""

import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from demo.localhost.threaded_server import ThreadedServer

CLIENT = "page"
KID = "first"


def new_key() -> rsa.RSAPrivateKey:
    """A key pair."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Issuer(ThreadedServer):
    """Serves its configuration and its key while it is entered; `status` other than 200 refuses to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://localhost:{self.server_address[1]}/realm"
        self.key = new_key()
        self.status = 200
        self.claimed = self.url
        """The issuer that the configuration names."""

    @property
    def provider(self) -> str:
        """Its name in the `Logins` of Cognito."""
        return self.url.removeprefix("http://")

    def claims(self, **overrides: Any) -> dict[str, Any]:
        """What a good token says; None leaves a claim out."""
        now = datetime.now(UTC)
        claims = {"iss": self.url, "aud": CLIENT, "sub": "ada", "iat": now, "exp": now + timedelta(minutes=5)}
        return {name: value for name, value in (claims | overrides).items() if value is not None}

    def token(self, *, key: Any = None, algorithm: str = "RS256", kid: str = KID, **overrides: Any) -> str:
        """A token that is good but for the overrides."""
        key = None if algorithm == "none" else key or self.key
        return jwt.encode(self.claims(**overrides), key, algorithm, headers={"kid": kid})

    def documents(self) -> dict[str, object]:
        """What it publishes, by path."""
        jwk = json.loads(RSAAlgorithm.to_jwk(self.key.public_key())) | {"kid": KID, "use": "sig", "alg": "RS256"}
        return {
            "/realm/.well-known/openid-configuration": {"issuer": self.claimed, "jwks_uri": f"{self.url}/keys"},
            "/realm/keys": {"keys": [jwk]},
        }


class _Handler(BaseHTTPRequestHandler):
    server: Issuer

    def do_GET(self) -> None:
        content = self.server.documents().get(self.path)
        self.send_response(404 if content is None else self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""
