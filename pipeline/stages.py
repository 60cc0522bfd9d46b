"""The stages of a build, in order: each reads the working tables of the stage before and writes its own.

Documents stream through in batches; only what must be seen together (persons, counts of topics) is held. Everything
here is plain Python; ``pipeline.assets`` shows it to Dagster.
"""

import datetime as dt
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from pipeline import codebook, corrections, gazetteer, raw, reading, topics
from pipeline.corrections import Correction
from pipeline.entities import persons
from pipeline.progress import progress
from pipeline.reading.records import (
    BlockRecord,
    IssueRecord,
    MeetingRecord,
    MentionRecord,
    ParticipantRecord,
    PersonRecord,
    Reading,
    StatementRecord,
    VisitRecord,
)
from pipeline.releases.catalog import latest_release
from pipeline.releases.commit import CommitResult, commit
from pipeline.releases.descriptor import describes_itself
from pipeline.releases.fingerprint import InputDocument, code_version, fingerprint
from pipeline.settings import PROJECT, Settings
from pipeline.tables import checks, expectations, schema
from pipeline.tables.checks import Finding
from pipeline.tables.codes import EntityType, IssueCode, Severity
from pipeline.tables.tabular import Tables
from pipeline.topics import tables as counts
from pipeline.topics.terms import load_topics
from pipeline.working import Build, WorkingTables

PARSED = ("documents", "texts", "blocks", "meetings", "statements", "evidence", "issues")
LISTED = ("acts", "codes")
CODED = ("topics", "statement_topics", "meeting_topics")
COUNTED = ("topics_by_year", "topics_by_country", "topic_pairs", "country_pairs")
ENTITIES = ("countries", "organizations", "persons", "visits", "participants", "mentions")
PARSED_RECORDS: Mapping[str, type[Any]] = {
    "parsed_persons": PersonRecord,
    "parsed_visits": VisitRecord,
    "parsed_participants": ParticipantRecord,
    "parsed_mentions": MentionRecord,
}
# Stands for a build that passed the checks that see all its tables.
CHECKED = "checked"
INPUT_COLUMNS = tuple(field.name for field in fields(InputDocument))


def decides(entries: Iterable[Correction]) -> dict[str, object]:
    """What besides code and documents decides the tables; part of the fingerprint and of the manifest."""
    return {"max_document_bytes": raw.MAX_BYTES, "corrections": corrections.digest(entries)}


@cache
def current_code() -> str:
    """The version of the code that runs; of its files when first asked."""
    return code_version()


@dataclass(frozen=True, slots=True)
class RawFileRow:
    """A file below the raw folder; ``code`` and ``message`` say why it is no document, if it is none."""

    document_id: str
    path: str
    bytes: int | None
    sha256: str | None
    code: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class RawText:
    """The decoded text of a document."""

    document_id: str
    sha256: str
    text: str


RAW_RECORDS: Mapping[str, type[Any]] = {"raw_files": RawFileRow, "raw_texts": RawText, "corrections": Correction}


def store_raw(settings: Settings) -> None:
    """Hash and decode all files below the raw folder, and take in the corrections: ``RAW_RECORDS``; begins a build.

    Raises:
        SettingsError: there is no such folder or file.
        CorrectionError: the file of corrections cannot be used.
    """
    inputs: list[InputDocument] = []
    entries = corrections.load(settings.require_corrections())
    folder = settings.require_raw()
    settings.require_outputs()
    with _work(settings).writing((), None, **RAW_RECORDS) as write:
        for batch in progress(raw.batches(raw.scan(folder)), "raw files", count=len):
            for file in batch:
                code, message = (file.issue.code, file.issue.message) if file.issue else (None, None)
                write.add("raw_files", [RawFileRow(file.document_id, file.path, file.size, file.sha256, code, message)])
                inputs.append(InputDocument(file.document_id, file.path, file.sha256, file.size))
                if file.text is not None and file.sha256 is not None:
                    write.add("raw_texts", [RawText(file.document_id, file.sha256, file.text)])
            write.flush("raw_texts")
        write.add("corrections", entries)
        write.build = Build(fingerprint(current_code(), decides(entries), inputs), current_code())


def parse(settings: Settings) -> None:
    """Read every text: the tables in ``PARSED`` and ``PARSED_RECORDS``; issues of raw files join those of reading.

    Known errors of the documents are put right on the way.
    """
    work = _work(settings)
    build = work.build(tuple(RAW_RECORDS), current_code())
    waiting = corrections.by_document(_corrections(work))
    with work.writing(PARSED, build, **PARSED_RECORDS) as write:
        for files in work.batches("raw_files"):
            write.add("issues", (_raw_issue(file) for file in files if file["code"] is not None))
        for batch in progress(work.batches("raw_texts"), "documents read", work.rows("raw_texts"), len):
            for document in batch:
                result = _read(**document)
                if isinstance(result, IssueRecord):
                    write.add("issues", [result])
                    continue
                corrections.apply(waiting.pop(document["document_id"], ()), result)
                write.add("documents", [result.document])
                write.add("texts", [{"document_id": document["document_id"], "text": document["text"]}])
                for table in ("blocks", "meetings", "statements", "evidence", "issues"):
                    write.add(table, getattr(result, table))
                for table in PARSED_RECORDS:
                    write.add(table, getattr(result, table.removeprefix("parsed_")))
            write.flush("texts")
        # These are of documents that are not there or could not be read.
        write.add("issues", (corrections.unmatched(entry) for entries in waiting.values() for entry in entries))


def _corrections(work: WorkingTables) -> list[Correction]:
    return [Correction(**row) for batch in work.batches("corrections") for row in batch]


def _raw_issue(file: Mapping[str, Any]) -> IssueRecord:
    return IssueRecord(file["document_id"], Severity.ERROR, file["code"], file["message"])


def _read(document_id: str, sha256: str, text: str) -> Reading | IssueRecord:
    """Read one document; whatever goes wrong concerns this document alone and becomes its issue."""
    try:
        return reading.read_document(document_id, text, sha256)
    except reading.UnknownLayout as error:
        return _error(document_id, IssueCode.UNKNOWN_LAYOUT, str(error))
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        file = Path(at.filename)
        where = file.relative_to(PROJECT).as_posix() if file.is_relative_to(PROJECT) else file.name
        return _error(
            document_id,
            IssueCode.READING_FAILED,
            f"{type(error).__name__} in {where}, {at.name}: {error}. This is a fault of the program: "
            "report it with the document; without the document, the rest is complete",
        )


def _error(document_id: str, code: IssueCode, message: str) -> IssueRecord:
    return IssueRecord(document_id, code.severity, code, message)


def resolve_entities(settings: Settings) -> None:
    """Names to ids across documents: the tables in ``ENTITIES``."""
    work = _work(settings)
    build = work.build(tuple(PARSED_RECORDS), current_code())
    named = (PersonRecord(**row) for batch in work.batches("parsed_persons") for row in batch)
    ids, people = persons.resolve(named)
    with work.writing(ENTITIES, build) as write:
        write.add("countries", map(_country, gazetteer.countries()))
        write.add("organizations", map(_organization, gazetteer.organizations()))
        write.add("persons", people)
        for table in ("visits", "participants"):
            for batch in work.batches(f"parsed_{table}"):
                write.add(table, (_with_person(row, ids) for row in batch))
        for batch in work.batches("parsed_mentions"):
            write.add("mentions", (_with_entity(row, ids) for row in batch))


def _with_person(row: dict[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    key = row.pop("person_key")
    return {**row, "person_id": None if key is None else ids[key]}


def _with_entity(row: dict[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    if row["entity_type"] == EntityType.PERSON:
        row["entity_id"] = ids[row["entity_id"]]
    return row


def _country(row: gazetteer.Country) -> dict[str, Any]:
    return {name: getattr(row, name) or None for name in schema.columns("countries")}


def _organization(row: gazetteer.Organization) -> dict[str, Any]:
    return {name: getattr(row, name) for name in schema.columns("organizations")}


def list_codes(settings: Settings) -> None:
    """The code lists as tables: those in ``LISTED``."""
    work = _work(settings)
    with work.writing(LISTED, work.build(tuple(RAW_RECORDS), current_code())) as write:
        write.add("acts", codebook.acts())
        write.add("codes", codebook.codes())


def code_topics(settings: Settings) -> None:
    """Statements and meetings to topics: the tables in ``CODED``."""
    work = _work(settings)
    sources = ("texts", "meetings", "blocks", "statements", "parsed_participants")
    build = work.build(sources, current_code())
    documents = work.documents(*sources)
    with work.writing(CODED, build) as write:
        write.add("topics", load_topics())
        for row, of in progress(documents, "documents coded with topics", work.rows("texts")):
            coding = topics.code_document(
                row["text"],
                [MeetingRecord(**each) for each in of["meetings"]],
                [BlockRecord(**each) for each in of["blocks"]],
                [StatementRecord(**each) for each in of["statements"]],
                [ParticipantRecord(**each) for each in of["parsed_participants"]],
            )
            write.add("statement_topics", coding.statements)
            write.add("meeting_topics", coding.meetings)


def count_topics(settings: Settings) -> None:
    """The tables in ``COUNTED``: how often topics and countries come up, and together."""
    work = _work(settings)
    build = work.build(("meetings", "statements", "participants", *CODED), current_code())
    meetings = work.frame("meetings", "meeting_id", "date")
    statements = work.frame("statements", "statement_id", "meeting_id")
    participants = work.frame("participants", "meeting_id", "country_iso3", "side")
    of_meetings = work.frame("meeting_topics", "meeting_id", "topic_id", "n_statements")
    of_statements = work.frame("statement_topics", "statement_id", "topic_id")
    with work.writing(COUNTED, build) as write:
        write.add_frame("topics_by_year", counts.topics_by_year(meetings, of_meetings))
        write.add_frame("topics_by_country", counts.topics_by_country(participants, of_meetings))
        write.add_frame("topic_pairs", counts.topic_pairs(meetings, of_meetings, of_statements))
        write.add_frame("country_pairs", counts.country_pairs(meetings, participants, statements))


def check(settings: Settings) -> dict[str, list[Finding]]:
    """Run the checks that see all tables of the build; findings by check, in the order of ``CHECKS``.

    The build may be released once no finding is an error, which a note beside the working tables then says.
    """
    work = _work(settings)
    build = work.build((*RAW_RECORDS, *schema.table_names()), current_code())
    files = {name: work.path(name) for name in schema.table_names()}
    tables = Tables(files)
    raw_ids = [row["document_id"] for batch in work.batches("raw_files", ["document_id"]) for row in batch]
    found = {each.__name__: each(tables) for each in checks.CHECKS}
    found[checks.raw_accounted_for.__name__] = checks.raw_accounted_for(tables, raw_ids)
    found |= _compare_with_expectations(settings, tables)
    found[describes_itself.__name__] = describes_itself(tables, files)
    if not any(finding.severity == Severity.ERROR for findings in found.values() for finding in findings):
        work.note(CHECKED, build)
    return found


def _compare_with_expectations(settings: Settings, tables: Tables) -> dict[str, list[Finding]]:
    expected = expectations.load(settings.require_expectations())
    latest = latest_release(settings.outputs)
    files = {path.stem: path for path in latest.path.glob("*.parquet")} if latest else {}
    before = expectations.Before(latest.release_id, Tables(files)) if latest else None
    return {each.__name__: each(tables, expected, before) for each in expectations.CHECKS}


def release(settings: Settings) -> CommitResult:
    """Make a release of the checked build, or say that the latest already is of the same.

    Raises:
        NotBuilt: the working tables are not of one build, or it has not passed the checks.
        ReleaseError: see ``pipeline.releases.commit``.
    """
    work = _work(settings)
    names = schema.table_names()
    build = work.build((*RAW_RECORDS, *names, CHECKED), current_code())
    inputs = [InputDocument(**row) for batch in work.batches("raw_files", list(INPUT_COLUMNS)) for row in batch]
    return commit(
        {name: work.path(name) for name in names},
        settings.outputs,
        inputs,
        decides(_corrections(work)),
        build.code_version,
        dt.datetime.now(dt.UTC).date(),
    )


def _work(settings: Settings) -> WorkingTables:
    return WorkingTables(settings.work)
