"""Known errors of the sources: values that a page states wrongly, put right after reading.

The file is TOML, one ``[[correction]]`` per error:

    [[correction]]
    document = "mofa_jp/2016_viet_nam"
    table = "meetings"
    row = "mofa_jp/2016_viet_nam#1"   # may be left out: all rows of the document with the wrong value
    field = "date"
    wrong = 2016-05-27
    right = 2016-05-28
    reason = "The page's date line and the other ministry's page say the 28th."

Values have the type of the column; ``""`` stands for no value. Each entry that changes something becomes an issue
``correction_applied``, each that finds nothing ``correction_unmatched``, so that none is forgotten.
"""

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol, TypeAlias

import pyarrow

from pipeline.reading.meetings import start_utc
from pipeline.reading.records import (
    DocumentRecord,
    IssueRecord,
    MeetingRecord,
    ParticipantRecord,
    PersonRecord,
    Reading,
    StatementRecord,
    VisitRecord,
)
from pipeline.tables import schema
from pipeline.tables.codes import IssueCode

METHOD = "correction"

Value: TypeAlias = str | int | bool | dt.date | None

_RECORDS: Mapping[str, type[Any]] = {
    "documents": DocumentRecord,
    "visits": VisitRecord,
    "meetings": MeetingRecord,
    "participants": ParticipantRecord,
    "statements": StatementRecord,
    "persons": PersonRecord,
}
# What the program counts, computes or hangs ids and spans on is not for the source to get wrong.
_FIXED = frozenset(
    {"document_id", "meeting_id", "position", "char_start", "char_end", "method", "aliases"}
    | {"source", "sha256", "n_chars", "n_meetings", "start_utc"}
)
_TYPES: Mapping[pyarrow.DataType, tuple[type, str]] = {
    pyarrow.string(): (str, "a string"),
    pyarrow.int64(): (int, "an integer"),
    pyarrow.bool_(): (bool, "true or false"),
    pyarrow.date32(): (dt.date, "a date, as in 2016-05-28 without quotes"),
}


class TextFile(Protocol):
    """A file, wherever it is."""

    @property
    def name(self) -> str:
        """The last part of its path."""
        ...

    def read_text(self, encoding: str) -> str:
        """Its text."""
        ...


class CorrectionError(ValueError):
    """The file of corrections cannot be used; the message names the entry and says what to do."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A known error of a document. ``wrong`` and ``right`` are JSON: dates are ISO strings, null is no value.

    ``row_id`` is the key of a row of ``table_name``, or None for all rows of the document.
    """

    document_id: str
    table_name: str
    row_id: str | None
    column_name: str
    wrong: str
    right: str
    reason: str


def load(path: TextFile | None) -> list[Correction]:
    """All entries in the order of the file; none where there is no file.

    Raises:
        CorrectionError: the file is no TOML, an entry lacks something, or names what cannot be corrected.
    """
    if path is None:
        return []
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorrectionError(f"{path.name} is no TOML: {error}") from error
    entries = content.pop("correction", [])
    if content or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CorrectionError(f"{path.name}: write each entry under [[correction]], and nothing else in the file")
    found = [_entry(f"{path.name}, entry {number}", entry) for number, entry in enumerate(entries, 1)]
    for number, entry in enumerate(found, 1):
        if entry in found[: number - 1]:
            raise CorrectionError(f"{path.name}, entry {number}: the same stands there twice")
    return found


def digest(corrections: Iterable[Correction]) -> str | None:
    """SHA-256 (hex) of the entries, whatever the comments around them; None for none."""
    entries = [asdict(each) for each in corrections]
    return hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest() if entries else None


def _entry(where: str, entry: Mapping[str, Any]) -> Correction:
    needed = {"document", "table", "field", "wrong", "right", "reason"}
    if missing := sorted(needed - set(entry)):
        raise CorrectionError(f"{where}: it lacks {', '.join(missing)}")
    if unknown := sorted(set(entry) - needed - {"row"}):
        raise CorrectionError(f"{where}: {', '.join(unknown)} means nothing here")
    for name in ("document", "table", "field", "reason", "row"):
        if name in entry and not (isinstance(entry[name], str) and entry[name].strip()):
            raise CorrectionError(f"{where}: {name} must be a string that is not empty")
    table, column = entry["table"], entry["field"]
    if table not in _RECORDS:
        raise CorrectionError(f"{where}: table is {table!r}, can be one of {', '.join(_RECORDS)}")
    if column not in correctable(table):
        raise CorrectionError(f"{where}: field is {column!r}, in {table} can be one of {', '.join(correctable(table))}")
    wrong, right = (_value(where, name, entry[name], table, column) for name in ("wrong", "right"))
    if wrong == right:
        raise CorrectionError(f"{where}: wrong and right are the same")
    return Correction(entry["document"], table, entry.get("row"), column, wrong, right, entry["reason"])


def correctable(table: str) -> tuple[str, ...]:
    """The columns of a table whose values may be corrected."""
    of_record = {field.name for field in fields(_RECORDS[table])}
    fixed = _FIXED | {schema.span_text_column(table), *schema.key(table)}
    return tuple(name for name in schema.columns(table) if name in of_record and name not in fixed)


def _value(where: str, name: str, value: Any, table: str, column: str) -> str:
    declared = schema.arrow_schema(table).field(column)
    if value == "":
        if not declared.nullable and name == "right":
            raise CorrectionError(f'{where}: right is "", but {table}.{column} always has a value')
        return _json(None)
    kind, told = _TYPES[declared.type]
    if type(value) is not kind:
        raise CorrectionError(f'{where}: {name} is {value!r}, should be {told}, or "" for no value')
    codes = schema.code_lists(table).get(column)
    if codes and name == "right" and value not in {code.value for code in codes}:
        raise CorrectionError(f"{where}: right is {value!r}, can be one of {', '.join(codes)}")
    return _json(value)


def _json(value: object) -> str:
    return json.dumps(value.isoformat() if isinstance(value, dt.date) else value, ensure_ascii=False)


def apply(corrections: Sequence[Correction], reading: Reading) -> None:
    """Put right what the entries for this document find, and say so in its issues and its evidence."""
    for each in corrections:
        rows = [row for row in _rows(each, reading) if _json(getattr(row, each.column_name)) == each.wrong]
        if not rows:
            reading.issues.append(unmatched(each))
        for row in rows:
            setattr(row, each.column_name, _right(each))
            if isinstance(row, MeetingRecord):
                row.start_utc = start_utc(row)
            reading.issues.append(_applied(each, row))
            for evidence in reading.evidence:
                if (evidence.table_name, evidence.row_id) == (each.table_name, _key(each, row)) and (
                    evidence.column_name == each.column_name
                ):
                    evidence.method = METHOD


def _rows(correction: Correction, reading: Reading) -> list[Any]:
    table = correction.table_name
    rows = [reading.document] if table == "documents" else getattr(reading, table)
    return [row for row in rows if correction.row_id in (None, _key(correction, row))]


def _key(correction: Correction, row: Any) -> str:
    # A person has no id of its own before all documents are read.
    name = "person_key" if correction.table_name == "persons" else schema.key(correction.table_name)[0]
    return str(getattr(row, name))


def _right(correction: Correction) -> Value:
    value: Value = json.loads(correction.right)
    kind = schema.arrow_schema(correction.table_name).field(correction.column_name).type
    return dt.date.fromisoformat(value) if isinstance(value, str) and kind == pyarrow.date32() else value


def _applied(correction: Correction, row: Any) -> IssueRecord:
    code = IssueCode.CORRECTION_APPLIED
    change = f"{correction.column_name} {correction.wrong} becomes {correction.right}"
    message = f"{correction.table_name}, {_key(correction, row)}: {change}: {correction.reason}"
    span = getattr(row, "char_start", None), getattr(row, "char_end", None)
    return IssueRecord(correction.document_id, code.severity, code, message, *span)


def unmatched(correction: Correction) -> IssueRecord:
    """The issue of an entry that finds nothing in its document, or no such document."""
    code = IssueCode.CORRECTION_UNMATCHED
    where = f"{correction.table_name}, {correction.row_id}" if correction.row_id else correction.table_name
    message = (
        f"{where}: {correction.column_name} is nowhere {correction.wrong}; "
        f"delete or mend the correction to {correction.right} ({correction.reason})"
    )
    return IssueRecord(correction.document_id, code.severity, code, message)


def by_document(corrections: Iterable[Correction]) -> dict[str, list[Correction]]:
    """The entries of each document, in order."""
    found: dict[str, list[Correction]] = {}
    for each in corrections:
        found.setdefault(each.document_id, []).append(each)
    return found
