"""The innermost attitude of reported content: "stated that he hopes …" is a hope, "conveyed his thanks …" an appreciation."""

from dataclasses import dataclass

from pipeline.reading.cast import COUNTERPART, HOME, JOINT, Cast, Speaker
from pipeline.reading.lexicon import attitude_nouns, attitudes, respell
from pipeline.reading.names import NameReader
from pipeline.reading.tokens import Tokens

_DETERMINERS = frozenset("his her their its a an the our my such this that any some no".split())
_NP_END = frozenset(
    "of for to on in at with over about regarding toward towards concerning from by that which who and or as while into upon "
    "through under against including".split()
)
_NP_END_MARKS = frozenset(",.;:()")
_AFTER_NOUN = frozenset("to for that over of about at on regarding in toward towards concerning as with".split())
_BODIES = frozenset(
    "agency organization organisation union commission fund programme program secretariat association alliance institution bank".split()
)
_PRONOUNS = frozenset("he she they we i it".split())


@dataclass(frozen=True, slots=True)
class Attitude:
    """An act found in content; ``at`` is its first token. ``added``: it stands beside the act of the verb, not for it."""

    act: str
    at: int
    added: bool
    method: str


class AttitudeReader:
    """Reads the content of one meeting's reported acts."""

    def __init__(self, tokens: Tokens, names: NameReader, cast: Cast) -> None:
        self.tokens = tokens
        self.names = names
        self.cast = cast

    # -- nouns ---------------------------------------------------------------------------------------------------------

    def noun(self, k: int, last: int) -> tuple[str, int] | None:
        """The attitude noun that heads the noun phrase at ``k``: its act and its token."""
        lower = self.tokens.lower
        nouns = attitude_nouns()
        found: tuple[str, int] | None = None
        limit = min(last, k + 9)
        j = k
        while j < limit:
            word = lower[j]
            if word not in nouns and len(word) > 6:
                word = respell(word) or word
            if word in nouns:
                found = (nouns[word], j)
                # "congratulatory message", "support team": a noun that qualifies another.
                if (
                    j + 1 < last
                    and lower[j + 1] not in _NP_END
                    and lower[j + 1] not in _NP_END_MARKS
                    and lower[j + 1] in nouns
                ):
                    j += 1
                    continue
                return found
            if word in _NP_END_MARKS or (word in _NP_END and not (word == "and" and j > k)):
                break
            j += 1
        return found

    def further_nouns(self, k: int, last: int, act: str) -> list[Attitude]:
        """ "… and his intention to …" behind a first noun: attitudes with an act of their own."""
        lower = self.tokens.lower
        nouns = attitude_nouns()
        found: list[Attitude] = []
        said = {act}
        for j in range(k, last - 1):
            if lower[j] not in {"and", "as", "both"} and not (lower[j] == "," and lower[j + 1] in _DETERMINERS):
                continue
            if lower[j] == "as" and not (lower[j - 1] == "well" and lower[j - 2] == "as"):
                continue
            i = j + 1
            determined = i < last and (lower[i] in _DETERMINERS)
            steps = 0
            while (
                i < last
                and steps < 5
                and lower[i] not in nouns
                and lower[i] not in _NP_END
                and lower[i] not in _NP_END_MARKS
            ):
                i += 1
                steps += 1
            if i >= last or lower[i] not in nouns or (steps > 1 and not determined):
                continue
            if i + 1 < last and lower[i + 1] not in _AFTER_NOUN and not determined:
                continue
            noun_act = nouns[lower[i]]
            if noun_act in said or noun_act == "state":
                continue
            said.add(noun_act)
            found.append(Attitude(noun_act, j + 1, True, f"noun:{lower[i]}"))
        return found

    # -- clauses ---------------------------------------------------------------------------------------------------------

    def content_start(self, k: int, last: int, told: bool = False) -> tuple[int, int | None]:
        """Where the content behind a verb begins, and the token of its "that" where it has one.

        ``told``: the verb has a person as its object ("told the participants that …").
        """
        lower = self.tokens.lower
        if told:
            that = next((j for j in range(k, min(last, k + 25)) if lower[j] == "that"), None)
            if that is not None:
                return that + 1, that
        limit = min(last, k + 45)
        j = k
        while j < limit:
            word = lower[j]
            if word == "that":
                return j + 1, j
            if word in {"to", "with", "back"} and j == k:
                j = self._behind_addressee(j + 1, limit)
                continue
            if word == "," and j + 1 < limit and lower[j + 1] == "that":
                return j + 2, j + 1
            if word in attitude_nouns() or word in _DETERMINERS:
                j += 1  # "expressed his view that …"
                continue
            if j == k and self.tokens.words[j][0].isupper() and lower[j] not in {"japan"}:
                behind = self._behind_addressee(j, limit)
                if (
                    behind < limit
                    and lower[behind] == "that"
                    or (behind + 1 < limit and lower[behind] == "," and lower[behind + 1] == "that")
                ):
                    j = behind
                    continue
            break
        return k, None

    def _behind_addressee(self, k: int, limit: int) -> int:
        """Skip a person with his title: up to "that", or to the comma before it."""
        lower = self.tokens.lower
        for j in range(k, limit):
            if lower[j] == "that":
                return j
            if lower[j] in {".", ";"}:
                break
        return k

    def clauses(self, first: int, last: int, that: int | None, speaker: Speaker) -> list[Attitude]:
        """All attitudes of the speaker in the content ``first`` to ``last``, in order, one for each act."""
        lower, depth = self.tokens.lower, self.tokens.depth
        table = attitudes()
        found: list[Attitude] = []
        base = depth[first] if first < last else 0
        own_clause = False
        k = first
        while k < last:
            if depth[k] > base:
                k += 1
                continue
            if own_clause and lower[k] == "and":
                self._coordinated(found, k, last)
            behind = self._own_subject(k, last, speaker)
            if behind is not None and self._clause_start(k, first, that):
                own_clause = True
                j = behind
                j = self._behind_aside(j, last)
                while j < last and self.tokens.is_adverb(j):
                    j += 1
                attitude = self._match(j, last, own=True)
                if attitude is not None:
                    act, phrase, end = attitude
                    added = k > first and self._behind_and(k, first)
                    self._put(found, Attitude(act, k if added else j, added, f"attitude:{phrase}"))
                    self._coordinated(found, end, last)
                    k = end
                    continue
            if lower[k] in table:
                attitude = self._match(k, last, own=False)
                if attitude is not None:
                    self._put(found, Attitude(attitude[0], k, False, f"attitude:{attitude[1]}"))
                    k = attitude[2]
                    continue
            k += 1
        if not found and not speaker.several and (will := self._promise(first, last, speaker)) is not None:
            found.append(Attitude("pledge", will, False, "attitude:will be done"))
        return found

    def parallel(self, first: int, last: int, speaker: Speaker) -> int | None:
        """The token "and" of a second that-clause whose subject is not the speaker ("… and that the admission is …")."""
        lower = self.tokens.lower
        for k in range(first, last - 2):
            if (
                lower[k] in {"and", "but"}
                and lower[k + 1] == "that"
                and self.tokens.depth[k] == self.tokens.depth[first]
            ):
                if self._own_subject(k + 2, last, speaker) is None and lower[k + 2] not in {"of", "is", "it", "this"}:
                    return k
        return None

    def _behind_aside(self, k: int, last: int) -> int:
        """Behind an aside that two commas enclose ("Japan, together with the other members of the G7, will …")."""
        lower = self.tokens.lower
        if k >= last or lower[k] != ",":
            return k
        if k + 1 >= last or lower[k + 1] not in {"which", "who", "together", "along", "as", "including", "like", "with", "in", "for"}:
            return k
        close = next((j for j in range(k + 1, min(k + 35, last)) if lower[j] == ","), None)
        return close + 1 if close is not None else k

    def _put(self, found: list[Attitude], attitude: Attitude) -> None:
        if all(earlier.act != attitude.act for earlier in found):
            found.append(attitude)

    def _coordinated(self, found: list[Attitude], k: int, last: int) -> None:
        """ "appreciates and welcomes": a second attitude of the same subject, in a finite form."""
        lower = self.tokens.lower
        if k < last and lower[k] == "and":
            j = k + 1
            while j < last and self.tokens.is_adverb(j):
                j += 1
            attitude = self._match(j, last, own=True)
            finite = j < last and (lower[j].endswith(("s", "ed")) or lower[j] in {"would", "will", "was", "were"})
            if attitude is not None and finite:
                self._put(found, Attitude(attitude[0], j, True, f"attitude:{attitude[1]}"))

    def _match(self, k: int, last: int, own: bool) -> tuple[str, str, int] | None:
        """The longest attitude phrase at ``k``; adverbs may stand between its words."""
        lower = self.tokens.lower
        if k >= last:
            return None
        for attitude in attitudes().get(lower[k], ()):
            if attitude.own != own:
                continue
            if (
                attitude.words[0] == "would"
                and attitude.words[1:] == ("like",)
                and (performed := self._performed(k + 1, last)) is not None
            ):
                return performed
            j = k + 1
            for word in attitude.words[1:]:
                while j < last and (self.tokens.is_adverb(j) or lower[j] in _DETERMINERS) and lower[j] != word:
                    j += 1
                if j >= last or lower[j] != word:
                    break
                j += 1
            else:
                if attitude.words[0] in {"will", "would"} and len(attitude.words) == 1:
                    inner = self._modal(j, last, attitude.words[0])
                    if inner is not None:
                        return inner
                return attitude.act, " ".join(attitude.words), j
        return None

    def _performed(self, k: int, last: int) -> tuple[str, str, int] | None:
        """ "would like to thank", "would like to express his condolences": said and done, no mere hope."""
        lower = self.tokens.lower
        to = next((j for j in range(k, min(k + 4, last - 1)) if lower[j] == "to"), None)
        if to is None:
            return None
        verb = lower[to + 1]
        if verb in {"thank", "congratulate"}:
            return ("appreciate" if verb == "thank" else "congratulate"), f"would like to {verb}", to + 2
        if (
            verb in {"express", "convey", "offer", "extend"}
            and (noun := self.noun(to + 2, last)) is not None
            and noun[0] in {"appreciate", "congratulate", "condole"}
        ):
            return noun[0], f"would like to {verb}", to + 2
        return None

    def _modal(self, k: int, last: int, modal: str) -> tuple[str, str, int] | None:
        """ "would hope", "would not accept": what stands behind the modal may decide."""
        lower = self.tokens.lower
        while k < last and self.tokens.is_adverb(k):
            k += 1
        if (
            k < last
            and lower[k] == "not"
            and k + 1 < last
            and lower[k + 1] in {"accept", "agree", "tolerate", "recognize"}
        ):
            return "oppose", f"{modal} not {lower[k + 1]}", k + 2
        if modal == "would" and k < last and lower[k] in {"like", "hope", "wish", "appreciate"}:
            act = "request" if lower[k] == "appreciate" else "hope"
            return act, f"would {lower[k]}", k + 1
        return None

    def _own_subject(self, k: int, last: int, speaker: Speaker) -> int | None:
        """Behind a subject that is the speaker: a pronoun, the speaker's state, government, organization or name."""
        lower = self.tokens.lower
        word = lower[k]
        joint = speaker.several
        if word in _PRONOUNS:
            if word == "it":
                return None
            return k + 1 if joint == (word == "they") or word in {"we", "i"} or (word == "they" and not joint) else None
        if joint:
            if (
                word in {"both", "the"}
                and k + 2 < last
                and lower[k + 1] in {"two", "three", "four", "countries", "sides", "both"}
            ):
                return (
                    k + 3
                    if lower[k + 2] in {"countries", "sides", "governments", "ministers", "leaders", "nations"}
                    else None
                )
            if (
                word == "both"
                and k + 1 < last
                and lower[k + 1] in {"countries", "sides", "governments", "ministers", "leaders"}
            ):
                return k + 2
        if word in {"his", "her"} and k + 1 < last and lower[k + 1] in {"country", "government", "side", "ministry"}:
            return k + 2
        j = k
        if word == "the":
            j += 1
            body = j < last and lower[j] in _BODIES and (j + 1 >= last or lower[j + 1] not in {"'s", "’s", "of"})
            if body and any(m.organization_id for m in speaker.members):
                return j + 1
            new = j + 1 if j < last and lower[j] in {"new", "present", "current"} else j
            if (
                new < last
                and lower[new] in {"government", "administration"}
                and (new + 1 >= last or lower[new + 1] not in {"of", "'s", "’s"})
            ):
                return new + 1
            if j + 1 < last and lower[j] == "government" and lower[j + 1] == "of":
                j += 2
                if j < last and lower[j] == "the":
                    j += 1
        if j >= last:
            return None
        hit = self.names.hit_at(j)
        if hit is not None and hit.entity_type != "place" and self._is_own(hit.entity_id, speaker):
            end = max(self.tokens.at(hit.end), j + 1)
            if end < last and lower[end] in {"side", "government", "people", "members", "countries"}:
                end += 1
            if end < last and lower[end] in {"'s", "’s"}:
                if end + 1 < last and lower[end + 1] in {"government", "side"}:
                    return end + 2
                return None
            return end
        member = speaker.single
        if member is not None and member.person is not None and self.tokens.words[j][0].isupper():
            name = {part.casefold() for part in member.person.family.split()}
            i = j
            while i < last and i < j + 5 and self.tokens.words[i][0].isupper():
                if lower[i] in name and not (i + 1 < last and lower[i + 1] in {"'s", "’s"}):
                    return i + 1
                i += 1
        return None

    def _is_own(self, entity_id: str, speaker: Speaker) -> bool:
        if entity_id in {member.party() for member in speaker.members}:
            return True
        if speaker.side == COUNTERPART and entity_id.islower() and entity_id not in {"un", "unsc", "unga"}:
            return True  # a regional organization's chair speaks for its members
        return speaker.side in {HOME, JOINT} and entity_id == self.cast.home_iso3

    def _clause_start(self, k: int, first: int, that: int | None) -> bool:
        """Whether a subject at ``k`` begins a clause of the content itself, not one inside it ("the plan that Japan supports")."""
        lower = self.tokens.lower
        if k == first:
            return True
        before = lower[k - 1]
        if before in {"and", ",", ";", "but", "so", "“", '"', ")"}:
            return True
        return before == "that" and (k - 1 == that or lower[k - 2] in {"and", ",", ";", "also", "but"})

    def _behind_and(self, k: int, first: int) -> bool:
        lower = self.tokens.lower
        j = k - 1
        if lower[j] == "that":
            j -= 1
        if lower[j] in {"and", "but", ";"}:
            return True
        return False

    def _promise(self, first: int, last: int, speaker: Speaker) -> int | None:
        """ "explained that the radars will be delivered": what will be, with no other state or person as its subject."""
        lower = self.tokens.lower
        for k in range(first, min(first + 14, last - 1)):
            if lower[k] in {";", "if", "when", "how"} or lower[k] in {
                "is",
                "are",
                "was",
                "were",
                "has",
                "have",
                "had",
            }:
                return None
            if lower[k] not in {"will", "would"}:
                continue
            start, end = self.tokens.span(first, k) if k > first else (0, 0)
            others = [
                h
                for h in self.names.hits_between(start, end)
                if h.entity_type == "country" and not self._is_own(h.entity_id, speaker)
            ]
            person = any(
                m.person is not None and m.person.family.casefold() in lower[first:k] for m in self.cast.members
            )
            if (
                others
                or person
                or (k > first and lower[k - 1] in {"they", "it", "he", "she", "this", "there"})
                or lower[k + 1] == "not"
            ):
                return None
            return k
        return None
