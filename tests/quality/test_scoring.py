"""The scorer, on one small page whose figures can be told by hand."""

import hashlib
from dataclasses import fields, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.quality.gold import GoldError, GoldMeeting, fold, load
from tests.quality.score import main
from tests.quality.scoring import CodedTables, Figure, Score, pair_meetings, plain, score, table

TEXT = "Mr. Ito met Ms. Vance of Norway. He thanked her for coming. She hoped for more. They agreed to go on."
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
GOLD = """
document = "x/page.txt"
published_on = 2020-05-02
kind = "meeting"

[visit]
person = "Vance"
city = "Tokyo"
country = "JPN"

[[meetings]]
date = 2020-05-01
start_local = "09:05"
duration_minutes = ""
country = "JPN"
participants = ["Ito/JPN", "Vance/NOR", "?Berg/NOR"]
countries = ["NOR", "SWE"]
topics = ["china", "?russia"]
statements = [
  "appreciate | Ito | thanked her",
  "hope | Vance | hoped for more",
  "agree | joint | agreed to go on",
]
"""


def _said(words: str, act: str, side: str | None, speaker: str | None) -> dict[str, object]:
    start = TEXT.index(words)
    return {
        "meeting_id": "x/page#1",
        "act": act,
        "speaker_side": side,
        "speaker_id": speaker,
        "char_start": start,
        "char_end": start + len(words),
    }


TABLES = CodedTables(
    documents=[
        {"document_id": "x/page", "sha256": SHA256, "published_on": None, "kind": "meeting", "declared_meetings": None}
    ],
    visits=[
        {
            "document_id": "x/page",
            "person_id": "nor-vance",
            "city": "Osaka",
            "country_iso3": "JPN",
            "start_on": None,
            "end_on": None,
            "char_start": 0,
            "char_end": 3,
        }
    ],
    meetings=[
        {
            "meeting_id": "x/page#1",
            "document_id": "x/page",
            "title": None,
            "date": "2020-05-01",
            "end_date": None,
            "start_local": "09:05",
            "utc_offset_minutes": None,
            "duration_minutes": None,
            "city": None,
            "country_iso3": None,
            "sides": "bilateral",
            "kind": "meeting",
            "setting": "in_person",
            "char_start": 0,
            "char_end": 32,
        }
    ],
    participants=[
        {
            "participant_id": "p1",
            "meeting_id": "x/page#1",
            "person_id": "jpn-ito",
            "country_iso3": "JPN",
            "char_start": 0,
            "char_end": 7,
        },
        {
            "participant_id": "p2",
            "meeting_id": "x/page#1",
            "person_id": "nor-vance",
            "country_iso3": "SWE",
            "char_start": 12,
            "char_end": 21,
        },
    ],
    persons=[{"person_id": "jpn-ito", "family_name": "Ito"}, {"person_id": "nor-vance", "family_name": "Vance"}],
    statements=[
        _said("thanked her for coming", "appreciate", "home", "p1"),
        _said("hoped for more", "hope", "home", "p1"),
        _said("met Ms. Vance", "discuss", None, None),
    ],
    mentions=[
        {"meeting_id": "x/page#1", "entity_type": "country", "entity_id": "NOR", "char_start": 25, "char_end": 31},
        {"meeting_id": "x/page#1", "entity_type": "person", "entity_id": "jpn-ito", "char_start": 4, "char_end": 7},
    ],
    meeting_topics=[{"meeting_id": "x/page#1", "topic_id": "russia"}, {"meeting_id": "x/page#1", "topic_id": "cyber"}],
)
EXPECTED = {
    "documents": Figure(1, 1, 1),
    "document.published_on": Figure(0, 1, 1),
    "document.kind": Figure(1, 1, 1),
    "visits": Figure(1, 1, 1),
    "visit.city": Figure(0, 1, 1),
    "visit.country_iso3": Figure(1, 1, 1),
    "meetings": Figure(1, 1, 1),
    "meeting.date": Figure(1, 1, 1),
    "meeting.start_local": Figure(1, 1, 1),
    "meeting.duration_minutes": Figure(1, 1, 1),
    "meeting.country_iso3": Figure(0, 1, 1),
    "participants": Figure(1, 2, 2),
    "countries": Figure(1, 1, 2),
    "topics": Figure(0, 1, 1),
    "statements.act": Figure(2, 3, 3),
    "statements.act+speaker": Figure(1, 3, 3),
}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of gold and a corpus with the one page."""
    gold, corpus = tmp_path / "gold", tmp_path / "corpus"
    (gold / "x").mkdir(parents=True)
    (corpus / "x").mkdir(parents=True)
    (gold / "x" / "page.toml").write_text(GOLD, "utf-8")
    (corpus / "x" / "page.txt").write_text(TEXT, "utf-8")
    return gold, corpus


def test_figures_of_one_page(folders: tuple[Path, Path]) -> None:
    assert score(TABLES, *folders).figures == EXPECTED


def test_misses_show_the_words_of_the_page(folders: tuple[Path, Path]) -> None:
    told = [str(miss) for miss in score(TABLES, *folders).misses]
    assert "page#1: participants: extra vance/SWE\n      “" + TEXT[:61].strip() + "”" in told
    assert any(
        "speaker home ito, should be hope | Vance | hoped for more" in line and "She hoped" in line for line in told
    )
    assert any("missing agree | joint | agreed to go on" in line for line in told)
    assert "page#1: statements: extra discuss by None\n      “met Ms. Vance”" in told
    assert len(told) == 11


def test_a_page_that_is_not_in_the_tables_misses_everything(folders: tuple[Path, Path]) -> None:
    figures = score(CodedTables(), *folders).figures
    assert figures["documents"] == Figure(0, 0, 1)
    assert figures["meetings"] == Figure(0, 0, 1)
    assert figures["meeting.duration_minutes"] == Figure(1, 1, 1)
    assert figures["statements.act"] == Figure(0, 0, 3)


def test_a_meeting_that_is_not_found_has_no_mentions(folders: tuple[Path, Path]) -> None:
    outside = replace(TABLES, meetings=[], mentions=[{**TABLES.mentions[0], "meeting_id": None}])
    assert score(outside, *folders).figures["countries"] == Figure(0, 0, 2)


def test_a_release_folder_gives_the_same_figures(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release = tmp_path / "release"
    release.mkdir()
    for each in fields(CodedTables):
        rows = getattr(TABLES, each.name)
        path = release / f"{each.name}.parquet"
        if each.name == "statements":
            path.mkdir()
            path = path / "part-0.parquet"
        pq.write_table(pa.Table.from_pylist(rows), path)
    tables = CodedTables.from_release(release)
    assert score(tables, *folders).figures == EXPECTED
    assert main([str(release), "--gold", str(folders[0]), "--corpus", str(folders[1]), "--misses"]) == 0
    assert "participants                  0.500  0.500  0.500     2" in capsys.readouterr().out
    (release / "visits.parquet").unlink()
    with pytest.raises(FileNotFoundError, match="no table visits"):
        CodedTables.from_release(release)


def test_figures() -> None:
    half = Figure(right=1, predicted=2, gold=4)
    assert (half.precision, half.recall) == (0.5, 0.25)
    assert half.f1 == pytest.approx(1 / 3)
    assert (Figure(0, 0, 0).f1, Figure(0, 1, 0).f1, Figure(0, 0, 1).f1) == (1.0, 0.0, 0.0)
    total = Score({"a": half}) + Score({"a": half, "b": Figure(1, 1, 1)})
    assert total.figures == {"a": Figure(2, 4, 8), "b": Figure(1, 1, 1)}
    assert total.mean_f1 == pytest.approx(2 / 3)


def test_the_table_shows_floors_and_what_is_below() -> None:
    shown = table("pages", Score({"a": Figure(1, 2, 2), "b": Figure(1, 1, 1)}), {"a": 0.9})
    assert "a                             0.500  0.500  0.500     2  0.900 BELOW" in shown
    assert "b                             1.000  1.000  1.000     1\n" in shown


def test_meetings_are_paired_by_title_then_by_people_and_day() -> None:
    def gold(title: str, date: str, *people: str) -> GoldMeeting:
        return GoldMeeting({"title": title, "date": date}, people, None, None, (), ())

    wanted = [gold("Talks A", "2020-05-01"), gold("", "2020-05-02", "Ito/JPN"), gold("", "2020-05-03", "Ito/JPN")]
    rows = [
        {"title": None, "date": "2020-05-03", "meeting_id": "1"},
        {"title": "talks a", "date": None, "meeting_id": "2"},
        {"title": None, "date": "2020-05-09", "meeting_id": "3"},
    ]
    assert pair_meetings(wanted, rows, lambda row: {"ito"}) == {0: 1, 2: 0}
    assert pair_meetings(wanted[:1], rows[:1], lambda row: set()) == {0: 0}


def test_words_that_do_not_stand_once_are_refused(folders: tuple[Path, Path]) -> None:
    path = folders[0] / "x" / "page.toml"
    path.write_text(GOLD.replace("thanked her", "e"), "utf-8")
    with pytest.raises(ValueError, match="times in the page: 'e'"):
        score(TABLES, *folders)


def test_a_gold_file_without_a_key_is_refused(folders: tuple[Path, Path]) -> None:
    path = folders[0] / "x" / "page.toml"
    path.write_text(GOLD.replace('topics = ["china", "?russia"]', ""), "utf-8")
    with pytest.raises(GoldError, match=r"page\.toml: no 'topics'"):
        load(path)


def test_plain_values() -> None:
    assert [plain(value) for value in (None, "", float("nan"), 60.0, 60, "09:05")] == ["", "", "", "60", "60", "09:05"]
    assert fold("Al-Jubeir") == "aljubeir"


def test_a_nameless_participant_is_found_by_country(folders: tuple[Path, Path]) -> None:
    people = [
        *TABLES.participants,
        {**TABLES.participants[1], "participant_id": "p3", "person_id": None, "country_iso3": "NOR"},
    ]
    figures = score(replace(TABLES, participants=people), *folders).figures
    assert figures["participants"] == Figure(1, 3, 2)
