"""The bench measures everything, and what it says it measures; no test asserts how fast anything is."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from selenium.common.exceptions import WebDriverException

from aws4web import AwsV4Signer
from demo.localhost.aws.gate.verification import Credential, verify
from demo.localhost.aws.gate.wire_request import WireRequest
from tests.bench import request, signers
from tests.bench.figures import Goal, Measure
from tests.bench.parts import PARTS, Part
from tests.bench.renderer import Samples
from tests.bench.report import as_markdown, as_text, summary
from tests.bench.stage import Stage

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "tests/bench/RESULTS.md"
MIB = 1024 * 1024
GOALS = [goal for part in PARTS.values() for goal in part.goals]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage where everything is done as few times as possible."""
    with Stage(is_quick=True) as stage:
        yield stage


@pytest.mark.parametrize("name", PARTS)
def test_part(stage: Stage, name: str) -> None:
    measures = PARTS[name].measured(stage)
    assert {measure.goal for measure in measures if measure.goal} == set(PARTS[name].goals)
    for measure in measures:
        assert isfinite(measure.value), measure
        assert measure.value > 0 or measure.text == "0.00 MiB", measure
        assert measure.raw
    printed, written = as_text(name, measures), as_markdown(measures, stage)
    for goal in PARTS[name].goals:
        assert goal.figure in printed
        assert goal.how in written


@pytest.mark.parametrize(("crashes", "runs"), [(["tab crashed"], 2), (["tab crashed"] * 2, 2), (["no such window"], 1)])
def test_a_tab_that_crashes_is_opened_once_more(crashes: list[str], runs: int) -> None:
    begun: list[Any] = []

    def run(stage: Any) -> list[Any]:
        begun.append(stage)
        if len(begun) <= len(crashes):
            raise WebDriverException(crashes[len(begun) - 1])
        return []

    stage = SimpleNamespace(renew_chromium=lambda: None)
    with nullcontext() if len(crashes) < runs else pytest.raises(WebDriverException):
        assert Part(run, ()).measured(stage) == []
    assert len(begun) == runs


def test_what_a_page_takes_is_seen(stage: Stage) -> None:
    stage.renew_chromium()
    samples = Samples(stage.chromium)
    with samples.taken():
        began, ended = stage.chromium.execute_script(
            "const began = Date.now() / 1000; globalThis.kept = new Uint8Array(arguments[0]).fill(1);"
            " return [began, Date.now() / 1000];",
            64 * MIB,
        )
    assert 48 * MIB < samples.growth(began, ended) < 80 * MIB  # the page frees and takes a little besides


def test_results_tell_every_figure() -> None:
    text = RESULTS.read_text()
    assert [goal.figure for goal in GOALS if f"| {goal.figure}: " not in text] == []


@pytest.mark.parametrize(
    ("at_least", "value", "verdict"),
    [
        *[(False, 0.5, "aim"), (False, 1.5, "must"), (False, 2.5, "MISSED")],
        *[(True, 2.5, "aim"), (True, 1.5, "must"), (True, 0.5, "MISSED")],
    ],
)
def test_verdict(at_least: bool, value: float, verdict: str) -> None:
    must, aim = (1, 2) if at_least else (2, 1)
    measure = Measure("what", value, "raw", Goal("figure", "how", must, aim, at_least=at_least))
    assert measure.verdict == verdict
    assert summary([measure]).startswith("0 of 1" if verdict == "MISSED" else "1 of 1")


@pytest.mark.parametrize("name", signers.SIGNERS)
def test_libraries_sign(name: str) -> None:
    signed = signers.SIGNERS[name]()
    check(dict(getattr(signed, "headers", signed)))  # type: ignore[call-overload]


async def test_we_sign_the_same() -> None:
    keys = {"access_key_id": request.ACCESS_KEY_ID, "secret_access_key": request.SECRET_ACCESS_KEY}
    check(dict((await AwsV4Signer(url=request.URL, headers=request.HEADERS, body=request.BODY, **keys).sign()).headers))


def check(headers: dict[str, str | bytes]) -> None:
    """Fail unless AWS would take the request of request.py with these headers."""
    texts = {name: value.decode() if isinstance(value, bytes) else value for name, value in headers.items()}
    pairs = tuple({"host": request.HOST, **{name.lower(): value for name, value in texts.items()}}.items())
    sent = WireRequest("POST", "/", pairs, request.BODY.encode())
    credential = Credential(request.ACCESS_KEY_ID, request.SECRET_ACCESS_KEY)
    assert verify(sent, [credential], datetime.now(UTC)) is None


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, run on its own."""
    command = [sys.executable, "-m", "tests.bench", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=120)


def test_a_part_leaves_the_results_alone() -> None:
    before = RESULTS.read_bytes()
    done = bench("sign-cpython", "--quick")
    assert done.returncode == 0, done.stderr
    assert "beside awscrt" in done.stdout
    assert RESULTS.read_bytes() == before


def test_a_name_that_is_none() -> None:
    done = bench("sing-cpython")
    assert done.returncode == 2
    assert "sing-cpython" in done.stderr
