"""What changed since the release before, as two files: ``changes.parquet`` with every row, ``CHANGES.md`` to read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet as pq

from pipeline.releases.causes import Causes, Reason
from pipeline.releases.compare import CHANGES, Change, Comparison, Count, RowChange, Side
from pipeline.releases.parquet import GROUP_ROWS

TABLE = "changes"
FILE = f"{TABLE}.parquet"
REPORT = "CHANGES.md"
# What CHANGES.md names one by one; changes.parquet has all.
DOCUMENTS_NAMED = 200
ROWS_NAMED = 200
# The rows of these documents are all new or all gone, so that naming the document is enough.
WHOLE = (Reason.NEW_DOCUMENT, Reason.WITHDRAWN_DOCUMENT)
_TITLES = {
    Reason.NEW_DOCUMENT: "New",
    Reason.CHANGED_DOCUMENT: "Changed",
    Reason.WITHDRAWN_DOCUMENT: "Withdrawn",
}


def write_changes(batches: Iterable[pyarrow.RecordBatch], path: Path) -> int:
    """Write rows with the columns of ``CHANGES`` to a Parquet file; returns their number.

    The bytes do not depend on how the rows were cut into batches.
    """
    with pq.ParquetWriter(path, CHANGES, compression="zstd") as writer:
        n_rows = 0
        for group in _groups(batches):
            writer.write_table(group, row_group_size=group.num_rows)
            n_rows += group.num_rows
    return n_rows


def _groups(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.Table]:
    waiting = CHANGES.empty_table()
    for batch in batches:
        rows = pyarrow.Table.from_batches([batch]).select(CHANGES.names).cast(CHANGES)
        waiting = pyarrow.concat_tables([waiting, rows])
        while waiting.num_rows >= GROUP_ROWS:
            yield waiting.slice(0, GROUP_ROWS).combine_chunks()
            waiting = waiting.slice(GROUP_ROWS)
    if waiting.num_rows:
        yield waiting.combine_chunks()


def first_release(release_id: str) -> str:
    """The text of CHANGES.md in a release with none before it."""
    return (
        f"# Release {release_id}\n\n"
        "This is the first release, so there is nothing to compare it with: `changes.parquet` has no rows.\n"
    )


def report(found: Comparison, name_rows: bool = True) -> str:
    """The differences as Markdown: what went in, rows by table, and, where ``name_rows``, which rows.

    Rows of documents that are new or withdrawn are counted, not named, and long lists are cut: the file of all rows
    has them.
    """
    old, new = str(found.old.manifest["release_id"]), str(found.new.manifest["release_id"])
    counts = found.counts()
    lines = [f"# Changes from release {old} to {new}", ""]
    lines += _inputs(found.old, found.new, found.causes)
    lines += _columns(found.columns)
    if not counts:
        return "\n".join([*lines, "## Rows", "", "No row differs.", ""])
    lines += _by_table(found, counts)
    lines += _by_reason(counts)
    if name_rows:
        lines += _named(found)
    return "\n".join(lines)


def _inputs(old: Side, new: Side, causes: Causes) -> list[str]:
    lines = ["## What went in", "", "| part | before | after |", "| --- | --- | --- |"]
    parts = [("package and code", "code_version")]
    parts += [("code", "code_hash"), ("reference data", "reference_hash")]
    for name, part in parts:
        before, after = old.manifest.get(part), new.manifest.get(part)
        lines.append(f"| {name} | {before or 'not told'} | {'the same' if before == after else after or 'not told'} |")
    for name in ("settings", "packages"):
        before, after = _told(old.manifest.get(name)), _told(new.manifest.get(name))
        lines.append(f"| {name} | {before} | {'the same' if before == after else after} |")
    lines.append(f"| documents | {len(old.manifest['inputs']):,} | {len(new.manifest['inputs']):,} |")
    for reason, title in _TITLES.items():
        named = [document for document, why in causes.documents.items() if why == reason]
        if named:
            lines += ["", f"{title} documents ({len(named):,}):", ""]
            lines += [f"- {code(document)}" for document in named[:DOCUMENTS_NAMED]]
            lines += _more(len(named) - DOCUMENTS_NAMED, "")
    if not causes.documents:
        lines += ["", "No document is new, changed or withdrawn."]
    return [*lines, ""]


def _told(values: Mapping[str, Any] | None) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted((values or {}).items())) or "none"


def _columns(columns: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> list[str]:
    if not columns:
        return []
    lines = ["## Columns", "", "Columns that only one of the releases has; they make no row differ.", ""]
    for table, (gone, came) in columns.items():
        lines += [f"- {code(f'{table}.{column}')} is gone" for column in gone]
        lines += [f"- {code(f'{table}.{column}')} is new" for column in came]
    return [*lines, ""]


def _by_table(found: Comparison, counts: Sequence[Count]) -> list[str]:
    lines = [
        "## Rows",
        "",
        "*Moved* rows tell the same of as many characters at another place of the text; they are among the others.",
        "",
        "| table | before | after | added | modified | deleted | moved |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    same = []
    for table in found.tables:
        of_table = [count for count in counts if count.table == table]
        if not of_table:
            same.append(table)
            continue
        numbers = [_rows(found.old, table), _rows(found.new, table)]
        numbers += [sum(c.rows for c in of_table if c.change == change) for change in Change]
        numbers.append(sum(count.rows for count in of_table if count.moved_only))
        lines.append(f"| {table} | " + " | ".join(f"{number:,}" for number in numbers) + " |")
    if same:
        lines += ["", f"No row differs in: {', '.join(same)}."]
    return [*lines, ""]


def _rows(side: Side, table: str) -> int:
    return int(side.manifest["tables"][table]["rows"]) if table in side.tables else 0


def _by_reason(counts: Sequence[Count]) -> list[str]:
    lines = ["## Reasons", "", "| reason | rows | what it says |", "| --- | ---: | --- |"]
    for reason in Reason:
        if rows := sum(count.rows for count in counts if count.reason == reason):
            lines.append(f"| {reason} | {rows:,} | {reason.meaning} |")
    return [*lines, ""]


def _named(found: Comparison) -> list[str]:
    lines = []
    reasons = [reason for reason in Reason if reason not in WHOLE]
    for table in found.tables:
        n_rows = sum(count.rows for count in found.counts() if count.table == table and count.reason in reasons)
        if n_rows:
            lines += [f"### {table}", "", *map(_row, found.rows(table, reasons, ROWS_NAMED))]
            lines += [*_more(n_rows - ROWS_NAMED, ", which `changes.parquet` has"), ""]
    if lines:
        intro = "Rows of new and withdrawn documents are not named here."
        lines = ["## Which rows", "", intro, "", *lines]
    return lines


def _row(row: RowChange) -> str:
    columns = f": {row.changed_columns}" if row.changed_columns else ""
    moved = " (moved)" if row.moved_only and not row.changed_columns else ""
    return f"- {row.change} {code(row.key)}{columns}{moved}"


def _more(rest: int, where: str) -> list[str]:
    return [f"- and {rest:,} more{where}"] if rest > 0 else []


def code(value: str) -> str:
    """A value as code in Markdown, on one line, whatever marks are in it."""
    shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in value)
    if "`" not in shown:
        return f"`{shown}`"
    longest = max(len(run) for run in "".join(char if char == "`" else " " for char in shown).split())
    fence = "`" * (longest + 1)
    return f"{fence} {shown} {fence}"
