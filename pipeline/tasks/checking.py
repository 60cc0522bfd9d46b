"""Check one part of the tables: all that can be seen in it alone, and what it refers to outside of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.cache.store import Store
from pipeline.tables import checks
from pipeline.tables.checks import Finding
from pipeline.tables.codes import Severity
from pipeline.tables.expectations import coverage
from pipeline.tables.frames import to_frame
from pipeline.tables.tabular import Covered, Tables

FOLDER = "findings"


@dataclass(frozen=True, slots=True)
class CheckTask:
    """The files of a part by table; ``key`` names what is found by all that goes into it."""

    store: Store
    key: str
    files: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a part is like.

    ``findings`` are by check; ``outer`` are keys of other tables that the part refers to, by table; ``coverage`` counts
    rows by table, publisher and year.
    """

    findings: Mapping[str, list[Finding]]
    outer: Mapping[str, list[str]]
    coverage: Mapping[Covered, int]


def check_part(task: CheckTask) -> Checked:
    """Run all checks on the part."""
    tables = Tables({table: to_frame(_rows(task.store, names)) for table, names in task.files.items()})
    found = {check.__name__: check(tables) for check in checks.CHECKS}
    outer = {table: sorted(keys) for table, keys in sorted(checks.outer_references(tables).items())}
    covered = coverage(tables)
    told = {
        "findings": {name: [asdict(each) for each in listed] for name, listed in found.items()},
        "outer": outer,
        "coverage": [[*group, count] for group, count in sorted(covered.items())],
    }
    task.store.write(about(task.key), json.dumps(told, default=_plain).encode())
    return Checked(found, outer, covered)


def find(store: Store, key: str) -> Checked | None:
    """What was found in the part of that key, if it was checked before."""
    try:
        told = json.loads(store.read(about(key)).to_pybytes())
    except (OSError, ValueError):  # not there, or damaged
        return None
    findings = {
        name: [Finding(**{**each, "severity": Severity[each["severity"].upper()]}) for each in listed]
        for name, listed in told["findings"].items()
    }
    return Checked(findings, told["outer"], {(table, source, year): n for table, source, year, n in told["coverage"]})


def _rows(store: Store, names: Sequence[str]) -> pa.Table:
    return pa.concat_tables([pq.read_table(pa.BufferReader(store.read(name))) for name in names])


def about(key: str) -> str:
    """The name of the file that says what was found in a part."""
    return f"{FOLDER}/{key}.json"


def _plain(value: Any) -> Any:
    """A value of a row's key as JSON has it: numbers of numpy as numbers."""
    return value.item() if hasattr(value, "item") else str(value)
