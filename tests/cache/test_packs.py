"""Records pass through packs unchanged, rows come in any order, and what is damaged counts as not there."""

import random
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.cache import nested, packs
from pipeline.cache.packs import CODINGS, READINGS, RECORDS, TOPICS, Place, Read
from pipeline.cache.store import LocalStore
from tests.cache import records
from tests.cache.records import CLASSES

COLUMNS = ["key", "document_id", "date", "text", *RECORDS]


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "cache")


def write(store: LocalStore, read: Sequence[Read], size: int) -> list[Place]:
    """Write packs of so many readings."""
    places = []
    for start in range(0, len(read), size):
        batch = read[start : start + size]
        name = packs.write_readings(store, batch)
        places += [Place(name, row, each.date) for row, each in enumerate(batch)]
    return places


def rows_of(read: Sequence[Read]) -> list[dict[str, Any]]:
    """What taking them should give."""
    return [
        {
            "key": each.key,
            "document_id": each.document_id,
            "date": each.date,
            "text": None if isinstance(each.result, list) else each.text,
            **{name: [asdict(record) for record in each.records(name)] for name in RECORDS},
        }
        for each in read
    ]


@pytest.mark.parametrize("name", CLASSES)
def test_records_of_a_class_come_back_as_they_were(name: str) -> None:
    kind = CLASSES[name]
    chance = random.Random(name)
    of_documents = [records.records(kind, chance) for _ in range(40)]
    assert [] in of_documents
    column = pa.chunked_array([nested.lists(kind, of_documents[:25]), nested.lists(kind, of_documents[25:])])
    assert [[kind(**row) for row in rows] for rows in column.to_pylist()] == of_documents
    table = nested.table_of(column)
    assert table.schema.names == nested.schema_of(kind).names
    assert table.schema.types == nested.schema_of(kind).types
    assert [kind(**row) for row in table.to_pylist()] == [record for each in of_documents for record in each]


@pytest.mark.parametrize("name", CLASSES)
def test_no_records_make_an_empty_table_of_the_same_columns(name: str) -> None:
    kind = CLASSES[name]
    for none in ([], [[]], [[], []]):
        array = nested.lists(kind, none)
        assert len(array) == len(none)
        table = nested.table_of(pa.chunked_array([array], array.type))
        assert (table.num_rows, table.schema) == (0, nested.schema_of(kind))


def test_every_field_can_be_null_and_every_field_is_tried() -> None:
    chance = random.Random(1)
    for kind in CLASSES.values():
        found = [asdict(records.record(kind, chance)) for _ in range(200)]
        nullable = [name for name in found[0] if any(row[name] is None for row in found)]
        assert all(any(row[name] is not None for row in found) for name in found[0])
        hints = [name for name in found[0] if "None" in str(kind.__annotations__[name])]
        assert nullable == hints


def test_a_list_of_no_words_is_not_null() -> None:
    kind = CLASSES["persons"]
    person = records.record(kind, random.Random(3))
    person.aliases = []
    [back] = [kind(**row) for row in nested.table_of(pa.chunked_array([nested.lists(kind, [[person]])])).to_pylist()]
    assert back == person


@pytest.mark.parametrize("size", [1, 3, 100])
def test_rows_are_taken_across_packs_in_any_order(store: LocalStore, size: int) -> None:
    read = [records.read(number) for number in range(13)]
    places, told = write(store, read, size), rows_of(read)
    chance = random.Random(size)
    for _ in range(12):
        order = chance.sample(range(13), chance.randrange(14))
        found = packs.take(store, [places[at] for at in order], COLUMNS)
        assert found.schema.names == COLUMNS
        assert found.to_pylist() == [told[at] for at in order]


def test_a_row_may_be_taken_twice(store: LocalStore) -> None:
    read = [records.read(number) for number in range(6)]
    places = write(store, read, 3)
    order = [4, 4, 5, 0, 4, 1, 0]
    found = packs.take(store, [places[at] for at in order], ["document_id"])
    assert found["document_id"].to_pylist() == [f"d{at}" for at in order]


def test_only_the_columns_asked_for_come_in_the_order_asked(store: LocalStore) -> None:
    places = write(store, [records.read(0)], 1)
    assert packs.take(store, places, ["text", "key"]).schema.names == ["text", "key"]
    with pytest.raises(ValueError, match="nothing"):
        packs.take(store, places, ["nothing"])


def test_nothing_taken_has_the_same_columns(store: LocalStore) -> None:
    places = write(store, [records.read(0)], 1)
    coded = Place(packs.write_codings(store, [("k", records.coding(1))]), 0, None)
    assert packs.take(store, [], COLUMNS).schema == packs.take(store, places, COLUMNS).schema
    topics = list(TOPICS)
    assert packs.take(store, [], topics).schema == packs.take(store, [coded], topics).schema
    assert packs.take(store, [], COLUMNS).num_rows == 0


def test_a_pack_in_which_nothing_could_be_read_joins_others(store: LocalStore) -> None:
    read = [records.read(3), records.read(0)]
    places = write(store, read, 1)
    assert packs.take(store, places, COLUMNS).to_pylist() == rows_of(read)
    assert packs.take(store, places[:1], COLUMNS).schema == packs.take(store, places[1:], COLUMNS).schema


def test_batches_cut_the_places(store: LocalStore) -> None:
    places = write(store, [records.read(number) for number in range(7)], 2)
    found = [batch["document_id"].to_pylist() for batch in packs.batches(store, places[::-1], ["document_id"], 3)]
    assert found == [["d6", "d5", "d4"], ["d3", "d2", "d1"], ["d0"]]
    assert list(packs.batches(store, [], ["document_id"], 3)) == []


def test_the_index_says_where_each_reading_is(store: LocalStore) -> None:
    read = [records.read(number) for number in range(9)]
    places = write(store, read, 4)
    assert packs.index(store, READINGS) == {each.key: place for each, place in zip(read, places, strict=True)}
    assert any(place.date is None for place in places)
    assert any(place.date is not None for place in places)
    assert packs.index(store, CODINGS) == {}


def test_the_index_of_codings(store: LocalStore) -> None:
    codings = [(f"k{number}", records.coding(number)) for number in range(5)]
    name = packs.write_codings(store, codings)
    found = packs.index(store, CODINGS)
    assert found == {f"k{number}": Place(name, number, None) for number in range(5)}
    rows = packs.take(store, [found["k3"], found["k0"]], list(TOPICS)).to_pylist()
    for row, (_, coding) in zip(rows, [codings[3], codings[0]], strict=True):
        assert row["statement_topics"] == [asdict(each) for each in coding.statements]
        assert row["meeting_topics"] == [asdict(each) for each in coding.meetings]


@pytest.mark.parametrize("damage", ["empty", "half", "other", "zeros"])
def test_a_damaged_pack_counts_as_not_there(store: LocalStore, damage: str) -> None:
    [sound, broken] = write(store, [records.read(0), records.read(1)], 1)
    path = store.folder / broken.pack
    data = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(
        {"empty": b"", "half": data[: len(data) // 2], "other": b"PAR1" * 100, "zeros": bytes(len(data))}[damage]
    )
    assert packs.index(store, READINGS) == {"key 0": sound}
    # It is written anew under its name.
    assert packs.write_readings(store, [records.read(1)]) == broken.pack
    assert set(packs.index(store, READINGS)) == {"key 0", "key 1"}


def test_the_same_readings_make_the_same_pack(store: LocalStore, tmp_path: Path) -> None:
    read = [records.read(number) for number in range(5)]
    other = LocalStore(tmp_path / "other")
    name = packs.write_readings(store, read)
    assert packs.write_readings(other, read) == name
    assert store.read(name).to_pybytes() == other.read(name).to_pybytes()
    assert packs.write_readings(store, read[::-1]) != name


def test_the_day_of_a_document_is_its_own_else_that_of_its_first_meeting() -> None:
    found = {True: 0, False: 0}
    for number in range(40):
        read = records.read(number, seed=1)
        if isinstance(read.result, list):
            assert read.date is None
            assert read.records("meetings") == []
            assert read.records("issues") == read.result
            continue
        days = [meeting.date for meeting in read.result.meetings if meeting.date]
        own = read.result.document.published_on
        found[own is None] += 1
        assert read.date == (own if own is not None else min(days, default=None))
        assert read.records("documents") == [read.result.document]
    assert min(found.values()) > 3
