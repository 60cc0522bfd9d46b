"""Which documents make a part of the tables: documents that follow each other by date, cut where their ids say so.

The cuts depend on the documents around them alone, so a document more moves the rows of its own part and no others.
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

    A part ends with a document whose id hashes to a chosen value, or with a year, if it is not too short then.
    """
    parts: list[list[Planned]] = [[]]
    for each in documents:
        part = parts[-1]
        if part and (len(part) >= 2 * DOCUMENTS or (len(part) >= DOCUMENTS // 4 and _may_end(part[-1], each))):
            part = []
            parts.append(part)
        part.append(each)
    return parts


def _may_end(last: Planned, following: Planned) -> bool:
    if (last.date and last.date.year) != (following.date and following.date.year):
        return True
    digest = hashlib.blake2b(last.document_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest) % DOCUMENTS == 0
