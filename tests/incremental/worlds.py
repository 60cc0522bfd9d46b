"""Builds in folders of their own, and what can be compared of them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.corpus import write_corpus
from pipeline.releases import manifest
from pipeline.releases.parts import entries_of
from pipeline.settings import PROJECT, Settings

DOCUMENTS = 60
# Small enough for a few hundred documents to make several parts.
SMALL = """
from pipeline import plan, stages
from pipeline.releases import parts
plan.DOCUMENTS, parts.LARGE_ROWS, stages.BATCH_DOCUMENTS = 50, 400, 9
"""
BUILD = (
    SMALL
    + """
import sys
from pipeline.cli import main
if __name__ == "__main__":
    sys.exit(main(["run", *sys.argv[1:]]))
"""
)


def corpus(folder: Path, documents: int = DOCUMENTS) -> Path:
    """Varied documents below ``folder``/raw."""
    write_corpus(folder / "raw", documents, seed=7, processes=1)
    return folder / "raw"


def lenient(folder: Path) -> Path:
    """Expectations that let the tables change as they like."""
    path = folder / "lenient.toml"
    path.write_text(
        "accepted = []\n[judge]\nrows = 1\ndocuments = 1\n[drops]\nmore_than = 1\njudge_rows = 1000000\n[tables]\n",
        encoding="utf-8",
    )
    return path


def world(folder: Path, raw: Path) -> Settings:
    """Outputs below ``folder``, one worker, and no bounds."""
    return Settings(raw, folder / "outputs", expectations=lenient(folder), workers=1)


def tables(release: Path | None) -> dict[str, str]:
    """SHA-256 of the bytes of every file of the tables, by name, after a look at the files themselves."""
    assert release is not None
    found = {}
    for table in manifest.read(release)["tables"].values():
        for entry in entries_of(table):
            found[entry["file"]] = entry["sha256"]
            assert (release / entry["file"]).stat().st_size == entry["bytes"]
    return found


def latest(settings: Settings) -> Path:
    return (settings.outputs / "latest").resolve()


def anew(settings: Settings, folder: Path) -> Settings:
    """The same documents with nothing made before."""
    return replace(settings, outputs=folder / "anew")


def copy_of_project(folder: Path) -> Path:
    """The code and reference data, to be changed."""
    project = folder / "project"
    project.mkdir()
    shutil.copytree(PROJECT / "pipeline", project / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "expectations.toml", project)
    return project


def command(settings: Settings, project: Path = PROJECT, *more: str) -> tuple[list[str], Mapping[str, str], Path]:
    """A command line that builds with the code in ``project``, its environment and folder."""
    script = settings.outputs.parent / "build.py"
    script.write_text(BUILD, encoding="utf-8")
    line = [sys.executable, str(script), "--raw", str(settings.raw), "--outputs", str(settings.outputs), *more]
    environment = {"PYTHONPATH": str(project), "READOUTS_EXPECTATIONS": str(settings.expectations)}
    return line, {**os.environ, **environment}, project


def run(settings: Settings, project: Path = PROJECT, *more: str) -> Path:
    """Build in a process of its own; returns the release."""
    line, environment, folder = command(settings, project, *more)
    done = subprocess.run(line, env=environment, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return latest(settings)


def cached(settings: Settings, folder: str) -> set[str]:
    """The names of what the cache keeps in a folder."""
    return {path.name for path in (settings.cache_folder / folder).iterdir()}
