"""Segmentation: which stretches of a page tell of one meeting each."""

import re
from dataclasses import dataclass, field

from pipeline.reading.events import DATED_OPENING, EXCHANGED_VIEWS, MEETING_VERB, OVERVIEW, VISITED, is_event_heading
from pipeline.reading.layout import BODY
from pipeline.reading.named import Party, named_meetings
from pipeline.reading.page import Page, Sentence
from pipeline.reading.when import find_dates

_TRAILING_DATE = re.compile(r"\s*[(\[（]([^()\[\]]*\d[^()\[\]]*(?:\([^()]*\)[^()]*)?)[)\]）]\s*$")
_PLURAL_MEETINGS = re.compile(
    r"\b(?:\d+|several|many|various|numerous|a (?:series|number) of|bilateral"
    r"|multilateral)\s(?:\w+\s(?:and\s)?){0,4}?(?:meetings|talks|events|conferences)\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\b(?:will|is to|are to|is scheduled to|is expected to|plans? to)\s+(?:\w+\s+)?(?:visit|hold|attend"
    r"|pay|participate|meet|dispatch)\b"
)


@dataclass(slots=True)
class Unit:
    """The part of a page that tells of one meeting.

    ``heading`` is a block number; ``opening`` the sentence that tells of the meeting's taking place, with ``verb`` the
    character at which its verb begins; ``blocks`` all blocks of the unit. ``named`` are the counterparts of a meeting that a
    list or a sentence only names, ``clause`` the characters that name it.
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
    headings = [k for k, block in enumerate(page.blocks) if block.kind == "heading"]
    events = [k for k in headings if _names_event(page, k, headings)]
    lead = _lead(page, headings)
    openings = _openings(page)
    visit_lead = any(_tells_of_visit(page, k) for k in lead)
    if _is_sectioned(page, events, openings, visit_lead):
        return Segmentation(_sections(page, headings, events, openings, lead), lead, True)
    units = _single(page, headings, openings, lead, visit_lead)
    return Segmentation(units, lead, False)


def heading_date_span(page: Page, block: int) -> tuple[int, int] | None:
    """The characters of the date in parentheses at the end of a heading."""
    words = page.words(block)
    match = _TRAILING_DATE.search(words)
    if match is None:
        return None
    start = page.blocks[block].body_start
    dates = find_dates(page.text, start + match.start(1), start + match.end(1))
    return (start + match.start(1), start + match.end(1)) if dates else None


def clean_title(words: str) -> str:
    """A heading without its trailing date."""
    match = _TRAILING_DATE.search(words)
    while match is not None and find_dates(words, match.start(1), match.end(1)):
        words = words[: match.start()]
        match = _TRAILING_DATE.search(words)
    return words.strip()


def opening_verb(page: Page, sentence: Sentence) -> int | None:
    """The character at which the verb of a meeting begins in a sentence, or None."""
    start, end = page.span(sentence)
    words = page.text[start:end]
    if _ANNOUNCED.search(words):
        return None
    position = 0
    while (match := MEETING_VERB.search(words, position)) is not None:
        # "to attend the meeting", "being held in Yokohama": no finite verb of this sentence.
        k = page.tokens.at(start + match.start())
        before = page.tokens.lower[k - 1] if k > sentence.first else ""
        if page.tokens.depth[k] == 0 and before not in {
            "to",
            "be",
            "being",
            "a",
            "the",
            "his",
            "her",
            "their",
            "that",
            "this",
            "of",
            "for",
            "planned",
            "been",
        }:
            return start + match.start()
        position = match.start() + 4
    exchanged = EXCHANGED_VIEWS.search(words) if DATED_OPENING.match(words) else None
    return start + exchanged.start() if exchanged is not None else None


def _names_event(page: Page, k: int, headings: list[int]) -> bool:
    words = page.words(k)
    dated = heading_date_span(page, k) is not None
    block = page.blocks[k]
    following = next((j for j in headings if j > k), None)
    directly = following is not None and all(
        page.blocks[j].kind in {"caption", "credit", "heading"} for j in range(k + 1, following + 1)
    )
    if directly and not dated and following is not None and (page.blocks[following].level or 9) > (block.level or 9):
        return False
    return is_event_heading(words, dated)


def _lead(page: Page, headings: list[int]) -> list[int]:
    first = headings[0] if headings else len(page.blocks)
    return [
        k
        for k in range(first)
        if page.blocks[k].kind in {"lead", "bullet"} or (page.blocks[k].kind == "paragraph" and headings)
    ]


def _tells_of_visit(page: Page, k: int) -> bool:
    return any(VISITED.search(page.quote(sentence)) for sentence in page.sentences_by_block[k][:2])


def _openings(page: Page) -> dict[int, tuple[Sentence, int]]:
    """For every block of the body that opens a meeting: the sentence, and where its verb begins."""
    found: dict[int, tuple[Sentence, int]] = {}
    for k, block in enumerate(page.blocks):
        if block.kind not in BODY:
            continue
        for sentence in page.sentences_by_block[k][:3]:
            verb = opening_verb(page, sentence)
            if verb is not None:
                found[k] = (sentence, verb)
                break
    return found


def _is_sectioned(page: Page, events: list[int], openings: dict[int, tuple[Sentence, int]], visit_lead: bool) -> bool:
    if not events:
        return False
    dated = [k for k in events if heading_date_span(page, k) is not None]
    before = [k for k in openings if k < events[0] and not _PLURAL_MEETINGS.search(page.quote(openings[k][0]))]
    single_before = [k for k in before if OVERVIEW.search(page.words(k)) or not visit_lead]
    if len(dated) >= 1 and (len(events) >= 2 or not single_before):
        return True
    if len(events) >= 2:
        # Headings of agenda items stand behind an opening with the overview; headings of meetings have openings of their own.
        own = sum(1 for k in events if any(j in openings for j in range(k + 1, min(k + 4, len(page.blocks)))))
        return not single_before or own >= 2
    return visit_lead and not single_before


def _sections(
    page: Page, headings: list[int], events: list[int], openings: dict[int, tuple[Sentence, int]], lead: list[int]
) -> list[Unit]:
    units: list[Unit] = []
    taken: set[int] = set(lead)
    for k in events:
        level = page.blocks[k].level or 1
        stop = len(page.blocks)
        for j in range(k + 1, len(page.blocks)):
            block = page.blocks[j]
            ends = block.kind in {"footer"} or j in events or (block.kind == "heading" and (block.level or 1) <= level)
            if ends and not (
                block.kind == "heading"
                and j not in events
                and (block.level or 1) == level
                and heading_date_span(page, k) is None
                and not _is_section(page, j, headings)
            ):
                stop = j
                break
        blocks = [j for j in range(k, stop) if page.blocks[j].kind not in {"reference", "footer", "unparsed"}]
        taken.update(blocks)
        section = next(
            (
                page.words(j)
                for j in reversed(headings)
                if j < k and j not in events and (page.blocks[j].level or 9) < level
            ),
            None,
        )
        opening = next((openings[j] for j in blocks if j in openings), None)
        if opening is not None and not _is_opening_of_unit(page, opening[0], blocks):
            opening = None
        units.append(
            Unit(
                k,
                section,
                clean_title(page.words(k)),
                opening[0] if opening else None,
                opening[1] if opening else None,
                blocks,
            )
        )
    units += _without_heading(page, headings, taken, units, lead)
    units.sort(key=lambda unit: (unit.blocks[0], unit.verb or 0))
    return units


def _is_section(page: Page, k: int, headings: list[int]) -> bool:
    following = next((j for j in headings if j > k), None)
    return following is not None and (page.blocks[following].level or 9) > (page.blocks[k].level or 9)


def _is_opening_of_unit(page: Page, sentence: Sentence, blocks: list[int]) -> bool:
    """An opening stands in the first sentences of its unit; a later "held a meeting" mentions another one."""
    first = next((k for k in blocks if page.blocks[k].kind in BODY), None)
    return first is not None and sentence in page.sentences_by_block[first][:2]


def _without_heading(
    page: Page, headings: list[int], taken: set[int], units: list[Unit], lead: list[int]
) -> list[Unit]:
    """Meetings without a heading of their own: told in a paragraph under a section's heading, named in one, or named in
    the lead and told by no section."""
    covered = {party for unit in units for party in _parties_of(page, unit)}
    found: list[Unit] = []
    told: Unit | None = None
    for k, block in enumerate(page.blocks):
        if block.kind not in BODY or (k in taken and k not in lead):
            told = None
            continue
        section = None if k in lead else next((page.words(j) for j in reversed(headings) if j < k), None)
        paragraph = _told_in_paragraph(page, k, section) if k not in lead else None
        if paragraph is not None:
            told = paragraph
            found.append(told)
            continue
        named = [unit for unit in _named_in(page, k, section) if k not in lead or not _covers(unit, covered)]
        covered |= {party.affiliation for unit in named for party in unit.named or ()}
        found += named
        if named:
            told = None
        elif told is not None and told.section == section and k not in lead:
            told.blocks.append(k)
    return found


def _told_in_paragraph(page: Page, k: int, section: str | None) -> Unit | None:
    """ "(1) On April 14, … held a meeting with Mr. X. Mr. X stated …": a paragraph that opens one meeting and tells of it."""
    for sentence in page.sentences_by_block[k][:2]:
        verb = opening_verb(page, sentence)
        if verb is None:
            continue
        if len(named_meetings(page, sentence)) > 1 or len(page.sentences_by_block[k]) < 2:
            return None
        counterpart = [
            phrase
            for phrase in page.phrases_between(page.tokens.at(verb), sentence.last)
            if phrase.appositive
            and (phrase.country_iso3 or phrase.organization_id) not in {None, page.profile.home_iso3}
        ]
        return Unit(None, section, None, sentence, verb, [k]) if counterpart else None
    return None


def _named_in(page: Page, k: int, section: str | None) -> list[Unit]:
    return [
        Unit(None, section, None, sentence, named.verb, [k], named.parties, (named.start, named.end))
        for sentence in page.sentences_by_block[k]
        for named in named_meetings(page, sentence)
    ]


def _covers(unit: Unit, covered: set[str]) -> bool:
    return {party.affiliation for party in unit.named or ()} <= covered


def _parties_of(page: Page, unit: Unit) -> set[str]:
    """The states and organizations that a unit's heading and first sentences name as counterparts."""
    home = page.profile.home_iso3
    found: set[str] = set()
    spans = []
    if unit.heading is not None:
        spans.append((page.blocks[unit.heading].body_start, page.blocks[unit.heading].text_end))
    body = next((k for k in unit.blocks if page.blocks[k].kind in BODY and page.sentences_by_block[k]), None)
    for start, end in spans:
        found |= {hit.entity_id for hit in page.hits.between(start, end) if hit.entity_type != "place"}
    if body is not None:
        for sentence in page.sentences_by_block[body][:2]:
            for phrase in page.phrases_between(sentence.first, sentence.last):
                found |= {party for party in (phrase.country_iso3, phrase.organization_id) if party}
    return found - {home}


def _single(
    page: Page, headings: list[int], openings: dict[int, tuple[Sentence, int]], lead: list[int], visit_lead: bool
) -> list[Unit]:
    body = [k for k, block in enumerate(page.blocks) if block.kind in BODY | {"heading"}]
    title = next((page.words(k) for k, block in enumerate(page.blocks) if block.kind == "title"), None)
    if not body:
        return []
    told = {
        k: found
        for k, found in openings.items()
        if not (_PLURAL_MEETINGS.search(page.quote(found[0])) and k in lead and _tells_of_visit(page, k))
    }
    if visit_lead and len(told) > 1 and not any(OVERVIEW.search(page.words(k)) for k in told):
        starts = sorted(told)
        units = []
        for number, k in enumerate(starts):
            stop = starts[number + 1] if number + 1 < len(starts) else len(page.blocks)
            blocks = [j for j in range(k, stop) if page.blocks[j].kind in BODY | {"heading", "caption", "credit"}]
            units.append(Unit(None, None, None, told[k][0], told[k][1], blocks))
        return units
    if visit_lead and not told:
        named = _without_heading(page, headings, {k for k in range(len(page.blocks)) if k not in lead}, [], lead)
        if named:
            return named
    if told:
        k = min(told)
        first = k - 1 if k - 1 in headings else k
        blocks = [j for j in body if j >= first]
        return [Unit(None, None, clean_title(title) if title else None, told[k][0], told[k][1], blocks)]
    if title is not None and is_event_heading(title, True) and _reports(page, body):
        return [Unit(None, None, clean_title(title), None, None, body)]
    captions = [page.words(k) for k, block in enumerate(page.blocks) if block.kind == "caption"]
    if any(is_event_heading(words, False) for words in captions) and _reports(page, body):
        return [Unit(None, None, clean_title(title) if title else None, None, None, body)]
    return []


def _reports(page: Page, body: list[int]) -> bool:
    """Whether the body tells what people said: two sides' words, not an announcement."""
    text = " ".join(page.words(k) for k in body)
    return bool(
        re.search(
            r"\b(?:stated|explained|expressed|concurred|confirmed|exchanged views|agreed|shared the view|discussed)\b",
            text,
        )
    ) and not _ANNOUNCED.search(text[:400])
