"""Many texts hashed at once: they go to JS as one, and what comes of them comes back as one piece of bytes."""

from typing import Any

from .ffi import js, promise, settled

_link = js.Array.of
# Promise.all(array) -> [array] -> new Blob(array) -> its bytes
_js_links = (
    _link(js.Array.of.bind(js.Array)),
    _link(js.Reflect.construct.bind(None, js.Blob)),
    _link(js.Function.prototype.call.bind(js.Blob.prototype.arrayBuffer)),
)


async def hashes(js_encode: Any, js_hash: Any, texts: str) -> bytes:
    """The results of a function that makes 32 bytes of bytes, one after another, of texts with NULs between them.

    `map` passes an index and the array too, which neither function looks at.
    """
    js_texts = js.Reflect.apply(js.String.prototype.split, texts, js.Array.of("\0"))
    js_all = promise(js.Promise, "all", js_texts.map(js_encode).map(js_hash))
    return (await settled(js_all, *_js_links)).to_bytes()
