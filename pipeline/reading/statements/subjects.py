"""Subjects: whose act a verb reports, and where the clause of that act begins."""

from dataclasses import dataclass

from pipeline.reading.cast import JOINT, Cast, Speaker
from pipeline.reading.statements.actors import Actor
from pipeline.reading.statements.words import BE, HAVE, PREPOSITIONS, SUBORDINATORS
from pipeline.reading.tokens import Tokens

_ASIDE = frozenset(
    "who which together along as in on speaking referring noting after while citing for representing serving "
    "following with upon at having whose where also recalling including joined accompanied touching taking "
    "looking mindful based bearing given".split()
)
_COORDINATORS = frozenset("and but or".split())
# Words before a subject that belong to its clause.
_INTRODUCES = frozenset([",", *"which to for and while response in turn whereas but".split()])
_MANY = frozenset(
    "countries states participants members ministers leaders delegates speakers representatives nations".split()
)
_EMBEDDING_RELATIVES = PREPOSITIONS - {"to", "for", "after", "with"}
# "the plan, which Minister Kono proposed last year": what somebody once brought into being is described, not done.
_ORIGINATED = frozenset("proposed advocated announced launched initiated hosted suggested".split())
_TIMES = frozenset("this last next the in on at time month year years week day today yesterday recently ago".split())
_SPEECHES = frozenset("statement speech address remarks message lecture".split())


@dataclass(slots=True)
class Subject:
    """Whose act it is (side None: a pronoun's, or nobody's that is known), and the first token of the clause."""

    speaker: Speaker
    cut: int


# The verb stands in reported content or in a clause that qualifies something, so it reports no act of its own.
EMBEDDED = Subject(Speaker(None), -1)


@dataclass(slots=True)
class SentenceActors:
    """A sentence, by its tokens ``first`` to ``last``, and the actors in it."""

    tokens: Tokens
    first: int
    last: int
    actors: list[Actor]

    def before_adverbs(self, k: int) -> int:
        """The last token before ``k`` that is no adverb; ``first - 1`` where there is none."""
        k -= 1
        while k >= self.first and self.tokens.is_adverb(k):
            k -= 1
        return k

    def inside(self, k: int) -> bool:
        """Whether a token belongs to the words of an actor."""
        for actor in self.actors:
            if k < actor.last:
                return actor.first <= k  # they come in order and do not overlap
        return False

    def ending_at(self, end: int) -> Actor | None:
        """The actor whose words end before the token ``end``."""
        for actor in self.actors:
            if (actor.end == end or actor.last == end) and actor.first < end:
                return actor
        return None

    def preposition(self, actor: Actor) -> str | None:
        """The preposition or subordinating word that governs an actor, so that it is not the sentence's subject."""
        before = self.word_before(actor)
        return before if before in PREPOSITIONS or before in SUBORDINATORS else None

    def word_before(self, actor: Actor) -> str:
        """The word before an actor, "" at the beginning of the sentence."""
        return self.tokens.lower[actor.first - 1] if actor.first > self.first else ""

    def subject_before(self, k: int) -> Actor | None:
        """The first actor of the sentence before ``k`` that no preposition governs."""
        return next(
            (a for a in self.actors if a.first < k and self.preposition(a) is None and not a.outside),
            None,
        )

    def subject_behind_comma(self, k: int) -> Actor | None:
        """The subject of the main clause behind a fronted phrase at ``k``: the first actor that a comma precedes."""
        lower = self.tokens.lower
        return next((a for a in self.actors if a.first > k + 1 and lower[a.first - 1] == "," and not a.outside), None)

    def comma_before(self, k: int) -> bool:
        """Whether a comma or semicolon stands before the token ``k``."""
        return k - 1 >= self.first and self.tokens.lower[k - 1] in {",", ";"}


class SubjectFinder:
    """Finds the subject of a finite verb among the actors of one sentence."""

    def __init__(self, sentence: SentenceActors, cast: Cast) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.cast = cast

    def find(self, k: int, earlier: Speaker | None, embedded: bool) -> Subject | None:
        """The subject of the past form at ``k``, ``EMBEDDED``, or None where nobody is.

        ``earlier`` is the subject of the verb before, which a coordinated verb shares; ``embedded`` tells that the
        verb before stood in a subordinate clause, which a coordinated one goes on with.
        """
        sentence, lower = self.sentence, self.tokens.lower
        p = sentence.before_adverbs(k)
        if p < sentence.first or lower[p] in BE or lower[p] in HAVE:
            return None
        if lower[p] == "who":
            return self._of_relative(p)
        actor = sentence.ending_at(p + 1)
        if actor is None and lower[p] == ",":
            actor = self._before_aside(p)
        if actor is not None:
            described = sentence.word_before(actor) == "which" and lower[actor.first - 2] in {",", "that"}
            return EMBEDDED if described and lower[k] in _ORIGINATED else self._of_actor(actor)
        if lower[p] in _COORDINATORS or (lower[p] in {",", ";"} and earlier is not None):
            return self._coordinated(k, p, earlier, embedded)
        return self._many(p) if earlier is None else None

    def _of_relative(self, who: int) -> Subject | None:
        """ "Minister Motegi, who chaired the meeting": the one person before "who"."""
        actor = self.sentence.ending_at(who) or self.sentence.ending_at(who - 1)
        if actor is None or actor.speaker is None or actor.speaker.single is None:
            return None
        return Subject(actor.speaker, who)

    def _coordinated(self, k: int, p: int, earlier: Speaker | None, embedded: bool) -> Subject | None:
        if embedded and not self.sentence.comma_before(p):
            return EMBEDDED
        if earlier is not None:
            return Subject(earlier, p)
        opener = self.sentence.subject_before(k)
        return Subject(opener.speaker or Speaker(None), p) if opener is not None else None

    def _before_aside(self, comma: int) -> Actor | None:
        """ "Minister Motegi, who chaired the meeting, shared": the actor before an aside that ``comma`` closes."""
        lower, actors = self.tokens.lower, self.sentence.actors
        for actor in reversed([a for a in actors if a.end <= comma]):
            opening = self._comma_behind(actor)
            if opening >= comma or lower[opening] != ",":
                continue
            opens = lower[opening + 1] in _ASIDE or lower[opening + 1].endswith("ing")
            if not opens or self.sentence.preposition(actor) is not None:
                continue
            if lower[opening + 1] not in {"together", "along"}:
                return actor
            inner = [a.speaker for a in actors if opening < a.first < comma]
            speakers = [speaker for speaker in (actor.speaker, *inner) if speaker is not None]
            joined = self.cast.joined(speakers) if len(speakers) > 1 else Speaker(JOINT)
            return Actor(actor.first, actor.last, actor.end, joined)
        return None

    def _comma_behind(self, actor: Actor) -> int:
        """Where a comma behind an actor would stand; one that closes its apposition is that comma."""
        return actor.end - 1 if self.tokens.lower[actor.end - 1] == "," else actor.end

    def _of_actor(self, actor: Actor) -> Subject | None:
        """The subject that the actor right before a verb is, unless what stands before it makes it none."""
        preposition = self.sentence.preposition(actor)
        accompanied = self._accompanied(actor) if preposition == "with" else None
        if accompanied is not None:
            return accompanied
        if (preposition in SUBORDINATORS and preposition != "as") or self._in_earlier_event(actor):
            return EMBEDDED
        if preposition is not None:
            return None
        if actor.outside or self._behind_that(actor):
            return EMBEDDED
        return self._fronted(actor) or Subject(actor.speaker or Speaker(None), self._clause_start(actor))

    def _accompanied(self, actor: Actor) -> Subject | None:
        """ "Minister X, together with Minister Y, stated": ``actor`` is the one behind "with"."""
        with_ = actor.first - 1
        if with_ - 1 < self.sentence.first or self.tokens.lower[with_ - 1] not in {"together", "along"}:
            return None
        outer = self._before_aside(self._comma_behind(actor))
        if outer is not None and outer.speaker is not None:
            return Subject(outer.speaker, outer.first)
        opener = self.sentence.subject_before(actor.first)
        return Subject(Speaker(JOINT), opener.first) if opener is not None and opener.speaker is not None else None

    def _in_earlier_event(self, actor: Actor) -> bool:
        """Whether the clause of an actor tells of something else than this meeting."""
        lower, sentence = self.tokens.lower, self.sentence
        before = sentence.word_before(actor)
        if before == "which":
            return self._in_embedded_relative(actor.first - 1)
        if before == "and":
            # "since then-Prime Minister X and ASEAN Leaders adopted …"
            outer = sentence.ending_at(actor.first - 1)
            return (
                outer is not None and outer is not actor and (outer.outside or sentence.preposition(outer) is not None)
            )
        # "in 2019 the two Governments agreed"
        return before.isdigit() and len(before) == 4 and lower[actor.first - 2] in {"in", "since"}

    def _behind_that(self, actor: Actor) -> bool:
        """ "conveyed that this time Japan decided": a clause that "that" and a word of time open."""
        lower = self.tokens.lower
        k = actor.first - 1
        while k > self.sentence.first and (lower[k] in _TIMES or lower[k].isdigit()):
            k -= 1
        return k < actor.first - 1 and lower[k] == "that"

    def _in_embedded_relative(self, which: int) -> bool:
        """ "at which …" qualifies a noun; "in the course of which" and "a speech, in which" tell of this meeting."""
        lower, first = self.tokens.lower, self.sentence.first
        if which - 1 < first or lower[which - 1] not in _EMBEDDING_RELATIVES:
            return False
        if lower[max(first, which - 4) : which] == ["in", "the", "course", "of"]:
            return False
        return not (lower[which - 1] == "in" and _SPEECHES & set(lower[max(first, which - 14) : which]))

    def _fronted(self, actor: Actor) -> Subject | None:
        """ "Together with Minister Y, Minister X stated": both are the subject."""
        lower, first = self.tokens.lower, self.sentence.first
        fronted = (
            lower[first] in {"together", "along"}
            and lower[first + 1] == "with"
            and not lower[first + 2].endswith("ing")
        )
        if not fronted or actor.speaker is None or actor.first <= first + 2:
            return None
        others = [a.speaker for a in self.sentence.actors if a.first < actor.first and a.speaker is not None]
        return Subject(self.cast.joined([actor.speaker, *others]), first) if others else None

    def _clause_start(self, actor: Actor) -> int:
        cut = actor.first
        while cut > self.sentence.first and self.tokens.lower[cut - 1] in _INTRODUCES:
            cut -= 1
        return cut

    def _many(self, p: int) -> Subject | None:
        """A subject that is no known actor: "Many States criticized …" at the beginning of a sentence."""
        lower = self.tokens.lower
        start = p + 1
        while start > self.sentence.first and lower[start - 1] not in {",", ";", ":"}:
            start -= 1
        words = lower[start : p + 1]
        if not any(word in _MANY for word in words):
            return None
        if any(word in SUBORDINATORS or word in HAVE for word in words):
            return None
        return Subject(Speaker(JOINT), start) if self.tokens.words[start][0].isupper() else None
