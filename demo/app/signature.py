"""The Signature tab: every stage of signing, as the fields change."""

from typing import Any

from aws4web import AwsV4Signer

from . import connection, example_calls, problems, request_form, tabs
from .call_text import Call
from .dom import element, fill, make, on, on_submit, start, value
from .latest import Latest
from .signature_parts import Part, canonical_parts, result_parts, signature_parts, string_parts

_BOX = "signature-problem"
_loaded: Call | None = None
_states = Latest()  # of the fields


def signer(datetime: str = "") -> AwsV4Signer:
    """The signer of what the fields describe, at the given time or the one in its field."""
    options = request_form.signer_options(request_form.read("signature"))
    when = datetime or value("signature-datetime").strip()
    return AwsV4Signer(**options, sign_query=element("signature-query").checked, datetime=when or None)


async def show() -> None:
    """Sign again, and show how."""
    is_latest = _states.ask()
    try:
        stages = await _stages(signer())
    except Exception as error:
        if is_latest():
            problems.show(_BOX, error)
        return
    if is_latest():
        problems.clear(_BOX)
        fill(element("signature-stages"), *stages)


async def _stages(signing: AwsV4Signer) -> list[Any]:
    canonical, string = await signing.canonical_string(), await signing.string_to_sign()
    signature, scope = await signing.signature(), signing.credential_string
    stages = [
        _stage("1. Canonical request", "The request, as both sides write it down.", canonical_parts(canonical)),
        _stage("2. String to sign", "Its hash, with the time and the scope.", string_parts(string)),
        _stage(
            "3. Signature", "A key for the day, and what it makes of the string.", signature_parts(scope, signature)
        ),
    ]
    if signing.sign_query:
        url = (await signing.sign()).url
        head, mark, tail = url.partition("&X-Amz-Signature=")
        parts = [
            Part("query", "URL", head, "With the parameters that were signed."),
            Part("result", "Signature", mark + tail, "Added last. Whoever has the link can use it until it expires."),
        ]
        stages.append(_stage("4. Presigned URL", "All in one link; no header is needed.", parts))
    else:
        key_id = signing.credentials.access_key_id
        parts = result_parts(key_id, scope, signing.signed_headers, signature)
        stages.append(_stage("4. Authorization header", "What is sent along.", parts))
    return stages


def _stage(title: str, about: str, parts: list[Part]) -> Any:
    rows = [
        make(
            "div",
            make("dt", part.label),
            make("dd", make("code", part.text or " "), make("span", part.why, class_="hint")),
            class_="part",
            data_kind=part.kind,
        )
        for part in parts
    ]
    return make("section", make("h3", title), make("p", about, class_="hint"), make("dl", *rows), class_="stage")


def _load_example() -> None:
    global _loaded
    call, datetime, is_query = example_calls.signatures(connection.current().url)[value("signature-example")]
    _loaded = call
    request_form.write("signature", call)
    element("signature-datetime").value = datetime
    element("signature-query").checked = is_query
    start(show())


def _reconnect() -> None:
    """An example goes along with the connection; what the visitor typed stays."""
    if request_form.is_written("signature", _loaded):
        _load_example()
    else:
        start(show())


def wire() -> None:
    """Offer the examples, and listen to the fields."""
    request_form.offer("signature", example_calls.signatures(connection.current().url))
    _load_example()
    connection.on_change(_reconnect)
    on(element("signature-example"), "change", lambda _: _load_example())
    on(element("signature-form"), "input", lambda _: show())
    on_submit(element("signature-form"), show)
    tabs.on_show("signature", lambda: start(show()))  # as of now, not of when the page was loaded
