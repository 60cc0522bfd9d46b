"""Which task runs on how many documents, on how many cores: the one list. A new scenario is an entry in ``SCENARIOS``.

``prepare`` makes what a scenario needs beyond a corpus of its size. ``outputs`` names a folder that is kept, so that a later
scenario builds upon it.
"""

import datetime as dt
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpus
from benchmarks.measure import available_cores

PROJECT = Path(__file__).resolve().parent.parent
# As many cores as the machine has, as a number of cores.
ALL = 0
ADDED_DOCUMENTS = 100
# The name of the scenario that builds anew after `add_documents`; the report compares it with the full build.
ADDED = "100 documents of the last days added"
UNCHANGED = "nothing changed"
SCATTERED = "100 documents of any year added"
SPACY_DOCUMENTS = 240
NEWEST_OF = 4_000
_DAY = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4}\b"
)


@dataclass(slots=True)
class Place:
    """A folder to work in, with the corpora made so far; a smaller corpus is the beginning of the larger one."""

    folder: Path
    seed: int = corpus.SEED
    documents: int = 0

    def corpus(self, documents: int) -> Path:
        """The folder of a corpus of so many documents, made or extended if need be."""
        source = self.folder / "documents"
        if documents > self.documents:
            corpus.write_corpus(source, documents, self.seed, self.documents)
            self.documents = documents
        folder = self.folder / "corpora" / str(documents)
        if not folder.exists():
            folder.mkdir(parents=True)
            whole, rest = divmod(documents, corpus.DOCUMENTS_PER_FOLDER)
            for k in range(whole):
                (folder / f"{k:03d}").symlink_to(source / f"{k:03d}")
            if rest:
                (folder / f"{whole:03d}").mkdir()
                for path in sorted((source / f"{whole:03d}").iterdir())[:rest]:
                    (folder / f"{whole:03d}" / path.name).symlink_to(path)
        return folder


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a task is run on: the folder of documents, and the project whose code runs."""

    raw: Path
    project: Path = PROJECT


def plain(place: Place, documents: int) -> Inputs:
    """A corpus of so many documents, nothing more."""
    return Inputs(place.corpus(documents))


def add_documents(place: Place, documents: int) -> Inputs:
    """The corpus of so many documents, with ``ADDED_DOCUMENTS`` more in the same folder."""
    raw = place.corpus(documents)
    more = place.corpus(documents + ADDED_DOCUMENTS)
    for folder in more.iterdir():
        if not (raw / folder.name).exists():
            (raw / folder.name).symlink_to(folder)
    return Inputs(raw)


def add_newest_documents(place: Place, documents: int) -> Inputs:
    """The corpus of so many documents, with ``ADDED_DOCUMENTS`` more in the same folder that bear the last days.

    That is how a publisher's pages grow.
    """
    raw = place.corpus(documents)
    # Of documents that no other scenario adds.
    source, first = place.folder / "newest", documents + ADDED_DOCUMENTS
    corpus.write_corpus(source, first + NEWEST_OF, place.seed, first)
    dated = sorted((_first_day(path), path.name, path) for path in source.rglob("*.txt"))
    (raw / "newest").mkdir(exist_ok=True)
    for _, name, path in dated[-ADDED_DOCUMENTS:]:
        shutil.copy(path, raw / "newest" / name)
    return Inputs(raw)


def _first_day(path: Path) -> dt.date:
    found = _DAY.search(path.read_text(encoding="utf-8"))
    return dt.datetime.strptime(found[0], "%B %d, %Y").date() if found else dt.date.min


def change_reference(place: Place, documents: int) -> Inputs:
    """The same corpus, and a copy of the project in which one line of ``topic_terms.csv`` is gone.

    For a scenario that builds anew after one reference file has changed.
    """
    project = place.folder / "changed"
    ignored = shutil.ignore_patterns("__pycache__")
    for package in ("pipeline", "benchmarks"):
        shutil.copytree(PROJECT / package, project / package, ignore=ignored, dirs_exist_ok=True)
    for file in ("expectations.toml", "pyproject.toml"):
        shutil.copy(PROJECT / file, project)
    terms = project / "pipeline" / "reference" / "topic_terms.csv"
    lines = terms.read_text(encoding="utf-8").splitlines(keepends=True)
    terms.write_text("".join(lines[:-1]), encoding="utf-8")
    return Inputs(place.corpus(documents), project)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A task on a corpus: what is measured once, or ``repeats`` times, of which the median counts.

    ``sample`` measures only the first so many documents. ``cores`` is a number, or ``ALL``.
    """

    task: str
    documents: int
    cores: int = 1
    name: str = ""
    repeats: int = 1
    sample: int | None = None
    prepare: Callable[[Place, int], Inputs] = plain
    outputs: str | None = None

    @property
    def key(self) -> str:
        """How the scenario is called in the figures."""
        return self.name or f"{self.task} {self.sample or self.documents} {'all' if self.cores == ALL else self.cores}"

    @property
    def cores_used(self) -> int:
        """How many cores it may use on this machine."""
        return available_cores() if self.cores == ALL else self.cores


SCENARIOS = (
    Scenario("floor", 1_000, repeats=5),
    Scenario("floor", 10_000, repeats=3),
    Scenario("regex", 1_000, repeats=3),
    Scenario("regex", 10_000),
    Scenario("spacy", 1_000, sample=SPACY_DOCUMENTS),
    Scenario("ours", 1_000, repeats=3),
    Scenario("ours", 10_000),
    Scenario("ours", 10_000, ALL),
    Scenario("floor", 100_000, repeats=2),
    Scenario("ours", 100_000, ALL, outputs="full"),
    Scenario("query", 100_000, name="one year of 100,000 documents", outputs="full"),
    Scenario("ours", 100_000, ALL, name=UNCHANGED, outputs="full"),
    Scenario("ours", 100_000, ALL, name=ADDED, prepare=add_newest_documents, outputs="full"),
    Scenario("ours", 100_000, ALL, name=SCATTERED, prepare=add_documents, outputs="full"),
    Scenario("ours", 100_000, ALL, name="a line of topic_terms.csv gone", prepare=change_reference, outputs="full"),
)
