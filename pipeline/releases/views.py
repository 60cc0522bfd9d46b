"""The tables of a release as views of a DuckDB database, with the descriptions of tables and columns as comments."""

from collections.abc import Iterable, Mapping

import pyarrow

from pipeline.releases import duck


def views(tables: Mapping[str, tuple[str, pyarrow.Schema]]) -> str:
    """SQL that makes a view of each table, from its file's path and schema; sorted by name."""
    return "\n".join(line for table in sorted(tables) for line in _view(table, *tables[table]))


def _view(table: str, file: str, declared: pyarrow.Schema) -> Iterable[str]:
    view = duck.name(table)
    yield f"CREATE OR REPLACE VIEW {view} AS FROM read_parquet({duck.text(file)});"
    if about := (declared.metadata or {}).get(b"description"):
        yield f"COMMENT ON VIEW {view} IS {duck.text(about.decode())};"
    for field in declared:
        if about := (field.metadata or {}).get(b"description"):
            yield f"COMMENT ON COLUMN {view}.{duck.name(field.name)} IS {duck.text(about.decode())};"
    yield ""
