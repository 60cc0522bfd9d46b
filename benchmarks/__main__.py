"""``python -m benchmarks``: measure, and write the report."""

import argparse
import json
import logging
from pathlib import Path

from benchmarks import report
from benchmarks.run import BUDGET_SECONDS, SPACY_PYTHON, run_all


def main() -> None:
    """Run the scenarios and write figures, table and plot."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--up-to", type=int, help="leave out scenarios of more documents")
    parser.add_argument("--budget", type=float, default=BUDGET_SECONDS, help="seconds for the whole run (%(default)g)")
    parser.add_argument("--seed", type=int, help="seed of the corpus")
    parser.add_argument("--scratch", type=Path, help="folder for corpora and outputs; that of the system by default")
    parser.add_argument("--report", type=Path, default=report.FOLDER, help="folder for the report (%(default)s)")
    parser.add_argument("--spacy-python", type=Path, default=SPACY_PYTHON, help="a Python that has spaCy")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    figures = run_all(given.scratch, given.budget, given.up_to, given.seed, given.spacy_python)
    given.report.mkdir(parents=True, exist_ok=True)
    (given.report / "benchmarks.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for path in report.write(figures, given.report):
        print(path)


if __name__ == "__main__":
    main()
