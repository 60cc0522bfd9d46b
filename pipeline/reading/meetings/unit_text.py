"""The words of one unit that tell of the meeting itself."""

import re

from pipeline.reading.layout import BODY
from pipeline.reading.page import Page, Sentence
from pipeline.reading.segments import Unit

# "The ASEAN-Japan Foreign Ministers' Meeting was held in …": the event stands before the verb.
_EVENT_FIRST = re.compile(
    r"(?:meeting|talks?|conference|dialogue|luncheon|dinner|call|consultations?|session)\b", re.IGNORECASE
)


class UnitText:
    """A unit with its page; ``sectioned``: the page has a section for each of several meetings.

    ``region`` are the characters from the unit's first word to its last; ``told`` those that tell of the meeting: its
    clause or opening, else the unit's first two sentences; ``from_verb`` is what is told from the meeting's verb on, ""
    where no verb is known.
    """

    def __init__(self, page: Page, unit: Unit, sectioned: bool) -> None:
        self.page = page
        self.unit = unit
        self.sectioned = sectioned
        self.region: tuple[int, int] = self._region()
        self.told: tuple[int, int] | None = self._told()
        end = self.told[1] if self.told is not None else 0
        self.from_verb: str = page.text[unit.verb : end] if unit.verb is not None else ""

    @property
    def title(self) -> str:
        """The unit's heading or title, "" where it has none."""
        return self.unit.title or ""

    def _region(self) -> tuple[int, int]:
        if self.unit.clause is not None:
            return self.unit.clause
        first, last = self.page.blocks[self.unit.blocks[0]], self.page.blocks[self.unit.blocks[-1]]
        return min(first.body_start, first.text_end), last.text_end

    def _told(self) -> tuple[int, int] | None:
        page, unit = self.page, self.unit
        if unit.clause is not None:
            return unit.clause
        if unit.opening is not None:
            return page.span(unit.opening)
        in_body = (page.sentences_by_block[k] for k in unit.blocks if page.blocks[k].kind in BODY)
        first = next((sentences[:2] for sentences in in_body if sentences), None)
        return (page.span(first[0])[0], page.span(first[-1])[1]) if first is not None else None

    @property
    def told_words(self) -> str:
        """What ``told`` covers, "" where it is None."""
        return self.page.text[slice(*self.told)] if self.told is not None else ""

    @property
    def event_words(self) -> str:
        """The words that name the event: from the verb on, or all that is told where its name comes first."""
        return self.told_words if _EVENT_FIRST.match(self.from_verb) else self.from_verb

    @property
    def before_opening(self) -> Sentence | None:
        """The sentence of the same block before the opening."""
        return next(reversed(self._around_opening()[0]), None)

    @property
    def behind_opening(self) -> list[Sentence]:
        """The sentences of the same block behind the opening, up to the second meeting of a sentence in two parts."""
        behind = self._around_opening()[1]
        return [] if behind and self.page.tokens.words[behind[0].first] == "and" else behind

    def _around_opening(self) -> tuple[list[Sentence], list[Sentence]]:
        """The sentences of the opening's block before and behind it."""
        if self.unit.opening is None:
            return [], []
        sentences = self.page.sentences_by_block[self.unit.opening.block]
        number = sentences.index(self.unit.opening)
        return sentences[:number], sentences[number + 1 :]
