"""Releases: whole or not at all, in order, and never changed."""

import datetime as dt
import hashlib
import json
import multiprocessing
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.releases import catalog, commit, fingerprint, steps
from pipeline.releases.catalog import latest_release, list_releases
from pipeline.releases.commit import CommitResult, ReleaseError
from pipeline.releases.companion import Companion, Maker
from pipeline.releases.fingerprint import InputDocument, code_parts, code_version
from pipeline.tables import schema

DAY = dt.date(2026, 11, 21)


def document(name: str, content: bytes = b"text") -> InputDocument:
    return InputDocument(name, f"{name}.txt", hashlib.sha256(content).hexdigest(), len(content))


COVERAGE = [{"table": "meetings", "publisher": "mofa_jp", "year": 2024, "rows": 3}]


def note(context: Companion) -> dict[str, bytes | Path]:
    """A small text held in memory and one from a file."""
    written = context.scratch / "anything"
    written.write_text(f"after {context.previous.name if context.previous else 'nothing'}")
    return {"note.txt": context.release_id.encode(), "before.txt": written}


NOTE = Maker("note", "Notes about the release.", note)


def make(
    files: dict[str, Path],
    outputs: Path,
    *names: str,
    day: dt.date = DAY,
    code: str = "1",
    companions: tuple[Maker, ...] = (NOTE,),
) -> CommitResult:
    """Commit with one small companion in the place of the real ones, which have tests of their own."""
    return commit.commit(
        files, outputs, [document(name) for name in names], {"depth": 1}, code, COVERAGE, day, companions
    )


def is_whole(folder: Path) -> bool:
    manifest = json.loads((folder / "manifest.json").read_text())
    entries = [*manifest["tables"].values(), *manifest["companions"].values()]
    return manifest["release_id"] == folder.name and all(
        hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"] for entry in entries
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    return tmp_path / "outputs"


def test_a_release_has_files_manifest_link_and_catalog(stage, outputs):
    result = make(stage("trade"), outputs, "b", "a")
    assert (result.release_id, result.is_new) == ("2026-11-21.1", True)
    assert result.path == outputs / "releases" / "2026-11-21.1"
    assert {path.name for path in result.path.iterdir()} == {f"{t}.parquet" for t in schema.table_names()} | {
        "manifest.json",
        "note.txt",
        "before.txt",
    }
    assert os.readlink(outputs / "latest") == "releases/2026-11-21.1"
    assert pd.read_parquet(outputs / "latest" / "topics.parquet")["topic_id"].tolist() == ["trade"]

    manifest = json.loads((result.path / "manifest.json").read_text())
    assert manifest["fingerprint"] == result.fingerprint
    assert manifest["code_version"] == "1"
    assert manifest["settings"] == {"depth": 1}
    assert manifest["coverage"] == COVERAGE
    assert set(manifest["packages"]) == {"python", "pandas", "pyarrow"}
    assert [entry["document_id"] for entry in manifest["inputs"]] == ["a", "b"]
    assert manifest["inputs"][0]["sha256"] == hashlib.sha256(b"text").hexdigest()
    assert manifest["inputs"][0]["bytes"] == 4
    topics = manifest["tables"]["topics"]
    assert (topics["rows"], topics["file"], topics["primary_key"]) == (1, "topics.parquet", ["topic_id"])
    assert topics["bytes"] == (result.path / "topics.parquet").stat().st_size
    assert topics["schema"][0] == {
        "name": "topic_id", "type": "string", "nullable": False, "description": "Topic",
    }  # fmt: skip
    assert list(manifest["companions"]) == ["before.txt", "note.txt"]
    assert manifest["companions"]["note.txt"] == {
        "file": "note.txt",
        "bytes": 12,
        "sha256": hashlib.sha256(b"2026-11-21.1").hexdigest(),
        "description": "Notes about the release.",
    }
    assert is_whole(result.path)

    shown = json.loads((outputs / "catalog.json").read_text())
    assert shown["latest"] == "2026-11-21.1"
    (entry,) = shown["releases"]
    assert entry["path"] == "releases/2026-11-21.1"
    assert entry["rows"]["topics"] == 1
    assert entry["inputs"] == 2
    assert entry["fingerprint"] == result.fingerprint


def test_a_release_does_not_change_and_can_be_deleted(stage, outputs):
    files = stage("trade")
    result = make(files, outputs)
    before = contents(result.path)
    for path in files.values():
        path.write_bytes(b"overwritten in place")
    assert contents(result.path) == before
    assert not any(stat.S_IMODE(path.stat().st_mode) & 0o222 for path in result.path.iterdir())
    shutil.rmtree(result.path)
    assert not result.path.exists()


def test_the_same_makes_no_new_release(stage, outputs):
    first = make(stage("trade"), outputs, "a", "b")
    before = sorted((str(path), path.stat().st_mtime_ns) for path in outputs.rglob("*"))
    again = make(stage("trade"), outputs, "b", "a", day=DAY + dt.timedelta(days=1))
    assert again == CommitResult(first.release_id, first.path, False, first.fingerprint)
    assert sorted((str(path), path.stat().st_mtime_ns) for path in outputs.rglob("*")) == before


def test_releases_are_numbered_by_day_and_the_latest_is_the_last_made(stage, outputs):
    files = stage("trade")
    made = [
        make(files, outputs, "a").release_id,
        make(files, outputs, "a", "b").release_id,
        make(files, outputs, "a", day=DAY + dt.timedelta(days=1)).release_id,
        # The clock was set back.
        make(files, outputs, "a", "b", day=DAY).release_id,
        make(files, outputs, "a", code="2", day=DAY).release_id,
    ]
    assert made == ["2026-11-21.1", "2026-11-21.2", "2026-11-22.1", "2026-11-21.3", "2026-11-21.4"]
    assert [release.release_id for release in list_releases(outputs)] == made
    assert [release.sequence for release in list_releases(outputs)] == [1, 2, 3, 4, 5]
    assert os.readlink(outputs / "latest") == "releases/2026-11-21.4"
    latest = latest_release(outputs)
    assert latest is not None
    assert latest.release_id == "2026-11-21.4"


def test_ten_releases_of_a_day_are_in_order(stage, outputs):
    files = stage()
    for n in range(11):
        make(files, outputs, f"d{n}")
    assert os.readlink(outputs / "latest") == "releases/2026-11-21.11"


def test_an_id_is_not_given_again(stage, outputs):
    files = stage("trade")
    make(files, outputs, "a")
    shutil.rmtree(make(files, outputs, "b").path)
    assert make(files, outputs, "c").release_id == "2026-11-21.3"


def test_a_damaged_latest_release_is_made_anew(stage, outputs):
    files = stage("trade")
    (make(files, outputs, "a").path / "topics.parquet").unlink()
    again = make(files, outputs, "a")
    assert (again.release_id, again.is_new) == ("2026-11-21.2", True)
    assert is_whole(again.path)


def test_companions_see_the_release_before_if_it_is_whole(stage, outputs):
    files = stage("trade")
    first = make(files, outputs, "a")
    second = make(files, outputs, "b")
    (second.path / "note.txt").unlink()
    third = make(files, outputs, "b")
    read = [(each.path / "before.txt").read_text() for each in (first, second, third)]
    assert read == ["after nothing", "after 2026-11-21.1", "after 2026-11-21.1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda context: 1 / 0, "companion broken cannot be made: ZeroDivisionError"),
        (lambda context: {"topics.parquet": b""}, "no further file 'topics.parquet'"),
        (lambda context: {"manifest.json": b""}, "no further file 'manifest.json'"),
        (lambda context: {"note.txt": b""}, "no further file 'note.txt'"),
        (lambda context: {"../note.txt": b""}, "no further file"),
        (lambda context: {".hidden": b""}, "no further file"),
        (lambda context: {"gone.txt": context.scratch / "gone.txt"}, "FileNotFoundError"),
    ],
)
def test_a_companion_that_fails_stops_the_release(stage, outputs, content, said):
    files = stage("trade")
    first = make(files, outputs, "a")
    with pytest.raises(ReleaseError, match=said):
        make(files, outputs, "b", companions=(NOTE, Maker("broken", "", content)))
    assert [release.release_id for release in list_releases(outputs)] == [first.release_id]
    assert [path.name for path in (outputs / "releases").iterdir()] == [first.release_id]
    assert is_whole((outputs / "latest").resolve())


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda files: files.pop("topics"), r"missing \['topics'\]"),
        (lambda files: files.update(extra=files["topics"]), r"not declared \['extra'\]"),
        (lambda files: files.update(topics=files["texts"]), "not written with the schema declared for topics"),
        (lambda files: files["topics"].write_bytes(b"no"), "no Parquet file of topics"),
        (lambda files: files["topics"].unlink(), "no Parquet file of topics"),
    ],
)
def test_files_that_are_no_tables_are_refused(stage, outputs, break_it, said):
    first = make(stage("trade"), outputs, "a")
    files = stage("trade")
    break_it(files)
    with pytest.raises(ReleaseError, match=said):
        make(files, outputs, "b")
    assert [release.release_id for release in list_releases(outputs)] == [first.release_id]


def test_latest_is_not_replaced_when_it_is_no_link(stage, outputs):
    (outputs / "latest").mkdir(parents=True)
    with pytest.raises(ReleaseError, match="latest is not a link"):
        make(stage(), outputs)


class Crash(BaseException):
    """Ends a commit as a kill would, as far as one process can: nothing handles it."""


def crash_at(monkeypatch: pytest.MonkeyPatch, nth: int, when: str, clean_up: bool) -> None:
    """Make the ``nth`` call that changes the disk raise, before or after it has done its work."""
    calls = 0

    def watch(module: object, name: str) -> None:
        real = getattr(module, name)

        def call(*args: object, **kwargs: object) -> object:
            nonlocal calls
            calls += 1
            if calls == nth and when == "before":
                raise Crash(name)
            result = real(*args, **kwargs)
            if calls == nth:
                raise Crash(name)
            return result

        monkeypatch.setattr(module, name, call)

    for name in ("fsync", "rename", "replace", "symlink", "link"):
        watch(os, name)
    watch(Path, "mkdir")
    watch(Path, "chmod")
    watch(Path, "write_text")
    watch(Path, "write_bytes")
    if not clean_up:
        # A killed process clears nothing away.
        monkeypatch.setattr(commit.shutil, "rmtree", lambda *args, **kwargs: None)


def count_steps(stage, outputs: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        seen: list[str] = []
        for module, name in [(os, n) for n in ("fsync", "rename", "replace", "symlink", "link")] + [
            (Path, n) for n in ("mkdir", "chmod", "write_text", "write_bytes")
        ]:
            real = getattr(module, name)
            patch.setattr(module, name, lambda *a, real=real, name=name, **k: (seen.append(name), real(*a, **k))[1])
        make(stage, outputs, "b")
    return len(seen)


@pytest.mark.parametrize("clean_up", [True, False], ids=["error", "kill"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("first_too", [True, False], ids=["first release", "later release"])
def test_a_crash_at_any_step_leaves_earlier_releases_whole(stage, tmp_path, when, clean_up, first_too):
    old_files, new_files = stage("old", folder="old"), stage("new", folder="new")
    template = tmp_path / "template"
    template.mkdir()
    if not first_too:
        make(old_files, template, "a")
    probe = tmp_path / "probe"
    shutil.copytree(template, probe, symlinks=True)
    n_steps = count_steps(new_files, probe)
    assert n_steps > len(schema.table_names())
    hidden = shown = 0
    for nth in range(1, n_steps + 1):
        outputs = tmp_path / f"crash{nth}"
        shutil.copytree(template, outputs, symlinks=True)
        with pytest.MonkeyPatch.context() as patch:
            crash_at(patch, nth, when, clean_up)
            with pytest.raises(Crash):
                make(new_files, outputs, "b")
        # All that can be seen is whole, and the old release is what it was.
        if not first_too:
            old = outputs / "releases" / "2026-11-21.1"
            assert contents(old) == contents(template / "releases" / "2026-11-21.1")
            assert is_whole((outputs / "latest").resolve())
            assert list_releases(outputs)[0].release_id == old.name
        elif (outputs / "latest").exists():
            assert is_whole((outputs / "latest").resolve())
        assert all(is_whole(path) for path in (outputs / "releases").glob("[!.]*"))
        seen = outputs / "latest" / "topics.parquet"
        is_new_shown = seen.exists() and pd.read_parquet(seen)["topic_id"].tolist() == ["new"]
        hidden, shown = hidden + (not is_new_shown), shown + is_new_shown
        # The next run ends what the crash began, and nothing is left aside.
        result = make(new_files, outputs, "b")
        assert result.is_new == (not is_new_shown)
        assert is_whole(result.path)
        assert os.readlink(outputs / "latest") == f"releases/{result.release_id}"
        assert json.loads((outputs / "catalog.json").read_text())["latest"] == result.release_id
        assert [release.path.name for release in list_releases(outputs)] == sorted(
            path.name for path in (outputs / "releases").iterdir()
        )
        assert not list(outputs.rglob(".*tmp*"))
        shutil.rmtree(outputs)
    assert hidden > shown > 0


def test_a_failed_run_does_not_keep_a_finished_release_hidden(stage, outputs):
    files = stage("trade")
    make(files, outputs, "a")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "replace_link", lambda *args: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            make(files, outputs, "b")
    assert os.readlink(outputs / "latest") == "releases/2026-11-21.1"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "write_read_only", lambda *args: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(ReleaseError, match="disk full"):
            make(files, outputs, "c")
    assert os.readlink(outputs / "latest") == "releases/2026-11-21.2"
    assert [release.release_id for release in list_releases(outputs)] == ["2026-11-21.1", "2026-11-21.2"]


def test_what_a_crash_left_aside_is_cleared_away(stage, outputs):
    left = outputs / "releases" / ".tmp-2026-11-20.1"
    left.mkdir(parents=True)
    (left / "topics.parquet").write_bytes(b"half")
    (left / "topics.parquet").chmod(0o444)
    (outputs / ".latest.tmp").symlink_to("nowhere")
    make(stage(), outputs)
    assert not left.exists()
    assert not (outputs / ".latest.tmp").is_symlink()


def make_in_process(files: dict[str, Path], outputs: Path, name: str) -> str:
    return make(files, outputs, name).release_id


def test_commits_at_once_come_one_after_the_other(stage, outputs):
    files = stage("trade")
    # Spawned, not forked: a fork of a process with threads (Arrow's) may hang.
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        ids = pool.starmap(make_in_process, [(files, outputs, f"d{n}") for n in range(8)])
    assert sorted(ids) == [f"2026-11-21.{n}" for n in range(1, 9)]
    assert [release.sequence for release in list_releases(outputs)] == list(range(1, 9))
    assert os.readlink(outputs / "latest") == f"releases/{list_releases(outputs)[-1].release_id}"


def test_threads_that_commit_the_same_make_one_release(stage, outputs):
    files = stage("trade")
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: make(files, outputs, "a"), range(4)))
    assert sorted(result.is_new for result in results) == [False, False, False, True]
    assert len(list_releases(outputs)) == 1


def test_no_outputs_no_releases(outputs, caplog):
    assert list_releases(outputs) == []
    assert latest_release(outputs) is None
    assert caplog.text == ""


@pytest.mark.parametrize("text", ["", "{", "[]", '{"releases": 3}', '{"releases": [{}]}', "\0"])
def test_a_damaged_catalog_is_said_and_made_anew(stage, outputs, caplog, text):
    files = stage("trade")
    first = make(files, outputs, "a")
    (outputs / "catalog.json").write_text(text)
    (found,) = list_releases(outputs)
    assert (found.release_id, found.is_latest) == (first.release_id, True)
    assert "catalog.json is damaged" in caplog.text
    assert "listing the releases that are in" in caplog.text
    assert not make(files, outputs, "a").is_new
    assert json.loads((outputs / "catalog.json").read_text())["latest"] == first.release_id


def test_a_folder_without_a_manifest_is_said_and_left(stage, outputs, caplog):
    (outputs / "releases" / "2026-11-21.1").mkdir(parents=True)
    assert list_releases(outputs) == []
    assert "2026-11-21.1 is no release" in caplog.text
    assert make(stage(), outputs).release_id == "2026-11-21.2"


def test_a_deleted_release_is_said(stage, outputs, caplog):
    files = stage()
    first = make(files, outputs, "a")
    make(files, outputs, "b")
    shutil.rmtree(first.path)
    assert [release.release_id for release in list_releases(outputs)] == ["2026-11-21.2"]
    assert "names releases that are gone: 2026-11-21.1" in caplog.text


def test_the_fingerprint_is_of_code_settings_and_inputs():
    a, b = document("a"), document("b")
    base = fingerprint.fingerprint("1", {"x": 1, "y": 2}, [a, b])
    assert fingerprint.fingerprint("1", {"y": 2, "x": 1}, [b, a]) == base
    others = [
        fingerprint.fingerprint("2", {"x": 1, "y": 2}, [a, b]),
        fingerprint.fingerprint("1", {"x": 1, "y": 3}, [a, b]),
        fingerprint.fingerprint("1", {"x": 1, "y": 2}, [a]),
        fingerprint.fingerprint("1", {"x": 1, "y": 2}, [a, document("b", b"changed")]),
        fingerprint.fingerprint("1", {"x": 1, "y": 2}, [a, document("c")]),
        fingerprint.fingerprint("1", {"x": 1, "y": 2}, [a, InputDocument("b", "b.txt", None, None)]),
    ]
    assert len({base, *others}) == len(others) + 1


def test_the_code_version_is_of_code_and_reference_files(tmp_path):
    package = tmp_path / "package"
    (package / "reference").mkdir(parents=True)
    (package / "a.py").write_text("x = 1\n")
    (package / "reference" / "b.csv").write_text("c\n")
    first = code_version(package)
    version, _, digests = first.partition("+")
    assert version == pipeline.__version__
    assert [len(digest) for digest in digests.split(".")] == [12, 12]
    (package / "notes.md").write_text("no code")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "a.pyc").write_text("no code")
    assert code_version(package) == first
    (package / "reference" / "b.csv").write_text("d\n")
    second = code_version(package)
    (package / "a.py").rename(package / "b.py")
    third = code_version(package)
    assert len({first, second, third}) == 3
    before, other_data, other_code = map(code_parts, (first, second, third))
    assert before["code_hash"] == other_data["code_hash"] != other_code["code_hash"]
    assert before["reference_hash"] != other_data["reference_hash"] == other_code["reference_hash"]
    assert code_parts("1") == {}


def test_catalog_text_is_what_a_scan_says(stage, outputs):
    make(stage(), outputs)
    assert (outputs / "catalog.json").read_text() == catalog.catalog_text(outputs, catalog.scan(outputs))
