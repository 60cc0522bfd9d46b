"""After every kind of change the tables are, byte for byte, those that a build from nothing makes."""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline import plan, stages
from pipeline.build import build
from pipeline.errors import CacheLost
from pipeline.releases import commit, parts
from pipeline.settings import Settings
from tests.incremental import worlds
from tests.incremental.worlds import anew, cached, corpus, tables, world

Change = Callable[[Path], object]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "DOCUMENTS", 14)
    monkeypatch.setattr(parts, "LARGE_ROWS", 40)
    monkeypatch.setattr(stages, "BATCH_DOCUMENTS", 7)
    # What accompanies the tables is made from them and has tests of its own.
    monkeypatch.setattr(commit, "makers", lambda: ())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A build that tests copy."""
    folder = tmp_path_factory.mktemp("built")
    settings = world(folder, corpus(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "DOCUMENTS", 14)
        patch.setattr(parts, "LARGE_ROWS", 40)
        patch.setattr(stages, "BATCH_DOCUMENTS", 7)
        assert build(settings).errors == []
    return settings


@pytest.fixture
def settings(built: Settings, tmp_path: Path) -> Settings:
    """The same build, to be changed."""
    for name in ("raw", "outputs"):
        shutil.copytree(built.raw.parent / name, tmp_path / name, symlinks=True)
    return world(tmp_path, tmp_path / "raw")


def pages(raw: Path) -> list[Path]:
    return sorted(raw.rglob("*.txt"))


def add(raw: Path) -> None:
    for number, page in enumerate(pages(raw)[5:50:15]):
        text = page.read_text("utf-8").replace("2012", "2022").replace("welcomed", "appreciated")
        (raw / f"added{number}.txt").write_text(
            text + "\n1. The Minister stated that he hopes to meet again.\n", "utf-8"
        )


def edit(raw: Path) -> None:
    for page in pages(raw)[3:60:20]:
        page.write_text(page.read_text("utf-8").replace("cooperation", "collaboration"), "utf-8")


def delete(raw: Path) -> None:
    for page in pages(raw)[2:60:29]:
        page.unlink()


def rename(raw: Path) -> None:
    for page in pages(raw)[7:60:25]:
        page.rename(raw / f"moved_{page.name}")


def spoil(raw: Path) -> None:
    pages(raw)[11].write_bytes(b"\xff")
    (raw / "strange.pdf").write_bytes(b"x")
    shutil.copy(pages(raw)[20], raw / "zz_copy.txt")


def everything(raw: Path) -> None:
    for change in (add, edit, delete, rename, spoil):
        change(raw)


def nothing_but_time(raw: Path) -> None:
    for page in pages(raw):
        os.utime(page, (1, 1))


@pytest.mark.parametrize("change", [add, edit, delete, rename, spoil, everything], ids=lambda change: change.__name__)
def test_tables_are_those_of_a_build_from_nothing(settings: Settings, tmp_path: Path, change: Change) -> None:
    before = tables(worlds.latest(settings))
    change(settings.raw)
    outcome = build(settings)
    assert outcome.errors == []
    assert outcome.is_new
    full = build(anew(settings, tmp_path))
    assert tables(outcome.release) == tables(full.release)
    # A change that tells nothing would prove nothing.
    assert tables(outcome.release) != before
    assert len([name for name in before if name.startswith("statements.parquet/")]) > 3


def test_a_page_is_read_again_only_if_it_changed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = stages.read_batch

    def watched(task: stages.ReadTask) -> object:
        read.extend(document.document_id for document in task.documents)
        return real(task)

    monkeypatch.setattr(stages, "read_batch", watched)
    nothing_but_time(settings.raw)
    assert not build(settings).is_new
    assert read == []
    page = pages(settings.raw)[30]
    page.write_text(page.read_text("utf-8").replace("cooperation", "collaboration"), "utf-8")
    assert build(settings).is_new
    assert read == [page.relative_to(settings.raw).with_suffix("").as_posix()]


def test_unchanged_parts_are_the_same_files(settings: Settings) -> None:
    before = worlds.latest(settings)
    edit(settings.raw)
    after = build(settings).release
    assert after is not None
    old, new = tables(before), tables(after)
    same = [name for name in new if old.get(name) == new[name]]
    assert len([name for name in same if "/" in name]) > 5
    assert all((before / name).stat().st_ino == (after / name).stat().st_ino for name in same)


def test_a_change_and_its_undoing_make_the_same_tables(settings: Settings, tmp_path: Path) -> None:
    first = tables(worlds.latest(settings))
    shutil.copytree(settings.raw, tmp_path / "kept")
    everything(settings.raw)
    assert build(settings).is_new
    shutil.rmtree(settings.raw)
    shutil.copytree(tmp_path / "kept", settings.raw)
    outcome = build(settings)
    assert outcome.is_new
    assert tables(outcome.release) == first


@pytest.mark.parametrize("seed", range(2))
def test_a_cache_that_lost_files_is_made_whole(settings: Settings, tmp_path: Path, seed: int) -> None:
    files = sorted(path for path in settings.cache_folder.rglob("*") if path.is_file())
    for path in random.Random(seed).sample(files, len(files) // 2):
        path.unlink()
    edit(settings.raw)
    assert tables(build(settings).release) == tables(build(anew(settings, tmp_path)).release)


def test_a_cache_that_is_deleted_between_stages_is_told(settings: Settings) -> None:
    edit(settings.raw)
    stages.store_raw(settings)
    stages.parse(settings)
    shutil.rmtree(settings.cache_folder / "readings")
    with pytest.raises(CacheLost, match="build everything again"):
        stages.resolve_entities(settings)
    assert build(settings).is_new


def test_a_cache_without_room_keeps_nothing_and_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    edit(settings.raw)
    outcome = build(replace(settings, cache_gib=0.0))
    assert outcome.is_new
    assert [path for path in settings.cache_folder.rglob("*") if path.is_file()] == []
    assert tables(outcome.release) == tables(build(anew(settings, tmp_path)).release)


def test_corrections_concern_their_documents_alone(settings: Settings, tmp_path: Path) -> None:
    document = pages(settings.raw)[9].relative_to(settings.raw).with_suffix("").as_posix()
    before = cached(settings, "readings")
    (settings.raw.parent / "corrections.toml").write_text(
        f'[[correction]]\ndocument = "{document}"\ntable = "documents"\nfield = "language"\n'
        'wrong = "en"\nright = "fr"\nreason = "a test"\n'
    )
    outcome = build(settings)
    assert outcome.is_new
    assert len(cached(settings, "readings") - before) == 1
    assert tables(outcome.release) == tables(build(anew(settings, tmp_path)).release)


REFERENCE = {
    "topic_terms.csv": {"readings": False, "codings": True},
    "verbs.csv": {"readings": True, "codings": True},
}


@pytest.mark.parametrize("file", REFERENCE)
def test_reference_data_redoes_what_depends_on_it(settings: Settings, tmp_path: Path, file: str) -> None:
    project = worlds.copy_of_project(tmp_path)
    worlds.run(settings, project)
    before = {folder: cached(settings, folder) for folder in ("readings", "codings")}
    path = project / "pipeline" / "reference" / file
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-40]), "utf-8")
    changed = worlds.run(settings, project)
    for folder, again in REFERENCE[file].items():
        assert (cached(settings, folder) != before[folder]) == again, folder
    assert tables(changed) == tables(worlds.run(anew(settings, tmp_path), project))


def test_a_profile_redoes_the_pages_of_its_publisher(settings: Settings, tmp_path: Path) -> None:
    project = worlds.copy_of_project(tmp_path)
    worlds.run(settings, project)
    before = cached(settings, "readings")
    path = project / "pipeline" / "sources" / "kantei.py"
    text = path.read_text("utf-8")
    assert "language=" in text or "replace(" in text
    path.write_text(text + "\n# another version\n", "utf-8")
    changed = worlds.run(settings, project)
    new = cached(settings, "readings") - before
    assert len(new) == 1
    table = pa.ipc.open_file(pa.memory_map(str(settings.cache_folder / "readings" / next(iter(new))))).read_all()
    assert table["document_id"].to_pylist()
    assert all("kantei" in document for document in table["document_id"].to_pylist())
    assert tables(changed) == tables(worlds.run(anew(settings, tmp_path), project))
