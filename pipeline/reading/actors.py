"""Actors: the words of a sentence that can be the subject of a reported act, each tied to members of the cast."""

from bisect import bisect_left
from dataclasses import dataclass, field

from pipeline.reading.cast import COUNTERPART, HOME, JOINT, Cast, Member, Speaker
from pipeline.reading.names import HEADS, MODIFIERS, REGNAL, NamePhrase, NameReader
from pipeline.reading.people import People
from pipeline.reading.tokens import Tokens

_NUMBERS = frozenset(
    "two three four five six seven eight nine ten other participating attending visiting various all many several both".split()
)
_GROUP_NOUNS = frozenset(
    "ministers leaders sides side countries parties governments participants attendees heads members states representatives "
    "delegates delegations secretaries presidents officials foreign ambassadors principals counterparts nations chairs co-chairs "
    "conference meeting two three four five group delegation summit session attendants speakers experts".split()
)
_GROUP_ENDS = frozenset(
    "ministers leaders sides countries parties governments participants attendees heads members states representatives delegates "
    "delegations secretaries presidents officials ambassadors principals counterparts nations co-chairs conference two three four five "
    "speakers meeting summit session assembly council forum committee".split()
)
_SITTINGS = frozenset("conference meeting summit session assembly council forum committee".split())
_JOINT_WITHOUT_NUMBER = frozenset(
    "ministers leaders sides participants attendees conference parties principals countries heads".split()
)
_PRONOUNS = {"he": "m", "she": "f", "they": None}
_POLITE = frozenset("majesty excellency highness".split())


@dataclass(slots=True)
class Context:
    """What pronouns can mean: who spoke last, alone or as a group."""

    last: Member | None = None
    group: Speaker | None = None
    recent: list[Member] = field(default_factory=list)

    def spoke(self, speaker: Speaker) -> None:
        """Remember a speaker."""
        member = speaker.single if speaker.side != JOINT else None
        if member is not None:
            self.last, self.group = member, None
            self.mention(member)
        else:
            self.group = speaker

    def mention(self, member: Member) -> None:
        """Remember a member as named most recently."""
        if member in self.recent:
            self.recent.remove(member)
        self.recent.append(member)


@dataclass(slots=True)
class Actor:
    """``first`` to ``last`` are the words themselves, ``end`` lies behind an apposition and the comma that closes it.

    ``speaker`` is None for a pronoun, whose meaning depends on the acts before it, and for a name outside the cast.
    ``tail`` is the last of several joined behind a comma (", and the representatives of …").
    """

    first: int
    last: int
    end: int
    speaker: Speaker | None
    pronoun: str | None = None
    outside: bool = False
    tail: "Actor | None" = None


class ActorFinder:
    """Finds the actors of one sentence after the other for one meeting."""

    def __init__(
        self, tokens: Tokens, names: NameReader, phrases: list[NamePhrase], people: People, cast: Cast
    ) -> None:
        self.tokens = tokens
        self.names = names
        self.phrases = phrases
        self.people = people
        self.cast = cast
        self._firsts = [phrase.first for phrase in phrases]

    def find(self, first: int, last: int) -> list[Actor]:
        """All actors among the tokens ``first`` to ``last``, joined ones as one, in order."""
        found: list[Actor] = []
        by_first = {
            p.first: p for p in self.phrases[bisect_left(self._firsts, first) : bisect_left(self._firsts, last)]
        }
        k = first
        while k < last:
            actor = self._actor(k, last, by_first)
            if actor is None:
                k += 1
            else:
                found.append(actor)
                k = max(actor.end, k + 1)
        return self._join(found)

    def _actor(self, k: int, last: int, by_first: dict[int, NamePhrase]) -> Actor | None:
        lower = self.tokens.lower
        word = lower[k]
        phrase = by_first.get(k)
        if phrase is not None:
            return self._named(phrase, last)
        if word in _PRONOUNS:
            return Actor(k, k + 1, k + 1, None, pronoun=word)
        if (
            word in {"the", "both", "his", "her", "all", "many", "several", "some", "other", "these", "those", "most"}
            or word in _NUMBERS
            or word in _GROUP_NOUNS
        ):
            group = self._group(k, last)
            if group is not None:
                return group
        if word in {"the", "his", "her", "their"}:
            titled = self._titled(k, last)
            if titled is not None:
                return titled
        hit = self.names.hit_at(k)
        if hit is not None and hit.entity_type != "place":
            behind = max(self.tokens.at(hit.end), k + 1)
            if behind < last and lower[behind] in {"side", "delegation", "government", "leaders", "ministers", "countries"} and (
                hit.entity_id != self.cast.home_iso3 or lower[behind] in {"side", "delegation", "government", "ministers"}
            ):
                return self._side_of(k, behind + 1, hit.entity_id, hit.entity_type)
        return self._party(k, last)

    def _named(self, phrase: NamePhrase, last: int) -> Actor:
        words = self.tokens.words
        member = self.cast.of_person(self.people.of(phrase))
        end = phrase.last
        if phrase.appositive and end < last and words[end] == ",":
            end += 1
        # "Minister Swaraj of India", "President X of Y"
        if end + 2 < last and words[end] == "of":
            owner = end + 2 if self.tokens.lower[end + 1] == "the" else end + 1
            hit = self.names.hit_at(owner)
            if hit is not None and hit.entity_type != "place":
                end = self.tokens.at(hit.end)
        speaker = Speaker(member.side, (member,)) if member is not None else None
        return Actor(phrase.first, end, end, speaker, outside=member is None)

    def _group(self, k: int, last: int) -> Actor | None:
        """ "the two Ministers", "both sides", "many of the participating countries", "the CARICOM side", "the Conference"."""
        lower, words = self.tokens.lower, self.tokens.words
        limit = min(last, k + 9)
        j = k
        counterpart, parties, number = False, [], False
        seen_noun = -1
        while j < limit:
            word = lower[j]
            hit = self.names.hit_at(j)
            if hit is not None and hit.entity_type != "place":
                parties.append(hit)
                j = max(self.tokens.at(hit.end), j + 1)
                continue
            if word in {"the", "of", "all", "many", "several", "some", "most", "these", "those", "and", "'s"}:
                if (
                    word == "of"
                    and lower[j - 1]
                    not in {"many", "several", "some", "most", "all", "two", "three", "both", "each"} | _GROUP_ENDS
                ):
                    break
                if word == "and" and seen_noun >= 0:
                    break
                j += 1
                continue
            if word in {"other", "counterpart", "visiting", "his", "her"}:
                counterpart = counterpart or word in {"other", "visiting", "counterpart", "his", "her"}
                j += 1
                continue
            if word in _NUMBERS or word == "both":
                number = True
                j += 1
                continue
            if word in {"side", "government", "delegation", "cabinet", "administration"} and parties:
                return self._side_of(k, j + 1, parties[-1].entity_id, parties[-1].entity_type)
            if word in {"japanese", "home"}:
                j += 1
                continue
            if word == "side" and j > k + 1 and lower[k] == "the" and words[j - 1][0].isupper():
                return Actor(k, j + 1, j + 1, Speaker(COUNTERPART, ()))  # "the Pacific side"
            if word in _GROUP_ENDS:
                seen_noun = j
                j += 1
                if j < limit and lower[j] in {"side", "sides"}:
                    continue
                if j < limit and lower[j] == "of" and not self._group_goes_on(j + 1, limit):
                    # "Foreign Ministers of Brazil and India": a group of others.
                    return self._others(k, j, last)
                if j < limit and lower[j] in _GROUP_ENDS | {"of"}:
                    continue
                break
            if words[j][0].isupper() and (
                word in MODIFIERS or word in HEADS or word in {"foreign", "g4", "g7", "defense", "defence"} or j > k
            ):
                j += 1
                continue
            if word in {
                "foreign",
                "participating",
                "attending",
                "member",
                "remaining",
                "defense",
                "defence",
                "and",
                "respective",
            }:
                j += 1
                continue
            break
        if seen_noun < 0 and number and lower[k] == "the" and lower[j - 1] in _GROUP_ENDS:
            seen_noun = j - 1  # "the two", "the three"
        if seen_noun < 0:
            return None
        if (
            seen_noun == k
            and k
            and (not words[k][0].isupper() or words[k - 1][0].isupper())
            and lower[k - 1] not in {",", "and", "which", "while", ";", "”", '"', ")"}
        ):
            return None  # "eleven countries": a noun that no article or number of the cast introduces
        noun = lower[seen_noun]
        end = seen_noun + 1
        has_home = any(hit.entity_id == self.cast.home_iso3 for hit in parties)
        if lower[k] in {"their"}:
            return None
        if noun in _SITTINGS:
            return Actor(k, end, end, Speaker(JOINT)) if words[seen_noun][0].isupper() and lower[k] == "the" and seen_noun == k + 1 else None
        if (
            parties
            and not has_home
            and noun not in {"participants", "attendees"}
            and all(h.entity_type == "country" for h in parties)
        ):
            return self._side_of(k, end, parties[-1].entity_id, parties[-1].entity_type)
        if parties and has_home and len({h.entity_id for h in parties}) == 1:
            return Actor(k, end, end, self.cast.speaker_of_side(HOME))
        if counterpart:
            return Actor(
                k,
                end,
                end,
                Speaker(
                    COUNTERPART, tuple(self.cast.side(COUNTERPART)) if len(self.cast.side(COUNTERPART)) > 1 else ()
                ),
            )
        if noun in {"ministers", "leaders", "foreign"} and "japanese" in lower[k:end]:
            return Actor(k, end, end, self.cast.speaker_of_side(HOME))
        if (
            parties
            and all(h.entity_type == "organization" for h in parties)
            and noun in {"countries", "members", "states", "representatives"}
        ):
            return self._side_of(k, end, parties[-1].entity_id, "organization")
        if number or noun in _JOINT_WITHOUT_NUMBER or lower[k] in {"both", "many", "all", "several", "most"}:
            return Actor(k, end, end, Speaker(JOINT))
        if noun in {"representatives", "delegates", "delegations", "ambassadors", "members"}:
            return Actor(k, end, end, Speaker(COUNTERPART, ()))
        return None

    def _group_goes_on(self, k: int, limit: int) -> bool:
        lower = self.tokens.lower
        return any(lower[j] in _GROUP_ENDS for j in range(k, min(limit, k + 5)))

    def _others(self, k: int, noun_end: int, last: int) -> Actor:
        """The group reaches over the states that "of" lists."""
        end = noun_end + 1
        lower = self.tokens.lower
        while end < last:
            hit = self.names.hit_at(end)
            if hit is not None:
                end = max(self.tokens.at(hit.end), end + 1)
            elif (
                lower[end] in {"the", ",", "and"}
                and end + 1 < last
                and (self.names.hit_at(end + 1) is not None or lower[end + 1] in {"the", "and"})
            ):
                end += 1
            else:
                break
        start, stop = self.tokens.span(k, end)
        iso = {hit.entity_id for hit in self.names.hits_between(start, stop)}
        if self.cast.home_iso3 in iso:
            return Actor(k, end, end, Speaker(JOINT))
        members = tuple(m for m in self.cast.side(COUNTERPART) if m.party() in iso)
        return Actor(k, end, end, Speaker(COUNTERPART, members if len(members) > 1 else ()))

    def _side_of(self, first: int, end: int, entity_id: str, entity_type: str) -> Actor:
        if entity_type == "country":
            speaker = self.cast.speaker_of_country(entity_id) or Speaker(COUNTERPART, ())
        else:
            speaker = self.cast.speaker_of_organization(entity_id) or Speaker(COUNTERPART, ())
        return Actor(first, end, end, speaker)

    def _titled(self, k: int, last: int) -> Actor | None:
        """ "the Secretary-General", "the Foreign Secretary", "His Majesty", "the latter"."""
        lower = self.tokens.lower
        j = k + 1
        if j < last and lower[j] in {"latter", "former"} and (j + 1 >= last or lower[j + 1] not in HEADS):
            return Actor(k, j + 1, j + 1, None, pronoun=lower[j])
        if lower[k] != "the" and j < last and lower[j] in _POLITE:
            royal = next(
                (m for m in self.cast.members if m.honorific is not None and lower[j] in m.honorific.casefold()), None
            )
            royal = royal or next((m for m in self.cast.side(COUNTERPART)), None)
            return Actor(k, j + 1, j + 1, Speaker(royal.side, (royal,)) if royal is not None else None)
        words = []
        while j < last and (lower[j] in HEADS or lower[j] in MODIFIERS or lower[j] in REGNAL or lower[j] in {"state"}):
            words.append(lower[j])
            j += 1
        if not words or not (words[-1] in HEADS or words[-1] in REGNAL) or words[-1] in {"general"}:
            return None
        if not self.tokens.words[k + 1][0].isupper() and words[-1] not in {"king", "president", "minister", "prince"}:
            return None
        if j < last and (self.tokens.words[j][0].isupper() or lower[j] in {"of", "for", "'s", "’s"}):
            return None
        member = self.cast.by_title(words)
        return Actor(k, j, j, Speaker(member.side, (member,)) if member is not None else None)

    def _party(self, k: int, last: int) -> Actor | None:
        """A state or organization as the one who speaks: "Japan explained", "the Government of Pakistan stated"."""
        lower = self.tokens.lower
        first = k
        if (
            lower[k] == "the"
            and k + 2 < last
            and lower[k + 1] in {"government", "governments"}
            and lower[k + 2] == "of"
        ):
            k += 3
            if k < last and lower[k] == "the":
                k += 1
        elif lower[k] == "the" and k + 1 < last:
            k += 1
        if k >= last:
            return None
        hit = self.names.hit_at(k)
        if hit is None or hit.entity_type == "place":
            return None
        end = max(self.tokens.at(hit.end), k + 1)
        # "Japan and the ROK", "Japan's": not one who speaks alone.
        if end < last and (lower[end] in {"'s", "’s", "-"} or self.tokens.words[end][0].isupper()):
            return None
        if hit.entity_type == "country":
            if hit.method.endswith(("adjective", "demonym")):
                return None
            speaker = self.cast.speaker_of_country(hit.entity_id)
        else:
            speaker = self.cast.speaker_of_organization(hit.entity_id)
        return Actor(first, end, end, speaker) if speaker is not None else None

    def _join(self, found: list[Actor]) -> list[Actor]:
        """Merge "A and B", "A, B and C" into one actor."""
        joined: list[Actor] = []
        for number, actor in enumerate(found):
            before = joined[-1] if joined else None
            if (
                before is not None
                and before.speaker is not None
                and actor.speaker is not None
                and before.pronoun is None
                and actor.pronoun is None
            ):
                gap = self._gap(before, actor)
                following = found[number + 1] if number + 1 < len(found) else None
                in_list = (
                    gap == [","] and following is not None and self._gap(actor, following) in (["and"], [",", "and"])
                )
                if gap in (["and"], [",", "and"], ["as", "well", "as"]) or in_list:
                    tail = Actor(actor.first, actor.last, actor.end, actor.speaker) if gap == [",", "and"] else None
                    before.speaker = self.cast.joined([before.speaker, actor.speaker])
                    before.last, before.end, before.tail = actor.last, actor.end, tail
                    continue
            joined.append(actor)
        return joined

    def _gap(self, before: Actor, actor: Actor) -> list[str]:
        """The words between two actors; a comma that closed the first one's apposition counts."""
        lower = self.tokens.lower
        gap = [lower[k] for k in range(before.end, actor.first)]
        return [",", *gap] if before.end > before.last and lower[before.end - 1] == "," and gap == ["and"] else gap
