"""Parts are made from packs, checked, kept whole, and found again; working tables are made of them."""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import raw, topics
from pipeline.cache import packs
from pipeline.cache.packs import Place, Read
from pipeline.cache.store import LocalStore
from pipeline.errors import CacheLost
from pipeline.reading.records import IssueRecord, Reading
from pipeline.tables import schema
from pipeline.tables.codes import Severity
from pipeline.tables.frames import TableError
from pipeline.tasks import parts
from pipeline.tasks.parts import CODED, PARSED, PERSONAL, TALLIES, TALLY_SCHEMA, Part, PartTask
from pipeline.topics import tables as counts
from pipeline.working import Build, WorkingTables
from tests import small_world

Spoil = Callable[[Reading], object]
BUILD = Build("fingerprint", "code")


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "cache")


def labels(made: Sequence[object]) -> list[str]:
    return [f"of{number}" for number in range(len(made))]


def reading(name: str, spoil: Spoil = lambda result: None) -> Read:
    text = small_world.PAGE.format(name)
    result = small_world.read_document(name, text, raw.digest(text.encode()))
    spoil(result)
    return Read(f"key of {name}", name, text, result)


def failed(name: str) -> Read:
    issue = IssueRecord(name, Severity.ERROR, "unknown_layout", "no publisher's profile fits")
    return Read(f"key of {name}", name, "text", [issue])


def task(store: LocalStore, *read: Read, key: str = "key") -> PartTask:
    """The work on a part of these documents."""
    pack = packs.write_readings(store, read)
    codings = []
    for each in read:
        r = each.result
        coding = (
            topics.code_document(each.text, r.meetings, r.blocks, r.statements, r.participants)
            if isinstance(r, Reading)
            else topics.TopicCoding()
        )
        codings.append((each.key, coding))
    coded = packs.write_codings(store, codings)
    ids = {f"{each.document_id}#n1": f"deu-{each.document_id}" for each in read}
    return PartTask(
        store,
        key,
        tuple(Place(pack, row, each.date) for row, each in enumerate(read)),
        tuple(Place(coded, row, None) for row in range(len(read))),
        ids,
    )


def rows(store: LocalStore, part: Part, table: str) -> pa.Table:
    return pq.read_table(pa.BufferReader(store.read(part[table].name)))


MAKE = {parts.parsed_part: PARSED, parts.personal_part: PERSONAL, parts.coded_part: (*CODED, TALLIES)}


@pytest.mark.parametrize("make", MAKE, ids=lambda make: make.__name__)
@pytest.mark.parametrize("names", [[], ["a"], ["b", "a", "failed", "c"], ["failed"]], ids=",".join)
def test_a_part_has_its_tables_with_the_declared_columns(
    store: LocalStore, make: Callable[[PartTask], Part], names: list[str]
) -> None:
    made = make(task(store, *(failed(name) if name == "failed" else reading(name) for name in names)))
    assert sorted(made) == sorted(MAKE[make])
    for table, file in made.items():
        data = store.read(file.name)
        found = rows(store, made, table)
        expected = TALLY_SCHEMA if table == TALLIES else schema.arrow_schema(table)
        assert found.schema.equals(expected, check_metadata=table != TALLIES)
        assert (file.rows, file.bytes) == (found.num_rows, data.size)
        if table in ("documents", "texts", "meetings", "visits"):
            assert found["document_id"].to_pylist() == [name for name in names if name != "failed"]
        if table == "issues":
            assert found["document_id"].to_pylist() == [name for name in names if name == "failed"]
    assert parts.find(store, "key") == made


def test_persons_have_the_ids_that_they_are_given(store: LocalStore) -> None:
    made = parts.personal_part(task(store, reading("a"), reading("b")))
    assert rows(store, made, "visits")["person_id"].to_pylist() == ["deu-a", "deu-b"]
    assert rows(store, made, "participants")["person_id"].to_pylist() == ["deu-a", None, "deu-b", None]
    assert rows(store, made, "mentions")["entity_id"].to_pylist() == ["deu-a", "deu-b"]


def test_tallies_of_parts_add_up(store: LocalStore) -> None:
    read = [reading(name) for name in "abcd"]

    def total(*cut: list[Read]) -> object:
        made = [parts.coded_part(task(store, *part, key=f"{len(cut)} {n}")) for n, part in enumerate(cut)]
        return counts.country_pairs(counts.total(rows(store, part, TALLIES).to_pandas() for part in made)).to_dict()

    whole = total(read)
    assert whole == total(read[:1], read[1:]) == total(read[:2], [], read[2:])
    assert whole["n_meetings"] == {0: 4}  # type: ignore[index]


def unknown_act(result: Reading) -> None:
    result.statements[0].act = "shout"


def test_a_part_that_breaks_its_declaration_is_not_kept(store: LocalStore) -> None:
    with pytest.raises(TableError, match=r"statements: column act: [\s\S]*shout"):
        parts.parsed_part(task(store, reading("a"), reading("b", unknown_act)))
    assert parts.find(store, "key") is None


def test_a_part_of_which_a_run_was_killed_is_not_there(store: LocalStore) -> None:
    made = parts.parsed_part(task(store, reading("a")))
    (store.folder / parts.about("key")).unlink()
    assert parts.find(store, "key") is None
    assert parts.parsed_part(task(store, reading("a"))) == made
    assert parts.find(store, "key") == made


@pytest.mark.parametrize("content", [b"", b'{"documents": {', b"\0" * 60])
def test_a_damaged_note_of_a_part_counts_as_not_there(store: LocalStore, content: bytes) -> None:
    parts.parsed_part(task(store, reading("a")))
    store.write(parts.about("key"), content)
    assert parts.find(store, "key") is None


def test_issues_of_files_that_were_not_read(store: LocalStore) -> None:
    issues = [IssueRecord(name, Severity.ERROR, "not_utf8", f"{name} is not UTF-8") for name in ("b", "a")]
    made = parts.issues_part(store, issues)
    assert rows(store, made, "issues")["document_id"].to_pylist() == ["b", "a"]
    assert parts.issues_part(store, issues) == made
    assert parts.issues_part(store, issues[:1])["issues"].name != made["issues"].name


@pytest.fixture
def made(store: LocalStore) -> list[Part]:
    return [
        parts.parsed_part(task(store, *(reading(name) for name in names), key=names)) for names in ("ab", "c", "def")
    ]


def test_working_tables_are_links_to_the_parts_in_order(store: LocalStore, tmp_path: Path, made: list[Part]) -> None:
    work = WorkingTables(tmp_path / "work")
    work.put(BUILD, store, made, labels(made))
    assert work.build(PARSED, "code") == BUILD
    assert work.rows("documents") == 6
    assert [row["document_id"] for batch in work.batches("documents") for row in batch] == list("abcdef")
    assert [row["document_id"] for row in work.head("texts", 4)] == list("abcd")
    assert [len(frame) for frame in work.frames("meetings")] == [2, 1, 3]
    assert work.schema("meetings").equals(schema.arrow_schema("meetings"), check_metadata=True)
    assert work.parts("issues") == [part["issues"] for part in made]
    assert work.bytes("texts") == sum(part["texts"].bytes for part in made)
    inodes = [(store.folder / part["documents"].name).stat().st_ino for part in made]
    assert [path.stat().st_ino for path in work.files("documents")] == inodes


def test_fewer_parts_leave_nothing_of_the_build_before(store: LocalStore, tmp_path: Path, made: list[Part]) -> None:
    work = WorkingTables(tmp_path / "work")
    work.put(BUILD, store, made, labels(made))
    work.put(BUILD, store, made[1:2], labels(made[1:2]))
    assert [row["document_id"] for row in work.head("documents", 9)] == ["c"]
    assert len(list(work.path("documents").iterdir())) == 1
    shutil.rmtree(store.folder)
    assert [row["document_id"] for row in work.head("documents", 9)] == ["c"]


def test_parts_take_the_place_of_one_file(store: LocalStore, tmp_path: Path, made: list[Part]) -> None:
    work = WorkingTables(tmp_path / "work")
    work.folder.mkdir()
    pq.write_table(pa.table({"a": [1]}), work.path("documents"))
    work.put(BUILD, store, made, labels(made))
    assert work.rows("documents") == 6


def test_a_put_that_fails_leaves_the_tables_not_built(
    store: LocalStore, tmp_path: Path, made: list[Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = WorkingTables(tmp_path / "work")
    work.put(BUILD, store, made, labels(made))
    (store.folder / made[1]["meetings"].name).unlink()
    with pytest.raises(CacheLost, match="build everything"):
        work.put(BUILD, store, made, labels(made))
    with pytest.raises(RuntimeError, match="meetings is not there"):
        work.build(["documents", "meetings"], "code")
    assert work.build(["documents"], "code") == BUILD
    # A new part takes its place, and what was left aside is no hindrance.
    task_again = task(store, reading("c"), key="c")
    again = [made[0], parts.parsed_part(task_again), made[2]]
    work.put(BUILD, store, again, labels(again))
    assert work.build(PARSED, "code") == BUILD
    assert not [name for name in os.listdir(work.folder) if name.endswith(".tmp")]


def test_the_note_says_which_files(store: LocalStore, tmp_path: Path, made: list[Part]) -> None:
    work = WorkingTables(tmp_path / "work")
    work.put(BUILD, store, made, labels(made))
    told = json.loads((work.folder / "documents.json").read_text("utf-8"))
    assert told["build"] == {"fingerprint": "fingerprint", "code_version": "code"}
    assert [part["name"] for part in told["parts"]] == [f"parts/{key}/documents.parquet" for key in ("ab", "c", "def")]
