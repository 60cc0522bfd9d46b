"""The verbs of a sentence that report an act, each with its subject and the token at which its clause begins.

A reporting verb counts when its subject is an actor or when it is coordinated with such a verb; a verb inside reported
content, a passive without a known agent, or a participle that qualifies a noun does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from pipeline.reading.cast import JOINT, Cast, Speaker
from pipeline.reading.lexicon import Form, VerbRow, attitude_nouns, respell, verb_forms
from pipeline.reading.statements.actors import Actor
from pipeline.reading.statements.pronouns import Pronouns
from pipeline.reading.statements.subjects import EMBEDDED, SentenceActors, SubjectFinder
from pipeline.reading.statements.words import BE, HAVE, PREPOSITIONS, VOCABULARY
from pipeline.reading.tokens import Tokens

_NOMINALS = frozenset("agreement exchange discussion discussions".split())
# "There was an explanation by Minister X on …": the act that each noun tells.
_TOLD_BY_NOUN = {
    "explanation": "state",
    "briefing": "state",
    "request": "request",
    "proposal": "propose",
    "question": "state",
}
_GIVES = frozenset("from by".split())
_BY_SAYING = frozenset("began opened started concluded closed responded replied answered ended".split())
_JOINT_PASSIVE = frozenset("agree confirm decide reaffirm concur affirm".split())
_ASKED_PASSIVE = frozenset("request ask propose".split())
_SIGNING = frozenset("sign adopt issue exchange release".split())
_DOCUMENTS = frozenset(
    "statement declaration memorandum memoranda notes agreement agreements communique communiqué release document "
    "documents treaty convention record summary arrangement plan".split()
)
# "Mr. X was granted support", "was assured that": what the other side did to the subject.
_DONE_BY_OTHERS = frozenset("grant tell inform assure".split())
# Objects that stand right behind their verb ("touched on", "referred to").
_PLACED = frozenset("on upon for to about over of through out up forth with attention".split())
# Up to where an object is looked for: right behind its verb, or in the words behind it.
_NEAR, _FAR = 3, 10
# A sentence that begins with one of these sets the scene for what is said behind its comma.
_SCENIC = frozenset("note recall recognize acknowledge mention describe".split())
_FRONTED_BY_ONE = frozenset("while after besides".split())
_FRONTED_BY_TWO = frozenset(
    {("along", "with"), ("together", "with"), ("addition", "to"), ("well", "as"), ("same", "time")}
)
_REFUSED = frozenset("accept agree support concur".split())
_CALLED = frozenset("telephoned called phoned rang".split())


@dataclass(slots=True)
class Event:
    """A verb that reports.

    ``k`` is its token and ``cut`` the one at which its clause begins; ``patient`` the grammatical subject of a passive.
    The subject's side is None for a pronoun, which is understood when the acts before it are known.
    """

    k: int
    form: Form
    row: VerbRow
    subject: Speaker
    cut: int
    participle: bool = False
    patient: Speaker | None = None


def telling_words(tokens: Tokens, first: int, last: int) -> list[int]:
    """The tokens of a sentence that can report an act by what they say, wherever they stand; in order."""
    return list(compress(range(first, last), map(_can_tell, tokens.lower[first:last])))


class VerbFinder:
    """Finds the reporting verbs of one sentence, from left to right."""

    def __init__(self, sentence: SentenceActors, cast: Cast, pronouns: Pronouns) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.first = sentence.first
        self.last = sentence.last
        self.cast = cast
        self.pronouns = pronouns
        self.subjects = SubjectFinder(sentence, cast)
        self.events: list[Event] = []

    def find(self, telling: Iterable[int]) -> list[Event]:
        """All reporting verbs, in order, among the sentence's ``telling_words``."""
        lower, depth, quoted = self.tokens.lower, self.tokens.depth, self.tokens.quoted
        base = depth[self.first]
        embedded = False
        for k in telling:
            nominal = None
            if lower[k] in _NOMINALS:
                nominal = self._nominal(k)
            elif lower[k] in _TOLD_BY_NOUN:
                nominal = self._told_by_noun(k)
            if nominal is not None:
                self.events.append(nominal)
                continue
            form = _form(lower[k])
            if form is None or depth[k] > base or quoted[k] or self.sentence.inside(k):
                continue
            event = None
            if form.tense == "participle":
                event = self._participle(k, form)
            elif form.tense == "base":
                event = self._base(k, form)
            elif form.tense == "past" and (be := self._be_before(k)) is not None:
                event = self._passive(k, be, form)
            elif form.tense == "past":
                subject = self.subjects.find(k, self._earlier(), embedded)
                if subject is EMBEDDED:
                    embedded = True
                elif subject is not None:
                    event = self._event(k, form, subject.speaker, subject.cut)
            if event is not None:
                embedded = False
                self._add(event)
        return self.events

    def _add(self, event: Event) -> None:
        """Take an event; with a verb of answering or beginning before it ("responded by outlining …") it is one act."""
        before = self.events[-1] if self.events else None
        if event.participle and before is not None and before.k + 2 == event.k and self._word(event.k - 1) == "by":
            event.cut = self.events.pop().cut
        self.events.append(event)

    def _word(self, k: int) -> str:
        """A word of the sentence, "" before its beginning."""
        return self.tokens.lower[k] if k >= self.first else ""

    def _earlier(self) -> Speaker | None:
        """The subject that a coordinated verb shares; what a participle said came from the same mouth."""
        return (self.events[-1].patient or self.events[-1].subject) if self.events else None

    # -- the verb's row ------------------------------------------------------------------------------------------------

    def _event(self, k: int, form: Form, subject: Speaker, cut: int) -> Event | None:
        """A finite verb with its row, or None where none of its rows applies."""
        row = self._row(k, form)
        return Event(k, form, row, subject, cut) if row is not None else None

    def _bare_event(self, k: int, form: Form, act: str, speaker: Speaker, cut: int) -> Event:
        """An event whose act the construction tells, whatever the verb's rows say."""
        return Event(k, form, VerbRow(form.lemma, (), "act", act, act, "row"), speaker, cut)

    def _row(self, k: int, form: Form) -> VerbRow | None:
        """The first row of the verb whose objects are there."""
        for row in form.rows:
            if not row.objects or self._has_object(k, row):
                return row if row.act is not None or row.frame == "attitude" else None
        return None

    def _has_object(self, k: int, row: VerbRow) -> bool:
        behind = self.tokens.lower[k + 1 : min(k + _FAR, self.last)]
        for sequence in _sequences(row.objects):
            can_follow = sequence[0] in behind or sequence[0].endswith("*")
            if can_follow and self._follows(k, sequence):
                return True
        return False

    def _follows(self, k: int, sequence: list[str]) -> bool:
        """Whether the words ``sequence`` stand where the object of the verb at ``k`` stands."""
        lower = self.tokens.lower
        placed = sequence[0] in _PLACED
        for j in range(k + 1, min(k + (_NEAR if placed else _FAR), self.last)):
            if lower[j] in {".", ";"} or (lower[j] in {"that", "to"} and sequence[0] not in {"that", "to"}):
                return False
            if j > k + 1 and lower[j] in PREPOSITIONS and not placed:
                return False
            if j + len(sequence) <= self.last and all(map(_fits, lower[j : j + len(sequence)], sequence)):
                return True
        return False

    # -- acts told by a noun -------------------------------------------------------------------------------------------

    def _nominal(self, k: int) -> Event | None:
        """ "The two sides were in agreement that", "There was an exchange of views on"."""
        lower, first = self.tokens.lower, self.first
        if lower[k] == "agreement" and self._word(k - 1) in {"in", "full", "complete"} and k - 2 >= first:
            be = next((j for j in range(k - 1, max(first, k - 4) - 1, -1) if lower[j] in BE), None)
            actor = self.sentence.ending_at(be) if be is not None else None
            if actor is None or actor.speaker is None:
                return None
            return self._bare_event(k, Form("past", "agree", ()), "agree", actor.speaker, actor.first)
        there_is = k - first <= 7 and self._there_is(k)
        of_views = lower[k + 1 : k + 3] in (["of", "views"], ["of", "opinions"])
        if there_is and (lower[k] != "exchange" or of_views):
            return self._bare_event(k, Form("past", "discuss", ()), "discuss", Speaker(JOINT), first)
        return None

    def _told_by_noun(self, k: int) -> Event | None:
        """ "There was an explanation by Minister X", "From Minister X, there was a request for"."""
        if not self._there_is(k):
            return None
        givers = (a for a in self.sentence.actors if a.speaker is not None and self.sentence.word_before(a) in _GIVES)
        giver = next(givers, None)
        if giver is None or giver.speaker is None:
            return None
        noun = self.tokens.lower[k]
        return self._bare_event(k, Form("past", noun, ()), _TOLD_BY_NOUN[noun], giver.speaker, self.first)

    def _there_is(self, k: int) -> bool:
        """Whether "there was" stands before ``k``."""
        lower = self.tokens.lower
        return any(lower[j] == "there" and lower[j + 1] in BE for j in range(max(self.first, k - 7), k))

    # -- passives ------------------------------------------------------------------------------------------------------

    def _be_before(self, k: int) -> int | None:
        """The form of "to be" that makes the participle at ``k`` a passive, adverbs between."""
        p = self.sentence.before_adverbs(k)
        return p if self._word(p) in BE and self._word(p - 1) not in HAVE else None

    def _passive(self, k: int, be: int, form: Form) -> Event | None:
        """ "It was agreed that", "views were exchanged", "X was thanked by Y", "X was granted Y's support"."""
        q = self.sentence.before_adverbs(be) + 1
        before = self._word(q - 1)
        subject = self.sentence.ending_at(q)
        earlier = self._earlier()
        if subject is None and before in {"and", ","} and earlier is not None:
            subject = Actor(q, q, q, earlier)
        impersonal = self._impersonal(k, be, before, form)
        if impersonal is not None:
            return impersonal
        agent = self._agent(k)
        if agent is not None:
            return self._by_agent(k, be, form, agent, subject)
        if subject is None or subject.speaker is None or form.lemma not in _DONE_BY_OTHERS:
            return None
        row = self._row(k, form)
        if row is None or self.sentence.preposition(subject) is not None:
            return None
        speaker = subject.speaker if row.frame == "receipt" else self.cast.opposite(subject.speaker)
        return Event(k, form, row, speaker, subject.first, patient=subject.speaker)

    def _impersonal(self, k: int, be: int, before: str, form: Form) -> Event | None:
        """What all did together: "It was agreed", "views were exchanged", "a memorandum was signed"."""
        first = self.first
        alone = before == "it" and self._word(be - 2) in {"", ",", "and", ";"}
        if alone and form.lemma in _ASKED_PASSIVE and self._word(k + 1) == "that":
            speaker = self._earlier() or (self.pronouns.last_speaker())
            return (
                self._bare_event(k, form, "request" if form.lemma != "propose" else "propose", speaker, be - 1)
                if speaker
                else None
            )
        if form.lemma == "discuss" and not {"that", "which", "who"} & set(self.tokens.lower[first:be]):
            return self._bare_event(k, form, "discuss", Speaker(JOINT), first)
        if before == "it" and form.lemma in _JOINT_PASSIVE and self._word(be - 2) in {"", ",", "and", ";"}:
            return self._bare_event(k, form, "agree", Speaker(JOINT), be - 1)
        if form.lemma == "exchange" and before in {"views", "opinions", "ideas"}:
            return self._bare_event(k, form, "discuss", Speaker(JOINT), first)
        signed = set(self.tokens.lower[first:be]) if form.lemma in _SIGNING else set()
        if signed & _DOCUMENTS and not signed & {"that", "which"}:
            return self._bare_event(k, form, "sign", Speaker(JOINT), first)
        return None

    def _by_agent(self, k: int, be: int, form: Form, agent: Speaker, subject: Actor | None) -> Event | None:
        """ "Concern was expressed by Y", "X was thanked by Y"."""
        lower, nouns = self.tokens.lower, attitude_nouns()
        noun = next((lower[j] for j in range(be - 1, max(self.first, be - 8) - 1, -1) if lower[j] in nouns), None)
        if noun is not None and any(row.frame == "attitude" for row in form.rows):
            return self._bare_event(k, form, nouns[noun], agent, self.first)
        row = self._row(k, form)
        if row is None:
            return None
        if subject is None:
            return Event(k, form, row, agent, self.first if not self.events else be)
        return Event(k, form, row, agent, subject.first, patient=subject.speaker)

    def _agent(self, k: int) -> Speaker | None:
        """Who stands behind "by" within a few words of a passive."""
        lower = self.tokens.lower
        begin = k + 3 if lower[k + 1 : k + 3] == ["in", "detail"] else k + 1
        by = next((j for j in range(begin, min(begin + 2, self.last)) if lower[j] == "by"), None)
        if by is None:
            return None
        behind = (actor.speaker for actor in self.sentence.actors if actor.first in {by + 1, by + 2})
        return next((speaker for speaker in behind if speaker is not None), None)

    # -- participles and infinitives -----------------------------------------------------------------------------------

    def _participle(self, k: int, form: Form) -> Event | None:
        """ ", expressing his gratitude …": an act of the sentence's subject, which may stand behind it."""
        lower = self.tokens.lower
        p = self.sentence.before_adverbs(k)
        initial = p < self.first
        by_saying = self._word(p) == "by" and any(word in _BY_SAYING for word in lower[self.first : p])
        fronted = not initial and self._fronts_participle(p)
        follows_actor = not initial and self._right_before(p) is not None
        if (
            not initial
            and not by_saying
            and not fronted
            and not follows_actor
            and lower[p] not in {",", "and", "while", ";"}
        ):
            return None
        if self._word(p) == "and" and not self._joins_participle(p):
            return None
        own = None if initial else self._right_before(p)
        if initial or (fronted and not by_saying and not self.events):
            if form.lemma in _SCENIC:
                return None
            opener = self.sentence.subject_behind_comma(k)
            subject = opener.speaker if opener is not None else None
        elif own is not None:
            subject = own
        else:
            subject = self._earlier() or self._opener(k)
        row = self._row(k, form)
        if subject is None or row is None or row.participle != "row":
            return None
        if form.lemma in _SCENIC and lower[k + 1 : k + 2] != ["that"]:
            return None  # "noting the anniversary"
        return Event(k, form, row, subject, k if initial else p, participle=True)

    def _right_before(self, p: int) -> Speaker | None:
        """ "Minister X, explaining that …, requested", "Minister X voicing concern": the actor ending at ``p``."""
        actor = self.sentence.ending_at(p + 1) or (self.sentence.ending_at(p) if self._word(p) == "," else None)
        if actor is None or self.sentence.preposition(actor) is not None or self._word(p) == "and":
            return None
        return actor.speaker

    def _joins_participle(self, and_: int) -> bool:
        """ "…, and expressing …", "thanking … and expressing …": whether "and" goes on with participles."""
        return self.sentence.comma_before(and_) or (bool(self.events) and self.events[-1].participle)

    def _fronts_participle(self, p: int) -> bool:
        """ "Along with thanking …", "In addition to congratulating …", "while at the same time expressing …"."""
        return self._word(p) in _FRONTED_BY_ONE or (self._word(p - 1), self._word(p)) in _FRONTED_BY_TWO

    def _opener(self, k: int) -> Speaker | None:
        """Whom the sentence has as its subject before ``k``; a pronoun is understood at once."""
        opener = self.sentence.subject_before(k)
        if opener is not None and opener.pronoun:
            return self.pronouns.meaning(opener.pronoun)
        return opener.speaker if opener is not None else None

    def _base(self, k: int, form: Form) -> Event | None:
        """ "did not accept", "went on to explain", and the purpose of a call: "telephoned X to congratulate him"."""
        before = [self._word(k - 3), self._word(k - 2), self._word(k - 1)]
        if before[1:] == ["did", "not"] and form.lemma in _REFUSED:
            actor = self.sentence.ending_at(k - 2)
            if actor is not None and actor.known():
                return self._bare_event(k, form, "oppose", actor.speaker or Speaker(None), actor.first)
        if before[2] != "to":
            return None
        went_on = before[:2] == ["went", "on"]
        if went_on or (before[1] in {"proceeded", "continued"} and before[0]):
            actor = self.sentence.ending_at(k - (3 if went_on else 2))
            if actor is not None and actor.known():
                return self._event(k, form, actor.speaker or Speaker(None), actor.first)
        return self._called(k, form) if not self.events else None

    def _called(self, k: int, form: Form) -> Event | None:
        lower = self.tokens.lower
        called = next((j for j in range(self.first, k) if lower[j] in _CALLED), None)
        caller = self.sentence.ending_at(called) if called is not None and k - called < 14 else None
        if caller is None or caller.speaker is None:
            return None
        return self._event(k, form, caller.speaker, k - 1)


@lru_cache(maxsize=VOCABULARY)
def _can_tell(word: str) -> bool:
    """Whether a word is a noun or a verb of telling; no act is reported in the present tense."""
    form = _form(word)
    return word in _NOMINALS or word in _TOLD_BY_NOUN or (form is not None and form.tense != "present")


def _form(word: str) -> Form | None:
    """The reporting verb that a word is a form of, perhaps misspelt."""
    form = verb_forms().get(word)
    if form is None and word.endswith("ed") and len(word) > 6:
        return verb_forms().get(respell(word) or "")
    return form


@lru_cache(maxsize=VOCABULARY)
def _sequences(objects: tuple[str, ...]) -> list[list[str]]:
    """The words of each object that a row of ``verbs.csv`` names."""
    return [words.split() for words in objects]


def _fits(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
