"""A build hook, because every page downloads the wheel: only what runs, and what help() shows of the public API.

It goes without the sources' comments and private docstrings, and is packed well if zopfli is there (pip install
zopflipy); without it the files are the same. Every line keeps its number: what a traceback names is found in the
repository.
"""

import ast
import io
import tempfile
import tokenize
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

try:
    import zopfli
except ImportError:
    zopfli = None


def without_comments(source: str) -> str:
    """The same code, line by line."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    return "\n".join(lines) + "\n"


def public_names(package: Path) -> dict[str, set[str]]:
    """What the front door and the public rooms show, by the module that it comes from: "_client" -> {"AwsClient"}."""
    shown: dict[str, set[str]] = {}
    for path in (package / "__init__.py", *package.glob("[!_]*/__init__.py")):
        room = path.parent.relative_to(package).parts
        for module, names in _listed(path).items():
            up = len(module) - len(module.lstrip("."))  # how an import would say it, from within the room
            parts = [*room[: len(room) - max(0, up - 1)], module.lstrip(".")]
            shown.setdefault(".".join(parts), set()).update(names.split())
    for module, names in [*shown.items()]:
        _add_bases(package, module, names, shown)
    return shown


def _add_bases(package: Path, module: str, names: set[str], shown: dict[str, set[str]]) -> None:
    """Add the classes of the modules beside this one that its public classes are made of: what is inherited shows."""
    path = package.joinpath(*module.split(".")).with_suffix(".py")
    tree = ast.parse(path.read_text("utf-8") if path.exists() else "")
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name in names]
    bases = {base.id for node in classes for base in node.bases if isinstance(base, ast.Name)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            found = bases & {alias.name for alias in node.names}
            if found:
                base = ".".join([*module.split(".")[:-1], node.module])
                shown.setdefault(base, set()).update(found)
                _add_bases(package, base, found, shown)


def _listed(path: Path) -> dict[str, str]:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_PUBLIC":
            return ast.literal_eval(node.value)
    raise LookupError(f"{path} has no _PUBLIC")


def without_private_docstrings(source: str, public: set[str] | None) -> str:
    """The same code, line by line. `public` are the names that show; None: all that do not begin with `_`."""
    lines, tree = source.splitlines(), ast.parse(source)
    shown = public and _with_bases(tree, public)
    for text, is_alone in _private_texts(tree, shown):
        start, end = text.lineno - 1, (text.end_lineno or 0) - 1
        indent, rest = lines[start][: text.col_offset], lines[end].encode()[text.end_col_offset or 0 :].decode()
        lines[start : end + 1] = [""] * (end - start + 1)
        lines[start] = f"{indent}...{rest}" if is_alone else ""
    return "\n".join(lines) + "\n"


def _with_bases(tree: ast.Module, public: set[str]) -> set[str]:
    """These names, and those of the classes here that they are made of: what is inherited shows too."""
    shown = set(public)
    for node in reversed(tree.body):
        if isinstance(node, ast.ClassDef) and node.name in shown:
            shown |= {base.id for base in node.bases if isinstance(base, ast.Name)}
    return shown


def _private_texts(tree: ast.Module, public: set[str] | None) -> list[tuple[ast.Expr, bool]]:
    """The docstrings of a module that help() does not show, and whether nothing else stands in their block."""
    found: list[tuple[ast.Expr, bool]] = []

    def visit(body: list[ast.stmt], *, shows: bool) -> None:
        for node in body:
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                if not shows:
                    found.append((node, len(body) == 1))
            elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                is_named = body is tree.body and public is not None and node.name in public
                is_private = node.name.startswith("_") and not node.name.endswith("__")
                visit(node.body, shows=is_named or (shows and not is_private))
            elif isinstance(node, ast.If):
                visit(node.body, shows=shows)

    visit(tree.body, shows=public is None)
    return found


def repack(wheel: Path) -> None:
    """The same files, in 2 % fewer bytes than zipfile makes of them."""
    packed = wheel.with_suffix(".packed")
    with zipfile.ZipFile(wheel) as old, zopfli.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, iterations=60) as new:
        for info in old.infolist():
            content = old.read(info)  # before writestr changes the info
            new.writestr(info, content)
    packed.replace(wheel)


class SmallWheel(BuildHookInterface):
    """Puts smaller copies in the sources' place, and packs the wheel again."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._copies = tempfile.TemporaryDirectory()
        package = Path(self.root, "aws4web")
        public = public_names(package)
        for path in sorted(package.rglob("*.py")):
            name, parts = path.relative_to(self.root), path.relative_to(package).with_suffix("").parts
            is_private = any(part.startswith("_") and part != "__init__" for part in parts)
            shown = public.get(".".join(parts), set()) if is_private else None
            copy = Path(self._copies.name, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            source = without_private_docstrings(without_comments(path.read_text("utf-8")), shown)
            copy.write_text(source, "utf-8")
            build_data["force_include"][str(copy)] = str(name)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._copies.cleanup()
            if zopfli:
                repack(Path(artifact_path))
