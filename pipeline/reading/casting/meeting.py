"""Where the members of a meeting stand on its page."""

import re
from collections.abc import Iterator

from pipeline.gazetteer import Hit
from pipeline.patterns import holds_any
from pipeline.reading.cast import COUNTERPART, HOME, Cast
from pipeline.reading.casting.presence import (
    is_foreign,
    listed_as_attending,
    merely_mentioned,
    role_of,
    speaks,
    speaks_in_clause,
    tells_of_attendance,
)
from pipeline.reading.casting.roster import Roster
from pipeline.reading.casting.states import (
    heading_states,
    side_said,
    state_of_line,
    supply_from_behind,
    supply_states,
)
from pipeline.reading.layout import BODY, Block
from pipeline.reading.names import NamePhrase
from pipeline.reading.page import Page, Sentence
from pipeline.reading.people import Person
from pipeline.reading.segments import Unit, opening_verb

_GROUP = re.compile(
    r"\b(?P<office>(?:(?:Permanent|Prime|Foreign|Defen[cs]e|Deputy|Vice)\s)*"
    r"(?:[Mm]inisters|[Cc]ounterparts|[Ll]eaders|[Aa]mbassadors|Representatives|[Ss]ecretaries|Presidents)"
    r"(?:\s(?:for|of)\sForeign\sAffairs)?)\s(?:of|from)\s(?P<list>(?:the\s)?[A-Z])"
)
# One of these is in whatever _GROUP matches.
_OFFICES = ("inisters", "ounterparts", "eaders", "mbassadors", "epresentatives", "ecretaries", "residents")
_LIST_LINKS = frozenset({"", ",", "and", ", and", "the", "and the", ", the", ", and the"})
# "The Foreign Ministers of A and B stated": a group that speaks took part.
_GROUP_AS_SUBJECT = re.compile(
    r"(?:In response, )?[Tt]he (?:Foreign |Prime )?(?:Ministers|Ambassadors|Leaders|Representatives)"
    r" (?:of|from) [^,.]*(?:, [^,.]*)* and "
)
_TOOK_PART = re.compile(r"\btook part\b")
_ATTENDED_THIS = re.compile(r"\battended (?:the|this)\b")
_LIST_HEAD = re.compile(r"\b(?:participants?|attend(?:ees|ance)|delegations?|members present)\b", re.IGNORECASE)
_LONGEST_LIST_HEAD = 90
_PARTY_LINE = re.compile(r"^(?P<party>[^:]{2,60}?)\s*:\s*(?=\S)")
_BULLETS = "•◦·-– \t\u00a0"
_CHAIR_BEHIND = re.compile(r"\s*\(?\s*(?:co-)?chair", re.IGNORECASE)


def cast_meeting(page: Page, unit: Unit, principal: Person | None, sectioned: bool) -> Cast:
    """The cast of one unit, in the order in which the text names its members.

    ``principal`` is the home side's person whose visit or page this is, if known; ``sectioned`` tells that the page has
    a section for each of several meetings.
    """
    return _Casting(page, unit, principal, sectioned).cast()


class _Casting:
    def __init__(self, page: Page, unit: Unit, principal: Person | None, sectioned: bool) -> None:
        self.page = page
        self.unit = unit
        self.sectioned = sectioned
        self.roster = Roster(page, unit, principal, heading_states(page, unit))

    def cast(self) -> Cast:
        roster, unit = self.roster, self.unit
        if unit.named is not None:
            self._named()
        elif unit.opening is not None:
            self._opening(unit.opening)
        if unit.named is None and (self.sectioned or unit.opening is None):
            self._section()
        if not self.sectioned:
            self._lists()
            self._speakers_in_body()
        if not roster.has(COUNTERPART):
            self._captions()
        if not roster.has(HOME):
            roster.add_principal()
        supply_states(self.page, unit, roster.members)
        roster.drop_repeated()
        return Cast(roster.in_order(), self.page.profile.home_iso3)

    def _present(self, sentence: Sentence) -> Iterator[NamePhrase]:
        """The phrases of a sentence that do not merely mention somebody."""
        for phrase in self.page.phrases_between(sentence.first, sentence.last):
            if not merely_mentioned(self.page.tokens, phrase):
                yield phrase

    # -- the opening ---------------------------------------------------------------------------------------------------

    def _opening(self, sentence: Sentence) -> None:
        tokens, roster, verb = self.page.tokens, self.roster, self.unit.verb or 0
        others = [other for other in self.page.sentences_by_block[sentence.block] if other != sentence]
        self._after_first_meeting(sentence, others)
        for phrase in self._present(sentence):
            if tokens.depth[phrase.first] > tokens.depth[sentence.first]:
                if listed_as_attending(tokens, phrase, sentence):
                    roster.add_phrase(phrase, "attendee", "attended")
                continue
            subject = tokens.starts[phrase.first] < verb and not is_foreign(self.page, phrase)
            roster.add_phrase(phrase, role_of(tokens, phrase, sentence), "opening", HOME if subject else None)
        self._groups(sentence)
        for other in others:
            if other.first == sentence.last and tokens.words[other.first] == "and":
                continue  # the second meeting of the same sentence
            if tells_of_attendance(self.page.quote(other)):
                self._attended(other)
        for other in others:
            if other.first < sentence.first:
                told = opening_verb(self.page, other) is not None
                for phrase in self._present(other):
                    # Whom home met before, in a sentence of its own, took no part in this meeting.
                    if phrase.appositive and not (told and is_foreign(self.page, phrase)):
                        roster.add_phrase(phrase, "principal", "opening")

    def _after_first_meeting(self, sentence: Sentence, others: list[Sentence]) -> None:
        """ "Minister X called on President Y of Z, and then held a meeting with Minister W": X of home, W of Z."""
        page = self.page
        before = next((other for other in others if other.last == sentence.first), None)
        verb = opening_verb(page, before) if before is not None else None
        if before is None or verb is None or page.tokens.lower[sentence.first] != "and":
            return
        phrases = list(self._present(before))
        for phrase in phrases:
            if page.tokens.starts[phrase.first] < verb and not is_foreign(page, phrase):
                self.roster.add_phrase(phrase, "principal", "opening", HOME)
        states = {p.country_iso3 for p in phrases if p.country_iso3 is not None and is_foreign(page, p)}
        for phrase in self._present(sentence):
            person = page.people.of(phrase)
            if person is not None and not person.affiliated() and len(states) == 1:
                page.people.settle_state(person, next(iter(states)))

    def _attended(self, sentence: Sentence) -> None:
        """Those whom a sentence says to have attended; "From the Ukrainian side, …" gives them its state."""
        page = self.page
        role = self._attended_as(sentence)
        phrases = list(self._present(sentence))
        supply_from_behind(page, sentence, phrases)
        state: str | None = None
        for phrase in phrases:
            state = side_said(page, sentence.first, phrase.first) or state
            person = page.people.of(phrase)
            if person is not None and state is not None and not person.affiliated():
                page.people.settle_state(person, state)
            self.roster.add_phrase(phrase, role, "attended")

    def _attended_as(self, sentence: Sentence) -> str:
        """ "X attended the meeting" behind "the Meeting was held" names the principal; "also attended" an attendee."""
        words, lacks_home = self.page.quote(sentence), not self.roster.has(HOME)
        if lacks_home and _TOOK_PART.search(words):
            return "principal"
        if "chaired by" in words:
            return "chair"
        return "principal" if lacks_home and _ATTENDED_THIS.search(words) else "attendee"

    def _groups(self, sentence: Sentence) -> None:
        """ "the Foreign Ministers of Brazil, Germany, and India": one for each state without a named one."""
        page = self.page
        start, end = page.span(sentence)
        match = _GROUP.search(page.text, start, end) if holds_any(page.text[start:end], _OFFICES) else None
        if match is None or page.tokens.depth[page.tokens.at(match.start())] > 0:
            return
        present = {member.country_iso3 for member in self.roster.members} | {page.profile.home_iso3}
        for hit in self._listed_states(match.start("list"), end):
            if hit.entity_id not in present:
                self.roster.add_party(hit, "group", _singular(match["office"]))

    def _listed_states(self, position: int, end: int) -> Iterator[Hit]:
        """The states of a list that begins at the character ``position``."""
        for hit in self.page.hits.between(position, end):
            if self.page.text[position : hit.start].strip() not in _LIST_LINKS or hit.entity_type != "country":
                return
            yield hit
            position = hit.end

    # -- a section -----------------------------------------------------------------------------------------------------

    def _section(self) -> None:
        """A unit under a heading: the home principal, the people it introduces with titles, and those who speak."""
        page, roster, tokens = self.page, self.roster, self.page.tokens
        roster.add_principal()
        if self.unit.heading is not None:
            for phrase in page.phrases_in(page.blocks[self.unit.heading]):
                if not merely_mentioned(tokens, phrase, heading=True):
                    hosted = tokens.lower[phrase.first - 1 : phrase.first] == ["by"]
                    roster.add_phrase(phrase, "host" if hosted else "principal", "heading")
        body = [k for k in self.unit.blocks if page.blocks[k].kind in BODY]
        for k in body:
            for number, sentence in enumerate(page.sentences_by_block[k]):
                if number < 2 and k == body[0]:
                    self._groups(sentence)
                for phrase in self._present(sentence):
                    if phrase.appositive and tokens.depth[phrase.first] == 0:
                        roster.add_phrase(phrase, role_of(tokens, phrase, sentence), "section")
                    elif speaks(tokens, phrase, sentence) or self._is_principal(phrase):
                        roster.add_phrase(phrase, role_of(tokens, phrase, sentence), "section:speaks")
        if len(roster.heading_states) == 1 and not roster.has(COUNTERPART):
            self._named_in_passing(body)

    def _named_in_passing(self, body: list[int]) -> None:
        """A section that names its counterpart only as an object ("thanked President X"): the first one not home's."""
        for k in body:
            for sentence in self.page.sentences_by_block[k][:3]:
                for phrase in self._present(sentence):
                    if phrase.title_before and not self._is_principal(phrase):
                        self.roster.add_phrase(phrase, "principal", "section:named", COUNTERPART)
                        return

    def _is_principal(self, phrase: NamePhrase) -> bool:
        principal = self.roster.principal
        return principal is not None and self.page.people.of(phrase) is principal

    # -- the rest of the page ------------------------------------------------------------------------------------------

    def _speakers_in_body(self) -> None:
        """A person whom the body introduces as one who speaks took part ("the Hon. X, Minister … of Y, stated")."""
        page, tokens = self.page, self.page.tokens
        for k in self.unit.blocks:
            if page.blocks[k].kind not in BODY - {"lead"}:
                continue
            for sentence in page.sentences_by_block[k]:
                if _GROUP_AS_SUBJECT.match(page.quote(sentence)):
                    self._groups(sentence)
                for phrase in self._present(sentence):
                    introduced = is_foreign(page, phrase) and (
                        phrase.appositive or (phrase.country_iso3 is not None and speaks(tokens, phrase, sentence))
                    )
                    if introduced and speaks_in_clause(tokens, phrase, sentence):
                        self.roster.add_phrase(phrase, role_of(tokens, phrase, sentence), "body:speaks")

    def _named(self) -> None:
        """The counterparts of a meeting that a sentence or a list only names."""
        self.roster.add_principal()
        by_first = {phrase.first: phrase for phrase in self.page.phrases}
        for party in self.unit.named or ():
            if party.phrase is not None:
                self.roster.add_phrase(by_first[party.phrase], "principal", "named", COUNTERPART)
            elif party.hit is not None:
                self.roster.add_party(party.hit, "named:state")

    def _lists(self) -> None:
        """ "[Reference] Participants" and "4. Participants" with a line for each delegation; captions do not count."""
        open_list = False
        for k, block in enumerate(self.page.blocks):
            if block.kind == "heading" or (block.kind == "reference" and block.level == 1):
                words = self.page.words(k)
                open_list = bool(_LIST_HEAD.search(words)) and len(words) < _LONGEST_LIST_HEAD
                continue
            if block.kind not in {"reference", "bullet", "paragraph", "item"}:
                open_list = False
            if open_list:
                self._list_line(block)

    def _list_line(self, block: Block) -> None:
        """ "Australia: The Hon. X, Minister …": the state before the colon is that of those behind it without one."""
        page = self.page
        words = block.words(page.text)
        country = None
        if _PARTY_LINE.match(words.lstrip(_BULLETS)):
            country = state_of_line(page, block.body_start, block.body_start + words.index(":") + 1)
        for phrase in page.phrases_in(block):
            person = page.people.of(phrase)
            if person is not None and country is not None and not person.affiliated():
                page.people.settle_state(person, country)
            behind = page.tokens.ends[phrase.last - 1]
            chairs = _CHAIR_BEHIND.match(page.text, behind, behind + 24)
            self.roster.add_phrase(phrase, "chair" if chairs else "principal", "list")

    def _captions(self) -> None:
        """Pages that lost their opening name the counterpart in the title or a caption only."""
        page = self.page
        for k, block in enumerate(page.blocks):
            if block.kind not in {"title", "caption", "heading"} or (self.sectioned and k not in self.unit.blocks):
                continue
            for phrase in page.phrases_in(block):
                person = page.people.of(phrase)
                if person is not None and person.affiliated() and person.country_iso3 != page.profile.home_iso3:
                    self.roster.add_phrase(phrase, "principal", "caption")


def _singular(office: str) -> str:
    """ "Foreign Ministers" as "Foreign Minister"."""
    words = office.split()
    for k, word in enumerate(words):
        if word.endswith("ies"):
            words[k] = word[:-3] + "y"
        elif word.endswith("s") and word.lower() != "affairs":
            words[k] = word[:-1]
    return " ".join(words)
