"""Runs the scenarios one after the other, within a time, and gathers their figures.

What would not end in time, going by the task's figures so far, is left out, and the figures say so. A task that fails ends
the run.
"""

import datetime as dt
import importlib.metadata
import logging
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from benchmarks import corpus
from benchmarks.measure import Measured, TookTooLong, available_cores, run
from benchmarks.scenarios import PROJECT, SCENARIOS, Place, Scenario

LOG = logging.getLogger(__name__)
BUDGET_SECONDS = 720.0
SPACY_PYTHON = PROJECT / ".venv-bench" / "bin" / "python"
PACKAGES = ("pyarrow", "pandas", "pandera", "duckdb", "ahocorasick_rs")
# In how many documents to look for sentences that are said more than once.
LOOKED_AT = 10_000
Figures = dict[str, Any]


def run_all(
    scratch: Path | None,
    budget: float = BUDGET_SECONDS,
    up_to: int | None = None,
    seed: int | None = None,
    spacy_python: Path = SPACY_PYTHON,
    scenarios: Sequence[Scenario] = SCENARIOS,
) -> Figures:
    """The figures of all scenarios of up to so many documents, measured in a new folder below ``scratch``."""
    start = time.monotonic()
    measured: list[Figures] = []
    left_out: list[Figures] = []
    with tempfile.TemporaryDirectory(prefix="readouts-bench-", dir=scratch) as folder:
        place = Place(Path(folder)) if seed is None else Place(Path(folder), seed)
        making = 0.0
        for number, scenario in enumerate(scenarios):
            left = budget - (time.monotonic() - start)
            reason = _reason_against(scenario, measured, left, up_to, spacy_python)
            if reason is None:
                began = time.monotonic()
                inputs = scenario.prepare(place, scenario.documents)
                os.sync()  # or the disk would still be writing what was prepared
                making += time.monotonic() - began
                outputs = place.folder / "outputs" / (scenario.outputs or str(number))
                try:
                    python = spacy_python if scenario.task == "spacy" else Path(sys.executable)
                    measured.append(_measure(scenario, inputs.raw, inputs.project, outputs, python, left))
                except TookTooLong as failure:
                    reason = str(failure)
                if all(outputs.name != later.outputs for later in scenarios[number + 1 :]):
                    shutil.rmtree(outputs, ignore_errors=True)
            if reason is not None:
                left_out.append({"scenario": scenario.key, "reason": reason})
                LOG.info(f"{scenario.key}: left out, {reason}")
        documents = place.documents
    looked_at = min(documents, LOOKED_AT)
    return {
        "made_on": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": machine(),
        "corpus": {
            "seed": place.seed,
            "documents": documents,
            "making_seconds": making,
            "looked_at": looked_at,
            "once": corpus.share_said_once(looked_at, place.seed),
        },
        "measured": measured,
        "left_out": left_out,
        "seconds": time.monotonic() - start,
    }


def _reason_against(
    scenario: Scenario, measured: Sequence[Mapping[str, Any]], left: float, up_to: int | None, spacy_python: Path
) -> str | None:
    """Why not to run a scenario, if there is a reason."""
    if up_to is not None and scenario.documents > up_to:
        return f"only scenarios of up to {up_to:,} documents were asked for"
    if scenario.task == "spacy" and not spacy_python.exists():
        return "there is no environment with spaCy: `make bench` makes it"
    before = [each for each in measured if each["task"] == scenario.task]
    if before:
        rate = before[-1]["cpu_seconds"] / before[-1]["documents"]
        expected = rate * (scenario.sample or scenario.documents) * scenario.repeats
        if expected > left:
            return (
                f"it would take some {expected:,.0f} seconds on one core, and {max(left, 0):,.0f} of the run were left"
            )
    return None


def _measure(
    scenario: Scenario, raw: Path, project: Path, outputs: Path, python: Path, timeout: float
) -> dict[str, Any]:
    cores = scenario.cores_used
    command = [str(python), "-m", f"benchmarks.tasks.{scenario.task}", str(raw), str(outputs), "--cores", str(cores)]
    if scenario.sample is not None:
        command += ["--documents", str(scenario.sample)]
    runs: list[Measured] = []
    for turn in range(scenario.repeats):
        if turn:
            shutil.rmtree(outputs, ignore_errors=True)
        runs.append(run(command, project, cores, timeout))
    middle = sorted(runs, key=work_seconds)[len(runs) // 2]
    report = middle.report
    LOG.info(
        f"{scenario.key}: {report['documents']:,} documents in {work_seconds(middle):.2f} s, "
        f"{report['documents'] / work_seconds(middle):,.0f} per second"
    )
    return {
        "scenario": scenario.key,
        "task": scenario.task,
        "cores": cores,
        "documents": report["documents"],
        "input_bytes": report["input_bytes"],
        "bytes_written": report["bytes_written"],
        "work_seconds": work_seconds(middle),
        "work_seconds_of_all_runs": [work_seconds(each) for each in runs],
        "load_seconds": report["load_seconds"],
        "total_seconds": middle.seconds,
        "cpu_seconds": middle.cpu_seconds - report["aside_cpu_seconds"],
        "total_cpu_seconds": middle.cpu_seconds,
        "peak_bytes": int(statistics.median(each.peak_bytes for each in runs)),
        "stages": report["stages"],
        "found": report["found"],
        "versions": report["versions"],
    }


def work_seconds(measured: Measured) -> float:
    """The time of a task's stages: without starting Python, imports, and counting what was found."""
    return float(sum(stage["seconds"] for stage in measured.report["stages"]))


def machine() -> Figures:
    """The machine and the versions of what runs on it."""
    versions = {package: importlib.metadata.version(package) for package in PACKAGES}
    return {
        "system": platform.system(),
        "processor": _processor(),
        "cores": available_cores(),
        "memory_bytes": psutil.virtual_memory().total,
        "python": platform.python_version(),
        "packages": versions,
    }


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        for line in cpus.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
