"""One document, prepared for reading: text, blocks, tokens, gazetteer hits, name phrases and people, computed once."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline import gazetteer
from pipeline.gazetteer import Hit
from pipeline.reading.events import MAY_BE_MEETING_VERB, MEETING_VERB, SECOND_MEETING
from pipeline.reading.hits import HitIndex
from pipeline.reading.layout import Block, lay_out
from pipeline.reading.names import NamePhrase, NameReader
from pipeline.reading.people import People
from pipeline.reading.tokens import Tokens, sentences, tokenize
from pipeline.reading.when import date_line
from pipeline.sources import Profile


class Sentence(NamedTuple):
    """A sentence by its tokens, the end excluded, and the block it stands in."""

    first: int
    last: int
    block: int


class Page:
    """A document as the later steps see it."""

    def __init__(self, document_id: str, text: str, profile: Profile) -> None:
        self.document_id = document_id
        self.text = text
        self.profile = profile
        self.blocks: list[Block] = lay_out(text, profile)
        self.tokens: Tokens = tokenize(text)
        for block in self.blocks:
            block.tokens = self.tokens.between(block.body_start, block.text_end)
        self.names = NameReader(self.tokens, gazetteer.find(text))
        self.hits: HitIndex = self.names.hits
        self.published: dt.date | None = self._published()
        self.phrases: list[NamePhrase] = self._name_phrases()
        self.people = People(document_id, self.tokens, self.published)
        self.people.register(self.phrases)
        self._firsts = [phrase.first for phrase in self.phrases]
        # The sentences of every block, in order.
        self.sentences_by_block: list[list[Sentence]] = self._sentences()
        self._meeting_verbs = self.tokens.where(MAY_BE_MEETING_VERB)

    def _published(self) -> dt.date | None:
        found = self.first_block("date")
        return date_line(found.words(self.text)) if found is not None else None

    def _name_phrases(self) -> list[NamePhrase]:
        found: list[NamePhrase] = []
        for block in self.blocks:
            found += self.names.find(block.tokens.start, block.tokens.stop)
        return found

    def words(self, block: int) -> str:
        """The words of a block without marker and margins."""
        return self.blocks[block].words(self.text)

    def _sentences(self) -> list[list[Sentence]]:
        found = []
        for number, block in enumerate(self.blocks):
            cut = sentences(self.tokens, block.tokens.start, block.tokens.stop)
            found.append([Sentence(first, last, number) for first, last in cut])
        return found

    def meeting_verbs_between(self, first: int, last: int) -> list[int]:
        """The tokens from ``first`` to ``last`` that may be the verb of a meeting."""
        found = self._meeting_verbs
        return found[bisect_left(found, first) : bisect_left(found, last)]

    def halves(self, sentence: Sentence) -> tuple[Sentence, Sentence] | None:
        """The two parts of "… paid a courtesy call on President X, and then held a meeting with Minister Y"."""
        start, end = self.span(sentence)
        for match in SECOND_MEETING.finditer(self.text, start, end):
            k = self.tokens.at(match.start("second"))
            parts = Sentence(sentence.first, k, sentence.block), Sentence(k, sentence.last, sentence.block)
            if self.tokens.depth[k] == 0 and all(self._meets_somebody(part) for part in parts):
                return parts
        return None

    def cut(self, sentence: Sentence, parts: tuple[Sentence, Sentence]) -> None:
        """Let a sentence count as its two parts from now on."""
        found = self.sentences_by_block[sentence.block]
        at = found.index(sentence)
        found[at : at + 1] = parts

    def _meets_somebody(self, half: Sentence) -> bool:
        """Whether words tell of a meeting and introduce a person by name and office whom home does not send."""
        verb = MEETING_VERB.search(self.quote(half))
        if verb is None:
            return False
        behind = self.phrases_between(self.tokens.at(self.span(half)[0] + verb.start()), half.last)
        return any(each.appositive and each.country_iso3 != self.profile.home_iso3 for each in behind)

    def phrases_between(self, first: int, last: int) -> list[NamePhrase]:
        """The name phrases that begin within the tokens ``first`` to ``last``."""
        return self.phrases[bisect_left(self._firsts, first) : bisect_left(self._firsts, last)]

    def phrases_in(self, block: Block) -> list[NamePhrase]:
        """The name phrases in the words of a block."""
        return self.phrases_between(block.tokens.start, block.tokens.stop)

    def hits_in(self, block: Block) -> Sequence[Hit]:
        """The gazetteer's hits in the words of a block."""
        return self.hits.between(block.body_start, block.text_end)

    def other_states(self, hits: Iterable[Hit]) -> set[str]:
        """The states among ``hits`` other than the publisher's own, as ISO codes."""
        return {
            hit.entity_id for hit in hits if hit.entity_type == "country" and hit.entity_id != self.profile.home_iso3
        }

    def first_block(self, kind: str) -> Block | None:
        """The first block of a kind."""
        return next((block for block in self.blocks if block.kind == kind), None)

    def span(self, sentence: Sentence) -> tuple[int, int]:
        """The characters of a sentence."""
        return self.tokens.span(sentence.first, sentence.last)

    def quote(self, sentence: Sentence) -> str:
        """The text of a sentence."""
        start, end = self.span(sentence)
        return self.text[start:end]
