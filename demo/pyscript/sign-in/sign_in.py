"""Signs a person in, gets AWS keys for their ID token, and lists a bucket, until they sign out.

All that the page knows of a person is in `session`, in memory. Whatever ends it empties the page too.
"""

from typing import Any
from urllib.parse import unquote

import page
from bucket import list_folder
from js import BroadcastChannel, location
from pyscript import fetch, when, window
from pyscript.js_modules import oauth
from sign_in.oidc import Arrival, Client
from sign_in.problems import SIGNED_OUT_HERE, SignInError, explain
from sign_in.tokens import Tokens

from aws4web import AwsClient, AwsError, CredentialsError, NetworkError
from aws4web.credentials import web_identity

# ---- What you change: here it comes from the demo's server, which has an issuer and an AWS of its own ----
local = await fetch("config.json").json()
ISSUER = local["issuer"]  # "https://login.example.com"
CLIENT_ID = local["client_id"]  # what the issuer calls this page: a public client, with this page's address
ROLE = local["role_arn"]  # "arn:aws:iam::123456789012:role/reader", which trusts the issuer and the client
BUCKET = local["bucket_url"]  # "https://BUCKET.s3.us-east-1.amazonaws.com"
REGION = local["region"]  # "us-east-1"
STS = local["sts"]  # None: AWS's own
# ---- No more to change ----

ELSEWHERE = "You signed out in another tab."
FAILURES = (SignInError, CredentialsError, AwsError, NetworkError)


class Session:
    """A person who is signed in."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        # It asks for the ID token each time that it needs new keys, and there is always one that is still good.
        self.keys = web_identity(ROLE, tokens.id_token, region=REGION, endpoint_url=STS)
        self.aws = AwsClient(credentials=self.keys, service="s3", region=REGION)


client = Client(oauth, ISSUER, CLIENT_ID)
session: Session | None = None
sign_outs = 0  # in other tabs
other_tabs = BroadcastChannel.new("sign-in")


async def arrive() -> None:
    """The page was opened, by a person or by the issuer."""
    global session
    arrival, before = Arrival(), sign_outs
    try:
        if arrival.is_answer:
            page.busy("Signing in…")
            tokens = await client.arrive(arrival)
            if sign_outs != before:
                page.signed_out(ELSEWHERE)
                return
            session = Session(tokens)
            arrival.return_to_place()
            await show_folder()
        else:
            page.signed_out("You are signed out." if arrival.is_signed_out else "")
    except FAILURES as error:
        fail(error)


@when("click", "#sign-in")
async def sign_in() -> None:
    page.busy("Going to the issuer…")
    try:
        await client.leave_to_sign_in()
    except FAILURES as error:
        fail(error)


@when("click", "#list")
@when("hashchange", window)
async def show_folder() -> None:
    """List the folder that the address names after its `#`."""
    asked = session, location.hash
    if not session:
        return
    try:
        folder = await list_folder(session.aws, BUCKET, unquote(location.hash[1:]))
    except FAILURES as error:
        if asked == (session, location.hash):
            fail(error)
    else:
        if session and asked == (session, location.hash):  # they may have signed out meanwhile, or gone on
            page.listing(session.tokens.name, folder)


@when("click", "#sign-out")
async def sign_out() -> None:
    """Keep nothing here, then have the issuer forget them too. AWS accepts the keys until they end: nobody has them."""
    if not session:
        return
    refresh_token = session.tokens.forget()
    forget()  # before anything that may fail
    other_tabs.postMessage("signed out")
    page.busy("Signing out…")
    try:
        await client.leave_to_sign_out(refresh_token)
    except SignInError:
        page.signed_out(SIGNED_OUT_HERE)


def forget() -> None:
    """Keep nothing of the person: no token, no key, no listing."""
    global session
    if session:
        session.keys.forget()
        session.tokens.forget()
    session = None
    page.clear()


def fail(error: Exception) -> None:
    """Explain what went wrong. Without tokens the session is over; without AWS it is not."""
    problem = explain(error)
    if problem.is_over:
        forget()
    page.problem(problem, session.tokens.name if session else None)


@when("message", other_tabs)
def signed_out_elsewhere() -> None:
    global sign_outs
    sign_outs += 1  # whoever is just arriving is not let in
    if session:
        forget()
        page.signed_out(ELSEWHERE)


@when("pagehide", window)
def leave() -> None:
    """The browser may keep the page as it is, for whoever presses Back: it keeps an empty one."""
    forget()


@when("pageshow", window)
def come_back(event: Any) -> None:
    if event.persisted:
        location.reload()


await arrive()
