"""A build in process: from documents to a release, and what stops it."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import raw, stages, working
from pipeline.assets.stage import markdown
from pipeline.build import Outcome, build
from pipeline.definitions import defs
from pipeline.reading.records import Reading
from pipeline.settings import Settings
from pipeline.tables import schema
from pipeline.working import NotBuilt
from tests import small_world


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    small_world.use(monkeypatch)
    return Settings(small_world.write_raw(tmp_path / "raw", a="", b=""), tmp_path / "out")


def table(settings: Settings, name: str) -> pd.DataFrame:
    return pd.read_parquet(settings.outputs / "latest" / f"{name}.parquet")


def contents(settings: Settings) -> dict[str, str]:
    """Every visible file of all releases with a hash of its bytes, and where ``latest`` points."""
    top = settings.outputs
    files = [path for path in top.rglob("*") if path.is_file() and not {".work", ".cache", ".lock"} & set(path.parts)]
    found = {str(path.relative_to(top)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return found | {"latest": os.readlink(top / "latest")}


def spoil(monkeypatch: pytest.MonkeyPatch, change: Callable[[Reading], object]) -> None:
    """Let ``change`` break what reading yields."""

    def read(*args: Any) -> Reading:
        change(result := small_world.read_document(*args))
        return result

    small_world.use(monkeypatch, read, change.__name__)


def test_all_assets_materialize_and_the_release_has_all_tables(settings: Settings) -> None:
    outcome = build(settings)
    assert (outcome.errors, outcome.warnings) == ([], [])
    assert outcome.is_new
    assert outcome.release is not None
    manifest = json.loads((outcome.release / "manifest.json").read_text("utf-8"))
    assert set(manifest["tables"]) == set(schema.table_names())
    told = {entry["file"] for part in ("tables", "companions") for entry in manifest[part].values()}
    assert {path.name for path in outcome.release.iterdir()} == told | {"manifest.json"}
    assert {"datapackage.json", "DICTIONARY.md", "CITATION.cff"} <= set(manifest["companions"])
    assert list(table(settings, "meetings")["meeting_id"]) == ["a#1", "b#1"]
    assert len(table(settings, "persons")) == 1
    assert set(table(settings, "participants")["person_id"].dropna()) == set(table(settings, "persons")["person_id"])
    assert set(table(settings, "mentions")["entity_id"]) == set(table(settings, "persons")["person_id"])
    assert list(table(settings, "texts")["text"]) == [small_world.PAGE.format("a"), small_world.PAGE.format("b")]
    assert "climate_change" in set(table(settings, "meeting_topics")["topic_id"])


def test_each_table_shows_its_rows_in_the_ui(settings: Settings) -> None:
    job = defs.resolve_job_def("build_release")
    folders = {"raw": str(settings.raw), "outputs": str(settings.outputs)}
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(
            run_config={"resources": {"settings": {"config": folders}}, "loggers": {"console": {"config": {}}}},
            instance=instance,
        )
    events = [event for event in result.all_events if event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION]
    shown = {
        event.materialization.asset_key.to_user_string(): event.materialization.metadata
        for event in (event.step_materialization_data for event in events)
    }
    for name in schema.table_names():
        assert shown[name]["dagster/row_count"].value == len(table(settings, name))
        assert schema.columns(name)[0] in str(shown[name]["preview"].value)
    assert shown["release"]["is_new"].value is True


def test_the_same_again_is_not_new(settings: Settings) -> None:
    first = build(settings)
    before = contents(settings)
    again = build(settings)
    assert (again.release, again.is_new) == (first.release, False)
    assert contents(settings) == before


def test_another_document_makes_another_release(settings: Settings) -> None:
    first = build(settings)
    small_world.write_raw(settings.raw, c="")
    second = build(settings)
    assert second.is_new
    assert second.release != first.release
    assert len(table(settings, "documents")) == 3
    assert first.release is not None
    assert len(pd.read_parquet(first.release / "documents.parquet")) == 2


def test_no_documents_make_a_release_of_empty_tables(settings: Settings) -> None:
    for path in settings.raw.iterdir():
        path.unlink()
    assert build(settings).errors == []
    assert len(table(settings, "meetings")) == 0
    duration = pq.read_schema(settings.outputs / "latest" / "meetings.parquet").field("duration_minutes")
    assert str(duration.type) == "int64"
    assert duration.nullable


def test_what_cannot_be_read_is_an_issue_and_the_rest_goes_on(settings: Settings) -> None:
    small_world.write_raw(settings.raw, c="LAYOUT", d="FAULT")
    (settings.raw / "e.txt").write_bytes(b"\xff")
    (settings.raw / "f.pdf").write_bytes(b"x")
    assert build(settings).errors == []
    assert list(table(settings, "documents")["document_id"]) == ["a", "b"]
    issues = table(settings, "issues").set_index("document_id")
    assert dict(issues["code"]) == {
        "c": "unknown_layout",
        "d": "reading_failed",
        "e": "not_utf8",
        "f.pdf": "not_a_text_file",
    }
    assert set(issues["severity"]) == {"error"}
    told = issues.loc["d", "message"]
    assert "ZeroDivisionError" in told
    assert "small_world.py" in told
    assert str(settings.raw) not in " ".join(issues["message"])


def _unknown_act(result: Reading) -> None:
    result.statements[0].act = "shout"


def _span_that_shows_other_words(result: Reading) -> None:
    result.statements[0].text = "words that do not stand there"


def _gap_between_blocks(result: Reading) -> None:
    result.blocks[0].char_start = 3


def _the_same_key_twice(result: Reading) -> None:
    result.meetings.append(result.meetings[0])


def _speaker_who_is_nobody(result: Reading) -> None:
    result.statements[0].speaker_id = "nobody"


@pytest.mark.parametrize(
    ("change", "check", "row"),
    [
        (_unknown_act, "statements, declaration", "a#1/s1"),
        (_the_same_key_twice, "meetings, declaration", "a#1"),
        (_span_that_shows_other_words, "candidate, spans_show_text", "a#1/s1"),
        (_gap_between_blocks, "candidate, blocks_tile_text", "a"),
        (_speaker_who_is_nobody, "candidate, foreign_keys", "a#1/s1"),
    ],
)
def test_a_broken_table_stops_the_release_and_names_the_row(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Reading], object],
    check: str,
    row: str,
) -> None:
    build(settings)
    before = contents(settings)
    small_world.write_raw(settings.raw, c="")
    spoil(monkeypatch, change)
    outcome = build(settings)
    assert outcome.release is None
    told = "\n".join(outcome.errors)
    assert check in told
    assert row in told
    assert contents(settings) == before


def test_after_a_broken_build_a_sound_one_makes_its_release(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, _unknown_act)
    assert build(settings).release is None
    assert not (settings.outputs / "latest").exists()
    small_world.use(monkeypatch)
    assert build(settings).is_new


def test_a_doubt_is_told_and_does_not_stop_the_release(settings: Settings) -> None:
    small_world.write_raw(settings.raw, c="CLAIMS")
    outcome = build(settings)
    assert outcome.is_new
    [warning] = outcome.warnings
    assert "declared_meetings_found" in warning
    assert "'c'" in warning


def test_tables_of_different_builds_are_refused(settings: Settings) -> None:
    build(settings)
    small_world.write_raw(settings.raw, c="")
    stages.store_raw(settings)
    with pytest.raises(NotBuilt, match="different builds"):
        stages.check(settings)
    stages.parse(settings)
    with pytest.raises(NotBuilt, match="different builds"):
        stages.count_topics(settings)


def test_tables_made_by_other_code_are_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    stages.store_raw(settings)
    monkeypatch.setattr(stages, "current_code", lambda: "other")
    with pytest.raises(NotBuilt, match="other"):
        stages.parse(settings)


def test_a_release_needs_a_checked_build(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, _gap_between_blocks)
    for stage in (
        stages.store_raw,
        stages.parse,
        stages.resolve_entities,
        stages.list_codes,
        stages.code_topics,
        stages.count_topics,
        stages.check,
    ):
        stage(settings)
    with pytest.raises(NotBuilt, match="coverage"):
        stages.release(settings)


def test_a_stage_alone_says_that_the_one_before_is_missing(settings: Settings) -> None:
    with pytest.raises(NotBuilt, match="Materialize all"):
        stages.parse(settings)


def test_the_size_of_batches_does_not_show(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    small_world.write_raw(settings.raw, **{f"page{i}": "" for i in range(10)})
    whole = build(settings)
    monkeypatch.setattr(raw, "FILES_AT_ONCE", 3)
    monkeypatch.setattr(stages, "BATCH_DOCUMENTS", 5)
    monkeypatch.setattr(working, "ROWS_AT_ONCE", 4)
    cut = build(Settings(settings.raw, settings.outputs.with_name("cut")))
    assert _bytes(whole) == _bytes(cut)


def _bytes(outcome: Outcome) -> dict[str, bytes]:
    assert outcome.release is not None
    return {path.name: path.read_bytes() for path in outcome.release.glob("*.parquet")}


def test_a_preview_keeps_a_documents_own_marks_as_text() -> None:
    columns = pa.schema([("text", pa.string()), ("n", pa.int64())])
    shown = markdown([{"text": "a|b\n<script>*x*", "n": None}], columns)
    assert shown.splitlines()[-1] == r"| a\|b\\n\<script\>\*x\* |  |"
    assert markdown([], columns).count("\n") == 1
