"""The content of a reported act: where it begins, and the attitudes of the speaker in it.

"stated that he hopes …" is a hope, since the innermost attitude decides; what somebody else hopes does not count.
"""

from pipeline.reading.cast import COUNTERPART, HOME, JOINT, Cast, Speaker
from pipeline.reading.hits import HitIndex
from pipeline.reading.lexicon import attitude_nouns, attitude_phrases
from pipeline.reading.statements.attitudes import DETERMINERS, Attitude, NounReader, PhraseMatcher
from pipeline.reading.statements.words import ANSWERS, POSSESSIVE, PREPOSITIONS
from pipeline.reading.tokens import Tokens

# "the Agency": how an organization's people call it.
_BODIES = frozenset(
    "agency organization organisation union commission fund programme program secretariat association alliance "
    "institution bank".split()
)
_GOVERNMENTS = frozenset("government administration".split())
_OWN_PARTIES = frozenset("country government side ministry office agency organization organisation".split())
_JOINT_NOUNS = frozenset("countries sides governments ministers leaders".split())
_BEHIND_PARTY = frozenset("side government people members countries".split())
_OPENS_ASIDE = frozenset("which who together along as including like with in for".split())
_OPENS_CLAUSE = frozenset([",", ";", "“", '"', ")", *"and but so".split()])
# Behind "and that" these go on with the clause before.
_NO_SUBJECT = frozenset("of is it this".split())
# In small letters, what can begin the words for the speaker as a subject.
_SUBJECTS = frozenset("he she they we i both the his her".split())
_NO_PROMISE = frozenset([";", *"if when how is are was were has have had".split()])
_OTHERS = frozenset("they it he she this there".split())
# "that on this occasion he hopes", "that through the visit Japan will": what leads in, and what ends no lead-in.
_LEADS_IN = PREPOSITIONS | frozenset("based towards toward through under given as during following amid with".split())
_NO_LEAD_END = DETERMINERS | frozenset("the and or as than 's both between which who that".split())
_NO_LEAD = frozenset("which who that and was were is are has have had will would , ;".split())
_LONGEST_LEAD_IN = 16
_ABOUT = frozenset("regarding concerning about on".split())
# Ids of the United Nations and its bodies: who speaks there does not speak for the members.
_WORLD_BODIES = frozenset("un unsc unga".split())


class ContentReader:
    """Reads the content of one meeting's reported acts."""

    def __init__(self, tokens: Tokens, hits: HitIndex, nouns: NounReader, cast: Cast) -> None:
        self.tokens = tokens
        self.hits = hits
        self.cast = cast
        self.phrases = PhraseMatcher(tokens, nouns)

    # -- where it begins -----------------------------------------------------------------------------------------------

    def start(self, k: int, last: int, told: bool) -> tuple[int, int | None]:
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
            if self._that(j, limit):
                that = j if lower[j] == "that" else j + 1
                return that + 1, that
            if lower[j] == "in" and j == k and j + 1 < limit and lower[j + 1] in ANSWERS:
                j += 2
                continue
            if lower[j] in _ABOUT and j == k:
                that = self._behind_subject_matter(j, limit)
                if that is None:
                    break
                return that + 1, that
            if lower[j] in {"to", "with", "back"} and j == k:
                j = self._behind_addressee(j + 1, limit)
            elif lower[j] in attitude_nouns() or lower[j] in DETERMINERS:
                j += 1  # "expressed his view that …"
            elif j == k and self.tokens.words[j][0].isupper() and lower[j] != "japan":
                j = self._behind_addressee(j, limit)
                if not self._that(j, limit):
                    break
            else:
                break
        return k, None

    def _that(self, j: int, limit: int) -> bool:
        """Whether "that" stands at ``j``, perhaps behind a comma."""
        lower = self.tokens.lower
        if j >= limit:
            return False
        return lower[j] == "that" or (lower[j] == "," and j + 1 < limit and lower[j + 1] == "that")

    def _behind_subject_matter(self, k: int, limit: int) -> int | None:
        """ "stated regarding the legislation that he was pleased": the "that" before the speaker's pronoun."""
        lower = self.tokens.lower
        for j in range(k + 1, limit - 1):
            if lower[j] in {",", ";"}:
                return None
            if lower[j] == "that":
                return j if lower[j + 1] in {"he", "she", "they"} else None
        return None

    def _behind_addressee(self, k: int, limit: int) -> int:
        """Skip a person with his title: up to the "that" of the same clause, where there is one."""
        for j in range(k, limit):
            if self.tokens.lower[j] == "that":
                return j
            if self.tokens.lower[j] in {".", ";"}:
                break
        return k

    # -- attitudes -----------------------------------------------------------------------------------------------------

    def attitudes(self, first: int, last: int, that: int | None, speaker: Speaker) -> list[Attitude]:
        """All attitudes of the speaker in the content ``first`` to ``last``, in order, one for each act."""
        lower, words, depth = self.tokens.lower, self.tokens.words, self.tokens.depth
        party_at, phrases = self.hits.party_at, attitude_phrases()
        found: list[Attitude] = []
        base = depth[first] if first < last else 0
        own_clause = False
        k = first
        while k < last:
            if depth[k] > base:
                k += 1
                continue
            word = lower[k]
            if own_clause and word == "and":
                self._coordinated(found, k, last)
            # A subject that is the speaker begins with such a word, with a name, or with a state or organization.
            if word in _SUBJECTS or words[k][0].isupper() or party_at(k) is not None:
                begin = k if self._opens_clause(k, first, that) else self._lead_in(k, first, that)
                behind = self._own_subject(k, last, speaker) if begin is not None else None
                if begin is not None and behind is not None:
                    own_clause = True
                    end = self._own_attitude(found, begin, behind, first, last)
                    if end is not None:
                        k = end
                        continue
            match = self.phrases.match(k, last, own=False) if word in phrases else None
            if match is not None:
                _put(found, Attitude(match.act, k, False, f"attitude:{match.phrase}"))
            k = match.end if match is not None else k + 1
        if not found and not speaker.several and (will := self._promise(first, last, speaker)) is not None:
            found.append(Attitude("pledge", will, False, "attitude:will be done"))
        return found

    def parallel(self, first: int, last: int, speaker: Speaker) -> int | None:
        """The "and" of a second that-clause whose subject is not the speaker ("… and that the admission is …")."""
        lower, depth = self.tokens.lower, self.tokens.depth
        for k in range(first, last - 2):
            joins = lower[k] in {"and", "but"} and lower[k + 1] == "that" and depth[k] == depth[first]
            if joins and lower[k + 2] not in _NO_SUBJECT and self._own_subject(k + 2, last, speaker) is None:
                return k
        return None

    def _own_attitude(self, found: list[Attitude], k: int, behind: int, first: int, last: int) -> int | None:
        """Put the attitude of the clause that begins at ``k``; the token behind it, None without one.

        ``behind`` is the token behind the clause's subject, who is the speaker.
        """
        j = self._behind_adverbs(self._behind_aside(behind, last), last)
        match = self.phrases.match(j, last, own=True)
        if match is None:
            return None
        added = k > first and self._behind_and(k)
        _put(found, Attitude(match.act, k if added else j, added, f"attitude:{match.phrase}"))
        self._coordinated(found, match.end, last)
        return match.end

    def _coordinated(self, found: list[Attitude], k: int, last: int) -> None:
        """ "appreciates and welcomes": a second attitude of the same subject, in a finite form."""
        lower = self.tokens.lower
        if k >= last or lower[k] != "and":
            return
        j = self._behind_adverbs(k + 1, last)
        match = self.phrases.match(j, last, own=True)
        if match is not None and (lower[j].endswith(("s", "ed")) or lower[j] in {"would", "will", "were"}):
            _put(found, Attitude(match.act, j, True, f"attitude:{match.phrase}"))

    def _promise(self, first: int, last: int, speaker: Speaker) -> int | None:
        """ "explained that the radars will be delivered": the "will", where no other state or person is its subject."""
        lower = self.tokens.lower
        will = next((k for k in range(first, min(first + 14, last - 1)) if lower[k] in {"will", "would"}), None)
        if will is None or any(word in _NO_PROMISE for word in lower[first:will]) or lower[will + 1] == "not":
            return None
        if will == first:
            return will
        start, end = self.tokens.span(first, will)
        states = [hit for hit in self.hits.between(start, end) if hit.entity_type == "country"]
        people = {m.person.family.casefold() for m in self.cast.members if m.person is not None}
        by_others = (
            lower[will - 1] in _OTHERS
            or any(not self._is_own(hit.entity_id, speaker) for hit in states)
            or any(word in people for word in lower[first:will])
        )
        return None if by_others else will

    # -- whose clause it is --------------------------------------------------------------------------------------------

    def _own_subject(self, k: int, last: int, speaker: Speaker) -> int | None:
        """Behind a subject that is the speaker: a pronoun, the speaker's state, government, organization or name."""
        lower = self.tokens.lower
        word, following = lower[k], lower[k + 1] if k + 1 < last else ""
        if word in {"he", "she"}:
            return None if speaker.several else k + 1
        if word in {"they", "we", "i"}:
            return k + 1
        if word == "it":
            return None
        if speaker.several and word in {"both", "the"}:
            if k + 2 < last and following in {"two", "three", "four", "countries", "sides", "both"}:
                return k + 3 if lower[k + 2] in _JOINT_NOUNS or lower[k + 2] == "nations" else None
            if word == "both" and following in _JOINT_NOUNS:
                return k + 2
        if word in {"his", "her"} and following in _OWN_PARTIES:
            return k + 2
        j = k
        if word == "the":
            behind = self._own_body(k + 1, last, speaker)
            if behind is not None:
                return behind
            j = k + 1
            if j + 1 < last and lower[j : j + 2] == ["government", "of"]:
                j += 2
                j += j < last and lower[j] == "the"
        if j >= last:
            return None
        hit = self.hits.party_at(j)
        if hit is not None and self._is_own(hit.entity_id, speaker):
            return self._behind_own_party(self.hits.behind(hit, j), last)
        return self._own_name(j, last, speaker)

    def _own_body(self, k: int, last: int, speaker: Speaker) -> int | None:
        """Behind "the": "Agency" of an organization's member, "Government", "new administration"."""
        lower = self.tokens.lower
        if k >= last:
            return None
        following = lower[k + 1] if k + 1 < last else ""
        owned = following == "of" or following == POSSESSIVE
        if lower[k] in _BODIES and not owned and any(m.organization_id for m in speaker.members):
            return k + 1
        if lower[k] in {"new", "present", "current"}:
            k += 1
            following = lower[k + 1] if k + 1 < last else ""
            owned = following == "of" or following == POSSESSIVE
        return k + 1 if k < last and lower[k] in _GOVERNMENTS and not owned else None

    def _behind_own_party(self, end: int, last: int) -> int | None:
        """Behind "Japan", "Japan's Government", "the Japanese side"; None for "Japan's proposal"."""
        lower = self.tokens.lower
        if end < last and lower[end] in _BEHIND_PARTY:
            end += 1
        if end < last and lower[end] == POSSESSIVE:
            return end + 2 if end + 1 < last and lower[end + 1] in {"government", "side"} else None
        return end

    def _own_name(self, k: int, last: int, speaker: Speaker) -> int | None:
        """Behind the speaker's family name among the capitalized words at ``k``."""
        member = speaker.single
        if member is None or member.person is None:
            return None
        lower, words = self.tokens.lower, self.tokens.words
        name = {part.casefold() for part in member.person.family.split()}
        for i in range(k, min(last, k + 5)):
            if not words[i][0].isupper():
                break
            if lower[i] in name and not (i + 1 < last and lower[i + 1] == POSSESSIVE):
                return i + 1
        return None

    def _is_own(self, entity_id: str, speaker: Speaker) -> bool:
        """Whether the speaker speaks for a state (upper case) or organization (lower case)."""
        if entity_id in {member.party() for member in speaker.members}:
            return True
        if speaker.side == COUNTERPART and entity_id.islower() and entity_id not in _WORLD_BODIES:
            return True  # a regional organization's chair speaks for its members
        return speaker.side in {HOME, JOINT} and entity_id == self.cast.home_iso3

    def _opens_clause(self, k: int, first: int, that: int | None) -> bool:
        """Whether a subject at ``k`` begins a clause of the content itself, not "the plan that Japan supports"."""
        lower = self.tokens.lower
        if k == first or lower[k - 1] in _OPENS_CLAUSE:
            return True
        return lower[k - 1] == "that" and (k - 1 == that or lower[k - 2] in {"and", ",", ";", "also", "but"})

    def _lead_in(self, k: int, first: int, that: int | None) -> int | None:
        """ "that based on the outcome of the meeting he would like to …": where a lead-in without a comma begins."""
        lower = self.tokens.lower
        if that is None or k == first or lower[k - 1] in _NO_LEAD_END or lower[k - 1] in PREPOSITIONS:
            return None
        that = next((j for j in range(k - 1, max(that, k - _LONGEST_LEAD_IN) - 1, -1) if lower[j] == "that"), None)
        if that is None or that + 1 >= k or lower[that + 1] not in _LEADS_IN:
            return None
        return that + 1 if _NO_LEAD.isdisjoint(lower[that + 1 : k]) else None

    def _behind_and(self, k: int) -> bool:
        """Whether "and", perhaps with "that", stands before ``k``."""
        lower = self.tokens.lower
        before = k - 2 if lower[k - 1] == "that" else k - 1
        return lower[before] in {"and", "but", ";"}

    def _behind_aside(self, k: int, last: int) -> int:
        """Behind an aside that two commas enclose ("Japan, together with the other members of the G7, will …")."""
        lower = self.tokens.lower
        if k + 1 >= last or lower[k] != "," or not (lower[k + 1] in _OPENS_ASIDE or lower[k + 1].endswith("ing")):
            return k
        close = next((j for j in range(k + 1, min(k + 35, last)) if lower[j] == ","), None)
        return close + 1 if close is not None else k

    def _behind_adverbs(self, k: int, last: int) -> int:
        while k < last and self.tokens.is_adverb(k):
            k += 1
        return k


def _put(found: list[Attitude], attitude: Attitude) -> None:
    """Append an attitude unless one with its act is there."""
    if all(earlier.act != attitude.act for earlier in found):
        found.append(attitude)
