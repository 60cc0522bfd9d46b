"""What a release says of itself: Data Package, dictionary, citation, code lists."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from frictionless import Package

from pipeline import codebook, reference_files
from pipeline.build import build
from pipeline.reference_files import ReferenceError
from pipeline.releases import about, commit
from pipeline.releases.companion import Companion, Maker, makers
from pipeline.releases.companions import citation, datapackage, dictionary
from pipeline.releases.descriptor import describes_itself
from pipeline.settings import PROJECT, Settings
from pipeline.sources import profiles
from pipeline.tables import schema
from pipeline.tables.codes import Act, code_lists
from pipeline.tables.tableschema import table_schema
from pipeline.tables.tabular import Tables

OWN = tuple(Maker(name, "", module.make) for name, module in
            (("citation", citation), ("datapackage", datapackage), ("dictionary", dictionary)))  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the shipped documents and of files that cannot be read, whose issues have no span."""
    folder = tmp_path_factory.mktemp("described")
    shutil.copytree(PROJECT / "raw", folder / "raw")
    (folder / "raw" / "empty.txt").write_text("")
    (folder / "raw" / "letters.txt").write_text("abc")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit, "makers", lambda: OWN)
        outcome = build(Settings(folder / "raw", folder / "out"))
    assert outcome.errors == []
    assert outcome.release is not None
    return outcome.release


@pytest.fixture
def spoilt(release: Path, tmp_path: Path) -> Path:
    """A copy of the release that may be written."""
    for path in release.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def package(release: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((release / "datapackage.json").read_text("utf-8"))
    return found


def context(release: Path, tmp_path: Path) -> Companion:
    files = {table: release / f"{table}.parquet" for table in schema.table_names()}
    return Companion(files, None, json.loads((release / "manifest.json").read_text("utf-8")), tmp_path)


def test_frictionless_validates_the_release_from_the_command_line(release: Path) -> None:
    tool = Path(sys.executable).with_name("frictionless")
    done = subprocess.run(
        [tool, "validate", "datapackage.json", "--json"], cwd=release, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["valid"]
    assert {task["name"] for task in report["tasks"]} == set(schema.table_names())


def test_every_rule_of_the_package_is_looked_at(spoilt: Path) -> None:
    statements = pq.read_table(spoilt / "statements.parquet").to_pandas()
    statements.loc[0, "act"] = "shout"
    statements.loc[1, "position"] = 0
    statements.loc[2, "meeting_id"] = "nowhere#1"
    statements.loc[4, "statement_id"] = statements.loc[3, "statement_id"]
    statements.loc[5, "verb"] = None
    columns = schema.arrow_schema("statements")
    loose = pa.schema([field.with_nullable(True) for field in columns])
    pq.write_table(pa.Table.from_pandas(statements, schema=loose, preserve_index=False), spoilt / "statements.parquet")
    report = Package(spoilt / "datapackage.json").validate()
    found = Counter((task.name, error.type) for task in report.tasks for error in task.errors)
    assert found["statements", "constraint-error"] == 3
    assert found["statements", "primary-key"] == 1
    assert found["statements", "foreign-key"] == 2
    assert {name for name, _ in found} <= {"statements", "statement_topics"}


def test_the_package_names_tables_files_hashes_licences_and_sources(release: Path) -> None:
    told = package(release)
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    assert told["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert (told["name"], told["version"]) == ("readouts", release.name)
    assert [each["name"] for each in told["licenses"]] == ["Apache-2.0", "CC-BY-4.0"]
    assert {each["path"] for each in told["sources"]} == {each.site for each in profiles().values()}
    assert all(each["title"] and each["terms"] for each in told["sources"])
    assert [each["name"] for each in told["resources"]] == list(schema.table_names())
    for resource in told["resources"]:
        data = (release / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["byteSize"] == len(data)
        assert manifest["tables"][resource["name"]]["sha256"] == resource["hash"].removeprefix("sha256:")
    assert {"datapackage.json", "DICTIONARY.md", "CITATION.cff"} == set(manifest["companions"])


@pytest.mark.parametrize("table", schema.table_names())
def test_a_table_schema_says_what_the_declaration_says(table: str) -> None:
    told = table_schema(table)
    fields = {field["name"]: field for field in told["fields"]}
    assert tuple(fields) == schema.columns(table)
    assert told["primaryKey"] == list(schema.key(table))
    assert {(each["fields"][0], each["reference"]["resource"]) for each in told["foreignKeys"]} == {
        (each.column, each.table) for each in schema.references(table) if each.when is None
    }
    for name, column in schema.pandera_schema(table).columns.items():
        field = fields[name]
        constraints = field.get("constraints", {})
        assert field["description"] == column.description
        assert constraints.get("required", False) == (not column.nullable)
        if codes := schema.code_lists(table).get(name):
            assert constraints["enum"] == [code.value for code in codes]
            assert [each["label"] for each in field["categories"]] == [code.meaning for code in codes]
        # Each check of the declaration has become at least one constraint.
        assert len(constraints.keys() - {"required", "unique"}) >= len(column.checks)


def test_the_check_before_a_release_passes_and_sees_what_is_wrong(
    release: Path, spoilt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {table: release / f"{table}.parquet" for table in schema.table_names()}
    assert describes_itself(Tables(files), files) == []
    topics = pq.read_table(spoilt / "topics.parquet").to_pandas()
    topics.loc[0, "topic_id"] = "Not A Slug"
    pq.write_table(pa.Table.from_pandas(topics, preserve_index=False), spoilt / "topics.parquet")
    files["topics"] = spoilt / "topics.parquet"
    [finding] = describes_itself(Tables(files), files)
    assert (finding.table, finding.severity) == ("topics", "error")
    assert "Not A Slug" in finding.message
    monkeypatch.setattr(about, "NAME", 3)
    assert any("name" in each.message for each in describes_itself(Tables(files), files))


def test_the_dictionary_has_every_column_code_and_fill_rate(release: Path) -> None:
    text = (release / "DICTIONARY.md").read_text("utf-8")
    assert text.startswith(f"# Diplomatic readouts, coded: data dictionary of release {release.name}\n")
    sections = {part.split("\n", 1)[0]: part for part in re.split(r"^## ", text, flags=re.M)[1:]}
    for table in schema.table_names():
        rows = pd.read_parquet(release / f"{table}.parquet")
        assert f"{len(rows):,} row" in sections[table]
        for name in schema.columns(table):
            [line] = [line for line in sections[table].splitlines() if line.startswith(f"| `{name}` |")]
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            assert len(cells) == 4
            told = 100 * rows[name].notna().mean()
            assert cells[2] == ("" if rows.empty else f"{told:.0f} %" if told in (0, 100) else f"{told:.1f} %")
            assert str(schema.pandera_schema(table).columns[name].description).split("|")[0] in cells[3]
    for name, codes in code_lists().items():
        assert f"### Codes {name}" in sections["Code lists"]
        assert all(f"| `{code.value}` | {code.meaning}" in sections["Code lists"] for code in codes)
    # Links lead to headings.
    anchors = {
        re.sub(r"[^\w -]", "", line.lstrip("# ")).strip().lower().replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def test_a_rate_is_all_or_nothing_only_if_it_is() -> None:
    shown = [dictionary._share(part, 10_000) for part in (0, 1, 5_000, 9_999, 10_000)]
    assert shown == ["0 %", "0.1 %", "50.0 %", "99.9 %", "100 %"]


def test_the_citation_is_of_the_format(release: Path) -> None:
    told = yaml.safe_load((release / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "authors", "title"} <= set(told)
    assert (told["cff-version"], told["type"], told["license"]) == ("1.2.0", "dataset", "Apache-2.0")
    assert told["version"] == release.name
    assert str(told["date-released"]) == release.name.split(".")[0]
    assert all(each["name"] for each in told["authors"])
    assert {each["url"] for each in told["references"]} == {each.site for each in profiles().values()}
    assert all({"type", "title", "authors"} <= set(each) for each in told["references"])


def test_the_code_lists_are_tables(release: Path) -> None:
    codes = pd.read_parquet(release / "codes.parquet")
    assert dict(codes.groupby("code_list").size()) == {name: len(each) for name, each in code_lists().items()}
    acts = pd.read_parquet(release / "acts.parquet").set_index("act")
    assert list(acts.index) == [act.value for act in Act]
    assert acts.loc["hope", "definition"] == Act.HOPE.meaning
    assert "look forward" in acts.loc["hope", "typical_verbs"]
    assert acts.loc["hope", "plover"] == "CONSULT"
    assert pd.isna(acts.loc["other", "typical_verbs"])


def test_acts_must_be_told_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = reference_files.rows("acts.csv")
    for wrong in (rows[1:], (*rows, rows[0]), (*rows[1:], {**rows[0], "act": "shout"})):
        monkeypatch.setattr(reference_files, "rows", lambda name, wrong=wrong: wrong)
        with pytest.raises(ReferenceError, match=r"acts.csv"):
            list(codebook.acts())


def test_every_publisher_states_its_terms() -> None:
    for profile in profiles().values():
        assert profile.site.startswith("https://")
        assert profile.terms
        assert profile.licence in about.LICENCES


def test_a_release_without_documents_is_described_too(release: Path, tmp_path: Path) -> None:
    files = {}
    for table in schema.table_names():
        files[table] = tmp_path / f"{table}.parquet"
        pq.write_table(schema.arrow_schema(table).empty_table(), files[table])
    assert describes_itself(Tables(files), files) == []
    empty = Companion(files, None, context(release, tmp_path).manifest, tmp_path)
    made = {name: content for maker in OWN for name, content in maker.make(empty).items()}
    assert json.loads(bytes(made["datapackage.json"]))["sources"] == []
    assert "- none: there is no document." in bytes(made["DICTIONARY.md"]).decode()
    assert "references" not in yaml.safe_load(bytes(made["CITATION.cff"]))


def test_companions_are_found_and_described() -> None:
    found = {maker.name: maker.description for maker in makers()}
    assert {"citation", "datapackage", "dictionary"} <= set(found)
    assert all(description.endswith(".") for description in found.values())
