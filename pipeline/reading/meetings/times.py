"""When a meeting took place: from its opening, its heading's date, a later sentence, or the page's date line."""

import re
from functools import cache

from pipeline import gazetteer
from pipeline.reading.meetings.unit_text import UnitText
from pipeline.reading.page import Page
from pipeline.reading.segments import heading_date_span
from pipeline.reading.when import ClockReading, add_up, find_durations, read_clock
from pipeline.reading.when.zones import civil_offset

_MEAL = r"(?:lunch\w*|dinner|breakfast|banquet)"
_FOLLOWED = r"(?:followed|then|after\w*|subsequently)"
_MEAL_FOLLOWED = re.compile(
    rf"\b{_MEAL}\b.{{0,400}}\b{_FOLLOWED}\b|\b{_FOLLOWED}\b.{{0,400}}\b{_MEAL}\b",
    re.IGNORECASE | re.DOTALL,
)
_SAME_HEREAFTER = re.compile(r"\(?\b(?P<place>[A-Z][\w.]*(?: [A-Z][\w.]*)*) time[;,]? (?:the )?same here(?:in)?after")


@cache
def zone_of(name: str) -> str | None:
    """The IANA zone of a city, or of a country that keeps one zone."""
    city = gazetteer.city(name)
    if city is not None:
        return city.timezone
    iso3 = gazetteer.country(name)
    return _zones_by_country().get(iso3) if iso3 is not None else None


@cache
def _zones_by_country() -> dict[str, str | None]:
    """The only zone of each country, None where its cities keep several."""
    found: dict[str, str | None] = {}
    for city in gazetteer.cities():
        zone = found.setdefault(city.country_iso3, city.timezone)
        if zone != city.timezone:
            found[city.country_iso3] = None
    return found


def read_time(text: UnitText) -> ClockReading:
    """Date, clock and duration of a meeting; a heading's date comes before the opening's."""
    page, unit = text.page, text.unit
    if unit.opening is not None and text.told is not None:
        clock = read_clock(page.text, *text.told, page.published, zone_of)
        _later_duration(text, clock)
        _page_zone(page, clock)
    else:
        clock = ClockReading()
        if text.told is not None:
            _put_duration(page, clock, text.told)
    _heading_date(text, clock)
    if unit.heading is None and unit.named is None and not clock.ambiguous:
        _page_date(page, clock)
    return clock


def _heading_date(text: UnitText, clock: ClockReading) -> None:
    page, unit = text.page, text.unit
    dated = heading_date_span(page, unit.heading) if unit.heading is not None else None
    if dated is None:
        return
    heading = read_clock(page.text, *dated, page.published, zone_of)
    if heading.date is not None and (clock.date is None or unit.opening is None or clock.date != heading.date):
        clock.date, clock.date_span, clock.date_method = heading.date, heading.date_span, "heading"
        clock.end_date, clock.weekday_differs = heading.end_date, heading.weekday_differs
    _complete(clock, heading)


def _complete(clock: ClockReading, heading: ClockReading) -> None:
    """ "(February 16, 5:45 p.m., for about 30 minutes)": what the heading tells and the opening does not."""
    if clock.start_local is None and heading.start_local is not None:
        clock.start_local, clock.start_span = heading.start_local, heading.start_span
        clock.end_local, clock.end_span = heading.end_local, heading.end_span
        clock.utc_offset_minutes, clock.offset_span = heading.utc_offset_minutes, heading.offset_span
        clock.offset_method, clock.zone_name = heading.offset_method, heading.zone_name
        clock.second_clock = heading.second_clock
    if clock.duration_minutes is None and heading.duration_minutes is not None:
        clock.duration_minutes, clock.duration_approximate = heading.duration_minutes, heading.duration_approximate
        clock.duration_span, clock.duration_method = heading.duration_span, heading.duration_method


def _page_date(page: Page, clock: ClockReading) -> None:
    """Older pages give the day in their date line only."""
    line = page.first_block("date")
    if clock.date is None and page.published is not None and line is not None:
        clock.date, clock.date_span, clock.date_method = page.published, (line.body_start, line.text_end), "date_line"


def _later_duration(text: UnitText, clock: ClockReading) -> None:
    """ "(The meeting lasted …)" behind the opening; a meal that "followed for 50 minutes" adds its own length."""
    page = text.page
    for number, sentence in enumerate(text.behind_opening):
        span = page.span(sentence)
        if clock.duration_minutes is None:
            if number == 0:
                _put_duration(page, clock, span)
        elif _MEAL_FOLLOWED.search(page.text, *span):
            total = add_up(page.text, find_durations(page.text, *span))
            if total is not None:
                clock.duration_minutes += total.minutes
                clock.duration_approximate = bool(clock.duration_approximate) or total.approximate
                clock.duration_method = "sum"


def _page_zone(page: Page, clock: ClockReading) -> None:
    """ "(New York time; same hereinafter)", said once, holds for every clock of the page."""
    if clock.utc_offset_minutes is not None or clock.start_local is None or clock.date is None:
        return
    match = _SAME_HEREAFTER.search(page.text) if "same here" in page.text else None
    zone = zone_of(match["place"]) if match is not None else None
    if match is not None and zone is not None:
        hour, minute = map(int, clock.start_local.split(":"))
        clock.utc_offset_minutes = civil_offset(zone, clock.date, hour * 60 + minute)
        clock.offset_span, clock.offset_method = match.span("place"), "named_zone"


def _put_duration(page: Page, clock: ClockReading, span: tuple[int, int]) -> None:
    total = add_up(page.text, find_durations(page.text, *span))
    if total is not None:
        clock.duration_minutes, clock.duration_approximate = total.minutes, total.approximate
        clock.duration_span, clock.duration_method = (total.start, total.end), total.method
