"""Meetings that a sentence or a list only names, without a section of their own.

"… held summit meetings with the leaders of Kenya, Ethiopia and Qatar, and also held a meeting with H.E. Mr. X,
President of …": every counterpart is a meeting, unless the words say that they sat together.
"""

import re
from dataclasses import dataclass

from pipeline.gazetteer import Hit
from pipeline.reading.events import MEETING_VERB, is_event_heading
from pipeline.reading.names import NamePhrase
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
    is_line = not words.rstrip().endswith(".")
    if not found and not verbs and is_line and is_event_heading(words, bool(find_dates(page.text, start, end))):
        found += _split(start, end, start, "", _line_parties(page, start, end))
    return found


def _split(start: int, end: int, verb: int, clause: str, parties: list[Party]) -> list[NamedMeeting]:
    several = len(parties) > 1 and bool(clause) and (_PLURAL.search(clause) or not _TOGETHER.search(clause))
    if several:
        return [NamedMeeting(start, end, verb, (party,)) for party in parties]
    return [NamedMeeting(start, end, verb, tuple(parties))] if parties else []


def _parties(page: Page, start: int, end: int) -> list[Party]:
    """The counterparts in a row behind "with"; the first word that is no link ends it, as does home."""
    tokens, home = page.tokens, page.profile.home_iso3
    phrases = {tokens.starts[p.first]: p for p in page.phrases_between(tokens.at(start), tokens.at(end))}
    hits = {
        hit.start: hit
        for hit in page.hits.between(start, end)
        if hit.entity_type != "place" and not hit.method.endswith(("adjective", "demonym"))
    }
    found: list[Party] = []
    position = start
    for offset in sorted({*phrases, *hits}):
        if offset < position:
            continue
        phrase = phrases.get(offset)
        affiliation = _affiliation(page, phrase) if phrase is not None else hits[offset].entity_id
        if not _LINK.match(page.text[position:offset]) or affiliation is None or affiliation == home:
            break
        if phrase is not None:
            found.append(Party(phrase.first, None, affiliation))
            position = tokens.ends[phrase.last - 1]
        else:
            found.append(Party(None, hits[offset], affiliation))
            position = hits[offset].end
    return found


def _affiliation(page: Page, phrase: NamePhrase) -> str | None:
    """The state or organization of the person whom a phrase names, by the phrase itself or the rest of the page."""
    person = page.people.of(phrase)
    of_person = (person.country_iso3 or person.organization_id) if person is not None else None
    return phrase.country_iso3 or phrase.organization_id or of_person


def _line_parties(page: Page, start: int, end: int) -> list[Party]:
    """The counterparts of a line such as "Japan-Ghana Summit Meeting (September 20)": its people, else its states."""
    people: list[Party] = []
    for phrase in page.phrases_between(page.tokens.at(start), page.tokens.at(end)):
        affiliation = phrase.country_iso3 or phrase.organization_id
        if affiliation is not None and affiliation != page.profile.home_iso3:
            people.append(Party(phrase.first, None, affiliation))
    hits = page.hits.between(start, end)
    others = page.other_states(hits)
    states = [hit for hit in hits if hit.entity_type == "country" and hit.entity_id in others]
    return people or [Party(None, hit, hit.entity_id) for hit in states]
