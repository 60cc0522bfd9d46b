"""The pipeline's own stages, one after the other, in one process without Dagster."""

import sys
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


def settings(given: Arguments) -> "Settings":
    """The pipeline's settings for these arguments: the one place where they are made."""
    from pipeline.settings import Settings

    return Settings(given.raw.resolve(), given.outputs.resolve())


def main() -> None:
    """Build a release of all documents below the folder."""
    given, report = arguments(), Report()
    with report.loading():
        from pipeline import read, stages
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
    paths = documents(given.raw)
    report.documents = len(paths)
    report.input_bytes = sum(path.stat().st_size for path in paths)
    report.bytes_written = bytes_below(given.outputs) - written
    for table in ("documents", "meetings", "statements", "mentions", "persons", "issues"):
        report.found[table] = len(read(table, outputs=of.outputs, columns=[_first_column(table)]))
    if report.found["documents"] != report.documents:
        sys.exit(f"{report.documents - report.found['documents']} of {report.documents} documents could not be read")
    report.show()


def _first_column(table: str) -> str:
    from pipeline.tables import schema

    return next(iter(schema.columns(table)))


if __name__ == "__main__":
    main()
