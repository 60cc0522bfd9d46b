"""Dates, spans of days, date lines and the choice of the year."""

import datetime as dt

import pytest

from pipeline.reading.when import DateHit, date_line, find_dates, find_ranges, resolve_year, weekday_differs

DATES = [
    ("March 18, 2024", (2024, 3, 18, None)),
    ("September 20", (None, 9, 20, None)),
    ("August 28th", (None, 8, 28, None)),
    ("27 September", (None, 9, 27, None)),
    ("22 September, 2009", (2009, 9, 22, None)),
    ("Tuesday, July 3, 2012", (2012, 7, 3, 1)),
    ("Thursday April 23, 2020", (2020, 4, 23, 3)),
    ("May 5 (Thursday)", (None, 5, 5, 3)),
    ("May 5 (Thursday), 2016", (2016, 5, 5, 3)),
    ("February 16 Saturday", (None, 2, 16, 5)),
    ("April 10 (Wednesday local time)", (None, 4, 10, 2)),
    ("Monday, September 24", (None, 9, 24, 0)),
    ("Sept. 3", (None, 9, 3, None)),
    ("Jan. 31, 2011", (2011, 1, 31, None)),
    ("2015-03-14", (2015, 3, 14, None)),
    ("2020/02/15", (2020, 2, 15, None)),
    ("3rd of May 2019", (2019, 5, 3, None)),
    ("November 4th, 2017", (2017, 11, 4, None)),
    ("14 March 2015", (2015, 3, 14, None)),
    ("September20", (None, 9, 20, None)),
    ("Sat., June 1", (None, 6, 1, 5)),
    ("February 29", (None, 2, 29, None)),
    ("July 3, 2012 (Tuesday)", (2012, 7, 3, 1)),
]


@pytest.mark.parametrize(("written", "expected"), DATES)
def test_date_forms(written: str, expected: tuple[int | None, int, int, int | None]) -> None:
    text = f"On {written}, the two Ministers met."
    (hit,) = find_dates(text, 0, len(text))
    assert (hit.year, hit.month, hit.day, hit.weekday) == expected
    assert text[hit.start : hit.end] == written


@pytest.mark.parametrize(
    "text",
    [
        "July 2012",
        "May we meet",
        "Resolution 1718",
        "February 30",
        "September 2030 agenda",
        "31 June",
        "2+2 in March",
        "G20",
    ],
)
def test_no_date(text: str) -> None:
    assert find_dates(text, 0, len(text)) == []


def test_offsets_are_absolute_and_bounded() -> None:
    text = "May 1. On May 2, X. May 3."
    (hit,) = find_dates(text, 7, 18)
    assert text[hit.start : hit.end] == "May 2"


def test_a_weekday_that_opens_the_next_date_is_left_to_it() -> None:
    text = "Monday, September 21, Tuesday, September 22"
    assert [(hit.day, hit.weekday) for hit in find_dates(text, 0, len(text))] == [(21, 0), (22, 1)]


RANGES = [
    ("from September 22 to 24 at the", "September 22 to 24", (None, 9, 22), (None, 9, 24)),
    (
        "from Sunday, September 17 to Friday, September 22",
        "Sunday, September 17 to Friday, September 22",
        (None, 9, 17),
        (None, 9, 22),
    ),
    ("April 27 to April 28", "April 27 to April 28", (None, 4, 27), (None, 4, 28)),
    ("(April 16-18, 2023)", "April 16-18, 2023", (2023, 4, 16), (2023, 4, 18)),
    (
        "from Monday, September 28 to Thursday, October 1",
        "Monday, September 28 to Thursday, October 1",
        (None, 9, 28),
        (None, 10, 1),
    ),
    ("September 18 (Sunday) to 22 (Thursday).", "September 18 (Sunday) to 22 (Thursday)", (None, 9, 18), (None, 9, 22)),
    ("between May 3 and May 6", "May 3 and May 6", (None, 5, 3), (None, 5, 6)),
    ("between May 3 and 6", "May 3 and 6", (None, 5, 3), (None, 5, 6)),
    ("on September 21 and 22", "September 21 and 22", (None, 9, 21), (None, 9, 22)),
    ("on 21 and 22 September 2021", "21 and 22 September 2021", (2021, 9, 21), (2021, 9, 22)),
    ("from 27 April to 2 May", "27 April to 2 May", (None, 4, 27), (None, 5, 2)),
    ("22-24 September 2021", "22-24 September 2021", (2021, 9, 22), (2021, 9, 24)),
    ("from December 30, 2019 to January 2", "December 30, 2019 to January 2", (2019, 12, 30), (2020, 1, 2)),
    ("from December 30 to January 2, 2020", "December 30 to January 2, 2020", (2019, 12, 30), (2020, 1, 2)),
    ("from June 3rd through the 5th", "June 3rd through the 5th", (None, 6, 3), (None, 6, 5)),
    ("July 4 – 6, 2011", "July 4 – 6, 2011", (2011, 7, 4), (2011, 7, 6)),
    (
        "during September 18 (Monday) to 22 (Thursday).",
        "September 18 (Monday) to 22 (Thursday)",
        (None, 9, 18),
        (None, 9, 22),
    ),
]


@pytest.mark.parametrize(("text", "written", "first", "last"), RANGES)
def test_ranges(text: str, written: str, first: tuple[int | None, int, int], last: tuple[int | None, int, int]) -> None:
    (span,) = find_ranges(text, 0, len(text))
    assert text[span.start : span.end] == written
    assert (span.first.year, span.first.month, span.first.day) == first
    assert (span.last.year, span.last.month, span.last.day) == last


def test_weekdays_of_a_range() -> None:
    text = "September 18 (Sunday) to 22 (Thursday)"
    (span,) = find_ranges(text, 0, len(text))
    assert (span.first.weekday, span.last.weekday) == (6, 3)


@pytest.mark.parametrize(
    "text",
    [
        "on May 5 and October 9",
        "On September 21, from 12:15 to 13:10",
        "from June 3, to 5 p.m.",
        "May 8 to 2 p.m.",
        "on June 3 and 15 countries",
        "September 22 to attend",
    ],
)
def test_no_range(text: str) -> None:
    assert find_ranges(text, 0, len(text)) == []


LINES = [
    ("March 18, 2024", dt.date(2024, 3, 18)),
    ("  September 20, 2016 \n", dt.date(2016, 9, 20)),
    ("22 September, 2009", dt.date(2009, 9, 22)),
    ("14 March 2015", dt.date(2015, 3, 14)),
    ("Tuesday, July 3, 2012", dt.date(2012, 7, 3)),
    ("Thursday, September 23, 2021, 4:46 p.m. The United States", dt.date(2021, 9, 23)),
    ("Friday, March 1, 2019, 11:05 a.m. Ministry of Foreign Affairs", dt.date(2019, 3, 1)),
    ("October 5, 2015 (Monday)", dt.date(2015, 10, 5)),
    ("September 25, 2012 (local time)", dt.date(2012, 9, 25)),
    ("2020-02-15", dt.date(2020, 2, 15)),
    ("09/22/2021 03:52 PM EDT", dt.date(2021, 9, 22)),
    ("22/09/2021 03:52 PM", None),
    ("June 1, 2013.", dt.date(2013, 6, 1)),
    ("September 21", None),
    ("(April 16-18, 2023)", None),
    ("September 21, 2023 G4 Foreign Ministers' Meeting", None),
    ("On May 5, 2016, the Ministers met.", None),
    ("Japan-Germany Relations", None),
    ("", None),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_date_line(line: str, expected: dt.date | None) -> None:
    assert date_line(line) == expected


def _day(month: int, day: int, year: int | None = None) -> DateHit:
    return DateHit(0, 1, year, month, day, None)


@pytest.mark.parametrize(
    ("hit", "reference", "expected"),
    [
        (_day(12, 28), dt.date(2019, 1, 4), dt.date(2018, 12, 28)),
        (_day(1, 3), dt.date(2018, 12, 30), dt.date(2019, 1, 3)),
        (_day(6, 30), dt.date(2020, 7, 1), dt.date(2020, 6, 30)),
        (_day(2, 29), dt.date(2020, 3, 1), dt.date(2020, 2, 29)),
        (_day(2, 29), dt.date(2019, 3, 1), dt.date(2020, 2, 29)),
        (_day(5, 5, 2011), dt.date(2019, 3, 1), dt.date(2011, 5, 5)),
        (_day(5, 5, 2011), None, dt.date(2011, 5, 5)),
        (_day(5, 5), None, None),
    ],
)
def test_resolve_year(hit: DateHit, reference: dt.date | None, expected: dt.date | None) -> None:
    assert resolve_year(hit, reference) == expected


def test_every_day_of_two_years_reads_back() -> None:
    day = dt.date(2019, 12, 1)
    while day < dt.date(2021, 12, 1):
        month_first = f"{day:%A}, {day:%B} {day.day}, {day.year}"
        day_first = f"{day.day} {day:%b} {day.year}"
        for line in (month_first, day_first, day.isoformat()):
            assert date_line(line) == day
        (hit,) = find_dates(f"{day:%B} {day.day}", 0, 20)
        assert resolve_year(hit, day + dt.timedelta(days=40)) == day
        day += dt.timedelta(days=3)


def test_weekday_differs() -> None:
    text = "September 18 (Monday) to 22 (Thursday)"
    (span,) = find_ranges(text, 0, len(text))
    assert weekday_differs(span.first, dt.date(2016, 9, 18))
    assert not weekday_differs(span.last, dt.date(2016, 9, 22))
