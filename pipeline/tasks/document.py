"""Read one document and put right what is known to be wrong; readings are kept under the version of what is here."""

import traceback
from dataclasses import dataclass
from pathlib import Path

from pipeline import corrections, reading
from pipeline.corrections import Correction
from pipeline.reading.records import IssueRecord, Reading
from pipeline.tables.codes import IssueCode
from pipeline.versions import PACKAGE


@dataclass(frozen=True, slots=True)
class Document:
    """A document to be read: ``key`` is that of its reading, ``corrections`` are the entries for it."""

    key: str
    document_id: str
    path: str
    sha256: str
    source: str | None
    corrections: tuple[Correction, ...]


def read_one(document: Document, text: str) -> Reading | list[IssueRecord]:
    """The reading, or the issues that say why there is none: what goes wrong concerns this document alone."""
    try:
        result = reading.read_document(document.document_id, text, document.sha256, document.source)
    except reading.UnknownLayout as error:
        return _failed(document, IssueCode.UNKNOWN_LAYOUT, str(error))
    except MemoryError:
        # That is not the document's fault, and must not be kept as if it were.
        raise
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        file = Path(at.filename)
        project = PACKAGE.parent
        where = file.relative_to(project).as_posix() if file.is_relative_to(project) else file.name
        return _failed(
            document,
            IssueCode.READING_FAILED,
            f"{type(error).__name__} in {where}, {at.name}: {error}. This is a fault of the program: "
            "report it with the document; without the document, the rest is complete",
        )
    corrections.apply(document.corrections, result)
    return result


def _failed(document: Document, code: IssueCode, message: str) -> list[IssueRecord]:
    """Why a document was not read; nor could its corrections find anything."""
    return [
        IssueRecord(document.document_id, code.severity, code, message),
        *map(corrections.unmatched, document.corrections),
    ]
