"""A document's text with plain blanks, and the way back to the text as it stands.

Pages are full of no-break spaces, tabs, doubled blanks and CRLF line ends. The reading works on a view in which every
run of blanks inside a line is one space; the spans of its records are led back to the text as it was.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.patterns import holds_any
from pipeline.reading.records import (
    EvidenceRecord,
    IssueRecord,
    MeetingRecord,
    MentionRecord,
    ParticipantRecord,
    PersonRecord,
    Reading,
    StatementRecord,
    VisitRecord,
)

Spanned = (
    PersonRecord
    | VisitRecord
    | MeetingRecord
    | ParticipantRecord
    | StatementRecord
    | MentionRecord
    | EvidenceRecord
    | IssueRecord
)

# White space within a line that is not just one space: a longer run, or one odd blank.
_BLANKS = re.compile(r"[^\S\n](?:[^\S\n]+|(?<! ))")
# The same where there are no odd blanks: the search skips from one pair of spaces to the next.
_SPACES = re.compile(r"  +")
# All white space but the space and the line feed.
ODD_BLANKS = (
    "\t\v\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


@dataclass(frozen=True, slots=True)
class FlatText:
    """``text`` is the view. ``cuts`` are offsets in it behind which ``lost`` characters of the original were left out so far."""

    original: str
    text: str
    cuts: tuple[int, ...]
    lost: tuple[int, ...]

    def start(self, offset: int) -> int:
        """The original offset of a character of the view."""
        return offset + self.lost[bisect_right(self.cuts, offset)]

    def lead_back(self, reading: Reading) -> None:
        """Give every record of ``reading`` its span, and the text it shows, in the original."""
        reading.document.n_chars = len(self.original)
        for block in reading.blocks:
            block.char_start = self.start(block.char_start)
        for block, following in pairwise(reading.blocks):
            block.char_end = following.char_start
        if reading.blocks:
            reading.blocks[-1].char_end = len(self.original)
        self._lead_back(reading.persons, reading.visits, reading.meetings, reading.participants)
        self._lead_back(reading.statements, reading.mentions, reading.evidence, reading.issues)
        for statement in reading.statements:
            statement.text = self.original[statement.char_start : statement.char_end]
        for mention in reading.mentions:
            mention.text = self.original[mention.char_start : mention.char_end]

    def _lead_back(self, *lists: Sequence[Spanned]) -> None:
        cuts, lost = self.cuts, self.lost
        if not cuts:
            return
        for records in lists:
            for record in records:
                start, end = record.char_start, record.char_end
                if start is not None and end is not None:
                    # A span ends behind its last character; what was cut out behind that is no part of it.
                    record.char_start = start + lost[bisect_right(cuts, start)]
                    record.char_end = end + lost[bisect_right(cuts, end - 1)]


def flatten(text: str) -> FlatText:
    """Make the view of ``text``: a run of blanks is one space, at the beginning of a line as many as there were blanks."""
    pieces: list[str] = []
    cuts: list[int] = []
    lost: list[int] = [0]
    position = length = 0
    blanks = _BLANKS if holds_any(text, ODD_BLANKS) else _SPACES
    for match in blanks.finditer(text):
        start, end = match.span()
        kept = 1 if start and text[start - 1] != "\n" else end - start
        pieces += (text[position:start], " " * kept)
        length += start - position + kept
        position = end
        if end - start > kept:
            cuts.append(length)
            lost.append(lost[-1] + end - start - kept)
    pieces.append(text[position:])
    return FlatText(text, "".join(pieces) if position else text, tuple(cuts), tuple(lost))
