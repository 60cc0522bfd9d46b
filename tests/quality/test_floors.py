"""The figures of the collections that floors.toml names stay on or above their floors."""

from pathlib import Path

import pytest

from tests.quality.scoring import Figure, Score
from tests.quality.shelf import SHELVES, load_floors, score_group

FLOORS = load_floors()


@pytest.mark.parametrize("group", FLOORS.groups())
def test_no_figure_is_below_its_floor(group: str) -> None:
    parts = FLOORS.groups()[group]
    for name in parts:
        if (why := SHELVES[name].missing()) is not None:
            pytest.skip(f"{name} cannot be scored here: {why}")
    result = score_group(parts)
    below = result.below(FLOORS.of(group))
    assert not below, "\n".join([f"{group}:", *below, "", *map(str, result.misses)])


def test_every_measured_figure_has_a_floor() -> None:
    for group, parts in FLOORS.groups().items():
        if not group.startswith("fresh") and all(SHELVES[name].missing() is None for name in parts):
            assert set(score_group(parts).figures) == set(FLOORS.of(group))


def test_a_figure_under_its_floor_or_not_measured_is_told() -> None:
    result = Score({"topics": Figure(right=8, predicted=10, gold=10)})
    assert result.below({"topics": 0.8}) == []
    assert result.below({"topics": 0.81, "visits": 0.5}) == [
        "topics: F1 0.800 is under its floor 0.810",
        "visits: not measured, its floor is 0.500",
    ]


def test_a_collection_is_switched_on_by_its_name_alone(tmp_path: Path) -> None:
    text = Path(__file__).with_name("floors.toml").read_text("utf-8")
    listed = 'collections = ["seeds", "mofa_jp"'
    if '"fresh"' not in text.partition("\n\n[")[0].partition("collections =")[2]:
        text = text.replace(listed, listed + ', "fresh"')
    (tmp_path / "floors.toml").write_text(text, "utf-8")
    assert "fresh" in load_floors(tmp_path / "floors.toml").groups()


def test_an_unknown_collection_or_one_without_floors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text('collections = ["elsewhere", "fresh"]\n[pages]\n[sentences]\n', "utf-8")
    with pytest.raises(
        ValueError, match=r"unknown collections \['elsewhere'\], collections without floors \['elsewhere', 'fresh'\]"
    ):
        load_floors(path)
