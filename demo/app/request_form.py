"""The fields that describe a request, in both the Call and the Signature tab."""

from typing import Any

from . import connection
from .call_text import Call
from .dom import element, fill, make, value
from .words import header_pairs


def read(tab: str) -> Call:
    """The request that a tab's fields describe. Raises ValueError for an invalid header."""
    return Call(
        value(f"{tab}-method"),
        value(f"{tab}-url").strip(),
        header_pairs(value(f"{tab}-headers")),
        value(f"{tab}-body"),
        value(f"{tab}-service").strip(),
        value(f"{tab}-region").strip(),
    )


def write(tab: str, call: Call) -> None:
    """Fill a tab's fields."""
    element(f"{tab}-method").value = call.method
    element(f"{tab}-url").value = call.url
    element(f"{tab}-headers").value = "\n".join(f"{name}: {text}" for name, text in call.headers)
    element(f"{tab}-body").value = call.body
    element(f"{tab}-service").value = call.service
    element(f"{tab}-region").value = call.region


def is_written(tab: str, call: Call | None) -> bool:
    """Whether a tab's fields are still as `write` left them."""
    try:
        return read(tab) == call
    except ValueError:
        return False


def offer(tab: str, names: Any) -> None:
    """List a tab's examples."""
    fill(element(f"{tab}-example"), *[make("option", name) for name in names])


def signer_options(call: Call) -> dict[str, Any]:
    """What AwsV4Signer takes for a call with the connection's keys."""
    now = connection.current()
    now.client()  # says which field is empty
    return {
        "access_key_id": now.access_key_id,
        "secret_access_key": now.secret_access_key,
        "session_token": now.session_token or None,
        "url": call.url,
        "method": call.method,
        "headers": call.headers,
        "body": call.body if call.has_body else None,
        "service": call.service or None,
        "region": call.region or now.region,
    }
