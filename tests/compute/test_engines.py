"""Engines: results in order, errors, workers that die, and none that outlive their parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from pipeline.compute import Engine, Here, WorkerDied
from pipeline.compute import processes as module
from pipeline.compute.processes import AHEAD, ATTEMPTS, Processes, available_cores
from tests.compute import work
from tests.compute.work import Job

ENGINES = [Here(), Processes(1), Processes(2), Processes(3)]
NAMES = ["here", "one", "two", "three"]


def wait_until(holds: Callable[[], object], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def runs(folder: Path) -> list[int]:
    """The jobs that ran, each as often as it did."""
    return sorted(int(path.name.split("-")[0]) for path in folder.iterdir() if path.name != "killed")


@pytest.mark.parametrize("engine", ENGINES, ids=NAMES)
def test_results_come_in_the_order_of_the_tasks(engine: Engine) -> None:
    assert list(engine.map(work.square, range(20))) == [n * n for n in range(20)]
    assert list(engine.map(work.square, [])) == []


def test_what_is_ready_first_does_not_come_first() -> None:
    found = list(Processes(2).map(work.slow_first, range(6)))
    assert [number for number, _ in found] == list(range(6))
    workers = {pid for _, pid in found}
    assert len(workers) == 2
    assert os.getpid() not in workers


@pytest.mark.parametrize("engine", ENGINES[:3], ids=NAMES[:3])
def test_an_error_is_raised_where_its_result_would_come(engine: Engine) -> None:
    found = engine.map(work.fails_at_three, range(9))
    assert [next(found) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ZeroDivisionError, match="three"):
        next(found)


def test_an_error_leaves_no_worker() -> None:
    def workers() -> set[int]:
        return {child.pid for child in psutil.Process().children(recursive=True)}

    list(Processes(1).map(work.square, [1]))  # what workers are forked from stays
    before = workers()
    with pytest.raises(ZeroDivisionError):
        list(Processes(2).map(work.fails_at_three, range(9)))
    assert workers() <= before


def test_a_reader_who_stops_early_leaves_no_worker() -> None:
    list(Processes(1).map(work.square, [1]))
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    found = Processes(2).map(work.square, iter(range(1000)))
    assert next(found) == 0
    found.close()  # type: ignore[attr-defined]
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


def test_an_error_of_the_tasks_themselves_is_raised() -> None:
    def tasks() -> Iterator[int]:
        yield from range(5)
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        list(Processes(2).map(work.square, tasks()))


@pytest.mark.parametrize("workers", [1, 3])
def test_few_tasks_are_taken_ahead(workers: int) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(40):
            taken.append(number)
            yield number

    for done, result in enumerate(Processes(workers).map(work.square, tasks())):
        assert result == done * done
        assert len(taken) <= done + workers * AHEAD
    assert len(taken) == 40


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_is_killed_costs_that_tasks_run_again(tmp_path: Path, workers: int) -> None:
    jobs = [Job(number, tmp_path) for number in range(8)]
    assert list(Processes(workers).map(work.dies_once, jobs)) == [n * n for n in range(8)]
    found = runs(tmp_path)
    assert set(found) == set(range(8))
    assert found.count(3) == 2
    # What was given out as a result does not run again.
    assert len(found) <= 8 + workers * AHEAD


def test_a_worker_that_dies_while_nobody_waits_is_noticed(tmp_path: Path) -> None:
    jobs = [Job(number, tmp_path) for number in (0, 1, 2, 3, 4, 5, 6, 7)]
    found = Processes(2).map(work.dies_once, jobs)
    results = [next(found)]
    wait_until((tmp_path / "killed").exists)
    time.sleep(0.3)  # until the pool knows
    results += found
    assert results == [n * n for n in range(8)]


def test_a_task_that_kills_every_worker_is_given_up(tmp_path: Path) -> None:
    jobs = [Job(number, tmp_path) for number in range(8)]
    found = Processes(1).map(work.dies_always, jobs)
    with pytest.raises(WorkerDied, match=f"{ATTEMPTS} times.*READOUTS_WORKERS"):
        list(found)
    assert runs(tmp_path).count(3) >= ATTEMPTS


def test_results_before_a_task_that_kills_come_first(tmp_path: Path) -> None:
    jobs = [*(Job(0, tmp_path) for _ in range(AHEAD)), Job(3, tmp_path)]
    found = Processes(1).map(work.dies_always, jobs)
    assert next(found) == 0
    with pytest.raises(WorkerDied):
        list(found)


def test_a_worker_is_retried_without_forkserver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    module._context.cache_clear()
    try:
        assert module._context().get_start_method() == "spawn"
        assert list(Processes(1).map(work.dies_once, [Job(3, tmp_path)])) == [9]
    finally:
        module._context.cache_clear()


DRIVER = """
import sys
from pathlib import Path
from pipeline.compute.processes import Processes
from tests.compute.work import Job, long
if __name__ == "__main__":
    list(Processes(2).map(long, [Job(number, Path(sys.argv[1])) for number in range(4)]))
"""


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script, notes = tmp_path / "driver.py", tmp_path / "notes"
    script.write_text(DRIVER)
    notes.mkdir()
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    driver = subprocess.Popen([sys.executable, str(script), str(notes)], env=environment)
    children: list[psutil.Process] = []
    try:
        wait_until(lambda: len(list(notes.iterdir())) == 2)
        children = psutil.Process(driver.pid).children(recursive=True)
        assert {int(path.name) for path in notes.iterdir()} <= {child.pid for child in children}
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        _, alive = psutil.wait_procs(children, timeout=5)
        assert alive == []
    finally:
        driver.kill()
        for child in children:
            if child.is_running():
                child.kill()


def test_there_is_a_core() -> None:
    assert 1 <= available_cores() <= (os.cpu_count() or 1)


def test_cores_where_a_process_has_no_choice_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(module.os, "sched_getaffinity")
    monkeypatch.setattr(module.os, "cpu_count", lambda: None)
    assert available_cores() == 1
