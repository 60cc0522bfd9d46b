"""States of people whose own words do not tell them: from the sentence, the opening, the heading or the captions."""

import re
from collections.abc import Sequence

from pipeline.gazetteer import Hit
from pipeline.reading.cast import COUNTERPART, Member
from pipeline.reading.names import NamePhrase
from pipeline.reading.page import Page, Sentence
from pipeline.reading.segments import Unit

_FROM = re.compile(r"[^.]{0,40}?\bfrom (?:the )?")


def heading_states(page: Page, unit: Unit) -> set[str]:
    """The other states that the unit's heading names."""
    return page.other_states(page.hits_in(page.blocks[unit.heading])) if unit.heading is not None else set()


def side_said(page: Page, first: int, last: int) -> str | None:
    """The last state of "from the Ukrainian side" or "from Japan" among the tokens ``first`` to ``last``."""
    if last <= first:
        return None
    start, end = page.tokens.span(first, last)
    found = None
    for hit in page.hits.between(start, end):
        before = page.text[max(start, hit.start - 12) : hit.start].lower()
        from_side = page.text.startswith(" side", hit.end) or before.endswith(("from ", "from the "))
        if hit.entity_type == "country" and from_side:
            found = hit.entity_id
    return found


def supply_from_behind(page: Page, sentence: Sentence, phrases: Sequence[NamePhrase]) -> None:
    """Give those named before "took part from Japan", "…, from the French Republic" that state."""
    pending: list[NamePhrase] = []
    for phrase in phrases:
        pending.append(phrase)
        behind = _from_behind(page, sentence, phrase)
        if behind is None:
            continue
        for person in filter(None, map(page.people.of, pending)):
            if not person.affiliated():
                page.people.settle_state(person, behind)
        pending = []


def _from_behind(page: Page, sentence: Sentence, phrase: NamePhrase) -> str | None:
    """The state of "from …" behind a phrase in the same sentence."""
    start = page.tokens.ends[phrase.last - 1]
    match = _FROM.match(page.text[start : page.span(sentence)[1]])
    if match is None:
        return None
    return _first_state(page.hits.between(start + match.end(), start + match.end() + 1))


def state_of_line(page: Page, start: int, end: int) -> str | None:
    """The first state that the characters ``start`` to ``end`` name."""
    return _first_state(page.hits.between(start, end))


def supply_states(page: Page, unit: Unit, members: Sequence[Member]) -> None:
    """Give counterparts without a state the one that the opening, heading, title, collection or captions name alone."""
    counterparts = [m for m in members if m.side == COUNTERPART]
    lacking = [m for m in counterparts if m.party() is None]
    if not lacking:
        return
    known = {m.country_iso3 for m in counterparts if m.country_iso3}
    if len(known) == 1 and not any(m.role == "attendee" for m in lacking):
        # "Mr. A, Minister for Foreign Affairs, and Mr. B, Minister for Defence of Australia"
        sources = [("opening", known)]
    else:
        sources = [("opening", _opening_states(page, unit, counterparts))]
    for kind in ("heading", "title", "collection", "caption"):
        blocks = [
            block
            for k, block in enumerate(page.blocks)
            if block.kind == kind and (kind != "heading" or k == unit.heading)
        ]
        sources.append((kind, page.other_states(hit for block in blocks for hit in page.hits_in(block)) - known))
    for where, states in sources:
        if len(states) == 1:
            for member in lacking:
                _give(page, member, next(iter(states)), where)
            return


def _opening_states(page: Page, unit: Unit, counterparts: Sequence[Member]) -> set[str]:
    """The other states that the opening names behind its verb ("a delegation of the U.S. Senate led by …")."""
    if unit.opening is None or unit.verb is None:
        return set()
    verb, end = unit.verb, page.span(unit.opening)[1]
    first = min((m.start for m in counterparts if m.start > verb), default=end)
    return page.other_states(page.hits.between(verb, first))


def _give(page: Page, member: Member, iso3: str, where: str) -> None:
    member.country_iso3 = iso3
    member.method += f":{where}"
    if member.person is not None and not member.person.affiliated():
        page.people.settle_state(member.person, iso3)


def _first_state(hits: Sequence[Hit]) -> str | None:
    return next((hit.entity_id for hit in hits if hit.entity_type == "country"), None)
