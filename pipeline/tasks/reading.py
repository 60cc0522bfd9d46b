"""Read a batch of documents and code their topics; what comes out is kept as packs in the store."""

from dataclasses import dataclass

from pipeline import raw, topics
from pipeline.cache import packs
from pipeline.cache.keys import coding_key
from pipeline.cache.packs import Place, Read
from pipeline.cache.store import Store
from pipeline.collection import without_collection
from pipeline.reading.records import (
    BlockRecord,
    MeetingRecord,
    ParticipantRecord,
    Reading,
    StatementRecord,
)
from pipeline.tasks.document import Document, read_one
from pipeline.topics import TopicCoding


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Documents of a raw folder that are read together."""

    store: Store
    folder: raw.Folder
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class CodeTask:
    """Readings whose documents are coded together, with the keys of their codings."""

    store: Store
    readings: tuple[Place, ...]
    keys: tuple[str, ...]


class ChangedMeanwhile(RuntimeError):
    """A document is not what it was when the build began."""


def read_batch(task: ReadTask) -> tuple[list[Place], list[Place]]:
    """Read and code the documents; returns where their readings are, and their codings.

    Raises:
        ChangedMeanwhile: a file has other bytes than its ``sha256`` says, or is gone.
    """
    read: list[Read] = []
    coded: list[tuple[str, TopicCoding]] = []
    with without_collection():
        for document in task.documents:
            text = _text(task.folder, document)
            result = read_one(document, text)
            coding = TopicCoding()
            if isinstance(result, Reading):
                told = (result.meetings, result.blocks, result.statements, result.participants)
                coding = topics.code_document(text, *told)
            read.append(Read(document.key, document.document_id, text, result))
            coded.append((coding_key(document.key), coding))
    readings, codings = packs.write_readings(task.store, read), packs.write_codings(task.store, coded)
    return (
        [Place(readings, row, each.date) for row, each in enumerate(read)],
        [Place(codings, row, None) for row in range(len(coded))],
    )


_CODED = ("meetings", "blocks", "statements", "participants")


def code_batch(task: CodeTask) -> list[Place]:
    """Code documents that were read before; returns where their codings are."""
    found = packs.take(task.store, task.readings, ["text", *_CODED])
    coded: list[tuple[str, TopicCoding]] = []
    for key, row in zip(task.keys, found.to_pylist(), strict=True):
        coding = topics.code_document(
            row["text"] or "",
            [MeetingRecord(**each) for each in row["meetings"]],
            [BlockRecord(**each) for each in row["blocks"]],
            [StatementRecord(**each) for each in row["statements"]],
            [ParticipantRecord(**each) for each in row["participants"]],
        )
        coded.append((key, coding))
    name = packs.write_codings(task.store, coded)
    return [Place(name, row, None) for row in range(len(coded))]


def _text(folder: raw.Folder, document: Document) -> str:
    try:
        data = folder.read(document.path)
    except OSError as error:
        raise ChangedMeanwhile(f"{document.path} was there when the build began, now not: run again") from error
    if raw.digest(data) != document.sha256:
        raise ChangedMeanwhile(f"{document.path} was changed while the build ran: run again")
    return data.decode("utf-8")
