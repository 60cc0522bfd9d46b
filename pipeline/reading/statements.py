"""Statements: one row for each reported act, with speaker, addressee, act and span.

A sentence is read from left to right. A reporting verb counts when its subject is an actor or when it is coordinated with
such a verb; a verb inside reported content, a passive, or a participle that qualifies a noun does not. What the act is
follows from the verb's frame in ``verbs.csv`` and from the attitude in its content.
"""

from dataclasses import dataclass

from pipeline.reading.actors import Actor, ActorFinder, Context
from pipeline.reading.attitudes import Attitude, AttitudeReader
from pipeline.reading.cast import COUNTERPART, HOME, JOINT, Cast, Member, Speaker
from pipeline.reading.lexicon import Form, VerbRow, attitude_nouns, respell, verb_forms
from pipeline.reading.tokens import Tokens

_BE = frozenset("is are was were be been being".split())
_HAVE = frozenset("has have had having".split())
_PREPOSITIONS = frozenset(
    "of with to for from by on between among at in toward towards about over into regarding concerning against including like than "
    "upon under via through during after before since without within".split()
)
_SUBORDINATORS = frozenset(
    "that when as where because if whether who whose how what why although though until unless".split()
)
_ASIDE = frozenset(
    "who which together along as in on speaking referring noting after while citing for representing serving following with upon at "
    "having whose where also recalling including joined accompanied touching taking looking mindful based bearing given".split()
)
_BY_SAYING = frozenset("began opened started concluded closed responded replied answered ended".split())
_JOINT_PASSIVE = frozenset("agree confirm decide reaffirm concur affirm".split())
_SIGNING = frozenset("sign adopt issue exchange release".split())
_DOCUMENTS = frozenset(
    "statement declaration memorandum memoranda notes agreement agreements communique communiqué release document documents treaty convention record summary communiqué "
    "arrangement plan".split()
)
_PLACED = frozenset("on upon for to about over of through out up forth with attention".split())
_IN_RESPONSE = frozenset("response reply return answer".split())
_CLOSING = frozenset([",", "and", ";", ".", "but", "while", "which", "to", "for", "as", "well", "also", ":"])


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
    unresolved: bool = False


@dataclass(slots=True)
class _Event:
    """A verb that reports: where it stands, its subject, where its clause begins, and the grammatical subject of a passive."""

    k: int
    form: Form
    row: VerbRow
    subject: Speaker
    cut: int
    participle: bool
    unresolved: bool
    patient: Speaker | None = None


class StatementReader:
    """Reads the reported acts of one meeting, sentence after sentence, in order."""

    def __init__(self, tokens: Tokens, finder: ActorFinder, attitudes: AttitudeReader, cast: Cast) -> None:
        self.tokens = tokens
        self.finder = finder
        self.attitudes = attitudes
        self.cast = cast
        self.context = Context()
        home = cast.speaker_of_side(HOME).single
        if home is not None:
            self.context.last = home

    def read(self, first: int, last: int) -> list[Act]:
        """The acts of one sentence."""
        actors = self.finder.find(first, last)
        events = self._events(first, last, actors)
        acts: list[Act] = []
        response = self._responds(first, last)
        for number, event in enumerate(events):
            end = events[number + 1].cut if number + 1 < len(events) else last
            event.subject = self._settle(event, actors, acts)
            found = self._acts(event, self._trim(event.k + 1, end), actors)
            for act in found:
                act.in_response = (
                    response is not None and (response <= event.k) or event.form.lemma in {"respond", "reply", "answer"}
                )
            acts += found
            if found:
                self.context.spoke(event.subject)
            for actor in actors:
                if event.k < actor.first < end and actor.speaker is not None and actor.speaker.single is not None:
                    self.context.mention(actor.speaker.single)
        return acts

    # -- finding the verbs ------------------------------------------------------------------------------------------------

    def _events(self, first: int, last: int, actors: list[Actor]) -> list[_Event]:
        lower, depth, quoted = self.tokens.lower, self.tokens.depth, self.tokens.quoted
        forms = verb_forms()
        base = depth[first]
        events: list[_Event] = []
        embedded = False
        for k in range(first, last):
            if (
                lower[k] in {"agreement", "exchange", "discussion", "discussions"}
                and (nominal := self._nominal(k, first, last, actors)) is not None
            ):
                events.append(nominal)
                continue
            form = forms.get(lower[k])
            if form is None and lower[k].endswith("ed") and len(lower[k]) > 6:
                form = forms.get(respell(lower[k]) or "")
            if form is None or depth[k] > base or quoted[k] or self._inside(k, actors):
                continue
            event: _Event | None = None
            passive = self._be_before(k, first) if form.tense == "past" else None
            if passive is not None:
                event = self._passive(k, passive, first, last, form, actors, events)
            elif form.tense == "past":
                subject = self._subject(k, first, actors, events, embedded)
                if subject == "embedded":
                    embedded = True
                    continue
                if subject is not None:
                    assert not isinstance(subject, str)
                    event = self._event(k, last, form, subject[0], subject[1], False, subject[2])
            elif form.tense == "participle":
                event = self._participle(k, first, last, form, actors, events)
            elif form.tense == "base":
                event = self._base(k, first, last, form, actors, events)
            if event is not None:
                embedded = False
                if event.participle and events and events[-1].k + 2 == k and lower[k - 1] == "by":
                    event.cut = events.pop().cut  # "responded by outlining …" is one act
                events.append(event)
        return events

    def _nominal(self, k: int, first: int, last: int, actors: list[Actor]) -> _Event | None:
        """Acts told by a noun: "The two sides were in agreement that", "There was an exchange of views on"."""
        lower = self.tokens.lower
        if lower[k] == "agreement" and k - 2 >= first and lower[k - 1] in {"in", "full", "complete"}:
            be = next((j for j in range(k - 1, max(first, k - 4) - 1, -1) if lower[j] in _BE), None)
            actor = self._ending_at(be, actors) if be is not None else None
            if actor is not None and actor.speaker is not None:
                return self._bare_event(k, Form("past", "agree", ()), "agree", actor.speaker, actor.first)
        elif k - first <= 7 and any(lower[j] == "there" and lower[j + 1] in _BE for j in range(first, k)):
            if lower[k] != "exchange" or lower[k + 1 : k + 3] in (["of", "views"], ["of", "opinions"]):
                return self._bare_event(k, Form("past", "discuss", ()), "discuss", Speaker(JOINT), first)
        return None

    def _be_before(self, k: int, first: int) -> int | None:
        """The form of "to be" that makes the participle at ``k`` a passive, adverbs between."""
        lower = self.tokens.lower
        p = k - 1
        while p >= first and self.tokens.is_adverb(p):
            p -= 1
        return p if p >= first and lower[p] in _BE and (p == first or lower[p - 1] not in _HAVE) else None

    def _inside(self, k: int, actors: list[Actor]) -> bool:
        return any(actor.first <= k < actor.last for actor in actors)

    def _event(
        self, k: int, last: int, form: Form, subject: Speaker, cut: int, participle: bool, unresolved: bool
    ) -> _Event | None:
        row = self._row(k, last, form)
        if row is None or (participle and row.participle != "row"):
            return None
        return _Event(k, form, row, subject, cut, participle, unresolved)

    def _row(self, k: int, last: int, form: Form) -> VerbRow | None:
        """The first row of the verb whose objects are there."""
        for row in form.rows:
            if not row.objects or self._has_object(k, last, row):
                return row if row.act is not None or row.frame == "attitude" else None
        return None

    def _has_object(self, k: int, last: int, row: VerbRow) -> bool:
        lower = self.tokens.lower
        for words in row.objects:
            sequence = words.split()
            reach = 2 if sequence[0] in _PLACED else 9
            for j in range(k + 1, min(k + 1 + reach, last)):
                if lower[j] in {".", ";"} or (lower[j] in {"that", "to"} and sequence[0] not in {"that", "to"}):
                    break
                if j > k + 1 and lower[j] in _PREPOSITIONS and sequence[0] not in _PLACED:
                    break
                if all(j + i < last and _fits(lower[j + i], word) for i, word in enumerate(sequence)):
                    return True
        return False

    def _subject(
        self, k: int, first: int, actors: list[Actor], events: list[_Event], embedded: bool
    ) -> tuple[Speaker, int, bool] | str | None:
        """The subject of a past form at ``k``: (speaker, where its clause begins, unresolved), "embedded", or None."""
        lower = self.tokens.lower
        p = k - 1
        while p >= first and self.tokens.is_adverb(p):
            p -= 1
        if p < first:
            return None
        if lower[p] in _BE or lower[p] in _HAVE:
            return None
        if lower[p] == "who":
            actor = self._ending_at(p - 1 if lower[p - 1] == "," else p, actors)
            return (
                (actor.speaker, p, False)
                if actor is not None and actor.speaker is not None and actor.speaker.single is not None
                else None
            )
        actor = self._ending_at(p + 1, actors)
        if actor is None and lower[p] == ",":
            actor = self._before_aside(p, first, actors)
        if actor is not None:
            return self._valid(actor, first, actors)
        if lower[p] in {"and", "but", "or", "then"} or (lower[p] in {",", ";"} and events):
            if embedded and not self._comma_before(p, first):
                return "embedded"
            if events:
                return self._same_subject(events), p, False
            opener = self._sentence_subject(first, k, actors)
            if opener is not None and lower[p] != ",":
                return opener.speaker or Speaker(None), p, opener.speaker is None
            return None
        return self._plain_subject(k, p, first, events)

    def _ending_at(self, end: int, actors: list[Actor]) -> Actor | None:
        return next((a for a in actors if end in {a.end, a.last} and a.first < end), None)

    def _before_aside(self, comma: int, first: int, actors: list[Actor]) -> Actor | None:
        """ "Minister Motegi, who chaired the meeting, shared": the actor before an aside that ``comma`` closes."""
        lower = self.tokens.lower
        for actor in reversed([a for a in actors if a.end <= comma]):
            opening = actor.end - 1 if lower[actor.end - 1] == "," else actor.end
            if opening >= comma or lower[opening] != ",":
                continue
            if lower[opening + 1] in _ASIDE and self._preposition(actor, first) is None:
                together = lower[opening + 1] in {"together", "along"}
                if together:
                    inner = [a for a in actors if opening < a.first < comma and a.speaker is not None]
                    speakers = [s for s in (actor.speaker, *(a.speaker for a in inner)) if s is not None]
                    return Actor(
                        actor.first,
                        actor.last,
                        actor.end,
                        self.cast.joined(speakers) if len(speakers) > 1 else Speaker(JOINT),
                    )
                return actor
        return None

    def _preposition(self, actor: Actor, first: int) -> str | None:
        before = self.tokens.lower[actor.first - 1] if actor.first > first else ""
        return before if before in _PREPOSITIONS or before in _SUBORDINATORS else None

    def _valid(self, actor: Actor, first: int, actors: list[Actor]) -> tuple[Speaker, int, bool] | str | None:
        lower = self.tokens.lower
        preposition = self._preposition(actor, first)
        if preposition in {"with"} and actor.first - 2 >= first and lower[actor.first - 2] in {"together", "along"}:
            outer = self._before_aside(actor.end - 1 if lower[actor.end - 1] == "," else actor.end, first, actors)
            if outer is not None and outer.speaker is not None:
                return outer.speaker, outer.first, False
            opener = self._sentence_subject(first, actor.first, actors)
            if opener is not None and opener.speaker is not None:
                return Speaker(JOINT), opener.first, False
        if preposition in _SUBORDINATORS and preposition != "as":
            return "embedded"
        before = lower[actor.first - 1] if actor.first > first else ""
        if (
            before == "which"
            and actor.first - 2 >= first
            and lower[actor.first - 2] in _PREPOSITIONS - {"to", "for", "after"}
        ):
            return "embedded"
        outer = self._ending_at(actor.first - 1, actors) if before == "and" else None
        if outer is not None and outer is not actor and (outer.outside or self._preposition(outer, first) is not None):
            return "embedded"  # "since then-Prime Minister X and ASEAN Leaders adopted …"
        if before.isdigit() and len(before) == 4 and lower[actor.first - 2] in {"in", "since"}:
            return "embedded"  # "in 2019 the two Governments agreed": an earlier event
        if preposition is not None:
            opener = self._sentence_subject(first, actor.first, actors)
            if actor.tail is None or actor.tail.speaker is None or opener is None or opener.speaker is None:
                return None
            # "the Hon. X, Minister …, the co-chair for the CARICOM side, and the representatives of … stated"
            return self.cast.joined([opener.speaker, actor.tail.speaker]), opener.first, False
        if actor.outside:
            return "embedded"
        fronted = (
            lower[first] in {"together", "along"}
            and lower[first + 1] == "with"
            and not lower[first + 2].endswith("ing")
        )
        if fronted and actor.speaker is not None and actor.first > first + 2:
            others = [a.speaker for a in actors if a.first < actor.first and a.speaker is not None]
            if others:
                return self.cast.joined([actor.speaker, *others]), first, False
        cut = actor.first
        while cut > first and lower[cut - 1] in {
            "which",
            "to",
            "for",
            ",",
            "and",
            "while",
            "response",
            "in",
            "turn",
            "whereas",
            "but",
        }:
            cut -= 1
        speaker = actor.speaker if actor.speaker is not None else Speaker(None)
        return speaker, cut, actor.speaker is None and actor.pronoun is None

    def _comma_before(self, p: int, first: int) -> bool:
        return p - 1 >= first and self.tokens.lower[p - 1] in {",", ";"}

    def _same_subject(self, events: list[_Event]) -> Speaker:
        """A coordinated verb has the subject of the last finite verb; what a participle said came from the same mouth."""
        return events[-1].patient or events[-1].subject

    def _sentence_subject(self, first: int, before: int, actors: list[Actor]) -> Actor | None:
        """The first actor of the sentence that no preposition governs."""
        return next(
            (a for a in actors if a.first < before and self._preposition(a, first) is None and not a.outside), None
        )

    def _passive(
        self, k: int, p: int, first: int, last: int, form: Form, actors: list[Actor], events: list[_Event]
    ) -> _Event | None:
        """ "It was agreed that", "views were exchanged", "X was thanked by Y", "concern was expressed by Y", "X was granted Y's support".

        ``p`` is the form of "to be" before the participle at ``k``.
        """
        lower = self.tokens.lower
        q = p
        while q > first and self.tokens.is_adverb(q - 1):
            q -= 1
        before = lower[q - 1] if q > first else ""
        subject = self._ending_at(q, actors)
        if subject is None and before in {"and", ","} and events:
            subject = Actor(q, q, q, self._same_subject(events))
        if before == "it" and form.lemma in _JOINT_PASSIVE and (p - 1 == first or lower[p - 2] in {",", "and", ";"}):
            return self._bare_event(k, form, "agree", Speaker(JOINT), p - 1)
        if form.lemma == "exchange" and before in {"views", "opinions", "ideas"}:
            return self._bare_event(k, form, "discuss", Speaker(JOINT), first)
        if (
            form.lemma in _SIGNING
            and {lower[j] for j in range(first, p)} & _DOCUMENTS
            and not {lower[j] for j in range(first, p)} & {"that", "which"}
        ):
            return self._bare_event(k, form, "sign", Speaker(JOINT), first)
        agent = self._agent(k, last, actors)
        if agent is not None:
            noun = next(
                (lower[j] for j in range(p - 1, max(first, p - 8) - 1, -1) if lower[j] in attitude_nouns()), None
            )
            if noun is not None and form.tense == "past" and any(row.frame == "attitude" for row in form.rows):
                return self._bare_event(k, form, attitude_nouns()[noun], agent, first)
            row = self._row(k, last, form)
            if subject is not None and row is not None:
                return _Event(k, form, row, agent, subject.first, False, False, subject.speaker)
            return None
        if (
            subject is not None
            and subject.speaker is not None
            and form.lemma in {"grant", "tell", "inform", "assure"}
            and self._preposition(subject, first) is None
        ):
            row = self._row(k, last, form)
            if row is not None:
                speaker = subject.speaker if row.frame == "receipt" else self.cast.opposite(subject.speaker)
                return _Event(k, form, row, speaker, subject.first, False, False, subject.speaker)
        return None

    def _agent(self, k: int, last: int, actors: list[Actor]) -> Speaker | None:
        """Who stands behind "by" within a few words of a passive."""
        lower = self.tokens.lower
        by = next((j for j in range(k + 1, min(k + 3, last)) if lower[j] == "by"), None)
        actor = next(
            (a for a in actors if by is not None and a.first in {by + 1, by + 2} and a.speaker is not None), None
        )
        return actor.speaker if actor is not None else None

    def _bare_event(self, k: int, form: Form, act: str, speaker: Speaker, cut: int) -> _Event:
        return _Event(k, form, VerbRow(form.lemma, (), "act", act, act, "row"), speaker, cut, False, False)

    def _plain_subject(self, k: int, p: int, first: int, events: list[_Event]) -> tuple[Speaker, int, bool] | None:
        """A subject that is no known actor: "Many States criticized …" at the beginning of a sentence."""
        if events:
            return None
        words, lower = self.tokens.words, self.tokens.lower
        start = first
        for j in range(p, first - 1, -1):
            if lower[j] in {",", ";", ":"}:
                start = j + 1
                break
        plural = any(
            lower[j]
            in {
                "countries",
                "states",
                "participants",
                "members",
                "ministers",
                "leaders",
                "delegates",
                "speakers",
                "representatives",
                "nations",
            }
            for j in range(start, p + 1)
        )
        if (
            plural
            and not any(lower[j] in _SUBORDINATORS or lower[j] in _HAVE for j in range(start, p + 1))
            and words[start][0].isupper()
        ):
            return Speaker(JOINT), start, False
        return None

    def _participle(
        self, k: int, first: int, last: int, form: Form, actors: list[Actor], events: list[_Event]
    ) -> _Event | None:
        """ ", expressing his gratitude …": an act of the sentence's subject; at the beginning it belongs to what follows."""
        lower = self.tokens.lower
        p = k - 1
        while p >= first and self.tokens.is_adverb(p):
            p -= 1
        initial = p < first
        by = not initial and lower[p] == "by" and any(lower[j] in _BY_SAYING for j in range(first, p))
        fronted = not initial and (by or self._fronts_participle(p, first))
        if not initial and not fronted and lower[p] not in {",", "and", "while", ";"}:
            return None
        if (
            lower[p] == "and"
            and not initial
            and not (self._comma_before(p, first) or (events and events[-1].participle))
        ):
            return None
        if initial or (fronted and not by and not events):
            if form.lemma in {
                "note",
                "recall",
                "recognize",
                "acknowledge",
                "mention",
                "stress",
                "highlight",
                "welcome",
                "describe",
            } and self._scenic(form):
                return None
            opener = self._behind_comma(k, last, actors)
            subject = opener.speaker if opener is not None else None
        elif events:
            subject = self._same_subject(events)
        else:
            opener = self._sentence_subject(first, k, actors)
            subject = opener.speaker if opener is not None else None
            if opener is not None and opener.pronoun:
                subject = self._pronoun(opener.pronoun)
        if subject is None:
            return None
        if form.lemma in {
            "support",
            "encourage",
            "seek",
            "exchange",
            "sign",
            "adopt",
            "accept",
            "agree",
            "discuss",
            "review",
            "explore",
            "resolve",
            "commit",
            "determine",
        }:
            return None
        return self._event(k, last, form, subject, p if not initial else k, True, False)

    def _fronts_participle(self, p: int, first: int) -> bool:
        """ "Along with thanking …", "In addition to congratulating …", "while at the same time expressing …", "as well as expressing"."""
        lower = self.tokens.lower
        two = (lower[p - 1], lower[p]) if p > first else ("", lower[p])
        return lower[p] in {"while", "after", "besides"} or two in {
            ("along", "with"),
            ("together", "with"),
            ("addition", "to"),
            ("well", "as"),
            ("same", "time"),
        }

    def _behind_comma(self, k: int, last: int, actors: list[Actor]) -> Actor | None:
        """The subject of the main clause behind a fronted phrase: the first actor that a comma precedes."""
        lower = self.tokens.lower
        return next((a for a in actors if a.first > k + 1 and lower[a.first - 1] == "," and not a.outside), None)

    def _scenic(self, form: Form) -> bool:
        return form.lemma in {"note", "recall", "recognize", "acknowledge", "mention", "describe"}

    def _base(
        self, k: int, first: int, last: int, form: Form, actors: list[Actor], events: list[_Event]
    ) -> _Event | None:
        """ "did not accept", and the purpose of a call: "telephoned X to congratulate him"."""
        lower = self.tokens.lower
        if (
            k - 2 >= first
            and lower[k - 1] == "not"
            and lower[k - 2] == "did"
            and form.lemma in {"accept", "agree", "support", "concur"}
        ):
            actor = self._ending_at(k - 2, actors)
            if actor is not None and (actor.speaker is not None or actor.pronoun):
                row = VerbRow(form.lemma, (), "act", "oppose", "oppose", "row")
                return _Event(k, form, row, actor.speaker or Speaker(None), actor.first, False, False)
        if k - 3 >= first and lower[k - 1] == "to" and (lower[k - 3 : k - 1] == ["went", "on"] or lower[k - 2] in {"proceeded", "continued"}):
            actor = self._ending_at(k - (3 if lower[k - 2] == "on" else 2), actors)
            if actor is not None and (actor.speaker is not None or actor.pronoun):
                return self._event(k, last, form, actor.speaker or Speaker(None), actor.first, False, False)
        if k - 1 >= first and lower[k - 1] == "to" and not events:
            called = next((j for j in range(first, k) if lower[j] in {"telephoned", "called", "phoned", "rang"}), None)
            if called is not None and k - called < 14:
                opener = self._ending_at(called, actors)
                if opener is not None and opener.speaker is not None:
                    return self._event(k, last, form, opener.speaker, k - 1, False, False)
        return None

    # -- who speaks ------------------------------------------------------------------------------------------------------

    def _settle(self, event: _Event, actors: list[Actor], acts: list[Act]) -> Speaker:
        """Tie a pronoun subject to the member it means at this point of the text."""
        if event.subject.side is not None:
            return event.subject
        actor = next((a for a in reversed(actors) if a.pronoun and a.first < event.k), None)
        if actor is None or actor.pronoun is None:
            return event.subject
        answers = any(self.tokens.lower[j] in _IN_RESPONSE for j in range(max(0, actor.first - 4), actor.first))
        return self._pronoun(actor.pronoun, answers)

    def _pronoun(self, word: str, answers: bool = False) -> Speaker:
        if word == "they":
            group = self.context.group
            if group is not None and group.side in {COUNTERPART, HOME}:
                return group
            return Speaker(JOINT)
        last = self.context.last
        if word == "latter":
            others = [m for m in reversed(self.context.recent) if m is not last]
            if others:
                return Speaker(others[0].side, (others[0],))
            return self.cast.opposite(Speaker(last.side if last else None))
        if word == "former":
            return Speaker(last.side, (last,)) if last is not None else Speaker(None)
        gender = {"he": "m", "she": "f"}.get(word)
        if answers and last is not None:
            other = self.cast.opposite(Speaker(last.side)).single
            if other is not None and other.gender in {None, gender}:
                return Speaker(other.side, (other,))
        women = [m for m in self.cast.members if m.gender == "f" and m.role != "attendee"]
        if gender == "f" and len(women) == 1:
            return Speaker(women[0].side, (women[0],))
        if last is not None and (gender is None or last.gender in {None, gender}):
            return Speaker(last.side, (last,))
        named = [m for m in reversed(self.context.recent) if m.gender == gender]
        named += [m for m in self.cast.members if m.gender == gender and m.role != "attendee"]
        named += [m for m in self.cast.members if m.gender is None and m.person is not None and m.role != "attendee"]
        if named:
            return Speaker(named[0].side, (named[0],))
        return Speaker(last.side, (last,)) if last is not None else Speaker(None)

    # -- what the act is -------------------------------------------------------------------------------------------------

    def _acts(self, event: _Event, last: int, actors: list[Actor]) -> list[Act]:
        row, speaker, k = event.row, event.subject, event.k
        verb = self.tokens.lower[k]
        addressee = self._addressee(k, last, speaker, actors)
        if row.frame == "receipt":
            giver = self._giver(k, last, speaker, actors)
            return [self._act(row.act or "support", giver, speaker.single, verb, k, last, event, "receipt")]
        if row.frame == "collective":
            joint = speaker if speaker.side == JOINT else Speaker(JOINT)
            return [self._act(row.joint_act or "discuss", joint, None, verb, k, last, event, "collective")]
        plain = row.joint_act if speaker.several else row.act
        if row.frame == "act":
            found = [self._act(plain or "other", speaker, addressee, verb, k, last, event, "act")]
            if event.form.lemma in {"thank", "welcome", "appreciate", "praise", "commend", "congratulate"}:
                found += self._more(
                    self.attitudes.further_nouns(k + 1, last, plain or ""), event, speaker, addressee, verb, last, found
                )
            return found
        if row.frame == "attitude":
            noun = self.attitudes.noun(k + 1, last)
            if noun is not None and not (
                noun[0] == "state" and noun[1] + 1 < last and self.tokens.lower[noun[1] + 1] == "that"
            ):
                act = noun[0]
                if speaker.several and row.joint_act == "agree" and act != "concern":
                    act = "agree"
                found = [self._act(act, speaker, addressee, verb, k, last, event, f"noun:{self.tokens.lower[noun[1]]}")]
                if not (speaker.several and act == "agree"):
                    self._more(
                        self.attitudes.further_nouns(noun[1] + 1, last, act),
                        event,
                        speaker,
                        addressee,
                        verb,
                        last,
                        found,
                    )
                return found
            if speaker.several and row.joint_act == "agree":
                return [self._act("agree", speaker, None, verb, k, last, event, "joint")]
        return self._say(event, plain, speaker, addressee, verb, last)

    def _say(
        self, event: _Event, plain: str | None, speaker: Speaker, addressee: Member | None, verb: str, last: int
    ) -> list[Act]:
        k = event.k
        first, that = self.attitudes.content_start(k + 1, last, event.row.frame == "tell")
        found = self.attitudes.clauses(first, last, that, speaker)
        primary = next((a for a in found if not a.added), None)
        if plain is None and that is None and primary is None:
            return []
        act = plain or "state"
        method = "say"
        if primary is None and that is None and not speaker.several:
            noun = self.attitudes.noun(k + 1, last)
            if noun is not None and noun[0] in {"pledge", "hope"}:
                return [
                    self._act(noun[0], speaker, addressee, verb, k, last, event, f"noun:{self.tokens.lower[noun[1]]}")
                ]
        if primary is not None and not (speaker.several and act == "agree"):
            act, method = primary.act, primary.method
        acts = [self._act(act, speaker, addressee, verb, k, last, event, method)]
        if primary is not None and method != "say" and that is not None:
            parallel = self.attitudes.parallel(first, last, speaker)
            if parallel is not None and (plain or "state") != act:
                found = [*found, Attitude(plain or "state", parallel, True, "say:parallel")]
                found.sort(key=lambda a: a.at)
        if not (speaker.several and act == "agree"):
            added = [a for a in found if a is not primary and (a.added or primary is not None)]
            self._more(added, event, speaker, addressee, verb, last, acts)
        return acts

    def _more(
        self,
        added: list[Attitude],
        event: _Event,
        speaker: Speaker,
        addressee: Member | None,
        verb: str,
        last: int,
        acts: list[Act],
    ) -> list[Act]:
        """Append a row for each further attitude under the same verb; a row ends where the next begins."""
        for attitude in added:
            if any(act.act == attitude.act for act in acts):
                continue
            acts[-1].last = self._trim(acts[-1].first + 1, attitude.at)
            acts.append(self._act(attitude.act, speaker, addressee, verb, attitude.at, last, event, attitude.method))
        return []

    def _act(
        self,
        act: str,
        speaker: Speaker,
        addressee: Member | None,
        verb: str,
        first: int,
        last: int,
        event: _Event,
        how: str,
    ) -> Act:
        method = f"{event.form.lemma}:{how}"
        return Act(act, speaker, addressee, verb, first, last, False, method, event.unresolved)

    def _giver(self, k: int, last: int, speaker: Speaker, actors: list[Actor]) -> Speaker:
        """ "received support from Minister X", "gained X's support", "obtained their support"."""
        lower = self.tokens.lower
        for actor in actors:
            if k < actor.first < last and actor.speaker is not None and actor.speaker.side is not None:
                before = lower[actor.first - 1]
                behind = lower[actor.end] if actor.end < last else ""
                if before in {"from", "of", "by"} or behind in {"'s", "’s", "'"}:
                    side = actor.speaker.side
                    if side == JOINT:
                        return self.cast.opposite(speaker)
                    return actor.speaker if actor.speaker.single is not None else Speaker(side, actor.speaker.members)
        return self.cast.opposite(speaker)

    def _addressee(self, k: int, last: int, speaker: Speaker, actors: list[Actor]) -> Member | None:
        """The person whom the verb has as its object, else the only one of the other side."""
        if speaker.side not in {HOME, COUNTERPART} or speaker.single is None:
            return None
        for actor in actors:
            if k < actor.first <= k + 3 and actor.first < last and actor.speaker is not None:
                member = actor.speaker.single
                if member is not None and member.side != speaker.side:
                    return member
        other = self.cast.opposite(speaker)
        return other.single

    # -- spans ------------------------------------------------------------------------------------------------------------

    def _trim(self, first: int, last: int) -> int:
        lower = self.tokens.lower
        while last > first and lower[last - 1] in _CLOSING:
            last -= 1
        return last

    def _responds(self, first: int, last: int) -> int | None:
        """The token from which on the sentence answers: "In response, …", "…, to which B replied"."""
        lower = self.tokens.lower
        for k in range(first, last - 1):
            if lower[k] == "in" and lower[k + 1] in _IN_RESPONSE:
                return k
            if lower[k] in {"to", "for"} and lower[k + 1] == "which" and k > first and lower[k - 1] == ",":
                return k
        return None


def _fits(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
