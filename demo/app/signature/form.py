"""The Signature tab's fields, and the signer of what they describe."""

from collections.abc import Callable
from typing import Any

from aws4web import AwsV4Signer

from .. import connection, request_form
from ..dom import element, value
from ..request_fields import FIELDS
from ..request_form import Fields, kept_example, offer
from .examples import Example, examples
from .moments import aws_time

_SECRETS = ("secret", "token")
_ALL = (*FIELDS, "datetime", "query", "all-headers", "expires", "own-keys", "key-id", *_SECRETS)
_KEYS = {"access_key_id": "key-id", "secret_access_key": "secret", "session_token": "token"}
fields: Fields


def _checked(name: str) -> bool:
    return element(f"signature-{name}").checked


def has_own_keys() -> bool:
    """Whether it is signed with other keys than the connection's."""
    return _checked("own-keys")


def own_keys() -> dict[str, str]:
    """The keys in the fields. Raises ValueError for an empty field."""
    keys = {name: value(f"signature-{field}").strip() for name, field in _KEYS.items()}
    for name in ("access_key_id", "secret_access_key"):
        if not keys[name]:
            raise ValueError(f"fill in the {name.replace('_', ' ')}, or sign with the connection’s keys")
    return {name: text for name, text in keys.items() if text}


def signing_options(datetime: str = "") -> dict[str, Any]:
    """How it is signed, at the given time or the one in its field. Raises ValueError for a bad time or number."""
    options: dict[str, Any] = {"sign_query": _checked("query"), "all_headers": _checked("all-headers")}
    when = datetime or aws_time(value("signature-datetime"))
    if when:
        options["datetime"] = when
    expires = value("signature-expires").strip()
    if expires and options["sign_query"]:
        if not (expires.isascii() and expires.isdecimal() and len(expires) < 10):
            raise ValueError(f"expires must be a number of seconds, not {expires[:40]}")
        options["expires"] = int(expires)
    return options


async def signer(datetime: str = "") -> AwsV4Signer:
    """The signer of what the fields describe."""
    options = signing_options(datetime)
    call = request_form.read("signature")
    if has_own_keys():
        return AwsV4Signer(**await request_form.signer_options(call, own_keys()), **options)
    return AwsV4Signer(**await request_form.signer_options(call), **options)


def example() -> Example:
    """The example that is chosen."""
    return examples(connection.current().url)[value("signature-example")]


def load_example() -> None:
    """Fill in the chosen example."""
    fields.load(example().typed)


def show_dependent() -> None:
    """Show the fields that count."""
    element("signature-keys").hidden = not has_own_keys()
    element("signature-expires-field").hidden = not _checked("query")


def wire(shown: Callable[[], object]) -> None:
    """Fill the fields; `shown` is called whenever they were filled anew."""
    global fields
    fields = Fields("signature", _ALL, shown, _SECRETS)
    offer("signature", examples(connection.current().url))
    kept_example("signature")
    fields.restore(example().typed)
