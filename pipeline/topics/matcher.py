"""Finding the terms: one pass over the text for all phrases, then the tests of context.

The text is searched once per document (`Matcher.scan`); which of the finds count is asked once per meeting
(`Matcher.hits`), because sentences, participants and the words around decide it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.topics.phrases import Pattern, compile_phrase, lower
from pipeline.topics.terms import NO_TOPIC, Context, Term, load_terms

Span = tuple[int, int]

NEAR_CHARACTERS = 40
# Few of them occur in a text, and looking for one costs next to nothing; a translation table costs by the character.
_SAME = [("-", "‐‑‒–—−"), ("'", "’‘`´"), (" ", "\n\r\t\u00a0\u2009\u202f\u3000")]
_BLANKS = re.compile(r" {2,}")
_BETWEEN = re.compile(r"[\s\-‐‑–—\"“”'’‘(]*(?:(?:the|a|an|its|his|her|their)[\s\"“‘']+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class TermHit:
    """A term that counts: its characters in the text, its topic, and the phrase of ``topic_terms.csv``."""

    start: int
    end: int
    topic_id: str
    term: str


@dataclass(frozen=True, slots=True)
class Scan:
    """A text and where in it every phrase of the reference file stands, by the phrase's number, in order."""

    text: str
    found: dict[int, list[Span]]


class Matcher:
    """Searches for the terms of a reference file and judges their contexts."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = terms
        self._numbers: dict[str, int] = {}
        anchors: dict[str, list[tuple[int, Pattern]]] = {}
        contexts = (context for term in terms for context in (*term.unless, *term.only) if context.phrase)
        for phrase in (*(term.phrase for term in terms), *(context.phrase for context in contexts)):
            if phrase in self._numbers:
                continue
            number = self._numbers.setdefault(phrase, len(self._numbers))
            for pattern in compile_phrase(phrase):
                anchors.setdefault(pattern.anchor, []).append((number, pattern))
        self._automaton = AhoCorasick(list(anchors), matchkind=MatchKind.Standard, store_patterns=False)
        self._patterns = list(anchors.values())
        self._by_number: dict[int, list[Term]] = {}
        for term in terms:
            self._by_number.setdefault(self._numbers[term.phrase], []).append(term)

    def scan(self, text: str) -> Scan:
        """Find all phrases in ``text``, terms and contexts alike."""
        cased, shifts = _fold(text)
        flat = lower(cased).replace("-", " ")
        found: dict[int, list[Span]] = {}
        last = len(flat)
        patterns = self._patterns
        for which, start, end in self._automaton.find_matches_as_indexes(flat, overlapping=True):
            if start and flat[start - 1].isalnum() and flat[start].isalnum():
                continue
            at_word_end = end == last or not (flat[end].isalnum() and flat[end - 1].isalnum())
            for number, pattern in patterns[which]:
                stop = end
                if not pattern.source:
                    if not at_word_end:
                        if not pattern.open_ended:
                            continue
                        while stop < last and flat[stop].isalnum():
                            stop += 1
                else:
                    if pattern.unhyphenated and start and cased[start - 1] == "-":
                        continue
                    match = pattern.regex.match(cased, start)
                    if match is None:
                        continue
                    stop = match.end()
                found.setdefault(number, []).append((start, stop))
        if shifts:
            for spans in found.values():
                spans[:] = [(_unfold(start, shifts), _unfold(end - 1, shifts) + 1) for start, end in spans]
        for spans in found.values():
            spans.sort()
        return Scan(text, found)

    def hits(self, scan: Scan, sentences: Sequence[Span], countries: AbstractSet[str] = frozenset()) -> list[TermHit]:
        """The terms that count in the ``sentences`` of one meeting (in order, not overlapping).

        ``countries`` are the ISO 3166 alpha-3 codes of those who take part. A topic is named once by overlapping words.
        """
        if not sentences:
            return []
        place = _Place(scan, sentences, countries, self._numbers)
        masks: list[Span] = []
        candidates: list[TermHit] = []
        for number in scan.found.keys() & self._by_number.keys():
            for span in scan.found[number]:
                sentence = place.sentence(span)
                if sentence is None:
                    continue
                for term in self._by_number[number]:
                    if not place.allows(term, span, sentence):
                        continue
                    if term.topic_id == NO_TOPIC:
                        masks.append(span)
                    else:
                        candidates.append(TermHit(*span, term.topic_id, term.phrase))
        kept: list[TermHit] = []
        ends: dict[str, int] = {}
        for hit in sorted(candidates, key=lambda hit: (hit.start, -hit.end, hit.topic_id, hit.term)):
            if hit.start < ends.get(hit.topic_id, -1) or any(s <= hit.start and hit.end <= e for s, e in masks):
                continue
            ends[hit.topic_id] = hit.end
            kept.append(hit)
        return kept


@dataclass(slots=True)
class _Place:
    """Where terms are judged: a meeting's sentences, its countries, and what else stands there."""

    scan: Scan
    sentences: Sequence[Span]
    countries: AbstractSet[str]
    numbers: dict[str, int]

    def sentence(self, span: Span) -> Span | None:
        k = bisect_right(self.sentences, span[0], key=lambda sentence: sentence[0]) - 1
        return self.sentences[k] if k >= 0 and span[0] < self.sentences[k][1] else None

    def allows(self, term: Term, span: Span, sentence: Span) -> bool:
        if any(self.holds(context, span, sentence) for context in term.unless):
            return False
        return not term.only or any(self.holds(context, span, sentence) for context in term.only)

    def holds(self, context: Context, span: Span, sentence: Span) -> bool:
        if context.scope == "with":
            return not context.countries.isdisjoint(self.countries)
        found = self.scan.found.get(self.numbers[context.phrase])
        if found is None:
            return False
        start, end = span
        if context.scope == "meeting":
            return any(self.sentence(other) is not None for other in found)
        here = found[bisect_left(found, (sentence[0], 0)) : bisect_left(found, (sentence[1], 0))]
        text = self.scan.text
        match context.scope:
            case "near":
                return any(e > start - NEAR_CHARACTERS and s < end + NEAR_CHARACTERS for s, e in here)
            case "before":
                return any(e <= start and _BETWEEN.fullmatch(text, e, start) for _, e in here)
            case "after":
                return any(s >= end and _BETWEEN.fullmatch(text, end, s) for s, _ in here)
            case "inside":
                return any(s <= start and end <= e for s, e in here)
            case _:
                return bool(here)


@cache
def load_matcher() -> Matcher:
    """The matcher for the terms that the package ships."""
    return Matcher(load_terms())


def _fold(text: str) -> tuple[str, list[Span]]:
    """One kind of dash, apostrophe and blank, and single blanks; with (position after, characters lost so far)."""
    cased = text
    for plain, variants in _SAME:
        for variant in variants:
            cased = cased.replace(variant, plain)
    shifts: list[Span] = []
    pieces: list[str] = []
    begin = lost = 0
    for run in _BLANKS.finditer(cased):
        pieces.append(cased[begin : run.start() + 1])
        begin = run.end()
        lost += run.end() - run.start() - 1
        shifts.append((run.end() - lost, lost))
    if not shifts:
        return cased, shifts
    pieces.append(cased[begin:])
    return "".join(pieces), shifts


def _unfold(position: int, shifts: list[Span]) -> int:
    k = bisect_right(shifts, position, key=lambda shift: shift[0])
    return position + (shifts[k - 1][1] if k else 0)
