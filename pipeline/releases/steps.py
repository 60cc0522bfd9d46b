"""The calls that change what is on the disk. A release is safe because each of them is whole or not at all, in order.

A file is on the disk when it and its folder are synced; a rename then shows it whole.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK_BYTES = 1 << 20


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on the file ``path``; waits for other processes and threads. A dead holder holds none."""
    with open(path, "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sync(path: Path) -> None:
    """Bring a file's bytes or a folder's entries to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_read_only(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file, synced and without the right to write; returns its bytes and their SHA-256 (hex).

    A copy, since through a hard link whoever writes the source again in place would change the release.
    """
    digest = hashlib.sha256()
    with open(source, "rb") as reader, open(target, "xb") as writer:
        while chunk := reader.read(CHUNK_BYTES):
            digest.update(chunk)
            writer.write(chunk)
        size = writer.tell()
    target.chmod(0o444)
    sync(target)
    return size, digest.hexdigest()


def sha256_of(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes."""
    with open(path, "rb") as reader:
        return hashlib.file_digest(reader, "sha256").hexdigest()


def is_read_only(path: Path) -> bool:
    """Tell whether nobody has the right to write to a file."""
    return not path.stat().st_mode & 0o222


def link_read_only(source: Path, target: Path) -> None:
    """Let ``target`` be the file ``source``, which nobody may write to; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        copy_read_only(source, target)


def to_json(value: object) -> str:
    """Write a value as the JSON of manifests and catalogs."""
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def write_read_only(path: Path, content: bytes) -> tuple[int, str]:
    """Write a new file, synced and without the right to write; returns its bytes and their SHA-256 (hex)."""
    path.write_bytes(content)
    path.chmod(0o444)
    sync(path)
    return len(content), hashlib.sha256(content).hexdigest()


def rename_folder(source: Path, target: Path) -> None:
    """Give a folder its name; its entries and the name are synced."""
    sync(source)
    os.rename(source, target)
    sync(target.parent)


def replace_text(path: Path, text: str) -> None:
    """Replace a file at once."""
    aside = path.with_name(f".{path.name}.tmp")
    aside.write_text(text, encoding="utf-8")
    sync(aside)
    os.replace(aside, path)
    sync(path.parent)


def replace_link(path: Path, target: str) -> None:
    """Replace a symbolic link at once; ``target`` is relative to the link's folder."""
    aside = path.with_name(f".{path.name}.tmp")
    aside.unlink(missing_ok=True)
    os.symlink(target, aside)
    os.replace(aside, path)
    sync(path.parent)
