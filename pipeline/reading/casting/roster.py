"""The members of a meeting as they are gathered: each person once, on a side."""

from pipeline.gazetteer import Hit
from pipeline.reading.cast import COUNTERPART, HOME, Member
from pipeline.reading.names import NamePhrase
from pipeline.reading.page import Page
from pipeline.reading.people import Person
from pipeline.reading.segments import Unit

# Where home's own people stand, so that nobody without a state is taken for a counterpart.
_HOME_STANDS = frozenset({"attended", "list"})


class Roster:
    """Gathers the members of one unit.

    ``principal`` is the home side's person whose visit or page this is, if known; ``heading_states`` are the other
    states that the unit's heading names.
    """

    def __init__(self, page: Page, unit: Unit, principal: Person | None, heading_states: set[str]) -> None:
        self.page = page
        self.unit = unit
        self.home = page.profile.home_iso3
        self.principal = principal
        self.heading_states = heading_states
        self.members: list[Member] = []

    def has(self, side: str) -> bool:
        """Whether anybody of a side is known."""
        return any(member.side == side for member in self.members)

    def add_phrase(self, phrase: NamePhrase, role: str, where: str, side: str | None = None) -> None:
        """Add the person whom a phrase names, or tell more of one who is there; ``where`` names the rule.

        Without a ``side`` it follows from the state or organization.
        """
        person = self.page.people.of(phrase)
        if person is None:
            return
        known = next((member for member in self.members if member.person is person), None)
        if known is not None:
            known.title = known.title if known.title is not None else phrase.title
            known.role = role if role in {"chair", "host"} else known.role
            return
        country = phrase.country_iso3 or (None if phrase.organization_id else person.country_iso3)
        organization = phrase.organization_id or (None if country else person.organization_id)
        if side is None:
            foreign = (country is not None and country != self.home) or organization is not None
            side = COUNTERPART if foreign or not self._may_be_home(person, country, where) else HOME
        if side == HOME and country is None and organization is None:
            country = person.country_iso3 = self.home
        tokens = self.page.tokens
        start, end = tokens.span(phrase.name_first, phrase.name_last)
        self.members.append(
            Member(
                person=person,
                side=side,
                role=role,
                name=tokens.text[start:end],
                honorific=phrase.honorific,
                title=phrase.title or person.title,
                country_iso3=country,
                organization_id=organization,
                start=start,
                end=end,
                method=f"{where}:{phrase.affiliation_method or ('home' if side == HOME else 'unaffiliated')}",
            )
        )

    def add_principal(self) -> None:
        """Add the home side's person whose visit or page this is, where one is known."""
        person = self.principal
        if person is None or any(member.person is person for member in self.members):
            return
        start, end = self._mention_in_unit(person)
        self.members.append(
            Member(
                person=person,
                side=HOME,
                role="principal",
                name=self.page.text[start:end],
                honorific=person.honorific,
                title=person.title,
                country_iso3=person.country_iso3,
                organization_id=person.organization_id,
                start=start,
                end=end,
                method="visit:principal",
            )
        )

    def add_party(self, hit: Hit, method: str, title: str | None = None) -> None:
        """Add an unnamed representative of a state or organization among the counterparts."""
        state = hit.entity_id if hit.entity_type == "country" else None
        self.members.append(
            Member(
                person=None,
                side=COUNTERPART,
                role="principal",
                name=None,
                honorific=None,
                title=title,
                country_iso3=state,
                organization_id=None if state else hit.entity_id,
                start=hit.start,
                end=hit.end,
                method=method,
            )
        )

    def drop_repeated(self) -> None:
        """Keep each person once, and no unnamed representative of a state for which a named person stands."""
        seen: set[object] = set()
        kept: list[Member] = []
        for member in self.members:
            unnamed = (member.country_iso3, member.title, member.start)
            key: object = member.person if member.person is not None else unnamed
            if key not in seen:
                seen.add(key)
                kept.append(member)
        named = {member.country_iso3 for member in kept if member.person is not None}
        self.members = [m for m in kept if m.person is not None or m.country_iso3 not in named]

    def in_order(self) -> list[Member]:
        """The members, home's principals first, then the counterparts, then those who merely attended."""
        return sorted(
            self.members, key=lambda m: (m.side != HOME or m.role == "attendee", m.role == "attendee", m.start)
        )

    def _mention_in_unit(self, person: Person) -> tuple[int, int]:
        """The characters that name a person first in the unit, else on the page."""
        for k in self.unit.blocks:
            for phrase in self.page.phrases_in(self.page.blocks[k]):
                if self.page.people.of(phrase) is person:
                    return self.page.tokens.span(phrase.name_first, phrase.name_last)
        return person.start, person.end

    def _may_be_home(self, person: Person, country: str | None, where: str) -> bool:
        """Home speaks of its own people without a state, unless they stand where the counterpart stands."""
        if country == self.home or person is self.principal or where in _HOME_STANDS:
            return True
        if where.startswith("section") and self.heading_states:
            return False
        return where not in {"caption", "heading"} and not any(
            m.side == HOME and m.role != "attendee" for m in self.members
        )
