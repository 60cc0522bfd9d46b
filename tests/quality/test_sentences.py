"""The sentences coded by hand: figures stay above their floors, and no entry that is right becomes wrong unnoticed."""

from pathlib import Path

import pytest

from tests.quality import sentences_run
from tests.quality.shelf import load_floors

ACCEPT = "after a look at what changed: python -m tests.quality.sentences_run --accept"


@pytest.mark.parametrize("kind", sentences_run.KINDS)
def test_no_figure_is_below_its_floor(kind: str) -> None:
    outcome = sentences_run.run(kind)
    below = sentences_run.below([outcome], load_floors().sentences)
    assert not below, "\n".join([*below, "", *(each.report() for each in outcome.faulty())])


@pytest.mark.parametrize("kind", sentences_run.KINDS)
def test_no_entry_is_missed_that_is_not_known(kind: str) -> None:
    known = set(sentences_run.known_misses())
    new = [each for each in sentences_run.run(kind).faulty() if not each.unsure and each.key not in known]
    assert not new, "\n".join(["missed, and not in known_misses.txt:", *(each.report() for each in new), ACCEPT])


@pytest.mark.parametrize("kind", sentences_run.KINDS)
def test_no_known_miss_is_right_by_now(kind: str) -> None:
    missed = set(sentences_run.run(kind).missed())
    right = [key for key in sentences_run.known_misses() if key.startswith(f"{kind}: ") and key not in missed]
    assert not right, "\n".join(["right by now, or gone: remove from known_misses.txt", *right, ACCEPT])


def test_every_known_miss_is_of_a_kind() -> None:
    assert [key for key in sentences_run.known_misses() if key.partition(":")[0] not in sentences_run.KINDS] == []


@pytest.mark.parametrize("kind", sentences_run.KINDS)
def test_every_entry_has_a_key_of_its_own(kind: str) -> None:
    keys = [each.key for each in sentences_run.run(kind).outcomes]
    assert len(keys) == len(set(keys)) >= 40


def test_accepting_writes_the_misses_and_tells_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "known_misses.txt"
    monkeypatch.setattr(sentences_run, "KNOWN", path)
    wrong = sentences_run.Outcome("names: Mr. A", "Mr. A", False, faults=["family: 'B'"])
    doubtful = sentences_run.Outcome("names: Mr. C", "Mr. C", True, faults=["family: 'D'"])
    right = sentences_run.Outcome("names: Mr. E", "Mr. E", False)
    path.write_text("names: Mr. E\n", "utf-8")
    outcome = sentences_run.KindOutcome("names", [wrong, doubtful, right])
    assert sentences_run.accept([outcome]) == (["names: Mr. A"], ["names: Mr. E"])
    assert sentences_run.known_misses() == ["names: Mr. A"]
