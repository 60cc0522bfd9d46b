"""What follows from the declarations: names, keys, references, order and Arrow schemas of the tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter

import pandas as pd
import pandera.pandas as pa
import pyarrow

from pipeline.tables import models
from pipeline.tables.codes import Code


class UnknownTable(KeyError):
    """No table of that name is declared."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: values of ``column`` are keys of ``table``, in ``table_column``.

    Where ``when`` is given, ``(column, value)``, only rows with that value in that column are meant.
    """

    column: str
    table: str
    table_column: str
    when: tuple[str, str] | None = None


_ARROW_TYPES: Mapping[str, pyarrow.DataType] = {
    "int64": pyarrow.int64(),
    "Int64": pyarrow.int64(),
    "bool": pyarrow.bool_(),
    "boolean": pyarrow.bool_(),
    "float64": pyarrow.float64(),
    "date32[day][pyarrow]": pyarrow.date32(),
    "datetime64[us, UTC]": pyarrow.timestamp("us", "UTC"),
}


@cache
def _models() -> Mapping[str, type[models.Table]]:
    found = {}
    for model in vars(models).values():
        if isinstance(model, type) and issubclass(model, models.Table) and model.to_schema().unique:
            found[str(model.to_schema().name)] = model
    return found


@cache
def table_names() -> tuple[str, ...]:
    """All tables, each after those that it references; tables that are free to choose stand in declared order."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name in _models():
        sorter.add(name, *(reference.table for reference in references(name)))
    return tuple(sorter.static_order())


@cache
def pandera_schema(table: str) -> pa.DataFrameSchema:
    """The pandera schema of a table: columns with dtype, description, nullability and checks.

    Raises:
        UnknownTable: no such table is declared.
    """
    try:
        return _models()[table].to_schema()
    except KeyError:
        raise UnknownTable(f"no table {table!r}; the tables are {', '.join(sorted(_models()))}") from None


def description(table: str) -> str:
    """What a table holds, in a sentence."""
    return " ".join(str(pandera_schema(table).description).split())


@cache
def columns(table: str) -> tuple[str, ...]:
    """The columns of a table, in order."""
    return tuple(pandera_schema(table).columns)


@cache
def key(table: str) -> tuple[str, ...]:
    """The primary key: the columns whose values together occur once."""
    return tuple(pandera_schema(table).unique or ())


@cache
def references(table: str) -> tuple[Reference, ...]:
    """The foreign keys of a table, in the order of its columns."""
    found: list[Reference] = []
    for name, column in pandera_schema(table).columns.items():
        metadata = column.metadata or {}
        if target := metadata.get("references"):
            found.append(Reference(name, target, _only_key(target)))
        decider, targets = metadata.get("references_by", (None, {}))
        found += [Reference(name, target, _only_key(target), (decider, value)) for value, target in targets.items()]
    return tuple(found)


def _only_key(table: str) -> str:
    (column,) = key(table)
    return column


@cache
def of_documents() -> tuple[str, ...]:
    """The tables whose rows each belong to one document; the others hold entities, codes and counts."""
    found: list[str] = []
    for table in table_names():  # after the tables that it references
        owners = {reference.table for reference in references(table)} & set(found)
        if "document_id" in columns(table) or owners:
            found.append(table)
    return tuple(found)


def has_span(table: str) -> bool:
    """Tell whether rows carry a span of their document's text."""
    return issubclass(_models()[table], models.SpannedTable)


def span_text_column(table: str) -> str | None:
    """The column that repeats the text of the span, if there is one."""
    return next((n for n, c in pandera_schema(table).columns.items() if (c.metadata or {}).get("shows_span")), None)


def code_lists(table: str) -> dict[str, type[Code]]:
    """The coded columns of a table with their lists."""
    schema = pandera_schema(table)
    return {name: c.metadata["codes"] for name, c in schema.columns.items() if "codes" in (c.metadata or {})}


@cache
def arrow_schema(table: str) -> pyarrow.Schema:
    """The Arrow schema of a table, which its Parquet file has too.

    Each field's metadata holds its ``description``; the schema's metadata holds ``table``, ``description``,
    ``primary_key`` (columns joined by commas). Nothing in it is for one reader: pandas gives nullable integers when it
    is asked to (``dtype_backend``), and by default the floats and None that scripts of any version of pandas can take.
    """
    fields = []
    for name, column in pandera_schema(table).columns.items():
        is_string = isinstance(column.dtype.type, pd.StringDtype)
        arrow_type = pyarrow.string() if is_string else _ARROW_TYPES[str(column.dtype)]
        about = {"description": str(column.description)}
        fields.append(pyarrow.field(name, arrow_type, nullable=column.nullable, metadata=about))
    return pyarrow.schema(
        fields,
        metadata={
            "table": table,
            "description": description(table),
            "primary_key": ",".join(key(table)),
        },
    )
