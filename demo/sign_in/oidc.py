"""OpenID Connect in a page: the authorization code flow with PKCE, and signing out.

npm's oauth4webapi, which is certified, makes and checks the messages; this module keeps what is needed in between. The
page hands over that module of JavaScript, as it has loaded it.
"""

import contextlib
import json
from typing import Any

from js import URL, Reflect, URLSearchParams, history, location, sessionStorage, window
from pyodide.ffi import JsException

from .from_js import js_object, settled
from .problems import SignInError, failure
from .tokens import Tokens

SCOPE = "openid offline_access"  # offline_access: with a refresh token
PENDING = "sign-in"  # the item of sessionStorage while the person is at the issuer
SIGNED_OUT = "signed-out"


class Arrival:
    """What came with the person, and what was kept while they were away. Both are taken: they serve once."""

    def __init__(self) -> None:
        self.query = URLSearchParams.new(window.arrival)  # the page's first script took it out of the address
        window.arrival = ""
        self.is_answer: bool = self.query.has("code") or self.query.has("error")
        self.is_signed_out: bool = self.query.get("state") == SIGNED_OUT
        kept = sessionStorage.getItem(PENDING)
        sessionStorage.removeItem(PENDING)
        self.kept: dict[str, str] | None = json.loads(kept) if isinstance(kept, str) else None

    def return_to_place(self) -> None:
        """Show the address at which the person wanted to sign in, if it is one of this page's."""
        if self.kept:
            url = URL.new(self.kept["return_to"], location.href)
            if url.origin == location.origin and url.pathname == location.pathname and not url.search:
                history.replaceState(None, "", url.href)


class Client:
    """This page, as the issuer knows it."""

    def __init__(self, oauth: Any, issuer: str, client_id: str) -> None:
        self.oauth = oauth
        self.redirect_uri = location.origin + location.pathname
        """Where the issuer sends people back to. It must know exactly this address."""
        self.identity = js_object(client_id=client_id)
        self.public = getattr(oauth, "None")()  # a page keeps no secret; PKCE stands in for it
        self.options = js_object()
        self._issuer = URL.new(issuer)
        if self._issuer.hostname in ("localhost", "127.0.0.1"):
            Reflect.set(self.options, self.oauth.allowInsecureRequests, True)  # otherwise only https will do
        self._server: Any = None

    async def server(self) -> Any:
        """The issuer's addresses, as it publishes them."""
        if not self._server:
            response = await settled(self.oauth.discoveryRequest, self._issuer, self.options)
            self._server = await settled(self.oauth.processDiscoveryResponse, self._issuer, response)
        return self._server

    async def leave_to_sign_in(self) -> None:
        """Send the person to the issuer. Raises SignInError."""
        server = await self.server()
        kept = {
            "verifier": self.oauth.generateRandomCodeVerifier(),
            "state": self.oauth.generateRandomState(),
            "nonce": self.oauth.generateRandomNonce(),
            "return_to": location.pathname + location.hash,
        }
        query = {
            "response_type": "code",
            "client_id": self.identity.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": SCOPE,
            "prompt": "consent",  # OpenID Connect wants it for offline_access
            "code_challenge": await settled(self.oauth.calculatePKCECodeChallenge, kept["verifier"]),
            "code_challenge_method": "S256",
            "state": kept["state"],
            "nonce": kept["nonce"],
        }
        sessionStorage.setItem(PENDING, json.dumps(kept))  # of this tab: a sign-in in another one keeps its own
        _leave(location.assign, server.authorization_endpoint, query)

    async def arrive(self, arrival: Arrival) -> Tokens:
        """Exchange what the issuer sent along for tokens. Raises SignInError."""
        kept = arrival.kept
        if kept is None:
            raise SignInError("not asked")
        server = await self.server()
        try:
            # Is it from this issuer (iss)? Is it the answer to this tab's question (state)? Does it say no (error)?
            given = self.oauth.validateAuthResponse(server, self.identity, arrival.query, kept["state"])
        except JsException as error:
            raise failure(error) from None
        request = (server, self.identity, self.public, given, self.redirect_uri, kept["verifier"], self.options)
        response = await settled(self.oauth.authorizationCodeGrantRequest, *request)
        # Is the ID token from this issuer, for this page, alive, and the answer to this tab's question (nonce)?
        checks = js_object(expectedNonce=kept["nonce"], requireIdToken=True)
        answer = await settled(self.oauth.processAuthorizationCodeResponse, server, self.identity, response, checks)
        return Tokens(self, answer)

    async def leave_to_sign_out(self, refresh_token: str | None) -> None:
        """Have the issuer revoke the token, and send the person there to end the session. Raises SignInError, also
        if the issuer has no address for that: whoever comes next could go on there as this person.

        The issuer asks whether they mean it: the ID token that would spare the question does not belong in an address.
        """
        server = await self.server()
        if refresh_token and getattr(server, "revocation_endpoint", None):
            with contextlib.suppress(SignInError):  # it ends by itself, if later
                request = (server, self.identity, self.public, refresh_token, self.options)
                await settled(self.oauth.revocationRequest, *request)
        end = getattr(server, "end_session_endpoint", None)
        if not end:
            raise SignInError("issuer", "no end_session_endpoint")
        query = {
            "client_id": self.identity.client_id,
            "post_logout_redirect_uri": self.redirect_uri,
            "state": SIGNED_OUT,
        }
        _leave(location.replace, end, query)  # replace: Back does not lead here


def _leave(go: Any, address: str, query: dict[str, str]) -> None:
    url = URL.new(address)
    for name, value in query.items():
        url.searchParams.set(name, value)
    go(url.href)
