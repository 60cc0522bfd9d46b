"""The report is made from figures alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import report
from benchmarks.scenarios import ADDED


def row(task: str, documents: int, seconds: float, cores: int = 1, **more: Any) -> dict[str, Any]:
    stages = [
        {"name": f"{task} one", "seconds": 0.75 * seconds, "cpu_seconds": 0.75 * seconds, "peak_bytes": 1_000},
        {"name": f"{task} two", "seconds": 0.25 * seconds, "cpu_seconds": 0.25 * seconds, "peak_bytes": 2_000},
    ]
    return {
        "scenario": f"{task} {documents} {cores}",
        "task": task,
        "cores": cores,
        "documents": documents,
        "input_bytes": 2_500 * documents,
        "bytes_written": 500 * documents,
        "work_seconds": seconds,
        "load_seconds": 0.5,
        "total_seconds": seconds + 0.6,
        "cpu_seconds": seconds,
        "peak_bytes": 300_000_000,
        "stages": stages,
        "found": {},
        "versions": {task: "1.2.3"},
    } | more


@pytest.fixture
def figures() -> dict[str, Any]:
    return {
        "made_on": "2026-01-02",
        "machine": {
            "system": "Linux",
            "processor": "Some Processor",
            "cores": 2,
            "memory_bytes": 8 << 30,
            "python": "3.11.1",
            "packages": {"pyarrow": "25.0.0"},
        },
        "corpus": {"seed": 7, "documents": 100_000, "making_seconds": 9.0, "looked_at": 10_000, "once": 0.61},
        "measured": [
            row("floor", 1_000, 0.02),
            row("floor", 10_000, 0.25),
            row("regex", 1_000, 0.5, bytes_written=0),
            row("spacy", 240, 12.0, bytes_written=0),
            row("ours", 1_000, 1.0),
            row("ours", 10_000, 8.0),
            row("ours", 100_000, 50.0, cores=2, peak_bytes=2_000_000_000),
            row("ours", 100_100, 2.0, cores=2, scenario=ADDED),
        ],
        "left_out": [{"scenario": "floor 100000 1", "reason": "too long"}],
        "seconds": 600.0,
    }


def lines(text: str, start: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(start)]


def test_targets_are_compared_with_the_figures(figures: dict[str, Any]) -> None:
    found = report.targets(figures)
    assert [each.figure for each in found] == pytest.approx([62.5, 32, 2, 4])
    assert [each.verdict() for each in found] == ["reached", "reached", "not reached", "reached"]


def test_ratios_stand_beside_the_figures(figures: dict[str, Any]) -> None:
    text = report.render(figures)
    assert "reads 1,250 a second, 62.5 times as many as spaCy, and takes 32.0 times as long as the floor" in text
    one, ten, large, *_ = lines(text, "| the pipeline")
    assert one.split(" | ")[2:4] == ["1,000", "2.5"]
    assert one.endswith("| 50.0 | 50.0 |")
    assert ten.endswith("| 32.0 | 62.5 |")
    assert large.split(" | ")[1] == "2"
    assert lines(text, f"| the pipeline: {ADDED} | 2 | 50,050 |")
    assert lines(text, "| `ours one` |")[0].count("(75%)") == 4
    assert "`ours one` takes most: 75% of the time. Its memory reaches its peak in `ours two`." in text
    assert "- floor 100000 1: too long" in text
    assert "61% of the text" in text
    assert "pyarrow 25.0.0, regex 1.2.3, spacy 1.2.3" in text


def test_a_busy_machine_is_told(figures: dict[str, Any]) -> None:
    assert "Disturbed" not in report.render(figures)
    figures["measured"].append(row("regex", 10_000, 5.0, cpu_seconds=2.5))
    assert "- regex 10000 1: 50%" in report.render(figures)


def test_a_new_task_goes_by_its_own_name(figures: dict[str, Any], tmp_path: Path) -> None:
    figures["measured"].append(row("parser", 100_000, 0.1))
    report.write(figures, tmp_path)
    assert lines(report.render(figures), "| parser | 1 | 1,000,000 |")


def test_the_page_is_what_its_figures_say() -> None:
    figures = json.loads((report.FOLDER / "benchmarks.json").read_text(encoding="utf-8"))
    assert (report.FOLDER / "benchmarks.md").read_text(encoding="utf-8") == report.render(figures)


def test_what_was_not_measured_is_not_told(figures: dict[str, Any]) -> None:
    figures["measured"] = [row("floor", 1_000, 0.02)]
    text = report.render(figures)
    assert text.count("not measured") == 4
    assert "the pipeline reads" not in text


def test_a_run_without_figures_has_a_report(figures: dict[str, Any], tmp_path: Path) -> None:
    figures["measured"] = []
    assert [path.stat().st_size > 0 for path in report.write(figures, tmp_path)] == [True, True]


def test_page_and_plot_are_written(figures: dict[str, Any], tmp_path: Path) -> None:
    page, picture = report.write(json.loads(json.dumps(figures)), tmp_path)
    assert f"({picture.name})" in page.read_text(encoding="utf-8")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_query_tells_what_it_reads_of_the_tables(figures: dict[str, Any]) -> None:
    found = {"meetings_rows": 7, "meetings_read_bytes": 2_000_000, "meetings_bytes": 8_000_000}
    figures["measured"].append(row("query", 100_000, 0.1, scenario="one year", found=found))
    assert lines(report.render(figures), "| meetings of a year | 7 | 8.0 MB | 2.0 MB | 25% |")
