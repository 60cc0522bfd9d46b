"""A build without the UI: the same Dagster job, in this process, with all its checks."""

import re
from dataclasses import dataclass, field, fields
from pathlib import Path

import dagster as dg
from dagster import DagsterEventType

from pipeline.definitions import build_release, defs
from pipeline.objects.url import Url
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended: ``release`` is the folder of the release, or None when ``errors`` say what stopped it."""

    release: Path | None
    is_new: bool = False
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def build(settings: Settings, verbose: bool = False) -> Outcome:
    """Run the job ``build_release`` for these folders; ``verbose`` shows Dagster's own log on stderr."""
    given = {each.name: getattr(settings, each.name) for each in fields(settings)}
    config = {name: str(v) if isinstance(v, (Path, Url)) else v for name, v in given.items() if v is not None}
    job = defs.resolve_job_def(build_release.name)
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(
            run_config={
                "resources": {"settings": {"config": config}},
                # A line for every event of every table would hide what matters; errors are told at the end.
                "loggers": {"console": {"config": {"log_level": "DEBUG" if verbose else "CRITICAL"}}},
            },
            instance=instance,
            raise_on_error=False,
        )
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    warnings = [_told(check) for check in failed if check.severity == dg.AssetCheckSeverity.WARN]
    if result.success:
        [release] = result.asset_materializations_for_node("release")
        return Outcome(Path(str(release.metadata["path"].value)), bool(release.metadata["is_new"].value), warnings)
    errors = [_told(check) for check in failed if check.severity == dg.AssetCheckSeverity.ERROR]
    return Outcome(None, warnings=warnings, errors=errors or _step_errors(result))


def _told(check: dg.AssetCheckEvaluation) -> str:
    kind = "Warning" if check.severity == dg.AssetCheckSeverity.WARN else "Check failed"
    told = (check.description or "").replace("\n", "\n  ")
    return f"{kind}: {check.asset_key.to_user_string()}, {check.check_name}\n  {told}"


def _step_errors(result: dg.ExecuteInProcessResult) -> list[str]:
    """What stopped the steps that failed for another reason than a check."""
    told = []
    for event in result.filter_events(lambda event: event.event_type == DagsterEventType.STEP_FAILURE):
        error = event.step_failure_data.error
        if error is not None and error.cause is not None:  # Dagster wraps the error of a step in one of its own
            error = error.cause
        # The errors of this package speak for themselves; of others the name is of use.
        reason = re.sub(r"^pipeline\.[\w.]+: ", "", error.message.strip()) if error else "no reason given"
        told.append(f"Step {event.step_key} failed: {reason}")
    return told
