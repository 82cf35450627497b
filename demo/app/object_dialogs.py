"""What can be done with an object: look at it, save it, hand out a link, delete it."""

from collections.abc import Callable
from typing import Any

from js import URL, Blob, Object, document
from pyodide.ffi import JsException, to_js

from . import connection, problems
from .call_text import readable
from .dom import announce, element, fill, make, on, show_dialog, value
from .words import size_text

_TEXT = 64 * 1024  # bytes of a text that are shown
_PICTURE = 20 * 2**20  # the largest picture that is shown
_LINK_TO_SAVE = 300  # seconds
_chosen = ("", "")  # bucket and key of the dialog that is open


def _choose(bucket: str, key: str) -> None:
    global _chosen
    _chosen = (bucket, key)


# -- preview -----------------------------------------------------------------------------------------------------------


async def preview(bucket: str, key: str) -> None:
    """Show the beginning of a text, or a picture."""
    _choose(bucket, key)
    element("preview-title").textContent = key
    element("preview-about").textContent = "Loading…"
    fill(element("preview-content"))
    show_dialog("preview-dialog")
    try:
        content = await _content(bucket, key)
    except Exception as error:
        element("preview-about").textContent = ""
        content = problems.problem(error)
    if _chosen == (bucket, key):
        fill(element("preview-content"), content)


async def _content(bucket: str, key: str) -> Any:
    response = await connection.bucket(bucket).get(key)
    content_type = response.headers.get("content-type", "")
    size = int(response.headers.get("content-length", 0))
    element("preview-about").textContent = f"{content_type or 'of unknown type'}, {size_text(size)}"
    if content_type.startswith("image/"):
        if size > _PICTURE:
            await response.cancel()
            return make("p", f"Pictures larger than {size_text(_PICTURE)} are not shown here. Download it.")
        return await _picture(await response.bytes(), content_type, key)
    beginning, is_whole = await _beginning(response)
    try:
        text = beginning.decode() if is_whole else beginning.decode(errors="ignore")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return make("p", "This is neither text nor a picture. Download it.")
    if not is_whole:
        element("preview-about").textContent += f"; the first {size_text(_TEXT)}"
    return make("pre", readable(text) if is_whole else text, tabindex="0", aria_label="Text")


async def _beginning(response: Any) -> tuple[bytes, bool]:
    """The first bytes of a body, and whether they are all of it. The rest is not fetched."""
    content = b""
    async for chunk in response:
        content += chunk
        if len(content) > _TEXT:
            await response.cancel()
            return content[:_TEXT], False
    return content, True


async def _picture(content: bytes, content_type: str, key: str) -> Any:
    js_options = to_js({"type": content_type}, dict_converter=Object.fromEntries)
    js_url = URL.createObjectURL(Blob.new(to_js([to_js(content)]), js_options))
    js_image = make("img", src=js_url, alt=f"The picture {key}")
    try:
        await js_image.decode()
    except JsException:
        return make("p", "This browser cannot show the picture. Download it.")
    finally:
        URL.revokeObjectURL(js_url)
    return js_image


# -- download and link -------------------------------------------------------------------------------------------------


async def download(bucket: str, key: str) -> None:
    """Have the browser save the object through a presigned link: any size works, as nothing goes through this page."""
    # Tried first, and dropped at once: to show a refusal, the browser would leave this page.
    there = connection.bucket(bucket)
    await (await there.get(key)).cancel()
    url = await there.presign(key, expires=_LINK_TO_SAVE, download_as=key.rpartition("/")[2])
    js_link = make("a", href=url, rel="noreferrer")
    document.body.append(js_link)
    js_link.click()
    js_link.remove()
    announce(f"Downloading {key}")


async def show_link(bucket: str, key: str) -> None:
    """Open the dialog with the presigned link."""
    _choose(bucket, key)
    element("link-key").textContent = key
    show_dialog("link-dialog")
    await _make_link()


async def _make_link() -> None:
    async def make_link() -> None:
        bucket, key = _chosen
        url = await connection.bucket(bucket).presign(key, expires=int(value("link-expires")))
        element("link-url").value = url
        element("link-open").href = url

    await problems.guarded("link-problem", make_link())
    hint = "Whoever has the link can read the object until then."
    if connection.current().session_token:
        hint += " It expires sooner if the temporary keys do."
    element("link-hint").textContent = hint


# -- delete ------------------------------------------------------------------------------------------------------------


def ask_delete(bucket: str, key: str) -> None:
    """Ask first."""
    _choose(bucket, key)
    element("delete-key").textContent = key
    problems.clear("delete-problem")
    show_dialog("delete-dialog")


async def _delete(refresh: Callable[[], object]) -> None:
    bucket, key = _chosen

    async def delete() -> None:
        await connection.bucket(bucket).delete(key)

    if await problems.guarded("delete-problem", delete()):
        element("delete-dialog").close()
        announce(f"Deleted {key}")
        refresh()


def wire(refresh: Callable[[], object]) -> None:
    """Listen to the dialogs."""
    on(element("link-expires"), "change", lambda _: _make_link())
    on(element("delete-confirm"), "click", lambda _: _delete(refresh))
    on(
        element("preview-download"),
        "click",
        lambda _: problems.guarded("objects-problem", download(*_chosen)),
    )
