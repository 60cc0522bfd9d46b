"""Writing the file of a table in one go."""

from pathlib import Path

import pandas as pd

from pipeline.releases.parquet import TableWriter


def write_parquet(table: str, df: pd.DataFrame, path: Path) -> int:
    """Check a whole table and write it; returns the number of rows."""
    with TableWriter(table, path) as writer:
        writer.write(df)
    return writer.n_rows
