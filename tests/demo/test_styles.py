"""The demo page's stylesheets all hold for the whole page: no word may mean one thing in one, another in another."""

import re
from itertools import combinations
from pathlib import Path

STYLES = Path(__file__).parents[2] / "demo/styles"


def subjects(path: Path) -> tuple[set[str], set[str]]:
    """The classes that a stylesheet gives a look: wherever they are, and within something else too."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    selectors = [one.strip() for head in re.findall(r"([^{}]+)\{", text) for one in head.split(",")]
    last = [re.findall(r"\.([\w-]+)", re.split(r"[\s>+~]+", one)[-1]) for one in selectors]
    bare = {one.removeprefix(".") for one in selectors if re.fullmatch(r"\.[\w-]+", one)}
    return bare, {name for names in last for name in names}


def test_a_class_is_one_stylesheets() -> None:
    """`style.css` is what the others build on, each within something of its own."""
    found = {path.name: subjects(path) for path in STYLES.glob("*.css") if path.name != "style.css"}
    assert len(found) > 9
    twice = [
        (name, one, other)
        for one, other in combinations(sorted(found), 2)
        for name in (found[one][0] & found[other][1]) | (found[one][1] & found[other][0])
    ]
    assert twice == []
