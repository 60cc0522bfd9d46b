"""A table of a release is one Parquet file, or beyond ``LARGE_ROWS`` rows a folder of parts; here that is decided.

A file that the release before has already is not written again: the new release gets a link to it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.releases import steps
from pipeline.releases.parquet import join_files

LARGE_ROWS = 100_000
COMPANIONS = "companions"


def files_of(table: Path) -> list[Path]:
    """The Parquet files of a table, which is a file or a folder of parts, in the order of its rows."""
    return sorted(table.glob("*.parquet")) if table.is_dir() else [table]


def entries_of(table: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What a manifest says of the files of a table: ``file``, ``rows``, ``bytes``, ``sha256`` of each."""
    found: Sequence[Mapping[str, Any]] = table.get("parts") or [table]
    return found


def all_entries(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a manifest says of all files of a release but itself: ``file``, ``bytes``, ``sha256`` of each."""
    entries = [entry for table in manifest["tables"].values() for entry in entries_of(table)]
    # Releases of older code may have no companions.
    entries += manifest.get(COMPANIONS, {}).values()
    return entries + ([manifest["inputs_file"]] if "inputs_file" in manifest else [])


def with_same_documents(tables: Mapping[str, Path], of: str, numbers: Sequence[int]) -> dict[str, list[Path]]:
    """The files of all ``tables`` that may hold rows of the documents in the files ``numbers`` of the table ``of``.

    Parts are counted from the end: there, those of all tables are of the same documents. Of tables that are not cut
    alike all files are given.
    """
    n_parts = len(files_of(tables[of]))
    found = {}
    for table, path in tables.items():
        files = files_of(path)
        alike = n_parts > 1 and path.is_dir() and len(files) >= n_parts
        found[table] = [files[number - n_parts] for number in numbers] if alike else files
    return found


class Known:
    """The files of a release: which are the same file as another, or have the same bytes."""

    def __init__(self, folder: Path | None = None, manifest: Mapping[str, Any] | None = None) -> None:
        """Know the tables of the release in ``folder`` with its manifest; of none, nothing."""
        self._by_sha256: dict[str, Path] = {}
        self._by_inode: dict[tuple[int, int], tuple[int, str]] = {}
        tables = manifest["tables"].values() if manifest is not None else ()
        for entry in (entry for table in tables for entry in entries_of(table)):
            if folder is not None and (path := folder / entry["file"]).is_file():
                status = path.stat()
                self._by_sha256[entry["sha256"]] = path
                self._by_inode[status.st_dev, status.st_ino] = entry["bytes"], entry["sha256"]

    def sha256(self, path: Path) -> str:
        """Of the bytes of a file; not computed of one that is known."""
        status = path.stat()
        size, sha256 = self._by_inode.get((status.st_dev, status.st_ino), (-1, ""))
        return sha256 if size == status.st_size else steps.sha256_of(path)

    def take(self, source: Path, target: Path) -> tuple[int, str]:
        """Put a file at ``target``; returns its bytes and their SHA-256 (hex).

        A file that may be written to is copied, since whoever writes it again in place would change the release.
        """
        sha256 = self.sha256(source)
        same = self._by_sha256.get(sha256)
        if same is not None:
            steps.link_read_only(same, target)
        elif steps.is_read_only(source):
            steps.link_read_only(source, target)
            steps.sync(target)
        else:
            return steps.copy_read_only(source, target)
        return target.stat().st_size, sha256


def place(table: str, source: Path, folder: Path, known: Known) -> dict[str, Any]:
    """Put a table, a file or a folder of parts, into a release's folder; returns what the manifest says of its files."""
    files = files_of(source)
    rows = [pq.read_metadata(path).num_rows for path in files]
    name = f"{table}.parquet"
    target = folder / name
    if len(files) > 1 and sum(rows) > LARGE_ROWS:
        target.mkdir()
        parts: list[dict[str, Any]] = []
        for path, n_rows in zip(files, rows, strict=True):
            size, sha256 = known.take(path, target / path.name)
            parts.append({"file": f"{name}/{path.name}", "rows": n_rows, "bytes": size, "sha256": sha256})
        steps.sync(target)
        total = sum(part["bytes"] for part in parts)
        return {"file": name, "rows": sum(rows), "bytes": total, "sha256": _sha256_of_all(parts), "parts": parts}
    if len(files) == 1:
        size, sha256 = known.take(files[0], target)
    else:
        joined = folder / f".{name}.joined"
        join_files(table, files, joined)
        joined.chmod(0o444)
        size, sha256 = known.take(joined, target)
        joined.unlink()
    return {"file": name, "rows": sum(rows), "bytes": size, "sha256": sha256}


def _sha256_of_all(parts: Sequence[Mapping[str, Any]]) -> str:
    """Of the lines ``<sha256>  <file>`` for all parts, as sha256sum writes them."""
    lines = "".join(f"{part['sha256']}  {part['file']}\n" for part in parts)
    return hashlib.sha256(lines.encode()).hexdigest()
