"""The house: which room may know which, what is pure, and what the front door shows."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aws4web
from aws4web import blocking, credentials, fs, s3, tokens

PACKAGE = Path(aws4web.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# From the roof to the ground. A room knows those below it, and nothing of its own floor; type checkers' imports count.
FLOORS = (
    "",  # the front door
    "fs",  # public rooms
    "blocking",
    "credentials s3 tokens",
    "_client",
    "_presigner",
    "_call",
    "_corrections",
    "_answers",
    "_response",
    "_sign",
    "_endpoints",
    "_renewal",
    "_options _option_types",
    "_platform",
    "_received _retry",
    "_types",
    "_request",
    "_headers _credentials",
    "_errors _mappings",
    "_url _json _cors _keys _lazy _times _version _wrong_names",
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms.split(" ")}
PUBLIC = {"blocking", "credentials", "fs", "s3", "tokens"}
# Values in, values out.
PURE = (
    *("_answers/mismatch", "_answers/parse", "_answers/redaction", "_call/arguments", "_call/attempt"),
    *("_call/redirects", "_corrections/*", "_endpoints/*", "_errors", "_headers", "_json", "_mappings", "_options"),
    *(
        "_platform/browser/no_response",
        "_platform/values",
        "_renewal/held",
        "_renewal/lifetime",
        "_renewal/reading",
        "_request",
    ),
    "_retry/*",
    *(
        "_sign/canonical",
        "_sign/checks",
        "_sign/presign",
        "_sign/s3_checks",
        "_sign/schemes",
        "_sign/scope",
        "_sign/signable",
        "_url",
    ),
    *(
        "_sign/unknown_scope",
        "_cors",
        "_keys",
        "_times",
        "_wrong_names",
        "credentials/_explanations",
        "fs/_paths",
        "fs/_ranges",
        "s3/_checksums",
        "s3/_post_policy",
        "s3/_ranges",
    ),
)
IN_TYPE_CHECKING = ast.dump(ast.Name("TYPE_CHECKING", ast.Load()))


def name_of(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports_of(path: Path, *, of_type_checkers: bool = True) -> Iterator[tuple[str, ...]]:
    """What a file imports, as names from the package's root if it is of the package, else as ("/", name)."""
    package = path.relative_to(PACKAGE).parts[:-1]
    nodes: list[ast.AST] = [ast.parse(path.read_text())]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            yield from (("/", *alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ("/",)
            module = (*base, *(node.module.split(".") if node.module else ()))
            yield from ((*module, alias.name) for alias in node.names)
        elif of_type_checkers or not (isinstance(node, ast.If) and ast.dump(node.test) == IN_TYPE_CHECKING):
            nodes += ast.iter_child_nodes(node)


def arrows() -> dict[tuple[str, ...], set[tuple[str, ...]]]:
    """Module -> the modules of the package that it imports."""
    names = {name_of(path) for path in MODULES}

    def module(imported: tuple[str, ...]) -> tuple[str, ...]:
        return imported if imported in names else imported[:-1]

    return {name_of(path): {module(each) for each in imports_of(path) if each[:1] != ("/",)} for path in MODULES}


def test_every_arrow_points_down() -> None:
    for name, targets in arrows().items():
        own = name[0] if name else ""
        for target in targets:
            room = target[0] if target else ""
            assert room == own or FLOOR_OF[own] < FLOOR_OF[room], f"{'.'.join(name)} imports {'.'.join(target)}"


def test_nothing_goes_in_a_circle() -> None:
    left = {name: targets - {name} for name, targets in arrows().items()}
    while ground := [name for name, targets in left.items() if not targets & left.keys()]:
        for name in ground:
            del left[name]
    assert not left, "these import each other"


def test_the_public_rooms_are_these() -> None:
    assert {name[0] for name in arrows() if name} == FLOOR_OF.keys() - {""}
    assert {room for room in FLOOR_OF if room and not room.startswith("_")} == PUBLIC


def test_the_core_imports_no_public_room() -> None:
    for name, targets in arrows().items():
        assert (name and name[0] in PUBLIC) or not {target[0] for target in targets if target} & PUBLIC, name


def test_the_platform_is_imported_in_its_folder_only() -> None:
    for path in MODULES:
        if "_platform" not in path.parts:
            foreign = {each[1] for each in imports_of(path) if each[0] == "/"}
            assert not foreign & {"js", "pyodide", "aiohttp", "can_ada", "asyncio", "threading"}, path


def test_the_ffi_is_imported_in_one_file() -> None:
    users = [path.name for path in MODULES if {each[:2] for each in imports_of(path)} & {("/", "js"), ("/", "pyodide")}]
    assert users == ["ffi.py"]


def test_the_pure_modules_do_nothing_but_compute() -> None:
    for pattern in PURE:
        paths = list(PACKAGE.glob(f"{pattern}.py"))
        assert paths, pattern
        for path in paths:
            tree = ast.parse(path.read_text())
            assert not any(isinstance(node, ast.Await | ast.AsyncFunctionDef) for node in ast.walk(tree)), path
            imported = [*imports_of(path, of_type_checkers=False)]
            assert not {each[1] for each in imported if each[0] == "/"} & {"random", "os", "hashlib", "hmac"}, path
            assert not re.search(r"\b(now|time)\(\)", path.read_text()), path
            of_platform = {each[:2] for each in imported if each[0] == "_platform"}
            assert of_platform <= {("_platform", "values")}, path


def test_files_are_small() -> None:
    for path in MODULES:
        assert len(path.read_text().splitlines()) <= 250, path


def test_functions_are_short() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                lines = (node.end_lineno or 0) - first.lineno + 1
                assert lines <= 40, f"{path}: {node.name} has {lines} lines"


def test_what_is_public_is_named_once_and_shown_to_type_checkers() -> None:
    shown = {
        alias.asname: node.module
        for block in ast.parse((PACKAGE / "__init__.py").read_text()).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }
    assert shown == aws4web._MODULE_OF
    assert set(aws4web.__all__) == shown.keys() <= set(dir(aws4web))
    assert all(hasattr(aws4web, name) for name in aws4web.__all__)
    assert not hasattr(aws4web, "nonsense")


@pytest.mark.parametrize("room", [blocking, credentials, fs, s3, tokens])
def test_what_a_public_room_shows_is_what_type_checkers_see(room: Any) -> None:
    shown = {
        alias.asname: "." * node.level + (node.module or "")
        for block in ast.parse(Path(room.__file__).read_text()).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }
    assert shown == room._MODULE_OF
    assert set(room.__all__) == shown.keys() <= set(dir(room))
    assert all(isinstance(getattr(room, name).__doc__, str) for name in room.__all__)
    assert not hasattr(room, "nonsense")


def test_each_provider_is_loaded_when_it_is_named() -> None:
    program = (
        "import sys\n"
        "from aws4web.credentials import {}\n"
        "print(*sorted(name.rpartition('.')[2] for name in sys.modules if name.startswith('aws4web.credentials.')))"
    )
    shared = {"_asker", "_explanations"}
    of_sts = {"_sts", "_tokens", *shared}
    needs = {
        "CachedProvider": set[str](),
        "assume_role": {"_assume_role", *of_sts},
        "cognito_identity": {"_cognito_identity", "_tokens", *shared},
        "from_botocore": {"_from_botocore", *shared},
        "from_environment": {"_from_environment", "_from_url", "_sts", *shared},
        "from_url": {"_from_url", *shared},
        "web_identity": {"_web_identity", *of_sts},
    }
    assert needs.keys() == set(credentials.__all__)
    for name, files in needs.items():
        command = [sys.executable, "-c", program.format(name)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PACKAGE.parent)
        loaded = set(done.stdout.split())
        assert loaded <= files | {"_tokens"}, name
        assert files - {"_tokens"} <= loaded, name


def test_fixed_keys_load_nothing_of_providers() -> None:
    program = (
        "import sys, aws4web\n"
        "aws = aws4web.AwsClient(access_key_id='a', secret_access_key='b')\n"
        "try:\n"
        "    aws.sign('https://sqs.us-east-1.amazonaws.com/').send(None)\n"
        "except StopIteration:\n"
        "    print(*[name for name in sys.modules if 'aws4web._renewal.' in name or 'aws4web.credentials' in name])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PACKAGE.parent)
    assert done.stdout.split() == ["aws4web._renewal.choice"]


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


def test_signing_waits_for_nothing() -> None:
    """A program that never waits does not pay for asyncio."""
    program = (
        "import sys, aws4web\n"
        "client = aws4web.AwsClient(access_key_id='a', secret_access_key='b')\n"
        "try:\n"
        "    client.sign('https://sqs.us-east-1.amazonaws.com/').send(None)\n"
        "except StopIteration as done:\n"
        "    print('authorization' in done.value.headers, 'asyncio.events' in sys.modules)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PACKAGE.parent)
    assert done.stdout.strip().startswith("True")
