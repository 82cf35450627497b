"""The Content-Security-Policies of the site's pages. Pure.

They stand in the pages themselves: a static host may send no headers. JupyterLite, which needs more, has its own path.
"""

import base64
import hashlib
import re
from html import escape

from ..pages.demo_page_server import POLICY

GUIDE = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
_CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
_HEAD = re.compile(r"<head>", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b(?![^>]*\b(?:src|type=\"application/json\"))[^>]*>(.*?)</script>", re.DOTALL)


def demo_policy(cdn: str | None) -> str:
    """The demo's own policy, without what works only in a header; with Pyodide's address if it comes from elsewhere."""
    directives = [one.strip() for one in POLICY.split(";") if "frame-ancestors" not in one]
    if cdn:
        directives = [f"{one} {cdn}" if one.startswith("script-src ") else one for one in directives]
    return "; ".join(directives)


def lab_policy(html: str, cdn: str | None) -> str:
    """The least that a page of JupyterLite runs with.

    It compiles the schemas of its settings ('unsafe-eval') and puts <style> into the page; its icons are data:. The
    scripts that stand in the page are named by their hashes.
    """
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in _SCRIPT.findall(html)}
    scripts = ["'self'", "'unsafe-eval'", *(f"'sha256-{one}'" for one in sorted(hashes)), *([cdn] if cdn else [])]
    return (
        f"default-src 'none'; script-src {' '.join(scripts)}; style-src 'self' 'unsafe-inline'; "
        "connect-src 'self' https: http://127.0.0.1:* http://localhost:*; img-src 'self' blob: data:; "
        "font-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'"
    )


def with_policy(html: str, policy: str) -> str:
    """A page that begins with this policy, and tells no other host where its visitors come from."""
    found = _CHARSET.search(html) or _HEAD.search(html)
    if not found or "<script" in html[: found.end()]:
        raise ValueError("the page runs a script before it could have a policy")
    metas = (
        f'\n    <meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=False)}">'
        '\n    <meta name="referrer" content="no-referrer">'
    )
    return html[: found.end()] + metas + html[found.end() :]
