"""Reads the reported acts of one meeting, sentence after sentence."""

from itertools import compress

from pipeline.reading.cast import Cast, Speaker
from pipeline.reading.page import Page
from pipeline.reading.statements.actors import ActorFinder
from pipeline.reading.statements.acts import Act, ActCoder, trim
from pipeline.reading.statements.pronouns import Pronouns
from pipeline.reading.statements.subjects import SentenceActors
from pipeline.reading.statements.verbs import Event, VerbFinder, telling_words
from pipeline.reading.statements.words import ANSWERS

_ANSWERING = frozenset("respond reply answer".split())
_BEHIND_IN_OR_TO = ANSWERS | {"which"}


class StatementReader:
    """The sentences of one meeting must come in the order of the text, since pronouns look back."""

    def __init__(self, page: Page, cast: Cast) -> None:
        self.tokens = page.tokens
        self.cast = cast
        self.pronouns = Pronouns(cast)
        self._actors = ActorFinder(page.tokens, page.hits, page.phrases, page.people, cast)
        self._coder = ActCoder(page.tokens, page.hits, cast)

    def read(self, first: int, last: int) -> list[Act]:
        """The acts of the sentence of the tokens ``first`` to ``last``, in order."""
        telling = telling_words(self.tokens, first, last)
        if not telling:
            return []
        sentence = SentenceActors(self.tokens, first, last, self._actors.find(first, last))
        events = VerbFinder(sentence, self.cast, self.pronouns).find(telling)
        if not events:
            return []
        response = self._response(first, last)
        acts: list[Act] = []
        for number, event in enumerate(events):
            end = self._end(event, events[number + 1]) if number + 1 < len(events) else last
            event.subject = self._understood(event, sentence)
            answers = event.form.lemma in _ANSWERING or (response is not None and response <= event.k)
            found = self._coder.code(event, trim(self.tokens, event.k + 1, end), sentence, answers)
            acts += found
            if found:
                self.pronouns.spoke(event.subject)
            for actor in sentence.actors:
                if event.k < actor.first < end and actor.speaker is not None:
                    member = actor.speaker.single
                    if member is not None:
                        self.pronouns.named(member)
        return acts

    @staticmethod
    def _end(event: Event, following: Event) -> int:
        """Where an event's clause ends; one between the next verb and its subject ends at that verb."""
        return following.cut if following.cut > event.k else following.k

    def _understood(self, event: Event, sentence: SentenceActors) -> Speaker:
        """The event's subject, a pronoun tied to the member it means at this point of the text."""
        if event.subject.side is not None:
            return event.subject
        actor = next((a for a in reversed(sentence.actors) if a.pronoun and a.first < event.k), None)
        if actor is None or actor.pronoun is None:
            return event.subject
        answers = any(word in ANSWERS for word in self.tokens.lower[max(0, actor.first - 4) : actor.first])
        return self.pronouns.meaning(actor.pronoun, answers)

    def _response(self, first: int, last: int) -> int | None:
        """The token from which on the sentence answers: "In response, …", "…, to which B replied"."""
        lower = self.tokens.lower
        seconds = compress(range(first + 1, last), map(_BEHIND_IN_OR_TO.__contains__, lower[first + 1 : last]))
        for k in seconds:
            if lower[k - 1] == "in" and lower[k] in ANSWERS:
                return k - 1
            if lower[k - 1] in {"to", "for"} and lower[k] == "which" and k - 1 > first and lower[k - 2] == ",":
                return k - 1
        return None
