"""What Dagster shows before anything runs."""

import datetime as dt

import dagster as dg
import pytest

from pipeline import stages
from pipeline.definitions import daily, defs
from pipeline.tables import schema

GRAPH = defs.resolve_asset_graph()
SPECS = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def test_one_group_per_stage() -> None:
    assert {spec.group_name for spec in SPECS.values()} == {"raw", "parsed", "codes", "entities", "topics", "release"}


def test_every_table_of_a_release_is_an_asset_and_the_candidate_needs_it() -> None:
    assert set(schema.table_names()) <= set(SPECS)
    needed = {dep.asset_key.to_user_string() for dep in SPECS["candidate"].deps}
    assert needed == {*schema.table_names(), "raw_files"}
    assert [dep.asset_key.to_user_string() for dep in SPECS["release"].deps] == ["candidate"]


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_asset_is_described(name: str) -> None:
    spec = SPECS[name]
    assert spec.description
    assert len(spec.description) > 10
    assert spec.kinds
    assert spec.code_version == stages.current_code()
    if name not in {"candidate", "release"}:
        columns = spec.metadata["dagster/column_schema"]
        assert isinstance(columns, dg.TableSchema)
        assert columns.columns


@pytest.mark.parametrize("table", schema.table_names())
def test_columns_are_those_of_the_declaration(table: str) -> None:
    shown = SPECS[table].metadata["dagster/column_schema"]
    assert [column.name for column in shown.columns] == list(schema.columns(table))
    assert all(column.description for column in shown.columns)


def test_every_table_has_a_blocking_check_and_so_has_the_candidate() -> None:
    checks: dict[str, set[str]] = {}
    for assets in GRAPH.assets_defs:
        for spec in assets.check_specs:
            assert spec.blocking
            assert spec.description
            checks.setdefault(spec.asset_key.to_user_string(), set()).add(spec.name)
    assert all(checks[table] == {"declaration"} for table in schema.table_names())
    assert {"foreign_keys", "spans_show_text", "blocks_tile_text", "raw_accounted_for"} <= checks["candidate"]
    assert {"minima_reached", "no_unexplained_drop", "corrections_match", "describes_itself"} <= checks["candidate"]


def test_the_schedule_is_off_and_would_run_everything() -> None:
    assert daily.default_status == dg.DefaultScheduleStatus.STOPPED
    at = dt.datetime(2026, 1, 1, 3, tzinfo=dt.UTC)
    with dg.DagsterInstance.ephemeral() as instance:
        tick = daily.evaluate_tick(dg.build_schedule_context(instance=instance, scheduled_execution_time=at))
    assert tick.run_requests is not None
    assert len(tick.run_requests) == 1
    assert daily.job_name == "build_release"


def test_the_job_holds_every_asset() -> None:
    job = defs.resolve_job_def("build_release")
    assert {key.to_user_string() for key in job.asset_layer.executable_asset_keys} == set(SPECS)
