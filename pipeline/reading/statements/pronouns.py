"""Whom "he", "she", "they" and "the latter" mean at a point of the text."""

from pipeline.reading.cast import COUNTERPART, HOME, JOINT, Cast, Member, Speaker

_GENDERS = {"he": "m", "she": "f"}


class Pronouns:
    """Remembers who spoke and who was named; asked in the order of the text."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._last: Member | None = cast.speaker_of_side(HOME).single
        self._group: Speaker | None = None
        self._recent: list[Member] = []

    def spoke(self, speaker: Speaker) -> None:
        """Remember a speaker."""
        member = speaker.single if speaker.side != JOINT else None
        if member is None:
            self._group = speaker
            return
        self._last, self._group = member, None
        self.named(member)

    def last_speaker(self) -> Speaker | None:
        """Who spoke last alone."""
        return Speaker(self._last.side, (self._last,)) if self._last is not None else None

    def named(self, member: Member) -> None:
        """Remember a member as named most recently."""
        if member in self._recent:
            self._recent.remove(member)
        self._recent.append(member)

    def meaning(self, word: str, answers: bool = False) -> Speaker:
        """Whom a pronoun (lower case) means; ``answers``: the sentence says that its subject replies."""
        if word == "they":
            group = self._group
            return group if group is not None and group.side in {COUNTERPART, HOME} else Speaker(JOINT)
        if word == "latter":
            return self._latter()
        if word == "former":
            return _alone(self._last)
        return self._person(_GENDERS.get(word), answers)

    def _latter(self) -> Speaker:
        other = next((m for m in reversed(self._recent) if m is not self._last), None)
        if other is not None:
            return _alone(other)
        return self.cast.opposite(Speaker(self._last.side if self._last else None))

    def _person(self, gender: str | None, answers: bool) -> Speaker:
        last = self._last
        if answers and last is not None:
            other = self.cast.opposite(Speaker(last.side)).single
            if other is not None and other.gender in {None, gender}:
                return _alone(other)
        principals = [m for m in self.cast.members if m.role != "attendee"]
        women = [m for m in principals if m.gender == "f"]
        if gender == "f" and len(women) == 1:
            return _alone(women[0])
        if last is not None and (gender is None or last.gender in {None, gender}):
            return _alone(last)
        fitting = [m for m in reversed(self._recent) if m.gender == gender]
        fitting += [m for m in principals if m.gender == gender]
        fitting += [m for m in principals if m.gender is None and m.person is not None]
        return _alone(fitting[0] if fitting else last)


def _alone(member: Member | None) -> Speaker:
    return Speaker(member.side, (member,)) if member is not None else Speaker(None)
