"""Settings of workers and cache: from arguments, else the environment; what cannot work says so."""

import math
from pathlib import Path
from typing import Any

import pytest

from pipeline.settings import CACHE_GIB, PROJECT, Settings, SettingsError

VARIABLES = ("READOUTS_RAW", "READOUTS_OUTPUTS", "READOUTS_CACHE", "READOUTS_CACHE_GIB", "READOUTS_WORKERS")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults() -> None:
    settings = Settings.load()
    assert (settings.workers, settings.cache, settings.cache_gib) == (None, None, CACHE_GIB)
    assert settings.cache_folder == PROJECT / "outputs" / ".cache"


def test_variables_count_and_arguments_win(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("READOUTS_WORKERS", "3")
    monkeypatch.setenv("READOUTS_CACHE", "kept")
    monkeypatch.setenv("READOUTS_CACHE_GIB", " 0.5 ")
    settings = Settings.load()
    assert (settings.workers, settings.cache_folder, settings.cache_gib) == (3, tmp_path / "kept", 0.5)
    settings = Settings.load(workers=1, cache=tmp_path / "other", cache_gib=0)
    assert (settings.workers, settings.cache_folder, settings.cache_gib) == (1, tmp_path / "other", 0)


def test_the_cache_lies_with_the_outputs_unless_told(tmp_path: Path) -> None:
    assert Settings.load(outputs=tmp_path / "out").cache_folder == tmp_path / "out" / ".cache"


@pytest.mark.parametrize("value", ["0", "-1", "", "two", "1.5", "nan", "inf"])
def test_wrong_numbers_of_workers(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("READOUTS_WORKERS", value)
    with pytest.raises(SettingsError, match=r"READOUTS_WORKERS.*at least 1"):
        Settings.load()


@pytest.mark.parametrize("value", ["-1", "", "much", "nan", "inf", "-inf", "1e999", "20 GiB"])
def test_wrong_sizes_of_the_cache(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("READOUTS_CACHE_GIB", value)
    with pytest.raises(SettingsError, match=r"READOUTS_CACHE_GIB.*at least 0"):
        Settings.load()


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"workers": -2}, {"cache_gib": -0.1}, {"cache_gib": math.nan}])
def test_wrong_arguments(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="should be"):
        Settings.load(**wrong)


def test_an_empty_cache_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUTS_CACHE", "")
    with pytest.raises(SettingsError, match="READOUTS_CACHE"):
        Settings.load()


def test_the_cache_may_not_lie_among_the_documents(tmp_path: Path) -> None:
    for cache in (tmp_path / "raw", tmp_path / "raw" / "cache"):
        with pytest.raises(SettingsError, match=r"the cache .*READOUTS_CACHE"):
            Settings.load(tmp_path / "raw", tmp_path / "out", cache=cache)
    assert Settings.load(tmp_path / "raw", tmp_path / "out", cache=tmp_path / "raw cache").cache is not None
