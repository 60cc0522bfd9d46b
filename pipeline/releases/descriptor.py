"""Whether a Data Package can be made of a build's tables, as the library of the standard sees it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

from pipeline.releases.companions import datapackage
from pipeline.tables.checks import Objection, check_of
from pipeline.tables.codes import Severity
from pipeline.tables.tabular import Tables

ROWS_TRIED = 50


@check_of(Severity.ERROR)
def describes_itself(tables: Tables, files: Mapping[str, Path]) -> Iterator[Objection]:
    """The release's datapackage.json is valid, and the first rows of each table are as it says.

    All rows were checked by the declaration that it is made from, and their references with them.
    """
    # Loading the library takes a while, and nothing else in a build needs it.
    from frictionless import FrictionlessException, Package
    from frictionless.resources import TableResource

    # Sizes and hashes are counted when the release is made.
    entries = {table: {"file": path.name, "bytes": 0, "sha256": "0" * 64} for table, path in files.items()}
    descriptor = datapackage.descriptor(files, entries, "0")
    try:
        Package.from_descriptor(descriptor)
    except FrictionlessException as error:
        for each in error.reasons or [error.error]:
            yield Objection("documents", f"{datapackage.FILE}: {each.message}")
        return
    for resource in descriptor["resources"]:
        table = resource["name"]
        schema = {name: value for name, value in resource["schema"].items() if name != "foreignKeys"}
        data = TableResource.from_descriptor({"name": table, "data": _head(files[table]), "schema": schema})
        for (message,) in data.validate().flatten(["message"]):
            yield Objection(table, f"{datapackage.FILE}: {message}")


def _head(path: Path) -> list[list[Any]]:
    """The columns' names and the first rows."""
    rows = ds.dataset(path, format="parquet").head(ROWS_TRIED)
    return [rows.schema.names, *(list(row.values()) for row in rows.to_pylist())]
