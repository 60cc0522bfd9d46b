"""SQL over a release: the command's results, the script of views, and what goes wrong."""

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from pipeline.releases.sql import SqlError, query
from pipeline.tables import schema
from tests.conftest import EDITED, SAME, TwoReleases


def ask(two_releases: TwoReleases, sql: str, form: str = "csv") -> str:
    return "".join(query(two_releases.second, sql, form))


@pytest.mark.parametrize("table", [*schema.table_names(), "changes"])
def test_every_table_is_a_view(two_releases: TwoReleases, table: str) -> None:
    n_rows = duckdb.execute(f"SELECT count(*) FROM '{two_releases.second}/{table}.parquet'").fetchall()[0][0]
    assert ask(two_releases, f"SELECT count(*) AS n FROM {table}") == f"n\n{n_rows}\n"


def test_a_table_is_aligned_and_ends_with_the_number_of_rows(two_releases: TwoReleases) -> None:
    sql = "SELECT meeting_id, duration_minutes AS n, start_utc, repeat('long ', 50) AS long FROM meetings ORDER BY 1"
    head, rule, first, second, count = ask(two_releases, sql, "table").splitlines()
    assert head.split() == ["meeting_id", "n", "start_utc", "long"]
    assert set(rule) == {"-", " "}
    assert first.startswith(f"{SAME}#1  15             long long")
    assert second.startswith(f"{EDITED}#1".ljust(len(f"{SAME}#1")) + "  75             long long")
    assert second.endswith("…")
    assert len(second) == len(rule)
    assert count == "(2 rows)"
    assert ask(two_releases, "SELECT 1 AS a WHERE false", "table") == "a\n(0 rows)\n"


VALUES = """SELECT DATE '2020-01-02' AS day, TIMESTAMPTZ '2020-01-02 09:00:00+09' AS instant, sum(3) AS n, 0.5 AS half,
true AS yes, NULL AS nothing, ['a', NULL] AS list, {'x': 1} AS struct, 'q"\n' AS text, 'nan'::DOUBLE AS nan"""


def test_json_has_values_of_json(two_releases: TwoReleases) -> None:
    assert json.loads(ask(two_releases, VALUES, "json")) == [
        {
            "day": "2020-01-02",
            "instant": "2020-01-02T00:00:00+00:00",
            "n": 3,
            "half": 0.5,
            "yes": True,
            "nothing": None,
            "list": ["a", None],
            "struct": {"x": 1},
            "text": 'q"\n',
            "nan": "nan",
        }
    ]
    assert json.loads(ask(two_releases, "SELECT 1 WHERE false", "json")) == []
    assert len(json.loads(ask(two_releases, "SELECT range FROM range(2500)", "json"))) == 2500


def test_csv_can_be_read_again(two_releases: TwoReleases) -> None:
    head, row = csv.reader(io.StringIO(ask(two_releases, VALUES)))
    assert dict(zip(head, row, strict=True)) == {
        "day": "2020-01-02",
        "instant": "2020-01-02T00:00:00+00:00",
        "n": "3",
        "half": "0.5",
        "yes": "true",
        "nothing": "",
        "list": '["a", null]',
        "struct": '{"x": 1}',
        "text": 'q"\n',
        "nan": "nan",
    }


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT nope FROM meetings", 'column "nope" not found'),
        ("FROM meetins", 'Did you mean "meetings"'),
        ("SELEC 1", "syntax error"),
        # Known only when the rows are computed.
        ("SELECT CAST(meeting_id AS INTEGER) FROM meetings", "Could not convert"),
        ("FROM 'nothing.parquet'", "nothing.parquet"),
    ],
)
def test_an_error_is_one_line(two_releases: TwoReleases, sql: str, told: str) -> None:
    with pytest.raises(SqlError) as error:
        ask(two_releases, sql)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_release_in_a_folder_with_an_odd_name_can_be_asked(two_releases: TwoReleases, tmp_path: Path) -> None:
    link = tmp_path / "it's [odd], *"
    link.symlink_to(two_releases.second)
    assert "".join(query(link, "SELECT count(*) AS n FROM meetings", "csv")) == "n\n2\n"


def views(release: Path) -> str:
    return (release / "views.sql").read_text()


def test_the_script_of_views_works_from_the_releases_folder(
    two_releases: TwoReleases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(two_releases.second)
    with duckdb.connect() as database:
        database.execute(views(two_releases.second))
        assert database.execute("SELECT count(*) FROM meetings").fetchall() == [(2,)]
        found = {
            row[0] for row in database.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        }
    assert found == {*schema.table_names(), "changes"}


def test_the_script_of_views_works_from_anywhere_with_the_folder_named(
    two_releases: TwoReleases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as database:
        database.execute(f"SET file_search_path = '{two_releases.outputs}/latest'")
        database.execute(views(two_releases.second))
        assert database.execute("SELECT count(*) FROM statements").fetchall() == [(38,)]
        described = database.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'meetings' AND column_name = 'date'"
        ).fetchall()
    assert described == [("Day of the meeting where it took place",)]


def test_every_view_and_column_has_its_description(two_releases: TwoReleases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(two_releases.second)
    with duckdb.connect() as database:
        database.execute(views(two_releases.second))
        missing = database.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
        ).fetchall()
        assert missing == []
        assert database.execute(
            "SELECT count(*) FROM duckdb_views() WHERE NOT internal AND comment IS NULL"
        ).fetchall() == [(0,)]
