"""Writes ``docs/benchmarks.md`` and its plot from the figures of a run.

``python -m benchmarks.report`` writes them anew from ``docs/benchmarks.json``. No result is written here: every sentence with a
number is made from the figures, and what they do not have is not told.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scenarios import ADDED, PROJECT, UNCHANGED

FOLDER = PROJECT / "docs"
# How a task is called and drawn; one that is not here goes by its own name, behind the others.
TASKS = {
    "floor": "floor",
    "regex": "plain regular expressions",
    "spacy": "spaCy `en_core_web_sm`",
    "ours": "the pipeline",
    "query": "a query",
}
COLORS = {"floor": "#9aa5b1", "regex": "#c8a25c", "spacy": "#b5655a", "ours": "#2f6f8f"}
MEGABYTE = 1e6
# A task on one core that has less of it than this was disturbed.
BUSY = 0.9
Row = Mapping[str, Any]
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """What should hold: ``figure`` is compared with ``goal`` and ``stretch``; None where the run did not measure it."""

    what: str
    unit: str
    goal: float
    stretch: float | None
    figure: float | None
    at_least: bool = False

    def verdict(self) -> str:
        """Whether the figure reaches the goal."""
        if self.figure is None:
            return "not measured"
        if self.stretch is not None and self._reaches(self.stretch):
            return "reached, stretch too"
        return "reached" if self._reaches(self.goal) else "not reached"

    def _reaches(self, bound: float) -> bool:
        assert self.figure is not None
        return self.figure >= bound if self.at_least else self.figure <= bound

    def told(self, bound: float | None) -> str:
        """A bound in words."""
        return "" if bound is None else f"{'≥' if self.at_least else '≤'} {bound:g}{self.unit}"


def targets(figures: Figures) -> list[Target]:
    """The targets, with the figures of this run."""
    rows = figures["measured"]
    ours = _largest(rows, "ours", cores=1)
    floor = _find(rows, "floor", ours["documents"]) if ours else None
    spacy = _largest(rows, "spacy", cores=1)
    full = _find(rows, "ours", 100_000)
    added = next((row for row in rows if row["scenario"] == ADDED), None)
    return [
        Target("speed, in times that of spaCy, on one core", "×", 60, 100, _ratio(ours, spacy, speed), True),
        Target("time, in times that of the floor, on one core", "×", 40, 25, _ratio(ours, floor, seconds_per_document)),
        Target("peak memory at 100,000 documents", " GB", 1.5, None, full["peak_bytes"] / 1e9 if full else None),
        Target(
            "time to add 100 documents of the last days to 100,000, as a share of a full build",
            " %",
            5,
            None,
            100 * added["work_seconds"] / full["work_seconds"] if added and full else None,
        ),
    ]


def speed(row: Row) -> float:
    """Documents per second."""
    return float(row["documents"] / row["work_seconds"])


def title(row: Row) -> str:
    """What a row is of: the task, and the scenario where it is more than a task on a corpus."""
    name = TASKS.get(str(row["task"]), str(row["task"]))
    return name if is_plain(row) else f"{name}: {row['scenario']}"


def is_plain(row: Row) -> bool:
    """Whether the scenario is nothing but a task on a corpus: it has no name of its own."""
    return str(row["scenario"]).startswith(f"{row['task']} ")


def seconds_per_document(row: Row) -> float:
    """Seconds by the clock that a document takes."""
    return float(row["work_seconds"] / row["documents"])


def _ratio(one: Row | None, other: Row | None, of: Any) -> float | None:
    return of(one) / of(other) if one and other else None


def _find(rows: Iterable[Row], task: str, documents: int) -> Row | None:
    return next((row for row in rows if is_plain(row) and (row["task"], row["documents"]) == (task, documents)), None)


def _largest(rows: Iterable[Row], task: str, cores: int | None = None) -> Row | None:
    found = [row for row in rows if is_plain(row) and row["task"] == task and cores in (None, row["cores"])]
    return max(found, key=lambda row: int(row["documents"]), default=None)


# -- text -----------------------------------------------------------------------------------------------------------


def render(figures: Figures) -> str:
    """The report as Markdown."""
    sections = [
        _head(figures),
        _targets(figures),
        _tables(figures),
        _million(figures),
        _stages(figures),
        _how(figures),
        _machine(figures),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(figures: Figures) -> str:
    rows = figures["measured"]
    told = [
        f"How fast documents become tables, beside a floor, plain regular expressions and spaCy, all in one run. "
        f"`make bench` made this page on {figures['made_on']}, in {figures['seconds'] / 60:.1f} minutes; "
        "the raw figures are in [benchmarks.json](benchmarks.json)."
    ]
    ours = _largest(rows, "ours", cores=1)
    if ours:
        sentence = (
            f"On one core, with {ours['documents']:,} documents, the pipeline reads {_number(speed(ours))} a second"
        )
        spacy, floor = _largest(rows, "spacy"), _find(rows, "floor", ours["documents"])
        if spacy:
            sentence += f", {_number(speed(ours) / speed(spacy))} times as many as spaCy"
        if floor:
            longer = seconds_per_document(ours) / seconds_per_document(floor)
            sentence += f", and takes {_number(longer)} times as long as the floor"
        told.append(f"{sentence}.")
    large = _largest(rows, "ours")
    if large and large is not ours:
        told.append(
            f"With {large['cores']} cores, {large['documents']:,} documents take {_duration(large['work_seconds'])} "
            f"({_number(speed(large))} a second) and {large['peak_bytes'] / MEGABYTE:,.0f} MB of memory at the peak."
        )
    return (
        "# Benchmarks\n\n" + "\n".join(told) + "\n\n![Documents per second, and the pipeline's stages](benchmarks.png)"
    )


def _targets(figures: Figures) -> str:
    rows = [
        [each.what, each.told(each.goal), each.told(each.stretch), _with_unit(each), each.verdict()]
        for each in targets(figures)
    ]
    return "## Targets\n\n" + _table(["", "target", "stretch", "this run", ""], rows, "lrrrl")


def _with_unit(target: Target) -> str:
    return "" if target.figure is None else f"{_number(target.figure)}{target.unit}"


def _tables(figures: Figures) -> str:
    rows = figures["measured"]
    spacy = _largest(rows, "spacy")
    parts = ["## Figures"]
    if spacy:
        parts.append(
            f"spaCy was measured on {spacy['documents']} documents; it stands in the tables of all sizes, since its time "
            "per document does not depend on how many there are."
        )
    heads = ["", "cores", "documents/s", "MB/s", "time", "CPU time", "peak memory", "written"]
    beside = ["time, × floor", "speed, × spaCy"]
    plain = [row for row in rows if is_plain(row) and row["task"] != "spacy"]
    for documents in sorted({row["documents"] for row in plain}):
        own = [row for row in plain if row["documents"] == documents]
        floor = _find(own, "floor", documents)
        body = [[*_figures_of(row), *_beside(row, floor, spacy)] for row in (*own, *([spacy] if spacy else []))]
        parts.append(f"### {documents:,} documents, {own[0]['input_bytes'] / MEGABYTE:,.1f} MB")
        parts.append(_table([*heads, *beside], body, "lrrrrrrrrr"))
    named = [row for row in rows if not is_plain(row) and row["task"] == "ours"]
    if named:
        full = _find(rows, "ours", max(row["documents"] for row in rows if is_plain(row)))
        parts.append("### Builds upon a release and a cache that are there")
        body = [[*_figures_of(row), _share_of(row, full)] for row in named]
        parts.append(_table([*heads, "time, share of a full build"], body, "lrrrrrrrr"))
    parts += [_query(row) for row in rows if row["task"] == "query"]
    return "\n\n".join(parts)


def _share_of(row: Row, full: Row | None) -> str:
    return f"{row['work_seconds'] / full['work_seconds']:.1%}" if full else ""


def _query(row: Row) -> str:
    """How many bytes a query for one year reads."""
    found = row["found"]
    names = [name.removesuffix("_rows") for name in found if name.endswith("_rows")]
    body = [
        [
            f"{name} of a year",
            f"{found[f'{name}_rows']:,}",
            f"{found[f'{name}_bytes'] / MEGABYTE:,.1f} MB",
            f"{found[f'{name}_read_bytes'] / MEGABYTE:,.1f} MB",
            f"{found[f'{name}_read_bytes'] / found[f'{name}_bytes']:.0%}",
        ]
        for name in names
    ]
    return (
        f"### A query for one year, over {row['documents']:,} documents\n\n"
        "DuckDB, all columns; the bytes are those that the process read. Statements are joined with their meetings, from "
        "the parts that are named after the year's days.\n\n"
        + _table(["", "rows", "tables", "read", "share"], body, "lrrrr")
    )


def _million(figures: Figures) -> str:
    """What a million documents would take on more cores, by the figures of the largest full build."""
    rows = figures["measured"]
    full = _find(rows, "ours", 100_000)
    same = next((row for row in rows if row["scenario"] == UNCHANGED), None)
    added = next((row for row in rows if row["scenario"] == ADDED), None)
    if full is None or same is None or added is None:
        return ""
    times = 1_000_000 / full["documents"]
    # A build in which little changed, with its release, is what the driver does by itself.
    parallel = times * (full["cpu_seconds"] - added["work_seconds"])
    alone = times * added["work_seconds"]
    body = [
        [machines, str(cores), _hours((parallel / cores + alone) / 3600), _hours(parallel / cores / 3600)]
        for machines, cores in (("1 of 2", 2), ("1 of 16", 16), ("4 of 16", 64), ("16 of 16", 256))
    ]
    return (
        "## A million documents\n\n"
        f"Reckoned from the full build of {full['documents']:,} documents and those in which little or nothing changed. "
        f"Workers share {parallel / 3600:.1f} hours of processor time ({_number(1000 * parallel / 1e6)} ms a document). What "
        f"the driver does alone takes {_duration(alone)}, however many workers there are, and some "
        f"{times * same['peak_bytes'] / 1e9:.0f} GB of memory, if both grow in proportion. "
        "Cores are taken to be like those of this machine, and the network to keep up; nobody has run this on so many.\n\n"
        + _table(["machines, of cores", "cores", "hours", "of these, workers busy"], body, "lrrr")
    )


def _hours(hours: float) -> str:
    return f"{hours:.1f} h" if hours >= 0.95 else f"{60 * hours:.0f} min"


def _beside(row: Row, floor: Row | None, spacy: Row | None) -> list[str]:
    return [
        _number(seconds_per_document(row) / seconds_per_document(floor)) if floor else "",
        _number(speed(row) / speed(spacy)) if spacy else "",
    ]


def _figures_of(row: Row) -> list[str]:
    name = title(row)
    if row["task"] == "spacy":
        name += f" ({row['documents']} documents)"
    return [
        name,
        str(row["cores"]),
        _number(speed(row)),
        _number(row["input_bytes"] / MEGABYTE / row["work_seconds"]),
        _duration(row["work_seconds"]),
        _duration(row["cpu_seconds"]),
        f"{row['peak_bytes'] / MEGABYTE:,.0f} MB",
        f"{row['bytes_written'] / MEGABYTE:,.1f} MB" if row["bytes_written"] else "",
    ]


def _stages(figures: Figures) -> str:
    parts = []
    for task in ("ours", "regex", "floor"):
        runs = [row for row in figures["measured"] if row["task"] == task]
        if not runs:
            continue
        heads = ["stage", *(_run(row) for row in runs)]
        times = [{stage["name"]: stage["seconds"] for stage in row["stages"]} for row in runs]
        body = [
            [
                f"`{name}`" if task == "ours" else name,
                *(_stage(each[name], row) if name in each else "" for each, row in zip(times, runs, strict=True)),
            ]
            for name in dict.fromkeys(name for each in times for name in each)
        ]
        parts.append(f"### {TASKS[task][0].upper()}{TASKS[task][1:]}")
        parts.append(_table(heads, body, "l" + "r" * len(runs)))
    ours = _largest(figures["measured"], "ours", cores=1)
    if not parts:
        return ""
    told = ["## Stages", "Milliseconds per document by the clock, and the share of the whole."]
    if ours:
        slowest = max(ours["stages"], key=lambda stage: float(stage["seconds"]))
        told[1] += (
            f" With {ours['documents']:,} documents, `{slowest['name']}` takes most: "
            f"{slowest['seconds'] / ours['work_seconds']:.0%} of the time."
        )
        peak = max(stage["peak_bytes"] for stage in ours["stages"])
        at_peak = next(stage["name"] for stage in ours["stages"] if stage["peak_bytes"] > 0.99 * peak)
        told[1] += f" Its memory reaches its peak in `{at_peak}`."
        small = min(
            (row for row in figures["measured"] if is_plain(row) and row["task"] == "ours"),
            key=lambda row: int(row["documents"]),
        )
        if small is not ours:
            change = seconds_per_document(ours) / seconds_per_document(small) - 1
            told[1] += (
                f" From {small['documents']:,} to {ours['documents']:,} documents, the time of one document "
                f"{'grows' if change > 0 else 'falls'} by {abs(change):.0%}."
            )
    return "\n\n".join([*told, *parts])


def _run(row: Row) -> str:
    return f"{row['documents']:,} on {_cores(row['cores'])}" if is_plain(row) else str(row["scenario"])


def _stage(seconds: float, row: Row) -> str:
    return f"{_number(1000 * seconds / row['documents'])} ({seconds / row['work_seconds']:.0%})"


def _how(figures: Figures) -> str:
    made = figures["corpus"]
    measured = figures["measured"]
    size = max(measured, key=lambda row: int(row["documents"]), default=None)
    lines = [
        "**Documents.** `benchmarks/corpus.py` makes them from the shipped ones by the changes of `tests/metamorphic/`: "
        "other people, countries, days from 2012 to 2025, clocks, numbers and wording; items left out, reordered and "
        f"numbered in other ways; captions, quotes and blanks. The seed is {made['seed']}. No two are equal, and a larger "
        "corpus holds the smaller ones."
        + (f" A document has {size['input_bytes'] / size['documents']:,.0f} bytes on average." if size else "")
        + f" {made['once']:.0%} of the text are sentences that stand once in {made['looked_at']:,} documents."
    ]
    floor = _largest(measured, "floor")
    if floor and floor["bytes_written"]:
        lines.append(
            f"Their texts compress {floor['input_bytes'] / floor['bytes_written']:.1f} times with zstd, which is more than "
            "pages written by people do. That makes the floor's writing look somewhat cheaper than it is."
        )
    lines += [
        "**Floor.** List the files, read them, SHA-256, decode, and write the texts to one Parquet file with zstd. No reader "
        "of these documents can do less.",
        "**Plain regular expressions.** Five over each text: dates, clock times, people with an honorific, and the names of "
        "countries and of organizations as alternations of the names in `pipeline/reference/`. What they match is counted; "
        "nothing is resolved or written.",
        "**spaCy.** `en_core_web_sm` with all its components (tagger, parser, lemmatizer, entities), by `nlp.pipe` in its "
        "default batches, in an environment of its own. It is what one would reach for; what it gives is something else.",
        "**The pipeline.** All its stages up to a release, without Dagster; full builds begin without a cache.",
        "**Time** is by the clock and counts the task's stages; starting Python, imports and loading of models are in "
        "`load_seconds` and `total_seconds` of the raw figures. Of repeated runs the median counts. Files were just written, "
        "so they are read from the system's cache. "
        "**CPU time** is that of the process and its children, without what came before the first document. "
        "**Peak memory** is the resident memory of the process and its children together, sampled; what several share "
        "is counted once. "
        "**Written** are the sizes of the files left behind; for the pipeline working tables and release. "
        "On one core, the process is bound to it.",
    ]
    disturbed = [row for row in measured if row["cores"] == 1 and row["cpu_seconds"] < BUSY * row["work_seconds"]]
    if disturbed:
        lines.append(
            "**Disturbed.** The machine had other work meanwhile: these had less than "
            f"{BUSY:.0%} of their core, so their times are longer than they need be:"
        )
        lines.append(
            "\n".join(f"- {row['scenario']}: {row['cpu_seconds'] / row['work_seconds']:.0%}" for row in disturbed)
        )
    if figures["left_out"]:
        lines.append("**Left out:**")
        lines.append("\n".join(f"- {each['scenario']}: {each['reason']}" for each in figures["left_out"]))
    return "## How it was measured\n\n" + "\n\n".join(lines)


def _machine(figures: Figures) -> str:
    machine = figures["machine"]
    versions = dict(machine["packages"])
    for row in figures["measured"]:
        versions |= row["versions"]
    packages = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    return (
        f"## Machine\n\n{machine['system']}, {machine['processor']}, {_cores(machine['cores'])}, "
        f"{machine['memory_bytes'] / 2**30:,.0f} GiB of memory; Python {machine['python']}; {packages}."
    )


def _cores(count: int) -> str:
    return f"{count} core{'s' if count > 1 else ''}"


def _number(value: float) -> str:
    """Two or three digits that say something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.1f} min" if seconds >= 120 else f"{_number(seconds)} s"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], align: str) -> str:
    marks = ["---:" if each == "r" else "---" for each in align]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, marks, *rows))


# -- plot -----------------------------------------------------------------------------------------------------------


def plot(figures: Figures, path: Path) -> None:
    """Documents per second of all tasks on a logarithmic axis, and the stages of the pipeline beside each other."""
    from matplotlib.figure import Figure

    order = [*TASKS, *(row["task"] for row in figures["measured"])]
    rows = [row for row in figures["measured"] if is_plain(row)]
    rows.sort(key=lambda row: (order.index(row["task"]), row["documents"]))
    drawing = Figure(figsize=(11, 0.42 * max(len(rows), 7) + 1.6), layout="constrained")
    speeds, stages = drawing.subplots(1, 2, width_ratios=(3, 2))
    names = [f"{title(row).replace('`', '')}\n{row['documents']:,}, {_cores(row['cores'])}" for row in rows]
    bars = speeds.barh(
        range(len(rows)), [speed(row) for row in rows], color=[COLORS.get(row["task"], "C7") for row in rows]
    )
    speeds.bar_label(bars, [_number(speed(row)) for row in rows], padding=3, fontsize=8)
    speeds.set_yticks(range(len(rows)), names, fontsize=8)
    speeds.invert_yaxis()
    if rows:
        speeds.set_xscale("log")
    speeds.margins(x=0.15)
    speeds.set_title("Documents per second (logarithmic)", fontsize=10, loc="left")
    ours = [row for row in rows if row["task"] == "ours"]
    below = [0.0] * len(ours)
    positions = range(len(ours))
    labels = [f"{row['documents']:,}\n{_cores(row['cores'])}" for row in ours]
    for number, name in enumerate(dict.fromkeys(stage["name"] for row in ours for stage in row["stages"])):
        heights = [
            1000 * sum(stage["seconds"] for stage in row["stages"] if stage["name"] == name) / row["documents"]
            for row in ours
        ]
        stages.bar(positions, heights, bottom=below, label=name, color=f"C{number}", width=0.6)
        below = [one + other for one, other in zip(below, heights, strict=True)]
    stages.set_xticks(positions, labels, fontsize=8)
    stages.set_title("The pipeline's stages, milliseconds per document", fontsize=10, loc="left")
    if ours:
        stages.legend(fontsize=8, reverse=True, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    for axes in (speeds, stages):
        axes.spines[["top", "right"]].set_visible(False)
    drawing.savefig(path, dpi=110)


def write(figures: Figures, folder: Path = FOLDER) -> list[Path]:
    """Write report and plot into a folder; their paths."""
    page, picture = folder / "benchmarks.md", folder / "benchmarks.png"
    page.write_text(render(figures), encoding="utf-8")
    plot(figures, picture)
    return [page, picture]


if __name__ == "__main__":
    for written in write(json.loads((FOLDER / "benchmarks.json").read_text(encoding="utf-8"))):
        print(written)
