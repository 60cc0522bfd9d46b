"""Checks find in parts what they find in whole tables, however the documents are cut."""

import copy
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import stages
from pipeline.cache.store import LocalStore
from pipeline.tables import checks, frames, schema
from pipeline.tables.checks import Finding
from pipeline.tables.tabular import Tables
from pipeline.tasks import checking
from pipeline.tasks.checking import Checked, CheckTask, check_part
from tests.tables.conftest import Rows, rows_of_all_tables

RAW = ["a/talk", "b", "c"]
# The documents of each of two parts; issues of "c", which could not be read, are of no part.
CUTS = [("a/talk", "b"), ("a/talk",), ("b",), ()]


def of_document(table: str, row: dict[str, Any]) -> str:
    owner = row.get("row_id") or row.get("document_id") or row.get("meeting_id") or row["statement_id"]
    return str(owner).partition("#")[0]


class Parts:
    """The rows as working tables in parts, and as whole tables in the same order."""

    def __init__(self, folder: Path, rows: Rows, first: Sequence[str]) -> None:
        self.store = LocalStore(folder / "cache")
        self.rows: Rows = {}
        names: dict[str, list[str]] = {}
        (folder / "tables").mkdir(parents=True)
        sources: dict[str, Path | pd.DataFrame] = {}
        for table in schema.table_names():
            if table not in schema.of_documents():
                sources[table] = frames.from_rows(table, rows[table])
                self.rows[table] = rows[table]
                continue
            cut = [[], [], []] if table == "issues" else [[], []]  # type: list[list[dict[str, Any]]]
            for row in rows[table]:
                if table == "issues" and row["document_id"] == "c":
                    cut[0].append(row)
                else:
                    cut[-2 if of_document(table, row) in first else -1].append(row)
            sources[table] = folder / "tables" / f"{table}.parquet"
            (folder / "tables" / f"{table}.parquet").mkdir()
            names[table] = []
            for number, part in enumerate(cut):
                sink = pa.BufferOutputStream()
                # Nothing is checked on the way, since what is wrong shall come to the checks.
                data = frames.to_arrow(table, frames.from_rows(table, part))
                pq.write_table(data, sink)
                name = f"parts/{number}/{table}.parquet"
                self.store.write(name, sink.getvalue())
                self.store.fetch(name, folder / "tables" / f"{table}.parquet" / f"part-{number:05}.parquet")
                names[table].append(name)
            self.rows[table] = [row for part in cut for row in part]
        self.tables = Tables(sources)
        of_part = [{table: found[number - 2 :][:1] for table, found in names.items()} for number in range(2)]
        of_part[0]["issues"] = names["issues"][:2]
        self.tasks = [CheckTask(self.store, f"key {number}", files) for number, files in enumerate(of_part)]
        self.checked = [check_part(task) for task in self.tasks]

    def findings(self) -> list[Finding]:
        found = stages._findings(self.checked, self.tables)
        assert list(found) == [check.__name__ for check in checks.CHECKS]
        listed = [finding for findings in found.values() for finding in findings]
        return listed + checks.raw_accounted_for(self.tables, RAW)

    def whole(self) -> Tables:
        return Tables({table: frames.from_rows(table, self.rows[table]) for table in schema.table_names()})


def told(findings: Sequence[Finding]) -> list[str]:
    return sorted(map(str, findings))


@pytest.fixture(params=CUTS, ids=lambda first: ",".join(first) or "none")
def cut(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Rows], Parts]:
    return lambda rows: Parts(tmp_path / "work", rows, request.param)


def test_good_tables_pass(cut: Callable[[Rows], Parts]) -> None:
    parts = cut(rows_of_all_tables())
    assert parts.findings() == []
    assert checks.run_all(parts.tables, RAW) == []


BROKEN: dict[str, tuple[str, int, dict[str, Any]]] = {
    "person": ("participants", 0, {"person_id": "jpn-nobody"}),
    "country": ("meetings", 0, {"country_iso3": "XYZ"}),
    "organization": ("participants", 1, {"organization_id": "nato"}),
    "topic of a statement": ("statement_topics", 0, {"topic_id": "fish"}),
    "topic of a meeting": ("meeting_topics", 0, {"topic_id": "fish"}),
    "meeting of a topic": ("meeting_topics", 0, {"meeting_id": "a/talk#2"}),
    "meeting of a block": ("blocks", 1, {"meeting_id": "a/talk#9"}),
    "addressee": ("statements", 0, {"addressee_id": "a/talk#1/p9"}),
    "mention of a country": ("mentions", 0, {"entity_id": "XYZ"}),
    "row of evidence": ("evidence", 0, {"row_id": "a/talk#7"}),
    "document of evidence": ("evidence", 0, {"document_id": "nowhere"}),
    "document of a text": ("texts", 1, {"document_id": "nowhere"}),
    "length": ("documents", 1, {"n_chars": 3}),
    "words of a statement": ("statements", 0, {"text": "greeted"}),
    "words of a mention": ("mentions", 1, {"text": "Talk"}),
    "span of a meeting": ("meetings", 0, {"char_end": 43}),
    "span of a topic": ("statement_topics", 0, {"char_end": 99}),
    "gap": ("blocks", 1, {"char_start": 7}),
    "end": ("blocks", 2, {"char_end": 7}),
    "number of a block": ("blocks", 2, {"block": 2}),
    "number of meetings": ("documents", 0, {"n_meetings": 2}),
    "declared meetings": ("documents", 0, {"declared_meetings": 3}),
    "id of another document": ("visits", 0, {"visit_id": "b#v1"}),
    "id of no document": ("meetings", 0, {"meeting_id": "talk#1"}),
    "unmatched correction": ("issues", 0, {"code": "correction_unmatched"}),
    "unmatched correction of no document": ("issues", 1, {"code": "correction_unmatched", "severity": "warning"}),
    "country of a count": ("topics_by_country", 0, {"country_iso3": "XYZ"}),
    "country of a person": ("persons", 0, {"country_iso3": "XYZ"}),
    "entity twice": ("persons", 0, {"person_id": "per-ruiz"}),
    "act": ("acts", 0, {"act": "agree"}),
}


OFTEN = ("person", "topic of a meeting", "length", "unmatched correction of no document")


@pytest.mark.parametrize(
    ("name", "first"),
    [(name, first) for name in BROKEN for first in (CUTS if name in OFTEN else [("a/talk",)])],
    ids=lambda each: each if isinstance(each, str) else ",".join(each) or "none",
)
def test_what_is_broken_is_found_as_in_whole_tables(tmp_path: Path, name: str, first: Sequence[str]) -> None:
    table, at, change = BROKEN[name]
    rows = rows_of_all_tables()
    rows[table][at].update(change)
    parts = Parts(tmp_path, rows, first)
    expected = checks.run_all(parts.whole(), RAW)
    assert expected or name == "act"
    assert told(parts.findings()) == told(expected)


def test_a_document_in_two_parts_is_found(tmp_path: Path) -> None:
    rows = rows_of_all_tables()
    parts = Parts(tmp_path, rows, ("a/talk",))
    # The same document comes a second time, in the part that is complete with it.
    again = Parts(tmp_path / "again", rows, ("a/talk", "b"))
    checked = [again.checked[0], parts.checked[1]]
    sources: dict[str, Path | pd.DataFrame] = {
        table: frames.from_rows(table, rows[table]) for table in schema.table_names()
    }
    documents = frames.from_rows("documents", [*rows["documents"], rows["documents"][1]])
    found = stages._findings(checked, Tables({**sources, "documents": documents}))
    assert told([each for findings in found.values() for each in findings]) == [
        "error unique_keys: documents(document_id='b'): the key occurs more than once"
    ]


@pytest.mark.parametrize("table", ["documents", "meetings", "blocks", "mentions"])
def test_a_key_twice_in_one_part_is_found_once(tmp_path: Path, table: str) -> None:
    rows = rows_of_all_tables()
    rows[table].append(copy.deepcopy(rows[table][0]))
    parts = Parts(tmp_path, rows, ("a/talk",))
    expected = [finding for finding in checks.run_all(parts.whole(), RAW) if finding.check == "unique_keys"]
    assert len(expected) == 1
    assert told([each for each in parts.findings() if each.check == "unique_keys"]) == told(expected)


def test_an_id_that_names_a_document_of_another_part_is_found(tmp_path: Path) -> None:
    rows = rows_of_all_tables()
    meeting = copy.deepcopy(rows["meetings"][0])
    rows["meetings"].append(meeting | {"document_id": "b", "char_start": 0, "char_end": 3})
    rows["documents"][1]["n_meetings"] = 1
    found = told(Parts(tmp_path, rows, ("a/talk",)).findings())
    assert found == [
        "error ids_name_documents: meetings(meeting_id='a/talk#1'): the id is not of document b",
    ]


def test_a_lost_entity_names_every_row_that_refers_to_it(tmp_path: Path) -> None:
    rows = rows_of_all_tables()
    rows["persons"] = rows["persons"][:1]
    found = [str(each) for each in Parts(tmp_path, rows, ("a/talk",)).findings()]
    assert sorted(found) == [
        "error foreign_keys: participants(participant_id='a/talk#1/p2'): person_id 'per-ruiz' is not in persons",
        "error foreign_keys: visits(visit_id='a/talk#v1'): person_id 'per-ruiz' is not in persons",
    ]


def test_parts_say_what_they_refer_to_elsewhere_and_what_they_cover(tmp_path: Path) -> None:
    parts = Parts(tmp_path, rows_of_all_tables(), ("a/talk",))
    first, second = parts.checked
    assert first.outer["persons"] == ["jpn-ito", "per-ruiz"]
    assert set(first.outer["countries"]) == {"JPN", "PER"}
    assert first.outer["topics"] == ["trade"]
    assert not any(second.outer.values())
    assert first.coverage["meetings", "mofa_jp", 2024] == 1
    assert sum(n for (table, *_), n in [*first.coverage.items(), *second.coverage.items()] if table == "documents") == 2


@pytest.mark.parametrize(
    "name", [None, "row of evidence", "number of a block", "words of a mention", "span of a topic"]
)
def test_findings_come_out_of_the_store_as_they_were(tmp_path: Path, name: str | None) -> None:
    rows = rows_of_all_tables()
    if name is not None:
        table, at, change = BROKEN[name]
        rows[table][at].update(change)
    rows["blocks"].append(rows["blocks"][0])
    rows["mentions"].append(rows["mentions"][0])
    parts = Parts(tmp_path, rows, ("a/talk",))
    for task, checked in zip(parts.tasks, parts.checked, strict=True):
        found = checking.find(parts.store, task.key)
        assert found == checked
        assert found is not None
        assert [asdict(each) for each in found.findings["unique_keys"]] == [
            asdict(each) for each in checked.findings["unique_keys"]
        ]
        assert all(
            str(one) == str(other)
            for check in checked.findings
            for one, other in zip(found.findings[check], checked.findings[check], strict=True)
        )
    assert any(checked.findings["unique_keys"] for checked in parts.checked)


@pytest.mark.parametrize("content", [None, b"", b'{"findings": {', b"\0" * 100])
def test_findings_that_are_gone_or_damaged_are_not_there(tmp_path: Path, content: bytes | None) -> None:
    parts = Parts(tmp_path, rows_of_all_tables(), ("a/talk",))
    if content is None:
        assert checking.find(parts.store, "other") is None
        return
    parts.store.write(checking.about("key 0"), content)
    assert checking.find(parts.store, "key 0") is None


def test_many_findings_of_many_parts_are_counted() -> None:
    def part(*numbers: int) -> Checked:
        found = [Finding("unique_keys", checks.Severity.ERROR, "meetings", {"n": n}, "twice") for n in numbers]
        return Checked(
            {check.__name__: found if check is checks.unique_keys else [] for check in checks.CHECKS}, {}, {}
        )

    empty: dict[str, Path | pd.DataFrame] = {table: frames.from_rows(table, []) for table in schema.table_names()}
    found = stages._findings([part(*range(70)), part(*range(70, 150))], Tables(empty))["unique_keys"]
    assert [each.row["n"] for each in found[:-1]] == list(range(checks.FINDINGS_KEPT))
    assert found[-1].message == "and 50 more"
    assert (found[-1].table, found[-1].severity) == ("meetings", "error")


def test_a_key_with_a_date_or_an_instant_survives() -> None:
    assert checking._plain(dt.date(2020, 1, 2)) == "2020-01-02"
    assert checking._plain(pd.array([3], dtype="Int64")[0]) == 3
