"""Releases of shipped documents that several rooms look at."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.build import build
from pipeline.settings import PROJECT, Settings

SAME, EDITED = "2013_undp_ticad", "2016_viet_nam"
EDITS = {"around 60 minutes": "around 75 minutes", "requested new patrol": "requested several new patrol"}


@dataclass(frozen=True, slots=True)
class TwoReleases:
    """Two shipped documents as they are, then one of them edited: a release of each."""

    settings: Settings
    first: Path
    second: Path

    @property
    def outputs(self) -> Path:
        return self.settings.outputs


@pytest.fixture(scope="session")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> TwoReleases:
    """Not to be changed: all tests see the same folders."""
    folder = tmp_path_factory.mktemp("two_releases")
    settings = Settings(folder / "raw", folder / "outputs")
    settings.raw.mkdir()
    for name in (SAME, EDITED):
        shutil.copy(PROJECT / "raw" / "mofa_jp" / f"{name}.txt", settings.raw)
    first = build(settings)
    page = settings.raw / f"{EDITED}.txt"
    text = page.read_text(encoding="utf-8")
    for old, new in EDITS.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    page.write_text(text, encoding="utf-8")
    second = build(settings)
    assert first.is_new
    assert second.is_new
    assert first.release is not None
    assert second.release is not None
    return TwoReleases(settings, first.release, second.release)
