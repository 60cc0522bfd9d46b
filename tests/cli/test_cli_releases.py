"""The commands that look at releases: diff and sql."""

import json

import pytest

from pipeline.cli import main
from tests.conftest import EDITED, TwoReleases


@pytest.fixture(autouse=True)
def outputs(two_releases: TwoReleases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUTS_OUTPUTS", str(two_releases.outputs))


def test_diff_sums_up_what_differs(two_releases: TwoReleases, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff"]) == 0
    shown = capsys.readouterr().out
    assert f"release {two_releases.first.name} to {two_releases.second.name}" in shown
    assert f"- `{EDITED}`" in shown
    assert "| meetings | 2 | 2 | 0 | 1 | 0 | 0 |" in shown
    assert "Which rows" not in shown
    assert main(["diff", two_releases.first.name, two_releases.second.name]) == 0
    assert capsys.readouterr().out == shown


def test_diff_goes_down_to_rows_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "previous", "latest", "--table", "meetings"]) == 0
    shown = capsys.readouterr().out
    assert f"- modified `{EDITED}#1`: duration_minutes, char_end" in shown
    assert "statements" not in shown
    assert '"60"' not in shown
    assert main(["diff", "--values"]) == 0
    shown = capsys.readouterr().out
    assert f'modified {EDITED}#1\n    duration_minutes: "60" → "75"\n' in shown
    [text] = [line for line in shown.splitlines() if line.startswith("    text: …")]
    assert "around 60 minutes" in text
    assert "around 75 minutes" in text


def test_diff_works_in_either_direction_and_with_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "latest", "previous", "--table", "meetings", "--values"]) == 0
    assert 'duration_minutes: "75" → "60"' in capsys.readouterr().out
    assert main(["diff", "latest", "latest"]) == 0
    assert "No row differs." in capsys.readouterr().out


def test_diff_of_what_is_not_there_ends_with_2(
    two_releases: TwoReleases, capsys: pytest.CaptureFixture[str], tmp_path
) -> None:
    assert main(["diff", "2000-01-01.1", "latest"]) == 2
    told = capsys.readouterr().err
    assert "no release 2000-01-01.1; there are" in told
    assert two_releases.first.name in told
    assert main(["diff", "--table", "nothing"]) == 2
    assert "no table nothing; there are acts" in capsys.readouterr().err
    assert main(["diff", "--outputs", str(tmp_path)]) == 1
    assert "no release" in capsys.readouterr().err


def test_sql_prints_the_result(two_releases: TwoReleases, capsys: pytest.CaptureFixture[str]) -> None:
    asked = f"SELECT duration_minutes AS n FROM meetings WHERE document_id = '{EDITED}'"
    assert main(["sql", asked]) == 0
    assert capsys.readouterr().out.splitlines() == [" n", "--", "75", "(1 row)"]
    assert main(["sql", asked, "--release", two_releases.first.name, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"n": 60}]
    assert main(["sql", asked, "--release", "previous", "--format", "csv"]) == 0
    assert capsys.readouterr().out == "n\n60\n"


def test_sql_that_cannot_run_ends_with_2_and_one_line(capsys: pytest.CaptureFixture[str], tmp_path) -> None:
    assert main(["sql", "FROM meetins"]) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "meetings" in told.err
    assert told.out == ""
    assert main(["sql", "SELECT 1", "--release", "nothing"]) == 2
    assert main(["sql", "SELECT 1", "--outputs", str(tmp_path)]) == 1
