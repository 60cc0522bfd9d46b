"""Which documents make a part of the tables: documents that follow each other by date, cut where their ids say so.

The cuts depend on the documents around them alone, so a document more changes its own part, seldom the next one too.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Documents of a part, about; a part is never longer than twice that.
DOCUMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Planned:
    """A document and where its reading is: row ``row`` of the pack ``pack``; ``key`` is the reading's."""

    document_id: str
    date: dt.date | None
    key: str
    pack: str
    row: int


def in_order(documents: Iterable[Planned]) -> list[Planned]:
    """The order of all tables: by date, documents without one last, then by id."""
    return sorted(documents, key=lambda each: (each.date is None, each.date or dt.date.min, each.document_id))


def cut(documents: Sequence[Planned]) -> list[list[Planned]]:
    """Cut documents that are in order into parts; there is one at least, though it be empty.

    A part ends with a year, or with a document whose id hashes to a chosen value, if it is not too short then. Where
    it would grow too long, it ends with the document whose id has the lowest hash.
    """
    parts: list[list[Planned]] = []
    start = 0
    while start < len(documents):
        end = _end(documents, start)
        parts.append(list(documents[start:end]))
        start = end
    return parts or [[]]


def _end(documents: Sequence[Planned], start: int) -> int:
    """Where the part that begins at ``start`` ends."""
    longest = start + 2 * DOCUMENTS
    candidates = range(start + max(DOCUMENTS // 4, 1), min(longest + 1, len(documents)))
    for end in candidates:
        if _year(documents[end - 1]) != _year(documents[end]) or _hash(documents[end - 1]) % DOCUMENTS == 0:
            return end
    if longest >= len(documents):
        return len(documents)
    return min(candidates, key=lambda end: _hash(documents[end - 1]))


def _year(document: Planned) -> int | None:
    return None if document.date is None else document.date.year


def _hash(document: Planned) -> int:
    return int.from_bytes(hashlib.blake2b(document.document_id.encode(), digest_size=8).digest())


def label(part: Sequence[Planned]) -> str:
    """What a part's files are named after: the first and the last day of its documents, such as 20190104-20190628."""
    days = [f"{each.date:%Y%m%d}" if each.date is not None else "undated" for each in (*part[:1], *part[-1:])]
    return "-".join(dict.fromkeys(days)) or "empty"
