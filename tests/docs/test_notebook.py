"""The notebook in docs/ runs on a release of the shipped documents, and is stored with its outputs, small and clean."""

from pathlib import Path

import pytest
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from pipeline.build import build
from pipeline.settings import PROJECT, Settings
from tests.docs.notebooks import METADATA, NOTEBOOK, execute, load

MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release of the shipped documents."""
    settings = Settings(PROJECT / "raw", tmp_path_factory.mktemp("notebook") / "outputs")
    assert build(settings).release is not None
    return settings.outputs


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def forms(notebook: NotebookNode) -> dict[str, list[list[str]]]:
    """What each code cell shows: tables, pictures, lines."""
    return {
        cell.id: [sorted(output.get("data", {output.get("name"): None})) for output in cell.outputs]
        for cell in code_cells(notebook)
    }


def test_it_runs_and_shows_what_the_stored_one_shows(outputs: Path) -> None:
    executed = execute(load(), outputs)  # an exception in a cell is raised here
    assert forms(executed) == forms(load())


def test_a_cell_that_fails_is_raised(outputs: Path) -> None:
    notebook = load()
    notebook.cells = notebook.cells[:2]
    notebook.cells[1].source += "\nread('meeting')"
    with pytest.raises(CellExecutionError, match="did you mean meetings"):
        execute(notebook, outputs)


def test_it_is_stored_executed_small_and_without_traces_of_a_run() -> None:
    notebook = load()
    assert [cell.execution_count for cell in code_cells(notebook)] == list(range(1, len(code_cells(notebook)) + 1))
    shown = [form for cell in forms(notebook).values() for output in cell for form in output]
    assert shown.count("image/png") >= 3
    assert not {"stderr", None} & set(shown)
    assert dict(notebook.metadata) == METADATA
    assert not any(cell.metadata for cell in notebook.cells)
    stored = NOTEBOOK.read_bytes()
    assert len(stored) < MOST_BYTES
    assert not [place for place in (str(PROJECT), "/tmp/", "object at 0x") if place.encode() in stored]
