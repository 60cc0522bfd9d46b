"""The pipeline's own stages, one after the other, in one process without Dagster."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.tasks import Arguments, Report, arguments, bytes_below, documents

if TYPE_CHECKING:
    from pipeline.settings import Settings

STAGES = (
    "store_raw",
    "parse",
    "resolve_entities",
    "list_codes",
    "code_topics",
    "count_topics",
    "check",
    "release",
)
COUNTED = ("documents", "meetings", "statements", "mentions", "persons", "issues")


def settings(given: Arguments) -> "Settings":
    """The pipeline's settings for these arguments: the one place where they are made."""
    from pipeline.settings import Settings

    return Settings(given.raw.resolve(), given.outputs.resolve(), workers=given.cores)


def main() -> None:
    """Build a release of all documents below the folder."""
    given, report = arguments(), Report()
    with report.loading():
        from pipeline import stages
        from pipeline.tables.codes import Severity

    of = settings(given)
    written = bytes_below(given.outputs)
    for name in STAGES:
        with report.stage(name):
            result = getattr(stages, name)(of)
        if name == "check":
            errors = [str(each) for found in result.values() for each in found if each.severity == Severity.ERROR]
            if errors:
                sys.exit("the build does not pass its checks:\n" + "\n".join(errors))
    with report.counting():
        paths = documents(given.raw)
        report.documents = len(paths)
        report.input_bytes = sum(path.stat().st_size for path in paths)
        report.bytes_written = bytes_below(given.outputs) - written
        report.found = {table: _rows(of.local_outputs / "latest", table) for table in COUNTED}
    if report.found["documents"] != report.documents:
        sys.exit(f"{report.documents - report.found['documents']} of {report.documents} documents could not be read")
    report.show()


def _rows(release: Path, table: str) -> int:
    """The rows of a table that is a file or a folder of files, from what stands in their footers."""
    import pyarrow.dataset as ds

    file = release / f"{table}.parquet"
    return int(ds.dataset(file if file.exists() else release / table, format="parquet").count_rows())


if __name__ == "__main__":
    main()
