"""The gold files that ship follow the codebook, and the check finds each kind of fault."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from tests.quality.check_gold import check, faults
from tests.quality.shelf import SHELVES, load_floors

TEXT = "Mr. Ito met Ms. Vance of Norway on May 1. He thanked her for coming. He thanked Norway. Ito-Vance talks"
MEETING: Mapping[str, Any] = {
    "title": "Ito-Vance talks",
    "date": dt.date(2020, 5, 1),
    "start_local": "09:05",
    "utc_offset_minutes": -240,
    "duration_minutes": "",
    "country": "NOR",
    "sides": "bilateral",
    "kind": "meeting",
    "setting": "in_person",
    "participants": ["Ito/JPN", "?Vance/NOR", "/"],
    "countries": ["NOR", "?SWE"],
    "organizations": ["un", "council-of-europe"],
    "topics": ["?china"],
    "statements": ["appreciate | Ito | thanked her"],
}
PAGE: Mapping[str, Any] = {"document": "x/y.txt", "kind": "meeting", "published_on": dt.date(2020, 5, 2)}


@pytest.mark.parametrize("name", load_floors().collections)
def test_gold_files_follow_the_codebook(name: str) -> None:
    shelf = SHELVES[name]
    if (why := shelf.missing()) is not None:
        pytest.skip(f"{name} cannot be checked here: {why}")
    paths = sorted(shelf.gold.rglob("*.toml"))
    assert paths
    assert [f"{path.name}: {fault}" for path in paths for fault in check(path, shelf.corpus)] == []


def test_every_shipped_document_has_gold() -> None:
    shelf = SHELVES["mofa_jp"]
    shipped = {path.stem for path in (shelf.corpus / "mofa_jp").glob("*.txt")}
    assert shipped == {path.stem for path in shelf.gold.glob("*.toml")}


def test_a_sound_file_has_no_fault() -> None:
    assert list(faults({**PAGE, "meetings": [MEETING]}, TEXT)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": "Vance-Ito talks"}, "title is not in the page: 'Vance-Ito talks'"),
        ({"date": "2020-05-01"}, "date '2020-05-01' is not a date"),
        ({"end_date": dt.date(2020, 4, 30)}, "date 2020-05-01 is after end_date 2020-04-30"),
        ({"start_local": "9:05"}, "start_local '9:05' is not HH:MM"),
        ({"start_local": "24:05"}, "start_local '24:05' is not HH:MM"),
        ({"utc_offset_minutes": 77}, "utc_offset_minutes 77 is the offset of no zone"),
        ({"duration_minutes": 0}, "duration_minutes 0"),
        ({"country": "NOW"}, "country 'NOW' is no ISO 3166-1 alpha-3 code"),
        ({"sides": "twosided"}, "sides 'twosided' is not one of bilateral, trilateral, multilateral"),
        ({"setting": "by_post"}, "setting 'by_post' is not one of in_person, online, telephone"),
        ({"participants": ["Ito"]}, "participant 'Ito' is not Family/ISO3"),
        ({"participants": ["Ito/JPN", "Berg/NOR"]}, "participant Berg is not in the page"),
        ({"countries": ["Norway"]}, "country 'Norway' is unknown"),
        ({"countries": ["NOR", "?NOR"]}, "country 'NOR' stands twice"),
        ({"organizations": ["UN"]}, "organization 'UN' is unknown"),
        ({"topics": ["weather"]}, "topic 'weather' is unknown"),
        ({"weather": "fine"}, "unknown key weather"),
        ({"statements": ["appreciate | thanked her"]}, "not 'act | speaker | words': 'appreciate | thanked her'"),
        ({"statements": ["thank | Ito | thanked her"]}, "act 'thank': 'thank | Ito | thanked her'"),
        (
            {"statements": ["hope | Berg | thanked her"]},
            "speaker 'Berg' is no participant: 'hope | Berg | thanked her'",
        ),
        ({"statements": ["appreciate | Ito | thanked"]}, "2 times in the page: 'thanked'"),
        ({"statements": ["appreciate | Ito | praised"]}, "0 times in the page: 'praised'"),
    ],
)
def test_a_fault_in_a_meeting_is_told(change: Mapping[str, Any], fault: str) -> None:
    assert list(faults({**PAGE, "meetings": [{**MEETING, **change}]}, TEXT)) == [f"meeting 1: {fault}"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "report"}, "kind 'report' is not one of meeting, visit_summary, other"),
        ({"published_on": "2020"}, "published_on '2020' is not a date"),
        ({"visit": {"city": "Oslo"}}, "visit: no person"),
        ({"visit": {"person": "Berg"}}, "visit: Berg is not in the page"),
    ],
)
def test_a_fault_in_a_page_is_told(change: Mapping[str, Any], fault: str) -> None:
    assert list(faults({**PAGE, **change}, TEXT)) == [fault]


def test_a_needed_key_that_is_absent_is_told() -> None:
    without = {key: value for key, value in MEETING.items() if key != "topics"}
    assert list(faults({**PAGE, "meetings": [without]}, TEXT)) == ["meeting 1: no topics"]
