"""DuckDB over the Parquet files of a release: a connection, and names and values as SQL.

DuckDB is loaded when a connection is opened.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow.dataset as ds
import pyarrow.lib

if TYPE_CHECKING:
    import duckdb

MEMORY = "512MB"
SUFFIX = ".parquet"


@contextmanager
def connection(scratch: Path | None = None) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A database in bounded memory that puts what does not fit into ``scratch``, by default a folder of its own.

    Instants are shown in UTC, and nothing is asked for over the network.
    """
    import duckdb

    with TemporaryDirectory(dir=scratch) as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "temp_directory": folder,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
        }
        with duckdb.connect(config=settings) as opened:
            opened.execute("SET TimeZone = 'UTC'")
            yield opened


def name(identifier: str) -> str:
    """An identifier, quoted."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A string, quoted."""
    return "'" + value.replace("'", "''") + "'"


def rows(files: Sequence[Path]) -> str:
    """The rows of Parquet files with the same columns, for FROM."""
    return f"read_parquet([{', '.join(text(str(path)) for path in files)}])"


def pattern(path: Path) -> Path:
    """A table's file, or what matches the files in a table's folder."""
    return path / f"*{SUFFIX}" if path.is_dir() else path


def arrow_schema(path: Path) -> pyarrow.lib.Schema:
    """The schema of a table's file, or of the files in a table's folder."""
    return ds.dataset(path, format="parquet").schema


def tables(release: Path) -> dict[str, Path]:
    """The tables in a release's folder by name, sorted: each a Parquet file, or a folder of such files."""
    return {path.name.removesuffix(SUFFIX): path for path in sorted(release.glob(f"*{SUFFIX}"))}
