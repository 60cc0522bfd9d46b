"""A release loads as the README says, with no word about how."""

from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from pipeline.build import build
from pipeline.settings import Settings
from pipeline.tables import schema
from tests import small_world


@pytest.fixture(scope="module")
def latest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loading")
    settings = Settings(small_world.write_raw(folder / "raw", a="", b=""), folder / "out")
    with pytest.MonkeyPatch.context() as patch:
        small_world.use(patch)
        assert build(settings).is_new
    return settings.outputs / "latest"


@pytest.mark.parametrize("table", schema.table_names())
def test_every_table_loads_everywhere_with_its_columns(latest: Path, table: str) -> None:
    path = latest / f"{table}.parquet"
    frame = pd.read_parquet(path)
    assert list(frame.columns) == list(schema.columns(table))
    found = duckdb.execute(f"SELECT count(*) FROM '{path}'").fetchall()
    assert found == [(len(frame),)]
    assert pl.read_parquet(path).shape == frame.shape


def test_dates_are_dates_and_integers_stay_integers(latest: Path) -> None:
    columns = duckdb.execute(f"DESCRIBE FROM '{latest}/meetings.parquet'").fetchall()
    types = {row[0]: row[1] for row in columns}
    assert types["date"] == "DATE"
    assert types["duration_minutes"] == "BIGINT"
    assert types["duration_approximate"] == "BOOLEAN"
    assert types["start_utc"] == "TIMESTAMP WITH TIME ZONE"
