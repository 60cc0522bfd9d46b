"""What changed since the release before, and why: row by row in ``changes.parquet``, to be read in ``CHANGES.md``.

In a first release the table is empty and the summary says so.
"""

from collections.abc import Mapping
from pathlib import Path

from pipeline.releases import duck
from pipeline.releases.changes import FILE, REPORT, first_release, report, write_changes
from pipeline.releases.companion import Companion
from pipeline.releases.compare import Comparison, Side


def make(context: Companion) -> Mapping[str, bytes | Path]:
    """Compare with the release before."""
    path = context.scratch / FILE
    if context.previous is None:
        write_changes((), path)
        return {path.name: path, REPORT: first_release(context.release_id).encode()}
    with duck.connection(context.scratch) as database:
        found = Comparison(database, Side.of(context.previous), Side(context.tables, context.manifest))
        write_changes(found.arrow(), path)
        return {path.name: path, REPORT: report(found).encode()}
