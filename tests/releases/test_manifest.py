"""Many raw files are listed beside the manifest, and nobody notices but who looks for the list."""

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.cli import main
from pipeline.releases import commit, manifest
from pipeline.releases.catalog import list_releases
from pipeline.releases.causes import Reason, compare_inputs
from pipeline.releases.commit import _is_whole
from pipeline.releases.companion import Maker, makers
from pipeline.releases.companions import changes
from pipeline.releases.fingerprint import InputDocument
from tests.releases.conftest import Stage

CHANGES = Maker("changes", "What changed.", changes.make)
DAY = dt.date(2026, 11, 21)


def inputs(n: int, changed: int | None = None) -> list[InputDocument]:
    found = [InputDocument(f"d{i:02}", f"sub/d{i:02}.txt", f"{i:064x}", i) for i in range(n)]
    if changed is not None:
        found[changed] = InputDocument(f"d{changed:02}", f"sub/d{changed:02}.txt", "f" * 64, 7)
    return [*found, InputDocument("unread", "unread.bin", None, None)]


def make(files: dict[str, Path], outputs: Path, documents: list[InputDocument]) -> Path:
    return commit.commit(files, outputs, documents, {}, "1", [], DAY, [CHANGES]).path


@pytest.mark.parametrize(("n", "is_many"), [(9, False), (10, True), (30, True)])
def test_many_inputs_stand_in_a_file_of_their_own(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n: int, is_many: bool
) -> None:
    monkeypatch.setattr(manifest, "MANY_INPUTS", 10)
    release = make(stage("trade"), tmp_path / "out", inputs(n)[::-1])
    told = manifest.read(release)
    assert told["n_inputs"] == n + 1
    assert ("inputs" in told) != is_many
    assert (release / "inputs.parquet").exists() == is_many == ("inputs_file" in told)
    whole = manifest.read_whole(release)["inputs"]
    assert whole == [
        {"document_id": i.document_id, "path": i.path, "sha256": i.sha256, "bytes": i.bytes} for i in inputs(n)
    ]
    if is_many:
        data = (release / "inputs.parquet").read_bytes()
        assert told["inputs_file"] == {
            "file": "inputs.parquet", "rows": n + 1, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
        }  # fmt: skip
        assert pq.read_table(release / "inputs.parquet").to_pylist() == whole
        assert not (release / "inputs.parquet").stat().st_mode & 0o222


def test_many_and_few_make_the_same_fingerprint(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = make(stage("trade"), tmp_path / "few", inputs(20))
    monkeypatch.setattr(manifest, "MANY_INPUTS", 10)
    many = make(stage("trade"), tmp_path / "many", inputs(20))
    assert manifest.read(few)["fingerprint"] == manifest.read(many)["fingerprint"]
    again = commit.commit(stage("trade"), tmp_path / "few", inputs(20), {}, "1", [], DAY, [CHANGES])
    assert (again.is_new, again.path) == (False, few)


@pytest.mark.parametrize("limits", [(10, 10), (10, 100), (100, 10), (100, 100)])
def test_releases_that_list_their_inputs_in_any_way_are_compared(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int]
) -> None:
    found: list[dict[str, Any]] = []
    for limit, documents in zip(limits, (inputs(20), inputs(21, changed=5)[1:]), strict=True):
        monkeypatch.setattr(manifest, "MANY_INPUTS", limit)
        release = make(stage("trade"), tmp_path / "out", documents)
        found.append(manifest.read_whole(release))
    assert dict(compare_inputs(*found).documents) == {
        "d00": Reason.WITHDRAWN_DOCUMENT,
        "d05": Reason.CHANGED_DOCUMENT,
        "d20": Reason.NEW_DOCUMENT,
    }
    text = (release / "CHANGES.md").read_text("utf-8")
    assert all(f"`{name}`" in text for name in ("d00", "d05", "d20"))
    assert "`d01`" not in text
    assert "unread" not in text


def test_releases_and_catalog_count_them(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(manifest, "MANY_INPUTS", 10)
    outputs = tmp_path / "out"
    make(stage("trade"), outputs, inputs(5))
    make(stage("trade"), outputs, inputs(1233))
    assert [each.inputs for each in list_releases(outputs)] == [6, 1234]
    assert [each["inputs"] for each in json.loads((outputs / "catalog.json").read_text())["releases"]] == [6, 1234]
    assert main(["releases", "--outputs", str(outputs)]) == 0
    assert " 1,234 " in capsys.readouterr().out
    assert main(["diff", "--outputs", str(outputs)]) == 0
    assert "1,028 more" in capsys.readouterr().out


def test_a_release_without_its_list_of_inputs_is_not_whole(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "MANY_INPUTS", 10)
    release = make(stage("trade"), tmp_path / "out", inputs(20))
    [info] = list_releases(tmp_path / "out")
    assert _is_whole(info)
    (release / "inputs.parquet").unlink()
    assert not _is_whole(info)


def test_a_manifest_of_older_code_is_counted(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"inputs": [{"document_id": "a"}, {"document_id": "b"}]}))
    assert manifest.read(tmp_path)["n_inputs"] == 2
    (tmp_path / "manifest.json").write_text("{}")
    assert manifest.read(tmp_path)["n_inputs"] == 0


def test_no_companion_takes_the_name_of_the_list(stage: Stage, tmp_path: Path) -> None:
    other = Maker("other", "Other.", lambda context: {"inputs.parquet": b"x"})
    with pytest.raises(commit.ReleaseError, match=r"inputs\.parquet"):
        commit.commit(stage("trade"), tmp_path / "out", inputs(3), {}, "1", [], DAY, [other])
    assert "inputs" not in {each.name for each in makers()}
