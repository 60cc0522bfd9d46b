"""Actors: the words of a sentence that can be the subject of a reported act, each tied to members of the cast."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import compress

from pipeline.gazetteer import Hit
from pipeline.reading.cast import COUNTERPART, Cast, Speaker
from pipeline.reading.hits import HitIndex
from pipeline.reading.names import HEADS, MODIFIERS, REGNAL, NamePhrase
from pipeline.reading.people import People
from pipeline.reading.statements.groups import BEHIND_ARTICLE, GROUP_NOUNS, NUMBERS, GroupReader
from pipeline.reading.statements.words import POSSESSIVE
from pipeline.reading.tokens import Tokens

_PRONOUNS = frozenset("he she they".split())
_POLITE = frozenset("majesty excellency highness".split())
_OPENS_GROUP = (
    frozenset("the both his her all many several some other these those most".split()) | NUMBERS | GROUP_NOUNS
)
_OPENS_TITLE = frozenset("the his her their".split())
_OPENS_ACTOR = _PRONOUNS | _OPENS_GROUP | _OPENS_TITLE
# Behind "the", in small letters: what goes on with a group, a title or "the Government of …".
_BEHIND_THE = (
    BEHIND_ARTICLE | HEADS | MODIFIERS | REGNAL | frozenset("state latter former government governments".split())
)
# Behind a state's name these make it the one who speaks; a group of home's own people is rather both sides' group.
_SIDES = frozenset("side delegation government ministers".split())
_SIDES_OF_OTHERS = _SIDES | {"leaders", "countries"}
# Titles that name their holder also in small letters.
_COMMON_TITLES = frozenset("king president minister prince".split())
_OF_STATES = frozenset("government governments".split())
_BEHIND_OPEN_TITLE = frozenset(["of", "for", POSSESSIVE])


# Words before a subject that is a list; behind others, ", and" begins a clause with a subject of its own.
_BEFORE_SUBJECT = frozenset("with between and which that both while but whom where".split())


@dataclass(slots=True)
class Actor:
    """``first`` to ``last`` are the words themselves, ``end`` lies behind an apposition and the comma that closes it.

    ``speaker`` is None for a pronoun, whose meaning depends on the acts before it, and for a name outside the cast.
    """

    first: int
    last: int
    end: int
    speaker: Speaker | None
    pronoun: str | None = None
    outside: bool = False

    def known(self) -> bool:
        """Whether the words mean a member, a side or somebody whom a pronoun repeats."""
        return self.speaker is not None or self.pronoun is not None


class ActorFinder:
    """Finds the actors of one sentence after the other for one meeting."""

    def __init__(self, tokens: Tokens, hits: HitIndex, phrases: list[NamePhrase], people: People, cast: Cast) -> None:
        self.tokens = tokens
        self.hits = hits
        self.phrases = phrases
        self.people = people
        self.cast = cast
        self.groups = GroupReader(tokens, hits, cast)
        self._firsts = [phrase.first for phrase in phrases]

    def find(self, first: int, last: int) -> list[Actor]:
        """All actors among the tokens ``first`` to ``last``, joined ones as one, in order."""
        found: list[Actor] = []
        within = self.phrases[bisect_left(self._firsts, first) : bisect_left(self._firsts, last)]
        by_first = {phrase.first: phrase for phrase in within}
        behind = first
        for k in sorted({*by_first, *self._openings(first, last)}):
            if k < behind:
                continue
            phrase = by_first.get(k)
            actor = self._named(phrase, last) if phrase is not None else self._unnamed(k, last)
            if actor is not None:
                found.append(actor)
                behind = max(actor.end, k + 1)
        return self._join(found)

    def _openings(self, first: int, last: int) -> list[int]:
        """The tokens at which an actor can begin that is no name: by the word, or as a state or organization."""
        openings = list(compress(range(first, last), map(_OPENS_ACTOR.__contains__, self.tokens.lower[first:last])))
        starts = self.tokens.starts
        for hit in self.hits.between(starts[first], self.tokens.ends[last - 1]):
            openings.append(bisect_right(starts, hit.start) - 1)
        return openings

    def _unnamed(self, k: int, last: int) -> Actor | None:
        word = self.tokens.lower[k]
        if word in _PRONOUNS:
            return Actor(k, k + 1, k + 1, None, pronoun=word)
        if word == "the" and self._is_article_of_other(k, last):
            return None
        actor: Actor | None = None
        if word in _OPENS_GROUP:
            group = self.groups.read(k, last)
            actor = Actor(k, group.end, group.end, group.speaker) if group is not None else None
        if actor is None and word in _OPENS_TITLE:
            actor = self._titled(k, last)
        if actor is not None:
            return actor
        hit = self.hits.party_at(k)
        if hit is None:
            return self._party(k, last) if word == "the" else None
        return self._side(k, last, hit) or self._party(k, last)

    def _is_article_of_other(self, k: int, last: int) -> bool:
        """Whether "the" at ``k`` stands before a word that begins no group, title, state or organization."""
        if self.hits.party_at(k) is not None:
            return False
        k += 1
        if k >= last:
            return True
        is_other = self.tokens.lower[k] not in _BEHIND_THE and not self.tokens.words[k][0].isupper()
        return is_other and self.hits.party_at(k) is None

    def _named(self, phrase: NamePhrase, last: int) -> Actor:
        words = self.tokens.words
        member = self.cast.of_person(self.people.of(phrase))
        end = phrase.last
        if phrase.appositive and end < last and words[end] == ",":
            end += 1
        # "Minister Swaraj of India", "President X of Y"
        if end + 2 < last and words[end] == "of":
            owner = end + 2 if self.tokens.lower[end + 1] == "the" else end + 1
            hit = self.hits.party_at(owner)
            if hit is not None:
                end = self.tokens.at(hit.end)
        speaker = Speaker(member.side, (member,)) if member is not None else None
        return Actor(phrase.first, end, end, speaker, outside=member is None)

    def _side(self, k: int, last: int, hit: Hit) -> Actor | None:
        """ "Ukraine side", "U.S. Government": a state's or organization's name before the word for its people."""
        behind = self.hits.behind(hit, k)
        sides = _SIDES if hit.entity_id == self.cast.home_iso3 else _SIDES_OF_OTHERS
        if behind >= last or self.tokens.lower[behind] not in sides:
            return None
        return Actor(k, behind + 1, behind + 1, self.cast.speaker_of_party(hit))

    def _titled(self, k: int, last: int) -> Actor | None:
        """ "the Secretary-General", "the Foreign Secretary", "His Majesty", "the latter"."""
        lower, words = self.tokens.lower, self.tokens.words
        j = k + 1
        if j < last and lower[j] in {"latter", "former"} and (j + 1 >= last or lower[j + 1] not in HEADS):
            return Actor(k, j + 1, j + 1, None, pronoun=lower[j])
        if lower[k] != "the" and j < last and lower[j] in _POLITE:
            return Actor(k, j + 1, j + 1, self._royal(lower[j]))
        while j < last and (lower[j] in HEADS or lower[j] in MODIFIERS or lower[j] in REGNAL or lower[j] == "state"):
            j += 1
        title = lower[k + 1 : j]
        if not title or not (title[-1] in HEADS or title[-1] in REGNAL) or title[-1] == "general":
            return None
        if not words[k + 1][0].isupper() and title[-1] not in _COMMON_TITLES:
            return None
        if j < last and (words[j][0].isupper() or lower[j] in _BEHIND_OPEN_TITLE):
            return None
        member = self.cast.by_title(title)
        return Actor(k, j, j, Speaker(member.side, (member,)) if member is not None else None)

    def _royal(self, style: str) -> Speaker | None:
        """The member with the style of "His Majesty", else the first counterpart."""
        styled = (m for m in self.cast.members if m.honorific is not None and style in m.honorific.casefold())
        member = next(styled, None) or next(iter(self.cast.side(COUNTERPART)), None)
        return Speaker(member.side, (member,)) if member is not None else None

    def _party(self, k: int, last: int) -> Actor | None:
        """A state or organization as the one who speaks: "Japan explained", "the Government of Pakistan stated"."""
        lower = self.tokens.lower
        first = k
        if lower[k] == "the":
            of_government = lower[k + 2 : k + 3] == ["of"] and lower[k + 1] in _OF_STATES
            k += 3 if of_government else 1
            if of_government and k < last and lower[k] == "the":
                k += 1
        hit = self.hits.party_at(k) if k < last else None
        if hit is None:
            return None
        end = self.hits.behind(hit, k)
        # "Japan's proposal", "Japan Foundation": not one who speaks.
        if end < last and (lower[end] == POSSESSIVE or lower[end] == "-" or self.tokens.words[end][0].isupper()):
            return None
        if hit.entity_type == "country" and hit.method.endswith(("adjective", "demonym")):
            return None
        speaker = self.cast.known_speaker_of_party(hit)
        return Actor(first, end, end, speaker) if speaker is not None else None

    def _join(self, found: list[Actor]) -> list[Actor]:
        """Merge "A and B", "A, B and C" into one actor."""
        joined: list[Actor] = []
        for number, actor in enumerate(found):
            following = found[number + 1] if number + 1 < len(found) else None
            if not joined or not self._merge(joined[-1], actor, following):
                joined.append(actor)
        return joined

    def _merge(self, before: Actor, actor: Actor, following: Actor | None) -> bool:
        """Take ``actor`` into ``before`` where "and" or a list joins them; returns whether it did."""
        if before.speaker is None or actor.speaker is None or before.pronoun is not None or actor.pronoun is not None:
            return False
        gap = self._gap(before, actor)
        in_list = gap == [","] and following is not None and self._gap(actor, following) in (["and"], [",", "and"])
        word = self.tokens.lower[before.first - 1] if before.first else ""
        if gap == [",", "and"] and word.isalpha() and word not in _BEFORE_SUBJECT:
            return False  # "… more often in Nepal, and Minister X replied", "would support Japan, and …"
        if not in_list and gap not in (["and"], [",", "and"], ["as", "well", "as"]):
            return False
        before.speaker = self.cast.joined([before.speaker, actor.speaker])
        before.last, before.end = actor.last, actor.end
        return True

    def _gap(self, before: Actor, actor: Actor) -> list[str]:
        """The words between two actors; a comma that closed the first one's apposition counts."""
        lower = self.tokens.lower
        gap = lower[before.end : actor.first]
        return [",", *gap] if before.end > before.last and lower[before.end - 1] == "," and gap == ["and"] else gap
