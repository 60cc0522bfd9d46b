"""What one table alone cannot show: keys across tables, spans against texts, blocks that tile, files accounted for.

Every check returns findings; an empty list is a pass. A finding names the row. After ``FINDINGS_KEPT`` findings a check
only counts.

The checks in ``CHECKS`` hold for all tables if they hold for the tables of each part of the documents (those in
``schema.of_documents``) and the following hold for the whole, which takes little memory however many parts there are:
no document is in two parts, the other tables pass, and what parts refer to in the other tables is there. That a key
occurs in no two parts follows, since ``ids_name_documents`` lets no row have an id that does not name its document.
"""

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Concatenate, ParamSpec

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.tables import schema
from pipeline.tables.codes import IssueCode, Severity
from pipeline.tables.frames import key_of, shorten
from pipeline.tables.tabular import Tables

FINDINGS_KEPT = 100
DOCUMENTS_AT_ONCE = 5_000

Hashes = npt.NDArray[np.uint64]
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that a check objects to: ``row`` is its key, or as much of it as the finding is about."""

    check: str
    severity: Severity
    table: str
    row: Mapping[str, object]
    message: str

    def __str__(self) -> str:
        """Say it on one line."""
        row = ", ".join(f"{name}={shorten(value)}" for name, value in self.row.items())
        return f"{self.severity} {self.check}: {self.table}({row}): {self.message}"


@dataclass(frozen=True, slots=True)
class Objection:
    """What a check yields for one row, before check and severity are added."""

    table: str
    message: str
    row: Mapping[str, object] = field(default_factory=dict)


def check_of(
    severity: Severity,
) -> Callable[[Callable[Concatenate[Tables, P], Iterator[Objection]]], Callable[Concatenate[Tables, P], list[Finding]]]:
    """Make a check of a generator: keep the first findings, count the rest, add name and severity."""

    def make(
        body: Callable[Concatenate[Tables, P], Iterator[Objection]],
    ) -> Callable[Concatenate[Tables, P], list[Finding]]:
        def check(tables: Tables, /, *args: P.args, **kwargs: P.kwargs) -> list[Finding]:
            objections = body(tables, *args, **kwargs)
            found = [
                Finding(body.__name__, severity, each.table, each.row, each.message)
                for each in islice(objections, FINDINGS_KEPT)
            ]
            if more := sum(1 for _ in objections):
                found.append(Finding(body.__name__, severity, found[-1].table, {}, f"and {more} more"))
            return found

        functools.update_wrapper(check, body)
        return check

    return make


@check_of(Severity.ERROR)
def unique_keys(tables: Tables) -> Iterator[Objection]:
    """Every primary key occurs once in its table, over all parts."""
    for table in _present(tables):
        key = list(schema.key(table))
        hashes = _gather(_hash(part) for part in tables.parts(table, key))
        hashes.sort()
        suspects = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
        if not len(suspects):
            continue
        # Rows with one hash are compared by value, since different keys might share it.
        rows = pd.concat([part[_among(_hash(part), suspects)] for part in tables.parts(table, key)])
        for row in _rows(rows[rows.duplicated()].drop_duplicates()):
            yield Objection(table, "the key occurs more than once", row)


@check_of(Severity.ERROR)
def foreign_keys(tables: Tables) -> Iterator[Objection]:
    """Every reference leads to a row, as far as its table is among ``tables``.

    Keys are compared by 64-bit hashes, which takes 8 bytes a row: a reference that leads nowhere passes unnoticed
    with a chance of one in 10^11 at a hundred million keys.
    """
    keys: dict[str, Hashes] = {}
    for table in _present(tables):
        for reference in schema.references(table):
            if reference.table not in tables:
                continue
            if reference.table not in keys:
                keys[reference.table] = _hashes_of(tables, reference.table, reference.table_column)
            for rows in _referring(tables, table, reference):
                lost = rows[~_among(_hash(rows[[reference.column]]), keys[reference.table])]
                for row in _rows(lost):
                    message = f"{reference.column} {shorten(row[reference.column])} is not in {reference.table}"
                    yield Objection(table, message, key_of(table, row))


def outer_references(tables: Tables) -> dict[str, set[str]]:
    """What rows refer to in tables that are not among ``tables``: keys by table."""
    found: dict[str, set[str]] = {}
    for table in _present(tables):
        for reference in schema.references(table):
            if reference.table not in tables:
                known = found.setdefault(reference.table, set())
                for rows in _referring(tables, table, reference):
                    known.update(rows[reference.column].unique())
    return found


def _referring(tables: Tables, table: str, reference: schema.Reference) -> Iterator[pd.DataFrame]:
    """The rows that refer, with their keys."""
    decider = [reference.when[0]] if reference.when else []
    columns = list(dict.fromkeys([*schema.key(table), reference.column, *decider]))
    for part in tables.parts(table, columns):
        stands = part[reference.column].notna()
        if reference.when:
            stands &= part[reference.when[0]] == reference.when[1]
        yield part[stands]


@check_of(Severity.ERROR)
def ids_name_documents(tables: Tables) -> Iterator[Objection]:
    """Every id begins with that of its document, then ``#``."""
    for table in _present(tables):
        key = schema.key(table)
        if len(key) != 1 or key[0] == "document_id" or "document_id" not in schema.columns(table):
            continue
        for part in tables.parts(table, [key[0], "document_id"]):
            named = part[key[0]].str.rpartition("#")[0]
            for row in _rows(part[named != part["document_id"]]):
                yield Objection(table, f"the id is not of document {row['document_id']}", key_of(table, row))


@check_of(Severity.ERROR)
def document_texts(tables: Tables) -> Iterator[Objection]:
    """Every document has its text, of the length that it states."""
    with_text = _hashes_of(tables, "texts", "document_id")
    for part in tables.parts("documents", ["document_id"]):
        for row in _rows(part[~_among(_hash(part), with_text)]):
            yield Objection("documents", "the document has no text", row)
    for part in tables.parts("texts", ["document_id", "text"]):
        stated = tables.where("documents", "document_id", set(part["document_id"]), ["n_chars"])
        lengths = pd.Series([len(text) for text in part["text"].tolist()], index=part["document_id"], dtype="int64")
        for row in _rows(stated[stated["n_chars"] != stated["document_id"].map(lengths)]):
            message = f"n_chars is {row['n_chars']}, the text has {lengths[str(row['document_id'])]}"
            yield Objection("documents", message, {"document_id": row["document_id"]})


@check_of(Severity.ERROR)
def spans_show_text(tables: Tables) -> Iterator[Objection]:
    """Every span lies in its document's text, and where a column repeats the words, they stand there."""
    spanned = [table for table in _present(tables) if schema.has_span(table)]
    for part in tables.parts("texts", ["document_id", "text"]):
        texts: dict[str, str] = dict(zip(part["document_id"].tolist(), part["text"].tolist(), strict=True))
        lengths = {document: len(text) for document, text in texts.items()}
        for table in spanned:
            shown = schema.span_text_column(table)
            rows = _rows_of_documents(tables, table, texts, shown)
            documents = rows["of_document"].tolist()
            length = np.array([lengths[document] for document in documents], dtype=np.int64)
            beyond = rows["char_end"].to_numpy(np.int64) > length
            for row in _rows(rows[beyond].assign(length=length[beyond])):
                message = f"span {row['char_start']}-{row['char_end']} ends after the text, which has {row['length']}"
                yield Objection(table, message, key_of(table, row))
            if shown is None:
                continue
            spans = zip(documents, rows["char_start"].tolist(), rows["char_end"].tolist(), strict=True)
            stands = np.array([texts[document][start:end] for document, start, end in spans], dtype=object)
            differs = ~beyond & (stands != rows[shown].to_numpy(object))
            for row in _rows(rows[differs].assign(stands=stands[differs])):
                place = f"{row['char_start']}-{row['char_end']}"
                message = f"{shown} is {shorten(row[shown])}, {place} shows {shorten(row['stands'])}"
                yield Objection(table, message, key_of(table, row))


@check_of(Severity.ERROR)
def blocks_tile_text(tables: Tables) -> Iterator[Objection]:
    """The blocks of each document, in order, cover its text with no gap and no overlap."""
    columns = ["document_id", "block", "char_start", "char_end"]
    for part in tables.parts("documents", ["document_id", "n_chars"], DOCUMENTS_AT_ONCE):
        blocks = tables.where("blocks", "document_id", set(part["document_id"]), columns)
        blocks = blocks.sort_values(["document_id", "block"], ignore_index=True)
        before = blocks.groupby("document_id")["char_end"].shift(fill_value=0)
        number = blocks.groupby("document_id").cumcount() + 1
        for row in _rows(blocks[blocks["block"] != number].drop_duplicates("document_id")):
            yield Objection("blocks", "blocks are not numbered 1, 2, 3, ...", _block(row))
        for row in _rows(blocks.assign(before=before)[blocks["char_start"] != before]):
            message = f"starts at {row['char_start']}, the block before ends at {row['before']}"
            yield Objection("blocks", message, _block(row))
        ends = part["document_id"].map(blocks.groupby("document_id")["char_end"].last()).fillna(0).astype("int64")
        for row in _rows(part.assign(end=ends)[ends != part["n_chars"]]):
            message = f"blocks end at {row['end']}, the text at {row['n_chars']}"
            yield Objection("blocks", message, {"document_id": row["document_id"]})


@check_of(Severity.ERROR)
def raw_accounted_for(tables: Tables, raw_document_ids: Collection[str]) -> Iterator[Objection]:
    """Every raw file is in documents or has an error in issues, not both, and nothing else is in documents."""
    raw = set(raw_document_ids)
    read = {name for part in tables.parts("documents", ["document_id"]) for name in part["document_id"]}
    failed: set[str] = set()
    for part in tables.parts("issues", ["document_id", "severity"]):
        failed.update(part.loc[part["severity"] == Severity.ERROR.value, "document_id"])
    for name in sorted(raw - read - failed):
        yield Objection("documents", "the raw file is neither in documents nor an error in issues", _document(name))
    for name in sorted(read & failed):
        yield Objection("documents", "the document has an error in issues, so it must not be here", _document(name))
    for name in sorted(read - raw):
        yield Objection("documents", "there is no such raw file", _document(name))


@check_of(Severity.ERROR)
def meetings_counted(tables: Tables) -> Iterator[Objection]:
    """Each document's n_meetings is the number of its rows in meetings."""
    for part in tables.parts("documents", ["document_id", "n_meetings"], DOCUMENTS_AT_ONCE):
        meetings = tables.where("meetings", "document_id", set(part["document_id"]), [])
        found = part["document_id"].map(meetings["document_id"].value_counts()).fillna(0).astype("int64")
        for row in _rows(part.assign(found=found)[found != part["n_meetings"]]):
            message = f"n_meetings is {row['n_meetings']}, meetings has {row['found']} rows"
            yield Objection("documents", message, _document(row["document_id"]))


@check_of(Severity.WARNING)
def declared_meetings_found(tables: Tables) -> Iterator[Objection]:
    """Pages describe as many meetings as they claim."""
    for part in tables.parts("documents", ["document_id", "declared_meetings", "n_meetings"]):
        declared = part["declared_meetings"]
        for row in _rows(part[declared.notna() & (declared != part["n_meetings"]).fillna(False).astype(bool)]):
            message = f"the page claims {row['declared_meetings']} meetings, {row['n_meetings']} were found"
            yield Objection("documents", message, _document(row["document_id"]))


@check_of(Severity.WARNING)
def corrections_match(tables: Tables) -> Iterator[Objection]:
    """Every entry of the corrections file finds the value that it puts right."""
    for part in tables.parts("issues", ["document_id", "code", "message"]):
        for row in _rows(part[part["code"] == IssueCode.CORRECTION_UNMATCHED.value]):
            yield Objection("issues", str(row["message"]), _document(row["document_id"]))


CHECKS: tuple[Callable[[Tables], list[Finding]], ...] = (
    unique_keys,
    foreign_keys,
    ids_name_documents,
    document_texts,
    spans_show_text,
    blocks_tile_text,
    meetings_counted,
    declared_meetings_found,
    corrections_match,
)
"""The checks that need the tables alone; ``raw_accounted_for`` needs to know the raw files too."""


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of one check on several parts as those of one: the first, and how many more."""
    found = list(findings)
    kept = found[:FINDINGS_KEPT]
    if more := len(found) - len(kept):
        kept.append(Finding(kept[-1].check, kept[-1].severity, kept[-1].table, {}, f"and {more} more"))
    return kept


def run_all(tables: Tables, raw_document_ids: Collection[str]) -> list[Finding]:
    """Run every check; errors among the findings mean that the tables must not be released."""
    found = [finding for check in CHECKS for finding in check(tables)]
    return found + raw_accounted_for(tables, raw_document_ids)


def _present(tables: Tables) -> list[str]:
    return [table for table in schema.table_names() if table in tables]


def _rows_of_documents(tables: Tables, table: str, texts: Mapping[str, str], shown: str | None) -> pd.DataFrame:
    """The rows with a span in one of the texts, with the document's id as ``of_document``."""
    columns = [*schema.key(table), "char_start", "char_end", *([shown] if shown else [])]
    if "document_id" in schema.columns(table):
        rows = tables.where(table, "document_id", texts, columns)
        rows = rows.assign(of_document=rows["document_id"])
    else:
        owner = next(each for each in schema.references(table) if "document_id" in schema.columns(each.table))
        owners = tables.where(owner.table, "document_id", texts, [owner.table_column])
        document = owners.set_index(owner.table_column)["document_id"]
        rows = tables.where(table, owner.column, set(document.index), columns)
        rows = rows.assign(of_document=rows[owner.column].map(document))
    return rows[rows["char_start"].notna()]


def _hash(df: pd.DataFrame) -> Hashes:
    """One hash per row, the same in every process; nulls hash like each other."""
    return np.asarray(pd.util.hash_pandas_object(df, index=False), dtype=np.uint64)


def _gather(parts: Iterator[Hashes]) -> Hashes:
    return np.concatenate([np.empty(0, dtype=np.uint64), *parts])


def _hashes_of(tables: Tables, table: str, column: str) -> Hashes:
    """The hashes of a column's values, sorted."""
    return np.unique(_gather(_hash(part) for part in tables.parts(table, [column])))


def _among(hashes: Hashes, known: Hashes) -> npt.NDArray[np.bool_]:
    """Tell of each hash whether it is among the known, which are sorted."""
    if not len(known):
        return np.zeros(len(hashes), dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    found: npt.NDArray[np.bool_] = known[at] == hashes
    return found


def _rows(df: pd.DataFrame) -> Iterator[dict[str, object]]:
    for values in df.itertuples(index=False, name=None):
        yield dict(zip(df.columns, values, strict=True))


def _document(document_id: object) -> dict[str, object]:
    return {"document_id": document_id}


def _block(row: Mapping[str, object]) -> dict[str, object]:
    return {"document_id": row["document_id"], "block": row["block"]}
