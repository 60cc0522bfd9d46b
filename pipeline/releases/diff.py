"""The differences of two releases down to values, as text for a terminal."""

import json
from collections.abc import Iterator

from pipeline.releases.changes import report
from pipeline.releases.compare import Change, Comparison, ValueChange

CHARS_SHOWN = 100
# Of what is the same before and after the difference of two long values.
CHARS_AROUND = 20


def lines(found: Comparison, name_rows: bool, values: bool) -> Iterator[str]:
    """The report on two releases, with the rows that differ if ``name_rows``, and with their values if ``values``."""
    yield from report(found, name_rows).rstrip("\n").split("\n")
    if not values:
        return
    for table in dict.fromkeys(count.table for count in found.counts()):
        yield from ("", f"## Values in {table}", "")
        for row in found.values(table):
            yield from _row(row)


def _row(row: ValueChange) -> Iterator[str]:
    yield f"{row.change} {row.key if row.key.isprintable() else json.dumps(row.key)}"
    for column, (old, new) in row.values.items():
        if row.change == Change.MODIFIED:
            before, after = _difference(old, new)
            yield f"    {column}: {before} → {after}"
        else:
            yield f"    {column}: {_shown(new if row.change == Change.ADDED else old, CHARS_SHOWN)}"


def _difference(old: str | None, new: str | None) -> tuple[str, str]:
    """Both values; of long ones the part where they differ, and a little around it."""
    if old is None or new is None or max(len(old), len(new)) <= CHARS_SHOWN:
        return _shown(old, CHARS_SHOWN), _shown(new, CHARS_SHOWN)
    same = _shared(old, new)
    start = max(same - CHARS_AROUND, 0)
    # The end that both share must not reach into what they share at the start.
    rest = min(len(old), len(new)) - same
    tail = min(_shared(old[::-1], new[::-1]), rest)
    ends = [min(len(value) - tail + CHARS_AROUND, start + CHARS_SHOWN) for value in (old, new)]
    before, after = (
        f"{'…' if start else ''}{_shown(value[start:end], CHARS_SHOWN)}{'…' if end < len(value) else ''}"
        for value, end in zip((old, new), ends, strict=True)
    )
    return before, after


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _shown(value: str | None, at_most: int) -> str:
    """A value in quotes on one line, so that null and text cannot be mixed up."""
    if value is None:
        return "null"
    return json.dumps(value[:at_most], ensure_ascii=False) + ("…" if len(value) > at_most else "")
