"""The notebooks as files, as a reader gets them before anything has run."""

import ast
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

NOTEBOOKS = sorted(Path(__file__).parents[2].glob("demo/notebooks/*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Any:
    """Each notebook."""
    return nbformat.read(request.param, as_version=nbformat.NO_CONVERT)


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_some() -> None:
    assert len(NOTEBOOKS) >= 6


def test_it_is_valid(notebook: Any) -> None:
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    # JupyterLite finds the kernel by this name.
    assert notebook.metadata.kernelspec.name == "python"


def test_no_output_is_stored(notebook: Any) -> None:
    assert [cell.id for cell in code_cells(notebook) if cell.outputs or cell.execution_count] == []
    assert [cell.id for cell in notebook.cells if cell.metadata] == []


def test_its_code_compiles(notebook: Any) -> None:
    for cell in code_cells(notebook):
        if cell.source.startswith("%pip install -q aws4web"):
            continue
        compile(cell.source, cell.id, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_it_installs_first(notebook: Any) -> None:
    assert code_cells(notebook)[0].source.startswith("%pip install -q aws4web")


def test_it_holds_no_address_or_key(notebook: Any) -> None:
    code = "\n".join(cell.source for cell in code_cells(notebook))
    # An address that does not answer; the name of an XML namespace; the example in AWS's documentation.
    assert set(re.findall(r"http://[^/\s\"]+", code)) <= {"http://127.0.0.1:1", "http://s3.amazonaws.com"}
    assert set(re.findall(r"A[KS]IA\w+", code)) <= {"AKIAIOSFODNN7EXAMPLE"}


def test_its_links_lead_somewhere(notebook: Any) -> None:
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    linked = set(re.findall(r"\]\(([^):]+)\)", prose))
    assert linked <= {path.name for path in NOTEBOOKS}
