"""Runs docs/subjects-over-time.ipynb anew, with a release of the shipped documents. ``make notebook`` runs it."""

import sys
import tempfile
from pathlib import Path

from pipeline.build import build
from pipeline.settings import PROJECT, Settings
from tests.docs.notebooks import NOTEBOOK, execute, load, save


def main() -> None:
    """Build a release aside, run the notebook on it, and store it with its outputs."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(PROJECT / "raw", Path(scratch, "outputs"))
        if build(settings).release is None:
            sys.exit("the build failed")
        save(execute(load(), settings.outputs))
    print(NOTEBOOK)


if __name__ == "__main__":
    main()
