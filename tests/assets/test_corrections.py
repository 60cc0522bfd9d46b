"""Known errors of the sources are put right, seen in issues, and told once they match nothing."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from pipeline import corrections, stages
from pipeline.build import build
from pipeline.corrections import Correction, CorrectionError
from pipeline.releases import commit
from pipeline.settings import PROJECT, Settings, SettingsError
from tests import small_world

DATE = """
[[correction]]
document = "a"
table = "meetings"
field = "date"
wrong = 2020-01-02
right = 2020-01-03
reason = "The other side's page says the 3rd."
"""
VALUES = '"date"\nwrong = 2020-01-02\nright = 2020-01-03'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "corrections.toml"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    small_world.use(monkeypatch)
    monkeypatch.setattr(commit, "makers", lambda: ())
    return Settings(small_world.write_raw(tmp_path / "raw", a="", b=""), tmp_path / "out")


def load(file: Path, text: str) -> list[Correction]:
    file.write_text(text, encoding="utf-8")
    return corrections.load(file)


def table(settings: Settings, name: str) -> pd.DataFrame:
    return pd.read_parquet(settings.outputs / "latest" / f"{name}.parquet")


def test_the_shipped_file_has_no_entry_and_its_example_is_one(file: Path) -> None:
    shipped = (PROJECT / "corrections.toml").read_text("utf-8")
    assert corrections.load(PROJECT / "corrections.toml") == []
    example = shipped[shipped.index("# [[correction]]") :].split("\n#\n")[0]
    [entry] = load(file, "\n".join(line.removeprefix("# ") for line in example.splitlines()))
    assert (entry.table_name, entry.column_name, entry.right) == ("meetings", "date", '"2016-05-28"')


def test_a_value_is_put_right_with_what_follows_from_it_and_the_issue_says_so(settings: Settings, file: Path) -> None:
    first = build(settings)
    assert first.release is not None
    load(file, DATE)
    second = build(settings)
    assert (second.errors, second.warnings) == ([], [])
    assert second.is_new
    meetings = table(settings, "meetings").set_index("meeting_id")
    assert meetings["date"].to_dict() == {"a#1": dt.date(2020, 1, 3), "b#1": dt.date(2020, 1, 2)}
    assert meetings.loc["a#1", "start_utc"] == pd.Timestamp("2020-01-03T09:00Z")
    [issue] = table(settings, "issues").to_dict("records")
    assert (issue["document_id"], issue["severity"], issue["code"]) == ("a", "warning", "correction_applied")
    assert issue["message"] == (
        'meetings, a#1: date "2020-01-02" becomes "2020-01-03": The other side\'s page says the 3rd.'
    )
    assert issue["char_end"] > 0
    evidence = table(settings, "evidence").set_index("row_id")
    assert evidence["method"].to_dict() == {"a#1": "correction", "b#1": "made up"}
    # Comments make no difference, entries do.
    file.write_text(f"# a comment\n{DATE}")
    assert not build(settings).is_new
    file.unlink()
    assert build(settings).is_new
    assert (table(settings, "meetings")["date"] == dt.date(2020, 1, 2)).all()


@pytest.mark.parametrize(
    ("change", "document"),
    [
        (('wrong = 2020-01-02', "wrong = 2021-01-02"), "a"),
        (('document = "a"', 'document = "gone"'), "gone"),
        (('document = "a"', 'document = "c"'), "c"),
        (('field = "date"', 'field = "date"\nrow = "a#2"'), "a"),
    ],
)  # fmt: skip
def test_an_entry_that_finds_nothing_is_told(
    settings: Settings, file: Path, change: tuple[str, str], document: str
) -> None:
    small_world.write_raw(settings.raw, c="FAULT")
    load(file, DATE.replace(*change))
    outcome = build(settings)
    assert outcome.errors == []
    [warning] = outcome.warnings
    assert "corrections_match" in warning
    assert "delete or mend the correction" in warning
    issues = table(settings, "issues")
    [issue] = issues[issues["code"] == "correction_unmatched"].to_dict("records")
    assert (issue["document_id"], issue["severity"]) == (document, "warning")


def test_all_rows_of_the_document_with_the_value_or_one_row(settings: Settings, file: Path) -> None:
    load(
        file,
        """
        [[correction]]
        document = "a"
        table = "participants"
        field = "role"
        wrong = "principal"
        right = "attendee"
        reason = "both"
        [[correction]]
        document = "b"
        table = "participants"
        row = "b#1/p2"
        field = "country_iso3"
        wrong = "DEU"
        right = "FRA"
        reason = "one"
        [[correction]]
        document = "b"
        table = "participants"
        field = "title"
        wrong = "Foreign Minister"
        right = ""
        reason = "no office"
        [[correction]]
        document = "a"
        table = "persons"
        field = "given_name"
        wrong = "Toshimitsu"
        right = "Toshi"
        reason = "name"
        [[correction]]
        document = "b"
        table = "statements"
        field = "in_response"
        wrong = false
        right = true
        reason = "it answers"
        [[correction]]
        document = "a"
        table = "meetings"
        field = "duration_minutes"
        wrong = 60
        right = 45
        reason = "clock"
        """,
    )
    outcome = build(settings)
    assert (outcome.errors, outcome.warnings) == ([], [])
    people = table(settings, "participants").set_index("participant_id")
    assert people["role"].tolist() == ["attendee", "attendee", "principal", "principal"]
    assert people.loc["b#1/p2", "country_iso3"] == "FRA"
    assert pd.isna(people.loc["b#1/p2", "title"])
    assert "Toshi" in set(table(settings, "persons")["given_name"])
    assert table(settings, "statements")["in_response"].tolist() == [False, True]
    assert table(settings, "meetings")["duration_minutes"].tolist() == [45, 60]
    assert len(table(settings, "issues")) == 7


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[correction]]", "[correction]", r"write each entry under \[\[correction\]\]"),
        ("[[correction]]", "[[corection]]", r"write each entry under \[\[correction\]\]"),
        ('document = "a"', "document = a", "is no TOML"),
        ('document = "a"', "", "entry 1: it lacks document"),
        ('document = "a"', 'document = " "', "document must be a string that is not empty"),
        ('document = "a"', 'document = "a"\nplace = 1', "place means nothing here"),
        ('"meetings"', '"topics"', "table is 'topics', can be one of documents, visits, meetings"),
        ('"date"', '"day"', "field is 'day', in meetings can be one of section, title, date"),
        ('"date"', '"start_utc"', "field is 'start_utc'"),
        ('"date"', '"char_start"', "field is 'char_start'"),
        ("2020-01-03", '"2020-01-03"', "right is '2020-01-03', should be a date"),
        ("2020-01-03", "2020-01-03T00:00:00", "should be a date"),
        ("2020-01-03", "2020-01-02", "wrong and right are the same"),
        (VALUES, '"kind"\nwrong = "meeting"\nright = "talk"', "can be one of"),
        (VALUES, '"kind"\nwrong = "meeting"\nright = ""', "always has a value"),
        (VALUES, '"duration_minutes"\nwrong = 1\nright = true', "an integer"),
        ("", DATE, "entry 2: the same stands there twice"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_says_what_to_do(file: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(CorrectionError, match=said):
        load(file, DATE.replace(old, new, 1) if old else DATE + new)


def test_a_wrong_file_stops_the_build(settings: Settings, file: Path) -> None:
    file.write_text("x = 1")
    outcome = build(settings)
    assert outcome.release is None
    assert "corrections.toml" in "".join(outcome.errors)


def test_a_named_file_must_be_there(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUTS_CORRECTIONS", str(tmp_path / "named.toml"))
    loaded = Settings.load(settings.raw, settings.outputs)
    with pytest.raises(SettingsError, match=r"no file .*named.toml"):
        stages.store_raw(loaded)
    (tmp_path / "named.toml").write_text(DATE)
    assert loaded.require_corrections() == tmp_path / "named.toml"


def test_a_corrected_value_must_still_fit_its_table(settings: Settings, file: Path) -> None:
    load(file, DATE.replace('"date"', '"country_iso3"').replace("2020-01-02", '"DEU"').replace("2020-01-03", '"XXX"'))
    outcome = build(settings)
    assert outcome.release is None
    assert "country_iso3 'XXX' is not in countries" in "\n".join(outcome.errors)
