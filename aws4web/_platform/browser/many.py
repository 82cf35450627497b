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


async def signatures(js_encode: Any, js_digest: Any, js_sign: Any, to_sign: str, canonicals: list[str]) -> list[str]:
    """The signatures of canonical requests whose strings to sign begin alike."""
    found = (await _hashes(js_encode, js_digest, "\0".join(canonicals))).hex("\0", 32)
    texts = to_sign + found.replace("\0", f"\0{to_sign}")
    return (await _hashes(js_encode, js_sign, texts)).hex("\0", 32).split("\0")


async def _hashes(js_encode: Any, js_hash: Any, texts: str) -> bytes:
    """The results of a function that makes 32 bytes of bytes, one after another, of texts with NULs between them.

    `map` passes an index and the array too, which neither function looks at.
    """
    js_texts = js.Reflect.apply(js.String.prototype.split, texts, js.Array.of("\0"))
    js_all = promise(js.Promise, "all", js_texts.map(js_encode).map(js_hash))
    return (await settled(js_all, *_js_links)).to_bytes()
