"""When: dates, clock times, zones and durations in English readouts, with their spans.

``dates`` holds days and spans of days, ``clocks`` times of day, ``zones`` time zones, ``durations`` lengths,
``opening`` puts them together for one meeting.
"""

from pipeline.reading.when.clocks import ClockHit, find_clocks
from pipeline.reading.when.dates import (
    DateHit,
    RangeHit,
    date_line,
    find_dates,
    find_ranges,
    resolve_year,
    weekday_differs,
)
from pipeline.reading.when.durations import DurationHit, Total, add_up, find_durations
from pipeline.reading.when.opening import ClockReading, SecondClock, read_clock
from pipeline.reading.when.zones import offset_fits_zone

__all__ = [
    "ClockHit",
    "ClockReading",
    "DateHit",
    "DurationHit",
    "RangeHit",
    "SecondClock",
    "Total",
    "add_up",
    "date_line",
    "find_clocks",
    "find_dates",
    "find_durations",
    "find_ranges",
    "offset_fits_zone",
    "read_clock",
    "resolve_year",
    "weekday_differs",
]
