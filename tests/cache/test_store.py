"""A store's files appear whole, never change, and are taken away by age."""

import os
import pickle
import stat
import time
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.cache import store as stores
from pipeline.cache.store import ASIDE, STALE_SECONDS, LocalStore
from pipeline.releases import steps


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "cache")


def age(path: Path, seconds: float) -> None:
    """Let a file be used last so long ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def left(store: LocalStore) -> list[str]:
    return sorted(str(path.relative_to(store.folder)) for path in store.folder.rglob("*") if path.is_file())


def test_what_is_written_can_be_read_and_nobody_may_write_it(store: LocalStore) -> None:
    assert not store.has("a/one.bin")
    store.write("a/one.bin", b"one")
    store.write("a/b/two.bin", pa.py_buffer(b"two"))
    assert store.has("a/one.bin")
    assert not store.has("a/b")
    assert store.read("a/one.bin").to_pybytes() == b"one"
    assert store.read("a/b/two.bin").to_pybytes() == b"two"
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.folder.rglob("*.bin")} == {0o444}
    assert steps.is_read_only(store.folder / "a" / "one.bin")


def test_a_file_that_is_not_there(store: LocalStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.read("a/none.bin")
    with pytest.raises(FileNotFoundError):
        store.fetch("a/none.bin", tmp_path / "target")
    assert store.names("a") == []
    assert not (tmp_path / "target").exists()


def test_an_empty_file_is_a_file(store: LocalStore) -> None:
    store.write("a/empty", b"")
    assert store.read("a/empty").to_pybytes() == b""


def test_a_file_is_replaced_by_the_same(store: LocalStore) -> None:
    store.write("a/one", b"one")
    held = store.read("a/one")
    store.write("a/one", b"one")
    assert store.read("a/one").to_pybytes() == held.to_pybytes() == b"one"
    assert left(store) == ["a/one"]


@pytest.mark.parametrize("step", ["write", "replace"])
def test_a_write_that_fails_leaves_nothing(store: LocalStore, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    store.write("a/old", b"old")
    if step == "replace":
        monkeypatch.setattr(stores.os, "replace", fail)
        with pytest.raises(OSError, match="No space"):
            store.write("a/new", b"new")
    else:
        with pytest.raises(TypeError):
            store.write("a/new", "no bytes")  # type: ignore[arg-type]
    assert not store.has("a/new")
    assert left(store) == ["a/old"]
    with pytest.raises(OSError if step == "replace" else TypeError):
        store.write("a/old", b"old" if step == "replace" else "no bytes")  # type: ignore[arg-type]
    assert store.read("a/old").to_pybytes() == b"old"


def test_names_are_sorted_and_hide_what_is_aside(store: LocalStore) -> None:
    for name in ("b", "a", "c"):
        store.write(f"folder/{name}", b"x")
    (store.folder / "folder" / f"{ASIDE}host-1-2").write_bytes(b"half")
    assert store.names("folder") == ["folder/a", "folder/b", "folder/c"]


def test_what_was_read_stays_valid_when_the_file_is_deleted_or_replaced(store: LocalStore) -> None:
    content = os.urandom(200_000)
    store.write("a/one", content)
    store.write("a/two", content)
    one, two = store.read("a/one"), store.read("a/two")
    (store.folder / "a" / "one").unlink()
    store.write("a/two", b"x" * 200_000)
    assert one.to_pybytes() == two.to_pybytes() == content


def test_a_file_is_fetched_as_a_link(store: LocalStore, tmp_path: Path) -> None:
    store.write("a/one", b"one")
    store.fetch("a/one", tmp_path / "target")
    assert (tmp_path / "target").stat().st_ino == (store.folder / "a" / "one").stat().st_ino
    with pytest.raises(FileExistsError):
        store.fetch("a/one", tmp_path / "target")


@pytest.mark.parametrize("error", [OSError(18, "Invalid cross-device link"), PermissionError(1, "not permitted")])
def test_a_file_is_copied_where_there_are_no_links(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def refuse(*args: object) -> None:
        raise error

    store.write("a/one", b"one")
    monkeypatch.setattr(steps.os, "link", refuse)
    store.fetch("a/one", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"one"
    assert (tmp_path / "target").stat().st_ino != (store.folder / "a" / "one").stat().st_ino
    assert steps.is_read_only(tmp_path / "target")


def test_a_store_can_be_sent_to_another_process(store: LocalStore) -> None:
    store.write("a/one", b"one")
    sent: LocalStore = pickle.loads(pickle.dumps(store))
    assert sent == store
    assert sent.read("a/one").to_pybytes() == b"one"


def test_prune_keeps_what_was_used_last_within_the_limit(store: LocalStore) -> None:
    for number in range(6):
        store.write(f"{'ab'[number % 2]}/{number}", b"x" * 100)
        age(store.folder / "ab"[number % 2] / str(number), 1000 - number)
    store.used(["a/0", "a/gone", "nowhere/gone"])
    store.prune(600)
    assert len(left(store)) == 6
    store.prune(350)
    assert left(store) == ["a/0", "a/4", "b/5"]
    store.prune(0)
    assert left(store) == []


def test_prune_of_nothing(store: LocalStore) -> None:
    store.prune(0)
    assert not store.folder.exists()
    store.used(["a/0"])


def test_the_files_of_a_part_are_taken_away_together(store: LocalStore) -> None:
    for part in ("old", "new", "half used"):
        for table in ("one", "two", "three"):
            store.write(f"parts/{part}/{table}", b"x" * 100)
            age(store.folder / "parts" / part / table, {"old": 900, "new": 100}.get(part, 1000))
    # A part is as young as its youngest file.
    store.used(["parts/half used/two"])
    store.prune(899)
    assert {path.rsplit("/", 1)[0] for path in left(store)} == {"parts/new", "parts/half used"}
    store.prune(300)
    assert left(store) == [f"parts/half used/{table}" for table in ("one", "three", "two")]
    assert not (store.folder / "parts" / "old").exists()


def test_what_a_killed_run_left_aside_is_taken_away_when_it_is_old(store: LocalStore) -> None:
    store.write("a/one", b"x" * 100)
    old, fresh = (store.folder / "a" / f"{ASIDE}host-{number}" for number in (1, 2))
    for path in (old, fresh):
        path.write_bytes(b"x" * 10)
    age(old, STALE_SECONDS + 60)
    store.prune(1000)
    assert left(store) == [f"a/{fresh.name}", "a/one"]
    # Another run may be writing what is fresh.
    store.prune(0)
    assert left(store) == [f"a/{fresh.name}"]


def test_a_file_that_may_not_be_touched_is_passed_over(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    touched: list[str] = []

    def touch(path: Path) -> None:
        if path.name == "others":
            raise PermissionError(1, "Operation not permitted")
        touched.append(path.name)

    monkeypatch.setattr(stores.os, "utime", touch)
    store.used(["a/one", "a/others", "a/two"])
    assert touched == ["one", "two"]
