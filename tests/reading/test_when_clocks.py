"""Clock times, durations and zones by themselves."""

import datetime as dt

import pytest

from pipeline.reading.when import find_clocks, find_durations, offset_fits_zone
from pipeline.reading.when.clocks import hhmm
from pipeline.reading.when.durations import add_up
from pipeline.reading.when.zones import find_zones

CLOCKS = [
    ("5:20 p.m.", "17:20"),
    ("12 p.m.", "12:00"),
    ("noon", "12:00"),
    ("Noon", "12:00"),
    ("12 noon", "12:00"),
    ("12:00 noon", "12:00"),
    ("midnight", "00:00"),
    ("7 a.m.", "07:00"),
    ("00:50 a.m.", "00:50"),
    ("0:20 a.m.", "00:20"),
    ("0:00 am", "00:00"),
    ("0:00 p.m.", "12:00"),
    ("0:30 p.m.", "12:30"),
    ("12:30 a.m.", "00:30"),
    ("13:00 p.m.", "13:00"),
    ("16:00 pm", "16:00"),
    ("23:00 p.m.", "23:00"),
    ("12:30, p.m.", "12:30"),
    ("9:00 PM", "21:00"),
    ("9:50 P.M.", "21:50"),
    ("6:50pm", "18:50"),
    ("11:40p.m.", "23:40"),
    ("07:05 p.m.", "19:05"),
    ("01:00 p.m.", "13:00"),
    ("10:30", "10:30"),
    ("22:30", "22:30"),
    ("17: 35", "17:35"),
    ("9:35", "09:35"),
    ("1:05 a.m.", "01:05"),
    ("9.30 a.m.", "09:30"),
    ("24:00", "00:00"),
    ("10 o'clock", "10:00"),
]


@pytest.mark.parametrize(("written", "expected"), CLOCKS)
def test_clock_forms(written: str, expected: str) -> None:
    text = f"commencing at {written} for approximately 20 minutes"
    (hit,) = find_clocks(text, 0, len(text))
    assert hhmm(hit.minute_of_day) == expected
    assert text[hit.start : hit.end] == written


def test_every_minute_reads_back_in_every_form() -> None:
    for minute in range(0, 24 * 60):
        hour, rest = divmod(minute, 60)
        twelve, half = hour % 12 or 12, "ap"[hour >= 12]
        forms = [
            f"{twelve}:{rest:02d} {half}.m.",
            f"{twelve}:{rest:02d}{half}m",
            f"{twelve:02d}:{rest:02d} {half.upper()}.M.",
            f"{hour:02d}:{rest:02d}",
        ]
        if rest == 0:
            forms.append(f"{twelve} {half}.m.")
        if hour > 12:
            forms.append(f"{hour}:{rest:02d} p.m.")
        for form in forms:
            (hit,) = find_clocks(f"at {form}, X", 0, len(form) + 6)
            assert hhmm(hit.minute_of_day) == f"{hour:02d}:{rest:02d}", form


@pytest.mark.parametrize(
    "text",
    [
        "2+2",
        "item 3: 25 ministers",
        "the afternoon",
        "16 April",
        "UNSCR 2397",
        "2015-03-14",
        "10 amendments",
        "25:10",
        "1718",
        "item 4:5",
    ],
)
def test_no_clock(text: str) -> None:
    assert find_clocks(text, 0, len(text)) == []


def test_a_bare_hour_counts_at_the_head_of_a_range_only() -> None:
    text = "from 2 to 3 p.m. with 4 ministers"
    assert [text[hit.start : hit.end] for hit in find_clocks(text, 0, len(text))] == ["2", "3 p.m."]


DURATIONS = [
    ("for approximately 30 minutes", 30, True, "approximately 30 minutes"),
    ("for about 12 minutes", 12, True, "about 12 minutes"),
    ("for around 15 minutes", 15, True, "around 15 minutes"),
    ("for 55 minutes", 55, False, "55 minutes"),
    ("for over 30 minutes", 30, True, "over 30 minutes"),
    ("for more than 40 minutes", 40, True, "more than 40 minutes"),
    ("for approximately twenty-five minutes", 25, True, "approximately twenty-five minutes"),
    ("for sixty five minutes", 65, False, "sixty five minutes"),
    ("for approximately 45minutes", 45, True, "approximately 45minutes"),
    ("for one hour", 60, False, "one hour"),
    ("for an hour and 40 minutes", 100, False, "an hour and 40 minutes"),
    ("for 1 hour and 10 minutes", 70, False, "1 hour and 10 minutes"),
    ("for 1 hour 10 minutes", 70, False, "1 hour 10 minutes"),
    ("for two hours and ten minutes", 130, False, "two hours and ten minutes"),
    ("for about two and a half hours", 150, True, "about two and a half hours"),
    ("for two hours and a half", 150, False, "two hours and a half"),
    ("for half an hour", 30, False, "half an hour"),
    ("for about half an hour", 30, True, "about half an hour"),
    ("for one and a half hours", 90, False, "one and a half hours"),
    ("for one-and-a-half hours", 90, False, "one-and-a-half hours"),
    ("for three-quarters of an hour", 45, False, "three-quarters of an hour"),
    ("for an hour and a quarter", 75, False, "an hour and a quarter"),
    ("for a total of 2 hours", 120, False, "2 hours"),
    ("for a total of approximately 2 hours", 120, True, "approximately 2 hours"),
    ("which lasted approximately three hours", 180, True, "approximately three hours"),
    ("lasted for 50 minutes", 50, False, "50 minutes"),
    ("for 1.5 hours", 90, False, "1.5 hours"),
    ("for 160 minutes", 160, False, "160 minutes"),
    ("for one hundred and twenty minutes", 120, False, "one hundred and twenty minutes"),
    ("for 40 mins", 40, False, "40 mins"),
    ("for 25 minutes or so", 25, True, "25 minutes or so"),
    ("a 30-minute telephone talk", 30, False, "30-minute"),
    ("an hour-long meeting", 60, False, "an hour"),
    (
        "(The second meeting between the two Ministers; it lasted approximately 32 minutes.)",
        32,
        True,
        "approximately 32 minutes",
    ),
    ("(The meeting and working lunch:approximately four hours)", 240, True, "approximately four hours"),
    ("(third time this year, sixth time in total; approximately 80 minutes)", 80, True, "approximately 80 minutes"),
    ("(approximately 20 minutes)", 20, True, "approximately 20 minutes"),
]


@pytest.mark.parametrize(("text", "minutes", "approximate", "written"), DURATIONS)
def test_duration_forms(text: str, minutes: int, approximate: bool, written: str) -> None:
    (hit,) = find_durations(text, 0, len(text))
    assert (hit.minutes, hit.approximate) == (minutes, approximate)
    assert text[hit.start : hit.end] == written or written == "an hour"


@pytest.mark.parametrize(
    "text",
    [
        "for the third time this year",
        "the 50th anniversary",
        "for two years",
        "within 15 years",
        "a ceasefire for 72 hours",
        "a humanitarian pause of 72 hours",
        "for a 10-hour flight",
        "every 30 minutes",
        "30 minutes later",
        "the past 24 hours",
        "minutes of the meeting",
        "for May 24",
    ],
)
def test_no_duration(text: str) -> None:
    assert find_durations(text, 0, len(text)) == []


TOTALS = [
    ("held a meeting for 40 minutes and a working lunch for 60 minutes", 100, False, "sum"),
    ("(meeting: approximately 40 minutes; working lunch: approximately 60 minutes)", 100, True, "sum"),
    ("a talk for about 20 minutes, a signing ceremony for 10 minutes and a dinner for one hour", 90, True, "sum"),
    ("a meeting for 90 minutes, including a tete-a-tete for 30 minutes", 90, False, "stated"),
    ("a meeting for 40 minutes and a lunch for 60 minutes, for a total of 100 minutes", 100, False, "stated"),
    ("a meeting that lasted approximately three hours including the working lunch", 180, True, "stated"),
]


@pytest.mark.parametrize(("text", "minutes", "approximate", "method"), TOTALS)
def test_parts_add_up(text: str, minutes: int, approximate: bool, method: str) -> None:
    total = add_up(text, find_durations(text, 0, len(text)))
    assert total is not None
    assert (total.minutes, total.approximate, total.method) == (minutes, approximate, method)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(1:32 a.m. JST)", "JST"),
        ("on April 29, Japan time)", "Japan"),
        ("on April 29, Japan) time", "Japan"),
        ("(New York time; same hereinafter)", "New York"),
        ("(U.S. Eastern Time)", "U.S. Eastern"),
        ("9:00 PM Bangkok time", "Bangkok"),
        ("at 10 a.m. Washington, D.C. time", "Washington, D.C."),
        ("(AEDT)", "AEDT"),
        ("on Tuesday UK time", "UK"),
        ("(Taiwan time)", "Taiwan"),
    ],
)
def test_zone_names(text: str, name: str) -> None:
    (hit,) = find_zones(text, 0, len(text))
    assert hit.name == name


@pytest.mark.parametrize(
    "text", ["for the first time", "The second time", "This time", "Prime time", "at the same time"]
)
def test_no_zone(text: str) -> None:
    assert find_zones(text, 0, len(text)) == []


def test_offset_fits_zone() -> None:
    assert offset_fits_zone(-240, dt.date(2024, 3, 18), "12:32", "America/New_York")
    assert not offset_fits_zone(-300, dt.date(2024, 3, 18), "12:32", "America/New_York")
    assert offset_fits_zone(345, dt.date(2018, 1, 9), "10:00", "Asia/Kathmandu")
    # Clocks went back at 2 a.m., so half past one came twice.
    assert offset_fits_zone(-240, dt.date(2023, 11, 5), "01:30", "America/New_York")
    assert offset_fits_zone(-300, dt.date(2023, 11, 5), "01:30", "America/New_York")


def test_durations_are_found_wherever_they_stand() -> None:
    written = "one hour and twenty-five minutes"
    for distance in range(120):
        text = f"A meeting for 40 minutes, {'x' * distance} and a lunch lasting {written}, Mr. B hosting."
        assert [hit.minutes for hit in find_durations(text, 0, len(text))] == [40, 85]
