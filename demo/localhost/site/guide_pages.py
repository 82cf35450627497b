"""The guide as pages without scripts, made of demo/guide/*.md: titles, links and code are read; raw HTML stays text."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from ..project import DEMO, DemoError
from .policies import GUIDE, with_policy

ROOT = DEMO.parent
FOLDER = DEMO / "guide"
TEMPLATE = Path(__file__).with_name("template.html")
STYLE = Path(__file__).with_name("guide.css")
FIRST = "README.md"
CURRENT = ' aria-current="page"'
REPOSITORY = "https://github.com/aws4web/aws4web"
# What is part of the site too, by the folder in the repository.
IN_SITE = {DEMO: "../", DEMO / "notebooks": "../lab/", FOLDER: "index.html"}


def guide_pages() -> dict[str, str]:
    """Each page's file name and HTML. Raises DemoError for a link that leads nowhere."""
    paths = sorted(FOLDER.glob("*.md"))
    texts = {path: _Text(path) for path in paths}
    order = [path for path in texts[FOLDER / FIRST].linked if path in texts]
    ordered = list(dict.fromkeys([FOLDER / FIRST, *order, *paths]))
    return {name_of(path): _page(texts[path], [texts[one] for one in ordered]) for path in paths}


def name_of(path: Path) -> str:
    """The name of the page that a file of the guide becomes."""
    return "index.html" if path.name == FIRST else f"{path.stem}.html"


def slug(title: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


class _Text:
    """A file of the guide, read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.linked: list[Path] = []
        """The files that it links to, in order."""
        self.anchors: set[str] = set()
        self.title = path.stem
        markdown = MarkdownIt("commonmark", {"html": False, "highlight": _coloured}).enable("table")
        markdown.add_render_rule("table_open", lambda *_: '<div class="table" tabindex="0"><table>\n')
        markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
        environment: dict[str, Any] = {}
        tokens = markdown.parse(path.read_text(), environment)
        self._name_headings(tokens)
        for token in _links(tokens):
            token.attrSet("href", self._address(str(token.attrGet("href"))))
        self.html: str = markdown.renderer.render(tokens, markdown.options, environment)

    def _name_headings(self, tokens: Sequence[Token]) -> None:
        for opening, inline in pairwise(tokens):
            if opening.type == "heading_open":
                words = "".join(one.content for one in inline.children or [])
                opening.attrSet("id", slug(words))
                self.anchors.add(slug(words))
                if opening.tag == "h1":
                    self.title = words

    def _address(self, target: str) -> str:
        """What a link of the file leads to, seen from its page."""
        url = urlsplit(target)
        if url.scheme:
            return target
        path = (self.path.parent / url.path).resolve() if url.path else self.path
        if not path.exists():
            raise DemoError(f"{self.path.name}: nothing is at {target}")
        self.linked.append(path)
        fragment = f"#{url.fragment}" if url.fragment else ""
        if path.parent == FOLDER and path.suffix == ".md":
            return f"{'' if path == self.path else name_of(path)}{fragment}"
        if path in IN_SITE:
            return IN_SITE[path]
        kind = "tree" if path.is_dir() else "blob"
        return f"{REPOSITORY}/{kind}/main/{path.relative_to(ROOT)}{fragment}"


def _links(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "link_open":
            yield token
        yield from _links(token.children or [])


def _coloured(code: str, language: str, _: str) -> str:
    """Code, coloured by classes; it can be scrolled with the keyboard."""
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        inner = escape(code)
    else:
        inner = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return f'<pre tabindex="0"><code>{inner}</code></pre>\n'


def _page(text: _Text, pages: Sequence[_Text]) -> str:
    items = [
        f'<li><a href="{name_of(one.path)}"{CURRENT if one is text else ""}>{escape(one.title)}</a></li>'
        for one in pages
    ]
    html = Template(TEMPLATE.read_text()).substitute(
        title=escape(text.title), nav=f"<ul>{''.join(items)}</ul>", content=text.html, repository=REPOSITORY
    )
    return with_policy(html, GUIDE)
