"""A query for one year over a release that is there: how many of its bytes are read.

Two queries, by DuckDB: the meetings of a year, for which the statistics of the files tell what to pass over, and the
statements of the meetings of a year, from the parts that are named after its days.
"""

from pathlib import Path

from benchmarks.tasks import Report, arguments, bytes_below

YEAR = 2019


def main() -> None:
    """Ask the latest release below OUTPUTS."""
    given, report = arguments(), Report()
    with report.loading():
        import duckdb

        database = duckdb.connect()
    release = given.outputs / "latest"
    days = f"date BETWEEN DATE '{YEAR}-01-01' AND DATE '{YEAR}-12-31'"
    meetings = f"read_parquet('{_files(release, 'meetings')}')"
    report.documents = _count(database.execute(f"SELECT count(*) FROM read_parquet('{_files(release, 'documents')}')"))
    for name, query in {
        "meetings": f"SELECT * FROM {meetings} WHERE {days}",
        "statements": f"""SELECT s.* FROM read_parquet({_of_year(release / "statements.parquet")}) s
            JOIN {meetings} m USING (meeting_id) WHERE {days}""",
    }.items():
        before = _read_bytes()
        with report.stage(name):
            rows = database.execute(query).fetchall()
        tables = ["meetings", "statements"] if name == "statements" else [name]
        report.found[f"{name}_rows"] = len(rows)
        report.found[f"{name}_read_bytes"] = _read_bytes() - before
        report.found[f"{name}_bytes"] = sum(_bytes(release / f"{table}.parquet") for table in tables)
    report.show()


def _files(release: Path, table: str) -> str:
    path = release / f"{table}.parquet"
    return f"{path}/*.parquet" if path.is_dir() else str(path)


def _of_year(table: Path) -> list[str]:
    """The files that hold documents of the year, by the days in their names; a meeting may be told of a little later."""
    if not table.is_dir():
        return [str(table)]
    found = []
    for path in sorted(table.iterdir()):
        first, last = (path.stem.split("-")[2:] * 2)[:2]
        if first <= f"{YEAR + 1}0131" and last >= f"{YEAR}0101":
            found.append(str(path))
    return found


def _bytes(path: Path) -> int:
    return bytes_below(path) if path.is_dir() else path.stat().st_size


def _read_bytes() -> int:
    """The bytes that this process has asked the system for so far."""
    for line in Path("/proc/self/io").read_text(encoding="ascii").splitlines():
        if line.startswith("rchar:"):
            return int(line.split()[1])
    raise OSError("/proc/self/io does not tell how many bytes were read")


def _count(result: object) -> int:
    [[count]] = result.fetchall()  # type: ignore[attr-defined]
    return int(count)


if __name__ == "__main__":
    main()
