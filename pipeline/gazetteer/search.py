"""Every mention of a country, an organization or a city in a document, in one pass."""

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.gazetteer import guards
from pipeline.gazetteer.reference import organization_row
from pipeline.gazetteer.terms import Term, all_terms


class Hit(NamedTuple):
    """A mention: ``text`` is the document from ``start`` to ``end`` (code points, end exclusive).

    ``entity_type`` is "country" (``entity_id`` an ISO 3166-1 code), "organization" (an organization_id) or "place" (the
    usual name of a city or territory). ``method`` says what kind of name it was, such as "country:adjective".
    """

    start: int
    end: int
    entity_type: str
    entity_id: str
    text: str
    method: str


# A term found in the squeezed text: start, end, term.
_Found = tuple[int, int, Term]

# White space that is not just one space or line feed, nor just the two line feeds of a blank line.
_SURPLUS_SPACE = re.compile(r"\s(?:(?!(?<=\n)\n(?!\s))\s+|(?<![ \n]))")
_NARROWER_BODIES = frozenset({"international_organization", "regional_organization"})
# A short form that runs into its neighbour ("NationsJapan") is rather a part of another word.
_SHORTEST_GLUED = 5


@cache
def _automaton() -> tuple[AhoCorasick, tuple[Term, ...]]:
    """All terms compiled once. Overlapping search, because the longest match may fail at its boundary."""
    terms = all_terms()
    return AhoCorasick([term.pattern for term in terms], matchkind=MatchKind.Standard), terms


class _Squeezed:
    """A text with single spaces, straight apostrophes and plain hyphens that remembers its own offsets."""

    def __init__(self, text: str) -> None:
        plain = text.replace("’", "'").replace("‘", "'").replace("‑", "-")
        self._cuts: list[int] = []
        self._shifts: list[int] = []
        pieces: list[str] = []
        done = length = 0
        for surplus in _SURPLUS_SPACE.finditer(plain):
            start, kept = surplus.start(), _squeeze(surplus[0])
            pieces += (plain[done:start], kept)
            length += start - done + len(kept)
            done = surplus.end()
            self._cuts.append(length)
            self._shifts.append(done - length)
        pieces.append(plain[done:])
        self.text = "".join(pieces)

    def original(self, offset: int) -> int:
        """Where the character at this offset stands in the text as given."""
        at = bisect_right(self._cuts, offset)
        return offset + self._shifts[at - 1] if at else offset


def _squeeze(run: str) -> str:
    """What is left of a run of white space: a space, a line feed, or the two of a blank line."""
    before, *lines = run.split("\n")
    if not lines:
        return " "
    if len(lines) > 1:
        return "\n\n"
    return " \n" if len(before) > 1 else "\n"


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on at either end; lower case running into a capital ("NationsJapan") ends a word."""
    if start and text[start - 1].isalnum() and text[start].isalnum():
        glued = text[start - 1].islower() and text[start].isupper() and end - start >= _SHORTEST_GLUED
        if not glued:
            return False
    if end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        return text[end - 1].islower() and text[end].isupper() and end - start >= _SHORTEST_GLUED
    return True


def _longest(text: str) -> list[_Found]:
    """Leftmost-longest whole terms, masks included, without overlap."""
    automaton, terms = _automaton()
    whole = [
        (start, -end, index)
        for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True)
        if _is_whole(text, start, end)
    ]
    whole.sort()
    chosen: list[_Found] = []
    free_from = 0
    for start, minus_end, index in whole:
        if start >= free_from:
            free_from = -minus_end
            chosen.append((start, free_from, terms[index]))
    return chosen


def _owns_bodies(term: Term) -> bool:
    """Whether this entity may have a Security Council or General Assembly of its own."""
    if term.entity_type == "organization":
        return term.entity_id != "un" and organization_row(term.entity_id).kind in _NARROWER_BODIES
    return term.method in ("country:adjective", "country:name", "country:official")


def _is_anothers_body(text: str, found: list[_Found], position: int) -> bool:
    """Another owner beside it: "Russian Security Council", "Security Council of Belarus", "OAS General Assembly"."""
    start, end, _ = found[position]
    if position and found[position - 1][1] == start - 1 and text[start - 1] == " ":
        owner = found[position - 1][2]
        if owner.method != "country:name" and _owns_bodies(owner):
            return True
    if position + 1 < len(found):
        next_start, _, owner = found[position + 1]
        return text[end:next_start] in (" of ", " of the ") and _owns_bodies(owner)
    return False


def find(text: str) -> list[Hit]:
    """All mentions in ``text``, in order and without overlap.

    Names match as written or in capitals, across line breaks within a paragraph and repeated spaces; acronyms in their
    own case. Where names overlap the leftmost, then the longest counts.
    """
    squeezed = _Squeezed(text)
    plain = squeezed.text
    # A name runs on over one line break; over a blank line none does, since none holds two spaces.
    found = _longest(plain.replace("\n", " "))
    addresses = guards.addresses(plain)
    hits: list[Hit] = []
    for position, (start, end, term) in enumerate(found):
        if (
            term.entity_type == "mask"
            or (term.is_single_name and guards.is_person(plain, start, end, term))
            or (term.method == "place:city" and guards.is_part_of_name(plain, end))
            or (term.method == "country:adjective" and guards.is_language(plain, start, end))
            or (term.is_shared and _is_anothers_body(plain, found, position))
            or (addresses and any(first <= start < last for first, last in addresses))
        ):
            continue
        first, last = squeezed.original(start), squeezed.original(end - 1) + 1
        hits.append(Hit(first, last, term.entity_type, term.entity_id, text[first:last], term.method))
    return hits
