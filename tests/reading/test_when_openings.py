"""Opening sentences and headings, coded by hand before the code was run.

Cases stand in ``test_when_openings.toml``. Each names only the fields that its text gives; every other must be empty.
"""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.reading.when import ClockReading, SecondClock, read_clock

ZONES = {
    "New York": "America/New_York",
    "Bangkok": "Asia/Bangkok",
    "Taiwan": "Asia/Taipei",
    "London": "Europe/London",
    "Washington, D.C.": "America/New_York",
    "Kathmandu": "Asia/Kathmandu",
}


def _coded(reading: ClockReading) -> dict[str, Any]:
    second = reading.second_clock
    values = {
        "date": reading.date.isoformat() if reading.date else None,
        "end": reading.end_date.isoformat() if reading.end_date else None,
        "start": reading.start_local,
        "until": reading.end_local,
        "offset": reading.utc_offset_minutes,
        "how": reading.offset_method,
        "zone": reading.zone_name,
        "second": [second.date.isoformat() if second.date else "", second.time, second.zone or ""] if second else None,
        "minutes": reading.duration_minutes,
        "approx": reading.duration_approximate,
        "by": reading.duration_method,
        "weekday": reading.weekday_differs or None,
        "notes": [note.split(":")[0] for note in reading.ambiguous] or None,
        "clash": [note.split(":")[0] for note in reading.offset_contradictions] or None,
    }
    return {name: value for name, value in values.items() if value is not None}


OPENINGS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["opening"]


@pytest.mark.parametrize("opening", OPENINGS, ids=lambda opening: opening["text"][:60])
def test_opening(opening: dict[str, Any]) -> None:
    text = opening["text"]
    assert _coded(read_clock(text, 0, len(text), opening.get("published"), ZONES.get)) == opening["coded"]


@pytest.mark.parametrize("opening", OPENINGS, ids=lambda opening: opening["text"][:60])
def test_spans_move_with_the_region(opening: dict[str, Any]) -> None:
    text, page_date = opening["text"], opening.get("published")
    alone = read_clock(text, 0, len(text), page_date, ZONES.get)
    head, tail = "On March 1, at 4 p.m. JST for 9 minutes. (", ") On May 9, at 3 p.m. JST for 8 minutes."
    inside = read_clock(head + text + tail, len(head), len(head) + len(text), page_date, ZONES.get)
    assert _coded(inside) == _coded(alone)
    for name in ("date_span", "start_span", "end_span", "offset_span", "duration_span"):
        span, moved = getattr(alone, name), getattr(inside, name)
        assert (span is None) == (moved is None)
        if span is not None:
            assert moved == (span[0] + len(head), span[1] + len(head))
            assert 0 <= span[0] < span[1] <= len(text)


def test_spans_show_their_evidence() -> None:
    text = (
        "On March 18, commencing at 12:32 p.m. (local time; March 19, 1:32 a.m. JST) for approximately 30 minutes, "
        "Ms. A held a meeting."
    )
    reading = read_clock(text, 0, len(text), dt.date(2024, 3, 18))
    shown = {
        name: text[slice(*span)]
        for name in ("date_span", "start_span", "offset_span", "duration_span")
        if (span := getattr(reading, name)) is not None
    }
    assert shown == {
        "date_span": "March 18",
        "start_span": "12:32 p.m.",
        "offset_span": "March 19, 1:32 a.m. JST",
        "duration_span": "approximately 30 minutes",
    }
    assert reading.second_clock == SecondClock(dt.date(2024, 3, 19), "01:32", "JST", 51, 74)


def test_every_offset_reads_back_from_two_clocks() -> None:
    # The east of +12:00 shares its clocks with the west of -11:00, so the second date must be given.
    for offset in range(-12 * 60, 14 * 60 + 1, 15):
        for minute in (0, 9 * 60 + 35, 12 * 60, 23 * 60 + 50):
            local = dt.datetime(2019, 12, 31) + dt.timedelta(minutes=minute)
            tokyo = local - dt.timedelta(minutes=offset) + dt.timedelta(hours=9)
            text = (
                f"On {local:%B} {local.day}, commencing at {local:%I:%M %p} (local time; {tokyo:%B} {tokyo.day}, "
                f"{tokyo:%I:%M %p} JST) for about 20 minutes, Mr. A met Mr. B."
            )
            reading = read_clock(text, 0, len(text), dt.date(2020, 1, 3))
            assert (reading.date, reading.start_local) == (local.date(), f"{local:%H:%M}"), text
            assert reading.utc_offset_minutes == offset, text
            assert reading.offset_contradictions == [], text
