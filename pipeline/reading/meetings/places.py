"""Where a meeting took place, and what occasion brought the people together."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import gazetteer
from pipeline.gazetteer import Hit
from pipeline.reading.meetings.unit_text import UnitText
from pipeline.reading.page import Page
from pipeline.reading.records import VisitRecord

_VISIT = re.compile(
    r"\b(?:vi(?:sit|st)(?:s|ed|ing)?(?:\sto)?|stay(?:ing|ed)?\s(?:in|at)|stopover\sin|trip\sto"
    r"|travel(?:l?ing|l?ed)?\sto|tour\sof|stop\sin|came\sto|come\sto|arriv(?:ed|ing)\sin"
    r"|hosted\sin)\s(?:the\s)?(?:(?:capital\s|port\s)?city\sof\s)?$",
    re.IGNORECASE,
)
_STATED = re.compile(r"(?:^|[\s,(])(?:in|at)\s(?:the\s)?(?:city\sof\s|downtown\s|central\s)?$", re.IGNORECASE)
_CLOCK_THERE = re.compile(r"(?:[ap]\.?m\.?|:\d\d|noon|midnight) in $", re.IGNORECASE)
_EVENT_THERE = re.compile(
    r"\b(?:held|hosted|organized|convened|take place|taking place|took place|scheduled)\s(?:in|at)\s(?:the\s)?$",
    re.IGNORECASE,
)
# Whatever these find before a place ends in one of these, in small letters, and white space.
_LEADING = tuple("in at to of the downtown central visit visits visited visiting vist vists visted visting".split())
# What the sentence says was attended is the meeting itself, so where that was held is the place.
_ATTENDED_EVENT = re.compile(
    r"(?<!to )\b(?:attended|participated in|took part in|co-?chaired|chaired|co-?hosted|hosted"
    r"|presided over)\s(?!.*\b(?:visiting|who (?:is|was))\b)"
)
_OCCASION = re.compile(
    r"\b(?:to\s(?:attend|participate\sin|take\spart\sin|join)|(?:on|at)\sthe\soccasion\sof"
    r"|in\sconjunction\swith|on\sthe\s(?:margins|sidelines|fringes)\sof|in\sthe\smargins\sof"
    r"|for\sattending|attending)\s(?P<what>(?:[^()]|\([^()]*\))+?)(?=,\s(?:held|had|met|received|attended"
    r"|hosted|who|and|with|from|on)\b|\s(?:held|met\swith|had\sa|received|attended|and\sheld)\b|\.\s|\.$"
    r"|,\s(?:Mr|Ms|H\.E)|\sfrom\s\d|\sas\sfollows|$)"
)
_OCCASION_FOR = re.compile(
    r"visit(?<=\bvisit)(?:ing|ed)\s[^,.]{2,60}?\s(?:for)\s(?P<what>(?:the|a|an|his|her)\s.+?)(?=,|\.\s|\.$|$)"
)
_WAS_HELD = re.compile(r"\b(?:was|were)\s(?:held|convened|hosted)\s(?:in|at)\s(?:the\s)?$")
_CLAUSE_START = re.compile(r",\s|\bheld a\b|\bmet with\b")
_OTHER_EVENT = re.compile(
    r"\b(?:to (?:attend|participate|take part)|occasion of|invited to|ahead of|prior to|following)\b"
)
_LONGEST_OCCASION = 400


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its evidence. ``basis`` is ``stated`` or ``visit``."""

    city: str | None
    country_iso3: str
    basis: str
    start: int
    end: int
    method: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What brought the people together, as written, and the characters that say it."""

    words: str
    start: int
    end: int


def place_of(text: UnitText, date: dt.date | None, visits: Sequence[VisitRecord]) -> Place | None:
    """The place of a meeting in person: told by its opening, or by the journey during which it took place."""
    page, unit = text.page, text.unit
    if unit.opening is not None and text.told is not None:
        found = _place_in(page, *text.told)
        if found is None and text.before_opening is not None:
            # "Minister X visited Y. On …, he met …"
            found = _place_in(page, *page.span(text.before_opening))
        if found is not None:
            return found
    if unit.heading is None and unit.named is None and unit.opening is not None and not text.sectioned:
        return None
    visit = _visit_on(visits, date)
    if visit is None or visit.country_iso3 is None:
        return None
    return Place(visit.city, visit.country_iso3, "visit", visit.char_start, visit.char_end, "visit:lead")


def occasion_of(text: UnitText) -> Occasion | None:
    """The occasion that a meeting's opening tells."""
    if text.unit.opening is None or text.told is None:
        return None
    return read_occasion(text.page, *text.told)


def read_occasion(page: Page, start: int, end: int) -> Occasion | None:
    """The occasion that the characters ``start`` to ``end`` tell."""
    for pattern in (_OCCASION, _OCCASION_FOR):
        match = pattern.search(page.text, start, end)
        if match is not None:
            what = match["what"].strip().rstrip(",.;")
            if 3 <= len(what) <= _LONGEST_OCCASION:
                return Occasion(what, match.start("what"), match.start("what") + len(what))
    return None


def place_named(hit: Hit) -> tuple[str | None, str | None]:
    """The city and the state (ISO code) that a name means; a city state is both."""
    if hit.entity_type == "country":
        city = gazetteer.city(hit.text)
        is_city = city is not None and city.name == hit.text and city.country_iso3 == hit.entity_id
        return (hit.text if is_city else None), hit.entity_id
    city = gazetteer.city(hit.entity_id)
    return (city.name, city.country_iso3) if city is not None else (None, None)


def _place_in(page: Page, start: int, end: int) -> Place | None:
    """Where a meeting was, by the characters that tell of it: said of itself, or of the visit it was part of."""
    hits = [hit for hit in page.hits.between(start, end) if hit.entity_type in {"place", "country"}]
    visits: list[Place] = []
    stated: list[Place] = []
    for number, hit in enumerate(hits):
        basis = _basis(page, hit, start)
        place = _place(hit, basis) if basis is not None else None
        if place is None:
            continue
        if basis == "visit":
            following = hits[number + 1] if number + 1 < len(hits) else None
            visits.append(_with_city_behind(page, place, following))
        else:
            stated.append(place)
    ranked = [p for p in stated if p.city is not None] or [p for p in visits if p.city is not None] or visits or stated
    return ranked[0] if ranked else None


def _basis(page: Page, hit: Hit, start: int) -> str | None:
    """How the words from ``start`` on bring a place: ``stated`` of the meeting, of a ``visit``, or None for neither."""
    before = page.text[max(start, hit.start - 60) : hit.start].replace("\u00a0", " ")
    words = before.rstrip()
    # Ignoring case, patterns take some letters beyond ASCII for others.
    if len(words) == len(before) or (words.isascii() and not words.lower().endswith(_LEADING)):
        return None
    if _CLOCK_THERE.search(before) and page.tokens.depth[page.tokens.at(hit.start)]:
        return None  # "(JST; 11:10 a.m. in Madrid)" tells the hour elsewhere
    if _EVENT_THERE.search(before):
        # "The meeting was held in Tokyo" says where; "the conference held in Tokyo" does not.
        main_verb = _WAS_HELD.search(page.text[max(start, hit.start - 40) : hit.start])
        return "stated" if main_verb or _ATTENDED_EVENT.search(page.text, start, hit.start) else None
    if _VISIT.search(before):
        return "visit"
    city, _ = place_named(hit)
    return "stated" if city is not None and _STATED.search(before) and not _inside_event(page, hit, start) else None


def _place(hit: Hit, basis: str) -> Place | None:
    if hit.method.endswith(("adjective", "demonym")) and hit.entity_type == "country":
        return None
    city, country = place_named(hit)
    return Place(city, country, basis, hit.start, hit.end, f"{basis}:{hit.method}") if country is not None else None


def _with_city_behind(page: Page, place: Place, following: Hit | None) -> Place:
    """ "visiting the United States (New York)": a city in parentheses behind the state."""
    if place.city is not None or following is None or following.entity_type != "place":
        return place
    city = gazetteer.city(following.text) if page.text[place.end : following.start].strip() == "(" else None
    if city is None or city.country_iso3 != place.country_iso3:
        return place
    return Place(city.name, city.country_iso3, place.basis, place.start, following.end, "visit:city_in_parentheses")


def _inside_event(page: Page, hit: Hit, start: int) -> bool:
    """ "to attend the G20 Summit in Osaka" tells where the summit is; the meeting is not said to be there."""
    before = page.text[max(start, hit.start - 160) : hit.start]
    return bool(_OTHER_EVENT.search(_CLAUSE_START.split(before)[-1]))


def _visit_on(visits: Sequence[VisitRecord], date: dt.date | None) -> VisitRecord | None:
    """The journey on a day; the only one where days are not told."""
    fitting = [v for v in visits if date is not None and v.start_on and v.end_on and v.start_on <= date <= v.end_on]
    if fitting:
        return fitting[0]
    return visits[0] if len(visits) == 1 else None
