"""Where a meeting took place, and the journeys that a page reports."""

import re
from dataclasses import dataclass

from pipeline import gazetteer
from pipeline.gazetteer import Hit
from pipeline.reading.page import Page

_VISIT = re.compile(
    r"\b(?:vi(?:sit|st)(?:s|ed|ing)?(?:\sto)?|stay(?:ing|ed)?\s(?:in|at)|stopover\sin|trip\sto|travel(?:l?ing|l?ed)?\sto|tour\sof|stop\sin|came\sto|come\sto|arriv(?:ed|ing)\sin|hosted\sin)\s(?:the\s)?$",
    re.IGNORECASE,
)
_STATED = re.compile(r"(?:^|[\s,(])(?:in|at)\s(?:the\s)?(?:city\sof\s|downtown\s|central\s)?$", re.IGNORECASE)
_EVENT_THERE = re.compile(
    r"\b(?:held|hosted|organized|convened|take place|taking place|took place|scheduled)\s(?:in|at)\s(?:the\s)?$",
    re.IGNORECASE,
)
# What the sentence says was attended is the meeting itself, so where that was held is the place.
_ATTENDED_EVENT = re.compile(
    r"(?<!to )\b(?:attended|participated in|took part in|co-?chaired|chaired|co-?hosted|hosted|presided over)\s(?!.*\b(?:visiting|who (?:is|was))\b)"
)
_OCCASION = re.compile(
    r"\b(?:to\s(?:attend|participate\sin|take\spart\sin|join)|(?:on|at)\sthe\soccasion\sof|in\sconjunction\swith|on\sthe\s(?:margins|sidelines|fringes)\sof|in\sthe\smargins\sof"
    r"|for\sattending|attending)\s(?P<what>(?:[^()]|\([^()]*\))+?)(?=,\s(?:held|had|met|received|attended|hosted|who|and|with|from|on)\b|\s(?:held|met\swith|had\sa|received|attended|and\sheld)\b|\.\s|\.$|,\s(?:Mr|Ms|H\.E)|\sfrom\s\d|\sas\sfollows|$)"
)
_OCCASION_FOR = re.compile(
    r"\bvisit(?:ing|ed)\s[^,.]{2,60}?\s(?:for)\s(?P<what>(?:the|a|an|his|her)\s.+?)(?=,|\.\s|\.$|$)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its evidence. ``basis`` is ``stated`` or ``visit``."""

    city: str | None
    country_iso3: str
    basis: str
    start: int
    end: int
    method: str


def read_place(page: Page, start: int, end: int) -> Place | None:
    """The place of the meeting that the characters ``start`` to ``end`` open: said of the meeting, or of the visit it was part of."""
    hits = [hit for hit in page.hits_between(start, end) if hit.entity_type in {"place", "country"}]
    visits: list[Place] = []
    stated: list[Place] = []
    for number, hit in enumerate(hits):
        before = page.text[max(start, hit.start - 60) : hit.start].replace("\u00a0", " ")
        place = _place(hit, "visit")
        if place is None:
            continue
        if _EVENT_THERE.search(before):
            if _main_verb_held(page, hit, start) or _ATTENDED_EVENT.search(page.text, start, hit.start):
                stated.append(_place(hit, "stated") or place)
            continue
        if _VISIT.search(before):
            following = hits[number + 1] if number + 1 < len(hits) else None
            visits.append(_with_city_behind(page, place, following))
        elif _STATED.search(before) and place.city is not None and not _inside_event(page, hit, start):
            stated.append(_place(hit, "stated") or place)
        elif (
            number
            and _continues_list(page, hits[number - 1], hit)
            and visits
            and place.city is not None
            and visits[-1].end == hits[number - 1].end
        ):
            continue
    cities = [place for place in stated if place.city is not None]
    if cities:
        return cities[0]
    with_city = [place for place in visits if place.city is not None]
    found = with_city or visits or stated
    return found[0] if found else None


def _with_city_behind(page: Page, place: Place, following: Hit | None) -> Place:
    """ "visiting the United States (New York)": a city in parentheses behind the state."""
    if (
        place.city is None
        and following is not None
        and following.entity_type == "place"
        and page.text[place.end : following.start].strip() == "("
    ):
        city = gazetteer.city(following.text)
        if city is not None and city.country_iso3 == place.country_iso3:
            return Place(
                city.name, city.country_iso3, place.basis, place.start, following.end, "visit:city_in_parentheses"
            )
    return place


def _place(hit: Hit, basis: str) -> Place | None:
    if hit.entity_type == "country":
        if hit.method.endswith(("adjective", "demonym")):
            return None
        city = gazetteer.city(hit.text)
        name = city.name if city is not None and city.name == hit.text and city.country_iso3 == hit.entity_id else None
        return Place(name, hit.entity_id, basis, hit.start, hit.end, f"{basis}:{hit.method}")
    city = gazetteer.city(hit.entity_id)
    if city is None:
        return None
    return Place(city.name, city.country_iso3, basis, hit.start, hit.end, f"{basis}:{hit.method}")


def _main_verb_held(page: Page, hit: Hit, start: int) -> bool:
    """ "The meeting was held in Tokyo" says where; "the conference held in Tokyo" does not."""
    return bool(
        re.search(
            r"\b(?:was|were)\s(?:held|convened|hosted)\s(?:in|at)\s(?:the\s)?$",
            page.text[max(start, hit.start - 40) : hit.start],
        )
    )


def _inside_event(page: Page, hit: Hit, start: int) -> bool:
    """ "to attend the G20 Summit in Osaka" tells where the summit is; the meeting may have been there, but is not said to be."""
    before = page.text[max(start, hit.start - 160) : hit.start]
    clause = re.split(r",\s|\bheld a\b|\bmet with\b", before)[-1]
    return bool(
        re.search(
            r"\b(?:to (?:attend|participate|take part)|occasion of|invited to|ahead of|prior to|following)\b", clause
        )
    )


def _continues_list(page: Page, previous: Hit, hit: Hit) -> bool:
    return page.text[previous.end : hit.start].strip() in {",", "and", ", and"}


def read_occasion(page: Page, start: int, end: int) -> tuple[str, int, int] | None:
    """What brought the people together, as written, with its span."""
    for pattern in (_OCCASION, _OCCASION_FOR):
        match = pattern.search(page.text, start, end)
        if match is not None:
            what = match["what"].strip().rstrip(",.;")
            if 3 <= len(what) <= 400:
                return what, match.start("what"), match.start("what") + len(what)
    return None
