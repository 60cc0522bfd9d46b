"""Columns that are small in JSON. ``page/data.js`` reads these forms back.

``{"v": values, "c": codes}`` is a column of few strings, -1 where null; ``{"d": steps}`` one of integers, each less
the one before; ``{"p": values}`` a column as it is. ``pack`` makes text of the whole: JSON, deflated without a header,
as base64.
"""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

Column: TypeAlias = Mapping[str, list[Any]]


def coded(values: Sequence[str | None]) -> Column:
    """A column of strings that repeat: each distinct one once, sorted, and its place by row."""
    distinct = sorted({value for value in values if value is not None})
    place: dict[str | None, int] = {value: index for index, value in enumerate(distinct)}
    return {"v": list(distinct), "c": [place.get(value, -1) for value in values]}


def stepped(values: Iterable[int]) -> Column:
    """A column of integers as differences."""
    steps, before = [], 0
    for value in values:
        steps.append(value - before)
        before = value
    return {"d": steps}


def plain(values: Iterable[Any]) -> Column:
    """A column of JSON values as they are; null stays null."""
    return {"p": list(values)}


def to_json(value: object) -> str:
    """Compact JSON, characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pack(value: object) -> str:
    """JSON, deflated, as base64; for one version of zlib the same text for the same value."""
    # A higher level takes twice the time for a thirtieth of the size.
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = deflate.compress(to_json(value).encode("utf-8")) + deflate.flush()
    return base64.b64encode(data).decode("ascii")
