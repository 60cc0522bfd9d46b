"""What is known of raw files is kept by folder and by the code that looks at them."""

from pathlib import Path

import pytest

from pipeline.cache import known
from pipeline.cache.store import LocalStore
from pipeline.raw import Inspected, LocalFolder

FILES = {
    "a.txt": ("10 20 30 40", Inspected(10, "a" * 64, "mofa_jp", "2020-01-02")),
    "sub/Grüße.txt": ("s", Inspected(0, "b" * 64, None, None, "not_utf8", "sub/Grüße.txt is not UTF-8")),
}


def test_what_is_saved_is_loaded_for_this_folder_alone(tmp_path: Path) -> None:
    store, folder = LocalStore(tmp_path / "cache"), LocalFolder(tmp_path / "raw")
    assert known.load(store, folder) == {}
    known.save(store, folder, FILES)
    assert known.load(store, folder) == FILES
    assert known.load(store, LocalFolder(tmp_path / "elsewhere")) == {}
    known.save(store, folder, {})
    assert known.load(store, folder) == {}


@pytest.mark.parametrize("what", ["version_of", "recognition_version"])
def test_other_code_knows_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    store, folder = LocalStore(tmp_path / "cache"), LocalFolder(tmp_path / "raw")
    known.save(store, folder, FILES)
    monkeypatch.setattr(known, what, lambda *modules: "other")
    assert known.load(store, folder) == {}


@pytest.mark.parametrize("content", [b"", b"ARROW1", b"\0" * 500])
def test_what_is_damaged_is_not_known(tmp_path: Path, content: bytes) -> None:
    store, folder = LocalStore(tmp_path / "cache"), LocalFolder(tmp_path / "raw")
    known.save(store, folder, FILES)
    store.write(known._name(folder), content)
    assert known.load(store, folder) == {}
