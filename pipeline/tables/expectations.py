"""What tables should be like: bounds from a file that anybody may edit, and the release before.

The file is TOML and explains itself; see ``expectations.toml``. A measure below its minimum is an error, one above its
maximum a warning. Where a publisher's year has much fewer rows than in the release before, that is an error too, unless
the file accepts it with a reason.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.tables import schema
from pipeline.tables.checks import DOCUMENTS_AT_ONCE, Objection, check_of
from pipeline.tables.codes import Severity
from pipeline.tables.tabular import Covered, Tables

ROWS, PER_DOCUMENT, FILL, SHARE = "rows", "rows_per_document", "fill", "share"
UNKNOWN_YEAR = 0
COUNTED = ("documents", "meetings", "statements")


class ExpectationError(ValueError):
    """The file of expectations cannot be used; the message names the place and says what to do."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a measure of a table may be; ``column`` and ``value`` are given where the measure is of them."""

    table: str
    measure: str
    column: str | None
    value: str | None
    least: float | None
    most: float | None

    @property
    def name(self) -> str:
        """The measure as the file writes it."""
        return ".".join(filter(None, [self.measure, self.column, self.value]))


@dataclass(frozen=True, slots=True)
class Accepted:
    """A drop that is right: of a table's rows of one publisher and year (0: no date), against the release ``since``."""

    table: str
    publisher: str
    year: int
    since: str
    reason: str


@dataclass(frozen=True, slots=True)
class Expectations:
    """The content of the file: which ``judge_*`` numbers make a rate worth judging, bounds, drops."""

    file: str
    bounds: Sequence[Bound]
    accepted: Sequence[Accepted]
    judge_rows: int
    judge_documents: int
    drop_more_than: float
    drop_judge_rows: int


@dataclass(frozen=True, slots=True)
class Before:
    """The release before."""

    release_id: str
    tables: Tables


def load(path: Path) -> Expectations:
    """Read the file.

    Raises:
        ExpectationError: it is no TOML, lacks something, or names what there is not.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExpectationError(f"{path.name} is no TOML: {error}") from error
    _require(path.name, content, {"judge", "drops", "accepted", "tables"})
    _require(f"{path.name}, judge", content["judge"], {"rows", "documents"})
    _require(f"{path.name}, drops", content["drops"], {"more_than", "judge_rows"})
    numbers = {**content["judge"], **content["drops"]}
    if wrong := {name: value for name, value in numbers.items() if type(value) not in (int, float) or value <= 0}:
        raise ExpectationError(f"{path.name}, judge and drops: {wrong} should be numbers above 0")
    return Expectations(
        path.name,
        [bound for table, bounds in content["tables"].items() for bound in _bounds(path.name, table, bounds)],
        [_accepted(f"{path.name}, accepted, entry {n}", entry) for n, entry in enumerate(content["accepted"], 1)],
        content["judge"]["rows"],
        content["judge"]["documents"],
        content["drops"]["more_than"],
        content["drops"]["judge_rows"],
    )


def _require(where: str, found: object, names: set[str]) -> None:
    if not isinstance(found, dict):
        raise ExpectationError(f"{where}: should be a table of {', '.join(sorted(names))}")
    if missing := sorted(names - set(found)):
        raise ExpectationError(f"{where}: {', '.join(missing)} is missing")
    if unknown := sorted(set(found) - names):
        raise ExpectationError(f"{where}: {', '.join(unknown)} means nothing here")


def _accepted(where: str, entry: Any) -> Accepted:
    _require(where, entry, {"table", "publisher", "year", "since", "reason"})
    if entry["table"] not in COUNTED:
        raise ExpectationError(f"{where}: table is {entry['table']!r}, can be one of {', '.join(COUNTED)}")
    if type(entry["year"]) is not int:
        raise ExpectationError(f"{where}: year is {entry['year']!r}, should be a number; {UNKNOWN_YEAR} is no date")
    if not str(entry["reason"]).strip():
        raise ExpectationError(f"{where}: give a reason")
    return Accepted(**entry)


def _bounds(file: str, table: str, measures: Any) -> Iterator[Bound]:
    where = f"{file}, tables.{table}"
    if table not in schema.table_names():
        raise ExpectationError(f"{where}: there is no such table")
    if unknown := sorted(set(measures) - {ROWS, PER_DOCUMENT, FILL, SHARE}):
        raise ExpectationError(f"{where}: {', '.join(unknown)} means nothing here")
    for measure in (ROWS, PER_DOCUMENT):
        if measure in measures:
            yield _bound(where, table, measure, None, None, measures[measure])
    for measure in (FILL, SHARE):
        for column, found in measures.get(measure, {}).items():
            if column not in schema.columns(table):
                raise ExpectationError(f"{where}.{measure}: {table} has no column {column}")
            if measure == FILL:
                yield _bound(where, table, measure, column, None, found)
                continue
            for value, limits in found.items():
                yield _bound(where, table, measure, column, value, limits)


def _bound(where: str, table: str, measure: str, column: str | None, value: str | None, limits: Any) -> Bound:
    bound = Bound(table, measure, column, value, None, None)
    if not isinstance(limits, dict) or not limits or set(limits) - {"min", "max"}:
        raise ExpectationError(f"{where}.{bound.name}: write {{ min = ... }}, {{ max = ... }} or both")
    if wrong := [limit for limit in limits.values() if type(limit) not in (int, float)]:
        raise ExpectationError(f"{where}.{bound.name}: {wrong[0]!r} is no number")
    return Bound(table, measure, column, value, limits.get("min"), limits.get("max"))


@check_of(Severity.ERROR)
def minima_reached(tables: Tables, expected: Expectations, before: Before | None) -> Iterator[Objection]:
    """No measure of a table is below its minimum in the file of expectations."""
    for bound in expected.bounds:
        measured = _measure(tables, expected, bound) if bound.least is not None else None
        if measured is not None and bound.least is not None and measured < bound.least:
            yield _out_of_bounds(expected, bound, f"is {measured:.4g}, expected at least {bound.least:g}", "lower min")


@check_of(Severity.WARNING)
def maxima_kept(tables: Tables, expected: Expectations, before: Before | None) -> Iterator[Objection]:
    """No measure of a table is above its maximum in the file of expectations."""
    for bound in expected.bounds:
        measured = _measure(tables, expected, bound) if bound.most is not None else None
        if measured is not None and bound.most is not None and measured > bound.most:
            yield _out_of_bounds(expected, bound, f"is {measured:.4g}, expected at most {bound.most:g}", "raise max")


def _out_of_bounds(expected: Expectations, bound: Bound, told: str, remedy: str) -> Objection:
    row = {name: value for name, value in (("column", bound.column), ("value", bound.value)) if value is not None}
    advice = f"if that is right, {remedy} of {bound.name} under [tables.{bound.table}] in {expected.file}"
    return Objection(bound.table, f"{bound.name} {told}: {advice}", row)


def _measure(tables: Tables, expected: Expectations, bound: Bound) -> float | None:
    """What the bound is about; None where there is too little to judge."""
    rows, nulls = tables.nulls(bound.table)
    if bound.measure == ROWS:
        return rows
    if bound.measure == PER_DOCUMENT:
        documents, _ = tables.nulls("documents")
        return rows / documents if documents >= expected.judge_documents else None
    if rows < expected.judge_rows:
        return None
    column = str(bound.column)
    if bound.measure == FILL:
        return 1 - nulls[column] / rows
    with_value = sum(int((part[column] == bound.value).sum()) for part in tables.parts(bound.table, [column]))
    return with_value / rows


@check_of(Severity.ERROR)
def no_unexplained_drop(tables: Tables, expected: Expectations, before: Before | None) -> Iterator[Objection]:
    """No publisher's year has much fewer documents, meetings or statements than in the release before."""
    if before is None:
        return
    accepted = {(each.table, each.publisher, each.year, each.since) for each in expected.accepted}
    for (table, publisher, year), (was, now) in _drops(tables, expected, before).items():
        if (table, publisher, year, before.release_id) in accepted:
            continue
        entry = (
            f'{{ table = "{table}", publisher = "{publisher}", year = {year}, since = "{before.release_id}", '
            'reason = "..." }'
        )
        message = (
            f"{was:,} rows in release {before.release_id}, now {now:,} ({now / was - 1:+.0%}), "
            f"a drop of more than {expected.drop_more_than:.0%}: "
            f"if that is right, add to accepted in {expected.file}: {entry}"
        )
        yield Objection(table, message, {"publisher": publisher, "year": year or "no date"})


@check_of(Severity.WARNING)
def accepted_drops_apply(tables: Tables, expected: Expectations, before: Before | None) -> Iterator[Objection]:
    """Every accepted drop is one that there is, against the release that it names."""
    drops = _drops(tables, expected, before) if before and expected.accepted else {}
    for each in expected.accepted:
        if before is None or each.since != before.release_id:
            now = f"the release before is {before.release_id}" if before else "there is no release before"
        elif (each.table, each.publisher, each.year) not in drops:
            now = "there is no such drop"
        else:
            continue
        message = f"accepted against {each.since} ({each.reason}), but {now}: delete the entry in {expected.file}"
        yield Objection(each.table, message, {"publisher": each.publisher, "year": each.year or "no date"})


CHECKS = (minima_reached, maxima_kept, no_unexplained_drop, accepted_drops_apply)
"""The checks that need the expectations, and the release before if there is one."""


def _drops(tables: Tables, expected: Expectations, before: Before) -> Mapping[Covered, tuple[int, int]]:
    """Rows before and now of each table, publisher and year that lost more than the file lets pass, sorted."""
    was, now = coverage(before.tables), coverage(tables)
    return {
        group: (count, now.get(group, 0))
        for group, count in sorted(was.items())
        if count >= expected.drop_judge_rows and now.get(group, 0) < count * (1 - expected.drop_more_than)
    }


def coverage(tables: Tables) -> Mapping[Covered, int]:
    """Rows by table, publisher and year: of documents the year they bear, of the others that of the meeting."""
    if tables.coverage is not None:
        return tables.coverage
    counts: Counter[Covered] = Counter()
    if any(table not in tables for table in COUNTED):
        return counts
    for documents in tables.parts("documents", ["document_id", "source", "published_on"], DOCUMENTS_AT_ONCE):
        # That a document is there twice is for another check to say.
        publisher = documents.drop_duplicates("document_id").set_index("document_id")["source"]
        ids = set(documents["document_id"])
        meetings = tables.where("meetings", "document_id", ids, ["meeting_id", "date"])
        statements = tables.where("statements", "document_id", ids, ["meeting_id"])
        statements = statements.merge(meetings[["meeting_id", "date"]], on="meeting_id", how="left")
        for table, rows, date in (
            ("documents", documents, "published_on"),
            ("meetings", meetings, "date"),
            ("statements", statements, "date"),
        ):
            years = pd.to_datetime(rows[date].astype(object)).dt.year.fillna(UNKNOWN_YEAR).astype(int)
            groups = zip(rows["document_id"].map(publisher).tolist(), years.tolist(), strict=True)
            counts.update((table, str(source), year) for source, year in groups)
    return counts
