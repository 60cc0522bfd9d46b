"""The stages of a build, in order: each reads the working tables of the stage before and writes its own.

Documents are read in batches and tables are made in parts, both by tasks that run anywhere; what was made before is
taken from the cache. Only what must be seen together is held here: where each document is, persons, counts. Everything
here is plain Python; ``pipeline.assets`` shows it to Dagster.
"""

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from pipeline import codebook, corrections, gazetteer, plan, raw
from pipeline.cache import known, packs
from pipeline.cache.keys import coding_key, part_key, reading_key
from pipeline.cache.nested import table_of
from pipeline.cache.packs import Place
from pipeline.cache.store import LocalStore, Store
from pipeline.collection import without_collection
from pipeline.compute import Engine, Here
from pipeline.compute.processes import Processes, available_cores
from pipeline.corrections import Correction
from pipeline.entities import persons
from pipeline.entities.persons import Named
from pipeline.objects.folder import ObjectFolder
from pipeline.objects.store import ObjectStore
from pipeline.objects.url import Url, mirror_of
from pipeline.plan import Planned
from pipeline.progress import progress
from pipeline.reading.records import IssueRecord
from pipeline.releases import manifest, remote
from pipeline.releases.catalog import ReleaseInfo, latest_release
from pipeline.releases.commit import CommitResult, commit
from pipeline.releases.descriptor import describes_itself
from pipeline.releases.fingerprint import InputDocument, code_version, fingerprint
from pipeline.settings import DASK, PROCESSES, Settings
from pipeline.tables import checks, expectations, schema
from pipeline.tables.checks import Finding
from pipeline.tables.codes import Severity
from pipeline.tables.tabular import Covered, Tables
from pipeline.tasks import checking, parts
from pipeline.tasks.checking import Checked, CheckTask, check_part
from pipeline.tasks.document import Document
from pipeline.tasks.parts import PARSED, TALLIES, Part, PartFile, PartTask
from pipeline.tasks.reading import CodeTask, ReadTask, code_batch, read_batch
from pipeline.topics import tables as counts
from pipeline.topics.terms import load_topics
from pipeline.working import Build, WorkingTables

# Documents that are read by one task.
BATCH_DOCUMENTS = 500
# More than so many to be read, or in the parts to be made, are worth the start of processes.
FEW_DOCUMENTS = 300
FEW_IN_PARTS = 10_000
LISTED = ("acts", "codes")
COUNTED = ("topics_by_year", "topics_by_country", "topic_pairs", "country_pairs")
NAMED = ("countries", "organizations", "persons")
# Is there for a build that passed the checks that see all its tables.
COVERAGE = "coverage"
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
    """A file below the raw folder: its publisher, and the first day that its text names, as far as they can be told.

    ``code`` and ``message`` say why it is no document, if it is none.
    """

    document_id: str
    path: str
    bytes: int | None
    sha256: str | None
    source: str | None
    day: str | None
    code: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """Where the reading of a document is kept: a row of a pack of the cache; ``part`` is the part of the tables.

    Documents stand in the order of the tables: by their own date, or that of their first meeting, then by id.
    """

    document_id: str
    date: dt.date | None
    key: str
    pack: str
    row: int
    part: int


@dataclass(frozen=True, slots=True)
class TallyRow:
    """What the topic tables count, by part: see `pipeline.topics.tables`."""

    measure: str
    a: str | None
    b: str | None
    year: int | None
    n_meetings: int
    n_statements: int


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """How many rows a table has of a publisher and a year; the year is 0 for rows without a date."""

    table: str
    publisher: str
    year: int
    rows: int


RAW_RECORDS: Mapping[str, type[Any]] = {"raw_files": RawFileRow, "corrections": Correction}
READINGS = "readings"


@without_collection()
def store_raw(settings: Settings) -> None:
    """Look through the raw folder, and take in the corrections: ``RAW_RECORDS``; begins a build.

    Raises:
        SettingsError: there is no such folder or file.
        StorageError: object storage cannot be used.
        CorrectionError: the file of corrections cannot be used.
    """
    entries = corrections.load(settings.require_corrections())
    folder, store = _folder(settings), _store(settings)
    remote.begin(settings.outputs, settings.require_outputs())
    began = time.time_ns()  # decides only which files are looked at again
    before = known.load(store, folder)
    files, seen = raw.survey(folder, before, _engine(settings), began)
    if seen != before:
        known.save(store, folder, seen)
    inputs = [InputDocument(file.document_id, file.path, file.sha256, file.size) for file in files]
    with _work(settings).writing((), None, **RAW_RECORDS) as write:
        write.add("raw_files", map(_raw_file_row, files))
        write.add("corrections", entries)
        write.build = Build(fingerprint(current_code(), decides(entries), inputs), current_code())


def _raw_file_row(file: raw.RawFile) -> RawFileRow:
    code, message = (file.issue.code, file.issue.message) if file.issue else (None, None)
    return RawFileRow(file.document_id, file.path, file.size, file.sha256, file.source, file.day, code, message)


@without_collection()
def parse(settings: Settings) -> None:
    """Read every document: ``READINGS``, and the tables in ``PARSED``; issues of raw files join those of reading.

    Known errors of the documents are put right on the way.
    """
    work, store, engine = _work(settings), _store(settings), _engine(settings)
    build = work.build(tuple(RAW_RECORDS), current_code())
    waiting = corrections.by_document(_corrections(work))
    documents: list[tuple[str, Document]] = []
    issues: list[IssueRecord] = []
    for row in (row for batch in work.batches("raw_files") for row in batch):
        if row["code"] is None:
            documents.append((row["day"] or "", _document(row, waiting.pop(row["document_id"], ()))))
        else:
            issues.append(IssueRecord(row["document_id"], Severity.ERROR, row["code"], row["message"]))
    # These are of documents that are not there or could not be read.
    issues += [corrections.unmatched(entry) for entries in waiting.values() for entry in entries]
    places = _read(store, _folder(settings), engine, documents)
    planned = plan.cut(plan.in_order(_planned(document, places[document.key]) for _, document in documents))
    with work.writing((), build, **{READINGS: ReadingRow}) as write:
        for number, part in enumerate(planned, 1):
            write.add(READINGS, (ReadingRow(d.document_id, d.date, d.key, d.pack, d.row, number) for d in part))
    tasks = [
        PartTask(store, _part_key("parsed", [each.key for each in part]), tuple(map(_place, part))) for part in planned
    ]
    made = _make(engine, parts.parsed_part, tasks, "parts of parsed tables")
    labels = list(map(plan.label, planned))
    work.put(build, store, [{table: part[table] for table in PARSED if table != "issues"} for part in made], labels)
    of_files = [parts.issues_part(store, issues)] if issues else []
    with_files = [*of_files, *({"issues": part["issues"]} for part in made)]
    work.put(build, store, with_files, [*("unread" for _ in of_files), *labels])


def _document(row: Mapping[str, Any], entries: Sequence[Correction]) -> Document:
    digest = corrections.digest(entries)
    key = reading_key(row["document_id"], row["sha256"], row["source"], digest)
    return Document(key, row["document_id"], row["path"], row["sha256"], row["source"], tuple(entries))


def _read(
    store: Store, folder: raw.Folder, engine: Engine, documents: Sequence[tuple[str, Document]]
) -> dict[str, Place]:
    """Where each reading is, by key; documents that were not read before are read now.

    Documents of about one day are read together, so that they are near each other in the cache as in the tables.
    """
    places = packs.index(store, packs.READINGS)
    missing = sorted((each for each in documents if each[1].key not in places), key=lambda e: (e[0], e[1].document_id))
    steps = range(0, len(missing), BATCH_DOCUMENTS)
    tasks = [ReadTask(store, folder, tuple(d for _, d in missing[at : at + BATCH_DOCUMENTS])) for at in steps]
    results = _few(engine, len(missing), FEW_DOCUMENTS).map(read_batch, tasks)
    for task, (found, _) in progress(
        zip(tasks, results, strict=True), "documents read", len(missing), lambda done: len(done[1][0])
    ):
        places.update(zip((each.key for each in task.documents), found, strict=True))
    store.used({places[document.key].pack for _, document in documents})
    return places


def _planned(document: Document, place: Place) -> Planned:
    return Planned(document.document_id, place.date, document.key, place.pack, place.row)


def _place(document: Planned) -> Place:
    return Place(document.pack, document.row, document.date)


def _make(engine: Engine, function: Any, tasks: Sequence[PartTask], what: str) -> list[Part]:
    """The parts of all tasks, in order; those that were made before are found."""
    found = {task.key: part for task in tasks if (part := parts.find(task.store, task.key)) is not None}
    missing = [task for task in tasks if task.key not in found]
    documents = sum(len(task.readings) for task in missing)
    results = _few(engine, documents, FEW_IN_PARTS).map(function, missing)
    for task, part in progress(zip(missing, results, strict=True), what, len(missing)):
        found[task.key] = part
    if tasks:
        tasks[0].store.used(parts.about(key) for key in found)
    return [found[task.key] for task in tasks]


def _part_key(what: str, *made_from: object) -> str:
    return part_key(parts.__name__, what, *made_from)


def _plan(work: WorkingTables) -> list[list[Planned]]:
    """The parts that ``parse`` planned."""
    rows = (row for batch in work.batches(READINGS) for row in batch)
    planned = [
        [Planned(row["document_id"], row["date"], row["key"], row["pack"], row["row"]) for row in part]
        for _, part in groupby(rows, key=itemgetter("part"))
    ]
    return planned or [[]]


def _corrections(work: WorkingTables) -> list[Correction]:
    return [Correction(**row) for batch in work.batches("corrections") for row in batch]


@without_collection()
def resolve_entities(settings: Settings) -> None:
    """Names to ids across documents: the tables in ``NAMED`` and ``PERSONAL``."""
    work, store = _work(settings), _store(settings)
    build = work.build((READINGS,), current_code())
    planned = _plan(work)
    named = [_persons(store, part) for part in planned]
    ids, people = persons.resolve(Named(*each) for part in named for each in zip(*part, strict=True))
    with work.writing(NAMED, build) as write:
        write.add("countries", map(_country, gazetteer.countries()))
        write.add("organizations", map(_organization, gazetteer.organizations()))
        write.add("persons", people)
    tasks = []
    for part, (keys, *_) in zip(planned, named, strict=True):
        person_ids = {key: ids[key] for key in keys}
        key = _part_key("personal", [each.key for each in part], list(person_ids.values()))
        tasks.append(PartTask(store, key, tuple(map(_place, part)), person_ids=person_ids))
    made = _make(_engine(settings), parts.personal_part, tasks, "parts of tables that name persons")
    work.put(build, store, made, list(map(plan.label, planned)))


def _persons(store: Store, part: Sequence[Planned]) -> list[list[Any]]:
    """The persons of a part, by the columns of ``Named``."""
    found = table_of(packs.take(store, list(map(_place, part)), ["persons"])["persons"])
    return [found[name].to_pylist() for name in Named._fields]


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


@without_collection()
def code_topics(settings: Settings) -> None:
    """Statements and meetings to topics: the tables ``topics`` and in ``CODED``, and ``TALLIES``."""
    work, store, engine = _work(settings), _store(settings), _engine(settings)
    build = work.build((READINGS,), current_code())
    planned = _plan(work)
    codings = _code(store, engine, planned)
    with work.writing(["topics"], build) as write:
        write.add("topics", load_topics())
    tasks = []
    for part in planned:
        keys = [coding_key(each.key) for each in part]
        places = tuple(codings[key] for key in keys)
        tasks.append(PartTask(store, _part_key("coded", keys), tuple(map(_place, part)), places))
    made = _make(engine, parts.coded_part, tasks, "parts of tables of topics")
    work.put(build, store, made, list(map(plan.label, planned)))


def _code(store: Store, engine: Engine, planned: Sequence[Sequence[Planned]]) -> dict[str, Place]:
    """Where each coding is, by key; what was read but not coded before is coded now."""
    places = packs.index(store, packs.CODINGS)
    missing = [each for part in planned for each in part if coding_key(each.key) not in places]
    steps = range(0, len(missing), BATCH_DOCUMENTS)
    batches = [missing[at : at + BATCH_DOCUMENTS] for at in steps]
    tasks = [CodeTask(store, tuple(map(_place, b)), tuple(coding_key(each.key) for each in b)) for b in batches]
    results = _few(engine, len(missing), FEW_DOCUMENTS).map(code_batch, tasks)
    for task, found in progress(
        zip(tasks, results, strict=True), "documents coded with topics", len(missing), lambda done: len(done[1])
    ):
        places.update(zip(task.keys, found, strict=True))
    store.used({places[coding_key(each.key)].pack for part in planned for each in part})
    return places


def count_topics(settings: Settings) -> None:
    """The tables in ``COUNTED``: how often topics and countries come up, and together."""
    work = _work(settings)
    build = work.build((TALLIES, READINGS), current_code())
    counted = counts.total(work.frames(TALLIES))
    with work.writing(COUNTED, build) as write:
        write.add_frame("topics_by_year", counts.topics_by_year(counted))
        write.add_frame("topics_by_country", counts.topics_by_country(counted))
        write.add_frame("topic_pairs", counts.topic_pairs(counted))
        write.add_frame("country_pairs", counts.country_pairs(counted))


@without_collection()
def check(settings: Settings) -> dict[str, list[Finding]]:
    """Run the checks that see all tables of the build; findings by check, in the order of ``CHECKS``.

    The build may be released once no finding is an error, which a note beside the working tables then says.
    """
    work = _work(settings)
    build = work.build((*RAW_RECORDS, *schema.table_names()), current_code())
    files = {name: work.path(name) for name in schema.table_names()}
    raw_ids = [row["document_id"] for batch in work.batches("raw_files", ["document_id"]) for row in batch]
    checked = _check_parts(settings, {table: work.parts(table) for table in schema.of_documents()})
    covered: Counter[Covered] = Counter()
    for part in checked:
        covered.update(part.coverage)
    tables = Tables(files, covered)
    found = _findings(checked, tables)
    found[checks.raw_accounted_for.__name__] = checks.raw_accounted_for(tables, raw_ids)
    found |= _compare_with_expectations(settings, tables)
    found[describes_itself.__name__] = describes_itself(tables, files)
    if not any(finding.severity == Severity.ERROR for findings in found.values() for finding in findings):
        with work.writing((), build, **{COVERAGE: CoverageRow}) as write:
            write.add(COVERAGE, (CoverageRow(*group, rows) for group, rows in sorted(covered.items())))
    return found


def _findings(of_parts: Sequence[Checked], tables: Tables) -> dict[str, list[Finding]]:
    """The findings of ``checks.CHECKS``: of each part of the documents, and of what holds the parts together."""
    found = {
        check.__name__: [each for part in of_parts for each in part.findings[check.__name__]] for check in checks.CHECKS
    }
    others = tables.without(set(schema.of_documents()) - {"documents"})
    for check in (checks.unique_keys, checks.foreign_keys):
        # A document that is twice in one part is found there already.
        found[check.__name__] += [each for each in check(others) if each not in found[check.__name__]]
    for table in sorted({table for part in of_parts for table in part.outer}):
        [column] = schema.key(table)
        known_keys = {key for rows in others.parts(table, [column]) for key in rows[column]}
        if any(key not in known_keys for part in of_parts for key in part.outer.get(table, ())):
            # Which rows they are is looked for only now.
            found[checks.foreign_keys.__name__] = checks.foreign_keys(tables)
            break
    return {name: checks.merged(findings) for name, findings in found.items()}


def _check_parts(settings: Settings, tables: Mapping[str, Sequence[PartFile]]) -> list[Checked]:
    """What is found in each part; parts that were checked before are not checked again."""
    store, engine = _store(settings), _engine(settings)
    tasks = []
    n_parts = len(tables["documents"])
    for number in range(n_parts):
        files = {table: of_table[number - n_parts :][:1] for table, of_table in tables.items()}
        if number == 0:
            # Issues of files that could not be read stand before those of the parts.
            files["issues"] = tables["issues"][: len(tables["issues"]) - n_parts + 1]
        key = part_key(
            checking.__name__, {table: [file.sha256 for file in of_table] for table, of_table in files.items()}
        )
        names = {table: tuple(file.name for file in of_table) for table, of_table in files.items()}
        tasks.append(CheckTask(store, key, names))
    found = {task.key: done for task in tasks if (done := checking.find(store, task.key)) is not None}
    missing = [task for task in tasks if task.key not in found]
    documents = sum(file.rows for task, file in zip(tasks, tables["documents"], strict=True) if task.key not in found)
    results = _few(engine, documents, FEW_IN_PARTS).map(check_part, missing)
    for task, done in progress(zip(missing, results, strict=True), "parts checked", len(missing)):
        found[task.key] = done
    store.used(checking.about(key) for key in found)
    return [found[task.key] for task in tasks]


def _compare_with_expectations(settings: Settings, tables: Tables) -> dict[str, list[Finding]]:
    expected = expectations.load(settings.require_expectations())
    latest = latest_release(settings.local_outputs)
    before = expectations.Before(latest.release_id, _tables_of(latest)) if latest else None
    return {each.__name__: each(tables, expected, before) for each in expectations.CHECKS}


def _tables_of(made: ReleaseInfo) -> Tables:
    """The tables of a release; releases of older code do not tell what they cover."""
    told = manifest.read(made.path).get("coverage")
    covered = {(each["table"], each["publisher"], each["year"]): each["rows"] for each in told} if told else None
    return Tables({path.stem: path for path in made.path.glob("*.parquet")}, covered)


@without_collection()
def release(settings: Settings) -> CommitResult:
    """Make a release of the checked build, or say that the latest already is of the same.

    Raises:
        NotBuilt: the working tables are not of one build, or it has not passed the checks.
        ReleaseError: see ``pipeline.releases.commit``.
        PublishedMeanwhile: see ``pipeline.releases.remote``.
        StorageError: object storage cannot be used; it shows no new release.
    """
    work = _work(settings)
    names = schema.table_names()
    build = work.build((*RAW_RECORDS, *names, COVERAGE), current_code())
    inputs = [InputDocument(**row) for batch in work.batches("raw_files", list(INPUT_COLUMNS)) for row in batch]
    with remote.publishing(settings.outputs, settings.local_outputs):
        result = commit(
            {name: work.path(name) for name in names},
            settings.local_outputs,
            inputs,
            decides(_corrections(work)),
            build.code_version,
            [row for batch in work.batches(COVERAGE) for row in batch],
            dt.datetime.now(dt.UTC).date(),
        )
    _store(settings).prune(int(settings.cache_gib * 2**30))
    return result


def _work(settings: Settings) -> WorkingTables:
    return WorkingTables(settings.work)


def _folder(settings: Settings) -> raw.Folder:
    place = settings.require_raw()
    return ObjectFolder(place) if isinstance(place, Url) else raw.LocalFolder(place)


def _store(settings: Settings) -> Store:
    place = settings.cache_folder
    return ObjectStore(place, mirror_of(place, settings.mirror)) if isinstance(place, Url) else LocalStore(place)


def _engine(settings: Settings) -> Engine:
    workers = settings.workers or available_cores()
    if settings.engine == PROCESSES:
        return Processes(workers) if workers > 1 else Here()
    from pipeline.compute.cluster import Cluster  # Dask is an option

    return Cluster(None if settings.engine == DASK else settings.engine, workers, current_code())


def _few(engine: Engine, documents: int, few: int) -> Engine:
    """The engine, or this process where ``documents`` are few and it is done sooner."""
    return Here() if documents <= few else engine
