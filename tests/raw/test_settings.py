"""Settings come from arguments, else the environment, else the project's folders; what cannot work says so."""

from pathlib import Path

import pytest

from pipeline.settings import PROJECT, Settings, SettingsError


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READOUTS_RAW", raising=False)
    monkeypatch.delenv("READOUTS_OUTPUTS", raising=False)


def test_defaults_are_the_projects_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.load() == Settings(PROJECT / "raw", PROJECT / "outputs")


def test_environment_is_used_and_arguments_win(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("READOUTS_RAW", str(tmp_path / "a"))
    monkeypatch.setenv("READOUTS_OUTPUTS", "relative")
    assert Settings.load() == Settings(tmp_path / "a", tmp_path / "relative")
    assert Settings.load(raw="b") == Settings(tmp_path / "b", tmp_path / "relative")


def test_an_empty_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUTS_RAW", " ")
    with pytest.raises(SettingsError, match="READOUTS_RAW"):
        Settings.load()


def test_outputs_may_not_lie_among_the_documents(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--outputs"):
        Settings.load(tmp_path, tmp_path)
    with pytest.raises(SettingsError, match="--outputs"):
        Settings.load(tmp_path, tmp_path / "out")


def test_raw_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no folder .*--raw"):
        Settings.load(tmp_path / "none", tmp_path / "out").require_raw()
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match="is a file"):
        Settings.load(tmp_path / "file", tmp_path / "out").require_raw()


def test_outputs_is_made_or_refused(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    assert Settings.load(raw, tmp_path / "deep" / "out").require_outputs().is_dir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match="cannot make the folder"):
        Settings.load(raw, tmp_path / "file" / "out").require_outputs()
