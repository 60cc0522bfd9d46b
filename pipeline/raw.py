"""Raw documents: bytes, SHA-256 and strict UTF-8 decoding, nothing else.

Every file below the raw folder is either a document with a text or carries one ``error`` issue that says what is wrong,
where, and what to do. ``README.md`` and hidden files are not documents. One text is held at a time.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.reading.records import IssueRecord
from pipeline.tables.codes import IssueCode

SUFFIX = ".txt"
MAX_BYTES = 20_000_000
BATCH_FILES = 200
BATCH_BYTES = 16_000_000
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class RawFile:
    """A file below the raw folder.

    ``document_id`` is the path below the raw folder without ``.txt``, with ``/`` separators; a file that cannot be a
    document keeps its suffix. ``size`` is in bytes. ``text`` is None exactly when ``issue`` is set; ``sha256`` is of
    the bytes, None when they could not be read or are too many.
    """

    document_id: str
    path: str
    size: int | None = None
    sha256: str | None = None
    text: str | None = None
    issue: IssueRecord | None = None


class _Unusable(Exception):
    """Why a file is no document: an issue code and a message for the person who put it there."""

    def __init__(self, code: IssueCode, message: str) -> None:
        super().__init__(message)
        self.code = code


def scan(raw: Path) -> Iterator[RawFile]:
    """All files below ``raw``, read one at a time, by ``document_id``; the order of the file system does not matter."""
    first_with: dict[str, str] = {}
    for document_id, path, problem in sorted(_identify(_listing(raw)), key=lambda found: found[:2]):
        file = RawFile(document_id=_storable(document_id), path=_storable(path))
        try:
            if problem is not None:
                raise problem
            _load(raw / path, file)
            first = first_with.setdefault(str(file.sha256), file.document_id)
            if first != file.document_id:
                file.text = None
                raise _Unusable(
                    IssueCode.DUPLICATE_DOCUMENT,
                    f"{file.path} has the same bytes as {first}, which is kept: delete one of the two",
                )
        except _Unusable as problem:
            file.issue = IssueRecord(file.document_id, problem.code.severity, problem.code, str(problem))
        yield file


def batches(files: Iterable[RawFile]) -> Iterator[list[RawFile]]:
    """Cut ``files`` into lists bounded in number and in bytes, so that no stage holds the whole corpus."""
    batch: list[RawFile] = []
    size = 0
    for file in files:
        if batch and (len(batch) == BATCH_FILES or size + (file.size or 0) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.size or 0
    if batch:
        yield batch


def _listing(raw: Path) -> Iterator[tuple[str, _Unusable | None]]:
    """Paths of files below ``raw`` with ``/`` separators, and of folders that cannot be listed, in any order."""
    folders: list[tuple[str, frozenset[str]]] = [("", frozenset({os.path.realpath(raw)}))]
    while folders:
        folder, above = folders.pop()
        try:
            entries = list(os.scandir(raw / folder))
        except OSError as error:
            yield (
                folder.rstrip("/"),
                _Unusable(
                    IssueCode.UNREADABLE_FOLDER, f"cannot list {folder} ({error.strerror}): change its permissions"
                ),
            )
            continue
        for entry in entries:
            path = folder + entry.name
            if entry.name.startswith(".") or entry.name == "README.md":
                continue
            if not os.path.isdir(entry.path):  # a link to itself is no folder either
                yield path, None
            elif (real := os.path.realpath(entry.path)) not in above:  # a link to a folder above would never end
                folders.append((path + "/", above | {real}))


def _identify(listed: Iterable[tuple[str, _Unusable | None]]) -> Iterator[tuple[str, str, _Unusable | None]]:
    """Give each path its ``document_id``; a path that cannot have one of its own keeps the path and has a problem."""
    first_with: dict[str, str] = {}
    for path, problem in sorted(listed, key=lambda item: item[0]):
        name = PurePosixPath(path)
        document_id = str(name.with_suffix(""))
        if problem is None and name.suffix.lower() != SUFFIX:
            problem = _Unusable(
                IssueCode.NOT_A_TEXT_FILE,
                f"{_storable(path)} is not a {SUFFIX} file: save its text as UTF-8 in a {SUFFIX} file, or take it away",
            )
        elif problem is None and _storable(path) != path:
            problem = _Unusable(
                IssueCode.BAD_FILE_NAME,
                f"the name of {_storable(path)} is not UTF-8, so it can be no id: rename the file",
            )
        elif problem is None and first_with.setdefault(document_id, path) != path:
            problem = _Unusable(
                IssueCode.DUPLICATE_DOCUMENT_ID,
                f"{path} and {first_with[document_id]} would both be the document {document_id}: rename one",
            )
        yield (document_id if problem is None else path), path, problem


def _load(path: Path, file: RawFile) -> None:
    """Fill ``file`` from ``path``; raises ``_Unusable`` for all that makes it no document."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            raise _Unusable(
                IssueCode.NOT_A_REGULAR_FILE,
                f"{file.path} is no regular file (a pipe, a socket or a device): take it away",
            )
        file.size = status.st_size
        if file.size > MAX_BYTES:
            raise _Unusable(
                IssueCode.TOO_LARGE,
                f"{file.path} has {file.size:,} bytes, the limit is {MAX_BYTES:,}: one page per file, split it",
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise _Unusable(
            IssueCode.VANISHED_FILE, f"{file.path} was listed but is gone: put it back, or run again"
        ) from error
    except OSError as error:
        raise _Unusable(
            IssueCode.UNREADABLE_FILE,
            f"{file.path} cannot be read ({error.strerror}): check its permissions, or take it away",
        ) from error
    file.size = len(data)
    file.sha256 = hashlib.sha256(data).hexdigest()
    file.text = _decode(data, file.path)


def _decode(data: bytes, path: str) -> str:
    """The text of ``data``, all of it, a byte order mark and line ends included, so that offsets hold for everyone."""
    if data.startswith(UTF16_MARKS):
        raise _Unusable(IssueCode.NOT_UTF8, f"{path} is UTF-16, at byte 0: save it as UTF-8 (iconv -f UTF-16 -t UTF-8)")
    if (nul := data.find(b"\0")) >= 0:
        raise _Unusable(
            IssueCode.BINARY_FILE, f"{path} holds a NUL at byte {nul}, so it is no text: save the page's text as UTF-8"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Unusable(
            IssueCode.NOT_UTF8,
            f"{path} is not UTF-8 at byte {error.start} (0x{data[error.start]:02x}): save it as UTF-8",
        ) from error
    if not text.strip("\ufeff \t\r\n\f\v\u00a0\u3000"):
        raise _Unusable(
            IssueCode.EMPTY_DOCUMENT, f"{path} holds no text: put the page's text in, or take the file away"
        )
    return text


def _storable(path: str) -> str:
    """``path`` with bytes that are no UTF-8 written as ``\\xNN``, because ids are stored as UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
