"""The command line: build a release, list releases, explain a document.

Libraries that take long to load are imported by the command that needs them.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.settings import OUTPUTS_VARIABLE, RAW_VARIABLE, Settings, SettingsError

FAILED = 1
MISUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status: 0 done, 1 a check or a step stopped it, 2 it was asked wrongly."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.load(getattr(options, "raw", None), options.outputs)
        if options.command == "run":
            return _run(settings, options.verbose)
        if options.command == "releases":
            return _releases(settings)
        return _show(settings, options.document, options.release)
    except SettingsError as error:
        return _say(str(error), MISUSED)
    except BrokenPipeError:
        # The reader of our output, such as `head`, has seen enough.
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline", description=__doc__.split("\n", 1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="build a release from raw documents")
    run.add_argument("--raw", metavar="DIR", help=f"folder of documents (default: ${RAW_VARIABLE}, else raw/)")
    run.add_argument("--verbose", action="store_true", help="show Dagster's log")
    listing = commands.add_parser("releases", help="list the releases")
    show = commands.add_parser("show", help="explain one document: what was coded, by which rule, from which words")
    show.add_argument("document", metavar="DOCUMENT", help="document_id, such as mofa_jp/2013_undp_ticad")
    show.add_argument("--release", metavar="ID", help="the release to look in (default: the latest)")
    for command in (run, listing, show):
        command.add_argument(
            "--outputs", metavar="DIR", help=f"folder of releases (default: ${OUTPUTS_VARIABLE}, else outputs/)"
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
        print(f"\nNew release {outcome.release.name}: {outcome.release}")
    else:
        print(f"\nNothing new: release {outcome.release.name} was made from the same documents and code.")
        print(f"It is in {outcome.release}")
    return 0


def _summary(release: Path) -> str:
    """Rows by table and issues by severity and code."""
    import json
    from collections import Counter

    import pyarrow.parquet as pq

    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    rows = {table: entry["rows"] for table, entry in manifest["tables"].items()}
    issues = pq.read_table(release / "issues.parquet", columns=["severity", "code"]).to_pylist()
    counts = Counter((row["severity"], row["code"]) for row in issues)
    lines = ["table                    rows", *(f"{table:<20} {count:>8,}" for table, count in rows.items())]
    lines += ["", f"issues in {len(manifest['inputs']):,} raw files"]
    lines += [f"{severity:<8} {code:<28} {count:>8,}" for (severity, code), count in sorted(counts.items())] or ["none"]
    return "\n".join(lines)


def _releases(settings: Settings) -> int:
    from pipeline.releases.catalog import list_releases

    found = list_releases(settings.outputs)
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


def _show(settings: Settings, document: str, release_id: str | None) -> int:
    from pipeline.releases.catalog import list_releases
    from pipeline.show import UnknownDocument, explain

    releases = {each.release_id: each for each in list_releases(settings.outputs)}
    if not releases:
        return _say(f"no release in {settings.outputs} yet: python -m pipeline run makes one", FAILED)
    if release_id is not None and release_id not in releases:
        return _say(f"no release {release_id}; there are {', '.join(releases)}", MISUSED)
    release = releases[release_id] if release_id else list(releases.values())[-1]
    try:
        print(explain(release.path, document), end="")
    except UnknownDocument as error:
        return _say(str(error), MISUSED)
    return 0


def _say(message: str, status: int) -> int:
    print(message, file=sys.stderr)
    return status
