"""Groups as actors: "the two Ministers", "both sides", "many of the participating countries", "the CARICOM side"."""

from dataclasses import dataclass, field

from pipeline.gazetteer import Hit
from pipeline.reading.cast import COUNTERPART, HOME, JOINT, Cast, Speaker
from pipeline.reading.hits import HitIndex
from pipeline.reading.names import HEADS, MODIFIERS
from pipeline.reading.tokens import Tokens

NUMBERS = frozenset(
    "two three four five six seven eight nine ten other participating attending visiting various all many several "
    "both".split()
)
# Nouns that can begin a group without an article.
GROUP_NOUNS = frozenset(
    "ministers leaders sides side countries parties governments participants attendees heads members states "
    "representatives delegates delegations secretaries presidents officials foreign ambassadors principals "
    "counterparts nations chairs co-chairs conference meeting two three four five group delegation summit session "
    "attendants speakers experts".split()
)
_COUNTS = {word: n for n, word in enumerate("two three four five six seven eight nine ten".split(), 2)}
_SITTINGS = frozenset("conference meeting summit session assembly council forum committee".split())
# Words that a group can end in.
_ENDS = _SITTINGS | frozenset(
    "ministers leaders sides countries parties governments participants attendees heads members states "
    "representatives delegates delegations secretaries presidents officials ambassadors principals counterparts "
    "nations co-chairs two three four five speakers".split()
)
_JOINT_WITHOUT_NUMBER = frozenset(
    "ministers leaders sides participants attendees conference parties principals countries heads".split()
)
_LINKS = frozenset("the of all many several some most these those and 's".split())
_BEFORE_OF = _ENDS | frozenset("many several some most all two three both each".split())
_OTHERS = frozenset("other counterpart visiting his her".split())
_ONE_SIDE = frozenset("side government delegation cabinet administration".split())
_SMALL_MODIFIERS = frozenset(
    "japanese home foreign participating attending member remaining defense defence respective".split()
)
# Words in small letters that go on with a group behind its article.
BEHIND_ARTICLE = _LINKS | _OTHERS | NUMBERS | _ENDS | _SMALL_MODIFIERS
_EVERYBODY = frozenset("both many all several most".split())
_DELEGATES = frozenset("representatives delegates delegations ambassadors members".split())
_MEMBERS_OF_ORGANIZATION = frozenset("countries members states representatives".split())
# What may stand before a group without an article.
_BEFORE_BARE_GROUP = frozenset([",", "and", "which", "while", ";", "”", '"', ")"])
_LONGEST = 9


@dataclass(slots=True)
class Group:
    """A group that can speak; ``end`` is the token behind it."""

    end: int
    speaker: Speaker


@dataclass(slots=True)
class _Words:
    """What the words of a group say: states named in it, "other", a number, and its noun's token (-1: none)."""

    first: int
    end: int
    parties: list[Hit] = field(default_factory=list)
    other: bool = False
    number: bool = False
    noun: int = -1


class GroupReader:
    """Reads the group that begins at a token."""

    def __init__(self, tokens: Tokens, hits: HitIndex, cast: Cast) -> None:
        self.tokens = tokens
        self.hits = hits
        self.cast = cast

    def read(self, k: int, last: int) -> Group | None:
        """The group that begins at token ``k``, or None."""
        words = self._words(k, last)
        if isinstance(words, Group):
            return words
        lower = self.tokens.lower
        if words.noun < 0 and words.number and lower[k] == "the" and lower[words.end - 1] in _ENDS:
            words.noun = words.end - 1  # "the two", "the three"
        if words.noun < 0 or self._merely_named(words):
            return None
        speaker = self._speaker(words)
        return Group(words.noun + 1, speaker) if speaker is not None else None

    def _words(self, k: int, last: int) -> _Words | Group:
        """Walk over the group's words; where they name one side or list states, the group is decided on the way."""
        lower, words, party_at = self.tokens.lower, self.tokens.words, self.hits.party_at
        limit = min(last, k + _LONGEST)
        found = _Words(k, k)
        j = k
        while j < limit:
            word = lower[j]
            hit = party_at(j)
            if hit is not None:
                found.parties.append(hit)
                j = self.hits.behind(hit, j)
                continue
            if word in _LINKS:
                if (word == "of" and lower[j - 1] not in _BEFORE_OF) or (word == "and" and found.noun >= 0):
                    break
            elif word in _OTHERS:
                found.other = True
            elif word in NUMBERS:
                found.number = True
            elif word in _ONE_SIDE and found.parties:
                return Group(j + 1, self.cast.speaker_of_party(found.parties[-1]))
            elif word == "side" and j > k + 1 and lower[k] == "the" and words[j - 1][0].isupper():
                return Group(j + 1, Speaker(COUNTERPART, ()))  # "the Pacific side"
            elif word in _ENDS:
                found.noun = j
                following = lower[j + 1] if j + 1 < limit else ""
                if following == "of" and not self._goes_on(j + 2, limit):
                    return self._others(k, j + 1, last)  # "Foreign Ministers of Brazil and India"
                if found.number and self._ends_in_one(j + 1, limit):
                    found.noun = j + 2
                    j += 3
                    break
                if following not in _ENDS and following not in {"side", "of"}:
                    j += 1
                    break
            elif not self._modifies(j, k):
                break
            j += 1
        found.end = j
        return found

    def _ends_in_one(self, k: int, limit: int) -> bool:
        """ "the three Secretaries and Minister agreed"."""
        if k + 2 >= limit or self.tokens.lower[k] != "and" or self.tokens.lower[k + 1] not in HEADS:
            return False
        return not self.tokens.words[k + 2][0].isupper()

    def _modifies(self, j: int, k: int) -> bool:
        word = self.tokens.lower[j]
        if word in _SMALL_MODIFIERS:
            return True
        named = word in MODIFIERS or word in HEADS or word in {"g4", "g7"} or j > k
        return named and self.tokens.words[j][0].isupper()

    def _goes_on(self, k: int, limit: int) -> bool:
        return any(word in _ENDS for word in self.tokens.lower[k : min(limit, k + 5)])

    def _merely_named(self, group: _Words) -> bool:
        """ "for eleven countries": a noun that no article or number of the cast introduces."""
        k = group.first
        if group.noun != k or not k:
            return False
        words = self.tokens.words
        inside = not words[k][0].isupper() or words[k - 1][0].isupper()
        return inside and self.tokens.lower[k - 1] not in _BEFORE_BARE_GROUP

    def _speaker(self, group: _Words) -> Speaker | None:
        """Whom a group means: one state, one side, or all."""
        lower, parties = self.tokens.lower, group.parties
        k, noun = group.first, lower[group.noun]
        has_home = any(hit.entity_id == self.cast.home_iso3 for hit in parties)
        states = bool(parties) and all(hit.entity_type == "country" for hit in parties)
        organizations = bool(parties) and all(hit.entity_type == "organization" for hit in parties)
        if noun in _SITTINGS:
            named = self.tokens.words[group.noun][0].isupper() and lower[k] == "the" and group.noun == k + 1
            return Speaker(JOINT) if named else None
        if states and not has_home and noun not in {"participants", "attendees"}:
            return self.cast.speaker_of_party(parties[-1])
        if has_home and len({hit.entity_id for hit in parties}) == 1:
            return self.cast.speaker_of_side(HOME)
        if group.other:
            others = self.cast.side(COUNTERPART)
            return Speaker(COUNTERPART, tuple(others) if len(others) > 1 else ())
        if noun in {"ministers", "leaders"} and "japanese" in lower[k : group.noun + 1]:
            return self.cast.speaker_of_side(HOME)
        if organizations and noun in _MEMBERS_OF_ORGANIZATION:
            return self.cast.speaker_of_party(parties[-1])
        if self._counts_others(group) or noun == "heads":
            return Speaker(COUNTERPART, tuple(self.cast.side(COUNTERPART)))
        if group.number or noun in _JOINT_WITHOUT_NUMBER or lower[k] in _EVERYBODY:
            return Speaker(JOINT)
        return Speaker(COUNTERPART, ()) if noun in _DELEGATES else None

    def _counts_others(self, group: _Words) -> bool:
        """ "the four heads", "the two Ministers" of a trilateral: as many as there are counterparts, and not all."""
        others = len([m for m in self.cast.side(COUNTERPART) if m.role != "attendee"])
        home = len([m for m in self.cast.side(HOME) if m.role != "attendee"])
        said = {_COUNTS[word] for word in self.tokens.lower[group.first : group.noun + 1] if word in _COUNTS}
        return others > 1 and said == {others} and others + home not in said

    def _others(self, k: int, noun_end: int, last: int) -> Group:
        """The group reaches over the states that "of" lists."""
        end = noun_end + 1
        lower = self.tokens.lower
        while end < last:
            hit = self.hits.at(end)
            following = lower[end + 1] if end + 1 < last else None
            if hit is not None:
                end = self.hits.behind(hit, end)
            elif (
                following is not None
                and lower[end] in {"the", ",", "and"}
                and (self.hits.at(end + 1) is not None or following in {"the", "and"})
            ):
                end += 1
            else:
                break
        named = {hit.entity_id for hit in self.hits.between(*self.tokens.span(k, end))}
        if self.cast.home_iso3 in named:
            return Group(end, Speaker(JOINT))
        members = tuple(m for m in self.cast.side(COUNTERPART) if m.party() in named)
        return Group(end, Speaker(COUNTERPART, members if len(members) > 1 else ()))
