"""Print how well the pipeline codes the pages and sentences that were coded by hand.

usage: python -m tests.quality.score [--misses] [RELEASE --gold DIR --corpus DIR]

Without a release, reading, entities and topics run in process on the collections that floors.toml names, and on the
sentences; the floors stand beside the figures, and the exit status is 1 when one is not reached. With a release, its
tables are scored against the gold files given; there are no floors for them.
"""

import argparse
import sys
from pathlib import Path

from tests.quality import sentences_run
from tests.quality.scoring import CodedTables, score, table
from tests.quality.shelf import SHELVES, Floors, load_floors, score_group


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; 1 when a figure is under its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path, nargs="?", help="folder of a release; else the pipeline runs in process")
    parser.add_argument("--gold", type=Path, help="folder of gold files for RELEASE")
    parser.add_argument("--corpus", type=Path, help="folder below which their documents stand")
    parser.add_argument("--misses", action="store_true", help="print every miss with the page's words")
    args = parser.parse_args(arguments)
    if (args.release is None) == (args.gold is not None) or (args.gold is None) != (args.corpus is None):
        parser.error("RELEASE, --gold and --corpus go together")
    if args.release is not None:
        result = score(CodedTables.from_release(args.release), args.gold, args.corpus)
        if args.misses:
            print(*result.misses, sep="\n", end="\n\n")
        print(table(args.release.name, result, {}))
        return 0
    floors = load_floors()
    below = [*_pages(floors, args.misses), *_sentences(floors, args.misses)]
    if below:
        print("\nBelow their floor:", *below, sep="\n  ")
    return int(bool(below))


def _pages(floors: Floors, misses: bool) -> list[str]:
    below = []
    for group, parts in floors.groups().items():
        reasons = [f"{name}: {why}" for name in parts if (why := SHELVES[name].missing())]
        if reasons:
            print(f"{group}: left out, {'; '.join(reasons)}\n")
            continue
        result = score_group(parts)
        if misses and parts == (group,):
            print(*result.misses, sep="\n", end="\n\n")
        print(table(group, result, floors.of(group)), end="\n\n")
        below += [f"{group}: {fault}" for fault in result.below(floors.of(group))]
    return below


def _sentences(floors: Floors, misses: bool) -> list[str]:
    outcomes = sentences_run.run_all()
    if misses:
        for outcome in outcomes:
            print(*(each.report() for each in outcome.faulty()), sep="\n")
    print(sentences_run.table(outcomes, floors.sentences))
    return sentences_run.below(outcomes, floors.sentences)


if __name__ == "__main__":
    sys.exit(main())
