"""One meeting put together: its record, the evidence for each value, and what an analyst should know."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline import gazetteer
from pipeline.reading.cast import Cast
from pipeline.reading.meetings.kinds import kind_of, setting_of
from pipeline.reading.meetings.places import Occasion, Place, occasion_of, place_of
from pipeline.reading.meetings.sides import sides_of
from pipeline.reading.meetings.times import read_time
from pipeline.reading.meetings.unit_text import UnitText
from pipeline.reading.page import Page
from pipeline.reading.records import EvidenceRecord, IssueRecord, MeetingRecord, VisitRecord
from pipeline.reading.segments import Unit
from pipeline.reading.when import ClockReading, offset_fits_zone
from pipeline.tables.codes import IssueCode


@dataclass(slots=True)
class CodedMeeting:
    """A meeting's record with its evidence and issues."""

    record: MeetingRecord
    evidence: list[EvidenceRecord] = field(default_factory=list)
    issues: list[IssueRecord] = field(default_factory=list)


def read_meeting(
    page: Page, unit: Unit, cast: Cast, position: int, visits: Sequence[VisitRecord], sectioned: bool
) -> CodedMeeting:
    """Code one unit; ``position`` counts the page's meetings from 1, ``visits`` are its journeys."""
    text = UnitText(page, unit, sectioned)
    clock = read_time(text)
    kind = kind_of(text)
    setting = setting_of(text, kind)
    place = place_of(text, clock.date, visits) if setting == "in_person" else None
    occasion = occasion_of(text)
    start, end = text.region
    record = MeetingRecord(
        meeting_id=f"{page.document_id}#{position}",
        document_id=page.document_id,
        position=position,
        section=unit.section or None,
        title=unit.title or None,
        date=clock.date,
        end_date=clock.end_date if clock.end_date and clock.date and clock.end_date > clock.date else None,
        start_local=clock.start_local,
        utc_offset_minutes=clock.utc_offset_minutes,
        start_utc=None,
        duration_minutes=clock.duration_minutes,
        duration_approximate=clock.duration_approximate if clock.duration_minutes is not None else None,
        city=place.city if place else None,
        country_iso3=place.country_iso3 if place else None,
        place_basis=place.basis if place else None,
        occasion=occasion.words if occasion else None,
        sides=sides_of(text, cast, kind),
        kind=kind,
        setting=setting,
        char_start=start,
        char_end=end,
        method="opening" if unit.opening is not None else "heading" if unit.heading is not None else "title",
    )
    record.start_utc = start_utc(record)
    issues = _issues(record, clock, text.told or text.region)
    return CodedMeeting(record, _evidence(record, clock, place, occasion), issues)


def start_utc(meeting: MeetingRecord) -> dt.datetime | None:
    """When the meeting began in UTC; None unless date, local time and offset are all known."""
    if meeting.date is None or meeting.start_local is None or meeting.utc_offset_minutes is None:
        return None
    local = dt.datetime.combine(meeting.date, dt.time.fromisoformat(meeting.start_local), dt.UTC)
    return local - dt.timedelta(minutes=meeting.utc_offset_minutes)


def _evidence(
    record: MeetingRecord, clock: ClockReading, place: Place | None, occasion: Occasion | None
) -> list[EvidenceRecord]:
    """Which characters and which rule gave each value of the record that is known."""
    told: list[tuple[str, tuple[int, int] | None, str | None]] = []
    if clock.date is not None:
        told.append(("date", clock.date_span, clock.date_method))
    if clock.start_local is not None:
        told.append(("start_local", clock.start_span, "stated"))
    if clock.utc_offset_minutes is not None:
        told.append(("utc_offset_minutes", clock.offset_span, clock.offset_method))
    if clock.duration_minutes is not None:
        told.append(("duration_minutes", clock.duration_span, clock.duration_method))
    if place is not None:
        told.append(("country_iso3", (place.start, place.end), place.method))
        if place.city is not None:
            told.append(("city", (place.start, place.end), place.method))
    if occasion is not None:
        told.append(("occasion", (occasion.start, occasion.end), "occasion"))
    return [
        EvidenceRecord(record.document_id, "meetings", record.meeting_id, column, *span, method or "stated")
        for column, span, method in told
        if span is not None
    ]


def _issues(record: MeetingRecord, clock: ClockReading, told: tuple[int, int]) -> list[IssueRecord]:
    """What does not fit together in the meeting's time; an issue without characters of its own has those ``told``."""
    found: list[tuple[IssueCode, str, tuple[int, int] | None]] = []
    if clock.weekday_differs:
        message = f"the weekday given does not fit {record.date}; the date is kept"
        found.append((IssueCode.WEEKDAY_DIFFERS, message, clock.date_span))
    found += [(IssueCode.AMBIGUOUS_CLOCK, message, clock.start_span) for message in clock.ambiguous]
    for message in clock.offset_contradictions:
        found.append((IssueCode.OFFSET_CONTRADICTS_ZONE, message, clock.offset_span or clock.start_span))
    misfit = _offset_misfit(record)
    if misfit is not None:
        found.append((IssueCode.OFFSET_CONTRADICTS_ZONE, misfit, clock.offset_span))
    return [
        IssueRecord(record.document_id, code.severity, code, f"{record.meeting_id}: {message}", *(span or told))
        for code, message, span in found
    ]


def _offset_misfit(record: MeetingRecord) -> str | None:
    """What to say where the offset is not the time of the meeting's city."""
    city = gazetteer.city(record.city) if record.city is not None else None
    offset = record.utc_offset_minutes
    if city is None or record.date is None or record.start_local is None or offset is None:
        return None
    if offset_fits_zone(offset, record.date, record.start_local, city.timezone):
        return None
    return f"UTC offset {offset} min is not the time of {city.name} on {record.date}; the offset as written is kept"
