"""The examples in the README run as they stand there."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from pipeline.cli import main
from pipeline.settings import PROJECT
from tests.conftest import TwoReleases

README = (PROJECT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(language: str) -> list[Any]:
    """The code blocks of a language, each named by the heading or the bold word above it."""
    found = []
    for block in FENCE.finditer(README):
        if block[1] == language:
            above = re.findall(r"^## (.+)$|^\*\*(\w+)\.\*\*", README[: block.start()], re.MULTILINE)[-1]
            name = f"{above[0] or above[1]}-line-{README[: block.start()].count(chr(10)) + 1}"
            found.append(pytest.param(block[2], id=name.replace(" ", "-")))
    return found


@pytest.fixture(autouse=True)
def project(two_releases: TwoReleases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder as a reader has it: with ``outputs/``."""
    (tmp_path / "outputs").symlink_to(two_releases.outputs)
    monkeypatch.setenv("READOUTS_OUTPUTS", str(tmp_path / "outputs"))
    monkeypatch.chdir(tmp_path)


def test_each_tool_has_an_example() -> None:
    loaded = " ".join(block.values[0] for block in examples("python"))
    assert all(name in loaded for name in ("from pipeline import read", "pandas", "duckdb", "polars"))
    assert examples("sql")
    assert examples("r")
    assert examples("sh")


@pytest.mark.parametrize("code", examples("python"))
def test_python_runs_and_finds_rows(code: str) -> None:
    namespace: dict[str, Any] = {}
    exec(code, namespace)
    results = {
        name: value for name, value in namespace.items() if isinstance(value, (pd.DataFrame, pl.DataFrame, list))
    }
    assert results
    assert [name for name, value in results.items() if len(value) == 0] == []


@pytest.mark.parametrize("code", examples("sql"))
def test_sql_runs_and_finds_rows(code: str) -> None:
    assert duckdb.execute(code).fetchall()


@pytest.mark.parametrize("code", examples("sh"))
def test_commands_run(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    for line in code.splitlines():
        python, dash, module, *arguments = shlex.split(line, comments=True)
        assert (python, dash, module) == ("python", "-m", "pipeline")
        assert main(arguments) == 0
        assert capsys.readouterr().out


def has_r() -> bool:
    return bool(shutil.which("Rscript")) and not subprocess.run(["Rscript", "-e", "library(arrow)"]).returncode


@pytest.mark.skipif(not has_r(), reason="R with the package arrow is not installed; the lock cannot bring it")
@pytest.mark.parametrize("code", examples("r"))
def test_r_runs(code: str) -> None:
    subprocess.run(["Rscript", "-e", code], check=True)
