"""Dates and spans of days as readout pages write them; no clock times, no zones.

Offsets are absolute, in code points of the text handed in, end exclusive.
"""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

Span = tuple[int, int]

_MONTH_KEYS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# 29 February may exist where no year is given.
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEKDAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MONTH = (
    # With the misspellings that pages have ("Febuary", "Septmber").
    r"(?:Jan(?:uary|urary|aury)?|Feb(?:ruary|uary|urary|rurary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust|st)?"
    r"|Sept?(?:t?ember|mber|emer)?|Oct(?:ober|ber)?|Nov(?:ember|mber|emeber)?|Dec(?:ember|mber|emeber)?)(?![A-Za-z])\.?"
)
WEEKDAY = r"(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?(?![A-Za-z])\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![A-Za-z\d]|:\d)"
_YEAR = r"(?:19|20)\d\d(?![\d:])"
_SPACE = r"[^\S\n]"


def _weekday_tail(name: str) -> str:
    """A weekday after the date: in parentheses, or bare unless it opens the next date."""
    return (
        rf"(?:{_SPACE}*[(（]\s*(?P<{name}p>{WEEKDAY})(?:[,;]?\s+local\s+time)?\s*[)）]"
        rf"|,?{_SPACE}+(?P<{name}b>{WEEKDAY})(?!,?\s+(?:{_MONTH}|(?:the\s+)?\d)))?"
    )


# Digits or the capitals of months and weekdays come first, since they spare most characters every other look.
_DATE = re.compile(
    r"(?=[ADFJMNOSTW\d])(?<![\w:.])(?:"
    rf"(?:(?P<w1>{WEEKDAY}),?\s+)?(?:"
    rf"(?P<m1>{_MONTH})\s*(?P<d1>{_DAY})(?:{_SPACE}*,?{_SPACE}*(?P<y1>{_YEAR}))?{_weekday_tail('x1')}"
    rf"(?:,?{_SPACE}*(?P<z1>{_YEAR}))?"
    rf"|(?:the\s+)?(?P<d2>{_DAY})\s*(?:of\s+)?(?P<m2>{_MONTH})(?!\s*\d{{1,2}}(?!\d))"
    rf"(?:{_SPACE}*,?{_SPACE}*(?P<y2>{_YEAR}))?{_weekday_tail('x2')}"
    r")"
    r"|(?P<y3>(?:19|20)\d\d)(?P<s3>[-/])(?P<m3>0?[1-9]|1[0-2])(?P=s3)(?P<d3>0?[1-9]|[12]\d|3[01])(?!\d)"
    r")"
)

_RANGE_SIGN = re.compile(r",?\s*(?:(?P<word>to|until|till|through|and)\b|[-–—~〜&])\s*(?:on\s+)?(?:the\s+)?")
_SHORT_END = re.compile(
    rf"(?:{WEEKDAY},?\s+)?(?P<d>{_DAY}){_weekday_tail('x')}(?:{_SPACE}*,?{_SPACE}*(?P<y>{_YEAR}))?"
    r"(?!\s*(?:[ap]\.?\s?m\b|minutes?\b|hours?\b|o['’]clock|%|percent\b|countries\b|[-–]\w|\.\d))"
)
_SHORT_BEGIN = re.compile(
    rf"(?<![\w:.])(?:(?P<w>{WEEKDAY}),?\s+)?(?:the\s+)?(?P<d>{_DAY}){_weekday_tail('x')}"
    r"\s*(?:(?P<word>to|until|till|through|and)\b|[-–—~〜&])\s*(?:the\s+)?$"
)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_LINE_TAIL = re.compile(
    r"[\s,]*(?:(?:at\s+)?\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?\s?m\b\.?|(?<=\d\d))[\s,]*"
    r"(?:\(?[A-Z]{2,4}\)?|\(?local time\)?)?(?:[\s,]+(?:at |in )?(?:[A-Z][\w.'’-]*[\s,]*(?:of |and )?){1,6})?)?"
    r"(?:\(?local (?:time|date)\)?)?[\s.]*",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
# Month before day, known by the American zone: "09/22/2021 03:52 PM EDT".
_STAMP = re.compile(
    r"(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])/(?P<y>(?:19|20)\d\d),?\s+\d{1,2}:\d\d\s*[AP]M\s+E[SD]?T"
)


class DateHit(NamedTuple):
    """A written date. ``year`` is None where the text leaves it out; ``weekday`` is 0 for Monday, None if not given."""

    start: int
    end: int
    year: int | None
    month: int
    day: int
    weekday: int | None


class RangeHit(NamedTuple):
    """A written span of days, from its first date's first character to its last date's last."""

    start: int
    end: int
    first: DateHit
    last: DateHit


def month_number(word: str) -> int:
    """1 for "January", "Jan", "Jan."; raises ValueError for another word."""
    return _MONTH_KEYS.index(word[:3].lower()) + 1


def weekday_number(word: str) -> int:
    """0 for "Monday", "Mon", "Mon."; raises ValueError for another word."""
    return _WEEKDAY_KEYS.index(word[:3].lower())


def _exists(year: int | None, month: int, day: int) -> bool:
    return day <= (28 if month == 2 and year is not None and not calendar.isleap(year) else _LONGEST[month - 1])


def _hit(match: re.Match[str]) -> DateHit | None:
    group = match.group
    month_word = group("m1") or group("m2")
    if month_word:
        month = month_number(month_word)
        day = int((group("d1") or group("d2")).rstrip("stndrh"))
        year_word = group("y1") or group("y2") or group("z1")
        weekday_word = group("w1") or group("x1p") or group("x1b") or group("x2p") or group("x2b")
    else:
        month, day, year_word, weekday_word = int(group("m3")), int(group("d3")), group("y3"), None
    year = int(year_word) if year_word else None
    if not _exists(year, month, day):
        return None
    weekday = weekday_number(weekday_word) if weekday_word else None
    return DateHit(match.start(), match.end(), year, month, day, weekday)


def find_dates(text: str, start: int, end: int) -> list[DateHit]:
    """All full dates (a month and a day at least) of ``text[start:end]``, in order.

    The short end of "September 22 to 24" is not a date by itself: see ``find_ranges``.
    """
    hits = (_hit(match) for match in _DATE.finditer(text, start, end))
    return [hit for hit in hits if hit is not None]


def _aligned(first: DateHit, last: DateHit) -> RangeHit | None:
    """A range in which a year given once serves both ends, or None if it would run backwards."""
    wraps = (first.month, first.day) > (last.month, last.day)
    if first.year is None and last.year is not None:
        first = first._replace(year=last.year - wraps)
    elif last.year is None and first.year is not None:
        last = last._replace(year=first.year + wraps)
    elif first.year is not None and last.year is not None and (wraps and first.year >= last.year):
        return None
    return RangeHit(first.start, last.end, first, last)


def _follows(first: DateHit, last: DateHit) -> bool:
    year = first.year or last.year or 2000
    begin = dt.date(year, first.month, first.day) if _exists(year, first.month, first.day) else None
    return begin is not None and (begin + dt.timedelta(days=1)).timetuple()[1:3] == (last.month, last.day)


def _short_end(text: str, at: int, end: int, first: DateHit) -> DateHit | None:
    match = _SHORT_END.match(text, at, end)
    if match is None:
        return None
    day = int(match["d"].rstrip("stndrh"))
    year = int(match["y"]) if match["y"] else first.year
    if day <= first.day or not _exists(year, first.month, day):
        return None
    weekday_word = match["xp"] or match["xb"]
    return DateHit(
        match.start("d"), match.end(), year, first.month, day, weekday_number(weekday_word) if weekday_word else None
    )


def _short_begin(text: str, start: int, last: DateHit) -> tuple[DateHit, str | None] | None:
    at = max(start, last.start - 40)
    match = _SHORT_BEGIN.search(text[at : last.start])
    if match is None:
        return None
    day = int(match["d"].rstrip("stndrh"))
    if day >= last.day:
        return None
    weekday_word = match["w"] or match["xp"] or match["xb"]
    weekday = weekday_number(weekday_word) if weekday_word else None
    begin = at + match.start("w" if match["w"] else "d")
    stop = at + max(match.end("d"), match.end("xp"), match.end("xb"))
    return DateHit(begin, stop, last.year, last.month, day, weekday), match["word"]


def find_ranges(text: str, start: int, end: int) -> list[RangeHit]:
    """All spans of days of ``text[start:end]``: "April 16-18, 2023", "from September 28 to October 1".

    Two dates joined by "and" are a span only after "between" or when the second is the day after the first.
    """
    return ranges_among(text, start, end, find_dates(text, start, end))


def ranges_among(text: str, start: int, end: int, dates: Sequence[DateHit]) -> list[RangeHit]:
    """``find_ranges`` where the dates of the stretch are known already."""
    ranges: list[RangeHit] = []
    used_until = start
    for index, date in enumerate(dates):
        if date.start < used_until:
            continue
        first, last, word = date, None, None
        sign = _RANGE_SIGN.match(text, date.end, end)
        if sign is not None:
            word = sign["word"]
            if index + 1 < len(dates) and dates[index + 1].start == sign.end():
                last = dates[index + 1]
            else:
                last = _short_end(text, sign.end(), end, date)
        if last is None:
            begun = _short_begin(text, used_until, date)
            if begun is None:
                continue
            (first, word), last = begun, date
        between = _BETWEEN.search(text, max(start, first.start - 10), first.start)
        if word == "and" and between is None and not _follows(first, last):
            continue
        span = _aligned(first, last)
        if span is not None:
            ranges.append(span)
            used_until = span.end
    return ranges


def date_line(line: str) -> dt.date | None:
    """The date of a line that holds nothing else but a weekday, a clock time and a place; None for any other line.

    A line without a year is no date line. "09/22/2021 03:52 PM EDT" is read in the American order.
    """
    if _DIGIT.search(line) is None:
        return None
    stripped = line.strip()
    stamp = _STAMP.fullmatch(stripped)
    if stamp is not None and _exists(int(stamp["y"]), int(stamp["m"]), int(stamp["d"])):
        return dt.date(int(stamp["y"]), int(stamp["m"]), int(stamp["d"]))
    match = _DATE.match(stripped)
    if match is None:
        return None
    hit = _hit(match)
    if hit is None or hit.year is None or _LINE_TAIL.fullmatch(stripped, match.end()) is None:
        return None
    return dt.date(hit.year, hit.month, hit.day)


def resolve_year(hit: DateHit, reference: dt.date | None) -> dt.date | None:
    """The date with its written year, or else with the year that brings it nearest to ``reference``.

    None without year and reference. 29 February goes to the nearest leap year.
    """
    if hit.year is not None:
        return dt.date(hit.year, hit.month, hit.day)
    if reference is None:
        return None
    # Leap years lie up to eight years apart, other days come every year.
    reach = 8 if (hit.month, hit.day) == (2, 29) else 1
    years = range(max(dt.MINYEAR, reference.year - reach), min(dt.MAXYEAR, reference.year + reach) + 1)
    days = [dt.date(year, hit.month, hit.day) for year in years if _exists(year, hit.month, hit.day)]
    return min(days, key=lambda day: (abs((day - reference).days), day), default=None)


def weekday_differs(hit: DateHit, date: dt.date) -> bool:
    """Whether the weekday that the text gives is not that of ``date``."""
    return hit.weekday is not None and hit.weekday != date.weekday()
