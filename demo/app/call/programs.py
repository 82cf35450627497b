"""The same call as a Python program and as a curl command."""

from aws4web import AwsV4Signer

from .. import connection, request_form, tabs
from ..call_text import as_curl, as_python
from ..dom import element, on, start
from ..latest import Latest
from ..python import panel as python

_curls = Latest()


def show() -> None:
    """Show the programs of what the fields describe."""
    now = connection.current()
    try:
        code = as_python(request_form.read("call"), region=now.region, has_token=bool(now.session_token))
    except ValueError as error:
        code = f"# {error}"
    element("call-python-code").textContent = code
    if element("call-curl").open:
        start(_show_curl())


async def _show_curl() -> None:
    is_latest = _curls.ask()
    try:
        signer = AwsV4Signer(**await request_form.signer_options(request_form.read("call")))
        command, signed = as_curl(await signer.sign()), f"Signed at {signer.datetime}."
    except Exception as error:
        command, signed = f"# {error}", ""
    if is_latest():
        element("call-curl-code").textContent = command
        element("call-curl-time").textContent = signed


def _try_python() -> None:
    tabs.select("python")
    python.put(element("call-python-code").textContent)
    element("python-run").focus()


def wire() -> None:
    """Listen to the buttons."""
    on(element("call-curl"), "toggle", lambda _: show())
    on(element("call-resign"), "click", lambda _: _show_curl())
    on(element("call-try"), "click", lambda _: _try_python())
