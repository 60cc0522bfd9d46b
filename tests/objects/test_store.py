"""The cache at a URL."""

import os
import pickle
from pathlib import Path

import pytest

from pipeline.cache.store import REPLACED
from pipeline.objects.store import MARKS, ObjectStore
from pipeline.objects.url import Url
from tests.objects.conftest import Asked


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    """A store at a folder, whose files can be given any age."""
    return ObjectStore(Url((tmp_path / "far").as_uri()), tmp_path / "near")


def age(path: Path, seconds: float) -> None:
    os.utime(path, (seconds, seconds))


def test_what_is_written_is_found_and_read_by_other_machines(bucket: Url, tmp_path: Path, asked: Asked) -> None:
    here, there = (ObjectStore(bucket / "cache", tmp_path / name) for name in ("here", "there"))
    here.write("parts/k/about.json", b"{}")
    here.write("readings/b.arrow", b"b")
    here.write("readings/a.arrow", b"a")
    assert there.names("readings") == ["readings/a.arrow", "readings/b.arrow"]
    assert there.names("parts") == ["parts/k"]
    assert there.names("none") == []
    assert there.has("parts/k/about.json")
    assert not there.has("parts/k")
    assert not there.has("parts/l/about.json")
    asked.clear()
    for _ in range(2):
        assert pickle.loads(pickle.dumps(there)).read("readings/a.arrow").to_pybytes() == b"a"
    assert asked == [("get_object", "cache/readings/a.arrow")]
    with pytest.raises(FileNotFoundError):
        there.read("readings/none.arrow")


def test_a_fetched_file_cannot_be_written_to(store: ObjectStore, tmp_path: Path) -> None:
    store.write("parts/k/a.parquet", b"a")
    store.fetch("parts/k/a.parquet", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"a"
    assert not (tmp_path / "target").stat().st_mode & 0o222
    with pytest.raises(FileNotFoundError):
        store.fetch("parts/k/none.parquet", tmp_path / "none")


def test_what_is_replaced_is_read_anew(store: ObjectStore, tmp_path: Path) -> None:
    other = ObjectStore(store.url, tmp_path / "other")
    name = f"{REPLACED}/known.arrow"
    store.write(name, b"old")
    assert other.read(name).to_pybytes() == b"old"
    store.write(name, b"new")
    assert other.read(name).to_pybytes() == b"new"


def test_what_was_used_longest_ago_is_taken_away_first(store: ObjectStore, tmp_path: Path) -> None:
    oldest, used, middle, new = units = [f"parts/{digit * 64}" for digit in "0123"]
    for number, unit in enumerate(units):
        for name in ("a", "b"):
            store.write(f"{unit}/{name}", b"12345")
            age(tmp_path / "far" / unit / name, 1_000.0 + number)
    (store.url / "photos" / "of somebody.jpg").write_bytes(b"1" * 1_000)
    store.used([f"{used}/a"])
    store.prune(40)
    assert store.names("parts") == [oldest, used, middle, new]
    store.prune(20)
    assert store.names("parts") == [used, new]
    store.prune(0)
    assert list(store.url.find()) == ["photos/of somebody.jpg"]


def test_a_unit_is_marked_once_in_a_while(store: ObjectStore, tmp_path: Path) -> None:
    mark = tmp_path / "far" / MARKS / "parts" / "k"
    store.write("parts/k/a", b"a")
    store.used(["parts/k/a"])
    marked = mark.stat().st_mtime_ns
    store.used(["parts/k/a"])
    assert mark.stat().st_mtime_ns == marked
    age(mark, 1_000.0)
    store.used(["parts/k/a"])
    assert mark.stat().st_mtime > 2_000.0
