"""Explains one document of a release: what was coded, by which rule, from which words. Text for a terminal."""

import difflib
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds

Row = dict[str, Any]
Evidence = dict[tuple[str, str], dict[str, list[Row]]]
WORDS = 100
# Shown in a row's headline, or of no use to a reader who has the words.
PLUMBING = {"document_id", "meeting_id", "visit_id", "position", "method", "char_start", "char_end", "title"}


class UnknownDocument(KeyError):
    """No such document in the release; ``near`` are ids that look like it."""

    def __init__(self, document_id: str, near: list[str]) -> None:
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"no document {document_id} in this release{hint}")
        self.near = near

    def __str__(self) -> str:
        return str(self.args[0])


class _Tables:
    """The rows of one document, table by table."""

    def __init__(self, release: Path, document_id: str) -> None:
        self.release = release
        self.document_id = document_id

    def rows(self, table: str) -> list[Row]:
        return self._read(table, pc.field("document_id") == self.document_id)

    def rows_by_id(self, table: str, column: str) -> list[Row]:
        """Rows of a table that has no ``document_id``, by the ids in ``column``, which begin with it."""
        return self._read(table, pc.starts_with(pc.field(column), self.document_id + "#"))

    def names(self, table: str, key: str, name: str) -> dict[str, str]:
        rows = self._read(table, None, [key, name])
        return {row[key]: row[name] for row in rows}

    def _read(self, table: str, where: pc.Expression | None, columns: list[str] | None = None) -> list[Row]:
        data = ds.dataset(self.release / f"{table}.parquet", format="parquet")
        rows: list[Row] = data.to_table(columns=columns, filter=where).to_pylist()
        return rows


def explain(release: Path, document_id: str) -> str:
    """The explanation of ``document_id`` from the release folder ``release``; raises ``UnknownDocument``."""
    tables = _Tables(release, document_id)
    documents = tables.rows("documents")
    issues = tables.rows("issues")
    if not documents and not issues:
        raise UnknownDocument(document_id, _near(tables, document_id))
    if not documents:
        lines = [f"{document_id}: not in the tables", *_section("ISSUES", (_issue(row, "") for row in issues))]
        return "\n".join(lines) + "\n"
    text = tables.rows("texts")[0]["text"]
    evidence = _evidence(tables)
    lines = [
        *_document(documents[0]),
        *_section("BLOCKS", (_block(row, text) for row in tables.rows("blocks"))),
        *_section("VISITS", _visits(tables, evidence, text)),
        *_section("MEETINGS", _meetings(tables, evidence, text)),
        *_section("ENTITIES MENTIONED", _mentions(tables)),
        *_section("ISSUES", (_issue(row, text) for row in issues)),
    ]
    return "\n".join(lines) + "\n"


def _near(tables: _Tables, document_id: str) -> list[str]:
    ids = sorted(tables.names("documents", "document_id", "document_id"))
    tails: dict[str, list[str]] = defaultdict(list)
    for known in ids:
        tails[known.rsplit("/", 1)[-1]].append(known)
    wanted = document_id.removesuffix(".txt")
    inside = [known for known in ids if wanted.strip("/") in known] if len(wanted) > 3 else []
    close = difflib.get_close_matches(wanted, ids, n=3, cutoff=0.6)
    tail = difflib.get_close_matches(wanted.rsplit("/", 1)[-1], tails, n=3, cutoff=0.6)
    found = [*inside[:3], *close, *(known for name in tail for known in tails[name])]
    return list(dict.fromkeys(found))[:3]


def _section(name: str, lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield name
    empty = True
    for line in lines:
        empty = False
        yield f"  {line}"
    if empty:
        yield "  none"


def _quote(text: str, row: Row) -> str:
    """The words of a row's span, on one line, shortened in the middle; with the span."""
    start, end = row["char_start"], row["char_end"]
    if start is None or end is None:
        return ""
    words = " ".join(text[start:end].split())
    if len(words) > WORDS:
        words = f"{words[: WORDS * 2 // 3]} … {words[-WORDS // 3 :]}"
    return f'"{words}" [{start}:{end}]'


def _document(row: Row) -> Iterator[str]:
    yield row["document_id"]
    for column, value in row.items():
        if column != "document_id" and value is not None:
            yield f"  {column:<18} {value}"


def _block(row: Row, text: str) -> str:
    label = row["label"] or ""
    meeting = (row["meeting_id"] or "").rpartition("#")[2]
    return f"{row['block']:>4}  {row['kind']:<10} {label:<6} {'#' + meeting if meeting else '':<4} {_quote(text, row)}"


def _issue(row: Row, text: str) -> str:
    words = f"  {_quote(text, row)}" if text and row["char_start"] is not None else ""
    return f"{row['severity']:<8} {row['code']}: {row['message']}{words}"


def _evidence(tables: _Tables) -> Evidence:
    """Evidence by table and row, then by column."""
    found: Evidence = defaultdict(lambda: defaultdict(list))
    for row in tables.rows("evidence"):
        found[row["table_name"], row["row_id"]][row["column_name"]].append(row)
    return found


def _values(row: Row, evidence: dict[str, list[Row]], text: str, hidden: set[str]) -> Iterator[str]:
    """One line per value of ``row``, with the rule and the words that gave it where they are known."""
    for column, value in row.items():
        sources = evidence.get(column, [])
        if column in hidden or (value is None and not sources):
            continue
        why = "; ".join(f"{source['method']} {_quote(text, source)}" for source in sources)
        yield f"  {column:<22} {'' if value is None else value!s:<28} {why}".rstrip()


def _visits(tables: _Tables, evidence: Evidence, text: str) -> Iterator[str]:
    for row in tables.rows("visits"):
        yield f"{row['visit_id']}  {row['method']} {_quote(text, row)}"
        yield from _values(row, evidence["visits", row["visit_id"]], text, PLUMBING)


def _meetings(tables: _Tables, evidence: Evidence, text: str) -> Iterator[str]:
    people = tables.rows("participants")
    statements = tables.rows("statements")
    names = {row["participant_id"]: row["name"] or row["title"] or row["participant_id"] for row in people}
    labels = tables.names("topics", "topic_id", "label")
    terms: dict[str, list[Row]] = defaultdict(list)
    for row in tables.rows_by_id("statement_topics", "statement_id"):
        terms[row["statement_id"]].append(row)
    topics: dict[str, list[Row]] = defaultdict(list)
    for row in tables.rows_by_id("meeting_topics", "meeting_id"):
        topics[row["meeting_id"]].append(row)
    for meeting in tables.rows("meetings"):
        key = meeting["meeting_id"]
        yield f"{key}  {meeting['title'] or '(no title)'}"
        yield f"  {meeting['method']} {_quote(text, meeting)}"
        yield from _values(meeting, evidence["meetings", key], text, PLUMBING)
        yield "  PARTICIPANTS"
        for row in people:
            if row["meeting_id"] == key:
                yield from (f"    {line}" for line in _participant(row, evidence, text))
        yield "  STATEMENTS"
        for row in statements:
            if row["meeting_id"] == key:
                yield from (f"    {line}" for line in _statement(row, names, terms[row["statement_id"]], text))
        yield "  TOPICS"
        for row in topics[key]:
            label = labels.get(row["topic_id"], row["topic_id"])
            counts = f"{row['n_statements']} statements, {row['n_mentions']} mentions"
            yield f"    {row['topic_id']} ({label}): {counts}"


def _participant(row: Row, evidence: Evidence, text: str) -> Iterator[str]:
    name = " ".join(filter(None, [row["honorific"], row["name"] or "(no name)"]))
    origin = row["organization_id"] or row["country_iso3"] or "origin unknown"
    title = f", {row['title']}" if row["title"] else ""
    who = row["person_id"] or "no person"
    yield f"{row['side']} {row['role']}: {name}{title} ({origin}; {who})  {row['method']} {_quote(text, row)}"
    hidden = {*PLUMBING, *row} - set(evidence["participants", row["participant_id"]])
    yield from _values(row, evidence["participants", row["participant_id"]], text, hidden)


def _statement(row: Row, names: dict[str, str], terms: list[Row], text: str) -> Iterator[str]:
    speaker = names.get(row["speaker_id"] or "", "") or row["speaker_side"] or "speaker unknown"
    side = f" ({row['speaker_side']})" if row["speaker_id"] and row["speaker_side"] else ""
    addressee = f" to {names.get(row['addressee_id'], row['addressee_id'])}" if row["addressee_id"] else ""
    response = ", in response" if row["in_response"] else ""
    item = f"{row['item']}: " if row["item"] else ""
    yield f"{item}{row['act']} by {speaker}{side}{addressee}{response}  {row['method']}, verb {row['verb']!r}"
    yield f"  {_quote(text, row)}"
    for term in terms:
        entry = textwrap.shorten(term["term"], WORDS // 2, placeholder=" …")
        yield f"  topic {term['topic_id']} from {_quote(text, term)} (term {entry})"


def _mentions(tables: _Tables) -> Iterator[str]:
    found: Counter[tuple[str, str, str, str]] = Counter(
        (row["entity_type"], row["entity_id"] or "", row["text"], row["method"]) for row in tables.rows("mentions")
    )
    for (kind, entity, words, method), times in sorted(found.items()):
        yield f"{kind:<13} {entity:<28} {words!r} {method}{f' ({times} times)' if times > 1 else ''}"
