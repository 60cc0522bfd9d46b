"""What the page filters, counts and lists: the rows of the newest meetings, as columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow
import pyarrow.compute as pc
import pyarrow.dataset

from pipeline.releases.explorer.columns import Column, coded, plain, stepped
from pipeline.releases.parts import files_of, with_same_documents

Rows: TypeAlias = list[dict[str, Any]]
Files: TypeAlias = Mapping[str, Sequence[Path]]

# With more, a page would neither open at once nor be a file that one sends around.
MAX_MEETINGS = 10_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The meetings that the page holds, newest first, with their documents and statements in the same order.

    ``total`` counts the release's meetings, of which ``meetings`` are the newest. ``files`` are the Parquet files, by
    table, in which all that belongs to them is.
    """

    meetings: Rows
    documents: Rows
    statements: Rows
    participants: Rows
    total: int
    files: Files


def choose(tables: Mapping[str, Path], max_meetings: int = MAX_MEETINGS) -> Chosen:
    """Pick the newest meetings of a release, by date and then by id, and what belongs to them.

    Args:
        tables: the Parquet file of each table, or the folder of its parts.
        max_meetings: how many meetings at most.
    """
    newest, total = _newest(files_of(tables["meetings"]), max_meetings)
    files = with_same_documents(tables, "meetings", sorted(set(newest["part"].to_numpy().tolist())))
    place = {str(meeting_id): index for index, meeting_id in enumerate(newest["meeting_id"].to_pylist())}
    meetings = _read_of(files["meetings"], "meeting_id", list(place))
    meetings.sort(key=lambda row: place[row["meeting_id"]])
    document_place: dict[str, int] = {}
    for meeting in meetings:
        document_place.setdefault(meeting["document_id"], len(document_place))
    documents = _read_of(files["documents"], "document_id", list(document_place))
    documents.sort(key=lambda row: document_place[row["document_id"]])

    def of_meetings(table: str) -> Rows:
        found = _read_of(files[table], "meeting_id", list(place))
        return sorted(found, key=lambda row: (place[row["meeting_id"]], row["position"]))

    return Chosen(meetings, documents, of_meetings("statements"), of_meetings("participants"), total, files)


def _newest(files: Sequence[Path], count: int) -> tuple[pyarrow.Table, int]:
    """``meeting_id`` and the number of the file of the newest meetings, and how many meetings there are."""
    found = []
    for number, path in enumerate(files):
        days = pyarrow.dataset.dataset(path).to_table(columns=["meeting_id", "date"])
        found.append(days.append_column("part", pyarrow.repeat(number, days.num_rows)))
    rows = pyarrow.concat_tables(found)
    keys: Any = [("date", "descending", "at_end"), ("meeting_id", "ascending", "at_end")]
    order = pc.sort_indices(rows, keys)
    return rows.take(order[:count]), rows.num_rows


def rows_payload(chosen: Chosen) -> dict[str, dict[str, Column]]:
    """The columns that the page holds from its start, by table.

    Rows refer to one another by their place; a row's id is that of the row above it and a ``suffix``. Only countries,
    organizations, persons and topics that occur are listed.
    """
    documents = {row["document_id"]: index for index, row in enumerate(chosen.documents)}
    meetings = {row["meeting_id"]: index for index, row in enumerate(chosen.meetings)}
    statements = {row["statement_id"]: index for index, row in enumerate(chosen.statements)}
    participants = {row["participant_id"]: index for index, row in enumerate(chosen.participants)}
    meeting_topics = _read_of(chosen.files["meeting_topics"], "meeting_id", list(meetings))
    meeting_topics.sort(key=lambda row: (meetings[row["meeting_id"]], -row["n_mentions"], row["topic_id"]))
    said = {(row["statement_id"], row["topic_id"]) for row in statement_topics(chosen.files, statements)}
    about = sorted((statements[statement], topic) for statement, topic in said)
    of = _Table(chosen.meetings), _Table(chosen.statements), _Table(chosen.participants)
    meeting, statement, participant = of
    topics = {*(row["topic_id"] for row in meeting_topics), *(topic for _, topic in about)}
    persons = _entities(chosen.files, "persons", participant["person_id"])
    countries = {*meeting["country_iso3"], *participant["country_iso3"], *(row["country_iso3"] for row in persons)}
    organizations = {*participant["organization_id"], *(row["organization_id"] for row in persons)}
    return {
        "documents": {
            "id": plain(documents),
            "n_chars": plain(row["n_chars"] for row in chosen.documents),
            **{name: plain(row[name] for row in chosen.documents) for name in ("title", "url")},
            **{name: coded([row[name] for row in chosen.documents]) for name in ("source", "collection", "language")},
            "published_on": plain(_iso(row["published_on"]) for row in chosen.documents),
        },
        "meetings": {
            "document": stepped(documents[value] for value in meeting["document_id"]),
            "suffix": coded(_suffixes(chosen.meetings, "meeting_id", "document_id")),
            **{name: coded([_iso(value) for value in meeting[name]]) for name in ("date", "end_date")},
            **{name: plain(meeting[name]) for name in ("title", "utc_offset_minutes", "duration_minutes")},
            "duration_approximate": plain(int(bool(value)) for value in meeting["duration_approximate"]),
            **{name: coded(meeting[name]) for name in _MEETING_STRINGS},
            "char_start": plain(meeting["char_start"]),
        },
        "participants": {
            "meeting": stepped(meetings[value] for value in participant["meeting_id"]),
            **{name: coded(participant[name]) for name in _PARTICIPANT_STRINGS},
            **_span(participant),
        },
        "statements": {
            "meeting": stepped(meetings[value] for value in statement["meeting_id"]),
            "suffix": coded(_suffixes(chosen.statements, "statement_id", "meeting_id")),
            "speaker": stepped(participants.get(value, -1) for value in statement["speaker_id"]),
            "addressee": stepped(participants.get(value, -1) for value in statement["addressee_id"]),
            "in_response": plain(int(value) for value in statement["in_response"]),
            **{name: coded(statement[name]) for name in ("item", "speaker_side", "act", "verb", "method")},
            **_span(statement),
        },
        "meeting_topics": {
            "meeting": stepped(meetings[row["meeting_id"]] for row in meeting_topics),
            "topic": coded([row["topic_id"] for row in meeting_topics]),
            "n_statements": plain(row["n_statements"] for row in meeting_topics),
        },
        "statement_topics": {
            "statement": stepped(statement for statement, _ in about),
            "topic": coded([topic for _, topic in about]),
        },
        "countries": _columns(_entities(chosen.files, "countries", countries), ("iso3", "name", "region")),
        "organizations": _columns(
            _entities(chosen.files, "organizations", organizations), ("organization_id", "name", "acronym")
        ),
        "persons": _columns(persons, ("person_id", "display_name", "country_iso3", "organization_id")),
        "topics": _columns(
            _entities(chosen.files, "topics", topics), ("topic_id", "label", "topic_group", "definition")
        ),
    }


def statement_topics(files: Files, statements: Mapping[str, int]) -> Rows:
    """The rows of ``statement_topics`` of these statements, in their order."""
    found = _read_of(files["statement_topics"], "statement_id", list(statements))
    return sorted(found, key=lambda row: (statements[row["statement_id"]], row["char_start"], row["topic_id"]))


def rows_of(files: Sequence[Path], documents: Sequence[str]) -> dict[str, Rows]:
    """The rows of a table by document, for these documents."""
    found: dict[str, Rows] = {document: [] for document in documents}
    for row in _read_of(files, "document_id", list(documents)):
        found[row["document_id"]].append(row)
    return found


def batches_of(files: Sequence[Path], column: str, values: Sequence[str]) -> Iterator[Rows]:
    """The rows whose ``column`` is one of ``values``, in batches; no more than a batch of other rows is held."""
    chosen = pc.field(column).isin(pyarrow.array(values, pyarrow.string()))
    for batch in pyarrow.dataset.dataset([str(path) for path in files]).to_batches(filter=chosen, batch_size=1024):
        yield batch.to_pylist()


_MEETING_STRINGS = (
    "section",
    "start_local",
    "city",
    "country_iso3",
    "place_basis",
    "occasion",
    "sides",
    "kind",
    "setting",
)
_PARTICIPANT_STRINGS = (
    "person_id",
    "name",
    "honorific",
    "title",
    "country_iso3",
    "organization_id",
    "side",
    "role",
    "method",
)


class _Table:
    """Rows seen by column."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def __getitem__(self, column: str) -> list[Any]:
        return [row[column] for row in self.rows]


def _read_of(files: Sequence[Path], column: str, values: list[str]) -> Rows:
    return [row for batch in batches_of(files, column, values) for row in batch]


def _entities(files: Files, table: str, keys: Sequence[Any] | set[Any]) -> Rows:
    column = _ENTITY_KEYS[table]
    wanted = sorted({str(key) for key in keys if key is not None})
    return sorted(_read_of(files[table], column, wanted), key=lambda row: str(row[column]))


_ENTITY_KEYS = {
    "countries": "iso3",
    "organizations": "organization_id",
    "persons": "person_id",
    "topics": "topic_id",
}


def _columns(rows: Rows, names: tuple[str, ...]) -> dict[str, Column]:
    return {name: plain(row[name] for row in rows) for name in names}


def _span(table: _Table) -> dict[str, Column]:
    lengths = (end - start for start, end in zip(table["char_start"], table["char_end"], strict=True))
    return {"char_start": plain(table["char_start"]), "n_chars": plain(lengths)}


def _suffixes(rows: Rows, column: str, above: str) -> list[str | None]:
    return [str(row[column]).removeprefix(str(row[above])) for row in rows]


def _iso(value: Any) -> str | None:
    return None if value is None else str(value.isoformat())
