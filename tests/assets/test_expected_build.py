"""A build is compared with the file of expectations and with the release before."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.build import build
from pipeline.releases import commit
from pipeline.settings import EXPECTATIONS, Settings, SettingsError
from tests import small_world


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    small_world.use(monkeypatch)
    monkeypatch.setattr(commit, "makers", lambda: ())
    raw = small_world.write_raw(tmp_path / "raw", **{f"page{n}": "" for n in range(25)})
    expectations = tmp_path / "expected.toml"
    expectations.write_text(EXPECTATIONS.read_text("utf-8"))
    return Settings(raw, tmp_path / "out", expectations=expectations)


def test_a_drop_stops_the_release_until_it_is_accepted(settings: Settings) -> None:
    first = build(settings)
    assert first.errors == []
    for n in range(5):
        (settings.raw / f"page{n}.txt").unlink()
    stopped = build(settings)
    assert stopped.release is None
    told = "\n".join(stopped.errors)
    assert "candidate, no_unexplained_drop" in told
    assert "25 rows in release" in told
    assert (settings.outputs / "latest").resolve() == first.release
    # The entries stand in the message, ready to be copied.
    entries = [line[line.index("{ table") :] for line in told.splitlines() if "{ table" in line]
    assert len(entries) == 3
    accepted = "accepted = [" + ", ".join(entries).replace('"..."', '"withdrawn"') + "]"
    file = settings.expectations
    file.write_text(file.read_text("utf-8").replace("accepted = [\n", f"{accepted}\nunused = [\n"))
    assert "unused means nothing here" in "\n".join(build(settings).errors)
    shipped = EXPECTATIONS.read_text("utf-8")
    start, end = shipped.index("accepted = ["), shipped.index("]\n", shipped.index("accepted = [\n")) + 2
    file.write_text(f"{shipped[:start]}{accepted}\n{shipped[end:]}")
    made = build(settings)
    assert (made.errors, made.warnings) == ([], [])
    assert made.is_new
    assert len(pd.read_parquet(settings.outputs / "latest" / "documents.parquet")) == 20
    # Against the release that was made with it there is no drop any more.
    again = build(settings)
    assert not again.is_new
    assert "accepted_drops_apply" in "\n".join(again.warnings)
    assert "withdrawn" in "\n".join(again.warnings)


def test_a_minimum_stops_the_release_and_a_maximum_does_not(settings: Settings) -> None:
    file = settings.expectations
    shipped = file.read_text("utf-8")
    file.write_text(shipped.replace("[tables.meetings]\n", "[tables.meetings]\nrows = { max = 24 }\n"))
    [warning] = build(settings).warnings
    assert "maxima_kept" in warning
    file.write_text(shipped.replace("[tables.meetings]\n", "[tables.meetings]\nrows = { min = 26 }\n"))
    outcome = build(settings)
    assert outcome.release is None
    assert "rows is 25, expected at least 26" in "\n".join(outcome.errors)


def test_the_file_must_be_there(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.expectations.unlink()
    assert "READOUTS_EXPECTATIONS" in "\n".join(build(settings).errors)
    monkeypatch.setenv("READOUTS_EXPECTATIONS", str(tmp_path / "other.toml"))
    loaded = Settings.load(settings.raw, settings.outputs)
    with pytest.raises(SettingsError, match=r"no file .*other.toml"):
        loaded.require_expectations()
