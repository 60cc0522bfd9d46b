"""Make one part of the tables: the rows of some documents, in their order, from the packs that hold what was read.

A part's rows are checked against the tables' declarations before they are written. The files are kept under a hash of
what went in, so a part in which nothing changed is not made again.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.cache import packs
from pipeline.cache.keys import key_of
from pipeline.cache.nested import structs, table_of
from pipeline.cache.packs import Place
from pipeline.cache.store import Store
from pipeline.reading.records import IssueRecord
from pipeline.releases.parquet import checked_bytes
from pipeline.tables import schema
from pipeline.topics.tables import COLUMNS, tally

PARSED = ("documents", "texts", "blocks", "meetings", "statements", "evidence", "issues")
PERSONAL = ("visits", "participants", "mentions")
CODED = ("statement_topics", "meeting_topics")
TALLIES = "tallies"
FOLDER, ABOUT = "parts", "about.json"
_TALLY_TYPES: Mapping[str, pa.DataType] = {"str": pa.string(), "Int64": pa.int64()}
TALLY_SCHEMA = pa.schema([pa.field(name, _TALLY_TYPES[dtype]) for name, dtype in COLUMNS.items()])


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file of the store that holds a part's rows of one table."""

    name: str
    rows: int
    bytes: int
    sha256: str


Part = Mapping[str, PartFile]
"""The files of a part by table."""


@dataclass(frozen=True, slots=True)
class PartTask:
    """Documents of one part by where they are; ``key`` names the part's files by all that goes into them.

    ``codings`` are given where topics are needed, ``person_ids`` (by ``person_key``) where persons are.
    """

    store: Store
    key: str
    readings: tuple[Place, ...]
    codings: tuple[Place, ...] = ()
    person_ids: Mapping[str, str] | None = None


def parsed_part(task: PartTask) -> Part:
    """The tables in ``PARSED``."""

    def make() -> dict[str, pa.Table]:
        read = packs.take(task.store, task.readings, ["document_id", "text", *(t for t in PARSED if t != "texts")])
        tables = {table: table_of(read[table]) for table in PARSED if table != "texts"}
        return tables | {"texts": read.select(["document_id", "text"]).drop_null()}

    return _made(task, make)


def personal_part(task: PartTask) -> Part:
    """The tables in ``PERSONAL``: what names persons, with the ids that they have across documents."""
    ids = task.person_ids or {}

    def make() -> dict[str, pa.Table]:
        read = packs.take(task.store, task.readings, PERSONAL)
        tables = {table: table_of(read[table]) for table in PERSONAL}
        for table in ("visits", "participants"):
            keys = tables[table]["person_key"].to_pylist()
            column = pa.array([None if key is None else ids[key] for key in keys], pa.string())
            tables[table] = tables[table].append_column("person_id", column).drop_columns("person_key")
        mentions = tables["mentions"]
        named = zip(mentions["entity_type"].to_pylist(), mentions["entity_id"].to_pylist(), strict=True)
        column = pa.array([ids[str(key)] if kind == "person" else key for kind, key in named], pa.string())
        tables["mentions"] = mentions.drop_columns("entity_id").append_column("entity_id", column)
        return tables

    return _made(task, make)


def coded_part(task: PartTask) -> Part:
    """The tables in ``CODED``, and ``TALLIES``: what the topic tables count."""

    def make() -> dict[str, pa.Table]:
        coded = packs.take(task.store, task.codings, CODED)
        tables = {table: table_of(coded[table]) for table in CODED}
        read = packs.take(task.store, task.readings, ["meetings", "participants", "statements"])
        counted = tally(
            _frame(table_of(read["meetings"]), "meeting_id", "date"),
            _frame(table_of(read["participants"]), "meeting_id", "country_iso3", "side"),
            _frame(table_of(read["statements"]), "statement_id", "meeting_id"),
            _frame(tables["meeting_topics"], "meeting_id", "topic_id", "n_statements"),
            _frame(tables["statement_topics"], "statement_id", "topic_id"),
        )
        return tables | {TALLIES: pa.Table.from_pandas(counted, TALLY_SCHEMA, preserve_index=False)}

    return _made(task, make)


def _frame(rows: pa.Table, *columns: str) -> pd.DataFrame:
    found: pd.DataFrame = rows.select(list(columns)).to_pandas()
    return found


def find(store: Store, key: str) -> Part | None:
    """The part of that key, if it was made before and is whole."""
    there = set(store.names(f"{FOLDER}/{key}"))
    try:
        told = json.loads(store.read(about(key)).to_pybytes())
    except (OSError, ValueError):  # not there, or damaged
        return None
    part = {table: PartFile(**entry) for table, entry in told.items()}
    return part if there.issuperset(file.name for file in part.values()) else None


def about(key: str) -> str:
    """The name of the file that says of a part that it is whole."""
    return f"{FOLDER}/{key}/{ABOUT}"


def _made(task: PartTask, make: Callable[[], Mapping[str, pa.Table]]) -> Part:
    """Write the tables of a part; last, what says that it is whole."""
    part: dict[str, PartFile] = {}
    for table, rows in make().items():
        data = _tallies(rows) if table == TALLIES else checked_bytes(table, _declared(table, rows))
        name = f"{FOLDER}/{task.key}/{table}.parquet"
        task.store.write(name, data)
        part[table] = PartFile(name, rows.num_rows, data.size, hashlib.sha256(data).hexdigest())
    told = {table: asdict(file) for table, file in part.items()}
    task.store.write(about(task.key), json.dumps(told).encode())
    return part


def _declared(table: str, rows: pa.Table) -> pa.Table:
    """The rows with the declared columns, types and descriptions."""
    declared = schema.arrow_schema(table)
    return pa.Table.from_arrays(
        [rows[name].cast(declared.field(name).type) for name in declared.names], schema=declared
    )


def _tallies(rows: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    pq.write_table(rows.replace_schema_metadata(None), sink, compression="zstd")
    return sink.getvalue()


def issues_part(store: Store, issues: Sequence[IssueRecord]) -> Part:
    """The part of ``issues`` that is about files of which nothing was read."""
    rows = pa.Table.from_batches([pa.RecordBatch.from_struct_array(structs(IssueRecord, issues))])
    return _made(PartTask(store, key_of("issues", rows.to_pylist()), ()), lambda: {"issues": rows})
