"""Records of documents as Arrow: a row for each document, and in it a list of structs for each kind of record."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields
from itertools import accumulate, chain
from operator import attrgetter
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa

_ARROW_TYPES: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    bool: pa.bool_(),
    dt.date: pa.date32(),
    dt.datetime: pa.timestamp("us", "UTC"),
    list[str]: pa.list_(pa.string()),
}
_known: dict[type[Any], tuple["pa.Field[Any]", ...]] = {}


def struct_of(kind: type[Any]) -> pa.StructType:
    """The Arrow type of a record class: its fields by their annotations, all nullable."""
    return pa.struct(list(_fields(kind)))


def _fields(kind: type[Any]) -> tuple["pa.Field[Any]", ...]:
    if kind not in _known:
        hints = get_type_hints(kind)
        _known[kind] = tuple(pa.field(field.name, _arrow_type(hints[field.name])) for field in fields(kind))
    return _known[kind]


def schema_of(kind: type[Any]) -> pa.Schema:
    """The Arrow schema of a table of such records."""
    return pa.schema(_fields(kind))


def _arrow_type(hint: Any) -> pa.DataType:
    """The Arrow type of a field's annotation; ``X | None`` is the type of X."""
    if get_origin(hint) is UnionType:
        [hint] = [each for each in get_args(hint) if each is not type(None)]
    return _ARROW_TYPES[hint]


def structs(kind: type[Any], records: Sequence[Any]) -> pa.StructArray:
    """Records of one class as an array of structs."""
    type_ = struct_of(kind)
    arrays = [pa.array(list(map(attrgetter(field.name), records)), type=field.type) for field in type_]
    return pa.StructArray.from_arrays(arrays, fields=list(type_))


def lists(kind: type[Any], of_documents: Sequence[Sequence[Any]]) -> "pa.ListArray[Any]":
    """For each document its records of one class, in order."""
    offsets = pa.array([0, *accumulate(map(len, of_documents))], type=pa.int32())
    return pa.ListArray.from_arrays(offsets, structs(kind, list(chain.from_iterable(of_documents))))


def table_of(column: "pa.ChunkedArray[Any]") -> pa.Table:
    """The records in a column of lists, one to a row."""
    array: Any = column.combine_chunks()
    array = array.flatten()
    return pa.Table.from_arrays(array.flatten(), names=[field.name for field in array.type])
