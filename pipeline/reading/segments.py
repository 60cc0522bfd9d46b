"""Segmentation: which stretches of a page tell of one meeting each."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.patterns import SignedPattern
from pipeline.reading.events import (
    DATED_OPENING,
    EVENT_NOUN,
    EXCHANGED_VIEWS,
    MEETING_VERB,
    OVERVIEW,
    SECOND_MEETING,
    TURNS_TO,
    VISITED,
    is_event_heading,
)
from pipeline.reading.layout import BODY
from pipeline.reading.named import Party, named_meetings
from pipeline.reading.page import Page, Sentence
from pipeline.reading.when import find_dates

_TRAILING_DATE = re.compile(r"\s*[(\[（]([^()\[\]]*\d[^()\[\]]*(?:\([^()]*\)[^()]*)?)[)\]）]\s*$")
_PLURAL_MEETINGS = SignedPattern(
    r"\b(?:\d+|a total of|two|three|four|five|six|seven|eight|nine|ten|several|many|various|numerous"
    r"|a (?:series|number) of|bilateral|multilateral)\s(?:\w+\s(?:and\s)?){0,4}?(?:meetings|talks|events|conferences)\b",
    "ngs talks events conferences",
    re.IGNORECASE,
)
# Behind these "meeting" and "held" are no finite verb: "to attend the meeting", "being held in Yokohama".
_BEFORE_NO_VERB = frozenset("to be being been having a the his her their that this of for planned".split())
_REPORTS = re.compile(
    r"\b(?:stated|explained|expressed|concurred|confirmed|exchanged views|agreed|shared the view|discussed)\b"
)
# "the Vancouver Foreign Ministers' Meeting on Security" is no verb; "the Meeting was held" is one.
_TOOK_PLACE = re.compile(r"(?:held|place|convened|conducted)$")
# The first letter comes before all else, so that the search can skip to it.
_ANNOUNCED = re.compile(
    r"[wiap](?<=\b.)(?:(?<=w)ill|(?<=i)s (?:scheduled |expected )?to|(?<=a)re to|(?<=p)lans? to)\s+"
    r"(?:\w+\s+)?(?:visit|hold|attend|pay|participate|meet|dispatch)\b"
)


_NOT_IN_UNITS = frozenset({"reference", "footer", "unparsed"})
_DEEPEST = 9


@dataclass(slots=True)
class Unit:
    """The part of a page that tells of one meeting.

    ``heading`` is a block number; ``opening`` the sentence that tells of the meeting's taking place, with ``verb`` the
    character at which its verb begins; ``blocks`` all blocks of the unit. ``named`` are the counterparts of a meeting
    that a list or a sentence only names, ``clause`` the characters that name it.
    """

    heading: int | None
    section: str | None
    title: str | None
    opening: Sentence | None
    verb: int | None
    blocks: list[int] = field(default_factory=list)
    named: tuple[Party, ...] | None = None
    clause: tuple[int, int] | None = None


@dataclass(slots=True)
class Segmentation:
    """All units of a page, and the blocks that introduce a visit."""

    units: list[Unit]
    lead: list[int]
    sectioned: bool


def segment(page: Page) -> Segmentation:
    """Find the meetings of a page."""
    outline = _Outline(page)
    if outline.is_sectioned():
        return Segmentation(outline.sections(), outline.lead, True)
    return Segmentation(outline.single(), outline.lead, False)


def heading_date_span(page: Page, block: int) -> tuple[int, int] | None:
    """The characters of the date in parentheses at the end of a heading."""
    words = page.words(block)
    match = _trailing_date(words)
    if match is None:
        return None
    start = page.blocks[block].body_start
    dates = find_dates(page.text, start + match.start(1), start + match.end(1))
    return (start + match.start(1), start + match.end(1)) if dates else None


def clean_title(words: str) -> str:
    """A heading without its trailing date."""
    match = _trailing_date(words)
    while match is not None and find_dates(words, match.start(1), match.end(1)):
        words = words[: match.start()]
        match = _trailing_date(words)
    return words.strip()


def _trailing_date(words: str) -> re.Match[str] | None:
    """The parentheses at the end of a heading, if they hold a number."""
    return _TRAILING_DATE.search(words) if words.rstrip().endswith((")", "]", "）")) else None


def opening_verb(page: Page, sentence: Sentence) -> int | None:
    """The character at which the verb of a meeting begins in a sentence, or None."""
    start, end = page.span(sentence)
    words = page.text[start:end]
    verb = _meeting_verb(page, sentence, words)
    if verb is None:
        exchanged = EXCHANGED_VIEWS.search(words) if DATED_OPENING.match(words) else None
        verb = start + exchanged.start() if exchanged is not None else None
    return verb if verb is not None and not _ANNOUNCED.search(words) else None


def _meeting_verb(page: Page, sentence: Sentence, words: str) -> int | None:
    """The character of the first verb that makes the ``words`` of a sentence tell of a meeting."""
    tokens, start = page.tokens, page.tokens.starts[sentence.first]
    for k in page.meeting_verbs_between(sentence.first, sentence.last):
        match = MEETING_VERB.match(words, tokens.starts[k] - start)
        if match is None or tokens.depth[k] > 0:
            continue
        noun = tokens.words[k] == "Meeting" and not _TOOK_PLACE.search(match[0])
        before = tokens.lower[k - 1] if k > sentence.first else ""
        if not noun and before not in _BEFORE_NO_VERB:
            return tokens.starts[k]
    return None


class _Outline:
    """The headings, lead and openings of a page, by the numbers of their blocks.

    ``events`` are the headings that name a meeting; ``openings`` holds for every block of the body that opens a meeting
    the sentence and the character at which its verb begins; ``visit_lead`` tells that the lead speaks of a journey.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.headings = [k for k, block in enumerate(page.blocks) if block.kind == "heading"]
        self.events = [k for k in self.headings if self._names_event(k)]
        self.lead = self._lead()
        self.openings = self._openings()
        self.visit_lead = any(self._tells_of_visit(k) for k in self.lead)

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _level(self, k: int) -> int:
        return self.page.blocks[k].level or 1

    def _names_event(self, k: int) -> bool:
        dated = heading_date_span(self.page, k) is not None
        if not dated and self._is_section(k):
            following = next(j for j in self.headings if j > k)
            between = self.page.blocks[k + 1 : following]
            if all(block.kind in {"caption", "credit", "heading"} for block in between):
                return False
        return is_event_heading(self.page.words(k), dated)

    def _is_section(self, k: int) -> bool:
        """Whether the next heading stands below this one."""
        following = next((j for j in self.headings if j > k), None)
        return following is not None and self._below(following) > self._below(k)

    def _below(self, k: int) -> int:
        """How deep a heading stands; one without a level deepest."""
        return self.page.blocks[k].level or _DEEPEST

    def _lead(self) -> list[int]:
        blocks = self.page.blocks
        kinds = {"lead", "bullet", "paragraph"} if self.headings else {"lead", "bullet"}
        return [k for k in range(self.headings[0] if self.headings else len(blocks)) if blocks[k].kind in kinds]

    def _tells_of_visit(self, k: int) -> bool:
        page = self.page
        return any(VISITED.search(page.quote(sentence)) for sentence in page.sentences_by_block[k][:2])

    def _openings(self) -> dict[int, tuple[Sentence, int]]:
        found: dict[int, tuple[Sentence, int]] = {}
        for k, block in enumerate(self.page.blocks):
            if block.kind not in BODY:
                continue
            for sentence in self.page.sentences_by_block[k][:3]:
                verb = opening_verb(self.page, sentence)
                if verb is not None:
                    found[k] = (sentence, verb)
                    break
        return found

    # -- pages with a section for each meeting -------------------------------------------------------------------------

    def is_sectioned(self) -> bool:
        """Whether headings part the page into meetings, not one meeting into subjects."""
        page, events = self.page, self.events
        if not events:
            return False
        before = [k for k in self.openings if k < events[0] and not self._tells_of_several(k)]
        single_before = any(OVERVIEW.search(page.words(k)) or not self.visit_lead for k in before)
        if not single_before:
            dated = any(heading_date_span(page, k) is not None for k in events)
            return dated or len(events) >= 2 or self.visit_lead
        if len(events) < 2:
            return False
        if any(heading_date_span(page, k) is not None for k in events):
            return True
        # Headings of agenda items stand behind an opening with the overview; those of meetings have their own openings.
        return sum(any(j in self.openings for j in range(k + 1, min(k + 4, len(page.blocks)))) for k in events) >= 2

    def _tells_of_several(self, k: int) -> bool:
        return bool(_PLURAL_MEETINGS.search(self.page.quote(self.openings[k][0])))

    def sections(self) -> list[Unit]:
        """One unit for each heading that names a meeting, and those that are only named."""
        page = self.page
        units: list[Unit] = []
        taken: set[int] = set(self.lead)
        for k in self.events:
            blocks = [j for j in range(k, self._section_end(k)) if page.blocks[j].kind not in _NOT_IN_UNITS]
            taken.update(blocks)
            above = (j for j in reversed(self.headings) if j < k and j not in self.events)
            section = next((page.words(j) for j in above if self._below(j) < self._level(k)), None)
            sentence, verb = self._opening_among(blocks)
            units.append(Unit(k, section, clean_title(page.words(k)), sentence, verb, blocks))
        units += self._without_heading(taken, units)
        units.sort(key=lambda unit: (unit.blocks[0], unit.verb or 0))
        return units

    def _section_end(self, k: int) -> int:
        """The block behind the section that the heading ``k`` begins."""
        blocks = self.page.blocks
        for j in range(k + 1, len(blocks)):
            if j in self.events or blocks[j].kind == "footer":
                return j
            if blocks[j].kind == "heading" and self._level(j) <= self._level(k) and not self._is_agenda_item(j, k):
                return j
        return len(blocks)

    def _is_agenda_item(self, j: int, k: int) -> bool:
        """Whether the heading ``j`` is a subject of the meeting that the heading ``k`` names without a date."""
        same_level = self._level(j) == self._level(k)
        return same_level and heading_date_span(self.page, k) is None and not self._is_section(j)

    def _opening_among(self, blocks: list[int]) -> tuple[Sentence | None, int | None]:
        """A unit's opening, in the first sentences of its body; a later "held a meeting" mentions another one."""
        opening = next((self.openings[j] for j in blocks if j in self.openings), None)
        body = next((j for j in blocks if self.page.blocks[j].kind in BODY), None)
        if opening is None or body is None or opening[0] not in self.page.sentences_by_block[body][:2]:
            return None, None
        return opening

    def _without_heading(self, taken: set[int], units: list[Unit]) -> list[Unit]:
        """Meetings without a heading: told or named in a section without one, or named in the lead only."""
        covered = {party for unit in units for party in self._parties_of(unit)}
        found: list[Unit] = []
        told: Unit | None = None
        for k, block in enumerate(self.page.blocks):
            in_lead = k in self.lead
            if block.kind not in BODY or (k in taken and not in_lead):
                told = None
                continue
            section = None if in_lead else self._section_of(k)
            paragraph = self._told_in_paragraph(k, section) if not in_lead else None
            if paragraph is not None:
                told = paragraph
                found.append(paragraph)
                continue
            named = [unit for unit in self._named_in(k, section) if not in_lead or not _named_parties(unit) <= covered]
            for unit in named:
                covered |= _named_parties(unit)
            found += named
            if named:
                told = None
            elif told is not None and told.section == section and not in_lead:
                told.blocks.append(k)
        return found

    def _section_of(self, k: int) -> str | None:
        """The words of the last heading before a block."""
        return next((self.page.words(j) for j in reversed(self.headings) if j < k), None)

    def _told_in_paragraph(self, k: int, section: str | None) -> Unit | None:
        """ "(1) On April 14, … held a meeting with Mr. X. Mr. X stated …": a paragraph that tells of one meeting."""
        page = self.page
        sentences = page.sentences_by_block[k]
        verbs = ((sentence, opening_verb(page, sentence)) for sentence in sentences[:2])
        sentence, verb = next(((s, verb) for s, verb in verbs if verb is not None), (None, None))
        if sentence is None or verb is None or len(sentences) < 2 or len(named_meetings(page, sentence)) > 1:
            return None
        for phrase in page.phrases_between(page.tokens.at(verb), sentence.last):
            party = phrase.country_iso3 or phrase.organization_id
            if phrase.appositive and party is not None and party != page.profile.home_iso3:
                return Unit(None, section, None, sentence, verb, [k])
        return None

    def _named_in(self, k: int, section: str | None) -> list[Unit]:
        """The meetings that the sentences of a block only name."""
        return [
            Unit(None, section, None, sentence, named.verb, [k], named.parties, (named.start, named.end))
            for sentence in self.page.sentences_by_block[k]
            for named in named_meetings(self.page, sentence)
        ]

    def _parties_of(self, unit: Unit) -> set[str]:
        """The states and organizations that a unit's heading and first sentences name as counterparts."""
        page = self.page
        found: set[str | None] = set()
        if unit.heading is not None:
            found |= {hit.entity_id for hit in page.hits_in(page.blocks[unit.heading]) if hit.entity_type != "place"}
        in_body = (page.sentences_by_block[k] for k in unit.blocks if page.blocks[k].kind in BODY)
        for sentence in next((sentences[:2] for sentences in in_body if sentences), []):
            for phrase in page.phrases_between(sentence.first, sentence.last):
                found |= {phrase.country_iso3, phrase.organization_id}
        return {party for party in found if party is not None and party != page.profile.home_iso3}

    # -- other pages ---------------------------------------------------------------------------------------------------

    def single(self) -> list[Unit]:
        """The meeting of a page without sections; several where the text of a visit opens several."""
        page = self.page
        body = [k for k, block in enumerate(page.blocks) if block.kind in BODY | {"heading"}]
        if not body:
            return []
        told = {k: opening for k, opening in self.openings.items() if not self._sums_up_visit(k)}
        if self.visit_lead and len(told) > 1 and not any(OVERVIEW.search(page.words(k)) for k in told):
            return self._successive(told)
        if self.visit_lead and not told:
            named = self._without_heading(set(range(len(page.blocks))), [])
            if named:
                return named
        block = page.first_block("title")
        title = clean_title(block.words(page.text)) if block is not None and block.words(page.text) else None
        if told:
            first = min(told)
            both = self._two_in_opening(first, [j for j in body if j >= first])
            if both:
                return both
            start = first - 1 if first - 1 in self.headings else first
            return [Unit(None, None, title, *told[first], [j for j in body if j >= start])]
        titled = block is not None and is_event_heading(block.words(page.text), True)
        captions = (page.words(k) for k, block in enumerate(page.blocks) if block.kind == "caption")
        if _reports(page, body) and (titled or any(is_event_heading(words, False) for words in captions)):
            return [Unit(None, None, title, None, None, body)]
        return []

    def _two_in_opening(self, k: int, body: list[int]) -> list[Unit]:
        """Two units where the opening tells of two meetings and a later paragraph turns to the second; else none."""
        page = self.page
        opening, verb = self.openings[k]
        parts = page.halves(opening)
        if parts is None:
            return []
        told = SECOND_MEETING.match(page.text, page.tokens.ends[parts[1].first - 1])
        second_verb = told.start("verb") if told is not None else page.span(parts[1])[0]
        noun = EVENT_NOUN.search(page.text, second_verb, page.span(parts[1])[1])
        turn = next((j for j in body if j > k and noun is not None and self._turns_to(j, noun[0])), None)
        if turn is None:
            return []
        page.cut(opening, parts)
        return [
            Unit(None, None, None, parts[0], verb, [j for j in body if j < turn]),
            Unit(None, None, None, parts[1], second_verb, [j for j in body if j >= turn]),
        ]

    def _turns_to(self, k: int, noun: str) -> bool:
        """ "At the Foreign Ministers' Meeting, …": whether a paragraph begins with the event that ``noun`` names."""
        turn = TURNS_TO.match(self.page.words(k))
        found = EVENT_NOUN.search(turn[0]) if turn is not None else None
        return found is not None and found[0].casefold() == noun.casefold()

    def _sums_up_visit(self, k: int) -> bool:
        """ "… visited Y and held several meetings": no meeting of its own."""
        return self._tells_of_several(k) and k in self.lead and self._tells_of_visit(k)

    def _successive(self, told: dict[int, tuple[Sentence, int]]) -> list[Unit]:
        """A unit from each opening to the next."""
        blocks = self.page.blocks
        units = []
        for start, stop in pairwise([*sorted(told), len(blocks)]):
            kept = [j for j in range(start, stop) if blocks[j].kind in BODY | {"heading", "caption", "credit"}]
            units.append(Unit(None, None, None, *told[start], kept))
        return units


def _named_parties(unit: Unit) -> set[str]:
    return {party.affiliation for party in unit.named or ()}


def _reports(page: Page, body: list[int]) -> bool:
    """Whether the body tells what people said: two sides' words, not an announcement."""
    text = " ".join(page.words(k) for k in body)
    return bool(_REPORTS.search(text)) and not _ANNOUNCED.search(text[:400])
