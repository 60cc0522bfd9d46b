"""What the assets of all stages have in common: a step per function, an asset and a blocking check per table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import dagster as dg
import pyarrow as pa

from pipeline import stages
from pipeline.settings import Settings
from pipeline.tables import schema
from pipeline.tables.frames import TableError, shorten
from pipeline.working import WorkingTables

PREVIEW_ROWS = 8
DECLARATION = "declaration"


class SettingsResource(dg.ConfigurableResource[Settings]):
    """The settings of a run; left empty, the environment variables count, then the defaults."""

    raw: str | None = None
    outputs: str | None = None
    corrections: str | None = None
    expectations: str | None = None
    mirror: str | None = None
    cache: str | None = None
    cache_gib: float | None = None
    workers: int | None = None
    engine: str | None = None

    def load(self) -> Settings:
        """The settings; raises ``SettingsError``."""
        return Settings.load(**{name: getattr(self, name) for name in SettingsResource.model_fields})


def stage_assets(
    group: str,
    run: Callable[[Settings], None],
    links: Mapping[str, Sequence[str]],
    records: Mapping[str, type[Any]] | None = None,
) -> dg.AssetsDefinition:
    """The assets of one step: ``run`` writes the working tables that are the keys of ``links``, from their values.

    ``records`` holds the record classes of those tables that no release has. Each of the others has a blocking check:
    a table that breaks its declaration is not written, the check names the rows, and nothing after it runs.
    """
    records = records or {}

    @dg.multi_asset(
        name=run.__name__,
        specs=[_spec(table, group, deps, records.get(table)) for table, deps in links.items()],
        check_specs=[
            dg.AssetCheckSpec(
                DECLARATION,
                asset=table,
                blocking=True,
                description=f"Columns, types, codes, ranges and row rules of {table} are as declared.",
            )
            for table in links
            if table not in records
        ],
    )
    def assets(settings: SettingsResource) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        loaded = settings.load()
        try:
            run(loaded)
        except TableError as error:
            yield dg.AssetCheckResult(
                passed=False,
                asset_key=error.table,
                check_name=DECLARATION,
                description=str(error),
                metadata={"failures": dg.MetadataValue.md(f"```\n{error}\n```")},
            )
            raise dg.Failure(str(error), allow_retries=False) from None
        work = WorkingTables(loaded.work)
        for table in links:
            rows = work.rows(table)
            yield dg.MaterializeResult(asset_key=table, metadata=_metadata(work, table, rows))
            if table not in records:
                yield dg.AssetCheckResult(
                    passed=True, asset_key=table, check_name=DECLARATION, metadata={"rows": dg.MetadataValue.int(rows)}
                )

    return assets


def _spec(table: str, group: str, deps: Sequence[str], record: type[Any] | None) -> dg.AssetSpec:
    return dg.AssetSpec(
        table,
        group_name=group,
        deps=list(deps),
        description=_record_description(record) if record else schema.description(table),
        kinds={"python", "parquet"},
        code_version=stages.current_code(),
        metadata={"dagster/column_schema": _record_columns(record) if record else _declared_columns(table)},
    )


def _record_description(record: type[Any]) -> str:
    return " ".join(str(record.__doc__).replace("``", "`").split())


def _record_columns(record: type[Any]) -> dg.TableSchema:
    return dg.TableSchema([dg.TableColumn(each.name, type=str(each.type)) for each in fields(record)])


def _declared_columns(table: str) -> dg.TableSchema:
    """Dagster's form of a table's declaration."""
    declared = schema.pandera_schema(table)
    columns = [
        dg.TableColumn(
            name,
            type=str(column.dtype),
            description=column.description,
            constraints=dg.TableColumnConstraints(
                nullable=column.nullable,
                unique=column.unique or schema.key(table) == (name,),
                other=[str(check.error or check) for check in column.checks],
            ),
        )
        for name, column in declared.columns.items()
    ]
    rules = [f"primary key: {', '.join(schema.key(table))}"]
    for each in schema.references(table):
        when = f" where {each.when[0]} is {each.when[1]}" if each.when else ""
        rules.append(f"{each.column} is in {each.table}.{each.table_column}{when}")
    rules += [str(check.error or check) for check in declared.checks]
    return dg.TableSchema(columns, constraints=dg.TableConstraints(other=rules))


def _metadata(work: WorkingTables, table: str, rows: int) -> dict[str, Any]:
    return {
        "dagster/row_count": rows,
        "preview": dg.MetadataValue.md(markdown(work.head(table, PREVIEW_ROWS), work.schema(table))),
        "path": dg.MetadataValue.path(work.path(table)),
        "bytes": work.bytes(table),
    }


def markdown(rows: Sequence[Mapping[str, Any]], columns: pa.Schema) -> str:
    """Some rows as a Markdown table; long values are cut, and a document's own marks stay plain text."""
    lines = [f"| {' | '.join(columns.names)} |", f"|{' --- |' * len(columns.names)}"]
    for row in rows:
        lines.append(f"| {' | '.join(_cell(row[name]) for name in columns.names)} |")
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = shorten(value).strip("'\"") if isinstance(value, str) else shorten(value)
    for mark in "\\|`*_<>[]":
        text = text.replace(mark, f"\\{mark}")
    return text
