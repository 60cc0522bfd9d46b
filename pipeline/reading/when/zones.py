"""Time zones as readout pages name them: letters ("JST"), names ("New York time"), "local time".

Letters and regional names come from ``pipeline/reference/zones.csv``; the zone of a city or country is asked of the
caller. Offsets in text are absolute, in code points, end exclusive; offsets from UTC are minutes, east positive.
"""

import csv
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

ZoneOf = Callable[[str], str | None]

LEAST_OFFSET = -12 * 60
GREATEST_OFFSET = 14 * 60
QUARTER = 15

_TABLE = Path(__file__).parents[2] / "reference" / "zones.csv"


@dataclass(frozen=True, slots=True)
class _Entry:
    form: str
    iana: str | None
    offset: int | None


def _read_table() -> dict[str, _Entry]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {
            row["name"]: _Entry(
                row["form"], row["iana"] or None, int(row["offset_minutes"]) if row["offset_minutes"] else None
            )
            for row in rows
        }


_ENTRIES = _read_table()
_NAMES = sorted((name.upper() for name, entry in _ENTRIES.items() if entry.form == "letters"), reverse=True)
_LETTERS = "|".join(_NAMES)

# The first letters stand before all else, since they spare most characters every other look.
_FIXED = re.compile(
    rf"(?=[Ll{''.join(sorted({name[0] for name in _NAMES}))}])(?<!\w)"
    rf"(?:(?P<local>[Ll]ocal(?:\s+standard)?[\s-]+(?:[Tt]ime|[Dd]ate))|(?P<letters>{_LETTERS})(?:\s+time)?)(?!\w)"
)
# The word comes before the look behind it, so that the search can skip to its first letter.
_TIME = re.compile(r"[Tt]ime(?<![\w-]\w{4})(?![\w-])")
_NAME_BEFORE = re.compile(
    r"(?:(?<=[\s(（;,:])|^)(?P<name>(?:(?:[^\W\d_a-z][\w'’-]*\.?|(?:[A-Z]\.){2,})(?:,(?=\s+D\.?C\b))?\s+){0,3}"
    r"(?:[^\W\d_a-z][\w'’-]*|(?:[A-Z]\.?){2,}))[)）]?\s+$"
)
# Capitalized words that may stand before a place's name or before "time" and are no part of a zone's name.
_NOT_PLACE = re.compile(
    r"(?:(?:The|This|That|Last|Next|First|Second|Third|Fourth|Fifth|Same|Real|Prime|Part|Full|Any|Some|Each|Every|On|At"
    r"|In|From|For|Of|By|And|Approximately|Around|About|[AP]\.?M\.?|Noon|Midnight"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October"
    r"|November|December)(?:\s+|$))+"
)


class ZoneHit(NamedTuple):
    """A zone in the text; ``is_local`` for "local time", else ``name`` holds its letters or its name."""

    start: int
    end: int
    name: str
    is_local: bool
    is_letters: bool


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """What a name stands for: the zone, and the offset that its words claim (EST: -300) whatever the season."""

    iana: str | None
    claimed_offset: int | None


def find_zones(text: str, start: int, end: int) -> list[ZoneHit]:
    """All zones of ``text[start:end]``, in order. A misplaced parenthesis ("Japan) time") belongs to the zone."""
    hits = [
        ZoneHit(
            match.start(),
            match.end(),
            match["letters"] or match[0],
            match["local"] is not None,
            match["letters"] is not None,
        )
        for match in _FIXED.finditer(text, start, end)
    ]
    taken = {hit.end for hit in hits}
    for match in _TIME.finditer(text, start, end):
        if match.end() in taken:
            continue
        before = max(start, match.start() - 48)
        name = _NAME_BEFORE.search(text[before : match.start()])
        if name is None:
            continue
        words, skipped = name["name"], _NOT_PLACE.match(name["name"])
        begin = skipped.end() if skipped else 0
        if words[begin:]:
            hits.append(ZoneHit(before + name.start("name") + begin, match.end(), words[begin:], False, False))
    return sorted(hits, key=lambda hit: hit.start)


def read_zone(name: str, zone_of: ZoneOf) -> ZoneReading:
    """The zone that letters or a name stand for; both fields None for an unknown or ambiguous one."""
    entry = _ENTRIES.get(" ".join(name.replace(".", "").lower().split()))
    if entry is not None:
        return ZoneReading(entry.iana, entry.offset)
    return ZoneReading(zone_of(name), None)


@lru_cache(maxsize=256)
def _zone(iana: str) -> ZoneInfo:
    return ZoneInfo(iana)


def civil_offset(iana: str, date: dt.date, minute_of_day: int) -> int:
    """The zone's offset from UTC, in minutes, at a local date and time.

    Raises ``zoneinfo.ZoneInfoNotFoundError`` for an unknown zone.
    """
    moment = dt.datetime(date.year, date.month, date.day, minute_of_day // 60, minute_of_day % 60, tzinfo=_zone(iana))
    offset = moment.utcoffset()
    return round(offset.total_seconds() / 60) if offset is not None else 0


def offset_fits_zone(offset: int, date: dt.date, time: str, iana: str) -> bool:
    """Whether a zone keeps ``offset`` minutes at ``date``, ``HH:MM`` local; at a change of clocks both sides fit."""
    moment = dt.datetime.combine(date, dt.time.fromisoformat(time), tzinfo=_zone(iana))
    offsets = (moment.replace(fold=fold).utcoffset() for fold in (0, 1))
    return any(each is not None and each == dt.timedelta(minutes=offset) for each in offsets)


def steady_offset(iana: str) -> int | None:
    """The offset of a zone that keeps the same one all year, so that no date is needed; None for other zones."""
    winter, summer = (civil_offset(iana, dt.date(2020, month, 1), 720) for month in (1, 7))
    return winter if winter == summer else None
