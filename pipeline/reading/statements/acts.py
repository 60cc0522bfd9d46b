"""What an act is: decided by the verb's frame in ``verbs.csv`` and by the attitudes in what follows it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.reading.cast import COUNTERPART, HOME, JOINT, Cast, Member, Speaker
from pipeline.reading.hits import HitIndex
from pipeline.reading.statements.attitudes import Attitude, NounReader
from pipeline.reading.statements.content import ContentReader
from pipeline.reading.statements.subjects import SentenceActors
from pipeline.reading.statements.verbs import Event
from pipeline.reading.statements.words import POSSESSIVE
from pipeline.reading.tokens import Tokens

# Words that a clause does not end in.
_CLOSING = frozenset([",", ";", ".", ":", *"and but while which that to for as well also".split()])
# Verbs of courtesy, whose object may hold a second attitude ("thanked him for … and his support").
_COURTEOUS = frozenset("thank welcome appreciate praise commend congratulate".split())
_BEFORE_GIVER = frozenset("from of by".split())
_BEHIND_GIVER = frozenset([POSSESSIVE, "'"])


@dataclass(slots=True)
class Act:
    """A reported act before it becomes a row. ``first`` and ``last`` are the tokens of its clause."""

    act: str
    speaker: Speaker
    addressee: Member | None
    verb: str
    first: int
    last: int
    in_response: bool
    method: str


@dataclass(slots=True)
class _Rows:
    """The acts under one verb; each ends where the next begins."""

    tokens: Tokens
    event: Event
    last: int
    in_response: bool
    found: list[Act] = field(default_factory=list)

    def add(self, act: str, how: str, speaker: Speaker, addressee: Member | None, first: int | None = None) -> None:
        """Append an act that begins at the verb or at the token ``first``; ``how`` names the rule."""
        event = self.event
        verb, method = self.tokens.lower[event.k], f"{event.form.lemma}:{how}"
        start = event.k if first is None else first
        self.found.append(Act(act, speaker, addressee, verb, start, self.last, self.in_response, method))

    def extend(self, attitudes: Iterable[Attitude]) -> None:
        """Append an act for each further attitude, by the speaker of those before."""
        for attitude in attitudes:
            if any(act.act == attitude.act for act in self.found):
                continue
            before = self.found[-1]
            before.last = trim(self.tokens, before.first + 1, attitude.at)
            self.add(attitude.act, attitude.method, before.speaker, before.addressee, attitude.at)


class ActCoder:
    """Codes the reporting verbs of one meeting."""

    def __init__(self, tokens: Tokens, hits: HitIndex, cast: Cast) -> None:
        self.tokens = tokens
        self.cast = cast
        self.nouns = NounReader(tokens)
        self.content = ContentReader(tokens, hits, self.nouns, cast)

    def code(self, event: Event, last: int, sentence: SentenceActors, in_response: bool) -> list[Act]:
        """The acts of one verb, whose clause ends before the token ``last``; none where it reports nothing."""
        row, speaker = event.row, event.subject
        rows = _Rows(self.tokens, event, last, in_response)
        if row.frame == "receipt":
            giver = self._giver(event.k, last, speaker, sentence)
            rows.add(row.act or "support", "receipt", giver, speaker.single)
        elif row.frame == "collective":
            alone = speaker.side != JOINT and self._alone(event, last)
            joint = speaker if alone or speaker.side == JOINT else Speaker(JOINT)
            rows.add(row.joint_act or "discuss", "collective", joint, None)
        else:
            addressee = self._addressee(event.k, last, speaker, sentence)
            plain = row.joint_act if speaker.several else row.act
            if row.frame == "act":
                rows.add(plain or "other", "act", speaker, addressee)
                if event.form.lemma in _COURTEOUS:
                    rows.extend(self.nouns.further(event.k + 1, last, plain or ""))
            elif row.frame != "attitude" or not self._attitude(rows, addressee):
                self._say(rows, plain, addressee)
        return rows.found

    def _alone(self, event: Event, last: int) -> bool:
        """ "Minister X concurred.", "X concurred with this view": one who answers, not both."""
        behind = self.tokens.lower[event.k + 1 : last]
        return event.row.act == "agree" and (not behind or behind[:2] in (["with", "this"], ["with", "that"]))

    def _attitude(self, rows: _Rows, addressee: Member | None) -> bool:
        """ "expressed his gratitude": the noun decides; False where the content must."""
        event, speaker, last = rows.event, rows.event.subject, rows.last
        lower = self.tokens.lower
        agreeing = speaker.several and event.row.joint_act == "agree"
        noun = self.nouns.first(event.k + 1, last)
        if noun is None or (noun[0] == "state" and noun[1] + 1 < last and lower[noun[1] + 1] == "that"):
            if agreeing:
                rows.add("agree", "joint", speaker, None)
            return agreeing
        act, at = noun
        if agreeing and act != "concern":
            act = "agree"
        rows.add(act, f"noun:{lower[at]}", speaker, addressee)
        if not (speaker.several and act == "agree"):
            rows.extend(self.nouns.further(at + 1, last, act))
        return True

    def _say(self, rows: _Rows, plain: str | None, addressee: Member | None) -> None:
        """ "stated that …": the first attitude in the content decides, else the verb's plain act."""
        event, speaker, last = rows.event, rows.event.subject, rows.last
        if self.tokens.lower[event.k + 1 : event.k + 2] == ["with"]:
            noun = self.nouns.first(event.k + 2, last)
            if noun is not None:  # "responded with the expectation that …"
                rows.add(noun[0], f"noun:{self.tokens.lower[noun[1]]}", speaker, addressee)
                return
        first, that = self.content.start(event.k + 1, last, event.row.frame == "tell")
        found = self.content.attitudes(first, last, that, speaker)
        primary = next((a for a in found if not a.added), None)
        if primary is None and that is None:
            if plain is None:
                return
            noun = self.nouns.first(event.k + 1, last) if not speaker.several else None
            if noun is not None and noun[0] in {"pledge", "hope"}:
                rows.add(noun[0], f"noun:{self.tokens.lower[noun[1]]}", speaker, addressee)
                return
        act, method = plain or "state", "say"
        agreed = speaker.several and act == "agree"
        if primary is not None and not agreed:
            act, method = primary.act, primary.method
        rows.add(act, method, speaker, addressee)
        if speaker.several and act == "agree":
            return
        if primary is not None and not agreed and that is not None and (plain or "state") != act:
            parallel = self.content.parallel(first, last, speaker)
            if parallel is not None:
                found = sorted([*found, Attitude(plain or "state", parallel, True, "say:parallel")], key=lambda a: a.at)
        rows.extend(a for a in found if a is not primary and (a.added or primary is not None))

    def _giver(self, k: int, last: int, speaker: Speaker, sentence: SentenceActors) -> Speaker:
        """ "received support from Minister X", "gained X's support", "obtained their support"."""
        lower = self.tokens.lower
        for actor in sentence.actors:
            if not k < actor.first < last or actor.speaker is None or actor.speaker.side is None:
                continue
            behind = lower[actor.end] if actor.end < last else ""
            if lower[actor.first - 1] in _BEFORE_GIVER or behind in _BEHIND_GIVER:
                return actor.speaker if actor.speaker.side != JOINT else self.cast.opposite(speaker)
        return self.cast.opposite(speaker)

    def _addressee(self, k: int, last: int, speaker: Speaker, sentence: SentenceActors) -> Member | None:
        """The person whom the verb has as its object, else the only one of the other side."""
        if speaker.side not in {HOME, COUNTERPART} or speaker.single is None:
            return None
        for actor in sentence.actors:
            if k < actor.first <= k + 3 and actor.first < last and actor.speaker is not None:
                member = actor.speaker.single
                if member is not None and member.side != speaker.side:
                    return member
        return self.cast.opposite(speaker).single


def trim(tokens: Tokens, first: int, last: int) -> int:
    """The end of the clause ``first`` to ``last`` without the commas and links that lead on to the next."""
    while last > first and tokens.lower[last - 1] in _CLOSING:
        last -= 1
    return last
