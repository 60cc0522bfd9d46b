"""Readouts: from the pages on which foreign ministries report meetings to tables that analysts load.

from pipeline import read

read("meetings")
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__version__ = "0.1.0"
__all__ = ["read"]


def read(
    table: str,
    *,
    release: str = "latest",
    columns: Sequence[str] | None = None,
    filters: Any = None,
    outputs: str | Path | None = None,
) -> pd.DataFrame:
    """Load a table of a release: integers that may be missing as ``Int64``, dates as dates, instants in UTC.

    Args:
        table: name of the table, such as ``"meetings"``; ``"changes"`` are the differences from the release before.
        release: id of the release, or ``"latest"`` or ``"previous"``.
        columns: the columns wanted, in this order; by default all.
        filters: rows wanted, as pyarrow takes them: ``[("act", "==", "pledge"), ("position", "<", 3)]``, a list of
            such lists that are alternatives, or a ``pyarrow.compute`` expression. Parts of a file that hold no such
            rows are not read.
        outputs: folder of the releases, or its URL, such as ``s3://bucket/outputs``; by default
            ``$READOUTS_OUTPUTS``, else the project's ``outputs/``.

    Raises:
        LookupError: there is no such release, table or column; the message names near ones.
        ValueError: the filters are not as pyarrow takes them, or compare values of different types.
    """
    from pipeline.releases.load import load  # importing the package alone stays cheap

    return load(table, release, columns, filters, outputs)
