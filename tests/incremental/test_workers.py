"""How many work, where, and whether some die, does not show."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipeline.compute.cluster import Cluster, ClusterError
from pipeline.settings import Settings
from pipeline.stages import current_code
from tests.incremental import worlds
from tests.incremental.worlds import anew, corpus, run, tables, world

# More than are read without other processes.
MANY = 400


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A build by one worker."""
    folder = tmp_path_factory.mktemp("alone")
    settings = world(folder, corpus(folder, MANY))
    run(settings, worlds.PROJECT, "--workers", "1")
    return settings


def test_two_workers_make_the_same_bytes(alone: Settings, tmp_path: Path) -> None:
    settings = anew(alone, tmp_path)
    assert tables(run(settings, worlds.PROJECT, "--workers", "2")) == tables(worlds.latest(alone))


def test_a_dask_cluster_makes_the_same_bytes(alone: Settings, tmp_path: Path) -> None:
    settings = anew(alone, tmp_path)
    made = run(settings, worlds.PROJECT, "--engine", "dask", "--workers", "2")
    assert tables(made) == tables(worlds.latest(alone))


@pytest.mark.parametrize("engine", ["processes", "dask"])
def test_a_killed_worker_costs_a_retry(alone: Settings, tmp_path: Path, engine: str) -> None:
    settings = anew(alone, tmp_path)
    line, environment, folder = worlds.command(settings, worlds.PROJECT, "--engine", engine, "--workers", "2")
    with subprocess.Popen(
        line, env=dict(environment), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as build:
        wait_for_packs(settings, 1, build)
        victim = busiest(build.pid)
        victim.send_signal(signal.SIGKILL)
        output, errors = build.communicate(timeout=300)
    assert build.returncode == 0, output + errors
    assert tables(worlds.latest(settings)) == tables(worlds.latest(alone))


def test_a_killed_build_leaves_nothing_that_the_next_one_stumbles_over(alone: Settings, tmp_path: Path) -> None:
    settings = anew(alone, tmp_path)
    line, environment, folder = worlds.command(settings, worlds.PROJECT, "--workers", "2")
    for n_packs in (1, 12, 40):
        with subprocess.Popen(
            line, env=dict(environment), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as build:
            wait_for_packs(settings, n_packs, build)
            children = psutil.Process(build.pid).children(recursive=True)
            build.kill()
        _, alive = psutil.wait_procs(children, timeout=20)
        assert alive == []
        assert not (settings.outputs / "latest").exists()
    assert tables(run(settings, worlds.PROJECT, "--workers", "2")) == tables(worlds.latest(alone))


def wait_for_packs(settings: Settings, count: int, build: "subprocess.Popen[Any]") -> None:
    """Wait until so many batches were read."""
    until = time.monotonic() + 120
    while len(list((settings.cache_folder / "readings").glob("*.arrow"))) < count:
        assert build.poll() is None, "the build ended before anything was seen"
        assert time.monotonic() < until
        time.sleep(0.005)


def busiest(pid: int) -> psutil.Process:
    """The worker that used most processor time: one that started no other process."""
    workers = [each for each in psutil.Process(pid).children(recursive=True) if not each.children()]
    return max(workers, key=lambda each: each.cpu_times().user)


@dataclass(frozen=True)
class Fatal:
    """A task that kills its worker as long as ``flag`` is not there."""

    flag: Path
    number: int


def die_once(task: Fatal) -> int:
    if task.number == 3 and not task.flag.exists():
        task.flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return task.number * 2


def test_a_cluster_gives_results_in_order_and_survives_a_worker(tmp_path: Path) -> None:
    cluster = Cluster(None, 2, current_code())
    assert cluster.workers == 2
    tasks = [Fatal(tmp_path / "flag", number) for number in range(20)]
    assert list(cluster.map(die_once, tasks)) == [2 * number for number in range(20)]
    assert (tmp_path / "flag").exists()
    with pytest.raises(ZeroDivisionError):
        list(cluster.map(divide, [1, 0]))
    with pytest.raises(ClusterError, match="other code"):
        Cluster(None, 2, "0+other")


def divide(number: int) -> float:
    return 1 / number


def test_a_scheduler_that_does_not_answer_is_told(alone: Settings, tmp_path: Path) -> None:
    settings = replace(anew(alone, tmp_path), engine="tcp://127.0.0.1:9")
    line, environment, folder = worlds.command(settings, worlds.PROJECT, "--engine", settings.engine)
    done = subprocess.run(line, env=dict(environment), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in done.stderr
