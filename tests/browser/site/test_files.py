"""The site's files: policies, links, what the loader is told; and what making it leaves alone."""

import json
import re
import shlex
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from demo.localhost.project import DEMO, DemoError
from demo.localhost.site import __main__ as site
from demo.localhost.site import guide_pages as guide
from demo.localhost.site.__main__ import make_all, sizes
from demo.localhost.site.demo_files import CDN, make_demo


class Page(HTMLParser):
    """What a page links to, its anchors, and what its policy is."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.policy = ""
        self.scripts = 0
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.links += [found[name] for name in ("href", "src") if name in found]
        self.anchors |= {found["id"]} if "id" in found else set()
        self.scripts += tag == "script"
        if found.get("http-equiv") == "Content-Security-Policy":
            assert not self.links, "it comes before all that it is for"
            self.policy = found["content"]


def test_every_link_of_the_guide_leads_somewhere(folder: Path) -> None:
    pages = {path: Page(path) for path in (folder / "guide").glob("*.html")}
    assert len(pages) == len(list((DEMO / "guide").glob("*.md")))
    for path, page in pages.items():
        assert page.scripts == 0
        assert "default-src 'none'; style-src 'self'" in page.policy
        for link in page.links:
            if urlsplit(link).scheme:
                assert link.startswith(("https://", "data:,")), link
                continue
            address, anchor = urldefrag(urljoin(path.as_uri(), link))
            target = Path(urlsplit(address).path)
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), (path.name, link)
            assert not anchor or anchor in (pages[target] if target in pages else Page(target)).anchors, link


def test_raw_html_stays_text_and_a_dead_link_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guide, "FOLDER", tmp_path)
    monkeypatch.setattr(guide, "ROOT", tmp_path)
    first = tmp_path / "README.md"
    first.write_text("# One <b>\n\n<script>1</script>\n\n[two](other.md#x) [bad](javascript:alert(1))\n")
    (tmp_path / "other.md").write_text("# Other\n\n```python\nprint('<i>')\n```\n")
    made = guide.guide_pages()
    assert set(made) == {"index.html", "other.html"}
    assert "<script" not in made["index.html"]
    assert 'href="other.html#x"' in made["index.html"]
    assert 'href="javascript' not in made["index.html"]
    assert "<i>" not in made["other.html"]
    first.write_text("# One\n\n[two](gone.md)\n")
    with pytest.raises(DemoError, match=r"README\.md: nothing is at gone\.md"):
        guide.guide_pages()


def test_demo(folder: Path) -> None:
    page = Page(folder / "index.html")
    assert "script-src 'self' 'wasm-unsafe-eval';" in page.policy
    assert "'unsafe-eval'" not in page.policy
    assert "frame-ancestors" not in page.policy, "a browser would say that it has no effect there"
    config = json.loads((folder / "config.json").read_bytes())
    assert config["pyodide"] == "pyodide/"
    assert {config[name] for name in ("endpoint", "access_key_id", "secret_access_key", "issuer")} == {""}
    for path in (config["wheel"], config["program"]):
        assert (folder / path).is_file()


def test_from_the_cdn(tmp_path: Path) -> None:
    make_demo(tmp_path, CDN)
    assert re.fullmatch(r"https://cdn\.jsdelivr\.net/pyodide/v[\d.]+/full/", CDN)
    assert json.loads((tmp_path / "config.json").read_bytes())["pyodide"] == CDN
    assert f"script-src 'self' 'wasm-unsafe-eval' {CDN};" in Page(tmp_path / "index.html").policy
    assert not (tmp_path / "pyodide").exists()


def test_sizes(folder: Path) -> None:
    [demo, everything, first] = [float(one) for one in re.findall(r"([\d.]+) MB", sizes(folder))]
    assert 4 < first < demo < everything < 60


def test_nothing_else_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(DemoError, match="holds something else: name a new folder with --out"):
        make_all(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("out", ["a site/#1", "/srv/it's"])
def test_a_folder_is_meant_from_where_somebody_is(
    out: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(site, "make_all", lambda out, _: made.append(out))
    monkeypatch.setattr(site, "sizes", lambda _: "")
    monkeypatch.setattr("sys.argv", ["site", "--out", out])
    monkeypatch.setenv("CALLED_FROM", str(tmp_path))
    assert site.main() is None
    assert made == [tmp_path / out]
    said = capsys.readouterr().out
    assert shlex.split(said.partition("to try it: ")[2]) == ["python3", "-m", "http.server", "-d", str(tmp_path / out)]
