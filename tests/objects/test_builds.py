"""Builds with documents, releases and the cache on object storage."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import plan, read
from pipeline.cli import main
from pipeline.objects.url import Url
from pipeline.releases import parts
from pipeline.settings import PROJECT, Settings
from tests import small_world
from tests.objects.conftest import STAGES, Asked, built, contents, parquet, put, run

CORRECTION = """[[correction]]
document = "a"
table = "meetings"
field = "city"
wrong = "Berlin"
right = "Bonn"
reason = "The page says so elsewhere."
"""


@pytest.fixture
def settings(bucket: Url, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two small documents in a bucket; releases go there too."""
    small_world.use(monkeypatch)
    put(bucket / "raw", small_world.write_raw(tmp_path / "raw", a="", b=""))
    return Settings.load(f"{bucket}/raw", f"{bucket}/outputs")


def test_two_workers_far_from_all_files_make_the_same_bytes(bucket: Url, tmp_path: Path) -> None:
    """Documents, releases and cache are at URLs; the workers are processes of another process."""
    local = tmp_path / "world" / "raw"
    local.mkdir(parents=True)
    for path in sorted((PROJECT / "raw").rglob("*.txt"))[:6]:
        (local / path.name).write_bytes(path.read_bytes())
    put(bucket / "raw", local)
    here = built(Settings(local, tmp_path / "world" / "out", workers=1))
    program = (
        "import sys; from pipeline import stages; from pipeline.settings import Settings; "
        "stages.FEW_DOCUMENTS = 0; stages.BATCH_DOCUMENTS = 2; settings = Settings.load(*sys.argv[1:]); "
        f"results = [getattr(stages, name)(settings) for name in {(*STAGES, 'release')}]; print(results[-1].release_id)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, f"{bucket}/raw", f"{bucket}/outputs/"],
        env={**os.environ, "READOUTS_WORKERS": "2", "READOUTS_CACHE": f"{bucket}/cache", "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == here.name
    there = contents(bucket / "outputs" / "releases" / here.name)
    assert {name: data for name, data in there.items() if name.endswith(".parquet")} == parquet(here)
    assert len((bucket / "cache" / "readings").names()) == 3


def test_what_is_published_is_the_release_and_the_catalog(settings: Settings, bucket: Url, capsys) -> None:
    assert main(["run", "--raw", str(settings.raw), "--outputs", f"{bucket}/outputs"]) == 0
    release = (settings.local_outputs / "latest").resolve()
    told = capsys.readouterr().out.splitlines()[-2:]
    assert told == [f"Published at {bucket}/outputs/releases/{release.name}", f"New release {release.name}: {release}"]
    found = contents(bucket / "outputs")
    assert {name.split("/")[0] for name in found} == {"catalog.json", "releases"}
    assert found["catalog.json"] == (settings.local_outputs / "catalog.json").read_bytes()
    here = {f"releases/{release.name}/{path.name}": path.read_bytes() for path in release.iterdir()}
    assert {name: data for name, data in found.items() if name != "catalog.json"} == here


def test_the_second_build_is_nothing_new_and_reads_no_document(settings: Settings, asked: Asked) -> None:
    built(settings)
    assert {"raw/a.txt", "raw/b.txt"} <= set(asked.keys("get_object"))
    asked.clear()
    assert not run(settings).is_new
    assert asked.keys("get_object") == ["outputs/catalog.json"]
    assert asked.counts().keys() <= {"get_object", "head_object", "head_bucket", "list_objects_v2"}


def test_a_machine_that_knows_nothing_starts_from_what_is_published(
    settings: Settings, bucket: Url, tmp_path: Path
) -> None:
    first = built(settings)
    elsewhere = replace(settings, mirror=tmp_path / "elsewhere")
    assert not run(elsewhere).is_new
    put(bucket / "raw", small_world.write_raw(tmp_path / "more", c=""))
    second = built(elsewhere)
    assert second.is_relative_to(tmp_path / "elsewhere")
    assert [first.name.split(".")[1], second.name.split(".")[1]] == ["1", "2"]
    assert b"documents" in (second / "CHANGES.md").read_bytes()
    assert len(read("documents", outputs=f"{bucket}/outputs")) == 3


def test_a_document_more_uploads_only_new_parts(
    settings: Settings, bucket: Url, tmp_path: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGE_ROWS", 1)
    monkeypatch.setattr(plan, "DOCUMENTS", 2)
    monkeypatch.setattr(plan, "_hash", lambda document: int(document.document_id not in ("b", "d", "f")))
    put(bucket / "raw", small_world.write_raw(tmp_path / "raw", c="", d="", e="", f=""))
    first = built(settings)
    put(bucket / "raw", small_world.write_raw(tmp_path / "more", g=""))
    asked.clear()
    second = built(settings)
    written = [key.removeprefix("outputs/") for key in asked.keys("put_object") if "releases/" in key]
    copied = [key.removeprefix("outputs/") for key in asked.keys("copy_object")]
    folder = f"releases/{second.name}"
    grown = sorted(path.name for path in second.iterdir() if path.is_dir())
    assert {"documents.parquet", "texts.parquet", "meetings.parquet"} <= set(grown)
    for table in grown:
        old, new = (sorted(path.name for path in (each / table).iterdir()) for each in (first, second))
        assert [f"{folder}/{table}/{name}" for name in old] == [each for each in copied if f"/{table}/" in each]
        added = [f"{folder}/{table}/{name}" for name in new if name not in old]
        assert added == [each for each in written if f"/{table}/" in each]
    assert f"{folder}/codes.parquet" in copied
    there = contents(bucket / "outputs" / folder)
    assert {name: data for name, data in there.items() if name.endswith(".parquet")} == parquet(second)


def test_a_changed_document_is_read_again_and_a_gone_one_is_gone(settings: Settings, bucket: Url) -> None:
    built(settings)
    (bucket / "raw" / "a.txt").write_bytes(small_world.PAGE.format("anew").encode())
    (bucket / "raw" / "b.txt").remove()
    built(settings)
    texts = read("texts", outputs=f"{bucket}/outputs")
    assert texts["document_id"].tolist() == ["a"]
    assert "anew" in texts["text"].iloc[0]
    assert len(read("texts", outputs=f"{bucket}/outputs", release="previous")) == 2


def test_corrections_lie_beside_the_documents(settings: Settings, bucket: Url) -> None:
    (bucket / "corrections.toml").write_bytes(CORRECTION.encode())
    built(settings)
    assert sorted(read("meetings", outputs=f"{bucket}/outputs")["city"]) == ["Berlin", "Bonn"]


def test_hidden_files_and_folders_by_name_are_no_documents(settings: Settings, bucket: Url) -> None:
    for name in (".hidden.txt", ".git/a.txt", "README.md", "deep/README.md", "deep/er/c.txt"):
        (bucket / "raw" / name).write_bytes(small_world.PAGE.format(name).encode())
    (bucket / "raw2" / "d.txt").write_bytes(b"of another folder")
    s3 = bucket._files
    s3.pipe_file(f"{bucket.name}/raw/deep/", b"")
    s3.pipe_file(f"{bucket.name}/raw/", b"")
    built(settings)
    outputs = f"{bucket}/outputs"
    assert sorted(read("documents", outputs=outputs)["document_id"]) == ["a", "b", "deep/er/c"]
    assert len(read("issues", outputs=outputs)) == 0


def test_a_shared_cache_spares_another_machine_the_reading(
    settings: Settings, bucket: Url, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(settings, cache=bucket / "cache")
    built(settings)

    def fail(*_: object) -> None:
        raise AssertionError("was read before")

    small_world.use(monkeypatch, fail)
    assert not run(replace(settings, mirror=tmp_path / "elsewhere")).is_new


def test_commands_ask_releases_at_a_url(
    settings: Settings, bucket: Url, tmp_path: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    first = built(settings)
    put(bucket / "raw", small_world.write_raw(tmp_path / "more", c=""))
    built(settings)
    monkeypatch.setenv("READOUTS_MIRROR", str(tmp_path / "elsewhere"))
    outputs = ["--outputs", f"{bucket}/outputs"]
    asked.clear()
    assert main(["releases", *outputs]) == 0
    assert capsys.readouterr().out.count("\n") == 3
    assert [key.rpartition("/")[2] for key in asked.keys("get_object")] == ["catalog.json"] + ["manifest.json"] * 2
    asked.clear()
    assert len(read("meetings", outputs=outputs[1])) == 3
    assert [key.rpartition("/")[2] for key in asked.keys("get_object")] == ["catalog.json", "meetings.parquet"]
    with pytest.raises(LookupError, match="did you mean meetings"):
        read("meeting", outputs=outputs[1])
    with pytest.raises(LookupError, match="no release 2000"):
        read("meetings", outputs=outputs[1], release="2000-01-01.1")
    assert main(["sql", "SELECT count(*) AS n FROM texts", "--release", first.name, "--format", "csv", *outputs]) == 0
    assert capsys.readouterr().out.split() == ["n", "2"]
    assert main(["diff", *outputs]) == 0
    assert main(["show", "c", *outputs]) == 0
    capsys.readouterr()
    asked.clear()
    assert main(["diff", *outputs]) == 0
    assert asked.counts() == {"get_object": 1}


def test_a_folder_can_be_a_file_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_world.use(monkeypatch)
    monkeypatch.setenv("READOUTS_MIRROR", str(tmp_path / "mirrors"))
    small_world.write_raw(tmp_path / "raw", a="", b="")
    local = built(Settings(tmp_path / "raw", tmp_path / "local"))
    settings = Settings.load((tmp_path / "raw").as_uri(), (tmp_path / "out").as_uri(), cache=(tmp_path / "c").as_uri())
    release = built(settings)
    assert parquet(tmp_path / "out" / "releases" / release.name) == parquet(local)
    assert not run(settings).is_new
    assert not list((tmp_path / "out").rglob("*.tmp"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["catalog.json", "releases"]
