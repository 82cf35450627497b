"""build.sh: what the tests at a path need, and parts that run beside each other."""

import re
import signal
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GROUPS = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]


def bash(program: str) -> list[str]:
    """What a program prints that may use build.sh's functions."""
    command = ["bash", "-c", f"source ./build.sh\n{program}"]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


def needs(*paths: str) -> set[str]:
    return set(bash(f"needs_of {' '.join(paths)}"))


@pytest.mark.parametrize(
    ("paths", "needed"),
    [
        (["tests/unit/test_retry.py"], {"venv:test"}),
        (
            ["tests/unit/test_retry.py::test_a", "tests/cpython", "tests/endpoints/", "tests/faults/test_cases.py"],
            {"venv:test"},
        ),
        (["tests/unit"], {"venv:test", "venv:wheel", "wheel"}),
        (["tests/unit/test_wheel.py::test_b"], {"venv:test", "venv:wheel", "wheel"}),
        (["tests/vectors", "tests/differential"], {"venv:test", "vectors", "npm"}),
        (["tests/servers/test_s3.py"], {"venv:test", "venv:local", "swift", "programs:memcached"}),
    ],
)
def test_needs_of_paths(paths: list[str], needed: set[str]) -> None:
    assert needs(*paths) == needed


def test_everything_needs_what_its_parts_need() -> None:
    folders = [str(path.relative_to(ROOT)) for path in (ROOT / "tests").iterdir() if path.is_dir()]
    assert needs() == needs(*folders) | {"venv:check", "npm"} == needs("tests") | {"venv:check", "npm"}
    assert {"programs:chromium", "programs:firefox", "programs:webkit", "jupyterlite", "worker_sdk"} < needs()


def test_every_line_of_the_table_is_for_tests_that_exist() -> None:
    for line in bash("test_needs"):
        start = line.split()[0]
        assert [*ROOT.glob(f"{start}*.py"), *ROOT.glob(f"{start}/test_*.py")], start


def test_every_need_can_be_met() -> None:
    functions = {line.split()[-1] for line in bash("declare -F")}
    in_order = bash('printf "%s\\n" "${NEEDS[@]}"')
    assert {f"need_{name}" for name in in_order} | {"need_node"} == {each for each in functions if each[:5] == "need_"}
    for need in needs():
        name, _, argument = need.partition(":")
        assert name in in_order, "it would be left out"
        assert name != "venv" or argument in GROUPS


def test_a_need_is_met_once_and_in_order() -> None:
    program = """
    need_venv() { echo "venv $*"; }; need_wheel() { echo "wheel $*"; }; find_python() { :; }
    set_up wheel venv:wheel venv:test venv:wheel"""
    assert bash(program) == ["venv test wheel", "wheel "]


def parts(program: str) -> dict[str, list[str]]:
    """The parts that a program runs, and pytest's arguments for each."""
    stubs = 'run_part() { echo "$@"; }; straight() { run_part "$@"; }; beside() { run_part "$@"; }; finish() { :; }'
    lines = [line.split() for line in bash(f"{stubs}\n{program}")]
    return {name: arguments for name, _, *arguments in lines}


def test_everything_runs_each_test_once() -> None:
    runs = parts("test_everything")
    assert [name for name in runs if name.startswith("node")] == ["node-0.27.7", "node-0.29.5", "node-314.0.7"]
    for file in (ROOT / "tests").rglob("test_*.py"):
        path = file.relative_to(ROOT)
        place = "chrome" if path.parts[1] == "browser" or path.parts[1:3] == ("faults", "browser") else None
        ran = [name for name, arguments in runs.items() if name != "check" and runs_in(arguments, path, place)]
        assert len(ran) == 1, f"{path}: {ran}"


def runs_in(arguments: list[str], path: Path, place: str | None) -> bool:
    """Whether a part with these arguments runs a file's tests in that place: a browser, Node, or None for neither."""
    where = arguments[arguments.index("--rt") + 1] if "--rt" in arguments else None
    named = [each for each in arguments if each.startswith("tests")]
    ignored = [each.removeprefix("--ignore=") for each in arguments if each.startswith("--ignore=")]
    return where == place and any(map(path.is_relative_to, named)) and not any(map(path.is_relative_to, ignored))


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ("tests/unit ./tests/faults/test_cases.py -k x", {"host"}),
        ("tests/faults", {"host", "chrome"}),
        ("tests/browser/test_aws.py", {"chrome"}),
        ("tests/browser/node/test_node.py", {"node-0.27.7", "node-0.29.5", "node-314.0.7"}),
        ("tests/browser/", {"chrome", "node-0.27.7", "node-0.29.5", "node-314.0.7"}),
        ("tests", {"host", "chrome", "node-0.27.7", "node-0.29.5", "node-314.0.7"}),
    ],
)
def test_what_is_named_runs_where_it_can(arguments: str, names: set[str]) -> None:
    assert parts(f"sort_arguments {arguments}; test_named").keys() == names


PARTS = """
source ./build.sh
CORES=2
mkdir -p "$1/.cache/logs" && cd "$1"
part() { echo "$1 works"; sleep "$2"; echo "$1 is done"; return "$3"; }
"""


def test_parts_run_beside_each_other_and_print_in_one_piece(tmp_path: Path) -> None:
    program = f"""{PARTS}
    beside one part one 2 1
    beside two part two 0.2 0
    beside three part three 0.2 1
    finish"""
    done = subprocess.run(
        ["bash", "-c", program, "bash", tmp_path], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert re.sub(r"\d+ s", "… s", done.stdout).splitlines() == [
        *("-- one begins", "-- two begins"),
        *("== two", "two works", "two is done", "== two: … s"),
        "-- three begins",
        *("== three", "three works", "three is done", "== three: … s"),
        *("== one", "one works", "one is done", "== one: … s"),
        "== everything: … s",
    ]
    assert done.stderr == "error: failed: three,one\n"
    assert done.returncode == 1


# A part whose own child does not mind Ctrl-C, as what a script starts in the background; and one that does not either.
CHILD = """
part() { (trap '' INT HUP; sleep 300) & echo $! >child; wait; }
stubborn() { trap '' INT; echo $BASHPID >child; while :; do sleep 0.1; done; }
"""


@pytest.fixture
def no_nohup() -> Iterator[None]:
    """A shell cannot trap what it was told to ignore when it began, as under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("no_nohup")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
def test_what_was_begun_is_ended(tmp_path: Path, number: signal.Signals, code: int) -> None:
    program = f"{PARTS}{CHILD}\nbeside one part\nbeside two sleep 300\nbeside three sleep 300"
    with subprocess.Popen(
        ["bash", "-c", program, "bash", tmp_path], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() + process.stdout.readline() == "-- one begins\n-- two begins\n"
        child = process_of(tmp_path / "child")
        process.send_signal(number)
        assert process.wait(20) == code
        assert process.stdout.read() == "", "the third part was not begun"
        said, _, names = process.stderr.read().strip().rpartition(" ")
    assert said == "ended before they were done:"
    assert "one" in names.split(",")
    wait_for(lambda: not is_alive(child))


def test_a_second_interrupt_kills(tmp_path: Path) -> None:
    program = f"{PARTS}{CHILD}\nbeside one stubborn\nfinish"
    with subprocess.Popen(
        ["bash", "-c", program, "bash", tmp_path], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "-- one begins\n"
        process_of(tmp_path / "child")
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def wait_for(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def process_of(file: Path) -> int:
    """The process whose number is written to a file, once it is."""
    wait_for(lambda: file.exists() and file.read_text().endswith("\n"))
    return int(file.read_text())


def is_alive(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("command", ["check tests/unit", "screenshots --dark", "wheel --lok", "nonsense", ""])
def test_wrong_usage(command: str) -> None:
    """Nothing is set up or made: it is said how it is meant."""
    ended = subprocess.run(["./build.sh", *command.split()], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("usage: ./build.sh COMMAND")
