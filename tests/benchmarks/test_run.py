"""The scenarios: what they prepare, and what is left out."""

from pathlib import Path

import pytest

from benchmarks import run, scenarios
from benchmarks.scenarios import SCENARIOS, Place, Scenario


def names(folder: Path) -> list[str]:
    """The documents of a folder, also behind links."""
    return sorted(path.name for each in folder.iterdir() for path in each.iterdir())


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one(tmp_path: Path) -> None:
    place = Place(tmp_path)
    small, large = place.corpus(40), place.corpus(1_050)
    assert len(names(small)) == 40
    assert names(small) == names(large)[:40]
    assert len(names(large)) == 1_050
    assert len(names(place.corpus(1_000))) == 1_000


def test_documents_are_added_to_the_same_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "ADDED_DOCUMENTS", 7)
    place = Place(tmp_path)
    before = place.corpus(1_000)
    inputs = scenarios.add_documents(place, 1_000)
    assert inputs.raw == before
    assert len(names(inputs.raw)) == 1_007


def test_a_reference_file_is_changed_in_a_copy(tmp_path: Path) -> None:
    inputs = scenarios.change_reference(Place(tmp_path), 3)
    assert inputs.project != scenarios.PROJECT
    terms = "pipeline/reference/topic_terms.csv"
    assert (scenarios.PROJECT / terms).read_text("utf-8").startswith((inputs.project / terms).read_text("utf-8"))
    assert (scenarios.PROJECT / terms).read_text("utf-8") != (inputs.project / terms).read_text("utf-8")


def test_keys_are_unique() -> None:
    assert len({scenario.key for scenario in SCENARIOS}) == len(SCENARIOS)


def test_scenarios_run_one_after_the_other(tmp_path: Path) -> None:
    listed = (
        Scenario("floor", 24, repeats=2),
        Scenario("regex", 24),
        Scenario("spacy", 24),
        Scenario("ours", 24),
        Scenario("regex", 10_000_000),
    )
    figures = run.run_all(tmp_path, 60, None, 1, tmp_path / "no-such-python", listed)
    floor, regex, ours = figures["measured"]
    assert [row["documents"] for row in (floor, regex, ours)] == [24, 24, 24]
    assert len(floor["work_seconds_of_all_runs"]) == 2
    assert floor["input_bytes"] == regex["input_bytes"] == ours["input_bytes"]
    assert floor["bytes_written"] > 0
    assert regex["found"]["countries"] > 100
    assert ours["found"]["documents"] == 24
    assert ours["stages"][0]["name"] == "store_raw"
    assert all(row["work_seconds"] < row["total_seconds"] for row in (floor, regex, ours))
    without_spacy, too_long = figures["left_out"]
    assert "no environment with spaCy" in without_spacy["reason"]
    assert "seconds on one core" in too_long["reason"]
    assert list(tmp_path.iterdir()) == []


def test_larger_scenarios_are_left_out_on_request(tmp_path: Path) -> None:
    figures = run.run_all(tmp_path, 60, 10, 1, tmp_path, (Scenario("floor", 24),))
    assert figures["measured"] == []
    assert "up to 10 documents" in figures["left_out"][0]["reason"]
