"""The Signature tab: every stage of signing, as the fields change."""

from typing import Any

from aws4web import AwsV4Signer

from .. import connection, copying, problems, tabs
from ..dom import element, fill, make, on, on_action, on_submit, start
from ..latest import Latest
from . import form, mismatch_view, pasted_view
from .parts import Part, canonical_parts, result_parts, signature_parts, string_parts, unsigned_parts
from .rows import part_rows

_BOX = "signature-problem"
_states = Latest()  # of the fields
_texts: list[str] = []  # of the stages, to copy


async def show() -> None:
    """Sign again, and show how."""
    is_latest = _states.ask()
    form.show_dependent()
    try:
        signer = await form.signer()
        stages = await _stages(signer)
        signature = await signer.signature()
    except Exception as error:
        if is_latest():
            _show_stale(True)
            problems.show(_BOX, error)
        return
    if is_latest():
        problems.clear(_BOX)
        _show_stale(False)
        _texts[:] = [text for text, _ in stages]
        fill(element("signature-stages"), *[js_stage for _, js_stage in stages])
        _show_documented(signature)


def _show_stale(stale: bool) -> None:
    element("signature-stages").dataset.stale = "yes" if stale else "no"
    has_stages = element("signature-stages").childElementCount > 0
    element("signature-stale").hidden = not (stale and has_stages)
    if stale:
        element("signature-documented").hidden = True


def _show_documented(signature: str) -> None:
    """Whether it is the very signature of AWS's documentation."""
    example = form.example()
    js_note = element("signature-documented")
    js_note.hidden = not example.signature
    if example.signature:
        said = (
            "This is the signature that AWS documents ✓"
            if signature == example.signature
            else "AWS documents another signature: the fields were changed."
        )
        fill(js_note, said, make("a", "AWS’s page", href=example.source, target="_blank", rel="noreferrer"))


async def _stages(signer: AwsV4Signer) -> list[tuple[str, Any]]:
    """Each stage: its text, and how it is shown."""
    canonical, string = await signer.canonical_string(), await signer.string_to_sign()
    signature, scope = await signer.signature(), signer.credential_string
    unsigned = unsigned_parts(
        signer.headers, signer.signable_headers, all_headers=form.signing_options()["all_headers"]
    )
    canonical_shown = [*canonical_parts(canonical), *unsigned]
    last_parts = signature_parts(scope, signature)
    stages = [
        (canonical, "1. Canonical request", "The request, as both sides write it down.", canonical_shown),
        (string, "2. String to sign", "Its hash, with the time and the scope.", string_parts(string)),
        (signature, "3. Signature", "A key for the day, and what it makes of the string.", last_parts),
        await _result(signer, scope, signature),
    ]
    return [(text, _stage(at, title, about, parts)) for at, (text, title, about, parts) in enumerate(stages)]


async def _result(signer: AwsV4Signer, scope: str, signature: str) -> tuple[str, str, str, list[Part]]:
    """What is sent."""
    if not signer.sign_query:
        parts = result_parts(signer.credentials.access_key_id, scope, signer.signed_headers, signature)
        return await signer.auth_header(), "4. Authorization header", "What is sent along.", parts
    url = (await signer.sign()).url
    head, mark, tail = url.partition("&X-Amz-Signature=")
    parts = [
        Part("query", "URL", head, "With the parameters that were signed."),
        Part("result", "Signature", mark + tail, "Added last. Whoever has the link can use it until it expires."),
    ]
    return url, "4. Presigned URL", "All in one link; no header is needed.", parts


def _stage(number: int, title: str, about: str, parts: list[Part]) -> Any:
    js_copy = make(
        "button",
        "Copy",
        type="button",
        class_="small",
        data_action="copy",
        data_key=str(number),
        aria_label=f"Copy {title[3:]}",
    )
    return make(
        "section",
        make("div", make("h3", title), js_copy, class_="stage-head"),
        make("p", about, class_="hint"),
        make("dl", *part_rows(parts), id=f"signature-stage-{number}"),
        class_="stage",
    )


def _copy(_: str, key: str) -> None:
    js_list = element(f"signature-stage-{key}")
    js_button = js_list.closest(".stage").querySelector("button")
    copying.copy(js_button, js_list, _texts[int(key)])


def _reconnect() -> None:
    """An example goes along with the connection; what the visitor typed stays."""
    if form.fields.is_changed:
        start(show())
    else:
        form.fields.load(form.example().typed)


def _on_input() -> None:
    form.fields.keep()
    start(show())


def wire() -> None:
    """Offer the examples, and listen to the fields."""
    mismatch_view.wire()
    pasted_view.wire()
    form.wire(lambda: start(show()))
    connection.on_change(_reconnect)
    on(element("signature-example"), "change", lambda _: form.load_example())
    on(element("signature-form"), "input", lambda _: _on_input())
    on_submit(element("signature-form"), show)
    on_action(element("signature-stages"), _copy)
    tabs.on_show("signature", lambda: start(show()))  # as of now, not of when the page was loaded
