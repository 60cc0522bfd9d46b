"""When a meeting took place, read from its opening sentence or heading: date, start, end, zone, duration.

The text's dates, clocks, zones and durations are found one kind at a time and lined up; what stands between two of them
tells whether they belong together. The first clock outside parentheses is the meeting's, and a clock that follows in
parentheses or with another zone is the same moment elsewhere.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.reading.when.clocks import MINUTES_PER_DAY, hhmm
from pipeline.reading.when.dates import DateHit, Span, find_dates, resolve_year, weekday_differs
from pipeline.reading.when.day import main_date
from pipeline.reading.when.durations import DurationHit, add_up, find_durations
from pipeline.reading.when.lineup import Clock, DayHit, Token, clocks_of, line_up, second_clock_of
from pipeline.reading.when.zones import (
    GREATEST_OFFSET,
    LEAST_OFFSET,
    QUARTER,
    ZoneHit,
    ZoneOf,
    civil_offset,
    read_zone,
    steady_offset,
)

_JAPAN = 9 * 60
_IN_PLACE = re.compile(r"\s+in\s+(?P<place>[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){0,2})(?=[\s]*[);,])")
# A year for reckoning between two dates of which neither has one; a leap year, so that 29 February exists.
_SOME_YEAR = 2000
_PART_OF_DAY = re.compile(r"\b(?:(?P<am>morning)|(?P<pm>afternoon|evening|night))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SecondClock:
    """The meeting's start on another clock, as the text gives it; ``date`` is None where it gives none."""

    date: dt.date | None
    time: str
    zone: str | None
    start: int
    end: int


@dataclass(slots=True)
class ClockReading:
    """What an opening says about time. A field is None where the text does not give it.

    ``date_method``: "stated", "range", "today", "yesterday" or "weekday". ``offset_method``: "two_clocks",
    "two_clocks_unnamed" (the second clock lacks its zone, taken as Japan's) or "named_zone". ``duration_method``:
    "stated", "range" or "sum". ``ambiguous`` (a clock or duration that can be read in two
    ways) and ``offset_contradictions`` hold messages "what: detail".
    """

    date: dt.date | None = None
    date_span: Span | None = None
    date_method: str | None = None
    weekday_differs: bool = False
    end_date: dt.date | None = None
    start_local: str | None = None
    start_span: Span | None = None
    end_local: str | None = None
    end_span: Span | None = None
    utc_offset_minutes: int | None = None
    offset_span: Span | None = None
    offset_method: str | None = None
    zone_name: str | None = None
    second_clock: SecondClock | None = None
    duration_minutes: int | None = None
    duration_approximate: bool | None = None
    duration_span: Span | None = None
    duration_method: str | None = None
    ambiguous: list[str] = field(default_factory=list)
    offset_contradictions: list[str] = field(default_factory=list)


def _neutral(hit: DateHit) -> dt.date:
    return resolve_year(hit, None) or dt.date(_SOME_YEAR, hit.month, hit.day)


def _second_date(clock: Clock, main: dt.date) -> dt.date | None:
    """The date of the second clock where the text gives one."""
    day, end = clock.date, clock.end
    if day is None and end is not None and end.hit.minute_of_day >= clock.hit.minute_of_day:
        # "4:00 a.m. to 5:00 a.m. on the following day": the day stands once for both.
        day = end.date
    if isinstance(day, DateHit):
        return resolve_year(day, main)
    if isinstance(day, DayHit):
        if day.shift is not None:
            return main + dt.timedelta(days=day.shift)
        near = (main + dt.timedelta(days=shift) for shift in (0, 1, -1, 2, -2))
        return next((each for each in near if each.day == day.day), None)
    return None


def _days_apart(main_minute: int, other_minute: int, other_offset: int, given: int | None) -> tuple[int, int] | None:
    """(offset, days by which the other clock is ahead): as given if possible, else the nearest possible day."""
    order = (0, 1, -1) if given is None else (given, given - 1, given + 1, given - 2, given + 2, 0)
    for days in order:
        offset = main_minute - (other_minute + days * MINUTES_PER_DAY - other_offset)
        if LEAST_OFFSET <= offset <= GREATEST_OFFSET:
            return offset, days
    return None


def _offset_of(zone: ZoneHit, date: dt.date | None, minute: int, zone_of: ZoneOf, reading: ClockReading) -> int | None:
    """The offset a named zone keeps at a date, noting unknown names and letters out of season."""
    meaning = read_zone(zone.name, zone_of)
    if meaning.iana is None:
        reading.ambiguous.append(f"zone unknown: {zone.name}")
        return None
    if date is None:
        return steady_offset(meaning.iana)
    offset = civil_offset(meaning.iana, date, minute)
    if meaning.claimed_offset is not None and meaning.claimed_offset != offset:
        reading.offset_contradictions.append(
            f"zone letters: {zone.name} is {meaning.claimed_offset} minutes from UTC, {meaning.iana} kept {offset}"
        )
    return offset


def _place_behind(text: str, end: int, zone_of: ZoneOf) -> ZoneHit | None:
    """ "(JST; 11:10 a.m. in Madrid)": the place behind a second clock, which names its zone."""
    match = _IN_PLACE.match(text, end)
    if match is None or zone_of(match["place"]) is None:
        return None
    return ZoneHit(match.start("place"), match.end("place"), match["place"], False, False)


def _read_offset(
    text: str, tokens: list[Token], main: Clock, second: Clock | None, day: dt.date | None, zone_of: ZoneOf,
    reading: ClockReading,
) -> None:  # fmt: skip
    """Set offset, zone and second clock from the main clock's zone and the second clock."""
    named = _offset_of(main.zone, day, main.hit.minute_of_day, zone_of, reading) if main.zone else None
    if main.zone is not None:
        reading.zone_name = main.zone.name
        if named is not None:
            reading.utc_offset_minutes, reading.offset_method = named, "named_zone"
            reading.offset_span = (main.zone.start, main.zone.end)
    if second is None:
        return
    zone = second.zone or (second.end.zone if second.end else None) or _place_behind(text, second.hit.end, zone_of)
    base = day or (_neutral(main.date) if isinstance(main.date, DateHit) else None)
    other_day = _second_date(second, base) if base else None
    parts = [tokens[second.token], *([zone] if zone else []), *([second.date] if second.date else [])]
    span = (min(part.start for part in parts), max(part.end for part in parts))
    clock = SecondClock(
        other_day if day else None, hhmm(second.hit.minute_of_day), zone.name if zone else None, span[0], span[1]
    )
    reading.second_clock = clock
    method = "two_clocks"
    if zone is not None:
        other = _offset_of(zone, other_day or day, second.hit.minute_of_day, zone_of, reading)
    elif named == _JAPAN:
        reading.ambiguous.append(f"second clock without a zone: {clock.time}")
        return
    elif main.local or main.zone is not None:
        other, method = _JAPAN, "two_clocks_unnamed"
        reading.ambiguous.append(f"second clock without a zone: {clock.time} taken as Japan time")
    else:
        return
    if other is None:
        return
    # A date that only the other clock has was taken for the main date too: then the clocks alone tell the day.
    shared = second.date is not None and second.date is main.date
    given = (other_day - base).days if base and other_day and not shared else None
    found = _days_apart(main.hit.minute_of_day, second.hit.minute_of_day, other, given)
    if found is None:
        reading.offset_contradictions.append(f"clocks: {text[span[0] : span[1]]} fits no zone at the local time")
        return
    offset, days = found
    if shared and reading.date is not None:
        reading.date -= dt.timedelta(days=days)
    if given is not None and days != given:
        reading.offset_contradictions.append(
            f"clock dates: {text[span[0] : span[1]]} is {given} days from the local date, read as {days}"
        )
    if offset % QUARTER:
        reading.offset_contradictions.append(
            f"clocks: {text[span[0] : span[1]]} gives {offset} minutes, which no zone keeps"
        )
        return
    if named is not None and named != offset:
        reading.offset_contradictions.append(
            f"zone and clocks: {reading.zone_name} kept {named} minutes from UTC, the clocks give {offset}"
        )
        if method == "two_clocks_unnamed":
            return
    reading.utc_offset_minutes, reading.offset_method, reading.offset_span = offset, method, span


def _halves(text: str, start: int, end: int, clocks: list[Clock], main: Clock, reading: ClockReading) -> None:
    """Settle a start without a half-day from the form of the other clocks or the part of the day."""
    hit = main.hit
    if hit.contradicts_itself:
        reading.ambiguous.append(f"half-day: {text[hit.start : hit.end]} taken as {hhmm(hit.minute_of_day)}")
    if hit.half is not None or hit.is_24_hour or any(clock.hit.is_24_hour for clock in clocks):
        return
    part = _PART_OF_DAY.search(text, start, min(end, hit.end + 30))
    if part is not None:
        main.hit = hit._replace(half="am" if part["am"] else "pm")
        return
    reading.ambiguous.append(f"half-day not given: {text[hit.start : hit.end]} taken as written")


def _read_duration(
    text: str, durations: list[DurationHit], clocks: list[Clock], main: Clock | None, reading: ClockReading
) -> None:
    stated = add_up(text, durations)
    bounded = [clock for clock in clocks if clock.end is not None]
    # A range in parentheses is the same one on another clock.
    own = [main] if main is not None and main.end is not None else []
    if own and stated is None:
        own += [clock for clock in bounded if clock is not main and clock.zone is None and not clock.local]
    lengths = [
        (each.end.hit.minute_of_day - each.hit.minute_of_day) % MINUTES_PER_DAY for each in own if each.end is not None
    ]
    if stated is not None:
        reading.duration_minutes, reading.duration_approximate = stated.minutes, stated.approximate
        reading.duration_span, reading.duration_method = (stated.start, stated.end), stated.method
        if (
            lengths
            and stated.method == "stated"
            and abs(lengths[0] - stated.minutes) > (5 if stated.approximate else 0)
        ):
            reading.ambiguous.append(f"duration: {stated.minutes} minutes stated, {lengths[0]} between start and end")
    elif lengths:
        last = own[-1].end
        reading.duration_minutes = sum(lengths)
        reading.duration_approximate = any(
            each.hit.approximate or (each.end is not None and each.end.hit.approximate) for each in own
        )
        reading.duration_span = (own[0].hit.start, last.hit.end if last else own[0].hit.end)
        reading.duration_method = "sum" if len(lengths) > 1 else "range"


def _no_zone(_: str) -> str | None:
    return None


def read_clock(
    text: str, start: int, end: int, published: dt.date | None, zone_of: Callable[[str], str | None] = _no_zone
) -> ClockReading:
    """Read the time of the meeting that ``text[start:end]`` (an opening sentence or a heading) tells of.

    ``published`` is the page's date: it gives the year where the text leaves it out, and the day of "today".
    ``zone_of`` takes the name of a city or country to an IANA zone id, or None; an unknown IANA id raises
    ``zoneinfo.ZoneInfoNotFoundError``. Spans are absolute offsets into ``text``.
    """
    reading = ClockReading()
    dates = find_dates(text, start, end)
    durations = find_durations(text, start, end)
    tokens = line_up(text, start, end, dates, durations)
    clocks = clocks_of(text, tokens)
    main = min(clocks, key=lambda clock: (tokens[clock.token].depth > 0, clock.token), default=None)
    second = second_clock_of(tokens, clocks, main) if main is not None else None
    if main is not None and second is not None and second.local and main.zone is not None:
        # "10:00 p.m. JST (9:00 a.m. local time)": the local clock is the meeting's.
        main, second = second, main

    apart = {clock.date.start for clock in (second, second.end if second else None) if clock and clock.date}
    near = {clock.date.start for clock in (main, main.end if main else None) if clock and clock.date}
    found = main_date(text, start, end, published, dates, apart - near, near)
    if found is None and second is not None and main is not None and isinstance(second.date, DateHit):
        found = main_date(text, start, end, published, dates, set(), near)
    if found is not None:
        reading.date, reading.date_span, reading.date_method = found.date, found.span, found.method
        reading.end_date = found.end_date if found.end_date != found.date else None
        if found.method == "weekday":
            reading.ambiguous.append(f"date by weekday: {text[slice(*found.span)]} taken as {found.date}")
        if found.hit is not None and found.date is not None:
            reading.weekday_differs = weekday_differs(found.hit, found.date)

    if main is not None:
        if main.date is None and found is not None:
            main.date = found.hit
        _halves(text, start, end, clocks, main, reading)
        reading.start_local, reading.start_span = hhmm(main.hit.minute_of_day), (main.hit.start, main.hit.end)
        if main.end is not None:
            reading.end_local = hhmm(main.end.hit.minute_of_day)
            reading.end_span = (main.end.hit.start, main.end.hit.end)
        _read_offset(text, tokens, main, second, reading.date, zone_of, reading)
    _read_duration(text, durations, clocks, main, reading)
    return reading
