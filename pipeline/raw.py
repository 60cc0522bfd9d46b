"""Raw documents: which files there are, their bytes, SHA-256 and strict UTF-8 decoding.

Every file below the raw folder is either a document or carries one ``error`` issue that says what is wrong, where, and
what to do. ``README.md`` and hidden files are not documents. A file that is known from before and did not change since
is not read again.
"""

import datetime as dt
import hashlib
import os
import posixpath
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline import sources
from pipeline.compute import Engine, Here
from pipeline.reading.flat import flatten
from pipeline.reading.records import IssueRecord
from pipeline.tables.codes import IssueCode

SUFFIX = ".txt"
MAX_BYTES = 20_000_000
FILES_AT_ONCE = 1_000
# A file may change again without a new signature within a tick of its clock; clocks of two machines differ by less.
SETTLED_NS = 2_000_000_000
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MONTHS = "January February March April May June July August September October November December".split()
_DAY = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}}), (\d{{4}})\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as a folder lists it; ``path`` is below the folder, with ``/``.

    ``signature`` changes whenever the file does; it is None where that cannot be told. ``size`` is in bytes,
    ``changed`` when the file was changed last, in nanoseconds since 1970 by the clock of where it lies.
    """

    path: str
    size: int | None = None
    signature: str | None = None
    changed: int = 0
    is_regular: bool = True


class Unlistable(OSError):
    """A folder below the raw folder that cannot be listed; ``filename`` is its path below."""


class Folder(Protocol):
    """A folder of raw files, wherever it is. It can be sent to other processes."""

    def entries(self) -> Iterator[Entry | Unlistable]:
        """All files below, in any order."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a file; raises ``OSError``."""
        ...


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder of this machine."""

    path: Path

    def entries(self) -> Iterator[Entry | Unlistable]:
        """See ``Folder``; links are followed."""
        folders: list[tuple[str, frozenset[str]]] = [("", frozenset({os.path.realpath(self.path)}))]
        while folders:
            folder, above = folders.pop()
            try:
                entries = list(os.scandir(self.path / folder))
            except OSError as error:
                yield Unlistable(error.errno, error.strerror, folder.rstrip("/"))
                continue
            for entry in entries:
                path = folder + entry.name
                if entry.name.startswith(".") or entry.name == "README.md":
                    continue
                if not os.path.isdir(entry.path):  # a link to itself is no folder either
                    yield _local_entry(path, entry)
                elif (real := os.path.realpath(entry.path)) not in above:  # a link to a folder above would never end
                    folders.append((path + "/", above | {real}))

    def read(self, path: str) -> bytes:
        """See ``Folder``."""
        return (self.path / path).read_bytes()


def _local_entry(path: str, entry: os.DirEntry[str]) -> Entry:
    try:
        found = entry.stat()
    except OSError:  # reading it will say why
        return Entry(path)
    signature = f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
    changed = max(found.st_mtime_ns, found.st_ctime_ns)
    return Entry(path, found.st_size, signature, changed, stat.S_ISREG(found.st_mode))


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the bytes of a file say of it.

    ``size`` is in bytes, ``sha256`` is of the bytes, None when they could not be read or are too many; ``source`` is
    the publisher whose page it looks like. ``day`` is the first date of the text as it stands there (ISO 8601), a good
    guess at the document's, by which documents that belong together are read together; it shows in no table. ``code``
    and ``message`` say why the file is no document, if it is none.
    """

    size: int | None
    sha256: str | None = None
    source: str | None = None
    day: str | None = None
    code: str | None = None
    message: str | None = None


@dataclass(slots=True)
class RawFile:
    """A file below the raw folder.

    ``document_id`` is the path below the raw folder without ``.txt``, with ``/`` separators; a file that cannot be a
    document keeps its suffix. It is a document exactly when ``issue`` is None; see ``Inspected`` for the rest.
    """

    document_id: str
    path: str
    size: int | None = None
    sha256: str | None = None
    source: str | None = None
    day: str | None = None
    issue: IssueRecord | None = None


class _Unusable(Exception):
    """Why a file is no document: an issue code and a message for the person who put it there."""

    def __init__(self, code: IssueCode, message: str, size: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.size = size


Known = Mapping[str, tuple[str, Inspected]]
"""Files by path, with the signature that they had when they were inspected."""


def survey(
    folder: Folder, known: Known | None = None, engine: Engine | None = None, began: int = 0
) -> tuple[list[RawFile], dict[str, tuple[str, Inspected]]]:
    """All files below ``folder`` by ``document_id``, and what is now known of them.

    Files of which ``known`` has the signature are not read; the others are, on ``engine``. Files that changed just
    before ``began`` (nanoseconds since 1970) are not known afterwards. The order in which the folder lists its files
    does not matter.
    """
    listed = sorted(_identify(_listing(folder)), key=lambda found: (found[0], found[1].path))
    known = known or {}
    new: dict[str, Inspected] = {}
    seen: dict[str, tuple[str, Inspected]] = {}
    unread: list[Entry] = []
    for _, entry, problem in listed:
        if problem is not None:
            new[entry.path] = Inspected(problem.size, code=problem.code, message=str(problem))
        elif entry.signature is not None and known.get(entry.path, ("",))[0] == entry.signature:
            seen[entry.path] = known[entry.path]
        else:
            unread.append(entry)
    steps = range(0, len(unread), FILES_AT_ONCE)
    tasks = [InspectTask(folder, tuple(unread[start : start + FILES_AT_ONCE])) for start in steps]
    chosen = engine if engine is not None and len(tasks) > 1 else Here()
    for task, found in zip(tasks, chosen.map(inspect_batch, tasks), strict=True):
        for entry, inspected in zip(task.entries, found, strict=True):
            new[entry.path] = inspected
            if entry.signature and inspected.sha256 and entry.changed < began - SETTLED_NS:
                seen[entry.path] = entry.signature, inspected
    files = [
        _raw_file(document_id, entry, new.get(entry.path) or seen[entry.path][1]) for document_id, entry, _ in listed
    ]
    _mark_duplicates(files)
    return files, seen


@dataclass(frozen=True, slots=True)
class InspectTask:
    """Files of a folder that are inspected together."""

    folder: Folder
    entries: tuple[Entry, ...]


def inspect_batch(task: InspectTask) -> list[Inspected]:
    """Inspect files one after the other."""
    return [_inspect(task.folder, entry) for entry in task.entries]


def _inspect(folder: Folder, entry: Entry) -> Inspected:
    data: bytes | None = None
    try:
        data = _load(folder, entry)
        text = _decode(data, _storable(entry.path))
    except _Unusable as problem:
        size = problem.size if data is None else len(data)
        sha256 = None if data is None else digest(data)
        return Inspected(size, sha256, code=problem.code, message=str(problem))
    profile = sources.recognize(flatten(text).text)
    source = None if profile is None else profile.name
    return Inspected(len(data), digest(data), source, _first_day(text))


def _first_day(text: str) -> str | None:
    found = _DAY.search(text)
    if found is None:
        return None
    try:
        return dt.date(int(found[3]), _MONTHS.index(found[1]) + 1, int(found[2])).isoformat()
    except ValueError:
        return None


def _raw_file(document_id: str, entry: Entry, found: Inspected) -> RawFile:
    name = _storable(document_id)
    issue = None
    if found.code is not None:
        code = IssueCode[found.code.upper()]
        issue = IssueRecord(name, code.severity, code, found.message or "")
    return RawFile(name, _storable(entry.path), found.size, found.sha256, found.source, found.day, issue)


def _mark_duplicates(files: Sequence[RawFile]) -> None:
    first_with: dict[str, str] = {}
    for file in files:
        if file.issue is not None or first_with.setdefault(str(file.sha256), file.document_id) == file.document_id:
            continue
        code = IssueCode.DUPLICATE_DOCUMENT
        message = (
            f"{file.path} has the same bytes as {first_with[str(file.sha256)]}, which is kept: delete one of the two"
        )
        file.issue = IssueRecord(file.document_id, code.severity, code, message)


def digest(data: bytes) -> str:
    """SHA-256 of a file's bytes (hex)."""
    return hashlib.sha256(data).hexdigest()


def _listing(folder: Folder) -> Iterator[tuple[Entry, _Unusable | None]]:
    """The files below, and the folders that cannot be listed."""
    for found in folder.entries():
        if isinstance(found, Entry):
            yield found, None
            continue
        path = str(found.filename)
        message = f"cannot list {path} ({found.strerror}): change its permissions"
        yield Entry(path), _Unusable(IssueCode.UNREADABLE_FOLDER, message)


def _identify(
    listed: Iterable[tuple[Entry, _Unusable | None]],
) -> Iterator[tuple[str, Entry, _Unusable | None]]:
    """Give each path its ``document_id``; a path that cannot have one of its own keeps the path and has a problem."""
    first_with: dict[str, str] = {}
    for entry, problem in sorted(listed, key=lambda item: item[0].path):
        path = entry.path
        document_id, suffix = posixpath.splitext(path)
        if problem is None and suffix.lower() != SUFFIX:
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
        yield (document_id if problem is None else path), entry, problem


def _load(folder: Folder, entry: Entry) -> bytes:
    """The bytes of a file; raises ``_Unusable`` for all that makes it no document."""
    path = _storable(entry.path)
    if not entry.is_regular:  # opening a pipe would wait for ever
        message = f"{path} is no regular file (a pipe, a socket or a device): take it away"
        raise _Unusable(IssueCode.NOT_A_REGULAR_FILE, message)
    if entry.size is not None and entry.size > MAX_BYTES:
        message = f"{path} has {entry.size:,} bytes, the limit is {MAX_BYTES:,}: one page per file, split it"
        raise _Unusable(IssueCode.TOO_LARGE, message, entry.size)
    try:
        return folder.read(entry.path)
    except FileNotFoundError as error:
        message = f"{path} was listed but is gone: put it back, or run again"
        raise _Unusable(IssueCode.VANISHED_FILE, message, entry.size) from error
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): check its permissions, or take it away"
        raise _Unusable(IssueCode.UNREADABLE_FILE, message, entry.size) from error


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
    return path if path.isascii() else os.fsencode(path).decode("utf-8", "backslashreplace")
