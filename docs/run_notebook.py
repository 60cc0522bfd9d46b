"""Runs docs/subjects-over-time.ipynb anew, with a release of the shipped documents. ``make notebook`` runs it."""

import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from pipeline.build import build  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from tests.docs.notebooks import NOTEBOOK, execute, load, save  # noqa: E402


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
