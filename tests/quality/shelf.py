"""The collections of pages coded by hand, the floors held for them, and the pipeline run on them in process."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pipeline import reading, topics
from pipeline.entities import persons
from pipeline.entities.persons import Named
from pipeline.reading.records import Reading
from tests.quality.gold import load_all
from tests.quality.scoring import CodedTables, Score, score

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
SHARED = PROJECT.parent / "shared"
FLOORS = HERE / "floors.toml"
# Stands between the collections whose pages are counted together.
TOGETHER = " + "


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a collection's gold files and pages lie."""

    gold: Path
    corpus: Path

    def missing(self) -> str | None:
        """Why the collection cannot be scored here, None if it can."""
        absent = [str(path) for path in (self.gold, self.corpus) if not path.is_dir()]
        return f"no folder {' and '.join(absent)}" if absent else None


SHELVES: Mapping[str, Shelf] = {
    "seeds": Shelf(SHARED / "gold" / "seeds", SHARED / "corpus"),
    "mofa_jp": Shelf(HERE / "gold" / "mofa_jp", PROJECT / "raw"),
    "fresh": Shelf(HERE / "fresh" / "gold", HERE / "fresh" / "corpus"),
    "fresh2": Shelf(HERE / "fresh2" / "gold", HERE / "fresh2" / "corpus"),
    "fresh3": Shelf(HERE / "fresh3" / "gold", HERE / "fresh3" / "corpus"),
    "fresh4": Shelf(HERE / "fresh4" / "gold", HERE / "fresh4" / "corpus"),
}


@dataclass(frozen=True, slots=True)
class Floors:
    """What ``floors.toml`` says: the collections that are scored, and the least F1 of each figure."""

    collections: tuple[str, ...]
    pages: Mapping[str, Mapping[str, float]]
    sentences: Mapping[str, float]

    def groups(self) -> dict[str, tuple[str, ...]]:
        """The names of all tables to print, each with its collections: every one alone, then those held together."""
        alone = {name: (name,) for name in self.collections}
        joined = {name: tuple(name.split(TOGETHER)) for name in self.pages if TOGETHER in name}
        return alone | {name: parts for name, parts in joined.items() if set(parts) <= set(self.collections)}

    def of(self, group: str) -> Mapping[str, float]:
        """The floors of a collection or of several together."""
        return self.pages.get(group, {})


def load_floors(path: Path = FLOORS) -> Floors:
    """Read the floors.

    Raises:
        ValueError: a collection is unknown, or one that is scored has no floors.
    """
    data = tomllib.loads(path.read_text("utf-8"))
    floors = Floors(tuple(data["collections"]), data["pages"], data["sentences"])
    unknown = sorted(set(floors.collections) - SHELVES.keys())
    bare = sorted(set(floors.collections) - floors.pages.keys())
    if unknown or bare:
        raise ValueError(f"{path.name}: unknown collections {unknown}, collections without floors {bare}")
    return floors


@cache
def score_collection(name: str) -> Score:
    """Run the pipeline on the pages of a collection and score it against their gold."""
    shelf = SHELVES[name]
    return score(code_pages(shelf), shelf.gold, shelf.corpus)


def score_group(parts: tuple[str, ...]) -> Score:
    """The score of several collections counted together."""
    total = Score()
    for name in parts:
        total = total + score_collection(name)
    return total


def code_pages(shelf: Shelf) -> CodedTables:
    """Reading, entities and topics of all pages that the collection has gold for, in process.

    A page of unknown layout has no rows; any other error of the pipeline is raised.
    """
    pages: dict[str, str] = {}
    readings: list[Reading] = []
    for gold in load_all(shelf.gold):
        data = (shelf.corpus / gold.document).read_bytes()
        document_id = gold.document.rpartition(".")[0]
        text = data.decode("utf-8")
        try:
            readings.append(reading.read_document(document_id, text, hashlib.sha256(data).hexdigest()))
        except reading.UnknownLayout:
            continue
        pages[document_id] = text
    return code_readings(pages, readings)


def code_readings(pages: Mapping[str, str], readings: list[Reading]) -> CodedTables:
    """The tables of documents that were read; ``pages`` holds their texts by document id."""
    named = (person for each in readings for person in each.persons)
    ids, people = persons.resolve(Named(*(getattr(person, name) for name in Named._fields)) for person in named)

    def with_person(records: list[object]) -> list[dict[str, object]]:
        rows = [asdict(record) for record in records]  # type: ignore[call-overload]
        for row in rows:
            key = row.pop("person_key")
            row["person_id"] = None if key is None else ids[key]
        return rows

    coded = [
        topics.code_document(
            pages[each.document.document_id], each.meetings, each.blocks, each.statements, each.participants
        )
        for each in readings
    ]
    return CodedTables(
        documents=[asdict(each.document) for each in readings],
        visits=with_person([visit for each in readings for visit in each.visits]),
        meetings=[asdict(meeting) for each in readings for meeting in each.meetings],
        participants=with_person([person for each in readings for person in each.participants]),
        persons=[asdict(person) for person in people],
        statements=[asdict(statement) for each in readings for statement in each.statements],
        mentions=[asdict(mention) for each in readings for mention in each.mentions],
        meeting_topics=[asdict(topic) for each in coded for topic in each.meetings],
    )
