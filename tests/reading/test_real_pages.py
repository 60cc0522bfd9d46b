"""The three real pages of the seeds: every meeting, date and participant. They are not shipped, so these tests may skip."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from pipeline.reading import read_document
from pipeline.reading.records import Reading

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the real pages are not here: {SEEDS} is missing")

UNGA_2021 = [
    ("Meeting of the Foreign Ministers of the G4 Countries on UN Security Council Reform", 22, {"BRA", "DEU", "IND"}),
    ("G20 Foreign Ministers’ Extraordinary Meeting on Afghanistan", 22, set()),
    ("Japan-U.S.-ROK Foreign Ministers’ Meeting", 22, {"Blinken", "Chung"}),
    ("Japan-U.K. Foreign Ministers’ Meeting", 22, {"Truss"}),
    ("Japan-U.S. Foreign Ministers’ Meeting", 22, {"Blinken"}),
    ("Japan-ROK Foreign Ministers’ Meeting", 23, {"Chung"}),
    ("Japan-Qatar Foreign Ministers’ Meeting", 23, {"Mohammed"}),
    ("Japan-Russia Foreign Ministers’ Meeting", 23, {"Lavrov"}),
    ("Foreign Minister Motegi meets with United Nations Secretary-General Guterres", 23, {"Guterres"}),
    ("Japan-France Foreign Ministers’ Meeting", 23, {"Le Drian"}),
    ("Japan-Indonesia Foreign Ministers’ Meeting", 23, {"Retno"}),
    ("Japan-Pakistan Foreign Ministers’ Meeting", 23, {"Qureshi"}),
]


def read(stem: str) -> tuple[str, Reading]:
    data = next(SEEDS.glob(f"{stem}_*.txt")).read_bytes()
    text = data.decode("utf-8")
    return text, read_document(stem, text, hashlib.sha256(data).hexdigest())


def names(reading: Reading, meeting_id: str) -> set[str]:
    families = {person.person_key: person.family_name for person in reading.persons}
    return {
        families[p.person_key] if p.person_key else str(p.country_iso3)
        for p in reading.participants
        if p.meeting_id == meeting_id
    }


def test_a_meeting_with_two_clocks() -> None:
    _, reading = read("000")
    (meeting,) = reading.meetings
    assert (meeting.date, meeting.start_local, meeting.utc_offset_minutes) == (date(2024, 3, 18), "12:32", -240)
    assert str(meeting.start_utc) == "2024-03-18 16:32:00+00:00"
    assert (meeting.duration_minutes, meeting.duration_approximate) == (30, True)
    assert (meeting.city, meeting.country_iso3, meeting.place_basis) == ("New York", "USA", "visit")
    assert names(reading, meeting.meeting_id) == {"Kamikawa", "Thomas-Greenfield"}
    assert {p.country_iso3 for p in reading.participants} == {"JPN", "USA"}


def test_a_meeting_without_a_place() -> None:
    _, reading = read("003")
    (meeting,) = reading.meetings
    assert (meeting.date, meeting.start_local, meeting.utc_offset_minutes) == (date(2016, 9, 20), "17:20", None)
    assert (meeting.duration_minutes, meeting.city, meeting.country_iso3, meeting.place_basis) == (25, None, None, None)
    home, counterpart = reading.participants
    assert (home.name, home.country_iso3, home.side) == ("Shinzo Abe", "JPN", "home")
    assert (counterpart.country_iso3, counterpart.organization_id, counterpart.side) == (None, "un", "counterpart")
    assert names(reading, meeting.meeting_id) == {"Abe", "Ban"}


def test_a_visit_with_twelve_meetings() -> None:
    _, reading = read("004")
    assert reading.document.kind == "visit_summary"
    assert (reading.document.declared_meetings, reading.document.n_meetings) == (13, 12)
    # The Group of Four's other three ministers stand there without their names.
    assert [issue.code for issue in reading.issues] == ["unresolved_person"] * 3 + ["declared_meetings_differ"]
    (visit,) = reading.visits
    assert (visit.city, visit.start_on, visit.end_on) == ("New York", date(2021, 9, 22), date(2021, 9, 24))
    found = [
        (meeting.title, meeting.date.day if meeting.date else None, names(reading, meeting.meeting_id) - {"Motegi"})
        for meeting in reading.meetings
    ]
    assert found == UNGA_2021
    assert all("Motegi" in names(reading, meeting.meeting_id) for meeting in reading.meetings)
    assert [m.setting for m in reading.meetings].count("online") == 1


@pytest.mark.parametrize("stem", ["000", "003", "004"])
def test_blocks_tile_the_text_and_spans_show_it(stem: str) -> None:
    text, reading = read(stem)
    assert "".join(text[block.char_start : block.char_end] for block in reading.blocks) == text
    for statement in reading.statements:
        assert text[statement.char_start : statement.char_end] == statement.text
    for mention in reading.mentions:
        assert text[mention.char_start : mention.char_end] == mention.text
