"""Cutting text into the sentences within which contexts are looked for.

A light cut over characters: the words of a context stand in the same sentence or they do not, and a full stop of an
abbreviation decides that; the reading's tokenizer, which knows more, costs more than all of the coding of topics.
"""

import re
from collections.abc import Iterator

# A stop with what closes behind it; one whose blank was lost; an empty line. Set out so that all three begin with one
# set of characters, the search skips everything else.
_STOP = re.compile(r"[.!?\n](?:(?<!\n)[\"”’')\]]*(?=\s|$)|(?<=[a-z]\.)(?=[A-Z][a-z])|(?<=\n)\s*\n)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Messrs|Dr|Prof|Hon|Rt|Amb|Gen|Lt|Col|Sen|St|No|Nos|Vol|Jr|Sr|vs|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept|Sep|Oct|Nov|Dec)|\b[A-Za-z]|\b(?:[A-Za-z]\.)+[A-Za-z])$"
)
_STARTER = re.compile(
    r"\s+(?:The (?:two|three|four|leaders|ministers|sides)|Both|He|She|They|In (?:response|addition)|With regard"
    r"|Regarding|Furthermore|Moreover|Additionally|Lastly|Finally|On|At the|Minister [A-Z])\b",
)


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of ``text[start:end]``, in order, together all of it."""
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if text[stop.start()] == "." and _is_abbreviation(text, begin, stop.start(), stop.end()):
            continue
        yield begin, stop.end()
        begin = stop.end()
    if text[begin:end].strip():
        yield begin, end


def _is_abbreviation(text: str, begin: int, dot: int, after: int) -> bool:
    """Whether the full stop at ``dot`` is an abbreviation's; that of "… by the U.S. They …" ends a sentence too."""
    return bool(_ABBREVIATION.search(text, max(begin, dot - 12), dot)) and not _STARTER.match(text, after)
