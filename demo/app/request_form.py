"""The fields that describe a request, in both the Call and the Signature tab."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from . import connection, kept
from .call_text import Call
from .dom import element, fill, make, on, value
from .json_text import parsed
from .request_fields import Typed
from .unsaid import safe_body, safe_header_lines, safe_url
from .words import header_pairs

_MOST = 10  # that can be brought back
_SAFE = {"url": safe_url, "headers": safe_header_lines, "body": safe_body}


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


def offer(tab: str, names: Any) -> None:
    """List a tab's examples."""
    fill(element(f"{tab}-example"), *[make("option", name) for name in names])


async def signer_options(call: Call, keys: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What AwsV4Signer takes for a call, with the connection's keys or others."""
    now = connection.current()
    return {
        **(keys or {"credentials": await connection.credentials()}),
        "url": call.url,
        "method": call.method,
        "headers": call.headers,
        "body": call.body if call.has_body else None,
        "service": call.service or None,
        "region": call.region or now.region,
    }


class Fields:
    """All fields of a tab: what is typed is found again after a reload, and what is replaced can be brought back."""

    def __init__(self, tab: str, names: tuple[str, ...], shown: Callable[[], object], secrets: tuple[str, ...] = ()):
        self._tab = tab
        self._names = names
        self._secrets = secrets
        self._shown = shown
        """Shows what depends on the fields."""
        self._loaded: Typed = {}
        self._replaced: list[Typed] = []
        on(element(f"{tab}-bring-back"), "click", lambda _: self._bring_back())

    def typed(self) -> Typed:
        """What the fields hold."""
        return {name: self._get(element(f"{self._tab}-{name}")) for name in self._names}

    @property
    def is_changed(self) -> bool:
        """Whether the visitor has typed something since `load`."""
        return self.typed() != self._loaded

    def load(self, typed: Typed, *, is_example: bool = True) -> None:
        """Fill the fields; what the visitor had typed can be brought back."""
        if self.is_changed and self.typed() != typed:
            self._replaced = [*self._replaced, self.typed()][-_MOST:]
        self._put(typed)
        self._show_replaced()
        self._loaded = self.typed() if is_example else {}
        self.keep()
        self._shown()

    def restore(self, example: Typed) -> None:
        """Fill the fields as an earlier visit left them, otherwise with the example."""
        self._put(example)
        self._loaded = self.typed()
        try:
            stored = parsed(kept.get(f"{self._tab}.form") or "{}")
            if stored:
                self._put(self._with_secrets({name: str(text) for name, text in stored.items()}, example))
        except (ValueError, AttributeError):
            kept.put(f"{self._tab}.form", None)
        self._shown()

    def keep(self) -> None:
        """Keep what is typed, without secrets, if it is not the example."""
        now = connection.current()
        safe = {name: _SAFE.get(name, str)(text) for name, text in self.typed().items() if name not in self._secrets}
        text = json.dumps(safe)
        is_secret = any(secret and secret in text for secret in (now.secret_access_key, now.session_token))
        kept.put(f"{self._tab}.form", text if self.is_changed and not is_secret else None)
        kept.put(f"{self._tab}.example", value(f"{self._tab}-example"))

    def _with_secrets(self, stored: Typed, example: Typed) -> Typed:
        """What was stored, with the example's keys if they are still the ones."""
        is_same = stored.get("key-id") == example.get("key-id")
        return {**stored, **{name: example.get(name, "") for name in self._secrets if is_same}}

    def _put(self, typed: Typed) -> None:
        for name in self._names:
            js_field = element(f"{self._tab}-{name}")
            if js_field.type == "checkbox":
                js_field.checked = bool(typed.get(name))
            else:
                js_field.value = typed.get(name, "")

    def _get(self, js_field: Any) -> str:
        return ("on" if js_field.checked else "") if js_field.type == "checkbox" else js_field.value

    def _show_replaced(self) -> None:
        element(f"{self._tab}-replaced").hidden = not self._replaced

    def _bring_back(self) -> None:
        typed = self._replaced.pop()
        self.load(typed, is_example=False)
        element(f"{self._tab}-url").focus()


def kept_example(tab: str) -> str:
    """The example that was chosen before a reload: it is chosen again."""
    name = kept.get(f"{tab}.example")
    js_select = element(f"{tab}-example")
    if name in [js_option.text for js_option in js_select.options]:
        js_select.value = name
    return value(f"{tab}-example")
