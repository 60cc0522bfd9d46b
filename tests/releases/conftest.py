"""Files of all tables, as a build would stage them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.tables import frames, schema
from tests.releases.table_files import write_parquet

Stage = Callable[..., dict[str, Path]]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Write a file for each table, all empty but ``topics``, which has a row per name given; returns the files."""

    def write(*topics: str, folder: str = "staging") -> dict[str, Path]:
        target = tmp_path / folder
        target.mkdir(exist_ok=True)
        for table in schema.table_names():
            rows = [
                {"topic_id": name, "label": name, "topic_group": "group", "definition": name}
                for name in (topics if table == "topics" else ())
            ]
            write_parquet(table, frames.from_rows(table, rows), target / f"{table}.parquet")
        return {table: target / f"{table}.parquet" for table in schema.table_names()}

    return write
