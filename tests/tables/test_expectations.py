"""Bounds that tables must keep, and drops against the release before."""

import datetime as dt
from pathlib import Path

import pytest

from pipeline.settings import EXPECTATIONS
from pipeline.tables import expectations, schema
from pipeline.tables.codes import Severity
from pipeline.tables.expectations import Before, ExpectationError

HEAD = """
accepted = [{accepted}]
[judge]
rows = 2
documents = 2
[drops]
more_than = 0.15
judge_rows = 10
[tables.meetings]
"""
DROP = '{ table = "meetings", publisher = "mofa_jp", year = 2024, since = "2026-11-20.1", reason = "read better" }'


@pytest.fixture
def expect(tmp_path: Path):
    """Load expectations with these lines on meetings and these accepted drops."""

    def load(*lines: str, accepted: str = "") -> expectations.Expectations:
        path = tmp_path / "expectations.toml"
        path.write_text(HEAD.replace("{accepted}", accepted) + "\n".join(lines))
        return expectations.load(path)

    return load


@pytest.fixture
def with_meetings(rows, as_tables):
    """Tables with so many meetings in 2024, and so many without a date."""

    def make(n: int, undated: int = 0):
        [first] = rows["meetings"]
        changes = [{}] * n + [{"date": None, "start_utc": None}] * undated
        meetings = [
            first | {"meeting_id": f"a/talk#{at}", "position": at} | change for at, change in enumerate(changes, 1)
        ]
        return as_tables(rows | {"meetings": meetings})

    return make


def test_the_shipped_file_loads_and_its_bounds_are_of_columns_that_exist():
    expected = expectations.load(EXPECTATIONS)
    assert expected.accepted == []
    assert expected.drop_more_than == 0.15
    assert {bound.table for bound in expected.bounds} <= set(schema.table_names())
    [other] = [bound for bound in expected.bounds if bound.name == "share.act.other"]
    assert (other.table, other.least, other.most) == ("statements", None, 0.1)


@pytest.mark.parametrize(
    ("line", "check", "said"),
    [
        ("rows = { min = 3 }", expectations.minima_reached, "rows is 2, expected at least 3"),
        ("rows = { max = 1 }", expectations.maxima_kept, "rows is 2, expected at most 1"),
        ("rows_per_document = { min = 1.5 }", expectations.minima_reached, "rows_per_document is 1, expected at least"),
        ("fill.date = { min = 0.6 }", expectations.minima_reached, "fill.date is 0.5, expected at least 0.6"),
        ("fill.date = { max = 0.4 }", expectations.maxima_kept, "fill.date is 0.5, expected at most 0.4"),
        ("share.kind.meeting = { max = 0.9 }", expectations.maxima_kept, "share.kind.meeting is 1, expected at most"),
    ],
)
def test_a_measure_out_of_bounds_is_found_and_says_how_to_accept_it(expect, with_meetings, line, check, said):
    expected = expect(line)
    (finding,) = check(with_meetings(1, undated=1), expected, None)
    assert finding.table == "meetings"
    assert said in finding.message
    assert "under [tables.meetings] in expectations.toml" in finding.message
    assert finding.severity == (Severity.ERROR if check is expectations.minima_reached else Severity.WARNING)
    others = {*expectations.CHECKS} - {check}
    assert [other(with_meetings(1, undated=1), expected, None) for other in others] == [[], [], []]


def test_rates_of_few_rows_are_not_judged(expect, with_meetings):
    expected = expect("fill.date = { min = 1 }", "rows_per_document = { min = 5 }")
    assert expectations.minima_reached(with_meetings(0, undated=1), expected, None) != []
    expected = expect("fill.date = { min = 1 }")
    assert expectations.minima_reached(with_meetings(0, undated=1), expected, None) == []
    assert expectations.minima_reached(with_meetings(0), expected, None) == []


def test_a_drop_stops_and_names_group_counts_and_entry(expect, with_meetings):
    before = Before("2026-11-20.1", with_meetings(20))
    expected = expect()
    assert expectations.no_unexplained_drop(with_meetings(17), expected, before) == []
    (finding,) = expectations.no_unexplained_drop(with_meetings(16), expected, before)
    assert finding.severity == Severity.ERROR
    assert dict(finding.row) == {"publisher": "mofa_jp", "year": 2024}
    assert "20 rows in release 2026-11-20.1, now 16 (-20%)" in finding.message
    assert DROP.replace("read better", "...") in finding.message
    accepted = expect(accepted=DROP)
    assert expectations.no_unexplained_drop(with_meetings(16), accepted, before) == []
    assert expectations.accepted_drops_apply(with_meetings(16), accepted, before) == []


def test_rows_that_lose_their_date_are_a_drop_of_their_year(expect, with_meetings):
    before = Before("2026-11-20.1", with_meetings(10, undated=10))
    (finding,) = expectations.no_unexplained_drop(with_meetings(0, undated=20), expect(), before)
    assert dict(finding.row)["year"] == 2024
    (finding,) = expectations.no_unexplained_drop(with_meetings(20), expect(), before)
    assert dict(finding.row)["year"] == "no date"
    assert "year = 0" in finding.message


def test_small_groups_growth_and_a_first_release_are_no_drop(expect, with_meetings):
    check, expected = expectations.no_unexplained_drop, expect()
    assert check(with_meetings(1), expected, Before("r", with_meetings(9))) == []
    assert check(with_meetings(99), expected, Before("r", with_meetings(20))) == []
    assert check(with_meetings(1), expected, None) == []


@pytest.mark.parametrize(
    ("now", "since", "said"),
    [
        (20, "2026-11-20.1", "there is no such drop"),
        (10, "2026-11-19.1", "the release before is 2026-11-20.1"),
        (10, None, "there is no release before"),
    ],
)
def test_an_accepted_drop_that_no_longer_applies_is_told(expect, with_meetings, now, since, said):
    accepted = expect(accepted=DROP.replace("2026-11-20.1", since or "2026-11-20.1"))
    before = Before("2026-11-20.1", with_meetings(20)) if since else None
    (finding,) = expectations.accepted_drops_apply(with_meetings(now), accepted, before)
    assert finding.severity == Severity.WARNING
    assert said in finding.message
    assert "read better" in finding.message


def test_a_release_of_other_tables_is_not_compared(expect, with_meetings, rows, as_frames):
    frames = as_frames(rows)
    del frames["statements"]
    before = Before("r", expectations.Tables(frames))
    assert expectations.no_unexplained_drop(with_meetings(1), expect(), before) == []


@pytest.mark.parametrize(
    ("line", "accepted", "said"),
    [
        ("rows = 3", "", r"tables.meetings.rows: write \{ min"),
        ("rows = { least = 3 }", "", "tables.meetings.rows: write"),
        ('rows = { min = "3" }', "", "'3' is no number"),
        ("rows = { min = true }", "", "True is no number"),
        ("fill.day = { min = 1 }", "", "meetings has no column day"),
        ("speed = { min = 1 }", "", "tables.meetings: speed means nothing here"),
        ("[tables.meeting]\nrows = { min = 1 }", "", "tables.meeting: there is no such table"),
        ("[more]", "", "more means nothing here"),
        ("rows = ", "", "is no TOML"),
        ("", DROP.replace(', reason = "read better"', ""), "accepted, entry 1: reason is missing"),
        ("", DROP.replace("read better", " "), "give a reason"),
        ("", DROP.replace("2024", '"2024"'), "should be a number"),
        ("", DROP.replace('"meetings"', '"visits"'), "can be one of documents, meetings, statements"),
    ],
)
def test_a_wrong_file_is_refused_and_says_where(expect, line, accepted, said):
    with pytest.raises(ExpectationError, match=said):
        expect(line, accepted=accepted)


def test_a_file_without_its_parts_is_refused(tmp_path):
    path = tmp_path / "expectations.toml"
    path.write_text("[tables]")
    with pytest.raises(ExpectationError, match="accepted, drops, judge is missing"):
        expectations.load(path)


@pytest.mark.parametrize("number", ['"2"', "0", "true"])
def test_a_number_that_makes_no_sense_is_refused(tmp_path, number):
    path = tmp_path / "expectations.toml"
    path.write_text(HEAD.replace("{accepted}", "").replace("documents = 2", f"documents = {number}"))
    with pytest.raises(ExpectationError, match=r"documents.*should be numbers above 0"):
        expectations.load(path)


def test_years_of_documents_are_those_they_bear(expect, rows, as_tables):
    [document, _] = rows["documents"]
    many = [
        document | {"document_id": f"d{n}", "sha256": f"{n:064}", "published_on": dt.date(2000 + n % 2, 1, 1)}
        for n in range(40)
    ]
    texts = []
    before = Before("r", as_tables(rows | {"documents": many, "texts": texts}))
    now = as_tables(rows | {"documents": many[:30] + many[31::2], "texts": texts})
    (finding,) = expectations.no_unexplained_drop(now, expect(), before)
    assert dict(finding.row) == {"publisher": "mofa_jp", "year": 2000}
