"""What a release says of the release before, from raw documents on."""

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline import stages
from pipeline.build import build
from pipeline.releases.compare import CHANGES
from pipeline.settings import Settings
from pipeline.tables import schema
from tests import small_world
from tests.conftest import EDITED, TwoReleases

ROW = re.compile(r"^- (added|modified|deleted) `(.*?)`(?:: (.*?)| \(moved\))?$")


def rows_by_key(release: Path, table: str) -> dict[str, dict[str, Any]]:
    key = schema.key(table)
    found = {}
    for row in pq.read_table(release / f"{table}.parquet").to_pylist():
        values = [row[column] for column in key]
        named = values[0] if len(key) == 1 else json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        found[str(named)] = row
    return found


def differences(old: Path, new: Path) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Change and changed columns by table and key, found without the code under test."""
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for table in schema.table_names():
        before, after = rows_by_key(old, table), rows_by_key(new, table)
        for key in before.keys() - after.keys():
            found[table, key] = ("deleted", None)
        for key in after.keys() - before.keys():
            found[table, key] = ("added", None)
        for key in before.keys() & after.keys():
            if columns := [column for column in after[key] if before[key][column] != after[key][column]]:
                found[table, key] = ("modified", ", ".join(columns))
    return found


def told_in_file(release: Path) -> dict[tuple[str, str], tuple[str, str | None]]:
    return {
        (row["table_name"], row["key"]): (row["change"], row["changed_columns"])
        for row in pq.read_table(release / "changes.parquet").to_pylist()
    }


def told_in_report(release: Path) -> dict[tuple[str, str], tuple[str, str | None]]:
    found = {}
    table = None
    for line in (release / "CHANGES.md").read_text().splitlines():
        if line.startswith("#"):
            table = line.removeprefix("### ") if line.startswith("### ") else None
        elif table and (match := ROW.match(line)):
            found[table, match[2]] = (match[1], match[3])
    return found


def test_after_editing_one_document_exactly_the_rows_that_changed_are_named(two_releases: TwoReleases) -> None:
    expected = differences(two_releases.first, two_releases.second)
    assert expected["meetings", f"{EDITED}#1"] == ("modified", "duration_minutes, char_end")
    assert told_in_file(two_releases.second) == expected
    assert told_in_report(two_releases.second) == expected


def test_the_rows_of_an_edited_document_say_so(two_releases: TwoReleases) -> None:
    changes = pd.read_parquet(two_releases.second / "changes.parquet")
    assert set(changes["document_id"]) == {EDITED}
    assert set(changes["reason"]) == {"changed_document"}
    statements = changes[changes["table_name"] == "statements"]
    [text] = statements.loc[statements["changed_columns"].str.contains("text"), "key"]
    said = pd.read_parquet(two_releases.second / "statements.parquet").set_index("statement_id")["text"]
    assert "requested several new patrol vessels" in said[text]
    assert statements["moved_only"].sum() == len(statements) - 1
    report = (two_releases.second / "CHANGES.md").read_text()
    assert f"Changed documents (1):\n\n- `{EDITED}`\n" in report
    assert "New documents" not in report


def test_a_first_release_has_no_changes_and_says_why(two_releases: TwoReleases) -> None:
    assert pq.read_table(two_releases.first / "changes.parquet").num_rows == 0
    assert "first release" in (two_releases.first / "CHANGES.md").read_text()


def test_the_manifest_lists_the_files_and_tells_code_from_reference_data(two_releases: TwoReleases) -> None:
    manifest = json.loads((two_releases.second / "manifest.json").read_text())
    for name in ("changes.parquet", "CHANGES.md", "views.sql"):
        entry = manifest["companions"][name]
        assert entry["sha256"] == hashlib.sha256((two_releases.second / name).read_bytes()).hexdigest()
    assert manifest["code_version"].endswith(f"+{manifest['code_hash']}.{manifest['reference_hash']}")
    assert pq.read_schema(two_releases.second / "changes.parquet").equals(CHANGES, check_metadata=True)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    small_world.use(monkeypatch)
    return Settings(small_world.write_raw(tmp_path / "raw", a="", b=""), tmp_path / "out")


def released(settings: Settings) -> Path:
    outcome = build(settings)
    assert outcome.is_new
    assert outcome.release is not None
    return outcome.release


def test_two_runs_on_the_same_input_make_one_release(settings: Settings) -> None:
    first = released(settings)
    again = build(settings)
    assert (again.release, again.is_new) == (first, False)
    assert [path.name for path in (settings.outputs / "releases").iterdir()] == [first.name]


def test_new_and_withdrawn_documents_are_told(settings: Settings) -> None:
    first = released(settings)
    small_world.write_raw(settings.raw, c="")
    (settings.raw / "b.txt").unlink()
    second = released(settings)
    assert told_in_file(second) == differences(first, second)
    changes = pd.read_parquet(second / "changes.parquet").set_index(["table_name", "key"])
    assert changes.loc[("meetings", "c#1"), ["change", "reason"]].tolist() == ["added", "new_document"]
    assert changes.loc[("statements", "b#1/s1"), ["change", "reason"]].tolist() == ["deleted", "withdrawn_document"]
    # The person of all documents, whose names are the same.
    assert "persons" not in changes.index.get_level_values("table_name")
    report = (second / "CHANGES.md").read_text()
    assert "New documents (1):\n\n- `c`\n" in report
    assert "Withdrawn documents (1):\n\n- `b`\n" in report
    assert told_in_report(second) == {}


def test_other_code_and_other_reference_data_are_told_apart(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "current_code", lambda: "1+code.data")
    released(settings)

    def read(*args: Any) -> Any:
        result = small_world.read_document(*args)
        result.statements[0].verb = "said"
        return result

    small_world.use(monkeypatch, read, "other verbs")
    for version, reason in (("1+other.data", "new_code"), ("1+other.more", "new_reference_data")):
        monkeypatch.setattr(stages, "current_code", lambda version=version: version)
        release = released(settings)
        changes = pd.read_parquet(release / "changes.parquet")
        if reason == "new_code":
            assert changes[["table_name", "changed_columns"]].drop_duplicates().to_numpy().tolist() == [
                ["statements", "verb"]
            ]
            assert set(changes["reason"]) == {reason}
        else:
            assert len(changes) == 0
            assert "| reference data | data | more |" in (release / "CHANGES.md").read_text()


def test_a_release_before_that_has_no_companions_can_be_compared(settings: Settings) -> None:
    first = released(settings)
    manifest = json.loads((first / "manifest.json").read_text())
    for part in ("companions", "code_hash", "reference_hash"):
        del manifest[part]
    (first / "manifest.json").chmod(0o644)
    (first / "manifest.json").write_text(json.dumps(manifest))
    (first / "changes.parquet").unlink()
    shutil.rmtree(settings.work)
    small_world.write_raw(settings.raw, c="")
    second = released(settings)
    assert set(pd.read_parquet(second / "changes.parquet")["document_id"].dropna()) == {"c"}
