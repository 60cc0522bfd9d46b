"""How many meetings a page claims to report."""

import re
from dataclasses import dataclass

from pipeline.patterns import holds_any
from pipeline.reading.page import Page
from pipeline.reading.segments import Segmentation

_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty".split()
)
_NUMBERS = {word: number for number, word in enumerate(_WORDS, 2)}
_DECLARED = re.compile(
    r"\b(?:held|had|attended|conducted|participated in|total of|took part in)"
    r"\s(?:a\stotal\sof\s|as\smany\sas\s|some\s|around\s|approximately\s)?"
    rf"(?P<n>\d{{1,2}}|{'|'.join(_WORDS)})"
    r"\s(?:[\w-]+\s(?:and\s|or\s)?){0,4}?(?:meetings|talks|events)\b"
)
# One of these is in whatever _DECLARED matches.
_MEETINGS = ("meetings", "talks", "events")


@dataclass(frozen=True, slots=True)
class Declared:
    """The number, and the characters that say it."""

    number: int
    start: int
    end: int


def declared_meetings(page: Page, segmentation: Segmentation) -> Declared | None:
    """The number of meetings that the lead claims."""
    for k in segmentation.lead:
        block = page.blocks[k]
        if not holds_any(page.text[block.start : block.end], _MEETINGS):
            continue
        match = _DECLARED.search(page.text, block.start, block.end)
        if match is not None:
            word = match["n"]
            return Declared(int(word) if word.isdigit() else _NUMBERS[word], match.start("n"), match.end("n"))
    return None
