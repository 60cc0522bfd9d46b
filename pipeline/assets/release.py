"""Stage 5: the tables of one build, checked together, become an immutable release."""

from collections.abc import Iterator

import dagster as dg

from pipeline import stages
from pipeline.assets.stage import SettingsResource
from pipeline.releases.catalog import latest_release
from pipeline.releases.descriptor import describes_itself
from pipeline.tables import checks, expectations, schema
from pipeline.tables.checks import Finding
from pipeline.tables.codes import Severity

GROUP = "release"
TABLE_CHECKS = (*checks.CHECKS, checks.raw_accounted_for, *expectations.CHECKS, describes_itself)


@dg.asset(
    group_name=GROUP,
    deps=["raw_files", *schema.table_names()],
    kinds={"python"},
    code_version=stages.current_code(),
    check_specs=[
        dg.AssetCheckSpec(
            each.__name__, asset="candidate", blocking=True, description=" ".join(str(each.__doc__).split())
        )
        for each in TABLE_CHECKS
    ],
)
def candidate(settings: SettingsResource) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """All tables of one build, looked at together: what the checks that need several tables see before a release.

    Tables of different builds are refused. Errors stop the release; warnings are shown and do not.
    """
    found = stages.check(settings.load())
    yield dg.MaterializeResult(
        metadata={
            "errors": sum(each.severity == Severity.ERROR for findings in found.values() for each in findings),
            "warnings": sum(each.severity == Severity.WARNING for findings in found.values() for each in findings),
        }
    )
    for name, findings in found.items():
        yield _result(name, findings)


def _result(name: str, findings: list[Finding]) -> dg.AssetCheckResult:
    is_error = any(each.severity == Severity.ERROR for each in findings)
    told = "\n".join(map(str, findings))
    return dg.AssetCheckResult(
        passed=not findings,
        check_name=name,
        severity=dg.AssetCheckSeverity.ERROR if is_error or not findings else dg.AssetCheckSeverity.WARN,
        description=told or None,
        metadata={"findings": dg.MetadataValue.md(f"```\n{told}\n```")} if told else {},
    )


@dg.asset(group_name=GROUP, deps=[candidate], kinds={"parquet"}, code_version=stages.current_code())
def release(settings: SettingsResource) -> dg.MaterializeResult[None]:
    """An immutable folder: a Parquet file for each table, what accompanies them, a manifest.

    The same inputs and code make no new one.
    """
    loaded = settings.load()
    result = stages.release(loaded)
    made = latest_release(loaded.local_outputs)
    rows = dict(made.rows) if made else {}
    table = "\n".join(f"| {name} | {count:,} |" for name, count in rows.items())
    return dg.MaterializeResult(
        metadata={
            "release_id": result.release_id,
            "path": dg.MetadataValue.path(result.path),
            "is_new": result.is_new,
            "fingerprint": result.fingerprint,
            "rows": dg.MetadataValue.md(f"| table | rows |\n| --- | ---: |\n{table}"),
        }
    )
