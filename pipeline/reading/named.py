"""Meetings that a sentence or a list only names, without a section of their own.

"… held summit meetings with the leaders of Kenya, Ethiopia and Qatar, and also held a meeting with H.E. Mr. X, President of …":
every counterpart is a meeting, unless the words say that they sat together.
"""

import re
from dataclasses import dataclass

from pipeline.gazetteer import Hit
from pipeline.reading.events import MEETING_VERB, is_event_heading
from pipeline.reading.page import Page, Sentence
from pipeline.reading.when import find_dates

_VERB = re.compile(
    r"\b(?:held|had|met|attended|spoke|hosted|received|paid|participated in|took part in|conferred|talked)\b"
)
_LINK = re.compile(
    r"^[\s,;:(]*(?:(?:and|as well as|also|with|the|of|from|by|leaders?|heads|[Ff]oreign|[Pp]rime"
    r"|[Mm]inisters?|[Pp]residents?|counterparts?"
    r"|his|her|countries|[Ss]tate|[Gg]overnment|respectively|separately|both|\([^)]*\))[\s,]*)*$"
)
_START = re.compile(r"\b(?:with|between|from|by|on|phone to)\s")
_TOGETHER = re.compile(
    r"\b(?:trilateral|quadrilateral|three-way|together|joint(?:ly)?|working (?:lunch|dinner)|G4|G7|Quad"
    r"|a (?:\w+ ){0,3}(?:lunch\w*|dinner|meeting|talk|conversation))\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"\b(?:meetings|separately|respectively|each|individual\w*|calls|conversations)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Party:
    """A counterpart by the first token of its name phrase, or a state or organization by its hit."""

    phrase: int | None
    hit: Hit | None
    affiliation: str


@dataclass(frozen=True, slots=True)
class NamedMeeting:
    """One meeting: its clause and verb as characters, and its counterparts."""

    start: int
    end: int
    verb: int
    parties: tuple[Party, ...]


def named_meetings(page: Page, sentence: Sentence) -> list[NamedMeeting]:
    """The meetings that a sentence or a line of a list names."""
    start, end = page.span(sentence)
    words = page.text[start:end]
    verbs = [start + match.start() for match in _VERB.finditer(words)]
    found: list[NamedMeeting] = []
    for number, verb in enumerate(verbs):
        stop = verbs[number + 1] if number + 1 < len(verbs) else end
        clause = page.text[verb:stop]
        if not MEETING_VERB.match(clause):
            continue
        begin = _START.search(clause)
        parties = _parties(page, verb + begin.end(), stop) if begin is not None else []
        found += _split(verb, stop, verb, clause, parties)
    if not found and not verbs and is_event_heading(words, bool(find_dates(page.text, start, end))):
        found += _split(start, end, start, "", _line_parties(page, start, end))
    return found


def _split(start: int, end: int, verb: int, clause: str, parties: list[Party]) -> list[NamedMeeting]:
    several = len(parties) > 1 and bool(clause) and (_PLURAL.search(clause) or not _TOGETHER.search(clause))
    if several:
        return [NamedMeeting(start, end, verb, (party,)) for party in parties]
    return [NamedMeeting(start, end, verb, tuple(parties))] if parties else []


def _parties(page: Page, start: int, end: int) -> list[Party]:
    """The counterparts in a row behind "with"; the first word that is no link ends it."""
    tokens = page.tokens
    found: list[Party] = []
    position = start
    phrases = {tokens.starts[p.first]: p for p in page.phrases_between(tokens.at(start), tokens.at(end))}
    hits = {
        hit.start: hit
        for hit in page.hits.between(start, end)
        if hit.entity_type != "place" and not hit.method.endswith(("adjective", "demonym"))
    }
    for offset in sorted({*phrases, *hits}):
        if offset < position:
            continue
        if not _LINK.match(page.text[position:offset]):
            break
        phrase = phrases.get(offset)
        if phrase is not None:
            person = page.people.of(phrase)
            affiliation = phrase.country_iso3 or phrase.organization_id
            if affiliation is None and person is not None:
                affiliation = person.country_iso3 or person.organization_id
            if affiliation is None or affiliation == page.profile.home_iso3:
                break
            found.append(Party(phrase.first, None, affiliation))
            position = tokens.ends[phrase.last - 1]
        elif hits[offset].entity_id != page.profile.home_iso3:
            found.append(Party(None, hits[offset], hits[offset].entity_id))
            position = hits[offset].end
        else:
            break
    return found


def _line_parties(page: Page, start: int, end: int) -> list[Party]:
    """The counterparts of a line such as "Japan-Ghana Summit Meeting (September 20)"."""
    home = page.profile.home_iso3
    people = [
        p
        for p in page.phrases_between(page.tokens.at(start), page.tokens.at(end))
        if (p.country_iso3 or p.organization_id) not in {None, home}
    ]
    if people:
        return [Party(p.first, None, p.country_iso3 or p.organization_id or "") for p in people]
    return [
        Party(None, hit, hit.entity_id)
        for hit in page.hits.between(start, end)
        if hit.entity_type == "country" and hit.entity_id != home
    ]
