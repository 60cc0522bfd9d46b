"""A table's declaration as a Table Schema of the Data Package standard, version 2."""

from collections.abc import Mapping
from typing import Any

import pandera.pandas as pa
import pyarrow

from pipeline.tables import schema

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"

_TYPES: Mapping[pyarrow.DataType, str] = {
    pyarrow.string(): "string",
    pyarrow.int64(): "integer",
    pyarrow.float64(): "number",
    pyarrow.bool_(): "boolean",
    pyarrow.date32(): "date",
    pyarrow.timestamp("us", "UTC"): "datetime",
}
# Parquet knows nulls; readers that go by way of pandas turn those of these types into words of their own.
_NULLS: Mapping[str, list[str]] = {
    "integer": ["", "nan", "<NA>"],
    "number": ["", "nan", "<NA>"],
    "boolean": ["", "None", "<NA>"],
    "datetime": ["", "NaT"],
}
# A pandera check's statistic and the constraint that it is.
_CONSTRAINTS: Mapping[tuple[str, str], str] = {
    ("isin", "allowed_values"): "enum",
    ("in_range", "min_value"): "minimum",
    ("in_range", "max_value"): "maximum",
    ("greater_than_or_equal_to", "min_value"): "minimum",
    ("less_than_or_equal_to", "max_value"): "maximum",
    ("str_length", "min_value"): "minLength",
    ("str_length", "max_value"): "maxLength",
    ("str_matches", "pattern"): "pattern",
}


def table_schema(table: str) -> dict[str, Any]:
    """The Table Schema: fields with type, description, constraints and codes; primary key; foreign keys.

    References that depend on another column have no place in the standard and are left out. Rules of a row too.
    """
    declared = schema.pandera_schema(table)
    types = {field.name: _TYPES[field.type] for field in schema.arrow_schema(table)}
    return {
        "$schema": PROFILE,
        "fieldsMatch": "exact",
        "fields": [_field(table, name, types[name], column) for name, column in declared.columns.items()],
        "primaryKey": list(schema.key(table)),
        "foreignKeys": [
            {"fields": [each.column], "reference": {"resource": each.table, "fields": [each.table_column]}}
            for each in schema.references(table)
            if each.when is None
        ],
    }


def _field(table: str, name: str, kind: str, column: pa.Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": kind, "description": column.description}
    if codes := schema.code_lists(table).get(name):
        field["categories"] = [{"value": code.value, "label": code.meaning} for code in codes]
    if column.nullable and kind in _NULLS:
        field["missingValues"] = _NULLS[kind]
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.unique or schema.key(table) == (name,):
        constraints["unique"] = True
    for check in column.checks:
        for statistic, value in (check.statistics or {}).items():
            constraint = _CONSTRAINTS.get((str(check.name), statistic))
            if constraint and value is not None:
                constraints[constraint] = _plain(value)
    if constraints:
        field["constraints"] = constraints
    return field


def _plain(value: Any) -> Any:
    """A value of a check as JSON has it."""
    if isinstance(value, str | int | float):
        return value
    return value.pattern if hasattr(value, "pattern") else list(value)
