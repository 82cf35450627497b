"""What the package exports, and that each room holds only what it should."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import aws4web

PACKAGE = Path(aws4web.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
PURE = (
    *("_advice", "_canonical", "_clock", "_corrections", "_endpoints", "_endpoints_data", "_error_answer"),
    *("_errors", "_input", "_json", "_keys", "_memory", "_options", "_region", "_request", "_retry", "_scope"),
    *("_signable", "_wrong_names"),
)


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return names


def test_all_names_what_is_exported() -> None:
    assert sorted(aws4web.__all__) == aws4web.__all__
    public = {name for name in vars(aws4web) if not name.startswith("_")}
    modules = {path.stem for path in PACKAGE.glob("*.py")} | {"TYPE_CHECKING", "Any"}
    assert public - modules <= set(aws4web.__all__)
    assert all(hasattr(aws4web, name) for name in aws4web.__all__)
    assert not hasattr(aws4web, "nonsense")


def test_the_platform_is_imported_in_its_folder_only() -> None:
    for path in MODULES:
        if "_platform" not in path.parts:
            assert not imports_of(path) & {"js", "pyodide", "aiohttp", "can_ada"}, path


def test_the_ffi_is_imported_in_one_file() -> None:
    assert [path.name for path in MODULES if imports_of(path) & {"js", "pyodide"}] == ["ffi.py"]


def test_the_pure_modules_do_nothing_but_compute() -> None:
    for name in PURE:
        path = PACKAGE / f"{name}.py"
        tree = ast.parse(path.read_text())
        assert not any(isinstance(node, ast.Await | ast.AsyncFunctionDef) for node in ast.walk(tree)), name
        assert not imports_of(path) & {"asyncio", "random", "os", "hashlib", "hmac"}, name
        assert not re.search(r"\b(now|time)\(\)", path.read_text()), name
        assert "_platform" not in path.read_text(), name


def test_files_are_small() -> None:
    for path in MODULES:
        assert len(path.read_text().splitlines()) <= 260, path


def test_signing_on_cpython_loads_no_http_client() -> None:
    program = (
        "import asyncio, sys, aws4web\n"
        "signer = aws4web.AwsV4Signer(url='https://sqs.us-east-1.amazonaws.com/', access_key_id='a',"
        " secret_access_key='b')\n"
        "asyncio.run(signer.sign())\n"
        "print(sorted({'aiohttp', 'yarl', 'ssl', 'email', 'xml.etree', 'uuid', 'dataclasses'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PACKAGE.parent)
    # asyncio itself loads ssl.
    assert done.stdout.strip() in ("[]", "['ssl']")
