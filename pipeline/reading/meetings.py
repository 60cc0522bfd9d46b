"""Meetings: the values of one unit, each with its evidence, and the journeys around them."""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cache

from pipeline import gazetteer
from pipeline.reading.cast import COUNTERPART, HOME, Cast
from pipeline.reading.events import kind_of_heading, kind_of_opening, setting_of
from pipeline.reading.page import Page
from pipeline.reading.places import Place, read_occasion, read_place
from pipeline.reading.records import EvidenceRecord, IssueRecord, MeetingRecord, VisitRecord
from pipeline.reading.segments import Segmentation, Unit, heading_date_span
from pipeline.reading.when import ClockReading, find_ranges, offset_fits_zone, read_clock, resolve_year
from pipeline.reading.when.durations import add_up, find_durations
from pipeline.reading.when.zones import civil_offset
from pipeline.tables.codes import IssueCode

_WITHOUT_SIDES = frozenset({"speech", "ceremony", "press", "other", "reception"})
_NAMED_GROUP = re.compile(
    r"\b(?:G4|G7|G8|G20|G77|ASEAN\b(?!\s(?:Secretar|Secretariat))|CARICOM|Quad|PALM|TICAD|BRICS|Friends of|Pacific Island|Visegrad|V4|Baltic|APEC|EAS|ARF|CELAC|SICA|MERCOSUR|NPDI|ISSG|Central Asia|Mekong)\b"
)
_DECLARED = re.compile(
    r"\b(?:held|had|attended|conducted|participated in|total of|took part in)\s(?:a\stotal\sof\s|as\smany\sas\s|some\s|around\s|approximately\s)?(?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)\s(?:[\w-]+\s(?:and\s|or\s)?){0,4}?(?:meetings|talks|events)\b"
)
# "The ASEAN-Japan Foreign Ministers' Meeting was held in …": the event stands before the verb.
_EVENT_FIRST = re.compile(r"(?:meeting|talks?|conference|dialogue|luncheon|dinner|call|consultations?|session)\b", re.IGNORECASE)
_MEAL_FOLLOWED = re.compile(
    r"\b(?:lunch\w*|dinner|breakfast|banquet)\b[^.]*\b(?:followed|then|after\w*|subsequently)\b"
    r"|\b(?:followed|then|after\w*|subsequently)\b[^.]*\b(?:lunch\w*|dinner|breakfast|banquet)\b",
    re.IGNORECASE,
)
_SAME_HEREAFTER = re.compile(r"\(?\b(?P<place>[A-Z][\w.]*(?: [A-Z][\w.]*)*) time[;,]? (?:the )?same here(?:in)?after")
_NUMBERS = {
    word: n
    for n, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(),
        2,
    )
}


@dataclass(slots=True)
class MeetingReading:
    """A meeting's record with its evidence and issues."""

    record: MeetingRecord
    evidence: list[EvidenceRecord] = field(default_factory=list)
    issues: list[IssueRecord] = field(default_factory=list)


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
    found: dict[str, str | None] = {}
    for city in gazetteer.cities():
        zone = found.setdefault(city.country_iso3, city.timezone)
        if zone != city.timezone:
            found[city.country_iso3] = None
    return found


def declared_meetings(page: Page, segmentation: Segmentation) -> tuple[int, int, int] | None:
    """The number of meetings that the page claims, with its span."""
    for k in segmentation.lead:
        block = page.blocks[k]
        match = _DECLARED.search(page.text, block.start, block.end)
        if match is not None:
            word = match["n"]
            return (int(word) if word.isdigit() else _NUMBERS[word]), match.start("n"), match.end("n")
    return None


def read_meeting(
    page: Page, unit: Unit, cast: Cast, meeting_id: str, position: int, visits: list[VisitRecord], sectioned: bool
) -> MeetingReading:
    """Code one unit."""
    start, end = _region(page, unit)
    told = _told(page, unit)
    clock = _clock(page, unit, told)
    kind = _kind(page, unit, told)
    setting = setting_of(_setting_words(page, unit, told, sectioned), kind)
    place = _place(page, unit, told, setting, clock, visits)
    occasion = read_occasion(page, *told) if told is not None and unit.opening is not None else None
    sides = _sides(page, unit, cast, kind, told)
    method = "opening" if unit.opening is not None else "heading" if unit.heading is not None else "title"
    record = MeetingRecord(
        meeting_id=meeting_id,
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
        occasion=occasion[0] if occasion else None,
        sides=sides,
        kind=kind,
        setting=setting,
        char_start=start,
        char_end=end,
        method=method,
    )
    record.start_utc = start_utc(record)
    reading = MeetingReading(record)
    _give_evidence(reading, page, clock, place, occasion)
    _raise_issues(reading, page, clock, place, told or (start, end))
    return reading


def start_utc(meeting: MeetingRecord) -> dt.datetime | None:
    """When the meeting began in UTC; None unless date, local time and offset are all known."""
    if meeting.date is None or meeting.start_local is None or meeting.utc_offset_minutes is None:
        return None
    local = dt.datetime.combine(meeting.date, dt.time.fromisoformat(meeting.start_local), dt.UTC)
    return local - dt.timedelta(minutes=meeting.utc_offset_minutes)


def _region(page: Page, unit: Unit) -> tuple[int, int]:
    """From the unit's first word to its last."""
    first, last = page.blocks[unit.blocks[0]], page.blocks[unit.blocks[-1]]
    if unit.clause is not None:
        return unit.clause
    return min(first.body_start, first.text_end), last.text_end


def _told(page: Page, unit: Unit) -> tuple[int, int] | None:
    """The characters that tell of the meeting: the opening sentence, else the unit's first two sentences."""
    if unit.clause is not None:
        return unit.clause
    if unit.opening is not None:
        return page.span(unit.opening)
    body = next(
        (
            k
            for k in unit.blocks
            if page.blocks[k].kind in {"lead", "item", "paragraph", "bullet"} and page.sentences_by_block[k]
        ),
        None,
    )
    if body is None:
        return None
    sentences = page.sentences_by_block[body][:2]
    return page.span(sentences[0])[0], page.span(sentences[-1])[1]


def _clock(page: Page, unit: Unit, told: tuple[int, int] | None) -> ClockReading:
    """The opening's time; a heading's date comes before the opening's."""
    dated = heading_date_span(page, unit.heading) if unit.heading is not None else None
    if unit.opening is not None and told is not None:
        clock = read_clock(page.text, *told, page.published, zone_of)
        _later_duration(page, unit, clock)
        _page_zone(page, clock)
    else:
        clock = ClockReading()
        if told is not None:
            _put_duration(page, clock, told)
    if dated is not None:
        from_heading = read_clock(page.text, *dated, page.published, zone_of)
        if from_heading.date is not None and (
            clock.date is None or unit.opening is None or clock.date != from_heading.date
        ):
            clock.date, clock.date_span, clock.date_method = from_heading.date, from_heading.date_span, "heading"
            clock.end_date, clock.weekday_differs = from_heading.end_date, from_heading.weekday_differs
    if (
        clock.date is None
        and unit.heading is None
        and unit.named is None
        and page.published is not None
        and not clock.ambiguous
    ):
        # Older pages give the day in their date line only.
        line = next(block for block in page.blocks if block.kind == "date")
        clock.date, clock.date_span, clock.date_method = page.published, (line.body_start, line.text_end), "date_line"
    return clock


def _later_duration(page: Page, unit: Unit, clock: ClockReading) -> None:
    """ "(The meeting lasted …)" behind the opening sentence; a meal that "followed for 50 minutes" adds its own length."""
    if unit.opening is None:
        return
    sentences = page.sentences_by_block[unit.opening.block]
    number = sentences.index(unit.opening)
    if number + 1 >= len(sentences):
        return
    span = page.span(sentences[number + 1])
    if clock.duration_minutes is None:
        _put_duration(page, clock, span)
    elif _MEAL_FOLLOWED.search(page.text, *span) and (total := add_up(page.text, find_durations(page.text, *span))) is not None:
        clock.duration_minutes += total.minutes
        clock.duration_approximate = bool(clock.duration_approximate) or total.approximate
        clock.duration_method = "sum"


def _page_zone(page: Page, clock: ClockReading) -> None:
    """ "(New York time; same hereinafter)", said once, holds for every clock of the page."""
    if clock.utc_offset_minutes is not None or clock.start_local is None or clock.date is None:
        return
    match = _SAME_HEREAFTER.search(page.text)
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


def _kind(page: Page, unit: Unit, told: tuple[int, int] | None) -> str:
    if unit.heading is not None and unit.title:
        kind = kind_of_heading(unit.title)
        if kind == "meeting" and unit.verb is not None and told is not None:
            return kind_of_opening(page.text[unit.verb : told[1]], unit.title)
        return kind
    if unit.verb is not None and told is not None:
        phrase = page.text[unit.verb : told[1]]
        if re.match(
            r"(?:meeting|talks?|conference|dialogue|luncheon|dinner|call|consultations|session)\b",
            phrase,
            re.IGNORECASE,
        ):
            phrase = page.text[told[0] : told[1]]
        return kind_of_opening(phrase, unit.title)
    if unit.title:
        return kind_of_heading(unit.title)
    captions = [page.words(k) for k, block in enumerate(page.blocks) if block.kind == "caption"]
    return kind_of_heading(" ".join(captions)) if captions else "meeting"


def _setting_words(page: Page, unit: Unit, told: tuple[int, int] | None, sectioned: bool) -> str:
    """Opening, title and captions; a body may speak of online meetings to come."""
    parts = [unit.title or ""]
    if unit.opening is not None and told is not None:
        parts.append(page.text[told[0] : told[1]])
    parts += [page.words(k) for k in unit.blocks if page.blocks[k].kind == "caption"]
    if not sectioned:
        parts += [page.words(k) for k, block in enumerate(page.blocks) if block.kind in {"caption", "title"}]
    return "\n".join(parts)


def _place(
    page: Page, unit: Unit, told: tuple[int, int] | None, setting: str, clock: ClockReading, visits: list[VisitRecord]
) -> Place | None:
    if setting != "in_person":
        return None
    if unit.opening is not None and told is not None:
        found = read_place(page, *told)
        if found is None:
            found = _place_behind(page, unit)
        if found is not None:
            return found
    if unit.heading is not None or unit.named is not None or unit.opening is None:
        visit = _visit_at(visits, clock.date)
        if visit is not None and visit.country_iso3 is not None:
            return Place(visit.city, visit.country_iso3, "visit", visit.char_start, visit.char_end, "visit:lead")
    return None


def _place_behind(page: Page, unit: Unit) -> Place | None:
    """The sentence before the opening may tell of the journey ("Minister X visited Y. On …, he met …")."""
    if unit.opening is None:
        return None
    sentences = page.sentences_by_block[unit.opening.block]
    number = sentences.index(unit.opening)
    return read_place(page, *page.span(sentences[number - 1])) if number else None


def _visit_at(visits: list[VisitRecord], date: dt.date | None) -> VisitRecord | None:
    """The journey on a day; the only one where days are not told."""
    fitting = [v for v in visits if date is not None and v.start_on and v.end_on and v.start_on <= date <= v.end_on]
    if fitting:
        return fitting[0]
    return visits[0] if len(visits) == 1 else None


def _sides(page: Page, unit: Unit, cast: Cast, kind: str, told: tuple[int, int] | None) -> str | None:
    parties = {
        _party(member.party()) or member.participant_id or str(id(member))
        for member in cast.members
        if member.role != "attendee" or member.side == COUNTERPART
    }
    if any(member.side == HOME for member in cast.members):
        parties = {party for party in parties if party is not None}
    words = unit.title or ""
    verb_words = page.text[unit.verb : told[1]] if unit.verb is not None and told is not None else ""
    if told is not None and _EVENT_FIRST.match(verb_words):
        verb_words = page.text[told[0] : told[1]]
    object_words = re.split(
        r" with | by (?=the |H\.E\.|M[rs])|,? (?:who (?:is|are|was|were)|during (?:his|her|their)|on the (?:margins|sidelines|occasion))\b",
        verb_words,
    )[0]
    if kind == "conference":
        return "multilateral"
    if _NAMED_GROUP.search(words) and not _bilateral_title(page, words):
        return "multilateral"
    if _NAMED_GROUP.search(object_words.split(" on ")[0]) and not re.match(
        r"(?:received|paid)", verb_words
    ):
        return "multilateral"
    named = _title_parties(page, unit)
    count = max(len(parties), len(named) if len(named) > 2 else 0)
    if kind in _WITHOUT_SIDES and count < 2:
        return None
    if re.search(
        r"\b(?:together with|with) (?:\w+ ){0,2}(?:ministers|leaders|representatives|ambassadors|delegates) (?:from|of) (?:other|various|many|several|the member)",
        page.text[told[0] : told[1]] if told else "",
    ):
        return "multilateral"
    if count == 2:
        return "bilateral"
    if count == 3:
        return "trilateral"
    if count > 3:
        return "multilateral"
    if re.search(r"\b(?:trilateral|three-way)\b", words + object_words, re.IGNORECASE):
        return "trilateral"
    if re.search(
        r"\b(?:Foreign|Defense|Defence|Trade)?\s?Ministers['’]? Meeting\b|\bMinisterial\b", object_words
    ) and re.match(r"attended|participated|took part|joined", verb_words):
        return "multilateral"
    if len(named) == 2 or (
        unit.title
        and re.search(r"\bsummit meeting\b|\bforeign ministers['’]? meeting\b", words, re.IGNORECASE)
        and count == 2
    ):
        return "bilateral"
    if re.search(
        r"\b(?:ambassadors|representatives|ministers|leaders|heads of)\b.{0,60}\b(?:countries|states|members|missions)\b",
        verb_words,
        re.IGNORECASE,
    ):
        return "multilateral"
    return None


def _party(party: str | None) -> str | None:
    """The institutions of the European Union are one side."""
    return "eu" if party is not None and party.startswith("european-") else party


def _bilateral_title(page: Page, words: str) -> bool:
    return bool(re.search(r"\b(?:Secretary[- ]General|Chair|President of)\b", words))


def _title_parties(page: Page, unit: Unit) -> set[str]:
    """The states that a title joins by hyphens ("Japan-U.S.-ROK Foreign Ministers' Meeting")."""
    if unit.heading is not None:
        block = page.blocks[unit.heading]
        start, end = block.body_start, block.text_end
    else:
        title = next((block for block in page.blocks if block.kind == "title"), None)
        if title is None or not unit.title:
            return set()
        start, end = title.body_start, title.text_end
    hits = [hit for hit in page.hits_between(start, end) if hit.entity_type == "country"]
    joined: set[str] = set()
    for first, second in zip(hits, hits[1:], strict=False):
        if page.text[first.end : second.start] in {"-", "–", "‐", "/"}:
            joined |= {first.entity_id, second.entity_id}
    return joined


def _give_evidence(
    reading: MeetingReading, page: Page, clock: ClockReading, place: Place | None, occasion: tuple[str, int, int] | None
) -> None:
    def give(column: str, span: tuple[int, int] | None, method: str | None) -> None:
        if span is not None:
            reading.evidence.append(
                EvidenceRecord(
                    page.document_id,
                    "meetings",
                    reading.record.meeting_id,
                    column,
                    span[0],
                    span[1],
                    method or "stated",
                )
            )

    if clock.date is not None:
        give("date", clock.date_span, clock.date_method)
    if clock.start_local is not None:
        give("start_local", clock.start_span, "stated")
    if clock.utc_offset_minutes is not None:
        give("utc_offset_minutes", clock.offset_span, clock.offset_method)
    if clock.duration_minutes is not None:
        give("duration_minutes", clock.duration_span, clock.duration_method)
    if place is not None:
        give("country_iso3", (place.start, place.end), place.method)
        if place.city is not None:
            give("city", (place.start, place.end), place.method)
    if occasion is not None:
        give("occasion", occasion[1:], "occasion")


def _raise_issues(
    reading: MeetingReading, page: Page, clock: ClockReading, place: Place | None, told: tuple[int, int]
) -> None:
    def raise_(code: IssueCode, message: str, span: tuple[int, int] | None) -> None:
        start, end = span or told
        reading.issues.append(IssueRecord(page.document_id, code.severity, code, message, start, end))

    record = reading.record
    if clock.weekday_differs:
        raise_(
            IssueCode.WEEKDAY_DIFFERS,
            f"{record.meeting_id}: the weekday given does not fit {record.date}; the date is kept",
            clock.date_span,
        )
    for message in clock.ambiguous:
        raise_(IssueCode.AMBIGUOUS_CLOCK, f"{record.meeting_id}: {message}", clock.start_span)
    for message in clock.contradictions:
        raise_(
            IssueCode.OFFSET_CONTRADICTS_ZONE if "zone" in message or "clock" in message else IssueCode.AMBIGUOUS_CLOCK,
            f"{record.meeting_id}: {message}",
            clock.offset_span or clock.start_span,
        )
    if (
        place is None
        or place.city is None
        or record.date is None
        or record.start_local is None
        or record.utc_offset_minutes is None
    ):
        return
    city = gazetteer.city(place.city)
    if city is not None and not offset_fits_zone(
        record.utc_offset_minutes, record.date, record.start_local, city.timezone
    ):
        message = f"{record.meeting_id}: UTC offset {record.utc_offset_minutes} min is not the time of {city.name} on {record.date}; the offset as written is kept"
        raise_(IssueCode.OFFSET_CONTRADICTS_ZONE, message, clock.offset_span)


def read_visits(page: Page, segmentation: Segmentation) -> list[VisitRecord]:
    """The journeys that the lead or an opening reports ("visited New York from September 22 to 24", "who is visiting Munich")."""
    found: list[VisitRecord] = []
    spans = [page.span(s) for k in segmentation.lead for s in page.sentences_by_block[k]]
    spans += [page.span(unit.opening) for unit in segmentation.units if unit.opening is not None]
    for start, end in dict.fromkeys(spans):
        visit = _visit_in(page, start, end)
        if visit is not None and not any(
            v.person_key == visit.person_key and v.country_iso3 == visit.country_iso3 and v.city == visit.city
            for v in found
        ):
            visit.visit_id = f"{page.document_id}#v{len(found) + 1}"
            found.append(visit)
    return found


_JOURNEY = re.compile(
    r"\b(?P<relative>who\s(?:is|was|are|were)\s(?:\w+ly\s)?visiting|visiting|during\s(?:his|her|their)\s(?:\w+\s)?(?:visit|stay|trip)\s(?:to|in)|on\s(?:his|her)\s(?:\w+\s)?visit\sto)\s"
    r"|\b(?P<main>visited|paid\s(?:an?\s)?(?:\w+\s)*visit\sto|travell?ed\sto|made\s(?:an?\s)?(?:\w+\s)*visit\sto)\s"
)


def _visit_in(page: Page, start: int, end: int) -> VisitRecord | None:
    match = _JOURNEY.search(page.text, start, end)
    if match is None:
        return None
    limit = min(end, match.end() + 120)
    hit = next((h for h in page.hits_between(match.end(), limit) if h.entity_type in {"place", "country"}), None)
    if hit is None or len(page.text[match.end() : hit.start].split()) > 4:
        return None
    city = gazetteer.city(hit.entity_id) if hit.entity_type == "place" else gazetteer.city(hit.text)
    if hit.entity_type == "country":
        country: str | None = hit.entity_id
        city_name = city.name if city is not None and city.name == hit.text and city.country_iso3 == country else None
    else:
        country = city.country_iso3 if city is not None else None
        city_name = city.name if city is not None else None
    person = _traveller(
        page, start, match.start(), bool(match["relative"]) and match["relative"].startswith(("who", "visiting"))
    )
    first, last = _stay(page, start, end)
    occasion = read_occasion(page, match.end(), end)
    return VisitRecord(
        "", page.document_id, person, city_name, country, first, last, occasion[0] if occasion else None,
        match.start(), hit.end, "visit:" + ("relative" if match["relative"] else "main"),
    )  # fmt: skip


def _traveller(page: Page, start: int, at: int, nearest: bool) -> str | None:
    """The nearest person before a relative clause, else the sentence's subject."""
    tokens = page.tokens
    phrases = page.phrases_between(tokens.at(start), tokens.at(at))
    if not phrases:
        return None
    person = page.people.of(phrases[-1] if nearest else phrases[0])
    return person.key if person is not None else None


def _stay(page: Page, start: int, end: int) -> tuple[dt.date | None, dt.date | None]:
    ranges = find_ranges(page.text, start, end)
    if not ranges:
        return None, None
    first = resolve_year(ranges[0].first, page.published)
    last = resolve_year(ranges[0].last, page.published)
    return first, last
