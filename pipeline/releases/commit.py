"""A set of files becomes a release, whole or not at all.

Under a lock: files are copied aside, their companions are made beside them, all is synced, the folder is renamed into
place, ``latest`` is pointed at it, and the catalog is replaced last. Whatever step a crash hits, earlier releases stay
as they were, and the next commit clears away what was left aside and shows a release that was complete but not yet
shown.
"""

import datetime as dt
import platform
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow
import pyarrow.parquet as pq

from pipeline.releases import manifest as manifests
from pipeline.releases import steps
from pipeline.releases.catalog import (
    ASIDE,
    CATALOG,
    LATEST,
    RELEASES,
    ReleaseInfo,
    catalog_ids,
    catalog_text,
    scan,
)
from pipeline.releases.companion import Companion, Maker, makers
from pipeline.releases.fingerprint import InputDocument, code_parts, fingerprint
from pipeline.releases.manifest import INPUTS, MANIFEST
from pipeline.releases.parts import COMPANIONS, Known, all_entries, files_of, place
from pipeline.tables import schema

LOCK = ".lock"


class ReleaseError(RuntimeError):
    """The files cannot become a release, or the outputs folder cannot take one; the message says what to do."""


@dataclass(frozen=True, slots=True)
class CommitResult:
    """What a commit did: ``is_new`` is False where the latest release was already made from the same."""

    release_id: str
    path: Path
    is_new: bool
    fingerprint: str


def commit(
    staging_files: Mapping[str, Path],
    outputs: Path,
    inputs: Sequence[InputDocument],
    settings: Mapping[str, object],
    code_version: str,
    coverage: Sequence[Mapping[str, object]],
    today: dt.date,
    companions: Sequence[Maker] | None = None,
) -> CommitResult:
    """Make a release of checked Parquet files, one for each declared table, and show it as the latest.

    Args:
        staging_files: the file of each table, or the folder of its parts; they stay as they are. Files that nobody may
            write to are linked, others copied.
        outputs: folder of the releases, made if missing.
        inputs: the raw files, readable or not.
        settings: what else decides the result, as JSON values; no paths, since they differ between machines.
        code_version: of the code that made the files.
        coverage: rows by table, publisher and year, as JSON values.
        today: UTC day, which shows in the release's id and nowhere else.
        companions: what accompanies the tables; by default all that there are.

    Raises:
        ReleaseError: a table is missing, unknown or not written with its declared schema, a companion cannot be made,
            or ``outputs/latest`` is not a link.
        OSError: the disk does not let it be written; earlier releases are as they were.
    """
    _require_tables(staging_files)
    made_from = fingerprint(code_version, settings, inputs)
    releases = outputs / RELEASES
    releases.mkdir(parents=True, exist_ok=True)
    link = outputs / LATEST
    if link.exists() and not link.is_symlink():
        raise ReleaseError(f"{link} is not a link to a release: move it away")
    with steps.locked(outputs / LOCK):
        _clear(outputs)
        release_id = _next_id(outputs, today)
        found = scan(outputs)
        last = found[-1] if found else None
        was_latest = last is not None and _points_at(outputs, last)
        if last and not (was_latest and _is_listed(outputs, found)):
            _show(outputs, found)
        if last and last.fingerprint == made_from and _is_whole(last):
            # A release that a crash kept from being shown is new to everybody.
            return CommitResult(last.release_id, last.path, not was_latest, made_from)
        sequence = last.sequence + 1 if last else 1
        aside = releases / f"{ASIDE}{release_id}"
        try:
            aside.mkdir()
            previous = next((each for each in reversed(found) if _is_whole(each)), None)
            known = Known(previous.path, manifests.read(previous.path)) if previous else Known()
            tables = {table: _take(table, staging_files[table], aside, known) for table in schema.table_names()}
            manifest = {
                "release_id": release_id,
                "sequence": sequence,
                "fingerprint": made_from,
                "code_version": code_version,
                **code_parts(code_version),
                "packages": _packages(),
                "settings": dict(settings),
                "tables": tables,
                "coverage": list(coverage),
                "inputs": [each.told() for each in sorted(inputs, key=lambda each: (each.document_id, each.path))],
            }
            before = previous.path if previous else None
            accompanied = _accompany(aside, manifest, before, makers() if companions is None else companions)
            manifests.write(aside, {**manifest, COMPANIONS: accompanied})
            steps.rename_folder(aside, releases / release_id)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        _show(outputs, scan(outputs))
        return CommitResult(release_id, releases / release_id, True, made_from)


def _require_tables(staging_files: Mapping[str, Path]) -> None:
    missing = [table for table in schema.table_names() if table not in staging_files]
    unknown = sorted(set(staging_files) - set(schema.table_names()))
    if missing or unknown:
        raise ReleaseError(f"a release has every declared table: missing {missing}, not declared {unknown}")
    for table, path in staging_files.items():
        try:
            written = pq.read_schema(files_of(path)[0])
        except (OSError, pyarrow.ArrowInvalid) as error:
            raise ReleaseError(f"{path} is no Parquet file of {table}: {error}") from error
        if not written.equals(schema.arrow_schema(table), check_metadata=True):
            raise ReleaseError(f"{path} is not written with the schema declared for {table}")


def _take(table: str, source: Path, folder: Path, known: Known) -> dict[str, object]:
    """Put a table into ``folder`` and describe it for the manifest."""
    return {
        **place(table, source, folder, known),
        "description": schema.description(table),
        "primary_key": list(schema.key(table)),
        "schema": [
            {
                "name": field.name,
                "type": str(field.type),
                "nullable": field.nullable,
                "description": (field.metadata or {})[b"description"].decode(),
            }
            for field in schema.arrow_schema(table)
        ],
    }


def _accompany(
    folder: Path, manifest: Mapping[str, Any], previous: Path | None, companions: Sequence[Maker]
) -> dict[str, dict[str, object]]:
    """Make the files that accompany the tables in ``folder`` and describe them for the manifest, sorted by name."""
    tables = {table: folder / entry["file"] for table, entry in manifest["tables"].items()}
    taken = {MANIFEST, INPUTS, *(path.name for path in tables.values())}
    made: dict[str, dict[str, object]] = {}
    for each in companions:
        scratch = folder.with_name(f"{folder.name}-{each.name}")
        scratch.mkdir()
        try:
            files = each.make(Companion(tables, previous, manifest, scratch))
            for name, content in files.items():
                if name in taken or name != Path(name).name or name.startswith("."):
                    raise ValueError(f"a release can have no further file {name!r}")
                taken.add(name)
                target = folder / name
                size, sha256 = (
                    steps.copy_read_only(content, target)
                    if isinstance(content, Path)
                    else steps.write_read_only(target, content)
                )
                made[name] = {"file": name, "bytes": size, "sha256": sha256, "description": each.description}
        except Exception as error:
            raise ReleaseError(f"the companion {each.name} cannot be made: {type(error).__name__}: {error}") from error
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return dict(sorted(made.items()))


def _next_id(outputs: Path, today: dt.date) -> str:
    """The day and the first number after all of that day, deleted releases and damaged folders included."""
    prefix = f"{today.isoformat()}."
    taken = {path.name for path in (outputs / RELEASES).iterdir()} | set(catalog_ids(outputs) or ())
    numbers = [name.removeprefix(prefix) for name in taken if name.startswith(prefix)]
    return f"{prefix}{max((int(number) for number in numbers if number.isdecimal()), default=0) + 1}"


def _packages() -> dict[str, str]:
    return {"python": platform.python_version(), "pandas": pd.__version__, "pyarrow": pyarrow.__version__}


def _clear(outputs: Path) -> None:
    """Take away what crashed commits left aside; the lock says that nobody is writing it."""
    for path in (outputs / RELEASES).glob(f"{ASIDE}*"):
        shutil.rmtree(path)
    for name in (CATALOG, LATEST):
        (outputs / f".{name}.tmp").unlink(missing_ok=True)


def _points_at(outputs: Path, release: ReleaseInfo) -> bool:
    link = outputs / LATEST
    return link.is_symlink() and link.readlink() == release.path.relative_to(outputs)


def _is_listed(outputs: Path, releases: Sequence[ReleaseInfo]) -> bool:
    """Tell whether the catalog is what the release folders say."""
    catalog = outputs / CATALOG
    return catalog.exists() and catalog.read_bytes() == catalog_text(outputs, releases).encode()


def _show(outputs: Path, releases: Sequence[ReleaseInfo]) -> None:
    steps.replace_link(outputs / LATEST, str(releases[-1].path.relative_to(outputs)))
    steps.replace_text(outputs / CATALOG, catalog_text(outputs, releases))


def _is_whole(release: ReleaseInfo) -> bool:
    """Tell whether the files are there with the bytes that the manifest counts; a hash would read them all."""
    entries = all_entries(manifests.read(release.path))
    files = [(release.path / entry["file"], entry["bytes"]) for entry in entries]
    return all(path.is_file() and path.stat().st_size == size for path, size in files)
