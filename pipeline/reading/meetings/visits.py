"""Journeys that a page reports: who travelled where, when, and to what end."""

import datetime as dt
import re

from pipeline.reading.meetings.places import place_named, read_occasion
from pipeline.reading.page import Page
from pipeline.reading.records import VisitRecord
from pipeline.reading.segments import Segmentation
from pipeline.reading.when import find_ranges, resolve_year

_JOURNEY = re.compile(
    r"\b(?P<relative>who\s(?:is|was|are|were)\s(?:\w+ly\s)?visiting|visiting"
    r"|during\s(?:his|her|their)\s(?:\w+\s)?(?:visit|stay|trip)\s(?:to|in)|on\s(?:his|her)\s(?:\w+\s)?visit\sto)\s"
    r"|\b(?P<main>visited|paid\s(?:an?\s)?(?:\w+\s)*visit\sto|travell?ed\sto|made\s(?:an?\s)?(?:\w+\s)*visit\sto)\s"
)
_FARTHEST_PLACE = 120


def read_visits(page: Page, segmentation: Segmentation) -> list[VisitRecord]:
    """The journeys that the lead or an opening reports ("visited New York from September 22 to 24")."""
    found: list[VisitRecord] = []
    known: set[tuple[str | None, str | None, str | None]] = set()
    spans = [page.span(s) for k in segmentation.lead for s in page.sentences_by_block[k]]
    spans += [page.span(unit.opening) for unit in segmentation.units if unit.opening is not None]
    for start, end in dict.fromkeys(spans):
        visit = _visit_in(page, start, end)
        journey = (visit.person_key, visit.country_iso3, visit.city) if visit is not None else None
        if visit is not None and journey is not None and journey not in known:
            known.add(journey)
            visit.visit_id = f"{page.document_id}#v{len(found) + 1}"
            found.append(visit)
    return found


def _visit_in(page: Page, start: int, end: int) -> VisitRecord | None:
    match = _JOURNEY.search(page.text, start, end)
    if match is None:
        return None
    hits = page.hits.between(match.end(), min(end, match.end() + _FARTHEST_PLACE))
    hit = next((h for h in hits if h.entity_type in {"place", "country"}), None)
    if hit is None or len(page.text[match.end() : hit.start].split()) > 4:
        return None
    city, country = place_named(hit)
    relative: str | None = match["relative"]
    nearest = relative is not None and relative.startswith(("who", "visiting"))
    first, last = _stay(page, start, end)
    occasion = read_occasion(page, match.end(), end)
    return VisitRecord(
        visit_id="",
        document_id=page.document_id,
        person_key=_traveller(page, start, match.start(), nearest),
        city=city,
        country_iso3=country,
        start_on=first,
        end_on=last,
        occasion=occasion.words if occasion is not None else None,
        char_start=match.start(),
        char_end=hit.end,
        method="visit:relative" if relative is not None else "visit:main",
    )


def _traveller(page: Page, start: int, at: int, nearest: bool) -> str | None:
    """The ``nearest`` person before a relative clause, else the sentence's subject."""
    phrases = page.phrases_between(page.tokens.at(start), page.tokens.at(at))
    if not phrases:
        return None
    person = page.people.of(phrases[-1] if nearest else phrases[0])
    return person.key if person is not None else None


def _stay(page: Page, start: int, end: int) -> tuple[dt.date | None, dt.date | None]:
    ranges = find_ranges(page.text, start, end)
    if not ranges:
        return None, None
    return resolve_year(ranges[0].first, page.published), resolve_year(ranges[0].last, page.published)
