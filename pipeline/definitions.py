"""Everything that Dagster loads. Assets and their checks are found in ``pipeline.assets``; there is no list to keep."""

import dagster as dg

from pipeline import assets
from pipeline.assets.stage import SettingsResource

build_release = dg.define_asset_job(
    "build_release",
    selection=dg.AssetSelection.all(),
    description="From raw documents to a release: all stages, with all checks.",
)

daily = dg.ScheduleDefinition(
    name="daily",
    job=build_release,
    cron_schedule="0 3 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Build every night at 3:00 UTC; nothing new makes no new release. Off until switched on.",
)

defs = dg.Definitions(
    assets=dg.load_assets_from_package_module(assets),
    jobs=[build_release],
    schedules=[daily],
    resources={"settings": SettingsResource()},
    # The stages pass tables on disk and use few seconds: a process for each would only add its start.
    executor=dg.in_process_executor,
)
