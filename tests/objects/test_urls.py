"""URLs in settings: what can be named, and what is said of those that cannot work."""

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import raw
from pipeline.cli import main
from pipeline.errors import StorageError
from pipeline.objects.folder import ObjectFolder
from pipeline.objects.url import Url, changed_ns
from pipeline.settings import PROJECT, Settings, SettingsError
from tests import small_world
from tests.objects.conftest import Asked, put


def test_urls_go_through_settings(tmp_path: Path) -> None:
    loaded = Settings.load("s3://bucket/raw/", "s3://bucket/out", cache="s3://bucket/cache", mirror=tmp_path)
    assert (loaded.raw, loaded.outputs, loaded.cache) == (
        Url("s3://bucket/raw"),
        Url("s3://bucket/out"),
        Url("s3://bucket/cache"),
    )
    assert loaded.local_outputs.parent == tmp_path
    assert loaded.work == loaded.local_outputs / ".work"
    assert Settings.load("raw", "s3://bucket/out", mirror=tmp_path).cache_folder == loaded.local_outputs / ".cache"
    assert Settings.load("s3://bucket/raw", "s3://bucket/other", mirror=tmp_path).local_outputs != loaded.local_outputs


def test_parts_of_a_url() -> None:
    url = Url.parse("s3://bucket/a/b/", "x")
    assert (str(url), url.name, str(url.parent)) == ("s3://bucket/a/b", "b", "s3://bucket/a")
    assert Url("s3://bucket").parent is None
    assert url.is_below(Url("s3://bucket/a"))
    assert not Url("s3://bucket/ab").is_below(Url("s3://bucket/a"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nowhere://bucket/raw", r"READOUTS_RAW \(nowhere://bucket/raw\): nothing is known that reads nowhere://"),
        ("s3://", "names no bucket"),
        ("://bucket", "is no URL"),
        ("s3://bucket/*", "can have none of"),
    ],
)
def test_a_url_that_cannot_be_one_is_refused(url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Settings.load(url, "s3://bucket/out")


def test_outputs_may_not_lie_among_the_documents(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--outputs"):
        Settings.load("s3://bucket/raw", "s3://bucket/raw/out")
    with pytest.raises(SettingsError, match="READOUTS_MIRROR"):
        Settings.load(tmp_path, "s3://bucket/out", mirror=tmp_path / "mirrors")


def test_the_cache_may_not_hold_anything_else(tmp_path: Path) -> None:
    for cache in ("s3://bucket", "s3://bucket/out"):
        with pytest.raises(SettingsError, match="folder of its own"):
            Settings.load("s3://bucket/raw", "s3://bucket/out", cache=cache)
    with pytest.raises(SettingsError, match=r"READOUTS_MIRROR .* on this machine"):
        Settings.load(mirror="s3://bucket/mirrors")


def test_local_folders_need_nothing_of_this_and_s3_says_what_to_install(tmp_path: Path) -> None:
    program = """
import sys
for name in ("fsspec", "s3fs"):
    sys.modules[name] = None
from pathlib import Path
from pipeline import stages
from pipeline.settings import Settings
small = Settings.load(sys.argv[1], sys.argv[2], workers=1)
for stage in ("store_raw", "parse", "resolve_entities", "list_codes", "code_topics", "count_topics", "check"):
    getattr(stages, stage)(small)
try:
    Settings.load("s3://bucket/raw")
except ValueError as error:
    print(error)
"""
    (tmp_path / "raw").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "raw"), str(tmp_path / "out")],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "READOUTS_RAW (s3://bucket/raw)" in done.stdout
    assert "pip install '.[objects]'" in done.stdout


def test_a_bucket_or_folder_that_is_not_there_ends_with_2(bucket: Url, tmp_path: Path, capsys) -> None:
    outputs = ["--outputs", str(tmp_path / "out")]
    assert main(["run", "--raw", "s3://no-such-bucket/raw", *outputs]) == 2
    assert "there is no bucket s3://no-such-bucket" in capsys.readouterr().err
    assert main(["run", "--raw", f"{bucket}/raw", *outputs]) == 2
    assert f"there is nothing below {bucket}/raw: choose" in capsys.readouterr().err
    (bucket / "raw" / "a.txt").write_bytes(b"a")
    assert main(["run", "--raw", f"{bucket}/raw/a.txt", *outputs]) == 2
    assert "is a file, not a folder" in capsys.readouterr().err
    for command in (["run", "--raw", f"{bucket}/raw"], ["releases"]):
        assert main([*command, "--outputs", "s3://no-such-bucket/out"]) == 2
        assert "there is no bucket s3://no-such-bucket" in capsys.readouterr().err
    assert main(["releases", "--outputs", f"{bucket}/out"]) == 1
    assert f"no release in {bucket}/out yet" in capsys.readouterr().err
    assert main(["sql", "SELECT 1", "--outputs", f"{bucket}/out"]) == 1
    assert f"no release in {bucket}/out yet" in capsys.readouterr().err


def test_without_credentials_it_says_where_they_belong(
    bucket: Url, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert main(["run", "--raw", f"{bucket}/raw", "--outputs", str(tmp_path / "out")]) == 2
    assert f"no credentials for {bucket}: " in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_named(
    bucket: Url, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert main(["releases", "--outputs", f"{bucket}/out"]) == 1
    told = capsys.readouterr().err
    assert "127.0.0.1:9" in told
    assert "AWS_ENDPOINT_URL" in told


def test_a_document_that_may_not_be_read_or_is_gone_is_an_issue(
    bucket: Url, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bucket / "raw", small_world.write_raw(tmp_path / "raw", a="", denied="", gone=""))
    folder = ObjectFolder(bucket / "raw")
    real = Url.read_bytes
    asked = {"denied.txt": PermissionError("Access Denied"), "gone.txt": FileNotFoundError("gone")}

    def read_bytes(self: Url) -> bytes:
        with self._told():
            if self.name in asked:
                raise asked[self.name]
        return real(self)

    monkeypatch.setattr(Url, "read_bytes", read_bytes)
    files, _ = raw.survey(folder)
    told = {file.document_id: file.issue and (file.issue.code, file.issue.message) for file in files}
    assert told["a"] is None
    assert told["denied"] == (
        "unreadable_file",
        "denied.txt cannot be read (access denied): check its permissions, or take it away",
    )
    assert told["gone"] is not None
    assert told["gone"][0] == "vanished_file"
    # A release that lacks documents because of the network would be wrong.
    asked["a.txt"] = OSError("connection reset")
    with pytest.raises(StorageError, match=r"a\.txt cannot be reached \(OSError: connection reset\)"):
        raw.survey(folder)


def test_objects_that_did_not_change_are_not_read_again(bucket: Url, tmp_path: Path, asked: Asked) -> None:
    put(bucket / "raw", small_world.write_raw(tmp_path / "raw", a="", b=""))
    folder = ObjectFolder(bucket / "raw")
    files, known = raw.survey(folder, began=time.time_ns())
    (bucket / "raw" / "b.txt").write_bytes(b"changed")
    asked.clear()
    again, _ = raw.survey(folder, known)
    assert asked.keys("get_object") == ["raw/b.txt"]
    assert [file.sha256 == other.sha256 for file, other in zip(files, again, strict=True)] == [True, False]


def test_times_are_told_in_many_ways() -> None:
    at = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    told = [
        {"LastModified": at},
        {"mtime": at.timestamp()},
        {"updated": at.isoformat()},
        {"updated": "2026-11-21T00:00:00Z"},
    ]
    assert {changed_ns(each) for each in told} == {int(at.timestamp()) * 10**9}
    assert changed_ns({"size": 1}) is None
    assert changed_ns({"LastModified": ""}) is None
