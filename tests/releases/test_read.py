"""A table in one line: the right dtypes, and messages that help."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipeline import read
from pipeline.releases.catalog import NoRelease, UnknownRelease
from pipeline.releases.load import FilterError, UnknownColumn, UnknownTable
from pipeline.tables import frames, schema
from tests.conftest import EDITED, SAME, TwoReleases


@pytest.fixture(autouse=True)
def outputs(two_releases: TwoReleases, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READOUTS_OUTPUTS", str(two_releases.outputs))
    return two_releases.outputs


@pytest.mark.parametrize("table", schema.table_names())
def test_every_table_has_the_declared_dtypes(table: str, outputs: Path) -> None:
    found = read(table)
    frames.validate(table, found)
    assert len(found) == pq.read_metadata(outputs / "latest" / f"{table}.parquet").num_rows


def test_dates_integers_and_instants_are_what_they_are() -> None:
    meetings = read("meetings")
    assert meetings.dtypes["duration_minutes"] == pd.Int64Dtype()
    assert meetings.dtypes["duration_approximate"] == pd.BooleanDtype()
    assert meetings.dtypes["position"] == "int64"
    assert str(meetings.dtypes["start_utc"]) == "datetime64[us, UTC]"
    assert meetings.dtypes["meeting_id"] == "str"
    assert meetings["date"].tolist() == [dt.date(2013, 6, 1), dt.date(2016, 5, 5)]
    assert meetings["date"].dt.year.tolist() == [2013, 2016]


def test_a_release_can_be_named(two_releases: TwoReleases) -> None:
    edited = [("document_id", "==", EDITED)]
    for name, minutes in (
        (two_releases.first.name, 60),
        ("previous", 60),
        (two_releases.second.name, 75),
        ("latest", 75),
    ):
        assert read("meetings", release=name, filters=edited)["duration_minutes"].tolist() == [minutes]


def test_columns_and_filters_pass_through() -> None:
    found = read("meetings", columns=["date", "meeting_id"], filters=[("date", ">=", dt.date(2016, 1, 1))])
    assert list(found.columns) == ["date", "meeting_id"]
    assert found["meeting_id"].tolist() == [f"{EDITED}#1"]
    either = read("meetings", filters=[[("document_id", "==", SAME)], [("document_id", "==", EDITED)]])
    assert len(either) == 2
    assert len(read("meetings", filters=pc.field("document_id") == SAME)) == 1
    assert list(read("meetings", columns=[]).columns) == []


def test_changes_are_a_table_too() -> None:
    found = read("changes", filters=[("table_name", "==", "meetings")])
    assert found["changed_columns"].tolist() == ["duration_minutes, char_end"]
    assert found.dtypes["moved_only"] == "bool"


def test_outputs_can_be_named(tmp_path: Path, two_releases: TwoReleases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READOUTS_OUTPUTS")
    assert len(read("meetings", outputs=two_releases.outputs)) == 2
    with pytest.raises(NoRelease, match="pipeline run makes one"):
        read("meetings", outputs=tmp_path)


def test_what_is_not_there_is_said_with_near_names() -> None:
    with pytest.raises(UnknownTable, match="no table meeting; did you mean meetings"):
        read("meeting")
    with pytest.raises(UnknownTable, match="no table xyz; there are acts, blocks"):
        read("xyz")
    with pytest.raises(UnknownColumn, match="meetings has no column durations; did you mean duration_"):
        read("meetings", columns=["durations"])
    with pytest.raises(UnknownColumn, match="meetings has no column dates; did you mean date"):
        read("meetings", filters=[("dates", "==", 1)])
    with pytest.raises(UnknownRelease, match=r"no release 2000-01-01\.1; there are"):
        read("meetings", release="2000-01-01.1")
    with pytest.raises(TypeError, match=r"\['date'\]"):
        read("meetings", columns="date")


@pytest.mark.parametrize(
    "filters",
    [
        [("position", "==", "one")],
        [("position", "is", 1)],
        [("position", 1)],
        ["position"],
        pc.field("nothing") == 1,
        "position == 1",
    ],
)
def test_filters_that_cannot_be_applied_are_said_to(filters: object) -> None:
    with pytest.raises(FilterError, match=r"filter"):
        read("meetings", filters=filters)


def test_importing_the_package_loads_no_library() -> None:
    code = "import sys, pipeline; print(sorted({'pandas', 'pyarrow', 'duckdb', 'dagster'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
