"""Two releases compared: which rows differ, in what, and why; the hash of a row."""

import copy
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.releases import compare, duck
from pipeline.releases.causes import Reason, compare_inputs
from pipeline.releases.changes import first_release, report, write_changes
from pipeline.releases.compare import CHANGES, Change, Comparison, Side
from pipeline.tables import frames
from tests.releases.table_files import write_parquet
from tests.tables.conftest import TALK, Rows, rows_of_all_tables

Compare = Callable[..., Comparison]


def side(folder: Path, rows: Rows, **manifest: Any) -> Side:
    """A release of these rows, with the parts of a manifest that a comparison reads."""
    folder.mkdir()
    for table in rows:
        write_parquet(table, frames.from_rows(table, rows[table]), folder / f"{table}.parquet")
    return side_of_files({table: folder / f"{table}.parquet" for table in rows}, **manifest)


def side_of_files(files: dict[str, Path], **manifest: Any) -> Side:
    told = {
        "release_id": "r",
        "code_version": "1+a.b",
        "code_hash": "a",
        "reference_hash": "b",
        "settings": {},
        "packages": {},
        "inputs": [document("a/talk"), document("b"), document("c")],
        "tables": {
            t: {"file": p.name, "sha256": str(p.read_bytes()), "rows": pq.read_metadata(p).num_rows}
            for t, p in files.items()
        },
    }
    return Side(files, told | manifest)


def document(name: str, sha256: str = "1") -> dict[str, Any]:
    return {"document_id": name, "path": f"{name}.txt", "sha256": sha256, "bytes": 1}


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duck.connection() as opened:
        yield opened


@pytest.fixture
def compared(tmp_path: Path, database: duckdb.DuckDBPyConnection) -> Compare:
    """Compare the small data set with what ``change`` makes of it; keywords are parts of the new manifest."""

    def make(change: Callable[[Rows], object], **manifest: Any) -> Comparison:
        rows = rows_of_all_tables()
        change(changed := copy.deepcopy(rows))
        return Comparison(database, side(tmp_path / "old", rows), side(tmp_path / "new", changed, **manifest))

    return make


def row_hash(values: Sequence[str | None]) -> str:
    """The hash of a row from its values as text, by the recipe in the documentation."""
    parts = ["~" if value is None else f"{len(value.encode())}:{value}" for value in values]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def all_rows(found: Comparison) -> list[compare.RowChange]:
    return [row for table in found.tables for row in found.rows(table)]


def brief(found: Comparison) -> list[tuple[str, str, str, str | None, bool]]:
    return [(r.table_name, r.change, r.key, r.changed_columns, r.moved_only) for r in all_rows(found)]


def test_equal_releases_do_not_differ(compared: Compare) -> None:
    found = compared(lambda rows: None)
    assert (all_rows(found), found.counts(), list(found.arrow())) == ([], [], [])
    assert "No row differs" in report(found)


def test_files_of_other_bytes_with_the_same_rows_do_not_differ(
    tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    rows = rows_of_all_tables()
    old = side(tmp_path / "old", rows)
    for table in rows:
        rows[table].reverse()
    assert all_rows(Comparison(database, old, side(tmp_path / "new", rows))) == []


def test_added_modified_and_deleted_rows_are_told_with_columns_and_hashes(compared: Compare) -> None:
    def change(rows: Rows) -> None:
        rows["topics"][0]["topic_id"] = "finance"
        rows["topics"][1].update(label="Commerce", definition="Buying and selling.")

    found = compared(change)
    assert brief(found) == [
        ("topics", "deleted", "energy", None, False),
        ("topics", "added", "finance", None, False),
        ("topics", "modified", "trade", "label, definition", False),
    ]
    deleted, added, modified = all_rows(found)
    assert (deleted.new_hash, added.old_hash) == (None, None)
    assert deleted.old_hash == row_hash(["energy", "Energy", "economy", "Energy."])
    assert added.new_hash == row_hash(["finance", "Energy", "economy", "Energy."])
    assert modified.old_hash == row_hash(["trade", "Trade", "economy", "Trade."])
    assert modified.new_hash == row_hash(["trade", "Commerce", "economy", "Buying and selling."])


def test_the_hash_of_a_row_is_computed_as_documented(compared: Compare) -> None:
    def change(rows: Rows) -> None:
        rows["meetings"][0]["city"] = "Kyōto"
        rows["topics_by_year"][0]["share_of_meetings"] = 0.1

    meeting, share = all_rows(compared(change))
    start = int(dt.datetime(2024, 3, 1, 0, 30, tzinfo=dt.UTC).timestamp()) * 1_000_000
    assert meeting.new_hash == row_hash(
        [
            "a/talk#1", "a/talk", "1", None, None, "2024-03-01", None, "09:30", "540", str(start), "45", "true",
            "Kyōto", "JPN", "stated", None, "bilateral", "meeting", "in_person", "m", "6", str(len(TALK)),
        ]
    )  # fmt: skip
    assert share.new_hash == row_hash(["2024", "trade", "1", "1", "0.10000000000000001"])


def test_the_hash_stays_what_it_is(compared: Compare) -> None:
    """Hashes of releases years apart are compared."""
    [row] = all_rows(compared(lambda rows: rows["texts"].append({"document_id": "c", "text": "é"})))
    assert row.new_hash == hashlib.sha256("1:c2:é".encode()).hexdigest()
    assert row.new_hash == "cf2a42786a6d30ed561f8e0e051c7747de39186800421eea9ea9fb1a440e789a"


def test_a_value_that_comes_or_goes_modifies_the_row(compared: Compare) -> None:
    def change(rows: Rows) -> None:
        rows["meetings"][0].update(title="Talks", duration_minutes=None, duration_approximate=None)

    assert brief(compared(change)) == [
        ("meetings", "modified", "a/talk#1", "title, duration_minutes, duration_approximate", False)
    ]


def test_keys_of_several_columns_are_json_and_nulls_in_them_are_equal(compared: Compare) -> None:
    def change(rows: Rows) -> None:
        rows["blocks"][1]["kind"] = "item"
        rows["issues"][1]["severity"] = "warning"

    def sound(rows: Rows) -> None:
        rows["blocks"][1]["kind"] = "item"
        rows["issues"][1]["message"] = "no “text”"

    found = brief(compared(sound))
    assert found[0] == ("blocks", "modified", '["a/talk",2]', "kind", False)
    keys = [json.loads(key) for _, _, key, _, _ in found[1:]]
    assert keys == [["c", "empty_document", None, None, "empty"], ["c", "empty_document", None, None, "no “text”"]]


def test_rows_that_only_move_are_told_apart(compared: Compare) -> None:
    def change(rows: Rows) -> None:
        for row in (rows["statements"][0], *rows["mentions"], *rows["statement_topics"]):
            row["char_start"] += 3
            row["char_end"] += 3
        rows["mentions"].append(rows["mentions"][0] | {"char_start": 60, "char_end": 64})

    found = compared(change)
    by_table = {table: [row for row in brief(found) if row[0] == table] for table in found.tables}
    assert by_table["statements"] == [("statements", "modified", "a/talk#1/s1", "char_start, char_end", True)]
    assert sorted((change, moved) for _, change, _, _, moved in by_table["statement_topics"]) == [
        ("added", True),
        ("deleted", True),
    ]
    assert sorted((change, moved) for _, change, _, _, moved in by_table["mentions"]) == [
        ("added", False),
        ("added", True),
        ("added", True),
        ("deleted", True),
        ("deleted", True),
    ]


def test_a_row_whose_stretch_of_text_grew_did_not_only_move(compared: Compare) -> None:
    def change(rows: Rows) -> None:
        rows["blocks"][1]["char_end"] += 1
        rows["statement_topics"][0]["char_end"] += 1

    assert {row.moved_only for row in all_rows(compared(change))} == {False}


def test_a_row_knows_its_document(compared: Compare) -> None:
    def change(rows: Rows) -> None:
        rows["statement_topics"][0]["term"] = "thank"
        rows["meeting_topics"][0]["n_mentions"] = 2
        rows["persons"][0]["aliases"] = "Ms. Ito"
        rows["statements"][0]["verb"] = "thank"

    documents = {row.table_name: row.document_id for row in all_rows(compared(change))}
    assert documents == {
        "statement_topics": "a/talk",
        "meeting_topics": "a/talk",
        "persons": None,
        "statements": "a/talk",
    }


NEW_CODE = {"code_version": "1+x.b", "code_hash": "x"}
NEW_REFERENCE = {"code_version": "1+a.x", "reference_hash": "x"}
ONE_CHANGED = {"inputs": [document("a/talk", "2"), document("b"), document("c")]}
OTHER_CHANGED = {"inputs": [document("a/talk"), document("b", "2"), document("c")]}


@pytest.mark.parametrize(
    ("manifest", "of_document", "of_none"),
    [
        ({}, Reason.UNKNOWN, Reason.UNKNOWN),
        (ONE_CHANGED, Reason.CHANGED_DOCUMENT, Reason.OTHER_DOCUMENTS),
        (OTHER_CHANGED, Reason.OTHER_DOCUMENTS, Reason.OTHER_DOCUMENTS),
        (NEW_CODE, Reason.NEW_CODE, Reason.NEW_CODE),
        (NEW_REFERENCE, Reason.NEW_REFERENCE_DATA, Reason.NEW_REFERENCE_DATA),
        (NEW_CODE | OTHER_CHANGED, Reason.NEW_CODE, Reason.SEVERAL),
        (NEW_CODE | ONE_CHANGED, Reason.CHANGED_DOCUMENT, Reason.SEVERAL),
        (NEW_CODE | NEW_REFERENCE | {"code_version": "1+x.x"}, Reason.SEVERAL, Reason.SEVERAL),
        ({"code_version": "2", "code_hash": None}, Reason.NEW_CODE, Reason.NEW_CODE),
        ({"settings": {"depth": 2}}, Reason.NEW_SETTINGS, Reason.NEW_SETTINGS),
        ({"packages": {"pandas": "4"}}, Reason.NEW_PACKAGES, Reason.NEW_PACKAGES),
        ({"packages": {"pandas": "4"}} | NEW_CODE, Reason.NEW_CODE, Reason.NEW_CODE),
        ({"inputs": [document("b"), document("c")]}, Reason.WITHDRAWN_DOCUMENT, Reason.OTHER_DOCUMENTS),
    ],
)
def test_the_reason_is_what_the_manifests_say(
    compared: Compare, manifest: dict[str, Any], of_document: Reason, of_none: Reason
) -> None:
    def change(rows: Rows) -> None:
        rows["statements"][0]["verb"] = "thank"
        rows["topics"][0]["label"] = "Power"

    reasons = {row.table_name: row.reason for row in all_rows(compared(change, **manifest))}
    assert reasons == {"statements": of_document, "topics": of_none}


def test_a_version_that_tells_no_parts_may_differ_in_both() -> None:
    old = {"inputs": [], "code_version": "1+abc"}
    assert compare_inputs(old, old | {"code_version": "1+a.b"}).of_none() == Reason.SEVERAL
    assert compare_inputs(old, old).of_none() == Reason.UNKNOWN


def test_raw_files_of_one_id_are_compared_together() -> None:
    both = [document("a"), {"document_id": "a", "path": "a", "sha256": None, "bytes": 1}]
    assert compare_inputs({"inputs": both}, {"inputs": both[::-1]}).documents == {}
    assert compare_inputs({"inputs": both}, {"inputs": both[:1]}).documents == {"a": Reason.CHANGED_DOCUMENT}


def write(path: Path, rows: list[dict[str, Any]], key: str) -> Path:
    found = pa.Table.from_pylist(rows)
    pq.write_table(found.replace_schema_metadata({"primary_key": key}), path)
    return path


def test_tables_that_declare_other_columns_are_compared_by_those_they_share(
    tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    old = write(tmp_path / "a.parquet", [{"id": "1", "x": 1, "y": 2}, {"id": "2", "x": 1, "y": 2}], "id")
    new = write(tmp_path / "b.parquet", [{"id": "1", "x": "1", "z": 5}, {"id": "2", "x": "7", "z": 5}], "id")
    found = Comparison(database, side_of_files({"things": old}), side_of_files({"things": new}))
    assert brief(found) == [("things", "modified", "2", "x", False)]
    assert found.columns == {"things": (["y"], ["z"])}
    shown = report(found)
    assert "`things.y` is gone" in shown
    assert "`things.z` is new" in shown


def test_a_table_that_only_one_release_has_or_with_another_key_came_or_went_as_a_whole(
    tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    old = write(tmp_path / "a.parquet", [{"id": "1", "n": 1}], "id")
    new = write(tmp_path / "b.parquet", [{"id": "1", "n": 1}], "id,n")
    found = Comparison(
        database,
        side_of_files({"things": old, "past": old}),
        side_of_files({"things": new, "coming": old}),
    )
    assert brief(found) == [
        ("coming", "added", "1", None, False),
        ("past", "deleted", "1", None, False),
        ("things", "deleted", "1", None, False),
        ("things", "added", '["1",1]', None, False),
    ]


def test_tables_can_be_chosen_and_may_be_folders(tmp_path: Path, database: duckdb.DuckDBPyConnection) -> None:
    sides = []
    for name, value in (("a", 1), ("b", 2)):
        parts = []
        for part in range(3):
            path = tmp_path / name / "things.parquet" / f"part-{part}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, [{"id": str(part), "n": value * (part == 1)}], "id")
            parts.append(
                {"file": f"things.parquet/{path.name}", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            )
        folder = path.parent
        entry = {"file": "things.parquet", "sha256": name, "rows": 3, "parts": parts}
        tables = {"things": entry, "more": entry}
        sides.append(Side({"things": folder, "more": folder}, side_of_files({}, tables=tables).manifest))
    old, new = sides
    assert [path.name for path in old.differing("things", new).files] == ["part-1.parquet"]
    assert brief(Comparison(database, old, new, tables=["things"])) == [("things", "modified", "1", "n", False)]


def test_values_are_old_and_new_as_text(compared: Compare) -> None:
    def change(rows: Rows) -> None:
        rows["meetings"][0].update(date=dt.date(2024, 3, 2), start_local=None, start_utc=None)
        rows["topics"][0]["topic_id"] = "finance"

    found = compared(change)
    [meeting] = found.values("meetings")
    assert (meeting.key, meeting.change) == ("a/talk#1", Change.MODIFIED)
    assert meeting.values == {
        "date": ("2024-03-01", "2024-03-02"),
        "start_local": ("09:30", None),
        "start_utc": ("2024-03-01 00:30:00+00", None),
    }
    deleted, added = found.values("topics")
    assert deleted.values["topic_id"] == ("energy", None)
    assert added.values["topic_id"] == (None, "finance")
    assert list(added.values) == ["topic_id", "label", "topic_group", "definition"]


def test_the_file_of_changes_has_its_schema_and_bytes_that_batches_do_not_change(
    compared: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(rows: Rows) -> None:
        for rows_of_table in rows.values():
            rows_of_table.clear()

    found = compared(change)
    n_rows = write_changes(found.arrow(), tmp_path / "one.parquet")
    monkeypatch.setattr(compare, "BATCH_ROWS", 2)
    write_changes(found.arrow(), tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    written = pq.read_table(tmp_path / "one.parquet")
    assert written.schema.equals(CHANGES, check_metadata=True)
    assert n_rows == written.num_rows == sum(len(rows) for rows in rows_of_all_tables().values())
    keys = list(zip(written["table_name"].to_pylist(), written["key"].to_pylist(), strict=True))
    assert keys == sorted(keys)
    assert len(set(keys)) == n_rows
    assert all((field.metadata or {}).get(b"description") for field in CHANGES)


def test_a_first_release_says_so(tmp_path: Path) -> None:
    assert "first release" in first_release("2026-11-21.1")
    assert write_changes((), tmp_path / "none.parquet") == 0
    assert pq.read_schema(tmp_path / "none.parquet").equals(CHANGES, check_metadata=True)


def test_the_report_names_rows_but_not_those_of_new_documents(compared: Compare) -> None:
    def change(rows: Rows) -> None:
        rows["statements"][0]["verb"] = "thank"
        rows["texts"].append({"document_id": "new", "text": "x"})

    inputs = [*ONE_CHANGED["inputs"], document("new")]
    shown = report(compared(change, inputs=inputs, release_id="r2"))
    assert "release r to r2" in shown
    assert "New documents (1):\n\n- `new`" in shown
    assert "Changed documents (1):\n\n- `a/talk`" in shown
    assert "| texts | 2 | 3 | 1 | 0 | 0 | 0 |" in shown
    assert "| statements | 1 | 1 | 0 | 1 | 0 | 0 |" in shown
    assert "### statements\n\n- modified `a/talk#1/s1`: verb" in shown
    assert "### texts" not in shown
    assert "| changed_document | 1 |" in shown
    assert re.search(r"No row differs in: .*\bblocks, ", shown)


def test_long_lists_are_cut_and_say_so(compared: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.releases.changes.ROWS_NAMED", 1)
    monkeypatch.setattr("pipeline.releases.changes.DOCUMENTS_NAMED", 1)
    shown = report(compared(lambda rows: rows["topics"].clear(), inputs=[]))
    assert "### topics\n\n- deleted `energy`\n- and 1 more, which `changes.parquet` has" in shown
    assert "- `a/talk`\n- and 2 more" in shown


def test_names_in_the_report_stay_plain_text(compared: Compare) -> None:
    def change(rows: Rows) -> None:
        rows["issues"][0]["message"] = "``` <script>\n# no heading"

    shown = report(compared(change))
    assert "\n# no heading" not in shown
    [line] = [line for line in shown.splitlines() if line.startswith("- added")]
    assert line.startswith("- added ```` [")
