"""The cast of one meeting: who took part, on which side, and how the text can call them."""

from dataclasses import dataclass

from pipeline.gazetteer import Hit
from pipeline.reading.people import Person, fold

HOME, COUNTERPART, JOINT = "home", "counterpart", "joint"
# Clubs of states that have no officials of their own.
_CLUBS = frozenset("g4 g7 g8 g20 quad".split())


@dataclass(slots=True, eq=False)
class Member:
    """One participant. ``person`` is None for a representative without a name."""

    person: Person | None
    side: str
    role: str
    name: str | None
    honorific: str | None
    title: str | None
    country_iso3: str | None
    organization_id: str | None
    start: int
    end: int
    method: str
    participant_id: str = ""

    @property
    def gender(self) -> str | None:
        """``f``, ``m`` or None where the text does not tell."""
        return self.person.gender if self.person is not None else None

    def party(self) -> str | None:
        """The state or organization for which the member speaks."""
        return self.country_iso3 or self.organization_id


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a side, and the one member where one speaks."""

    side: str | None
    members: tuple[Member, ...] = ()

    @property
    def single(self) -> Member | None:
        """The member, where exactly one speaks."""
        return self.members[0] if len(self.members) == 1 else None

    @property
    def several(self) -> bool:
        """Whether more than one speaks."""
        return self.side == JOINT or len(self.members) != 1


class Cast:
    """The members of one meeting, asked by name, state, organization or title."""

    def __init__(self, members: list[Member], home_iso3: str) -> None:
        self.members = members
        self.home_iso3 = home_iso3

    def side(self, side: str) -> list[Member]:
        """The members of one side."""
        return [member for member in self.members if member.side == side]

    def of_person(self, person: Person | None) -> Member | None:
        """The member who is this person."""
        return next((m for m in self.members if person is not None and m.person is person), None)

    def speaker_of_side(self, side: str) -> Speaker:
        """A side as speaker; its principal where it has only one named."""
        members = self.side(side)
        principals = [m for m in members if m.role != "attendee"] or members
        return Speaker(side, tuple(principals))

    def speaker_of_country(self, iso3: str) -> Speaker | None:
        """A state that speaks: its members, or its side when none of them is known."""
        members = tuple(m for m in self.members if m.country_iso3 == iso3 and m.role != "attendee")
        if members:
            return Speaker(members[0].side, members)
        return Speaker(HOME, ()) if iso3 == self.home_iso3 else None

    def speaker_of_organization(self, organization_id: str) -> Speaker | None:
        """An organization that speaks; a club of states is all who sit together ("The G7 confirmed …")."""
        members = tuple(m for m in self.members if m.organization_id == organization_id)
        if members:
            return Speaker(members[0].side, members)
        several = len({member.party() for member in self.side(COUNTERPART)}) > 1
        return Speaker(JOINT) if organization_id in _CLUBS and several else None

    def known_speaker_of_party(self, hit: Hit) -> Speaker | None:
        """The state or organization that a name of the gazetteer means, where it takes part."""
        if hit.entity_type == "country":
            return self.speaker_of_country(hit.entity_id)
        return self.speaker_of_organization(hit.entity_id)

    def speaker_of_party(self, hit: Hit) -> Speaker:
        """The state or organization that a name means; one that takes no part by name is among the other side."""
        return self.known_speaker_of_party(hit) or Speaker(COUNTERPART, ())

    def joined(self, speakers: list[Speaker]) -> Speaker:
        """Several subjects joined by "and": both sides speak jointly, members of one side as that side."""
        members = tuple(dict.fromkeys(m for speaker in speakers for m in speaker.members))
        sides = {speaker.side for speaker in speakers}
        parties = {m.party() for m in members}
        if len(sides) == 1 and sides <= {HOME, COUNTERPART} and (len(parties) <= 1 or HOME not in sides):
            return Speaker(sides.pop(), members)
        return Speaker(JOINT, members if len(members) > 1 else ())

    def opposite(self, speaker: Speaker) -> Speaker:
        """The other side."""
        return self.speaker_of_side(COUNTERPART if speaker.side in {HOME, JOINT, None} else HOME)

    def by_title(self, words: list[str]) -> Member | None:
        """The only member whose title holds all the words ("the Foreign Secretary", "the Secretary-General")."""
        keys = {fold(word) for word in words}
        fitting = [
            m
            for m in self.members
            if m.title is not None and keys <= {fold(word) for word in f"{m.title} {m.honorific or ''}".split()}
        ]
        if len(fitting) == 1:
            return fitting[0]
        leading = [m for m in fitting if m.side == COUNTERPART and m.role != "attendee"]
        return leading[0] if len(leading) == 1 else None
