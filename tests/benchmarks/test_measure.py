"""Tasks are measured from outside, with all their children."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks import measure

CHILD = "import time; held = bytearray({megabytes} << 20); end = time.process_time() + {cpu}\nwhile time.process_time() < end: pass\ntime.sleep(0.3)"  # noqa: E501


def run(code: str, folder: Path, cores: int = 1, timeout: float | None = None) -> measure.Measured:
    return measure.run([sys.executable, "-c", code], folder, cores, timeout)


def test_a_child_counts(tmp_path: Path) -> None:
    child = CHILD.format(megabytes=200, cpu=0.4)
    found = run(
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True); print('{{\"a\": 1}}')",
        tmp_path,
    )
    assert found.report == {"a": 1}
    assert found.cpu_seconds > 0.4
    assert found.seconds > 0.7
    assert 200 << 20 < found.peak_bytes < 300 << 20


def test_cores_are_kept_to(tmp_path: Path) -> None:
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("processes cannot be bound to cores here")
    before = os.sched_getaffinity(0)
    code = "import json, os; print(json.dumps({'cores': len(os.sched_getaffinity(0)), 'omp': os.environ['OMP_NUM_THREADS']}))"
    assert run(code, tmp_path).report == {"cores": 1, "omp": "1"}
    assert os.sched_getaffinity(0) == before


def test_an_error_is_told_with_what_was_printed(tmp_path: Path) -> None:
    with pytest.raises(measure.TaskFailed, match="no such luck"):
        run("raise SystemExit('no such luck')", tmp_path)


def test_no_figures_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(measure.TaskFailed, match="printed no figures"):
        run("print('done')", tmp_path)


def test_a_task_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(measure.TookTooLong, match="took longer"):
        run("import time; time.sleep(60)", tmp_path, timeout=0.2)
