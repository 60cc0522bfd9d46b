"""The commands: what they print, and how they end."""

from pathlib import Path
from typing import Any

import pytest

from pipeline import reading
from pipeline.cli import main
from tests import small_world


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Arguments that name a raw folder of two documents and an outputs folder."""
    small_world.use(monkeypatch)
    small_world.write_raw(tmp_path / "raw" / "mofa", first="", second="")
    return ["--raw", str(tmp_path / "raw"), "--outputs", str(tmp_path / "out")]


def test_run_ends_with_the_release_its_rows_and_issues(
    folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw" / "empty.txt").write_bytes(b"")
    assert main(["run", *folders]) == 0
    shown = capsys.readouterr()
    release = (tmp_path / "out" / "latest").resolve()
    assert shown.out.rstrip().endswith(str(release))
    assert "meetings                    2" in shown.out
    assert "error    empty_document                      1" in shown.out
    assert "DEBUG" not in shown.err
    assert "STEP_" not in shown.err
    assert main(["run", *folders]) == 0
    assert "Nothing new" in capsys.readouterr().out


def test_a_failed_check_names_the_rows_and_ends_with_1(
    folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(*args: Any) -> reading.records.Reading:
        result = small_world.read_document(*args)
        result.statements[0].act = "shout"
        return result

    monkeypatch.setattr(reading, "read_document", read)
    assert main(["run", *folders]) == 1
    shown = capsys.readouterr()
    assert "Check failed: statements, declaration" in shown.err
    assert "mofa/first#1/s1" in shown.err
    assert "Traceback" not in shown.err
    assert "earlier releases are as they were" in shown.err
    assert shown.out == ""
    assert not (tmp_path / "out" / "latest").exists()


def test_a_fault_in_a_step_is_said_in_a_line(
    folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pipeline import stages

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stages, "commit", fail)
    assert main(["run", *folders]) == 1
    assert "Step release failed: OSError: [Errno 28] No space left on device" in capsys.readouterr().err


def test_wrong_folders_end_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--raw", str(tmp_path / "none"), "--outputs", str(tmp_path / "out")]) == 2
    assert "--raw" in capsys.readouterr().err
    assert main(["run", "--raw", str(tmp_path), "--outputs", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_the_environment_names_the_folders(folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUTS_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("READOUTS_OUTPUTS", str(tmp_path / "elsewhere"))
    assert main(["run"]) == 0
    assert (tmp_path / "elsewhere" / "latest").is_dir()


def test_releases_are_listed(folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    outputs = folders[2:]
    assert main(["releases", *outputs]) == 1
    assert "no release" in capsys.readouterr().err
    main(["run", *folders])
    small_world.write_raw(Path(folders[1]), third="")
    main(["run", *folders])
    capsys.readouterr()
    assert main(["releases", *outputs]) == 0
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split()[0] == "release"
    assert first.split()[1:5] == ["2", "2", "2", "2"]
    assert second.split()[1:5] == ["3", "3", "3", "3"]
    assert "latest" not in first
    assert "latest" in second


def test_show_explains_a_document_with_the_words(folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (Path(folders[1]) / "odd.txt").write_text("LAYOUT")
    main(["run", *folders])
    capsys.readouterr()
    assert main(["show", "mofa/first", *folders[2:]]) == 0
    shown = capsys.readouterr().out
    for words in (
        "BLOCKS",
        "paragraph",
        "2020-01-02",
        "made up",
        '"MOTEGI Toshimitsu" [4:21]',
        "home principal: Mr. MOTEGI Toshimitsu",
        "agree by joint",
        '"agreed to fight climate change"',
        "topic climate_change",
        "ISSUES\n  none",
    ):
        assert words in shown
    assert main(["show", "odd", *folders[2:]]) == 0
    assert "unknown_layout" in capsys.readouterr().out


def test_show_of_an_unknown_document_names_near_ones(folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "mofa/first", *folders[2:]]) == 1
    main(["run", *folders])
    capsys.readouterr()
    for asked in ("mofa/frist", "first", "mofa/first.txt", "raw/mofa/first.txt"):
        assert main(["show", asked, *folders[2:]]) == 2
        assert "mofa/first" in capsys.readouterr().err.split("did you mean")[1]
    assert main(["show", "nothing like it", *folders[2:]]) == 2
    assert "did you mean" not in capsys.readouterr().err
    assert main(["show", "mofa/first", "--release", "2000-01-01.1", *folders[2:]]) == 2
