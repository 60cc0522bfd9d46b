"""Large tables are folders of parts: unchanged parts are links, and every reader sees the same rows."""

import copy
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from pipeline import plan, read
from pipeline.build import build
from pipeline.cli import main
from pipeline.releases import duck, manifest, parts
from pipeline.releases.catalog import list_releases
from pipeline.releases.changes import report
from pipeline.releases.commit import _is_whole
from pipeline.releases.compare import Comparison, Side
from pipeline.releases.explorer import explorer_page
from pipeline.releases.parts import Known, files_of, place
from pipeline.settings import PROJECT, Settings
from pipeline.tables import frames, schema
from tests.conftest import EDITED, EDITS
from tests.releases.table_files import write_parquet

PAGES = 10
OF_DOCUMENTS = schema.of_documents()


@dataclass(frozen=True)
class Built:
    """The same documents before and after an edit, in releases with tables in parts, and as single files."""

    parted: Path
    whole: Path
    first: Path
    second: Path
    first_whole: Path
    second_whole: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Not to be changed."""
    folder = tmp_path_factory.mktemp("parts")
    raw = folder / "raw"
    raw.mkdir()
    pages = sorted((PROJECT / "raw" / "mofa_jp").glob("*.txt"))
    chosen = [page for page in pages if page.stem == EDITED] + [page for page in pages if page.stem != EDITED]
    for page in chosen[:PAGES]:
        shutil.copy(page, raw)
    (raw / "unreadable.txt").write_bytes(b"\xff")
    found: dict[str, list[Path]] = {"parted": [], "whole": []}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "DOCUMENTS", 2)
        for number in range(2):
            if number:
                page = raw / f"{EDITED}.txt"
                text = page.read_text("utf-8")
                for old, new in EDITS.items():
                    assert text.count(old) == 1
                    text = text.replace(old, new)
                page.write_text(text, encoding="utf-8")
            for form, rows in (("parted", 0), ("whole", 100_000)):
                patch.setattr(parts, "LARGE_ROWS", rows)
                outcome = build(Settings(raw, folder / form, cache=folder / "cache"))
                assert (outcome.errors, outcome.is_new) == ([], True)
                assert outcome.release is not None
                found[form].append(outcome.release)
    return Built(folder / "parted", folder / "whole", *found["parted"], *found["whole"])


def told(release: Path) -> dict[str, Any]:
    return manifest.read(release)


def test_large_tables_are_folders_and_small_ones_files(built: Built) -> None:
    for table, entry in told(built.second)["tables"].items():
        path = built.second / f"{table}.parquet"
        assert path.is_dir() == (table in OF_DOCUMENTS) == ("parts" in entry)
        assert (built.second_whole / f"{table}.parquet").is_file()
    assert len(files_of(built.second / "meetings.parquet")) >= 3
    names = [path.name for path in files_of(built.second / "meetings.parquet")]
    assert [name.split("-")[1] for name in names] == [f"{number:05}" for number in range(1, len(names) + 1)]
    days = [name.removesuffix(".parquet").split("-")[2:] for name in names]
    assert days == sorted(days)
    assert all(re.fullmatch(r"\d{8}|undated", day) for part in days for day in part)


@pytest.mark.parametrize("table", schema.table_names())
def test_the_rows_are_those_of_the_table_in_one_file_in_its_order(built: Built, table: str) -> None:
    joined = pq.read_table(built.second / f"{table}.parquet")
    whole = pq.read_table(built.second_whole / f"{table}.parquet")
    assert joined.equals(whole)
    assert joined.schema.equals(schema.arrow_schema(table), check_metadata=True)
    assert joined.num_rows == told(built.second)["tables"][table]["rows"]


def test_the_manifest_tells_each_part_and_all(built: Built) -> None:
    for table, entry in told(built.second)["tables"].items():
        assert entry["file"] == f"{table}.parquet"
        for part in parts.entries_of(entry):
            data = (built.second / part["file"]).read_bytes()
            assert part["bytes"] == len(data)
            assert part["sha256"] == hashlib.sha256(data).hexdigest()
            assert part["rows"] == pq.read_metadata(built.second / part["file"]).num_rows
        if "parts" in entry:
            assert entry["rows"] == sum(part["rows"] for part in entry["parts"])
            assert entry["bytes"] == sum(part["bytes"] for part in entry["parts"])
            lines = "".join(f"{part['sha256']}  {part['file']}\n" for part in entry["parts"])
            assert entry["sha256"] == hashlib.sha256(lines.encode()).hexdigest()


def test_all_parts_are_read_only(built: Built) -> None:
    files = [path for path in built.second.rglob("*") if path.is_file()]
    assert len(files) > 40
    assert [path for path in files if path.stat().st_mode & 0o222] == []


def test_unchanged_parts_are_the_same_file_as_before(built: Built) -> None:
    before, after = (
        {part["file"]: part["sha256"] for entry in told(each)["tables"].values() for part in parts.entries_of(entry)}
        for each in (built.first, built.second)
    )
    same = [file for file in after if after[file] == before.get(file)]
    assert 0 < len(after) - len(same) < len(after) / 2
    inodes = {path.stat().st_ino for path in built.first.rglob("*.parquet")}
    assert all((built.second / file).stat().st_ino in inodes for file in same)
    assert not any((built.second / file).stat().st_ino in inodes for file in set(after) - set(same))


def stage(folder: Path, sizes: list[int], read_only: bool) -> Path:
    """``texts`` in parts of so many rows."""
    target = folder / "texts.parquet"
    target.mkdir(parents=True)
    start = 0
    for number, size in enumerate(sizes, 1):
        rows = [{"document_id": f"d{n:03}", "text": f"text {n} " * (n + 1)} for n in range(start, start + size)]
        path = target / f"part-{number:05}.parquet"
        write_parquet("texts", frames.from_rows("texts", rows), path)
        if read_only:
            path.chmod(0o444)
        start += size
    return target


@pytest.mark.parametrize("sizes", [[60], [10, 20, 30], [0, 60], [59, 1], [1] * 60, [30, 0, 0, 30]])
def test_a_joined_file_does_not_show_how_it_was_cut(tmp_path: Path, sizes: list[int]) -> None:
    expected = tmp_path / "expected.parquet"
    rows = [{"document_id": f"d{n:03}", "text": f"text {n} " * (n + 1)} for n in range(60)]
    write_parquet("texts", frames.from_rows("texts", rows), expected)
    release = tmp_path / "release"
    release.mkdir()
    entry = place("texts", stage(tmp_path / "stage", sizes, True), release, Known())
    data = (release / "texts.parquet").read_bytes()
    assert data == expected.read_bytes()
    assert entry == {
        "file": "texts.parquet", "rows": 60, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip
    assert [path.name for path in release.iterdir()] == ["texts.parquet"]
    assert not (release / "texts.parquet").stat().st_mode & 0o222


@pytest.mark.parametrize(("limit", "is_folder"), [(59, True), (60, False), (61, False)])
def test_a_table_is_a_folder_beyond_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, is_folder: bool
) -> None:
    monkeypatch.setattr(parts, "LARGE_ROWS", limit)
    (tmp_path / "one").mkdir()
    entry = place("texts", stage(tmp_path / "stage", [30, 30], True), tmp_path / "one", Known())
    assert (tmp_path / "one" / "texts.parquet").is_dir() == is_folder == ("parts" in entry)
    (tmp_path / "two").mkdir()
    place("texts", stage(tmp_path / "single", [60], True), tmp_path / "two", Known())
    assert (tmp_path / "two" / "texts.parquet").is_file()


@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_staged_is_linked_if_nobody_may_write_it_else_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    monkeypatch.setattr(parts, "LARGE_ROWS", 0)
    staged = stage(tmp_path / "stage", [5, 5], read_only)
    (tmp_path / "release").mkdir()
    entry = place("texts", staged, tmp_path / "release", Known())
    for path in files_of(staged):
        placed = tmp_path / "release" / "texts.parquet" / path.name
        assert (placed.stat().st_ino == path.stat().st_ino) == read_only
        assert placed.read_bytes() == path.read_bytes()
        assert not placed.stat().st_mode & 0o222
    assert [part["sha256"] for part in entry["parts"]] == [
        hashlib.sha256(path.read_bytes()).hexdigest() for path in files_of(staged)
    ]


@pytest.mark.parametrize("read_only", [True, False])
def test_the_same_bytes_staged_anew_are_linked_to_the_release_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    monkeypatch.setattr(parts, "LARGE_ROWS", 0)
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    before = {"tables": {"texts": place("texts", stage(tmp_path / "a", [5, 5, 5], True), first, Known())}}
    staged = stage(tmp_path / "b", [5, 5, 6], read_only)
    place("texts", staged, second, Known(first, before))
    linked = [
        (first / "texts.parquet" / path.name).stat().st_ino == (second / "texts.parquet" / path.name).stat().st_ino
        for path in files_of(staged)
    ]
    assert linked == [True, True, False]


def test_a_file_that_is_known_is_not_read_for_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LARGE_ROWS", 0)
    staged = stage(tmp_path / "stage", [5, 5], True)
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    before = {"tables": {"texts": place("texts", staged, first, Known())}}

    def refuse(path: Path) -> str:
        raise AssertionError(f"{path} is read")

    monkeypatch.setattr(parts.steps, "sha256_of", refuse)
    assert place("texts", staged, second, Known(first, before)) == before["tables"]["texts"]


def test_links_that_a_file_system_has_not_are_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(parts, "LARGE_ROWS", 0)
    monkeypatch.setattr(parts.steps.os, "link", refuse)
    staged = stage(tmp_path / "stage", [5, 5], True)
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    before = {"tables": {"texts": place("texts", staged, first, Known())}}
    assert place("texts", staged, second, Known(first, before)) == before["tables"]["texts"]
    assert pq.read_table(second / "texts.parquet").num_rows == 10


@pytest.fixture
def copied(built: Built, tmp_path: Path) -> Path:
    """An outputs folder with the last release alone, which may be changed."""
    target = tmp_path / "outputs" / "releases" / built.second.name
    shutil.copytree(built.second, target)
    return target


def test_a_release_without_one_of_its_parts_is_not_whole(copied: Path) -> None:
    [info] = list_releases(copied.parent.parent)
    assert _is_whole(info)
    [part] = (copied / "statements.parquet").glob("part-00002-*.parquet")
    data = part.read_bytes()
    part.unlink()
    assert not _is_whole(info)
    part.write_bytes(data[:-1])
    assert not _is_whole(info)
    part.write_bytes(data)
    assert _is_whole(info)


def brief(found: Comparison) -> list[Any]:
    return [found.counts(), [row for table in found.tables for row in found.rows(table)],
            [list(found.values(table)) for table in found.tables], found.columns]  # fmt: skip


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duck.connection() as opened:
        yield opened


def test_releases_in_parts_differ_as_those_in_one_file_do(built: Built, database: duckdb.DuckDBPyConnection) -> None:
    old, new = Side.of(built.first), Side.of(built.second)
    parted = Comparison(database, old, new)
    found, text = brief(parted), report(parted)
    assert sum(count.rows for count in found[0]) > 5
    whole = Comparison(database, Side.of(built.first_whole), Side.of(built.second_whole))
    assert brief(whole) == found
    assert report(whole).replace(built.first_whole.name, built.first.name) == text
    # Forms may differ, and what is recorded in the release is the same.
    assert brief(Comparison(database, Side.of(built.first_whole), new)) == found
    assert pq.read_table(built.second / "changes.parquet").equals(pq.read_table(built.second_whole / "changes.parquet"))
    assert (built.second / "CHANGES.md").read_text("utf-8") == (built.second_whole / "CHANGES.md").read_text("utf-8")


def test_only_parts_that_differ_are_compared(built: Built, database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    copies = [shutil.copytree(each, tmp_path / number) for number, each in (("1", built.first), ("2", built.second))]
    old, new = (Side.of(each) for each in copies)
    expected = brief(Comparison(database, old, new))
    differing = {
        path
        for table in old.tables
        for one, other in ((old, new), (new, old))
        for path in one.differing(table, other).files
    }
    assert 0 < len(differing) < len(list(tmp_path.rglob("*.parquet"))) / 2
    for path in tmp_path.rglob("part-*.parquet"):
        # Of the first file of a table the schema is read.
        if path not in differing and not path.name.startswith("part-00001-"):
            path.chmod(0o644)
            path.write_bytes(b"not read")
    assert brief(Comparison(database, old, new)) == expected


def test_equal_releases_in_parts_do_not_differ(built: Built, database: duckdb.DuckDBPyConnection) -> None:
    assert Comparison(database, Side.of(built.second), Side.of(built.second)).counts() == []
    other = Comparison(database, Side.of(built.second), Side.of(built.second_whole))
    assert other.counts() == []


def test_frictionless_validates_all_rows(built: Built) -> None:
    package = Package(str(built.second / "datapackage.json"))
    validated = package.validate()
    assert validated.flatten(["title", "message"]) == []
    assert validated.valid
    assert {task.name: task.stats["rows"] for task in validated.tasks} == {
        table: entry["rows"] for table, entry in told(built.second)["tables"].items()
    }
    for resource in json.loads((built.second / "datapackage.json").read_text("utf-8"))["resources"]:
        assert (built.second / resource["path"]).exists()
        assert resource["hash"] == f"sha256:{told(built.second)['tables'][resource['name']]['sha256']}"


def test_frictionless_sees_what_is_wrong_in_a_later_part(copied: Path) -> None:
    last = files_of(copied / "statements.parquet")[-1]
    rows = pq.read_table(last).to_pandas()
    rows.loc[0, "act"] = "shout"
    last.chmod(0o644)
    pq.write_table(pa.Table.from_pandas(rows, schema=schema.arrow_schema("statements"), preserve_index=False), last)
    found = Package(str(copied / "datapackage.json")).validate().flatten(["title", "message"])
    assert any("shout" in message for _, message in found)


def test_views_show_all_rows_from_anywhere(built: Built) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{built.second}'")
        connection.execute((built.second / "views.sql").read_text("utf-8"))
        for table, entry in told(built.second)["tables"].items():
            [(rows,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
            assert rows == entry["rows"]
        [(comment,)] = connection.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'meetings' AND column_name = 'date'"
        ).fetchall()
    assert comment == schema.arrow_schema("meetings").field("date").metadata[b"description"].decode()


@pytest.mark.parametrize("table", schema.table_names())
def test_read_gives_the_same_frame(built: Built, table: str) -> None:
    pd.testing.assert_frame_equal(read(table, outputs=built.parted), read(table, outputs=built.whole))


def test_read_filters_and_chooses_columns(built: Built) -> None:
    asked: dict[str, Any] = {"columns": ["statement_id", "act"], "filters": [("act", "in", ["agree", "support"])]}
    found = read("statements", outputs=built.parted, **asked)
    assert len(found) > 0
    pd.testing.assert_frame_equal(found, read("statements", outputs=built.whole, **asked))
    dated = read("meetings", outputs=built.parted, filters=[("meeting_id", "==", f"{EDITED}#1")])
    assert dated["duration_minutes"].tolist() == [75]
    assert read("meetings", release="previous", outputs=built.parted, filters=[("meeting_id", "==", f"{EDITED}#1")])[
        "duration_minutes"
    ].tolist() == [60]


@pytest.mark.parametrize(
    "arguments",
    [
        ["sql", "SELECT act, count(*) AS n FROM statements GROUP BY act ORDER BY act"],
        ["sql", "SELECT * FROM texts ORDER BY document_id", "--format", "json"],
        ["sql", "SELECT table_name FROM information_schema.tables ORDER BY 1"],
        ["show", EDITED],
        ["show", "unreadable"],
        ["diff"],
        ["diff", "--table", "meetings", "--values"],
        ["releases"],
    ],
    ids=" ".join,
)
def test_commands_show_the_same(
    built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    shown = []
    for outputs in (built.parted, built.whole):
        monkeypatch.setenv("READOUTS_OUTPUTS", str(outputs))
        status = main(arguments)
        shown.append((status, *capsys.readouterr()))
    assert shown[0] == shown[1]
    assert shown[0][0] == 0
    assert len(shown[0][1]) > 50


def test_pandas_polars_and_duckdb_read_a_folder_as_a_file(built: Built) -> None:
    latest = built.parted / "latest"
    for table in ("meetings", "statements"):
        path, ids = latest / f"{table}.parquet", pq.read_table(built.second_whole / f"{table}.parquet")[0].to_pylist()
        assert path.is_dir()
        key = schema.key(table)[0]
        assert pd.read_parquet(path)[key].tolist() == ids
        asked = pd.read_parquet(path, dtype_backend="numpy_nullable")
        whole = pd.read_parquet(built.second_whole / f"{table}.parquet", dtype_backend="numpy_nullable")
        pd.testing.assert_frame_equal(asked, whole)
        assert pl.scan_parquet(path).collect()[key].to_list() == ids
        assert pl.read_parquet(path)[key].to_list() == ids
        [(rows,)] = duckdb.execute(f"SELECT count(*) FROM '{path}/*.parquet'").fetchall()
        assert rows == len(ids)


def test_the_explorer_page_is_the_same_from_parts(built: Built) -> None:
    told_of = told(built.second)
    pages = []
    for release in (built.second, built.second_whole):
        files = {table: release / f"{table}.parquet" for table in schema.table_names()}
        pages.append(explorer_page(files, copy.deepcopy(told_of)))
    assert pages[0] == pages[1]
    assert (built.second / "explorer.html").read_bytes() == (built.second_whole / "explorer.html").read_bytes()


@pytest.mark.parametrize("name", ["DICTIONARY.md", "CITATION.cff"])
def test_companions_say_the_same(built: Built, name: str) -> None:
    assert (built.second / name).read_bytes() == (built.second_whole / name).read_bytes()


def test_an_outputs_folder_with_an_equals_sign_adds_no_column(built: Built, tmp_path: Path) -> None:
    target = tmp_path / "day=1" / "releases" / built.second.name
    shutil.copytree(built.second, target)
    os.symlink(f"releases/{target.name}", tmp_path / "day=1" / "latest")
    for table in ("meetings", "persons"):
        found = read(table, outputs=tmp_path / "day=1")
        assert tuple(found.columns) == schema.columns(table)
