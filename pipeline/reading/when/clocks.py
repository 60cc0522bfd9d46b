"""Clock times as readout pages write them, 12-hour and 24-hour, and the pairs that bound a meeting.

Offsets are absolute, in code points of the text handed in, end exclusive.
"""

import re
from typing import NamedTuple

MINUTES_PER_DAY = 24 * 60
APPROXIMATE = r"(?:approximately|approx\b\.?|about|around|roughly|circa|nearly|almost|shortly\s+(?:after|before))"

_MARK = r"[AaPp]\s?\.?\s?[Mm](?![A-Za-z])\.?"
_CLOCK = re.compile(
    r"(?<![\w:/])(?<!\d\.)(?=[\dNnMm])(?:"
    r"(?P<h>\d{1,2})(?:"
    rf"\s?[:：]\s?(?P<m>[0-5]\d)(?![\d:])(?:\s*(?P<mark>{_MARK}|noon\b|midnight\b)|\s*,\s*(?P<late>[ap]\.?m\b\.?))?"
    rf"|\.(?P<dotted>[0-5]\d)\s*(?P<mark2>{_MARK})"
    rf"|\s*(?P<mark3>{_MARK}|noon\b|midnight\b)"
    r"|\s*(?P<oclock>o['’]clock)\b)"
    r"|(?P<word>[Nn]oon|[Mm]idnight)\b)"
)
# The first letter comes before all else, so that the search can skip to it.
_BARE_START = re.compile(
    rf"[FfBba](?<=\b.)(?:(?<=[Ff])rom|(?<=[Bb])etween|(?<=a)t)\s+(?:{APPROXIMATE}\s+)?(?P<h>\d{{1,2}})"
    rf"(?=\s*(?:to|until|till|and|[-–—~])\s*(?:{APPROXIMATE}\s+)?\d{{1,2}}(?:[:.][0-5]\d)?\s*{_MARK})"
)
_APPROXIMATE_BEFORE = re.compile(rf"\b{APPROXIMATE}\s*$", re.IGNORECASE)
_TIME_WORD_BEFORE = re.compile(rf"\b(?:at|from|to|until|till|between|and|{APPROXIMATE})\s*$|[-–—~]\s*$", re.IGNORECASE)


class ClockHit(NamedTuple):
    """A written clock time. ``hour`` is as written; ``half`` is "am", "pm" or None where no half-day is given."""

    start: int
    end: int
    hour: int
    minute: int
    half: str | None
    padded: bool
    approximate: bool

    @property
    def is_24_hour(self) -> bool:
        """Whether the form itself tells that hours run to 24: 17:35, 09:30, 0:10 without a half-day."""
        return self.half is None and (self.hour > 12 or self.hour == 0 or self.padded)

    @property
    def minute_of_day(self) -> int:
        """Minutes since midnight, 0 to 1439: "13:00 p.m." is 13:00, "0:00 p.m." noon, 24:00 midnight."""
        hour = self.hour
        if self.half == "pm" and hour < 12:
            hour += 12
        elif self.half == "am" and hour == 12:
            hour = 0
        return (hour * 60 + self.minute) % MINUTES_PER_DAY

    @property
    def contradicts_itself(self) -> bool:
        """Whether the hour and the half-day exclude each other ("14:00 a.m.")."""
        return self.half == "am" and self.hour > 12


def hhmm(minute_of_day: int) -> str:
    """``HH:MM`` on the 24-hour clock."""
    return f"{minute_of_day // 60:02d}:{minute_of_day % 60:02d}"


def _half(mark: str | None) -> str | None:
    if mark is None:
        return None
    word = mark.lower()
    if word == "noon":
        return "pm"
    if word == "midnight":
        return "am"
    return "am" if word[0] == "a" else "pm"


def _is_approximate(text: str, start: int, at: int) -> bool:
    return _APPROXIMATE_BEFORE.search(text, max(start, at - 20), at) is not None


def find_clocks(text: str, start: int, end: int) -> list[ClockHit]:
    """All clock times of ``text[start:end]``, in order.

    A bare number counts only as the first half of "from 2 to 3 p.m.".
    """
    hits: list[ClockHit] = []
    for match in _CLOCK.finditer(text, start, end):
        group = match.group
        word = group("word")
        if word:
            hour, minute, half, padded = 12, 0, _half(word), False
        else:
            hour = int(group("h"))
            minute = int(group("m") or group("dotted") or 0)
            mark = group("mark") or group("late") or group("mark2") or group("mark3")
            half, padded = _half(mark), group("h")[0] == "0"
            if hour > 24 or (hour == 24 and minute):
                continue
            spaced = group("m") is not None and match.start("m") - match.end("h") > 1
            before = max(start, match.start() - 20)
            # "1: 20 ministers" is a label, "at 17: 35" a time.
            if spaced and half is None and not _TIME_WORD_BEFORE.search(text, before, match.start()):
                continue
        hits.append(
            ClockHit(
                match.start(), match.end(), hour, minute, half, padded, _is_approximate(text, start, match.start())
            )
        )
    taken = {hit.start for hit in hits}
    for match in _BARE_START.finditer(text, start, end):
        hour, at = int(match["h"]), match.start("h")
        if hour <= 24 and at not in taken:
            hits.append(ClockHit(at, match.end("h"), hour, 0, None, False, _is_approximate(text, start, at)))
    return sorted(hits, key=lambda hit: hit.start)


def settle_pair(first: ClockHit, last: ClockHit) -> tuple[ClockHit, ClockHit]:
    """The two ends of "from ... to ..." where a half-day written once serves both.

    "from 2:00 to 2:45 p.m." is afternoon at both ends, "from 11:30 to 1:00 p.m." starts in the morning.
    """
    if first.half is None and last.half is not None and not first.is_24_hour:
        same = first._replace(half=last.half)
        other = first._replace(half="am" if last.half == "pm" else "pm")
        first = same if same.minute_of_day <= last.minute_of_day else other
    elif last.half is None and first.half is not None and not last.is_24_hour:
        same = last._replace(half=first.half)
        other = last._replace(half="am" if first.half == "pm" else "pm")
        last = same if same.minute_of_day >= first.minute_of_day else other
    return first, last
