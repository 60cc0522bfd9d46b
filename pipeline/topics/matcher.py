"""Finding the terms: one pass over the text for the beginnings of all phrases, then the tests of context.

The text is searched once per document (`Matcher.scan`); which of the finds count is asked once per meeting
(`Matcher.hits`), because sentences, participants and the words around decide it. Of the contexts only those are looked
at on which a term that was found depends.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.topics.phrases import Pattern, compile_phrase, lower
from pipeline.topics.terms import NO_TOPIC, Context, Term, load_terms

Span = tuple[int, int]
# A term that can count in a text, with those contexts that must not and of which one must hold.
_Possible = tuple[Term, tuple[Context, ...], tuple[Context, ...]]

NEAR_CHARACTERS = 40
# Few of them occur in a text, and looking for one costs next to nothing; a translation table costs by the character.
_SAME = [("-", "‐‑‒–—−"), ("'", "’‘`´"), (" ", "\n\r\t\u00a0\u2009\u202f\u3000")]
# Written with two blanks, not " {2,}": the search then skips from blank to blank.
_BLANKS = re.compile(r"  +")
_BETWEEN = re.compile(r"[\s\-‐‑–—\"“”'’‘(]*(?:(?:the|a|an|its|his|her|their)[\s\"“‘']+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class TermHit:
    """A term that counts: its characters in the text, its topic, and the phrase of ``topic_terms.csv``."""

    start: int
    end: int
    topic_id: str
    term: str


@dataclass(frozen=True, slots=True)
class _Judged:
    """A term with the anchors of its contexts, of which one stands wherever one of them holds (None: not known)."""

    term: Term
    unless: frozenset[int] | None
    only: frozenset[int] | None

    def possible(self, there: AbstractSet[int]) -> _Possible | None:
        """The term where the anchors ``there`` stand; None where one of its contexts must hold and none can."""
        term = self.term
        if term.only and self.only is not None and self.only.isdisjoint(there):
            return None
        can_fail = term.unless and (self.unless is None or not self.unless.isdisjoint(there))
        return term, term.unless if can_fail else (), term.only


class Scan:
    """A text and where in it the phrases of a reference file stand.

    ``finds`` has the spans of all that terms say, each with the number of its phrase, in order, and ``terms`` the terms of
    these numbers; ``contexts`` the spans of the contexts asked for so far, by number; ``anchors`` where the anchors stand
    in the folded text, by number.
    """

    def __init__(self, text: str, automaton: AhoCorasick) -> None:
        self.text = text
        self.cased, self._shifts = _fold(text)
        self.flat = lower(self.cased).replace("-", " ")
        self.finds: list[tuple[int, int, int]] = []
        self.terms: dict[int, list[_Possible]] = {}
        self.contexts: dict[int, list[Span]] = {}
        self.anchors = anchors = defaultdict[int, list[Span]](list)
        for which, start, end in automaton.find_matches_as_indexes(self.flat, overlapping=True):
            anchors[which].append((start, end))
        self._shifted_from = [position for position, _ in self._shifts]
        self._lost = [lost for _, lost in self._shifts]

    def unfold(self, start: int, end: int) -> Span:
        """The span of the text for one of the folded text."""
        if not self._shifts:
            return start, end
        before, within = bisect_right(self._shifted_from, start), bisect_right(self._shifted_from, end - 1)
        return start + (self._lost[before - 1] if before else 0), end + (self._lost[within - 1] if within else 0)


class Matcher:
    """Searches for the terms of a reference file and judges their contexts."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._numbers: dict[str, int] = {}
        self._by_number: dict[int, list[_Judged]] = {}
        # The patterns of each phrase, each with the number of its anchor.
        self._patterns: list[list[tuple[int, Pattern]]] = []
        # What terms begin with an anchor: the number of the phrase, the pattern, and the numbers of what it needs.
        self._beginnings: dict[int, list[tuple[int, Pattern, frozenset[int]]]] = {}
        anchors: dict[str, int] = {}
        for number in dict.fromkeys(self._number(term.phrase, anchors) for term in terms):
            for which, pattern in self._patterns[number]:
                needs = frozenset(anchors.setdefault(word, len(anchors)) for word in pattern.needs)
                self._beginnings.setdefault(which, []).append((number, pattern, needs))
        for term in terms:
            judged = _Judged(term, self._anchors(term.unless, anchors), self._anchors(term.only, anchors))
            self._by_number.setdefault(self._numbers[term.phrase], []).append(judged)
        self._automaton = AhoCorasick(list(anchors), matchkind=MatchKind.Standard, store_patterns=False)

    def _number(self, phrase: str, anchors: dict[str, int]) -> int:
        """The number of a phrase; a new one is compiled, and its anchors are numbered."""
        number = self._numbers.setdefault(phrase, len(self._numbers))
        if number == len(self._patterns):
            compiled = compile_phrase(phrase)
            self._patterns.append([(anchors.setdefault(each.anchor, len(anchors)), each) for each in compiled])
        return number

    def _anchors(self, contexts: Sequence[Context], anchors: dict[str, int]) -> frozenset[int] | None:
        """The anchors of which one stands wherever one of the contexts holds; None where no anchor tells that."""
        numbers = [self._number(context.phrase, anchors) for context in contexts if context.scope != "with"]
        found = frozenset(which for number in numbers for which, _ in self._patterns[number])
        return found if len(numbers) == len(contexts) else None

    def scan(self, text: str) -> Scan:
        """Find all terms in ``text``."""
        scan = Scan(text, self._automaton)
        cased, flat = scan.cased, scan.flat
        there = set(scan.anchors)
        # Regular expressions take these letters for an i or s, which the search for what they need does not.
        doubtful = any(letter in cased for letter in "ıİſ")
        for which in there & self._beginnings.keys():
            for number, pattern, needs in self._beginnings[which]:
                if needs and needs.isdisjoint(there) and not doubtful:
                    continue
                for start, end in scan.anchors[which]:
                    stop = pattern.end(cased, flat, start, end)
                    if stop is not None:
                        scan.finds.append((*scan.unfold(start, stop), number))
        scan.finds.sort()
        for number in {number for _, _, number in scan.finds}:
            scan.terms[number] = terms = []
            for judged in self._by_number[number]:
                possible = judged.possible(there)
                if possible is not None:
                    terms.append(possible)
        return scan

    def context(self, scan: Scan, phrase: str) -> list[Span]:
        """Where a context's phrase stands in the text, in order."""
        number = self._numbers[phrase]
        found = scan.contexts.get(number)
        if found is None:
            found = scan.contexts[number] = []
            for which, pattern in self._patterns[number]:
                for start, end in scan.anchors.get(which, ()):
                    stop = pattern.end(scan.cased, scan.flat, start, end)
                    if stop is not None:
                        found.append(scan.unfold(start, stop))
            found.sort()
        return found

    def hits(self, scan: Scan, sentences: Sequence[Span], countries: AbstractSet[str] = frozenset()) -> list[TermHit]:
        """The terms that count in the ``sentences`` of one meeting (in order, not overlapping).

        ``countries`` are the ISO 3166 alpha-3 codes of those who take part. A topic is named once by overlapping words.
        """
        if not sentences:
            return []
        place = _Place(self, scan, sentences, countries)
        masks: list[Span] = []
        candidates: list[tuple[int, int, str, str]] = []  # start, end as a negative number, topic, phrase
        finds = scan.finds
        for sentence in sentences:
            for start, end, number in finds[bisect_left(finds, sentence[:1]) : bisect_left(finds, sentence[1:])]:
                for term, unless, only in scan.terms[number]:
                    if (unless or only) and not place.allows((start, end), sentence, unless, only):
                        continue
                    if term.topic_id == NO_TOPIC:
                        masks.append((start, end))
                    else:
                        candidates.append((start, -end, term.topic_id, term.phrase))
        kept: list[TermHit] = []
        ends: dict[str, int] = {}
        masks.sort(reverse=True)
        masked = 0  # up to where masks reach that begin before or with the hit
        for start, minus_end, topic_id, phrase in sorted(candidates):
            end = -minus_end
            while masks and masks[-1][0] <= start:
                masked = max(masked, masks.pop()[1])
            if end > masked and start >= ends.get(topic_id, 0):
                ends[topic_id] = end
                kept.append(TermHit(start, end, topic_id, phrase))
        return kept


class _Place:
    """Where terms are judged: a meeting's sentences, its countries, and what else stands there."""

    def __init__(self, matcher: Matcher, scan: Scan, sentences: Sequence[Span], countries: AbstractSet[str]) -> None:
        self.matcher = matcher
        self.scan = scan
        self.sentences = sentences
        self.countries = countries

    def allows(self, span: Span, sentence: Span, unless: Iterable[Context], only: Sequence[Context]) -> bool:
        """Whether the contexts let a term count that stands at ``span``."""
        if any(self.holds(context, span, sentence) for context in unless):
            return False
        return not only or any(self.holds(context, span, sentence) for context in only)

    def holds(self, context: Context, span: Span, sentence: Span) -> bool:
        """Whether a context is there."""
        if context.scope == "with":
            return not context.countries.isdisjoint(self.countries)
        found = self.matcher.context(self.scan, context.phrase)
        if not found:
            return False
        if context.scope == "meeting":
            return any(begin <= at < stop for at, _ in found for begin, stop in self.sentences)
        start, end = span
        here = found[bisect_left(found, sentence[:1]) : bisect_left(found, sentence[1:])]
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
