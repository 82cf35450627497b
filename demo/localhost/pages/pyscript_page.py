"""The PyScript page, demo/pyscript/: its addresses, and what its answers carry."""

from pathlib import Path

from ..project import DEMO

PAGE = DEMO / "pyscript"

# Other hosts are for readers who take PyScript from the CDN, or use their own AWS keys; the unchanged page needs none.
# PyScript puts <style> into the page, evaluates strings, and starts workers from blobs, from which it also fetches what
# is written in the page; workers reach the page through memory that both share, which takes an isolated page.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; "
        "script-src 'self' blob: 'unsafe-eval' https://cdn.jsdelivr.net; "
        "style-src 'self' 'unsafe-inline'; "
        "worker-src 'self' blob:; "
        "connect-src 'self' blob: http://127.0.0.1:* http://localhost:* https:; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


def pyscript_files(core: Path) -> dict[str, Path]:
    """The addresses of the page, and of PyScript in the folder `core`."""
    files = {f"/pyscript/{path.name}": path for path in PAGE.iterdir() if path.is_file()}
    files |= {f"/pyscript/core/{path.name}": path for path in core.iterdir()}
    return {"/pyscript/": PAGE / "index.html", **files}
