"""Casting: who took part in a meeting, from its opening, its heading, its attendance lists and its captions."""

import re

from pipeline.reading.cast import COUNTERPART, HOME, Cast, Member
from pipeline.reading.lexicon import verb_forms
from pipeline.reading.names import NamePhrase
from pipeline.reading.page import Page, Sentence
from pipeline.reading.people import Person
from pipeline.reading.segments import Unit

_ATTENDED = re.compile(
    r"\b(?:attend(?:ed|ees?|ing)|(?:was|were) (?:also )?present|(?:co-?chaired|chaired|represented) by|took part|also (?:present|participated|joined|took part)|accompanied|sat in|from the \w+ side)\b",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?P<office>(?:(?:Permanent|Prime|Foreign|Defen[cs]e|Deputy|Vice)\s)*(?:[Mm]inisters|[Cc]ounterparts|[Ll]eaders|[Aa]mbassadors|Representatives|[Ss]ecretaries|Presidents)"
    r"(?:\s(?:for|of)\sForeign\sAffairs)?)\s(?:of|from)\s(?P<list>(?:the\s)?[A-Z])"
)
_NOT_PRESENT = frozenset("for of late than about behalf under despite regarding without".split())
_PARTICIPANT_HEAD = re.compile(r"\b(?:participants?|attend(?:ees|ance)|delegations?|members present)\b", re.IGNORECASE)
_PARTY_LINE = re.compile(r"^(?P<party>[^:]{2,60}?)\s*:\s*(?=\S)")


class Casting:
    """Builds the cast of one unit. ``principal`` is the home side's person whose visit or page this is, if known."""

    def __init__(self, page: Page, unit: Unit, principal: Person | None, sectioned: bool) -> None:
        self.page = page
        self.unit = unit
        self.principal = principal
        self.sectioned = sectioned
        self.home = page.profile.home_iso3
        self.members: list[Member] = []

    def cast(self) -> Cast:
        """All members, in the order in which the text names them."""
        if self.unit.named is not None:
            self._named()
        elif self.unit.opening is not None:
            self._opening(self.unit.opening)
        if self.unit.named is None and (self.sectioned or self.unit.opening is None):
            self._section()
        if not self.sectioned:
            self._lists()
            self._speakers_in_body()
        if not any(member.side == COUNTERPART for member in self.members):
            self._from_captions()
        if not any(member.side == HOME for member in self.members) and self.principal is not None:
            self._add_person(self.principal, HOME, "principal", "visit:principal")
        self._supply_country()
        self._dedupe()
        self.members.sort(key=lambda m: (m.side != HOME or m.role == "attendee", m.role == "attendee", m.start))
        return Cast(self.members, self.home)

    # -- where members stand -----------------------------------------------------------------------------------------------

    def _opening(self, sentence: Sentence) -> None:
        page, verb = self.page, self.unit.verb or 0
        for phrase in page.phrases_between(sentence.first, sentence.last):
            if self._excluded(phrase):
                continue
            start = page.tokens.starts[phrase.first]
            inside = page.tokens.depth[phrase.first] > page.tokens.depth[sentence.first]
            if inside and not self._attendance(phrase, sentence):
                continue
            role = "attendee" if inside else self._role(phrase, sentence)
            subject = start < verb and not inside
            side = HOME if subject and not self._foreign(phrase) else None
            self._add_phrase(phrase, role, side, "attended" if inside else "opening")
        self._groups(sentence)
        for other in page.sentences_by_block[sentence.block]:
            if other != sentence and _ATTENDED.search(page.quote(other)):
                self._attended(other)
        for other in page.sentences_by_block[sentence.block]:
            if other.first < sentence.first:
                for phrase in page.phrases_between(other.first, other.last):
                    if phrase.appositive and not self._excluded(phrase):
                        self._add_phrase(phrase, "principal", None, "opening")

    def _attended(self, sentence: Sentence) -> None:
        """Those whom a sentence says to have attended; "From the Ukrainian side, …" gives its state to those without one."""
        page = self.page
        state: str | None = None
        role = self._attended_as(sentence)
        phrases = [p for p in page.phrases_between(sentence.first, sentence.last) if not self._excluded(p)]
        pending: list[NamePhrase] = []
        for phrase in phrases:
            pending.append(phrase)
            behind = self._from_behind(sentence, pending)
            if behind is not None:
                for lacking in pending:
                    person = page.people.of(lacking)
                    if person is not None and not person.affiliated():
                        person.country_iso3 = behind
                pending = []
        for phrase in phrases:
            state = self._side_said(sentence.first, phrase.first) or state
            person = page.people.of(phrase)
            if person is None:
                continue
            if state is not None and not person.affiliated():
                person.country_iso3 = state
            self._add_phrase(phrase, role, None, "attended")

    def _side_said(self, first: int, last: int) -> str | None:
        """The state of "from the Ukrainian side," or "from Japan," between two tokens, the last one said."""
        page = self.page
        start, end = page.tokens.span(first, last) if last > first else (0, 0)
        found = None
        for hit in page.hits_between(start, end):
            before = page.text[max(start, hit.start - 12) : hit.start].lower()
            behind = page.text[hit.end : hit.end + 6]
            if hit.entity_type == "country" and (behind.startswith(" side") or before.endswith(("from ", "from the "))):
                found = hit.entity_id
        return found

    def _from_behind(self, sentence: Sentence, phrases: list[NamePhrase]) -> str | None:
        """The state that follows the list: "… took part from Japan", "…, from the French Republic"."""
        page = self.page
        last = page.tokens.ends[phrases[-1].last - 1]
        end = page.span(sentence)[1]
        match = re.match(r"[^.]{0,40}?\bfrom (?:the )?", page.text[last:end])
        if match is None:
            return None
        hits = page.hits_between(last + match.end(), last + match.end() + 1)
        return next((h.entity_id for h in hits if h.entity_type == "country"), None)

    def _attended_as(self, sentence: Sentence) -> str:
        """ "X attended the meeting" behind "the Meeting was held" names the principal; "also attended" an attendee."""
        words = self.page.quote(sentence)
        if re.search(r"\btook part\b", words) and not any(member.side == HOME for member in self.members):
            return "principal"
        if "chaired by" in words:
            return "chair"
        if re.search(r"\battended (?:the|this)\b", words) and not any(member.side == HOME for member in self.members):
            return "principal"
        return "attendee"

    def _section(self) -> None:
        """A unit under a heading: the home principal, the people it introduces with their titles, and those who speak."""
        page = self.page
        if self.principal is not None:
            self._add_person(self.principal, HOME, "principal", "visit:principal")
        if self.unit.heading is not None:
            block = page.blocks[self.unit.heading]
            span = page.tokens.between(block.body_start, block.text_end)
            for phrase in page.phrases_between(span.start, span.stop):
                hosted = page.tokens.lower[phrase.first - 1] == "by"
                person = page.people.of(phrase)
                if person is not None and not self._excluded(phrase, heading=True):
                    self._add_phrase(phrase, "host" if hosted else "principal", None, "heading")
        body = [k for k in self.unit.blocks if page.blocks[k].kind in {"lead", "item", "paragraph", "bullet"}]
        for k in body:
            for number, sentence in enumerate(page.sentences_by_block[k]):
                if number < 2 and k == body[0]:
                    self._groups(sentence)
                for phrase in page.phrases_between(sentence.first, sentence.last):
                    if self._excluded(phrase):
                        continue
                    if phrase.appositive and page.tokens.depth[phrase.first] == 0:
                        self._add_phrase(phrase, self._role(phrase, sentence), None, "section")
                    elif self._speaks(phrase, sentence) or self._is_principal(phrase):
                        self._add_phrase(phrase, self._role(phrase, sentence), None, "section:speaks")
        if len(self._heading_states()) == 1 and not any(member.side == COUNTERPART for member in self.members):
            self._named_in_passing(body)

    def _named_in_passing(self, body: list[int]) -> None:
        """A section that names its counterpart only as an object ("thanked President X"): the first title and name that is not home's."""
        for k in body:
            for sentence in self.page.sentences_by_block[k][:3]:
                for phrase in self.page.phrases_between(sentence.first, sentence.last):
                    if phrase.title_before and not self._is_principal(phrase) and not self._excluded(phrase):
                        self._add_phrase(phrase, "principal", COUNTERPART, "section:named")
                        return

    def _speakers_in_body(self) -> None:
        """A person whom the body introduces with title and state as one who speaks took part ("the Hon. X, Minister … of Y, stated")."""
        for k in self.unit.blocks:
            if self.page.blocks[k].kind not in {"item", "paragraph", "bullet"}:
                continue
            for sentence in self.page.sentences_by_block[k]:
                if re.match(r"(?:In response, )?[Tt]he (?:Foreign |Prime )?(?:Ministers|Ambassadors|Leaders|Representatives) (?:of|from) [^,.]*(?:, [^,.]*)* and ", self.page.quote(sentence)):
                    self._groups(sentence)
                for phrase in self.page.phrases_between(sentence.first, sentence.last):
                    if (
                        phrase.appositive
                        and self._foreign(phrase)
                        and not self._excluded(phrase)
                        and self._acts_in(phrase, sentence)
                    ):
                        self._add_phrase(phrase, self._role(phrase, sentence), None, "body:speaks")

    def _acts_in(self, phrase: NamePhrase, sentence: Sentence) -> bool:
        """Whether a reporting verb follows the phrase, directly or behind "and the representatives of …"."""
        tokens, forms = self.page.tokens, verb_forms()
        before = tokens.lower[phrase.first - 1] if phrase.first > sentence.first else ","
        if before not in {",", "and", "response", "reply", "while", "which", "the"}:
            return False
        for k in range(phrase.last, min(phrase.last + 25, sentence.last)):
            form = forms.get(tokens.lower[k])
            if form is not None and form.tense == "past":
                return True
        return False

    def _named(self) -> None:
        if self.principal is not None:
            self._add_person(self.principal, HOME, "principal", "visit:principal")
        by_first = {phrase.first: phrase for phrase in self.page.phrases}
        for party in self.unit.named or ():
            if party.phrase is not None:
                self._add_phrase(by_first[party.phrase], "principal", COUNTERPART, "named")
            elif party.hit is not None:
                hit = party.hit
                state = hit.entity_id if hit.entity_type == "country" else None
                organization = None if state else hit.entity_id
                self.members.append(
                    Member(
                        None, COUNTERPART, "principal", None, None, None, state, organization, hit.start, hit.end, "named:state"
                    )
                )

    def _lists(self) -> None:
        """ "[Reference] Participants" and "4. Participants" with a line for each delegation; captions do not count."""
        page = self.page
        open_list = False
        for k, block in enumerate(page.blocks):
            words = page.words(k)
            if block.kind in {"reference", "heading"}:
                if block.kind == "heading" or block.level == 1:
                    open_list = bool(_PARTICIPANT_HEAD.search(words)) and len(words) < 90
                    continue
            elif block.kind not in {"bullet", "paragraph", "item"}:
                open_list = False
            if open_list:
                self._list_line(k)

    def _list_line(self, k: int) -> None:
        page = self.page
        block = page.blocks[k]
        words = page.text[block.body_start : block.text_end]
        party = _PARTY_LINE.match(words.lstrip("•◦·-– \t\u00a0"))
        country = None
        if party is not None:
            country = next(
                (
                    h.entity_id
                    for h in page.hits_between(block.body_start, block.body_start + len(words.split(":")[0]) + 1)
                    if h.entity_type == "country"
                ),
                None,
            )
        span = page.tokens.between(block.body_start, block.text_end)
        for phrase in page.phrases_between(span.start, span.stop):
            person = page.people.of(phrase)
            if person is not None and person.country_iso3 is None and person.organization_id is None and country:
                person.country_iso3 = country
            behind = page.text[page.tokens.ends[phrase.last - 1] : page.tokens.ends[phrase.last - 1] + 24]
            role = "chair" if re.match(r"\s*\(?\s*(?:co-)?chair", behind, re.IGNORECASE) else "principal"
            self._add_phrase(phrase, role, None, "list")

    def _from_captions(self) -> None:
        """Pages that lost their opening name the counterpart in the title or a caption only."""
        page = self.page
        kinds = {"title", "caption", "heading"}
        for k, block in enumerate(page.blocks):
            if block.kind not in kinds or (self.sectioned and k not in self.unit.blocks):
                continue
            span = page.tokens.between(block.body_start, block.text_end)
            for phrase in page.phrases_between(span.start, span.stop):
                person = page.people.of(phrase)
                if person is None or person.country_iso3 == self.home or not person.affiliated():
                    continue
                self._add_phrase(phrase, "principal", None, "caption")

    def _groups(self, sentence: Sentence) -> None:
        """ "the Foreign Ministers of Brazil, Germany, and India": a representative of each state that has no named one."""
        page = self.page
        start, end = page.span(sentence)
        match = _GROUP.search(page.text, start, end)
        if match is None or page.tokens.depth[page.tokens.at(match.start())] > 0:
            return
        position = match.start("list")
        found = []
        for hit in page.hits_between(position, end):
            gap = page.text[position : hit.start].strip()
            if (
                gap not in {"", ",", "and", ", and", "the", "and the", ", the", ", and the"}
                or hit.entity_type != "country"
            ):
                break
            found.append(hit)
            position = hit.end
        if not found or (
            len(found) == 1
            and "counterpart" not in match["office"].lower()
            and not re.search(r"\w+s\b", match["office"])
        ):
            return
        present = {member.country_iso3 for member in self.members}
        title = _singular(match["office"])
        for hit in found:
            if hit.entity_id not in present and hit.entity_id != self.home:
                self.members.append(
                    Member(
                        None,
                        COUNTERPART,
                        "principal",
                        None,
                        None,
                        title,
                        hit.entity_id,
                        None,
                        hit.start,
                        hit.end,
                        "group",
                    )
                )

    # -- one member ----------------------------------------------------------------------------------------------------------

    def _add_phrase(self, phrase: NamePhrase, role: str, side: str | None, where: str) -> None:
        person = self.page.people.of(phrase)
        if person is None:
            return
        known = next((member for member in self.members if member.person is person), None)
        if known is not None:
            if known.title is None:
                known.title = phrase.title
            if role in {"chair", "host"}:
                known.role = role
            return
        country = phrase.country_iso3 or (None if phrase.organization_id else person.country_iso3)
        organization = phrase.organization_id or (None if country else person.organization_id)
        if side is None:
            foreign = (country is not None and country != self.home) or organization is not None
            side = COUNTERPART if foreign or not self._may_be_home(person, country, where) else HOME
        if side == HOME and country is None and organization is None:
            country = self.home
            person.country_iso3 = self.home
        tokens = self.page.tokens
        start, end = tokens.starts[phrase.name_first], tokens.ends[phrase.name_last - 1]
        method = f"{where}:{phrase.affiliation_method or ('home' if side == HOME else 'unaffiliated')}"
        self.members.append(
            Member(
                person,
                side,
                role,
                tokens.slice(phrase.name_first, phrase.name_last),
                phrase.honorific,
                phrase.title or person.title,
                country,
                organization,
                start,
                end,
                method,
            )
        )

    def _add_person(self, person: Person, side: str, role: str, method: str) -> None:
        if any(member.person is person for member in self.members):
            return
        start, end = self._mention_in_unit(person)
        name = self.page.text[start:end]
        self.members.append(
            Member(
                person,
                side,
                role,
                name,
                person.honorific,
                person.title,
                person.country_iso3,
                person.organization_id,
                start,
                end,
                method,
            )
        )

    def _mention_in_unit(self, person: Person) -> tuple[int, int]:
        tokens = self.page.tokens
        for k in self.unit.blocks:
            block = self.page.blocks[k]
            span = tokens.between(block.body_start, block.text_end)
            for phrase in self.page.phrases_between(span.start, span.stop):
                if self.page.people.of(phrase) is person:
                    return tokens.starts[phrase.name_first], tokens.ends[phrase.name_last - 1]
        return person.start, person.end

    def _may_be_home(self, person: Person, country: str | None, where: str) -> bool:
        """Without a state in the title: home speaks of its own people so, unless they stand where the counterpart stands."""
        if country == self.home or person is self.principal:
            return True
        if where in {"attended", "list", "heading"}:
            return True
        if where.startswith("section") and self._heading_states():
            return False
        has_home = any(member.side == HOME and member.role != "attendee" for member in self.members)
        return not has_home and where != "caption"

    def _foreign(self, phrase: NamePhrase) -> bool:
        person = self.page.people.of(phrase)
        country = phrase.country_iso3 or (person.country_iso3 if person else None)
        return (
            (country is not None and country != self.home)
            or phrase.organization_id is not None
            or (person is not None and person.organization_id is not None)
        )

    def _is_principal(self, phrase: NamePhrase) -> bool:
        return self.principal is not None and self.page.people.of(phrase) is self.principal

    def _excluded(self, phrase: NamePhrase, heading: bool = False) -> bool:
        """Merely mentioned: "the state funeral for former Prime Minister Abe", "the appointment of Mr. Yamamoto"."""
        tokens = self.page.tokens
        k = phrase.first - 1
        if k >= 0 and tokens.lower[k] == "the":
            k -= 1
        if k < 0:
            return False
        before = tokens.lower[k]
        if before == "by":
            return not heading and tokens.lower[k - 1] in {"hosted", "organized", "organised", "founded", "convened"}
        if before in {"of", "for"} and heading:
            return False
        if before == "and":
            return False
        return before in _NOT_PRESENT or (phrase.title is not None and phrase.title.casefold().startswith("late "))

    def _attendance(self, phrase: NamePhrase, sentence: Sentence) -> bool:
        """Whether the parenthesis around a phrase is an attendance list."""
        tokens = self.page.tokens
        first = phrase.first
        while first > sentence.first and tokens.depth[first - 1] >= tokens.depth[phrase.first]:
            first -= 1
        last = phrase.last
        while last < sentence.last and tokens.depth[last] >= tokens.depth[phrase.first]:
            last += 1
        return bool(
            _ATTENDED.search(tokens.slice(first, last))
            or re.search(r"\bJapan(?:ese)? side\b", tokens.slice(first, last))
        )

    def _role(self, phrase: NamePhrase, sentence: Sentence) -> str:
        tokens = self.page.tokens
        behind = tokens.slice(phrase.last, min(phrase.last + 12, sentence.last)).lower()
        if re.match(
            r"(?:,\s|\()?[^.]{0,50}?\b(?:co-?chaired|chaired|served as the chair|\(?(?:co-)?chair\b|who chaired)",
            behind,
        ):
            return "chair"
        if re.match(r"[^.]{0,30}?\b(?:co-?hosted|hosted)\b", behind):
            return "host"
        return "principal"

    def _speaks(self, phrase: NamePhrase, sentence: Sentence) -> bool:
        """Whether a reporting verb in the past follows the name."""
        tokens = self.page.tokens
        forms = verb_forms()
        for k in range(phrase.last, min(phrase.last + 4, sentence.last)):
            form = forms.get(tokens.lower[k])
            if form is not None and form.tense == "past":
                return True
            if not tokens.lower[k].endswith("ly") and tokens.lower[k] not in {
                "also",
                "then",
                "further",
                "again",
                "once",
            }:
                return False
        return False

    def _supply_country(self) -> None:
        """A counterpart without a state takes it from the heading, title, collection or captions, where these name one other state."""
        lacking = [
            m for m in self.members if m.side == COUNTERPART and m.country_iso3 is None and m.organization_id is None
        ]
        if not lacking:
            return
        page = self.page
        opening = self._opening_states()
        others = {m.country_iso3 for m in self.members if m.side == COUNTERPART and m.country_iso3}
        if len(others) == 1 and not any(m.role == "attendee" for m in lacking):
            # "Mr. A, Minister for Foreign Affairs, and Mr. B, Minister for Defence of Australia"
            opening = others
        if len(opening) == 1:
            for member in lacking:
                self._give_country(member, next(iter(opening)), "opening")
            return
        for kind in ("heading", "title", "collection", "caption"):
            blocks = [
                k
                for k, block in enumerate(page.blocks)
                if block.kind == kind and (kind != "heading" or k == self.unit.heading)
            ]
            found = {
                hit.entity_id
                for k in blocks
                for hit in page.hits_between(page.blocks[k].body_start, page.blocks[k].text_end)
                if hit.entity_type == "country" and hit.entity_id != self.home
            }
            found -= {m.country_iso3 for m in self.members if m.side == COUNTERPART and m.country_iso3}
            if len(found) == 1:
                for member in lacking:
                    self._give_country(member, next(iter(found)), kind)
                return

    def _heading_states(self) -> set[str]:
        """The other states that the unit's heading names."""
        if self.unit.heading is None:
            return set()
        block = self.page.blocks[self.unit.heading]
        return {
            h.entity_id
            for h in self.page.hits_between(block.body_start, block.text_end)
            if h.entity_type == "country" and h.entity_id != self.home
        }

    def _give_country(self, member: Member, iso3: str, where: str) -> None:
        member.country_iso3 = iso3
        member.method += f":{where}"
        if member.person is not None and not member.person.affiliated():
            member.person.country_iso3 = iso3

    def _opening_states(self) -> set[str]:
        """The other states that the opening names behind its verb ("a delegation of the U.S. Senate led by …")."""
        if self.unit.opening is None or self.unit.verb is None:
            return set()
        end = self.page.span(self.unit.opening)[1]
        first = min((m.start for m in self.members if m.side == COUNTERPART and m.start > self.unit.verb), default=end)
        return {
            h.entity_id
            for h in self.page.hits_between(self.unit.verb, first)
            if h.entity_type == "country" and h.entity_id != self.home
        }

    def _dedupe(self) -> None:
        seen: set[object] = set()
        kept = []
        for member in self.members:
            key: object = (
                member.person if member.person is not None else (member.country_iso3, member.title, member.start)
            )
            if key not in seen:
                seen.add(key)
                kept.append(member)
        named = {m.country_iso3 for m in kept if m.person is not None}
        self.members = [m for m in kept if m.person is not None or m.country_iso3 not in named]


def _singular(office: str) -> str:
    words = office.split()
    for k, word in enumerate(words):
        if word.endswith("ies"):
            words[k] = word[:-3] + "y"
        elif word.endswith("s") and word.lower() not in {"affairs"}:
            words[k] = word[:-1]
    return " ".join(words)
