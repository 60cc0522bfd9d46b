"""The command line: build a release, list and compare releases, ask them, explain a document.

Libraries that take long to load are imported by the command that needs them.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import StorageError
from pipeline.objects.url import Url
from pipeline.settings import (
    DASK,
    ENGINE_VARIABLE,
    OUTPUTS_VARIABLE,
    PROCESSES,
    RAW_VARIABLE,
    WORKERS_VARIABLE,
    Settings,
    SettingsError,
)

if TYPE_CHECKING:
    from pipeline.releases.catalog import ReleaseInfo

FAILED = 1
MISUSED = 2


class _Ended(Exception):
    """A command cannot go on: why, and the exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status: 0 done, 1 a check or a step stopped it, 2 it was asked wrongly."""
    options = _parser().parse_args(arguments)
    try:
        asked = {name: getattr(options, name, None) for name in ("raw", "outputs", "workers", "engine")}
        settings = Settings.load(**asked)
        if options.command == "run":
            return _run(settings, options.verbose)
        if options.command == "releases":
            return _releases(settings)
        if options.command == "diff":
            return _diff(settings, options.old, options.new, options.table, options.values)
        if options.command == "sql":
            return _sql(settings, options.query, options.release, options.format)
        return _show(settings, options.document, options.release)
    except SettingsError as error:
        return _say(str(error), MISUSED)
    except StorageError as error:
        return _say(str(error), FAILED)
    except _Ended as end:
        return _say(str(end), end.status)
    except BrokenPipeError:
        # The reader of our output, such as `head`, has seen enough.
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline", description=__doc__.split("\n", 1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="build a release from raw documents")
    run.add_argument(
        "--raw", metavar="DIR", help=f"folder of documents, or its URL (default: ${RAW_VARIABLE}, else raw/)"
    )
    run.add_argument(
        "--workers", metavar="N", type=int, help=f"processes that read (default: ${WORKERS_VARIABLE}, else all cores)"
    )
    run.add_argument(
        "--engine",
        metavar="E",
        help=f"where they run: {PROCESSES}, {DASK}, or a Dask scheduler's address (default: ${ENGINE_VARIABLE}, "
        f"else {PROCESSES})",
    )
    run.add_argument("--verbose", action="store_true", help="show Dagster's log")
    listing = commands.add_parser("releases", help="list the releases")
    show = commands.add_parser("show", help="explain one document: what was coded, by which rule, from which words")
    show.add_argument("document", metavar="DOCUMENT", help="document_id, such as mofa_jp/2013_undp_ticad")
    diff = commands.add_parser("diff", help="compare two releases: what went in, which rows differ, and how")
    diff.add_argument("old", metavar="A", nargs="?", default="previous", help="a release's id, latest or previous")
    diff.add_argument("new", metavar="B", nargs="?", default="latest", help="the release to compare with A")
    diff.add_argument("--table", metavar="T", help="only this table, with its rows named")
    diff.add_argument("--values", action="store_true", help="show the values that differ, row by row")
    sql = commands.add_parser("sql", help="ask a release in SQL: every table is a view")
    sql.add_argument("query", metavar="QUERY", help="such as: SELECT kind, count(*) FROM meetings GROUP BY kind")
    sql.add_argument("--format", choices=("table", "csv", "json"), default="table", help="(default: table)")
    for command in (show, sql):
        command.add_argument(
            "--release", metavar="ID", default="latest", help="the release to look in (default: latest)"
        )
    for command in (run, listing, diff, sql, show):
        command.add_argument(
            "--outputs",
            metavar="DIR",
            help=f"folder of releases, or its URL (default: ${OUTPUTS_VARIABLE}, else outputs/)",
        )
    return parser


def _run(settings: Settings, verbose: bool) -> int:
    settings.require_raw()
    settings.require_outputs()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    log = logging.getLogger("pipeline")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        from pipeline.build import build

        outcome = build(settings, verbose)
    finally:
        log.removeHandler(handler)
    for warning in outcome.warnings:
        print(warning, file=sys.stderr)
    if outcome.release is None:
        return _say("\n".join([*outcome.errors, "No release was made; earlier releases are as they were."]), FAILED)
    print(_summary(outcome.release))
    if outcome.is_new:
        if isinstance(settings.outputs, Url):
            print(f"\nPublished at {settings.outputs}/releases/{outcome.release.name}", end="")
        print(f"\nNew release {outcome.release.name}: {outcome.release}")
    else:
        print(f"\nNothing new: release {outcome.release.name} was made from the same documents and code.")
        print(f"It is in {outcome.release}")
    return 0


def _summary(release: Path) -> str:
    """Rows by table and issues by severity and code."""
    from collections import Counter

    import pyarrow.parquet as pq

    from pipeline.releases import manifest as manifests

    manifest = manifests.read(release)
    rows = {table: entry["rows"] for table, entry in manifest["tables"].items()}
    issues = pq.read_table(release / "issues.parquet", columns=["severity", "code"]).to_pylist()
    counts = Counter((row["severity"], row["code"]) for row in issues)
    lines = ["table                    rows", *(f"{table:<20} {count:>8,}" for table, count in rows.items())]
    lines += ["", f"issues in {manifest['n_inputs']:,} raw files"]
    lines += [f"{severity:<8} {code:<28} {count:>8,}" for (severity, code), count in sorted(counts.items())] or ["none"]
    return "\n".join(lines)


def _releases(settings: Settings) -> int:
    from pipeline.releases.catalog import list_releases

    _pull(settings)
    found = list_releases(settings.local_outputs)
    if not found:
        return _say(f"no release in {settings.outputs} yet: python -m pipeline run makes one", FAILED)
    print(f"{'release':<16} {'raw files':>9} {'documents':>9} {'meetings':>9} {'statements':>10}  code")
    for each in found:
        counts = [each.rows.get(table, 0) for table in ("documents", "meetings", "statements")]
        mark = "  latest" if each.is_latest else ""
        print(
            f"{each.release_id:<16} {each.inputs:>9,} {counts[0]:>9,} {counts[1]:>9,} {counts[2]:>10,}"
            f"  {each.code_version}{mark}"
        )
    return 0


def _diff(settings: Settings, old: str, new: str, table: str | None, values: bool) -> int:
    from pipeline.releases import diff, duck
    from pipeline.releases.compare import Comparison, Side

    _pull(settings, old, new)
    found = [_find(settings, each) for each in (old, new)]
    before, after = (Side.of(each.path) for each in found)
    known = sorted({*before.tables, *after.tables})
    if table is not None and table not in known:
        return _say(f"no table {table}; there are {', '.join(known)}", MISUSED)
    with duck.connection() as database:
        compared = Comparison(database, before, after, None if table is None else [table])
        for line in diff.lines(compared, name_rows=table is not None, values=values):
            print(line)
    return 0


def _sql(settings: Settings, query: str, release_id: str, form: str) -> int:
    from pipeline.releases import sql

    _pull(settings, release_id)
    release = _find(settings, release_id)
    try:
        for part in sql.query(release.path, query, form):
            sys.stdout.write(part)
    except sql.SqlError as error:
        return _say(str(error), MISUSED)
    return 0


def _show(settings: Settings, document: str, release_id: str) -> int:
    from pipeline.show import UnknownDocument, explain

    _pull(settings, release_id)
    release = _find(settings, release_id)
    try:
        print(explain(release.path, document), end="")
    except UnknownDocument as error:
        return _say(str(error), MISUSED)
    return 0


def _pull(settings: Settings, *releases: str) -> None:
    """Fetch what this machine does not have of these releases, where they are at a URL."""
    from pipeline.releases import remote

    if isinstance(settings.outputs, Url):
        remote.pull(settings.outputs, settings.local_outputs, releases)


def _find(settings: Settings, release_id: str) -> "ReleaseInfo":
    """The release of that id; raises ``_Ended`` where there is none."""
    from pipeline.releases.catalog import NoRelease, UnknownRelease, find_release

    try:
        return find_release(settings.local_outputs, release_id, settings.outputs)
    except NoRelease as error:
        raise _Ended(str(error), FAILED) from error
    except UnknownRelease as error:
        raise _Ended(str(error), MISUSED) from error


def _say(message: str, status: int) -> int:
    print(message, file=sys.stderr)
    return status
