"""What reading and coding made of some documents, in one Arrow file with a row for each document."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.cache.keys import pack_name
from pipeline.cache.nested import lists
from pipeline.cache.store import Store
from pipeline.errors import CacheLost
from pipeline.reading.records import (
    BlockRecord,
    DocumentRecord,
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
from pipeline.topics.records import MeetingTopic, StatementTopic, TopicCoding

READINGS, CODINGS = "readings", "codings"
RECORDS: Mapping[str, type[Any]] = {
    "documents": DocumentRecord,
    "blocks": BlockRecord,
    "persons": PersonRecord,
    "visits": VisitRecord,
    "meetings": MeetingRecord,
    "participants": ParticipantRecord,
    "statements": StatementRecord,
    "mentions": MentionRecord,
    "evidence": EvidenceRecord,
    "issues": IssueRecord,
}
TOPICS: Mapping[str, type[Any]] = {"statement_topics": StatementTopic, "meeting_topics": MeetingTopic}
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


class Place(NamedTuple):
    """Where a result is: a pack's name and the row in it; ``date`` is the document's, None for codings."""

    pack: str
    row: int
    date: dt.date | None


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a document: its reading, or the issues that say why there is none."""

    key: str
    document_id: str
    text: str
    result: Reading | list[IssueRecord]

    @property
    def date(self) -> dt.date | None:
        """The day by which the document is sorted: its own, else the first of its meetings."""
        if not isinstance(self.result, Reading):
            return None
        days = [meeting.date for meeting in self.result.meetings if meeting.date is not None]
        return self.result.document.published_on or min(days, default=None)

    def records(self, kind: str) -> Sequence[Any]:
        """Its records of one of ``RECORDS``."""
        if not isinstance(self.result, Reading):
            return self.result if kind == "issues" else []
        found: Sequence[Any] = [self.result.document] if kind == "documents" else getattr(self.result, kind)
        return found


def write_readings(store: Store, read: Sequence[Read]) -> str:
    """Write a pack of readings; returns its name."""
    columns: dict[str, Any] = {
        "key": pa.array([each.key for each in read], pa.string()),
        "document_id": pa.array([each.document_id for each in read], pa.string()),
        "date": pa.array([each.date for each in read], pa.date32()),
        # The type is given, since there may be no text at all.
        "text": pa.array([each.text if isinstance(each.result, Reading) else None for each in read], pa.string()),
        **{name: lists(kind, [each.records(name) for each in read]) for name, kind in RECORDS.items()},
    }
    return _write(store, READINGS, columns)


def write_codings(store: Store, coded: Sequence[tuple[str, TopicCoding]]) -> str:
    """Write a pack of codings, each with its key; returns its name."""
    columns = {
        "key": pa.array([key for key, _ in coded], pa.string()),
        "statement_topics": lists(StatementTopic, [coding.statements for _, coding in coded]),
        "meeting_topics": lists(MeetingTopic, [coding.meetings for _, coding in coded]),
    }
    return _write(store, CODINGS, columns)


def _write(store: Store, folder: str, columns: Mapping[str, Any]) -> str:
    name = pack_name(folder, columns["key"].to_pylist())
    table = pa.table(dict(columns))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=_OPTIONS) as writer:
        writer.write_table(table)
    store.write(name, sink.getvalue())
    return name


def index(store: Store, folder: str) -> dict[str, Place]:
    """Where each result in ``folder`` of the store is, by key. A pack that is damaged counts as not there."""
    found: dict[str, Place] = {}
    for name in store.names(folder):
        try:
            table = _columns(store, name, ["key", "date"] if folder == READINGS else ["key"])
        except (pa.ArrowInvalid, OSError, CacheLost):
            continue
        dates = table["date"].to_pylist() if folder == READINGS else [None] * table.num_rows
        for row, (key, date) in enumerate(zip(table["key"].to_pylist(), dates, strict=True)):
            found[str(key)] = Place(name, row, date)
    return found


def take(store: Store, places: Sequence[Place], columns: Sequence[str]) -> pa.Table:
    """The rows at ``places``, in this order, with some columns; only the packs that hold them are read."""
    rows: dict[str, dict[int, None]] = {}
    for place in places:
        rows.setdefault(place.pack, {})[place.row] = None
    pieces: list[pa.Table] = []
    position: dict[tuple[str, int], int] = {}
    for pack, wanted in rows.items():
        for row in wanted:
            position[pack, row] = len(position)
        pieces.append(_columns(store, pack, columns).take(pa.array(list(wanted))))
    order = [position[place.pack, place.row] for place in places]
    if not pieces:
        return _EMPTY.select(list(columns))
    table = pa.concat_tables(pieces).combine_chunks()
    return table if order == list(range(len(order))) else table.take(pa.array(order))


def batches(store: Store, places: Sequence[Place], columns: Sequence[str], size: int) -> Iterator[pa.Table]:
    """The rows at ``places``, ``size`` documents at a time."""
    for start in range(0, len(places), size):
        yield take(store, places[start : start + size], columns)


def _columns(store: Store, name: str, columns: Sequence[str]) -> pa.Table:
    try:
        data = store.read(name)
    except FileNotFoundError as error:
        raise CacheLost(f"the cache has no {name} any more, which this build used: build everything again") from error
    names = pa.ipc.open_file(data).schema.names
    chosen = pa.ipc.IpcReadOptions(included_fields=[names.index(column) for column in columns])
    return pa.ipc.open_file(data, options=chosen).read_all().select(list(columns))


def _empty() -> pa.Table:
    kinds: Iterable[tuple[str, type[Any]]] = [*RECORDS.items(), *TOPICS.items()]
    plain: dict[str, Any] = {"key": pa.array([], pa.string()), "document_id": pa.array([], pa.string())}
    plain |= {"date": pa.array([], pa.date32()), "text": pa.array([], pa.string())}
    return pa.table({**plain, **{name: lists(kind, []) for name, kind in kinds}})


_EMPTY = _empty()
