"""Packages of npm as a page can import them without a bundler: their modules, with the addresses of others in them.

It does what a bundler does to find a module: `exports` under the condition "browser", the field `browser`, endings that
are left out. The few modules that are CommonJS are wrapped. The page's policy allows no import map.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_CONDITIONS = ("browser", "import", "module", "default")
_imported = re.compile(r'''((?:\bfrom|\bimport) *\(? *)"([^"]+)"''')
_WRAPPED = """const module = {{ exports: {{}} }};
const require = (name) => ({{ {required} }})[name];
((module, exports) => {{
{source}
}})(module, module.exports);
export default module.exports;
export const {{ {names} }} = module.exports;
"""


class NpmModules:
    """The packages of a folder `node_modules`, served below a path."""

    def __init__(self, folder: Path, at: str) -> None:
        self._folder, self._at = folder, at
        self.files: dict[str, Path] = {}
        """By the path that they are served at."""
        self.imports: dict[str, str] = {}
        """Where modules are, by their names, and by addresses that are not quite theirs."""

    def add(self, name: str, out: Path) -> None:
        """A package of modules of JavaScript."""
        root, base = self._folder / name, f"{self._at}/{name}"
        package = json.loads((root / "package.json").read_text())
        browser = package.get("browser", {})
        instead = {_file(each): _file(target) for each, target in browser.items() if target and each.startswith("./")}
        for path in root.glob("dist-es/**/*.js"):
            file = path.relative_to(root).as_posix()
            url = f"{base}/{instead.get(file, file)}"
            self.files[f"{base}/{file}"] = path
            self.imports |= {f"{base}/{end}": url for end in (file, file.removesuffix(".js"))}
            if path.name == "index.js":
                self.imports[f"{base}/{file.removesuffix('/index.js')}"] = url
        about = out / f"{name.replace('/', '-')}.mjs"
        about.write_text(f"export default {json.dumps(package)};\n")
        self.imports[f"{base}/package.json"] = f"{base}/package.mjs"
        self.files[f"{base}/package.mjs"] = about
        for subpath, target in _entries(package):
            file = _file(target)
            self.imports[f"{name}{subpath[1:]}"] = f"{base}/{instead.get(file, file)}"

    def add_common(self, name: str, names: str, out: Path, *requires: str, main: str = "index.js") -> None:
        """A package that is one file of CommonJS and exports these names."""
        imported = [f'import module{number} from "{each}";' for number, each in enumerate(requires)]
        required = ", ".join(f'"{each}": module{number}' for number, each in enumerate(requires))
        source = (self._folder / name / main).read_text()
        wrapped = _WRAPPED.format(required=required, source=source, names=names)
        path = out / f"{name}.mjs"
        path.write_text("\n".join([*imported, wrapped]))
        self.files[f"{self._at}/{path.name}"] = path
        self.imports[name] = f"{self._at}/{path.name}"

    def linked(self, names: Iterable[str], out: Path) -> dict[str, Path]:
        """These modules and all that they import, with addresses in place of names, by their own addresses."""
        linked: dict[str, Path] = {}
        pending = [self.imports[name] for name in names]
        while pending:
            url = pending.pop()
            if url in linked:
                continue
            linked[url] = path = out / url.removeprefix("/")
            path.parent.mkdir(parents=True, exist_ok=True)

            def link(found: re.Match[str], url: str = url) -> str:
                name = found[2]
                there = posixpath.normpath(posixpath.join(posixpath.dirname(url), name)) if name[0] == "." else name
                there = self.imports.get(there, there)
                if there in self.files:
                    pending.append(there)
                return f'{found[1]}"{there}"'

            path.write_text(_imported.sub(link, self.files[url].read_text()))
        return linked


def _file(path: str) -> str:
    return f"{path.removeprefix('./').removesuffix('.js')}.js"


def _entries(package: dict[str, Any]) -> Iterator[tuple[str, str]]:
    exports = package.get("exports") or {".": package.get("module") or package["main"]}
    for subpath, choice in exports.items():
        target = choice
        while isinstance(target, dict):
            target = next((target[each] for each in _CONDITIONS if each in target), None)
        if target and target.endswith(".js"):
            yield subpath, target


def sdk_files(node_modules: Path, out: Path, at: str) -> dict[str, Path]:
    """What a page needs of AWS's SDK for S3, below `at`: `sdk.mjs` exports it."""
    modules = NpmModules(node_modules, at)
    for scope in ("@aws-sdk", "@smithy"):
        for package in (node_modules / scope).iterdir():
            modules.add(f"{scope}/{package.name}", out)
    modules.add_common("base64-js", "fromByteArray", out)
    modules.add_common("ieee754", "read, write", out)
    modules.add_common("buffer", "Buffer", out, "base64-js", "ieee754")
    modules.add_common("events", "EventEmitter", out, main="events.js")
    # Only what is not sent here, a stream of Node's, would need the whole of it.
    (out / "stream.mjs").write_text("export class Readable {}\n")
    modules.files[f"{at}/stream.mjs"] = out / "stream.mjs"
    modules.imports["stream"] = f"{at}/stream.mjs"
    start = out / "sdk.mjs"
    start.write_text('export * from "@aws-sdk/client-s3";\nexport { Upload } from "@aws-sdk/lib-storage";\n')
    modules.files[f"{at}/sdk.mjs"] = start
    modules.imports["sdk"] = f"{at}/sdk.mjs"
    return modules.linked(["sdk"], out)
